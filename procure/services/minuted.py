"""What the minutes of a meeting say, put together from what was recorded; once signed, as they were signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, select

from exports.minutes import (
    MinutedCondition,
    MinutedItem,
    MinutedOutside,
    MinutedPerson,
    MinutedPosition,
    Minutes,
    Signature,
)
from procure.domain import decisions
from procure.domain.meetings import AttendanceKind
from procure.domain.vocabulary import BoardRole, VerdictKind
from procure.models import (
    AgendaItem,
    Board,
    EndorsementCondition,
    Meeting,
    MeetingMinutes,
    Review,
    Verdict,
)
from procure.models.types import now
from procure.services import freezing
from procure.services.meeting import voters_on


def minutes_of(session: Session, meeting: Meeting, *, at: datetime | None = None) -> Minutes:
    """The minutes: as they were signed, or as they would be if they were signed now."""
    if meeting.minutes is not None:
        return Minutes.model_validate_json(meeting.minutes.content_json)
    board: Board = meeting.board
    came = {each.user_id: each.kind for each in meeting.attendances}
    seats = sorted(board.members, key=lambda seat: (seat.role != BoardRole.CHAIR, seat.user.name))
    return Minutes(
        board=board.name,
        starts_at=meeting.starts_at,
        place=meeting.place,
        link=meeting.link,
        quorum=board.quorum,
        people=tuple(
            MinutedPerson(
                name=seat.user.name,
                organisation=seat.user.organisation.name,
                is_chair=seat.role == BoardRole.CHAIR,
                attendance=AttendanceKind.label_of(came.get(seat.user_id, "")),
            )
            for seat in seats
        ),
        items=tuple(_item(session, meeting, each) for each in meeting.items),
        outside=tuple(_outside(session, meeting, at or now())),
        notes=meeting.notes,
    )


def signature_of(meeting: Meeting) -> Signature | None:
    """Who signed the minutes; None while they are a draft."""
    signed = meeting.minutes
    return (
        Signature(name=signed.signed_by.name, at=signed.signed_at, sha256=signed.sha256) if signed else None
    )


def _item(session: Session, meeting: Meeting, item: AgendaItem) -> MinutedItem:
    review = item.review
    if review is None:
        return MinutedItem(title=item.title, note=item.note)
    snapshot = freezing.snapshot_of(review.version)
    known = MinutedItem(
        title=snapshot.title or "A tender without a title",
        buyer=snapshot.authority.name,
        reference=snapshot.reference,
        version=review.version.number,
        sha256=review.version.sha256,
        interests=tuple(
            f"{each.user.name}: {each.nature}{' (declared at the meeting)' if each.meeting_id == meeting.id else ''}"
            for each in review.interests
        ),
        note=item.note,
    )
    if review.meeting_id != meeting.id:
        return known
    return known.model_copy(
        update={
            "decision": decisions.decision_label(review.decision),
            "reason": review.decision_reason,
            "positions": positions_of(review),
            "conditions": conditions_of(review),
            "able": len(voters_on(meeting, review)),
        }
    )


def positions_of(review: Review) -> tuple[MinutedPosition, ...]:
    """Where members stood whose verdicts count, in the order in which they were recorded."""
    dissent = {
        each.id for each in decisions.dissenting(review.verdicts, review.decision, review.interested_user_ids)
    }
    return tuple(
        MinutedPosition(
            name=each.user.name,
            stood=VerdictKind.label_of(each.kind),
            reason=each.reason,
            is_dissent=each.id in dissent,
        )
        for each in decisions.counting(review.verdicts, review.interested_user_ids)
    )


def conditions_of(review: Review) -> tuple[MinutedCondition, ...]:
    """The conditions of a decision as they were set."""
    return tuple(
        MinutedCondition(text=each.text, owner=each.owner.name if each.owner else "", due_on=each.due_on)
        for each in review.conditions
    )


def _outside(session: Session, meeting: Meeting, moment: datetime) -> list[MinutedOutside]:
    """What the board decided outside a meeting and has not been told of in signed minutes: since the last meeting of
    the board whose minutes are signed, until now."""
    last = session.exec(
        select(MeetingMinutes.signed_at)
        .join(Meeting, col(Meeting.id) == MeetingMinutes.meeting_id)
        .where(Meeting.board_id == meeting.board_id, Meeting.id != meeting.id)
        .order_by(col(MeetingMinutes.signed_at).desc())
        .limit(1)
    ).first()
    wanted = (
        select(Review)
        .where(
            Review.board_id == meeting.board_id,
            col(Review.meeting_id).is_(None),
            col(Review.closed_at).is_not(None),
            col(Review.closed_at) <= moment,
            Review.decision != decisions.RECALLED,
        )
        .order_by(col(Review.closed_at), col(Review.id))
        .options(
            joinedload(Review.version),
            joinedload(Review.decided_by),
            selectinload(Review.verdicts).joinedload(Verdict.user),
            selectinload(Review.interests),
            selectinload(Review.conditions).joinedload(EndorsementCondition.owner),
        )
    )
    if last is not None:
        wanted = wanted.where(col(Review.closed_at) > last)
    return [
        MinutedOutside(
            title=freezing.snapshot_of(review.version).title or "A tender without a title",
            reference=freezing.snapshot_of(review.version).reference,
            decision=decisions.decision_label(review.decision),
            reason=review.decision_reason,
            how=how_decided(session, review),
            on=review.closed_at,
            positions=positions_of(review),
            conditions=conditions_of(review),
        )
        for review in session.exec(wanted)
        if review.closed_at is not None
    ]


def how_decided(session: Session, review: Review) -> str:
    """By what way the board came to a decision outside a meeting, in a sentence."""
    who = review.decided_by.name if review.decided_by else "The chair"
    return f"Decided by verdicts that members gave in the service, and recorded by {who}."
