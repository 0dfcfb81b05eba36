"""Following up the conditions of endorsements: who owes what by when, the evidence, and the chair's word that it is.

Publication waits until every condition is reported as met; the chair can send a report back, and then it waits again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from procure import db
from procure.domain.exceptions import Invalid, NotFound, WrongState
from procure.domain.identifiers import is_key
from procure.domain.meetings import ConditionStanding, standing_of
from procure.domain.permissions import Actor, Permission, may
from procure.domain.vocabulary import Role, TenderState, VerdictKind
from procure.models import BoardMember, Delegation, EndorsementCondition, Review, RoleGrant, Tender, User
from procure.models.types import now
from procure.services import access, auditing, delegating, publishing

#: As many as a page shows; the rest is counted.
MOST = 200
_WHOLE = (
    joinedload(EndorsementCondition.owner),
    joinedload(EndorsementCondition.met_by),
    joinedload(EndorsementCondition.confirmed_by),
    joinedload(EndorsementCondition.review).options(
        joinedload(Review.tender).joinedload(Tender.organisation), joinedload(Review.board)
    ),
)


@dataclass(frozen=True)
class Followed:
    """A condition, where it stands today, and whether it is the person's own to meet."""

    condition: EndorsementCondition
    standing: ConditionStanding
    is_own: bool


def conditions_for(session: Session, actor: Actor, today: date) -> list[Followed]:
    """Conditions of endorsements that hold, which the person owns, has to see to as an officer of the buyer, or may
    follow as a member of the board: the overdue first, then by the day they are due."""
    access.require(actor, Permission.USE_ACCOUNT)
    theirs = [EndorsementCondition.owner_id == actor.user_id, col(Review.board_id).in_(actor.boards)]
    if Role.OFFICER in actor.roles:
        theirs.append(Tender.organisation_id == actor.organisation_id)
    found = session.exec(
        select(EndorsementCondition)
        .join(Review, col(Review.id) == EndorsementCondition.review_id)
        .join(Tender, col(Tender.id) == Review.tender_id)
        .where(or_(*theirs), Review.decision == VerdictKind.ENDORSED_WITH_CONDITIONS)
        .where(col(Tender.state).in_([TenderState.ENDORSED, TenderState.PUBLISHING, TenderState.PUBLISHED]))
        .order_by(col(EndorsementCondition.id).desc())
        .limit(MOST)
        .options(*_WHOLE)
    ).all()
    rows = [
        Followed(
            each,
            standing_of(each.due_on, each.met_at, each.confirmed_at, today),
            each.owner_id == actor.user_id,
        )
        for each in found
    ]
    order = list(ConditionStanding)
    return sorted(
        rows,
        key=lambda row: (order.index(row.standing), row.condition.due_on or date.max, row.condition.id or 0),
    )


def owners_to_choose(session: Session, review: Review) -> Sequence[User]:
    """Who may own a condition: active officers of the buyer, and members of the board, by name."""
    officers = (
        select(User.id)
        .join(RoleGrant, col(RoleGrant.user_id) == User.id)
        .where(User.organisation_id == review.tender.organisation_id, RoleGrant.role == Role.OFFICER)
    )
    members = select(BoardMember.user_id).where(BoardMember.board_id == review.board_id)
    wanted = select(User).where(
        col(User.is_active).is_(True), or_(col(User.id).in_(officers), col(User.id).in_(members))
    )
    return session.exec(wanted.order_by(User.name).options(joinedload(User.organisation))).all()


def condition_by_key(session: Session, actor: Actor, key: str) -> EndorsementCondition:
    """A condition that the person owns, sees to, or may follow. Raises NotFound for any other."""
    wanted = select(EndorsementCondition).where(EndorsementCondition.key == key).options(*_WHOLE)
    found = session.exec(wanted).one_or_none() if is_key(key) else None
    if found is None or not may(actor, Permission.READ_CONDITION, found):
        raise NotFound("There is no such condition.")
    return found


def report_met(
    session: Session, actor: Actor, found: EndorsementCondition, note: str, evidence_url: str = "",
    *, at: datetime | None = None,
) -> None:  # fmt: skip
    """Say how a condition was met and where that can be seen. A report stands until the chair sends it back. Raises
    NotAllowed for whoever neither owns it nor works on the tender, WrongState when the endorsement no longer holds."""
    access.require(actor, Permission.MEET_CONDITION, found)
    db.lock(session, found)
    if found.met_at is not None:
        return
    _require_standing(session, found)
    found.met_note = _required(note, "Say how the condition was met")
    found.evidence_url = evidence_url.strip()
    found.met_at, found.met_by_id = at or now(), actor.user_id
    session.flush()
    _record(session, actor, "condition.met", found)


def confirm(
    session: Session, actor: Actor, found: EndorsementCondition, note: str, evidence_url: str = "",
    *, at: datetime | None = None,
) -> None:  # fmt: skip
    """The word of the chair, or of a member to whom the board delegated it, that a condition is met, with what it was
    seen by. Also for one that nobody reported on."""
    under = _confirming(session, actor, found)
    db.lock(session, found)
    if found.confirmed_at is not None:
        return
    _require_standing(session, found)
    words, moment = _required(note, "Say what shows that the condition is met"), at or now()
    if found.met_at is None:
        found.met_note, found.met_at, found.met_by_id = words, moment, actor.user_id
    if evidence_url.strip():
        found.evidence_url = evidence_url.strip()
    found.confirmed_note, found.confirmed_at, found.confirmed_by_id = words, moment, actor.user_id
    found.returned_note = ""
    found.confirmed_under_id = under.id if under else None
    session.flush()
    session.expire(found, ["confirmed_by", "met_by"])
    _record(session, actor, "condition.confirmed", found, delegation=under.key if under else "")


def send_back(
    session: Session, actor: Actor, found: EndorsementCondition, note: str, *, at: datetime | None = None
) -> None:
    """The chair does not find a condition met by what was reported: it is to be met again, and publication waits.
    Raises WrongState where nothing was reported, or the tender is published."""
    _confirming(session, actor, found)
    db.lock(session, found)
    if found.met_at is None:
        raise WrongState("Nobody has reported on this condition yet.")
    if found.confirmed_at is not None:
        raise WrongState("This condition is confirmed as met.")
    _require_standing(session, found)
    if found.review.tender.state == TenderState.PUBLISHED:
        raise WrongState("The tender is published, so its conditions cannot be opened again.")
    words, reported = _required(note, "Say what is missing"), found.met_note
    found.returned_note, found.met_note, found.met_at, found.met_by_id = words, "", None, None
    session.flush()
    session.expire(found, ["met_by"])
    _record(session, actor, "condition.sent_back", found, reported=reported)


def may_confirm(session: Session, actor: Actor, found: EndorsementCondition) -> bool:
    """Whether the person may say that a condition is met: as the chair, or under a delegation."""
    return may(actor, Permission.CONFIRM_CONDITION, found) or (
        delegating.confirming_under(session, actor, found) is not None
    )


def _confirming(session: Session, actor: Actor, found: EndorsementCondition) -> Delegation | None:
    """The delegation under which the person confirms; None for the chair. Raises NotAllowed for anybody else."""
    if may(actor, Permission.CONFIRM_CONDITION, found):
        return None
    under = delegating.confirming_under(session, actor, found)
    if under is None:
        access.require(actor, Permission.CONFIRM_CONDITION, found)
    return under


def _require_standing(session: Session, found: EndorsementCondition) -> None:
    tender = found.review.tender
    standing = publishing.endorsing_review(session, tender)
    if tender.state != TenderState.PUBLISHED and (standing is None or standing.id != found.review_id):
        raise WrongState("This condition belongs to an endorsement that no longer holds.")


def _required(text: str, message: str) -> str:
    if not text.strip():
        raise Invalid("note", message)
    return text.strip()


def _record(
    session: Session, actor: Actor, action: str, found: EndorsementCondition, **detail: object
) -> None:
    auditing.of_tender(
        session, actor, found.review.tender, action, review=found.review.key, condition=found.key, **detail,
    )  # fmt: skip
