"""Meetings of a board: called by its chair, with an agenda from the queue, attendance, interests and decisions.

Once the minutes are signed nothing of a meeting changes. Every function takes the moment it happened as ``at`` (now
unless told).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, select

from procure import db
from procure.domain.exceptions import Invalid, NotFound, WrongState
from procure.domain.identifiers import is_key
from procure.domain.meetings import AttendanceKind, able_to_decide, missing_for_quorum
from procure.domain.permissions import Actor, Permission, may
from procure.domain.vocabulary import BoardRole
from procure.models import (
    AgendaItem,
    Attendance,
    Board,
    BoardMember,
    ChairHandover,
    InterestDeclaration,
    Meeting,
    MeetingMinutes,
    Review,
    Tender,
    User,
    Verdict,
)
from procure.models.types import now
from procure.services import access, auditing, circulating

_PERSON = joinedload(User.organisation)
_WHOLE = (
    selectinload(Meeting.board).selectinload(Board.members).joinedload(BoardMember.user).options(_PERSON),
    selectinload(Meeting.items)
    .joinedload(AgendaItem.review)
    .options(
        joinedload(Review.tender).joinedload(Tender.organisation),
        joinedload(Review.version),
        joinedload(Review.decided_by),
        selectinload(Review.verdicts).joinedload(Verdict.user).options(_PERSON),
        selectinload(Review.interests).joinedload(InterestDeclaration.user),
        selectinload(Review.conditions),
        selectinload(Review.handovers).joinedload(ChairHandover.member),
        selectinload(Review.written),
    ),
    selectinload(Meeting.attendances).joinedload(Attendance.user).options(_PERSON),
    joinedload(Meeting.minutes).joinedload(MeetingMinutes.signed_by),
    selectinload(Meeting.files),
)


# Reading


def meetings_of(
    session: Session, actor: Actor, *, at: datetime | None = None
) -> tuple[list[Meeting], list[Meeting]]:
    """Meetings of the person's boards: those to come, the next first, and the past ones, the latest first (the last
    hundred). A meeting is past once its minutes are signed, it was cancelled, or its day has gone by."""
    access.require(actor, Permission.SEE_BOARD)
    moment = at or now()
    found = session.exec(
        select(Meeting)
        .where(col(Meeting.board_id).in_(actor.boards))
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
        .limit(200)
        .options(joinedload(Meeting.board), joinedload(Meeting.minutes), selectinload(Meeting.items))
    ).all()
    coming = [each for each in found if each.is_unsigned and each.starts_at >= moment]
    return coming[::-1], [each for each in found if each not in coming][:100]


def meeting_by_key(session: Session, actor: Actor, key: str) -> Meeting:
    """A meeting with all that its page shows. Raises NotFound to anybody who does not sit on its board."""
    wanted = select(Meeting).where(Meeting.key == key).options(*_WHOLE)
    found = session.exec(wanted).unique().one_or_none() if is_key(key) else None
    if found is None or not may(actor, Permission.READ_MEETING, found):
        raise NotFound("There is no such meeting.")
    return found


def item_by_key(meeting: Meeting, key: str) -> AgendaItem:
    """An item of this meeting. Raises NotFound."""
    found = next((each for each in meeting.items if each.key == key), None)
    if found is None:
        raise NotFound("There is no such item on this agenda.")
    return found


def boards_to_call(session: Session, actor: Actor) -> list[Board]:
    """Active boards that the person chairs, by name."""
    chaired = [board_id for board_id, role in actor.boards.items() if role == BoardRole.CHAIR]
    wanted = select(Board).where(col(Board.id).in_(chaired), col(Board.is_active).is_(True))
    return list(session.exec(wanted.order_by(Board.name)))


def waiting_for(session: Session, board: Board, meeting: Meeting | None = None) -> list[Review]:
    """Open reviews of the board that are not on this meeting's agenda, the longest waiting first."""
    taken = {each.review_id for each in meeting.items} if meeting else set()
    wanted = (
        select(Review)
        .where(Review.board_id == board.id, col(Review.closed_at).is_(None))
        .order_by(col(Review.submitted_at), col(Review.id))
        .options(joinedload(Review.tender).joinedload(Tender.organisation), joinedload(Review.version))
    )
    return [each for each in session.exec(wanted) if each.id not in taken]


def present_at(meeting: Meeting) -> frozenset[int]:
    """Accounts of those who came."""
    return frozenset(each.user_id for each in meeting.attendances if each.kind == AttendanceKind.PRESENT)


def missing_for(meeting: Meeting, review: Review) -> int:
    """How many more members without an interest must be present before this review can be decided."""
    return missing_for_quorum(present_at(meeting), review.interested_user_ids, meeting.board.quorum)


def voters_on(meeting: Meeting, review: Review) -> list[BoardMember]:
    """Members who are present and have no interest in this review, the chair first, then by name."""
    able = able_to_decide(present_at(meeting), review.interested_user_ids)
    seats = [seat for seat in meeting.board.members if seat.user_id in able]
    return sorted(seats, key=lambda seat: (seat.role != BoardRole.CHAIR, seat.user.name))


# Calling a meeting, and its agenda


def call(
    session: Session,
    actor: Actor,
    board: Board,
    starts_at: datetime,
    *,
    place: str = "",
    link: str = "",
    reviews: Iterable[Review] = (),
    at: datetime | None = None,
) -> Meeting:
    """Call a meeting of ``board`` with these reviews on its agenda, and those that a question in writing sent to the
    next meeting. Raises Invalid for a time gone by, a meeting that
    is nowhere, and a review that does not wait for this board."""
    moment = at or now()
    made = Meeting(board_id=board.id, starts_at=starts_at, called_by_id=actor.user_id, called_at=moment)
    access.require(actor, Permission.CALL_MEETING, made)
    _place(made, starts_at, place, link, moment)
    session.add(made)
    session.flush()
    chosen = list(reviews)
    for review in (
        *chosen,
        *(each for each in circulating.waits_for_a_meeting(session, board) if each not in chosen),
    ):
        _add(session, made, review, "")
    session.expire(made, ["items"])
    record(session, actor, "meeting.called", made, starts_at=starts_at.isoformat(), items=len(made.items))
    return made


def change(
    session: Session, actor: Actor, meeting: Meeting, starts_at: datetime, place: str, link: str,
    *, at: datetime | None = None,
) -> None:  # fmt: skip
    """Move a meeting to another time or place. One that has begun keeps its time; raises WrongState then."""
    hold(session, actor, meeting)
    moment = at or now()
    if meeting.starts_at <= moment and starts_at != meeting.starts_at:
        raise WrongState("This meeting has begun. Its time stays as it was.")
    before = meeting.starts_at
    if starts_at != before:
        _place(meeting, starts_at, place, link, moment)
    else:
        _place(meeting, starts_at, place, link, starts_at)
    session.flush()
    record(session, actor, "meeting.changed", meeting, before=before.isoformat(), after=starts_at.isoformat())


def cancel(
    session: Session, actor: Actor, meeting: Meeting, reason: str, *, at: datetime | None = None
) -> None:
    """Call a meeting off, with the reason. Raises WrongState where it has decided something."""
    hold(session, actor, meeting)
    if any(item.review is not None and item.review.meeting_id == meeting.id for item in meeting.items):
        raise WrongState("This meeting has decided on an item, so it took place. Sign its minutes.")
    meeting.cancelled_because = required(reason, "reason", "Say why the meeting is called off")
    meeting.cancelled_at = at or now()
    session.flush()
    record(session, actor, "meeting.cancelled", meeting)


def add_item(
    session: Session, actor: Actor, meeting: Meeting, *, review: Review | None = None, title: str = ""
) -> AgendaItem:
    """Put a review that waits for the board on the agenda, or a matter with a title of its own, at its end."""
    hold(session, actor, meeting)
    made = _add(session, meeting, review, title)
    session.expire(meeting, ["items"])
    record(session, actor, "agenda.added", meeting, item=made.key)
    return made


def move_item(session: Session, actor: Actor, meeting: Meeting, item: AgendaItem, *, up: bool) -> None:
    """One place up or down; at the end of the list nothing happens."""
    hold(session, actor, meeting)
    items = sorted(meeting.items, key=lambda each: each.position)
    here = items.index(item)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(items):
        return
    items[here], items[there] = items[there], items[here]
    for position, each in enumerate(items, start=1):
        each.position = position
    session.flush()
    session.expire(meeting, ["items"])
    record(session, actor, "agenda.moved", meeting, item=item.key)


def remove_item(session: Session, actor: Actor, meeting: Meeting, item: AgendaItem) -> None:
    """Take an item off the agenda. Raises WrongState once this meeting has decided on it."""
    hold(session, actor, meeting)
    if item.review is not None and item.review.meeting_id == meeting.id:
        raise WrongState("This meeting has decided on this item, so it stays on the agenda.")
    session.delete(item)
    session.flush()
    session.expire(meeting, ["items"])
    record(
        session,
        actor,
        "agenda.removed",
        meeting,
        item=item.key,
        review=item.review.key if item.review else "",
    )


def note_item(session: Session, actor: Actor, meeting: Meeting, item: AgendaItem, note: str) -> None:
    """What the minutes say of an item besides its decision."""
    hold(session, actor, meeting)
    if item.note != note.strip():
        item.note = note.strip()
        session.flush()
        record(session, actor, "agenda.noted", meeting, item=item.key)


def note_meeting(session: Session, actor: Actor, meeting: Meeting, notes: str) -> None:
    """What the minutes say besides the items."""
    hold(session, actor, meeting)
    if meeting.notes != notes.strip():
        meeting.notes = notes.strip()
        session.flush()
        record(session, actor, "meeting.noted", meeting)


def _place(meeting: Meeting, starts_at: datetime, place: str, link: str, moment: datetime) -> None:
    if starts_at < moment:
        raise Invalid("starts_at", "The meeting must be in the future")
    if not place.strip() and not link.strip():
        raise Invalid("place", "Enter where the meeting is, or an address to join by")
    meeting.starts_at, meeting.place, meeting.link = starts_at, place.strip(), link.strip()


def _add(session: Session, meeting: Meeting, review: Review | None, title: str) -> AgendaItem:
    if review is not None and (review.board_id != meeting.board_id or review.closed_at is not None):
        raise Invalid("review", "Select a tender that waits for this board")
    if review is not None and any(each.review_id == review.id for each in meeting.items):
        raise Invalid("review", "This tender is on the agenda already")
    if review is None:
        title = required(title, "title", "Select a tender, or enter another matter")
    position = max((each.position for each in meeting.items), default=0) + 1
    made = AgendaItem(
        meeting_id=meeting.id, review_id=review.id if review else None, position=position,
        title="" if review else title,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(meeting, ["items"])
    return made


def hold(session: Session, actor: Actor, meeting: Meeting) -> None:
    """Lock the meeting, and see that it can still be changed by this person."""
    _afresh(session, meeting)
    require_chair(actor, meeting)


def hold_item(session: Session, actor: Actor, meeting: Meeting, item: AgendaItem) -> None:
    """The same for deciding on one item, which whoever acts as chair for it may do as well."""
    _afresh(session, meeting)
    require_item(actor, meeting, item)


def _afresh(session: Session, meeting: Meeting) -> None:
    db.lock(session, meeting)
    session.expire(meeting, ["items", "attendances", "minutes"])


def require_item(actor: Actor, meeting: Meeting, item: AgendaItem) -> None:
    """That the person may decide on this item for the meeting. Raises as ``require_chair`` does."""
    access.require(actor, Permission.READ_MEETING, meeting)
    if not meeting.is_unsigned or not may(actor, Permission.DECIDE_ITEM, item):
        require_chair(actor, meeting)


def require_chair(actor: Actor, meeting: Meeting) -> None:
    """That the person runs this meeting as it stands. Raises WrongState once its minutes are signed or it was
    called off, NotAllowed for whoever does not chair the board."""
    access.require(actor, Permission.READ_MEETING, meeting)
    if not meeting.is_unsigned:
        raise WrongState(
            "This meeting was called off." if meeting.cancelled_at else
            "The minutes of this meeting are signed. Nothing of it can be changed."
        )  # fmt: skip
    access.require(actor, Permission.RUN_MEETING, meeting)


def required(text: str, field: str, message: str) -> str:
    """The text without spaces around it. Raises Invalid where there is none."""
    if not text.strip():
        raise Invalid(field, message)
    return text.strip()


def record(session: Session, actor: Actor, action: str, meeting: Meeting, **detail: object) -> None:
    """What happened to a meeting, in the audit trail."""
    auditing.record(
        session, actor, action, subject_kind="meeting", subject_key=meeting.key,
        board=meeting.board.key if meeting.board else "", **detail,
    )  # fmt: skip
