"""Reusable target outcomes, and the missions and objectives they serve: reviewed Markdown files."""

from outcome_library.library import Library, LibraryError, Problem
from outcome_library.reader import DEFAULT_ROOT, read_library

__all__ = ["DEFAULT_ROOT", "Library", "LibraryError", "Problem", "read_library"]
