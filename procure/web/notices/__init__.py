"""The journey of a tender's notices besides the tender notice."""
