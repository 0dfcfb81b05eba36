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
from exports.wording import day
from procure.act.calendar import LONDON
from procure.domain import decisions
from procure.domain.meetings import AttendanceKind
from procure.domain.vocabulary import BoardRole, Position
from procure.domain.written import WrittenResult
from procure.models import (
    AgendaItem,
    Board,
    ChairHandover,
    Delegation,
    EndorsementCondition,
    Meeting,
    MeetingMinutes,
    Review,
    Verdict,
    WrittenProcedure,
)
from procure.models.types import now
from procure.services import delegating, freezing, presiding
from procure.services.circulating import tally_of
from procure.services.meeting import voters_on


def minutes_of(session: Session, meeting: Meeting, *, at: datetime | None = None) -> Minutes:
    """The minutes: as they were signed, or as they would be if they were signed now."""
    if meeting.minutes is not None:
        return Minutes.model_validate_json(meeting.minutes.content_json)
    board: Board = meeting.board
    moment = at or now()
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
        outside=tuple(outside_of(session, meeting, at=moment)),
        delegations=tuple(_delegations(session, meeting, moment)),
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
        before=tuple(
            written_in_words(review, each)
            for each in review.written
            if each.ended_at and each.result != "agreed"
        ),
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
            "chair": presiding.in_words(review.handover) if review.handover else "",
        }
    )


def positions_of(review: Review) -> tuple[MinutedPosition, ...]:
    """Where members without an interest stood, abstentions among them, in the order in which they were recorded."""
    dissent = {
        each.id for each in decisions.dissenting(review.verdicts, review.decision, review.interested_user_ids)
    }
    return tuple(
        MinutedPosition(
            name=each.user.name,
            stood=Position.label_of(each.kind),
            reason=each.reason,
            is_dissent=each.id in dissent,
        )
        for each in decisions.taking_part(review.verdicts, review.interested_user_ids)
    )


def conditions_of(review: Review) -> tuple[MinutedCondition, ...]:
    """The conditions of a decision as they were set."""
    return tuple(
        MinutedCondition(text=each.text, owner=each.owner.name if each.owner else "", due_on=each.due_on)
        for each in review.conditions
    )


def outside_of(session: Session, meeting: Meeting, *, at: datetime | None = None) -> list[MinutedOutside]:
    """What the board decided outside a meeting and has not been told of in signed minutes: since the last meeting of
    the board whose minutes are signed, until now."""
    moment, last = at or now(), _last_signed(session, meeting)
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
            joinedload(Review.delegation).options(
                joinedload(Delegation.delegate), joinedload(Delegation.given_by)
            ),
            selectinload(Review.verdicts).joinedload(Verdict.user),
            selectinload(Review.interests),
            selectinload(Review.conditions).joinedload(EndorsementCondition.owner),
            selectinload(Review.handovers).options(
                joinedload(ChairHandover.member), joinedload(ChairHandover.named_by)
            ),
            selectinload(Review.written).selectinload(WrittenProcedure.answers),
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
            how=how_decided(review),
            on=review.closed_at,
            positions=positions_of(review),
            conditions=conditions_of(review),
        )
        for review in session.exec(wanted)
        if review.closed_at is not None
    ]


def reports_next(session: Session, meeting: Meeting) -> bool:
    """Whether this is the meeting that is told what was decided outside one: the first of its board whose minutes are
    not signed and that was not called off."""
    first = session.exec(
        select(Meeting.id)
        .outerjoin(MeetingMinutes, col(MeetingMinutes.meeting_id) == Meeting.id)
        .where(Meeting.board_id == meeting.board_id)
        .where(col(Meeting.cancelled_at).is_(None), col(MeetingMinutes.id).is_(None))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
        .limit(1)
    ).first()
    return first == meeting.id


def how_decided(review: Review) -> str:
    """By what way the board came to a decision outside a meeting, and who acted as chair, in sentences."""
    who = review.decided_by.name if review.decided_by else "The chair"
    written = review.agreed_in_writing
    if review.delegation is not None:
        return f"Decided by {who} under a delegation: {delegating.in_words(review.delegation)}."
    if written is not None:
        how = f"{written_in_words(review, written)} Recorded by {who}."
    else:
        how = f"Decided by verdicts that members gave in the service, and recorded by {who}."
    return f"{how} {presiding.in_words(review.handover)}" if review.handover else how


def written_in_words(review: Review, found: WrittenProcedure) -> str:
    """What was put to the members in writing, how they answered, and what came of it, in sentences."""
    counted = tally_of(review, found)
    until = f" until {day(found.ended_at.astimezone(LONDON))}" if found.ended_at else ""
    result = WrittenResult.label_of(found.result)
    note = f" {found.result_note}" if found.result_note else ""
    return (
        f"Put to the members in writing from {day(found.opened_at.astimezone(LONDON))}{until}, proposed: "
        f"{decisions.decision_label(found.proposal).lower()}. {counted.agreed} agreed, {counted.objected} objected, "
        f"{counted.abstained} abstained; the quorum was {found.quorum}. {result or 'Open'}.{note}"
    )


def _delegations(session: Session, meeting: Meeting, moment: datetime) -> list[str]:
    """What the board delegated and revoked since the last meeting, and which conditions were confirmed for it."""
    last = _last_signed(session, meeting)
    found = session.exec(
        select(Delegation)
        .where(Delegation.board_id == meeting.board_id)
        .order_by(col(Delegation.id))
        .options(joinedload(Delegation.delegate), joinedload(Delegation.given_by))
    ).all()

    def is_new(when: datetime | None) -> bool:
        return when is not None and when <= moment and (last is None or when > last)

    said = [f"Given: {delegating.in_words(each)}. {each.reason}" for each in found if is_new(each.given_at)]
    said += [
        f"Revoked: {delegating.in_words(each)}. {each.revoked_because}"
        for each in found
        if is_new(each.revoked_at)
    ]
    confirmed = session.exec(
        select(EndorsementCondition)
        .where(col(EndorsementCondition.confirmed_under_id).in_([each.id for each in found]))
        .order_by(col(EndorsementCondition.confirmed_at))
        .options(joinedload(EndorsementCondition.confirmed_by), joinedload(EndorsementCondition.review))
    ).all()
    said += [
        f"Condition of {each.review.tender.reference} found met by {each.confirmed_by.name} for the board: "
        f"{each.text} {each.confirmed_note}"
        for each in confirmed
        if is_new(each.confirmed_at) and each.confirmed_by
    ]
    return said


def _last_signed(session: Session, meeting: Meeting) -> datetime | None:
    """When the latest minutes of another meeting of the board were signed."""
    return session.exec(
        select(MeetingMinutes.signed_at)
        .join(Meeting, col(Meeting.id) == MeetingMinutes.meeting_id)
        .where(Meeting.board_id == meeting.board_id, Meeting.id != meeting.id)
        .order_by(col(MeetingMinutes.signed_at).desc())
        .limit(1)
    ).first()
