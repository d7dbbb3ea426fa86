"""The walk of a document, one file a room; :mod:`pipeline.run` is the table of contents."""
