"""Clarification questions: asked without an account, answered by officers, read by everybody."""
