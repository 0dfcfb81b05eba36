"""Dated facts of procurement law, one row each, with where they come from. Change a row here, not code."""
