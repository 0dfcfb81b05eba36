"""Notices on their way to the central platform."""
