"""The HTTP door: previews, publishes, compatible APIs, glossaries, and the page."""
