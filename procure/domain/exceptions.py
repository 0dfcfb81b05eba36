"""What can go wrong in the domain, as names. Web and command line turn each into words for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """Base of every refusal that a person can do something about; ``str(error)`` is fit to show them."""


class NotAllowed(DomainError):
    """The permission table says no."""


class NotFound(DomainError):
    """Nothing there, or nothing this person may know of."""


class WrongState(DomainError):
    """The tender is not in a state from which the action may be taken."""


class NotReady(DomainError):
    """A gate is closed: ``issues`` says what blocks it."""

    def __init__(self, message: str, issues: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.issues = tuple(issues)


class Invalid(DomainError):
    """One field is wrong: ``field`` names it as the form does."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class StaleEdit(DomainError):
    """Somebody else saved the same fields after this form was opened.

    ``theirs`` and ``yours`` map field name to value; nothing of either is lost.
    """

    def __init__(self, theirs: Mapping[str, object], yours: Mapping[str, object], revision: str) -> None:
        super().__init__("Someone else changed this page while you were editing it.")
        self.theirs = dict(theirs)
        self.yours = dict(yours)
        self.revision = revision
