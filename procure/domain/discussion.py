"""What of a frozen version people can comment on, and how a comment lives on while nobody has settled it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

#: Sections of a specification that a comment can be about, in the order of the document; outcomes have comments of
#: their own, one by one. Names are those of the document's sections.
SECTIONS = {
    "problem": "The problem",
    "objectives": "The objectives it serves",
    "frame": "What is fixed, and why",
    "award": "How tenders are judged",
    "conditions": "Who can take part",
    "procedure": "How the procurement runs",
    "contract": "The contract",
    "lots": "Lots",
    "taking-part": "How to take part",
}


class Said(Protocol):
    """A comment as far as it matters here."""

    outcome_key: str
    section: str
    resolved_at: datetime | None


@dataclass(frozen=True)
class Counts:
    """How many comments are still open, and how many were resolved."""

    open: int = 0
    resolved: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.resolved


def counts(comments: Iterable[Said]) -> Counts:
    """How many of these are open and how many resolved."""
    settled = [each.resolved_at is not None for each in comments]
    return Counts(settled.count(False), settled.count(True))


def is_carried(resolved_at: datetime | None, submitted_at: datetime) -> bool:
    """Whether a comment on an earlier version belongs to the review submitted at ``submitted_at`` as well: it was
    open then. Resolved later, it stays there, with who resolved it."""
    return resolved_at is None or resolved_at >= submitted_at


def place_of(comment: Said, outcome_keys: Collection[str]) -> str:
    """Where a comment stands beside a version with these outcomes: the key of an outcome, ``section:`` and its name,
    or an empty text for the version as a whole, as where the outcome is no longer there."""
    if comment.section in SECTIONS:
        return f"section:{comment.section}"
    return comment.outcome_key if comment.outcome_key in outcome_keys else ""
