"""What is durable: jobs, translations, corrections, switches and deliveries, in a database."""
