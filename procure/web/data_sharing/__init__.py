"""Data that shows results: its readiness, its papers, and the register across tenders."""
