"""Sending a notice to the central platform: where one may stand, what may come of a request, and what follows.

The one rule behind the table: whatever may have arrived is never sent again until the platform, or an officer who has
looked there, says that it did not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from procure.domain.vocabulary import Word


class SubmissionState(Word):
    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    UNCLEAR = "unclear", "Sent, and the answer was lost"
    ACCEPTED = "accepted", "Taken in, not yet published"
    PUBLISHED = "published", "Published on the platform"
    REFUSED = "refused", "Refused by the platform"
    HELD = "held", "Stopped, and waiting for you"
    SET_ASIDE = "set_aside", "Not sent from here"


class Operation(Word):
    SUBMIT = "submit", "Sent the notice"
    LOOK = "look", "Asked what became of it"
    FIND = "find", "Asked whether the platform has it"


class Outcome(Word):
    """What came of a request."""

    PUBLISHED = "published", "Published"
    ACCEPTED = "accepted", "Taken in"
    REFUSED = "refused", "Refused"
    KEY_REFUSED = "key_refused", "Key not accepted"
    DUPLICATE = "duplicate", "Said to be there already"
    TOO_LARGE = "too_large", "Too large"
    MISDIRECTED = "misdirected", "An answer that we do not know"
    NOT_SENT = "not_sent", "Not reached, nothing sent"
    BUSY = "busy", "Asked to come back later"
    UNKNOWN = "unknown", "No answer that could be read"
    ABSENT = "absent", "Said not to be there"
    CANNOT_TELL = "cannot_tell", "Could not say"


class Trouble(Word):
    """Why a submission stands still, in words for an officer: what is the matter. ``ADVICE`` says what to do."""

    NONE = "", ""
    NOT_SENT = "not_sent", "The platform could not be reached. Nothing has been sent."
    BUSY = "busy", "The platform is busy and asked us to come back later. Nothing has been published."
    UNKNOWN = (
        "unknown",
        "The notice was sent and the answer was lost, so the platform may or may not have it.",
    )
    CANNOT_TELL = "cannot_tell", "We do not know whether the platform has this notice."
    REFUSED = "refused", "The platform read the notice and refused it. Nothing has been published."
    KEY_REFUSED = (
        "key_refused",
        "The platform did not accept your organisation’s key. Nothing has been published.",
    )
    DUPLICATE = "duplicate", "The platform says that it has this notice already."
    TOO_LARGE = "too_large", "The notice is larger than the platform takes. Nothing has been published."
    MISDIRECTED = "misdirected", "The platform’s address answered in a way that we do not know."
    GAVE_UP = "gave_up", "The platform could not be reached for a long time, so we stopped trying."
    OVERDUE = "overdue", "The platform took the notice in and has not published it for a week."
    IDENTIFIERS = (
        "identifiers",
        "The notice is published, but the identifiers that came back do not fit our records.",
    )


ADVICE: dict[Trouble, str] = {
    Trouble.NONE: "",
    Trouble.NOT_SENT: "You need do nothing: we try again by ourselves. You can enter the notice by hand meanwhile.",
    Trouble.BUSY: "You need do nothing: we try again by ourselves.",
    Trouble.UNKNOWN: "Do not enter it by hand yet. We ask the platform whether it has the notice before we do more.",
    Trouble.CANNOT_TELL: "Look on the platform under My notices. If the notice is there, record its identifiers here. "
    "If it is not there, send it again.",
    Trouble.REFUSED: "Read what the platform says, put the notice right, and send the corrected notice.",
    Trouble.KEY_REFUSED: "Ask whoever runs this service to check the key for your organisation with the platform. "
    "Then send it again, or enter it by hand.",
    Trouble.DUPLICATE: "Look on the platform under My notices, and record the identifiers of the notice here.",
    Trouble.TOO_LARGE: "Enter it by hand, with long documents as attachments or links.",
    Trouble.MISDIRECTED: "Ask whoever runs this service to check the address of the platform. Enter the notice by "
    "hand if it cannot wait.",
    Trouble.GAVE_UP: "Enter the notice by hand, or send it again once the platform is back.",
    Trouble.OVERDUE: "Look on the platform under My notices, or ask its service desk. Record the identifiers here once "
    "it is published.",
    Trouble.IDENTIFIERS: "Look on the platform under My notices, and record the identifiers that you find there.",
}

#: While a request is out, nobody else takes the same step; a process that died is taken to have been cut off after it.
LEASE = timedelta(minutes=4)
#: A notice that may have arrived is not taken for absent before the platform had this long to know of it.
SETTLING = timedelta(minutes=3)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
MOST_ATTEMPTS = 24
LONGEST_ACCEPTED = timedelta(days=7)
#: What leaves open whether the platform has the notice: an officer looks there before anything else is done with it.
DOUBTS = frozenset({Trouble.CANNOT_TELL, Trouble.DUPLICATE, Trouble.OVERDUE, Trouble.IDENTIFIERS})
#: States in which nothing more happens by itself.
AT_REST = frozenset(
    {SubmissionState.PUBLISHED, SubmissionState.REFUSED, SubmissionState.HELD, SubmissionState.SET_ASIDE}
)
#: States in which the platform may have the notice, or is about to: it may not be changed.
UNDER_WAY = frozenset(
    {SubmissionState.QUEUED, SubmissionState.SENDING, SubmissionState.UNCLEAR, SubmissionState.ACCEPTED}
)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a submission goes: ``due_at`` is when its next request is due, None where nothing is."""

    state: SubmissionState
    trouble: Trouble = Trouble.NONE
    due_at: datetime | None = None


def operation_for(state: SubmissionState) -> Operation | None:
    """The request that is next in this state; None when nothing is to be asked."""
    return {
        SubmissionState.QUEUED: Operation.SUBMIT,
        SubmissionState.SENDING: Operation.FIND,  # whoever sent it did not come back
        SubmissionState.UNCLEAR: Operation.FIND,
        SubmissionState.ACCEPTED: Operation.LOOK,
    }.get(state)


def step_after(
    operation: Operation,
    outcome: Outcome,
    at: datetime,
    *,
    failed_attempts: int,
    sent_at: datetime | None,
    retry_after: timedelta | None = None,
) -> Step:
    """What follows ``outcome``. ``failed_attempts`` counts this one if it failed; ``sent_at`` is when the notice last
    went out; ``retry_after`` is what the platform asked for.
    """
    state = SubmissionState
    if outcome is Outcome.PUBLISHED:
        return Step(state.PUBLISHED)
    if outcome is Outcome.ACCEPTED:
        return _accepted(at, failed_attempts, sent_at)
    if outcome is Outcome.REFUSED:
        return Step(state.REFUSED, Trouble.REFUSED)
    if (
        outcome in (Outcome.KEY_REFUSED, Outcome.TOO_LARGE, Outcome.MISDIRECTED)
        and operation is Operation.SUBMIT
    ):
        return Step(state.HELD, Trouble(outcome.value))
    again = at + max(_wait(failed_attempts), min(retry_after or timedelta(), LONGEST_WAIT))
    has_tried_long = failed_attempts >= MOST_ATTEMPTS
    if operation is Operation.SUBMIT:
        if outcome in (Outcome.NOT_SENT, Outcome.BUSY):
            held = Step(state.HELD, Trouble.GAVE_UP)
            return held if has_tried_long else Step(state.QUEUED, Trouble(outcome.value), again)
        trouble = Trouble.DUPLICATE if outcome is Outcome.DUPLICATE else Trouble.UNKNOWN
        return Step(state.UNCLEAR, trouble, at + SETTLING)
    if operation is Operation.FIND:
        if outcome is Outcome.ABSENT:
            has_settled = sent_at is not None and at >= sent_at + SETTLING
            return (
                Step(state.QUEUED, due_at=at) if has_settled else Step(state.UNCLEAR, Trouble.UNKNOWN, again)
            )
        is_final = outcome not in (Outcome.NOT_SENT, Outcome.BUSY, Outcome.UNKNOWN) or has_tried_long
        return (
            Step(state.HELD, Trouble.CANNOT_TELL) if is_final else Step(state.UNCLEAR, Trouble.UNKNOWN, again)
        )
    is_final = outcome not in (Outcome.NOT_SENT, Outcome.BUSY, Outcome.UNKNOWN) or has_tried_long
    return Step(state.HELD, Trouble.CANNOT_TELL) if is_final else Step(state.ACCEPTED, due_at=again)


def _accepted(at: datetime, failed_attempts: int, sent_at: datetime | None) -> Step:
    if sent_at is not None and at - sent_at > LONGEST_ACCEPTED:
        return Step(SubmissionState.HELD, Trouble.OVERDUE)
    return Step(SubmissionState.ACCEPTED, due_at=at + _wait(failed_attempts))


def _wait(failed_attempts: int) -> timedelta:
    """One minute, then two, four, eight … at most an hour."""
    return min(SHORTEST_WAIT * 2 ** min(max(failed_attempts - 1, 0), 10), LONGEST_WAIT)
