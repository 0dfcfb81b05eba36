"""Adapters to the central digital platform. What they send and what comes back is plain data: no tables, no web."""
