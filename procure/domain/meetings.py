"""How a board meets: who came, when enough are there to decide, and what follows up a decision.

The quorum of a board is a number of members without an interest in the matter. It holds for every item by itself: a
meeting may be able to decide one and not the next.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum

from procure.domain.vocabulary import Word


class AttendanceKind(Word):
    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Sent apologies"
    ABSENT = "absent", "Absent"


class FileKind(StrEnum):
    """Files of a meeting that the worker makes."""

    PAPERS = "papers"
    MINUTES_PDF = "minutes-pdf"
    MINUTES_DOCX = "minutes-docx"


class ConditionStanding(Word):
    """Where a condition of an endorsement stands."""

    OVERDUE = "overdue", "Overdue"
    DUE = "due", "To be met"
    REPORTED = "reported", "Waiting for the chair"
    CONFIRMED = "confirmed", "Met"


def able_to_decide(present: Collection[int], interested: Collection[int]) -> frozenset[int]:
    """Of the people present (user ids), those without an interest in the matter."""
    return frozenset(present) - frozenset(interested)


def missing_for_quorum(present: Collection[int], interested: Collection[int], quorum: int) -> int:
    """How many more members without an interest have to be there before the board can decide; 0 when enough are."""
    return max(0, quorum - len(able_to_decide(present, interested)))


def standing_of(
    due_on: date | None, met_at: datetime | None, confirmed_at: datetime | None, today: date
) -> ConditionStanding:
    """Where a condition stands on ``today`` (a day in London): on the day it is due it is not overdue yet."""
    if confirmed_at is not None:
        return ConditionStanding.CONFIRMED
    if met_at is not None:
        return ConditionStanding.REPORTED
    return ConditionStanding.OVERDUE if due_on is not None and due_on < today else ConditionStanding.DUE
