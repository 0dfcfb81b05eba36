"""What a board and the buyer say to each other about a frozen version: comments, answers, replies, and what is settled.

A comment that nobody has resolved goes on to the next version that the same board reviews. It is not copied: it is the
same comment, shown beside both. Every function takes the moment it happened as ``at`` (now unless told).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, func, select

from procure import db
from procure.domain import discussion
from procure.domain.discussion import Counts
from procure.domain.exceptions import Invalid, NotAllowed, NotFound
from procure.domain.permissions import Actor, Permission, may
from procure.models import (
    CommentReply,
    InterestDeclaration,
    Review,
    ReviewComment,
    SeenVersion,
    SpecificationVersion,
    Tender,
    User,
)
from procure.models.types import now
from procure.services import access, auditing, freezing, reviewing


@dataclass(frozen=True)
class Discussion:
    """Comments beside one review: those made in it, and those that came with the version before."""

    own: Sequence[ReviewComment]
    carried: Sequence[ReviewComment]

    @property
    def all(self) -> Sequence[ReviewComment]:
        """The carried ones first, as they are older."""
        return [*self.carried, *self.own]

    @property
    def counts(self) -> Counts:
        """How many are open and how many resolved."""
        return discussion.counts(self.all)


def discussion_of(session: Session, review: Review) -> Discussion:
    """All comments that belong beside ``review``, which its reader may read."""
    earlier = session.exec(
        select(ReviewComment)
        .join(Review, col(Review.id) == ReviewComment.review_id)
        .where(
            Review.tender_id == review.tender_id,
            Review.board_id == review.board_id,
            col(Review.id) < review.id,
        )
        .order_by(col(ReviewComment.id))
        .options(
            joinedload(ReviewComment.user),
            joinedload(ReviewComment.resolved_by),
            joinedload(ReviewComment.review).joinedload(Review.version),
            selectinload(ReviewComment.replies).joinedload(CommentReply.user).joinedload(User.organisation),
        )
    ).all()
    carried = [each for each in earlier if discussion.is_carried(each.resolved_at, review.submitted_at)]
    return Discussion(review.comments, carried)


def counts_by_review(session: Session, review_ids: Sequence[int]) -> dict[int, Counts]:
    """How many comments stand beside each of these reviews, open and resolved, in one query. Reviews without any are
    left out."""
    beside, made_in = Review.__table__.alias(), Review.__table__.alias()  # type: ignore[attr-defined]
    is_resolved = col(ReviewComment.resolved_at).is_not(None)
    rows = session.exec(
        select(beside.c.id, is_resolved, func.count())
        .join(
            made_in, (made_in.c.tender_id == beside.c.tender_id) & (made_in.c.board_id == beside.c.board_id)
        )
        .join(ReviewComment, col(ReviewComment.review_id) == made_in.c.id)
        .where(beside.c.id.in_(review_ids), made_in.c.id <= beside.c.id)
        .where(
            (made_in.c.id == beside.c.id)
            | col(ReviewComment.resolved_at).is_(None)
            | (col(ReviewComment.resolved_at) >= beside.c.submitted_at)
        )
        .group_by(beside.c.id, is_resolved)
    ).all()
    found: dict[int, Counts] = {}
    for review_id, resolved, number in rows:
        had = found.get(review_id, Counts())
        found[review_id] = Counts(had.open, number) if resolved else Counts(number, had.resolved)
    return found


def comment(
    session: Session,
    actor: Actor,
    review: Review,
    outcome_key: str,
    text: str,
    *,
    section: str = "",
    at: datetime | None = None,
) -> ReviewComment:
    """Comment on one outcome of the version under review, on one ``section`` of it, or with neither on the whole.
    Raises NotFound for an outcome or section that it does not have."""
    db.lock(session, review)
    session.expire(review, ["comments", "interests"])
    reviewing.require_part(actor, Permission.COMMENT_ON_REVIEW, review)
    if outcome_key and freezing.snapshot_of(review.version).outcome(outcome_key) is None:
        raise NotFound("There is no such outcome in this version.")
    if section and (outcome_key or section not in discussion.SECTIONS):
        raise NotFound("There is no such section.")
    words = _required(text, "Enter your comment")
    for earlier in review.comments:
        if (earlier.user_id, earlier.outcome_key, earlier.section, earlier.text) == (
            actor.user_id, outcome_key, section, words,
        ):  # fmt: skip
            return earlier  # the same form sent twice
    made = ReviewComment(
        review_id=review.id, user_id=actor.user_id, outcome_key=outcome_key, section=section, text=words,
        made_at=at or now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(review, ["comments"])
    _record(session, actor, "comment.made", made, outcome=outcome_key, section=section)
    return made


def answer_comment(
    session: Session, actor: Actor, comment_id: int, text: str, *, at: datetime | None = None
) -> ReviewComment:
    """The buyer's answer to a board member's comment; a second answer replaces the first, which the audit trail
    keeps. Raises NotFound for a comment on another organisation's tender."""
    found = _of_buyer(session, actor, comment_id)
    before, answer = found.answer, _required(text, "Enter your answer")
    if answer != before:
        found.answer, found.answered_by_id, found.answered_at = answer, actor.user_id, at or now()
        replaced = {"before": before} if before else {}
        _record(session, actor, "comment.answered", found, **replaced)
        session.flush()
    return found


def reply_as_officer(
    session: Session, actor: Actor, comment_id: int, text: str, *, at: datetime | None = None
) -> CommentReply:
    """An officer's reply in the thread below a comment. Raises NotFound for another organisation's tender."""
    return _reply(session, actor, _of_buyer(session, actor, comment_id), text, at)


def comment_beside(session: Session, actor: Actor, review: Review, comment_id: int) -> ReviewComment:
    """A comment that stands beside ``review``, for a member who may take part in discussing it. Raises NotFound for
    any other, NotAllowed for whoever declared an interest in the tender."""
    access.require(actor, Permission.READ_REVIEW, review)
    found = next((each for each in discussion_of(session, review).all if each.id == comment_id), None)
    if found is None:
        raise NotFound("There is no such comment.")
    interested = session.exec(
        select(InterestDeclaration.id)
        .join(Review, col(Review.id) == InterestDeclaration.review_id)
        .where(Review.tender_id == review.tender_id, InterestDeclaration.user_id == actor.user_id)
        .limit(1)
    ).first()
    if interested is not None:
        raise NotAllowed("You declared an interest in this tender, so you take no part in discussing it.")
    return found


def reply(
    session: Session, actor: Actor, review: Review, comment_id: int, text: str, *, at: datetime | None = None
) -> CommentReply:
    """A member's reply to a comment beside ``review``; raises as ``comment_beside`` does."""
    return _reply(session, actor, comment_beside(session, actor, review, comment_id), text, at)


def resolve(
    session: Session,
    actor: Actor,
    review: Review,
    comment_id: int,
    *,
    is_resolved: bool,
    at: datetime | None = None,
) -> ReviewComment:
    """Say that a comment is settled, or open again. Whoever made it may, and the chair; raises NotAllowed for others,
    and as ``comment_beside`` does."""
    found = comment_beside(session, actor, review, comment_id)
    access.require(actor, Permission.RESOLVE_COMMENT, found)
    db.lock(session, found)
    if (found.resolved_at is not None) == is_resolved:
        return found
    found.resolved_at = (at or now()) if is_resolved else None
    found.resolved_by_id = actor.user_id if is_resolved else None
    session.flush()
    session.expire(found, ["resolved_by"])
    _record(session, actor, "comment.resolved" if is_resolved else "comment.reopened", found)
    return found


def last_seen(session: Session, actor: Actor, review: Review) -> SpecificationVersion | None:
    """The latest version before the one under review that the person had before them; None for a first look."""
    return session.exec(
        select(SpecificationVersion)
        .join(SeenVersion, col(SeenVersion.version_id) == SpecificationVersion.id)
        .where(
            SeenVersion.user_id == actor.user_id,
            SpecificationVersion.tender_id == review.tender_id,
            col(SpecificationVersion.number) < review.version.number,
        )
        .order_by(col(SpecificationVersion.number).desc())
        .limit(1)
    ).first()


def has_seen(session: Session, actor: Actor, review: Review) -> bool:
    """Whether it is written down that the person had this very version before them."""
    wanted = select(SeenVersion.id).where(
        SeenVersion.user_id == actor.user_id, SeenVersion.version_id == review.version_id
    )
    return session.exec(wanted).first() is not None


def note_seen(session: Session, actor: Actor, review: Review, *, at: datetime | None = None) -> None:
    """Remember that the person had this version before them. The first time counts."""
    access.require(actor, Permission.READ_REVIEW, review)
    if not has_seen(session, actor, review):
        session.add(SeenVersion(user_id=actor.user_id, version_id=review.version_id, seen_at=at or now()))
        session.flush()


def _of_buyer(session: Session, actor: Actor, comment_id: int) -> ReviewComment:
    found = session.get(ReviewComment, comment_id)
    if found is None or not may(actor, Permission.READ_TENDER, found.review.tender):
        raise NotFound("There is no such comment.")
    access.require(actor, Permission.SUBMIT_TENDER, found.review.tender)
    return found


def _reply(
    session: Session, actor: Actor, found: ReviewComment, text: str, at: datetime | None
) -> CommentReply:
    words = _required(text, "Enter your reply")
    db.lock(session, found)
    session.expire(found, ["replies"])
    if found.replies and (found.replies[-1].user_id, found.replies[-1].text) == (actor.user_id, words):
        return found.replies[-1]  # the same form sent twice
    made = CommentReply(comment_id=found.id, user_id=actor.user_id, text=words, made_at=at or now())
    session.add(made)
    session.flush()
    session.expire(found, ["replies"])
    _record(session, actor, "comment.replied", found)
    return made


def _required(text: str, message: str) -> str:
    if not text.strip():
        raise Invalid("text", message)
    return text.strip()


def _record(session: Session, actor: Actor, action: str, about: ReviewComment, **detail: object) -> None:
    tender: Tender = about.review.tender
    auditing.of_tender(
        session, actor, tender, action, review=about.review.key, comment=about.id,
        **{name: value for name, value in detail.items() if value != ""},
    )  # fmt: skip
