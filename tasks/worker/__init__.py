"""What a worker does besides its tasks."""
