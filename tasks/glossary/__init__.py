"""Shops' own words: the store of them, their files, and whose they are."""
