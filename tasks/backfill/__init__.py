"""A backfill: a large file, chunk by chunk, in this process or by workers."""
