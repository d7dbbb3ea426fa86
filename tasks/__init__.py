"""The doors: publish, backfill, preview and the command line, all opening onto one pipeline."""
