"""What a board lets one of its members decide for it: given and revoked by its chair, used by the member, and named by
every decision made under it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from exports.wording import day, money
from procure import db
from procure.act.calendar import LONDON
from procure.domain import decisions
from procure.domain.delegating import Case, DelegationScope, is_in_force, more_than_minor, out_of_reach
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.domain.identifiers import is_key
from procure.domain.permissions import Actor, Permission, may
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import BoardRole
from procure.models import AuditEvent, Board, BoardMember, Delegation, EndorsementCondition, Review
from procure.models.types import now
from procure.services import access, auditing, reviewing
from procure.services.freezing import snapshot_of

#: What somebody did who wrote a tender, in the audit trail.
WROTE = ("tender.", "outcome.", "document.", "section.")
_PEOPLE = (
    joinedload(Delegation.board),
    joinedload(Delegation.delegate),
    joinedload(Delegation.given_by),
    joinedload(Delegation.revoked_by),
)


@dataclass(frozen=True)
class Delegated:
    """A review, or a condition of it with its owner, and a delegation under which its holder may decide, as the
    permission table reads them."""

    delegation: Delegation
    review: Review
    author_ids: frozenset[int]
    owner_id: int | None = None

    @property
    def board_id(self) -> int:
        """The board that delegated."""
        return self.review.board_id

    @property
    def closed_at(self) -> datetime | None:
        """When the review was closed; None while it is open."""
        return self.review.closed_at

    @property
    def interested_user_ids(self) -> frozenset[int]:
        """People who declared an interest in the tender."""
        return self.review.interested_user_ids

    @property
    def delegate_id(self) -> int:
        """Who holds the delegation."""
        return self.delegation.delegate_id


# Giving


def boards_to_delegate(session: Session, actor: Actor) -> list[Board]:
    """Active boards that the person chairs, by name, with their members."""
    chaired = [board_id for board_id, role in actor.boards.items() if role == BoardRole.CHAIR]
    wanted = select(Board).where(col(Board.id).in_(chaired), col(Board.is_active).is_(True))
    return list(session.exec(wanted.order_by(Board.name)))


def members_to_choose(board: Board) -> list[BoardMember]:
    """Whom its chair may delegate to: its other members, by name."""
    able = [seat for seat in board.members if seat.role != BoardRole.CHAIR and seat.user.is_active]
    return sorted(able, key=lambda seat: seat.user.name)


def give(
    session: Session, actor: Actor, board: Board, member_key: str, values: Mapping[str, Any],
    *, at: datetime | None = None,
) -> Delegation:  # fmt: skip
    """Delegate to a member of the board; ``values`` are scope, value_limit, from_on, to_on and reason. Raises
    NotAllowed for whoever does not chair the board, Invalid naming the field."""
    moment = at or now()
    member = next((seat for seat in members_to_choose(board) if seat.user.key == member_key), None)
    made = Delegation(
        board_id=board.id, delegate_id=member.user_id if member else 0, given_by_id=actor.user_id,
        given_at=moment, **{name: values[name] for name in ("scope", "value_limit", "from_on", "to_on")},
        reason=(values["reason"] or "").strip(),
    )  # fmt: skip
    access.require(actor, Permission.GIVE_DELEGATION, made)
    if member is None:
        raise Invalid("member", "Select a member of this board other than its chair")
    if made.scope not in set(DelegationScope):
        raise Invalid("scope", "Select what is delegated")
    if made.value_limit is not None and made.value_limit <= 0:
        raise Invalid("value_limit", "The highest value must be more than £0")
    if made.to_on < made.from_on:
        raise Invalid("to_on", "The last day must not be before the first day")
    if made.to_on < moment.astimezone(LONDON).date():
        raise Invalid("to_on", "The last day must be today or later")
    if not made.reason:
        raise Invalid("reason", "Say why the board delegates this")
    session.add(made)
    session.flush()
    _record(
        session, actor, "delegation.given", made, delegate=member.user.key, scope=made.scope,
        value_limit=str(made.value_limit or ""), from_on=made.from_on.isoformat(), to_on=made.to_on.isoformat(),
    )  # fmt: skip
    return made


def revoke(
    session: Session, actor: Actor, found: Delegation, because: str, *, at: datetime | None = None
) -> None:
    """End a delegation at once; what was decided under it stands. Raises WrongState where it is revoked already."""
    access.require(actor, Permission.GIVE_DELEGATION, found)
    db.lock(session, found)
    if found.revoked_at is not None:
        raise WrongState("This delegation is revoked already.")
    if not because.strip():
        raise Invalid("because", "Say why the delegation is revoked")
    found.revoked_at, found.revoked_by_id, found.revoked_because = at or now(), actor.user_id, because.strip()
    session.flush()
    session.expire(found, ["revoked_by"])
    _record(session, actor, "delegation.revoked", found)


# Reading


def delegations_of(session: Session, actor: Actor) -> Sequence[Delegation]:
    """Everything that the person's boards delegated, the newest first."""
    access.require(actor, Permission.SEE_BOARD)
    wanted = select(Delegation).where(col(Delegation.board_id).in_(actor.boards)).options(*_PEOPLE)
    return session.exec(wanted.order_by(col(Delegation.id).desc()).limit(200)).all()


def delegation_by_key(session: Session, actor: Actor, key: str) -> Delegation:
    """One delegation. Raises NotFound to anybody who does not sit on its board."""
    wanted = select(Delegation).where(Delegation.key == key).options(*_PEOPLE)
    found = session.exec(wanted).one_or_none() if is_key(key) else None
    if found is None or not may(actor, Permission.READ_DELEGATION, found):
        raise NotFound("There is no such delegation.")
    return found


def decided_under(session: Session, found: Delegation) -> Sequence[Review]:
    """The reviews decided under a delegation, the newest first."""
    wanted = select(Review).where(Review.delegation_id == found.id).order_by(col(Review.closed_at).desc())
    return session.exec(
        wanted.options(joinedload(Review.tender), joinedload(Review.version), joinedload(Review.decided_by))
    ).all()


# Using


def open_to(
    session: Session, actor: Actor, review: Review, *, at: datetime | None = None
) -> tuple[Delegation | None, tuple[str, ...]]:
    """The delegation under which the person may decide this review, or None and why those they hold do not reach it
    (no reasons for somebody who holds none)."""
    today = (at or now()).astimezone(LONDON).date()
    held = _held(session, actor, review.board_id, today, DelegationScope.ANY, DelegationScope.MINOR)
    if not held or review.closed_at is not None:
        return None, ()
    authors = authors_of(session, review)
    if actor.user_id in authors:
        return None, ("You had a hand in this tender, so no delegation lets you decide on it.",)
    if actor.user_id in review.interested_user_ids:
        return None, ("You declared an interest in this tender, so no delegation lets you decide on it.",)
    case = _case_of(session, review)
    reasons: list[str] = []
    for each in held:
        if not (why := out_of_reach(each, case)):
            return each, ()
        reasons += why
    return None, tuple(dict.fromkeys(reasons))


def decide(
    session: Session, actor: Actor, review: Review, kind: str, reason: str,
    conditions: reviewing.Conditions = (), *, at: datetime | None = None,
) -> Review:  # fmt: skip
    """Close the review for the board under a delegation that the person holds, and name it. Raises NotAllowed with the
    reasons where no delegation reaches this tender, WrongState once it is closed or while members are asked in
    writing."""
    reviewing.hold(session, review)
    access.require(actor, Permission.READ_REVIEW, review)
    if review.closed_at is not None:
        words = decisions.decision_label(review.decision).lower()
        raise WrongState(f"This review is closed: “{words}”. A change needs a new review.")
    found, reasons = open_to(session, actor, review, at=at)
    if found is None:
        raise NotAllowed(" ".join(reasons) or "The board has delegated no decision on this tender to you.")
    db.lock(session, found)
    if found.revoked_at is not None:
        raise NotAllowed("The delegation was revoked.")
    access.require(actor, Permission.USE_DELEGATION, Delegated(found, review, authors_of(session, review)))
    reviewing.refuse_while_in_writing(review)
    review.delegation_id = found.id
    session.flush()
    session.expire(review, ["delegation"])
    return reviewing.close(session, actor, review, kind, reason, conditions, at=at)


def confirming_under(
    session: Session, actor: Actor, condition: EndorsementCondition, *, at: datetime | None = None
) -> Delegation | None:
    """The delegation under which the person may say whether a condition is met; None where there is none. Nobody
    confirms a condition that they own or reported on, nor on a tender that they wrote or have an interest in."""
    today, review = (at or now()).astimezone(LONDON).date(), condition.review
    if condition.met_by_id == actor.user_id:
        return None
    authors = authors_of(session, review)
    case = Case(_value(snapshot_of(review.version)), is_condition=True)
    held = _held(session, actor, review.board_id, today, DelegationScope.CONDITIONS)
    return next(
        (
            each
            for each in held
            if not out_of_reach(each, case)
            and may(
                actor,
                Permission.CONFIRM_UNDER_DELEGATION,
                Delegated(each, review, authors, condition.owner_id),
            )
        ),
        None,
    )


def authors_of(session: Session, review: Review) -> frozenset[int]:
    """Everybody who had a hand in the tender: who began it, changed it, froze the version or sent it."""
    wrote = session.exec(
        select(AuditEvent.actor_id, AuditEvent.action)
        .where(AuditEvent.subject_kind == "tender", AuditEvent.subject_key == review.tender.reference)
        .distinct()
    ).all()
    known = {user_id for user_id, action in wrote if user_id is not None and action.startswith(WROTE)}
    return frozenset(
        known | {review.tender.created_by_id, review.version.frozen_by_id, review.submitted_by_id}
    )


def in_words(found: Delegation) -> str:
    """A delegation in a sentence without its end, as decisions name it."""
    limit = f" up to {money(found.value_limit)} with VAT" if found.value_limit is not None else ""
    scope = DelegationScope.label_of(found.scope)
    return (
        f"{scope[0].lower()}{scope[1:]}{limit}, delegated to {found.delegate.name} by {found.given_by.name} from "
        f"{day(found.from_on)} to {day(found.to_on)}"
    )


def _held(
    session: Session, actor: Actor, board_id: int, today: date, *scopes: DelegationScope
) -> list[Delegation]:
    if actor.user_id is None or board_id not in actor.boards:
        return []
    wanted = select(Delegation).where(
        Delegation.board_id == board_id,
        Delegation.delegate_id == actor.user_id,
        col(Delegation.scope).in_(scopes),
    )
    found = session.exec(wanted.order_by(col(Delegation.id)).options(*_PEOPLE)).all()
    return [each for each in found if is_in_force(each, each.revoked_at is not None, today)]


def _case_of(session: Session, review: Review) -> Case:
    """What is to be decided, and what changed since the version on which the same board decided last."""
    snapshot = snapshot_of(review.version)
    earlier = session.exec(
        select(Review)
        .where(Review.tender_id == review.tender_id, Review.board_id == review.board_id)
        .where(col(Review.id) < review.id, col(Review.closed_at).is_not(None))
        .where(Review.decision != decisions.RECALLED)
        .order_by(col(Review.id).desc())
        .limit(1)
    ).first()
    if earlier is None:
        return Case(_value(snapshot))
    major = more_than_minor(snapshot_of(earlier.version), snapshot)
    return Case(_value(snapshot), earlier.version.number, major)


def _value(snapshot: SpecificationSnapshot) -> Any:
    """In pounds with VAT; None where the version does not say."""
    return snapshot.facts.value_gross


def _record(session: Session, actor: Actor, action: str, found: Delegation, **detail: object) -> None:
    auditing.record(
        session, actor, action, subject_kind="delegation", subject_key=found.key,
        board_id=found.board_id, **detail,
    )  # fmt: skip
