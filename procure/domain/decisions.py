"""How a board comes to a decision: who counts, when there are enough, and who saw it otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from procure.domain.states import Event
from procure.domain.vocabulary import Position, VerdictKind

#: Where each decision takes the tender.
EVENT_OF = {
    VerdictKind.ENDORSED: Event.ENDORSE,
    VerdictKind.ENDORSED_WITH_CONDITIONS: Event.ENDORSE,
    VerdictKind.CHANGES_REQUESTED: Event.REQUEST_CHANGES,
    VerdictKind.NOT_ENDORSED: Event.DECLINE,
}

#: What a member may say of a version themselves, and where a chair may record that they stood.
POSITIONS = (*VerdictKind, Position.ABSTAINED)

#: What stands in place of a decision when the officer took the submission back.
RECALLED = "recalled"


class ConditionWanted(NamedTuple):
    """A condition to be set: what must be true before publication, by which day, and who sees to it (an account; None
    for the officers of the buyer)."""

    text: str
    due_on: date | None = None
    owner_id: int | None = None


class Given(Protocol):
    """A verdict that somebody gave."""

    user_id: int
    kind: str


V = TypeVar("V", bound=Given)


def taking_part(verdicts: Iterable[V], interested: Collection[int]) -> list[V]:
    """Where people without a declared interest stood, abstentions among them (``interested``: user ids)."""
    return [verdict for verdict in verdicts if verdict.user_id not in interested]


def counting(verdicts: Iterable[V], interested: Collection[int]) -> list[V]:
    """The verdicts that count: of people without a declared interest who did not abstain."""
    return [each for each in taking_part(verdicts, interested) if each.kind != Position.ABSTAINED]


def dissenting(verdicts: Iterable[V], decision: str, interested: Collection[int]) -> list[V]:
    """The verdicts that count and would have led elsewhere than ``decision``; they are shown beside it, with reasons.

    Whoever would have endorsed without conditions does not dissent from an endorsement with some; the other way
    round somebody was not heard, and does.
    """
    agreeing = {decision}
    if decision == VerdictKind.ENDORSED_WITH_CONDITIONS:
        agreeing.add(VerdictKind.ENDORSED)
    return [verdict for verdict in counting(verdicts, interested) if verdict.kind not in agreeing]


def missing_for_quorum(verdicts: Iterable[Given], quorum: int, interested: Collection[int]) -> int:
    """How many more verdicts the board needs before its chair may decide; 0 when it has enough."""
    return max(0, quorum - len(counting(verdicts, interested)))


def decision_label(decision: str) -> str:
    """A stored decision in words; an empty text while the review is open."""
    return "Recalled by the buyer" if decision == RECALLED else VerdictKind.label_of(decision)
