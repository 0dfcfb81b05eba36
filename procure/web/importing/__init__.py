"""Bringing open data in: an upload, and what became of every value of it."""
