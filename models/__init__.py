"""Models: what turns a string of one language into a string of another.

This package knows strings and language codes, never a listing, Redis, Celery or HTTP.
"""
