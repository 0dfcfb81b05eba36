"""Deciding in writing: members agree to what is proposed, object, or abstain.

Everybody who answers takes part, as everybody who is in the room of a meeting does, and counts for the quorum. What is
proposed is agreed to when more members agree than object. An objection that asks for a meeting ends the question at
once: the tender goes on the agenda of the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from procure.act.calendar import LONDON
from procure.domain.vocabulary import Word


class AnswerKind(Word):
    AGREE = "agree", "Agrees"
    OBJECT = "object", "Objects"
    ABSTAIN = "abstain", "Abstains"


class WrittenResult(Word):
    AGREED = "agreed", "Agreed"
    NOT_AGREED = "not_agreed", "Not agreed: it goes to the next meeting"
    NO_QUORUM = "no_quorum", "Too few answered: it goes to the next meeting"
    TO_MEETING = "to_meeting", "A member asked for a meeting"
    WITHDRAWN = "withdrawn", "Withdrawn"


#: Results after which the board has to talk about it.
GOES_TO_A_MEETING = frozenset({WrittenResult.NOT_AGREED, WrittenResult.NO_QUORUM, WrittenResult.TO_MEETING})


class Answered(Protocol):
    """What somebody answered."""

    user_id: int
    kind: str


class Tally(NamedTuple):
    """How many members agreed, objected and abstained, and how many more the quorum needs."""

    agreed: int
    objected: int
    abstained: int
    missing: int


#: When members are reminded, in London.
REMIND_AT = time(7)


def remind_from(opened_at: datetime, closes_on: date) -> datetime:
    """From when members who have not answered are reminded: seven in the morning of the day before the last, and of
    the last day itself where the question was put that late. ``opened_at`` is aware, and so is what is given back."""
    opened_on = opened_at.astimezone(LONDON).date()
    return datetime.combine(
        max(closes_on - timedelta(days=1), opened_on + timedelta(days=1)), REMIND_AT, LONDON
    )


def tally(answers: Iterable[Answered], interested: Collection[int], quorum: int) -> Tally:
    """The count of the answers of people without an interest (``interested``: user ids)."""
    kinds = [each.kind for each in answers if each.user_id not in interested]
    agreed, objected, abstained = (kinds.count(kind) for kind in AnswerKind)
    return Tally(agreed, objected, abstained, max(0, quorum - len(kinds)))


def result_of(counted: Tally) -> WrittenResult:
    """What came of a question whose time is up, or that everybody answered."""
    if counted.missing:
        return WrittenResult.NO_QUORUM
    return WrittenResult.AGREED if counted.agreed > counted.objected else WrittenResult.NOT_AGREED


def may_end(closes_on: date, today: date, awaited: int) -> bool:
    """Whether the result can be recorded: after the last day for answers (``today``: the day in London), or as soon as
    nobody is awaited."""
    return today > closes_on or awaited == 0
