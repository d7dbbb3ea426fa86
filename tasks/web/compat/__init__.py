"""APIs of others, as their own clients expect them."""
