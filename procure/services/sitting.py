"""What happens at a meeting: who came, whose interest bars them, and what is decided where each member stood.

Every function takes the moment it happened as ``at`` (now unless told).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from procure import db
from procure.domain.decisions import POSITIONS
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.domain.meetings import AttendanceKind
from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import Position, VerdictKind
from procure.models import AgendaItem, Attendance, InterestDeclaration, Meeting, Review, Verdict
from procure.models.types import now
from procure.services import auditing, reviewing
from procure.services.meeting import hold, hold_item, missing_for, present_at, record, required, voters_on


def record_attendance(
    session: Session, actor: Actor, meeting: Meeting, kinds: Mapping[int, str], *, at: datetime | None = None
) -> None:
    """Who came, by account; members left out keep what was recorded of them. Raises Invalid for somebody who does not
    sit on the board, WrongState before the meeting begins."""
    hold(session, actor, meeting)
    _begun(meeting, at or now())
    seats, known = {seat.user_id for seat in meeting.board.members}, set(AttendanceKind)
    if not set(kinds) <= seats or not set(kinds.values()) <= known:
        raise Invalid("attendance", "Select for each member whether they came")
    recorded = {each.user_id: each for each in meeting.attendances}
    for user_id, kind in kinds.items():
        if user_id in recorded:
            recorded[user_id].kind = kind
        else:
            session.add(Attendance(meeting_id=meeting.id, user_id=user_id, kind=kind))
    session.flush()
    session.expire(meeting, ["attendances"])
    record(session, actor, "attendance.recorded", meeting, present=len(present_at(meeting)))


def declare_for(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    item: AgendaItem,
    user_id: int,
    nature: str,
    *,
    at: datetime | None = None,
) -> InterestDeclaration:
    """Write down an interest that a member declared at the meeting: it bars them from deciding on this item as one
    declared beforehand does, and cannot be taken back."""
    hold(session, actor, meeting)
    review = _undecided(item)
    db.lock(session, review)
    session.expire(review, ["interests", "verdicts"])
    _begun(meeting, at or now())
    if user_id not in {seat.user_id for seat in meeting.board.members}:
        raise Invalid("member", "Select a member of this board")
    words = required(nature, "nature", "Describe the interest")
    for earlier in review.interests:
        if earlier.user_id == user_id:
            return earlier
    made = InterestDeclaration(
        review_id=review.id, user_id=user_id, nature=words, declared_at=at or now(), meeting_id=meeting.id
    )
    session.add(made)
    session.flush()
    session.expire(review, ["interests"])
    auditing.of_tender(
        session, actor, review.tender, "interest.recorded", review=review.key, meeting=meeting.key,
        member=made.user.key,
    )  # fmt: skip
    return made


def decide_item(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    item: AgendaItem,
    kind: str,
    reason: str,
    positions: Mapping[int, tuple[str, str]],
    conditions: reviewing.Conditions = (),
    *,
    at: datetime | None = None,
) -> Review:
    """Record what the meeting decided on an item, and where each member stood: ``positions`` are, by account, a verdict
    or an abstention and its reason; one who stood elsewhere than the decision needs a reason, and is dissent beside it.

    Raises WrongState before the meeting begins and without a quorum of members without an interest; NotAllowed where
    the chair declared one; Invalid for a position of somebody who was not there to take one.
    """
    hold_item(session, actor, meeting, item)
    moment, review = at or now(), _undecided(item)
    reviewing.hold(session, review)
    _begun(meeting, moment)
    reviewing.require_part(actor, Permission.DECIDE_REVIEW, review)
    reviewing.refuse_while_in_writing(review)
    if actor.user_id not in present_at(meeting):
        raise NotAllowed("The attendance does not say that you were present. Record it first.")
    if missing := missing_for(meeting, review):
        raise WrongState(
            f"No decision can be made on this item: {missing} more "
            f"{'member' if missing == 1 else 'members'} without an interest must be present."
        )
    able = {seat.user_id for seat in voters_on(meeting, review)}
    if not set(positions) <= able:
        raise Invalid("positions", "Only members who are present and have no interest take a position")
    own = {each.user_id: each for each in review.verdicts}
    for user_id, (stood, why) in positions.items():
        _take_position(session, meeting, review, own.get(user_id), user_id, stood, why, kind, moment)
    session.flush()
    session.expire(review, ["verdicts"])
    review.meeting_id = meeting.id
    return reviewing.close(session, actor, review, kind, reason, conditions, at=moment)


def _take_position(
    session: Session, meeting: Meeting, review: Review, own: Verdict | None, user_id: int, stood: str, why: str,
    kind: str, moment: datetime,
) -> None:  # fmt: skip
    if stood not in POSITIONS:
        raise Invalid(f"position_{user_id}", "Select where the member stood")
    abstains = stood == Position.ABSTAINED
    agrees = stood == kind or (kind == VerdictKind.ENDORSED_WITH_CONDITIONS and stood == VerdictKind.ENDORSED)
    if not agrees and not abstains and not why.strip() and not (own and own.kind == stood):
        raise Invalid(f"reason_{user_id}", "Give the reason of each member who saw it otherwise")
    if own is not None and own.kind == stood and not why.strip():
        return  # their own verdict, given in their own words, stands
    if own is None:
        own = Verdict(review_id=review.id, user_id=user_id, kind=stood, reason="")
    own.kind, own.reason = (
        stood,
        why.strip() or ("Abstained at the meeting." if abstains else "Agreed at the meeting."),
    )
    own.recorded_at, own.meeting_id = moment, meeting.id
    session.add(own)


def _begun(meeting: Meeting, moment: datetime) -> None:
    if moment < meeting.starts_at:
        raise WrongState("This meeting has not begun.")


def _undecided(item: AgendaItem) -> Review:
    if item.review is None:
        raise NotFound("This item is not a tender to decide on.")
    if item.review.closed_at is not None:
        raise WrongState("This review is closed.")
    return item.review
