"""Review by a mission board: an officer submits a frozen version, members give verdicts, the chair decides.

Once closed, a review never changes: a later change of mind is a new review. Every function takes the moment it
happened as ``at`` (now unless told).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, select

from procure import db
from procure.act.calendar import LONDON
from procure.domain import decisions
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, NotReady, WrongState
from procure.domain.identifiers import is_key
from procure.domain.permissions import Actor, Permission, may
from procure.domain.readiness import blocking, check
from procure.domain.states import Event, next_state
from procure.domain.vocabulary import BoardRole, Position, VerdictKind
from procure.models import (
    Board,
    BoardMember,
    ChairHandover,
    CommentReply,
    EndorsementCondition,
    InterestDeclaration,
    Review,
    ReviewComment,
    Tender,
    User,
    Verdict,
    WrittenAnswer,
    WrittenProcedure,
)
from procure.models.types import now
from procure.services import access, auditing, freezing, keeping_readings, publishing, summing

#: What must be true, by when, and who sees to it; the last can be left out.
Conditions = Iterable[decisions.ConditionWanted | tuple[str, date | None]]

# What officers do


def boards_to_choose(session: Session, actor: Actor) -> list[Board]:
    """Active boards that a tender may be sent to, by name."""
    access.require(actor, Permission.LIST_TENDERS)
    return list(session.exec(select(Board).where(col(Board.is_active).is_(True)).order_by(Board.name)))


def submit(
    session: Session,
    actor: Actor,
    tender: Tender,
    board: Board,
    note: str = "",
    *,
    at: datetime | None = None,
) -> Review:
    """Freeze the draft and send it to ``board``. Raises NotReady (with its issues), WrongState, or Invalid for a
    board that cannot decide."""
    access.require(actor, Permission.SUBMIT_TENDER, tender)
    at = at or now()
    db.lock(session, tender)
    state = next_state(tender.state, Event.SUBMIT)
    if not board.is_active:
        raise Invalid("board", "This board no longer meets. Choose another.")
    if all(seat.role != BoardRole.CHAIR for seat in board.members):
        raise Invalid(
            "board", f"{board.name} has no chair to decide. Choose another, or ask an administrator."
        )
    issues = check(freezing.draft_snapshot(session, tender), at.astimezone(LONDON).date())
    if blocked := blocking(issues):
        count = "1 thing" if len(blocked) == 1 else f"{len(blocked)} things"
        raise NotReady(f"There {'is' if len(blocked) == 1 else 'are'} {count} to put right first.", blocked)
    version = freezing.freeze(session, actor, tender, at=at)
    keeping_readings.keep(session, version, at=at)
    review = Review(
        tender_id=_id(tender), version_id=_id(version), board_id=_id(board), submitted_by_id=_user(actor),
        submitted_at=at, note=note,
    )  # fmt: skip
    session.add(review)
    tender.state, tender.board_id, tender.updated_at = state, board.id, at
    session.flush()
    _record(session, actor, "review.submitted", review, tender, board=board.name, version=version.number)
    summing.refresh(session, tender)
    return review


def recall(session: Session, actor: Actor, tender: Tender, *, at: datetime | None = None) -> Review:
    """Take a submission back to go on editing. What the board said of it stays on record."""
    access.require(actor, Permission.SUBMIT_TENDER, tender)
    db.lock(session, tender)
    state = next_state(tender.state, Event.RECALL)
    review = session.exec(
        select(Review).where(Review.tender_id == tender.id, col(Review.closed_at).is_(None))
    ).one()
    db.lock(session, review)
    review.closed_at, review.decision = at or now(), decisions.RECALLED
    tender.state, tender.updated_at = state, review.closed_at
    _record(session, actor, "review.recalled", review, tender)
    session.flush()
    summing.refresh(session, tender)
    return review


def reopen(session: Session, actor: Actor, tender: Tender, *, at: datetime | None = None) -> None:
    """Make an endorsed tender, or one that was not endorsed, a draft again. It will need a new review."""
    access.require(actor, Permission.SUBMIT_TENDER, tender)
    db.lock(session, tender)
    before = tender.state
    tender.state, tender.updated_at = next_state(tender.state, Event.REOPEN), at or now()
    auditing.of_tender(session, actor, tender, "tender.reopened", before=before)
    session.flush()


def meet_condition(
    session: Session, actor: Actor, condition_key: str, note: str, *, at: datetime | None = None
) -> EndorsementCondition:
    """Record how a condition of the endorsement was met; once recorded it stands. Raises NotFound for another
    organisation's tender, WrongState when the endorsement no longer holds."""
    wanted = select(EndorsementCondition).where(EndorsementCondition.key == condition_key)
    found = session.exec(wanted).one_or_none() if is_key(condition_key) else None
    if found is None or not may(actor, Permission.READ_TENDER, found.review.tender):
        raise NotFound("There is no such condition.")
    tender = found.review.tender
    access.require(actor, Permission.SUBMIT_TENDER, tender)
    db.lock(session, found)
    if found.met_at is not None:
        return found
    standing = publishing.endorsing_review(session, tender)
    if standing is None or standing.id != found.review_id:
        raise WrongState("This condition belongs to an endorsement that no longer holds.")
    found.met_note = _required(note, "note", "Say how the condition was met")
    found.met_at, found.met_by_id = at or now(), actor.user_id
    _record(session, actor, "condition.met", found.review, tender, condition=found.key)
    session.flush()
    return found


def unmet_conditions(session: Session, tender: Tender) -> list[EndorsementCondition]:
    """Conditions of the standing endorsement that publication still waits for."""
    review = publishing.endorsing_review(session, tender)
    return [each for each in review.conditions if each.met_at is None] if review else []


def reviews_of(session: Session, actor: Actor, tender: Tender) -> list[Review]:
    """Every review of a tender with what the board said, newest first, for its officers."""
    access.require(actor, Permission.READ_TENDER, tender)
    query = select(Review).where(Review.tender_id == tender.id).order_by(col(Review.id).desc())
    return list(session.exec(query.options(*_WHOLE_REVIEW)))


# What board members do


def review_by_key(session: Session, actor: Actor, key: str) -> Review:
    """A review with all that a page shows of it. Raises NotFound to anybody who does not sit on its board."""
    found = select(Review).where(Review.key == key).options(*_WHOLE_REVIEW)
    review = session.exec(found).one_or_none() if is_key(key) else None
    if review is None or not may(actor, Permission.READ_REVIEW, review):
        raise NotFound("There is no such review.")
    return review


def require_part(actor: Actor, permission: Permission, review: Review) -> None:
    """That the person may take this part in the review as it stands. Raises WrongState once it is closed, NotAllowed
    with the reason for everybody else who may not."""
    access.require(actor, Permission.READ_REVIEW, review)
    if review.closed_at is not None:
        words = decisions.decision_label(review.decision).lower()
        raise WrongState(f"This review is closed: “{words}”. A change needs a new review.")
    if permission != Permission.DECLARE_INTEREST and actor.user_id in review.interested_user_ids:
        raise NotAllowed("You declared an interest in this tender, so you take no part in the decision.")
    if permission == Permission.DECIDE_REVIEW and review.handover and not may(actor, permission, review):
        raise NotAllowed(f"{review.handover.member.name} acts as chair for this tender.")
    access.require(actor, permission, review)


def earlier_review(session: Session, review: Review) -> Review | None:
    """The last review of the same tender before this one that looked at other words, or None."""
    return session.exec(
        select(Review)
        .where(Review.tender_id == review.tender_id, col(Review.id) < review.id)
        .where(Review.version_id != review.version_id)
        .order_by(col(Review.id).desc())
        .limit(1)
    ).first()


def works_for_buyer(actor: Actor, review: Review) -> bool:
    """Whether the person belongs to the organisation that is buying: no bar, but they are told to think of
    declaring an interest, and others see it."""
    return actor.organisation_id == review.tender.organisation_id


def declare_interest(
    session: Session, actor: Actor, review: Review, nature: str, *, at: datetime | None = None
) -> InterestDeclaration:
    """Declare an interest: the person takes no further part, and a verdict they gave no longer counts. It cannot be
    taken back."""
    hold(session, review)
    require_part(actor, Permission.DECLARE_INTEREST, review)
    for earlier in review.interests:
        if earlier.user_id == actor.user_id:
            return earlier
    made = InterestDeclaration(
        review_id=_id(review), user_id=_user(actor), declared_at=at or now(),
        nature=_required(nature, "nature", "Describe your interest"),
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(review, ["interests"])
    _record(session, actor, "interest.declared", review, review.tender)
    return made


def record_verdict(
    session: Session, actor: Actor, review: Review, kind: str, reason: str, *, at: datetime | None = None
) -> Verdict:
    """The person's own verdict, or that they abstain, with their reason; it replaces an earlier one."""
    hold(session, review)
    require_part(actor, Permission.RECORD_VERDICT, review)
    chosen = Position.ABSTAINED if kind == Position.ABSTAINED else _kind(kind)
    reason = _required(reason, "reason", "Give the reason for your verdict")
    own = next((each for each in review.verdicts if each.user_id == actor.user_id), None)
    if own is not None and (own.kind, own.reason) == (chosen, reason):
        return own
    before = own.kind if own is not None else ""
    own = own or Verdict(review_id=_id(review), user_id=_user(actor), kind=chosen, reason=reason)
    own.kind, own.reason, own.recorded_at = chosen, reason, at or now()
    session.add(own)
    session.flush()
    session.expire(review, ["verdicts"])
    _record(session, actor, "verdict.recorded", review, review.tender, before=before, after=chosen)
    return own


def decide(
    session: Session,
    actor: Actor,
    review: Review,
    kind: str,
    reason: str,
    conditions: Conditions = (),
    *,
    at: datetime | None = None,
) -> Review:
    """Close the review with the board's decision. ``conditions`` are (text, due date or None, owner or None) and go
    with an endorsement with conditions alone. Raises WrongState while verdicts are short of the board's quorum."""
    hold(session, review)
    require_part(actor, Permission.DECIDE_REVIEW, review)
    refuse_while_in_writing(review)
    if missing := missing_for_quorum(review):
        raise WrongState(
            f"The board needs {missing} more {'verdict' if missing == 1 else 'verdicts'} before it can decide."
        )
    return close(session, actor, review, kind, reason, conditions, at=at)


def close(
    session: Session,
    actor: Actor,
    review: Review,
    kind: str,
    reason: str,
    conditions: Conditions = (),
    *,
    at: datetime | None = None,
) -> Review:
    """Write down the decision and let it take the tender on. Whoever calls this has seen to it that the board may
    decide: by verdicts (``decide``), at a meeting, or by another way of its own."""
    at, tender = at or now(), review.tender
    db.lock(session, tender)
    chosen, reason = _kind(kind), _required(reason, "reason", "Give the reason for the decision")
    wanted = [
        each for each in (decisions.ConditionWanted(*given) for given in conditions) if each.text.strip()
    ]
    if chosen == VerdictKind.ENDORSED_WITH_CONDITIONS and not wanted:
        raise Invalid("conditions", "Enter at least one condition, or endorse without conditions.")
    if chosen != VerdictKind.ENDORSED_WITH_CONDITIONS and wanted:
        raise Invalid("conditions", "Conditions go with the decision “Endorsed with conditions” only.")
    tender.state, tender.updated_at = next_state(tender.state, decisions.EVENT_OF[chosen]), at
    review.decision, review.decision_reason = chosen, reason
    review.decided_by_id, review.closed_at = actor.user_id, at
    session.add_all(
        EndorsementCondition(
            review_id=_id(review), text=each.text.strip(), due_on=each.due_on, owner_id=each.owner_id
        )
        for each in wanted
    )
    session.flush()
    session.expire(review, ["conditions", "decided_by"])
    _record(
        session, actor, "review.decided", review, tender, decision=chosen, conditions=len(wanted),
        version=review.version.number, dissent=len(dissent(review)), at_meeting=review.meeting_id is not None,
        delegation=review.delegation.key if review.delegation else "",
        in_writing=review.agreed_in_writing is not None,
    )  # fmt: skip
    return review


def refuse_while_in_writing(review: Review) -> None:
    """Raises WrongState while the members are being asked in writing: what they answer decides."""
    if review.in_writing is not None:
        raise WrongState(
            "The members are being asked in writing. Record the result or withdraw the question first."
        )


def missing_for_quorum(review: Review) -> int:
    """How many more verdicts the board needs before its chair may decide."""
    return decisions.missing_for_quorum(review.verdicts, review.board.quorum, review.interested_user_ids)


def dissent(review: Review) -> Sequence[Verdict]:
    """Verdicts that count and differ from the decision of a closed review; none when it was recalled."""
    return dissent_from(review, review.decision) if review.decision != decisions.RECALLED else []


def dissent_from(review: Review, decision: str) -> Sequence[Verdict]:
    """Verdicts that count and would differ from this decision."""
    return decisions.dissenting(review.verdicts, decision, review.interested_user_ids)


_PERSON = joinedload(User.organisation)
_WHOLE_REVIEW = (
    joinedload(Review.tender).joinedload(Tender.organisation),
    joinedload(Review.version),
    selectinload(Review.board).selectinload(Board.members).joinedload(BoardMember.user).options(_PERSON),
    joinedload(Review.submitted_by),
    joinedload(Review.decided_by),
    selectinload(Review.verdicts).joinedload(Verdict.user).options(_PERSON),
    selectinload(Review.comments).options(
        joinedload(ReviewComment.user),
        joinedload(ReviewComment.resolved_by),
        joinedload(ReviewComment.replies).joinedload(CommentReply.user).options(_PERSON),
    ),
    selectinload(Review.interests).joinedload(InterestDeclaration.user),
    selectinload(Review.conditions),
    selectinload(Review.handovers).options(
        joinedload(ChairHandover.member), joinedload(ChairHandover.named_by)
    ),
    selectinload(Review.written).options(
        joinedload(WrittenProcedure.opened_by),
        selectinload(WrittenProcedure.answers).joinedload(WrittenAnswer.user),
    ),
)


def hold(session: Session, review: Review) -> None:
    """Lock the review and read it afresh, so that what is decided on it cannot be overtaken."""
    db.lock(session, review)
    session.expire(review, ["verdicts", "comments", "interests", "handovers", "written"])


def _kind(kind: str) -> VerdictKind:
    found = next((each for each in VerdictKind if each == kind), None)
    if found is None:
        raise Invalid("kind", "Choose one of the four verdicts.")
    return found


def _id(row: Any) -> int:
    """The primary key of a row that is stored."""
    assert row.id is not None
    number: int = row.id
    return number


def _user(actor: Actor) -> int:
    """The account of somebody whom the permission table has let through."""
    assert actor.user_id is not None
    return actor.user_id


def _required(text: str, field: str, message: str) -> str:
    if not text.strip():
        raise Invalid(field, message)
    return text.strip()


def _record(
    session: Session, actor: Actor, action: str, review: Review, tender: Tender, **detail: object
) -> None:
    auditing.of_tender(session, actor, tender, action, review=review.key, **detail)
