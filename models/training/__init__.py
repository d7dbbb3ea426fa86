"""Training, fine-tuning and scoring of MarianMT models."""
