"""What may happen to a tender, on one screen: every state, every event, and where it leads.

An event is a verb; ``next_state`` is the only way to change a state, so nothing else needs to know the rules.
"""

from __future__ import annotations

from enum import StrEnum

from procure.domain.exceptions import WrongState
from procure.domain.vocabulary import TenderState

S = TenderState


class Event(StrEnum):
    SUBMIT = "submit"
    RECALL = "recall"
    ENDORSE = "endorse"
    REQUEST_CHANGES = "request_changes"
    DECLINE = "decline"
    REOPEN = "reopen"
    PUBLISH = "publish"
    COMPLETE = "complete"
    HOLD = "hold"
    AMEND = "amend"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[TenderState, Event], TenderState] = {
    (S.DRAFT, Event.SUBMIT): S.IN_REVIEW,
    (S.CHANGES_REQUESTED, Event.SUBMIT): S.IN_REVIEW,
    (S.IN_REVIEW, Event.RECALL): S.DRAFT,
    (S.IN_REVIEW, Event.ENDORSE): S.ENDORSED,
    (S.IN_REVIEW, Event.REQUEST_CHANGES): S.CHANGES_REQUESTED,
    (S.IN_REVIEW, Event.DECLINE): S.NOT_ENDORSED,
    (S.NOT_ENDORSED, Event.REOPEN): S.DRAFT,
    (S.ENDORSED, Event.REOPEN): S.DRAFT,
    (S.ENDORSED, Event.PUBLISH): S.PUBLISHING,
    (S.PUBLISHING, Event.COMPLETE): S.PUBLISHED,
    (S.PUBLISHING, Event.HOLD): S.ENDORSED,
    (S.PUBLISHED, Event.AMEND): S.DRAFT,
    (S.DRAFT, Event.WITHDRAW): S.WITHDRAWN,
    (S.CHANGES_REQUESTED, Event.WITHDRAW): S.WITHDRAWN,
    (S.NOT_ENDORSED, Event.WITHDRAW): S.WITHDRAWN,
    (S.ENDORSED, Event.WITHDRAW): S.WITHDRAWN,
}

#: What people call the events whose name does not stand before "a tender" on its own.
_IN_WORDS = {
    Event.REQUEST_CHANGES: "ask for changes to",
    Event.DECLINE: "decline to endorse",
    Event.COMPLETE: "complete the publication of",
    Event.HOLD: "hold the publication of",
    Event.AMEND: "make a new version of",
}

#: States in which officers may change the words. In every other the frozen version is what counts.
EDITABLE: frozenset[TenderState] = frozenset({S.DRAFT, S.CHANGES_REQUESTED})


def next_state(state: str, event: Event) -> TenderState:
    """The state that ``event`` leads to.

    Raises WrongState, with words for people, when the table has no such step.
    """
    current = TenderState(state)
    try:
        return TRANSITIONS[current, event]
    except KeyError:
        verb = _IN_WORDS.get(event, event.value)
        raise WrongState(f"You cannot {verb} a tender that is “{current.label.lower()}”.") from None


def can(state: str, event: Event) -> bool:
    """Whether the table has a step for ``event`` from ``state``."""
    return (TenderState(state), event) in TRANSITIONS
