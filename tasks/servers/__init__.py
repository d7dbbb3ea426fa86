"""Servers that others run, and those that come with the package."""
