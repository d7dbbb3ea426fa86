"""How documents are read and written."""
