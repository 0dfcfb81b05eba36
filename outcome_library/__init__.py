"""Reusable target outcomes, and the missions and objectives they serve: reviewed Markdown files."""

from outcome_library.library import Library, LibraryError, Problem
from outcome_library.lock import DEFAULT_LOCK, LockError, check_lock, write_lock
from outcome_library.reader import DEFAULT_ROOT, read_library

__all__ = [
    "DEFAULT_LOCK",
    "DEFAULT_ROOT",
    "Library",
    "LibraryError",
    "LockError",
    "Problem",
    "check_lock",
    "read_library",
    "write_lock",
]
