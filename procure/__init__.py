"""Procure: write public tenders as target outcomes, have a mission board review them, and publish them."""

__version__ = "0.1.0"
