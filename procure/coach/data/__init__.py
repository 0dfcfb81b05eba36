"""The coach's words, and what it says: lists to add to, and not code."""
