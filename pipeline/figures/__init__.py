"""What a number says, and how a market writes it."""
