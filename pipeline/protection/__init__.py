"""What must survive a translation, one kind a room."""
