"""How the outside learns of translations: a stream, and webhooks."""
