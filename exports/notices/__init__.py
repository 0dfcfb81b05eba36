"""Statutory notices: what each holds is data, and how a field is worked out is a function."""
