"""Deciding in writing: the chair puts a decision to the members with the papers and a last day, they agree, object or
abstain, and the result is recorded, or the tender goes to the next meeting.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from procure import db
from procure.act.calendar import LONDON
from procure.domain.decisions import ConditionWanted
from procure.domain.exceptions import Invalid, NotFound, WrongState
from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import Position, VerdictKind
from procure.domain.written import (
    GOES_TO_A_MEETING,
    AnswerKind,
    Tally,
    WrittenResult,
    may_end,
    result_of,
    tally,
)
from procure.models import (
    AgendaItem,
    Board,
    BoardMember,
    Meeting,
    MeetingMinutes,
    Review,
    Verdict,
    WrittenAnswer,
    WrittenProcedure,
)
from procure.models.types import now
from procure.services import auditing, reviewing


def open_question(
    session: Session, actor: Actor, review: Review, proposal: str, reason: str, closes_on: date,
    conditions: Iterable[ConditionWanted] = (), *, at: datetime | None = None,
) -> WrittenProcedure:  # fmt: skip
    """Put a decision to the members of the board in writing; they answer until the end of ``closes_on`` in London.
    Whoever chairs may do this. Raises Invalid for what cannot be decided so, WrongState while another question is
    open."""
    moment = at or now()
    reviewing.hold(session, review)
    reviewing.require_part(actor, Permission.RUN_WRITTEN, review)
    reviewing.refuse_while_in_writing(review)
    if proposal not in set(VerdictKind):
        raise Invalid("kind", "Select the decision that you propose")
    if not reason.strip():
        raise Invalid("reason", "Enter why you propose this")
    if closes_on <= moment.astimezone(LONDON).date():
        raise Invalid("closes_on", "The last day for answers must be after today")
    wanted = [each for each in conditions if each.text.strip()]
    if (proposal == VerdictKind.ENDORSED_WITH_CONDITIONS) != bool(wanted):
        raise Invalid(
            "condition_1",
            "Conditions go with the decision “Endorsed with conditions” only" if wanted
            else "Enter at least one condition",
        )  # fmt: skip
    made = WrittenProcedure(
        review_id=review.id, proposal=proposal, reason=reason.strip(), closes_on=closes_on,
        conditions=[
            {"text": each.text.strip(), "due_on": each.due_on.isoformat() if each.due_on else None,
             "owner_id": each.owner_id}
            for each in wanted
        ],
        quorum=review.board.quorum, opened_by_id=actor.user_id, opened_at=moment,
    )  # fmt: skip
    session.add(made)
    _stored(session, actor, review, "written.opened", proposal=proposal, closes_on=closes_on.isoformat())
    return made


def conditions_of(found: WrittenProcedure) -> list[ConditionWanted]:
    """The conditions that are proposed, each with its day and its owner."""
    return [
        ConditionWanted(
            each["text"], date.fromisoformat(each["due_on"]) if each["due_on"] else None, each["owner_id"]
        )
        for each in found.conditions
    ]


def open_or_none(review: Review) -> WrittenProcedure:
    """The question that is open. Raises NotFound where there is none."""
    if review.in_writing is None:
        raise NotFound("No question is before the members in writing.")
    return review.in_writing


def awaited(review: Review, found: WrittenProcedure) -> list[BoardMember]:
    """Members without an interest who have not answered, by name."""
    answered = {each.user_id for each in found.answers} | review.interested_user_ids
    seats = [seat for seat in review.board.members if seat.user_id not in answered and seat.user.is_active]
    return sorted(seats, key=lambda seat: seat.user.name)


def tally_of(review: Review, found: WrittenProcedure) -> Tally:
    """How the answers stand."""
    return tally(found.answers, review.interested_user_ids, found.quorum)


def answer(
    session: Session, actor: Actor, review: Review, kind: str, reason: str = "", *, wants_meeting: bool = False,
    at: datetime | None = None,
) -> WrittenAnswer:  # fmt: skip
    """What the person answers; it replaces what they answered before. An objection needs a reason, and one that asks
    for a meeting ends the question: the tender goes on the next agenda. Raises WrongState after the last day."""
    moment = at or now()
    reviewing.hold(session, review)
    reviewing.require_part(actor, Permission.ANSWER_WRITTEN, review)
    found = open_or_none(review)
    if moment.astimezone(LONDON).date() > found.closes_on:
        raise WrongState("The last day for answers has gone by.")
    if kind not in set(AnswerKind):
        raise Invalid("kind", "Select what you answer")
    if kind == AnswerKind.OBJECT and not reason.strip():
        raise Invalid("reason", "Give the reason for your objection")
    if wants_meeting and kind != AnswerKind.OBJECT:
        raise Invalid("wants_meeting", "Only an objection can ask for a meeting")
    own = next((each for each in found.answers if each.user_id == actor.user_id), None)
    own = own or WrittenAnswer(procedure_id=found.id, user_id=actor.user_id, kind=kind)
    own.kind, own.reason, own.wants_meeting, own.answered_at = kind, reason.strip(), wants_meeting, moment
    session.add(own)
    session.flush()
    session.expire(found, ["answers"])
    _stored(session, actor, review, "written.answered", answer=kind, wants_meeting=wants_meeting)
    if wants_meeting:
        _end(session, actor, review, found, WrittenResult.TO_MEETING, own.reason, moment)
    return own


def may_record(review: Review, found: WrittenProcedure, *, at: datetime | None = None) -> bool:
    """Whether the result can be recorded now."""
    return may_end(found.closes_on, (at or now()).astimezone(LONDON).date(), len(awaited(review, found)))


def record_result(
    session: Session, actor: Actor, review: Review, *, at: datetime | None = None
) -> WrittenResult:
    """Record what came of the question: the decision with where each member stood, or that it goes to the next
    meeting. Raises WrongState before the last day while members are awaited."""
    moment = at or now()
    reviewing.hold(session, review)
    reviewing.require_part(actor, Permission.RUN_WRITTEN, review)
    found = open_or_none(review)
    if not may_record(review, found, at=moment):
        raise WrongState("Members still have time to answer.")
    result = result_of(tally_of(review, found))
    _end(session, actor, review, found, result, "", moment)
    if result == WrittenResult.AGREED:
        _take_positions(session, review, found)
        reviewing.close(session, actor, review, found.proposal, found.reason, conditions_of(found), at=moment)
    return result


def withdraw(
    session: Session, actor: Actor, review: Review, because: str, *, at: datetime | None = None
) -> None:
    """Take the question back; the review goes on as before. Needs a reason."""
    reviewing.hold(session, review)
    reviewing.require_part(actor, Permission.RUN_WRITTEN, review)
    found = open_or_none(review)
    if not because.strip():
        raise Invalid("because", "Say why you withdraw the question")
    _end(session, actor, review, found, WrittenResult.WITHDRAWN, because.strip(), at or now())


def waits_for_a_meeting(session: Session, board: Board) -> list[Review]:
    """Open reviews that a question in writing sent to a meeting and that are on no agenda of a meeting to come."""
    planned = (
        select(AgendaItem.review_id)
        .join(Meeting, col(Meeting.id) == AgendaItem.meeting_id)
        .outerjoin(MeetingMinutes, col(MeetingMinutes.meeting_id) == Meeting.id)
        .where(col(Meeting.cancelled_at).is_(None), col(MeetingMinutes.id).is_(None))
        .where(col(AgendaItem.review_id).is_not(None))
    )
    sent = select(WrittenProcedure.review_id).where(col(WrittenProcedure.result).in_(GOES_TO_A_MEETING))
    wanted = (
        select(Review)
        .where(Review.board_id == board.id, col(Review.closed_at).is_(None))
        .where(col(Review.id).in_(sent), col(Review.id).not_in(planned))
    )
    return list(session.exec(wanted.order_by(col(Review.submitted_at), col(Review.id))))


def next_meeting(session: Session, board_id: int, moment: datetime) -> Meeting | None:
    """The next meeting of a board that has not begun and is not called off."""
    return session.exec(
        select(Meeting)
        .outerjoin(MeetingMinutes, col(MeetingMinutes.meeting_id) == Meeting.id)
        .where(Meeting.board_id == board_id, Meeting.starts_at > moment)
        .where(col(Meeting.cancelled_at).is_(None), col(MeetingMinutes.id).is_(None))
        .order_by(col(Meeting.starts_at), col(Meeting.id))
        .limit(1)
    ).first()


def _end(
    session: Session, actor: Actor, review: Review, found: WrittenProcedure, result: WrittenResult, note: str,
    moment: datetime,
) -> None:  # fmt: skip
    found.ended_at, found.ended_by_id = moment, actor.user_id
    found.result, found.result_note = result.value, note
    _stored(session, actor, review, "written.ended", result=result.value, **tally_of(review, found)._asdict())
    if result in GOES_TO_A_MEETING:
        _onto_agenda(session, actor, review, moment)


def _onto_agenda(session: Session, actor: Actor, review: Review, moment: datetime) -> None:
    """Put the review on the agenda of the next meeting. Where none is called yet, the next that is called takes it."""
    coming = next_meeting(session, review.board_id, moment)
    if coming is None or any(each.review_id == review.id for each in coming.items):
        return
    db.lock(session, coming)
    session.expire(coming, ["items"])
    position = max((each.position for each in coming.items), default=0) + 1
    session.add(AgendaItem(meeting_id=coming.id, review_id=review.id, position=position))
    session.flush()
    session.expire(coming, ["items"])
    auditing.record(
        session, actor, "agenda.added", subject_kind="meeting", subject_key=coming.key, review=review.key
    )


def _take_positions(session: Session, review: Review, found: WrittenProcedure) -> None:
    """Where members stood in writing stands as their verdict: what was proposed, an objection, or an abstention."""
    stood = {
        AnswerKind.AGREE: found.proposal,
        AnswerKind.OBJECT: Position.OBJECTED.value,
        AnswerKind.ABSTAIN: Position.ABSTAINED.value,
    }
    own = {each.user_id: each for each in review.verdicts}
    for each in found.answers:
        verdict = own.get(each.user_id) or Verdict(
            review_id=review.id, user_id=each.user_id, kind="", reason=""
        )
        verdict.kind, verdict.recorded_at = stood[AnswerKind(each.kind)], each.answered_at
        verdict.reason = each.reason or f"{AnswerKind.label_of(each.kind)} in writing."
        session.add(verdict)
    session.flush()
    session.expire(review, ["verdicts"])


def _stored(session: Session, actor: Actor, review: Review, action: str, **detail: object) -> None:
    session.flush()
    session.expire(review, ["written"])
    auditing.of_tender(session, actor, review.tender, action, review=review.key, **detail)
