"""Deciding on results, and following decisions up."""
