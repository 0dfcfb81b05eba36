"""Who acts as chair for one tender where the chair of the board has an interest in it or is away."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from procure.domain.delegating import HandoverReason
from procure.domain.exceptions import Invalid, NotAllowed, WrongState
from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import BoardRole
from procure.models import BoardMember, ChairHandover, Review
from procure.models.types import now
from procure.services import access, auditing, reviewing


def chair_of(review: Review) -> BoardMember | None:
    """The seat of the board's chair, if it has one."""
    return next((seat for seat in review.board.members if seat.role == BoardRole.CHAIR), None)


def to_choose(actor: Actor, review: Review) -> list[BoardMember]:
    """Whom the person may have act as chair, the vice-chair first, then by name: the chair anybody without an interest
    but themselves, a vice-chair themselves alone."""
    chairs = actor.boards.get(review.board_id) == BoardRole.CHAIR
    able = [
        seat
        for seat in review.board.members
        if seat.role != BoardRole.CHAIR
        and seat.user.is_active
        and seat.user_id not in review.interested_user_ids
        and (chairs or seat.user_id == actor.user_id)
    ]
    return sorted(able, key=lambda seat: (seat.role != BoardRole.VICE_CHAIR, seat.user.name))


def hand_over(
    session: Session, actor: Actor, review: Review, member_key: str, because: str, note: str = "",
    *, at: datetime | None = None,
) -> ChairHandover:  # fmt: skip
    """Have a member act as chair for this tender, until it is decided or the chair takes the chair back.

    Raises NotAllowed for whoever is neither the chair nor the vice-chair; Invalid for a member who cannot act, and for
    a reason that does not hold; WrongState once the review is closed.
    """
    _hold(session, actor, review)
    member = next((seat for seat in to_choose(actor, review) if seat.user.key == member_key), None)
    if member is None:
        raise Invalid("member", "Select a member of the board without an interest in this tender")
    if because not in set(HandoverReason):
        raise Invalid("because", "Select why another member acts as chair")
    chair = chair_of(review)
    if because == HandoverReason.INTEREST and (
        chair is None or chair.user_id not in review.interested_user_ids
    ):
        raise Invalid("because", "The chair declared no interest in this tender. Declare it first")
    if because == HandoverReason.AWAY and not note.strip():
        raise Invalid("note", "Say how it is known that the chair is away, and for how long")
    moment = at or now()
    _end(review, moment)
    made = ChairHandover(
        review_id=review.id, member_id=member.user_id, because=because, note=note.strip(),
        named_by_id=actor.user_id, named_at=moment,
    )  # fmt: skip
    session.add(made)
    _stored(session, actor, review, "chair.handed_over", member=member.user.key, because=str(because))
    return made


def take_back(session: Session, actor: Actor, review: Review, *, at: datetime | None = None) -> None:
    """The chair takes the chair back. Raises NotAllowed for anybody else and for a chair with an interest, WrongState
    where nobody acts."""
    _hold(session, actor, review)
    if actor.boards.get(review.board_id) != BoardRole.CHAIR:
        raise NotAllowed("Only the chair of the board can take the chair back.")
    if actor.user_id in review.interested_user_ids:
        raise NotAllowed("You declared an interest in this tender, so you take no part in the decision.")
    if review.handover is None:
        raise WrongState("Nobody else acts as chair for this tender.")
    _end(review, at or now())
    _stored(session, actor, review, "chair.taken_back")


def in_words(handover: ChairHandover) -> str:
    """Who acted and why, in a sentence, as it is shown and minuted."""
    because = HandoverReason.label_of(handover.because)
    named = "" if handover.named_by_id == handover.member_id else f", named by {handover.named_by.name}"
    note = f" {handover.note}" if handover.note else ""
    return f"{handover.member.name} acted as chair{named}. {because}.{note}"


def require(actor: Actor, review: Review) -> None:
    """That the person may have another member act as chair. Raises WrongState once the review is closed, NotAllowed for
    whoever may not."""
    access.require(actor, Permission.READ_REVIEW, review)
    if review.closed_at is not None:
        raise WrongState("This review is closed.")
    access.require(actor, Permission.HAND_OVER_CHAIR, review)


def _hold(session: Session, actor: Actor, review: Review) -> None:
    reviewing.hold(session, review)
    require(actor, review)


def _end(review: Review, moment: datetime) -> None:
    if review.handover is not None:
        review.handover.ended_at = moment


def _stored(session: Session, actor: Actor, review: Review, action: str, **detail: object) -> None:
    session.flush()
    session.expire(review, ["handovers"])
    auditing.of_tender(session, actor, review.tender, action, review=review.key, **detail)
