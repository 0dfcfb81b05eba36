"""What waits for a board, and what it has decided: lists that cost the same few queries however long they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, func, select

from procure.domain.discussion import Counts
from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import Position
from procure.models import (
    Board,
    InterestDeclaration,
    Organisation,
    Review,
    SpecificationVersion,
    Tender,
    Verdict,
    WrittenAnswer,
    WrittenProcedure,
)
from procure.services import access, discussing

PAGE_SIZE = 25


@dataclass(frozen=True)
class Waiting:
    """One review in a list. ``own_verdict`` is the kind the asking member gave, or empty."""

    key: str
    title: str
    buyer: str
    board: str
    quorum: int
    version: int
    submitted_at: datetime
    closed_at: datetime | None
    decision: str
    verdicts: int = 0
    comments: int = 0
    open_comments: int = 0
    own_verdict: str = ""
    has_interest: bool = False
    #: While members are asked in writing: the last day for answers, and whether the person gave one.
    asked_until: date | None = None
    has_answered: bool = False


@dataclass(frozen=True)
class Decided:
    """One page of closed reviews, newest first."""

    reviews: list[Waiting]
    total: int
    page: int
    pages: int


def queue(session: Session, actor: Actor) -> list[Waiting]:
    """Open reviews of the boards the person sits on, the longest waiting first."""
    access.require(actor, Permission.SEE_BOARD)
    rows = session.exec(
        _listed(actor, col(Review.closed_at).is_(None)).order_by(col(Review.submitted_at), col(Review.id))
    ).all()
    return _with_counts(session, actor, rows)


def decided(session: Session, actor: Actor, page: int = 1) -> Decided:
    """Closed reviews of the boards the person sits on: one page, the latest first. Page numbers start at 1."""
    access.require(actor, Permission.SEE_BOARD)
    closed = col(Review.closed_at).is_not(None)
    total = session.exec(
        select(func.count()).select_from(Review).where(col(Review.board_id).in_(actor.boards), closed)
    ).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    newest_first = _listed(actor, closed).order_by(col(Review.closed_at).desc(), col(Review.id).desc())
    rows = session.exec(newest_first.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    return Decided(_with_counts(session, actor, rows), total, page, pages)


def _listed(actor: Actor, wanted: ColumnElement[bool]) -> Any:
    """Columns alone: the frozen text of a version is long, and a list does not show it."""
    return (
        select(  # type: ignore[call-overload]
            Review.id, Review.key, Tender.title, Organisation.name, Board.name, Board.quorum,
            SpecificationVersion.number, Review.submitted_at, Review.closed_at, Review.decision,
        )
        .join(Tender, col(Tender.id) == Review.tender_id)
        .join(Organisation, col(Organisation.id) == Tender.organisation_id)
        .join(Board, col(Board.id) == Review.board_id)
        .join(SpecificationVersion, col(SpecificationVersion.id) == Review.version_id)
        .where(col(Review.board_id).in_(actor.boards), wanted)
    )  # fmt: skip


def _with_counts(session: Session, actor: Actor, rows: Any) -> list[Waiting]:
    ids = [row[0] for row in rows]
    interested = set(
        session.exec(
            select(InterestDeclaration.review_id, InterestDeclaration.user_id).where(
                col(InterestDeclaration.review_id).in_(ids)
            )
        )
    )
    verdicts: dict[int, int] = dict.fromkeys(ids, 0)
    own: dict[int, str] = {}
    given = select(Verdict.review_id, Verdict.user_id, Verdict.kind).where(col(Verdict.review_id).in_(ids))
    for review_id, user_id, kind in session.exec(given):
        if (review_id, user_id) not in interested:
            verdicts[review_id] += kind != Position.ABSTAINED
            if user_id == actor.user_id:
                own[review_id] = kind
    comments = discussing.counts_by_review(session, ids)
    open_ones = select(WrittenProcedure).where(
        col(WrittenProcedure.review_id).in_(ids), col(WrittenProcedure.ended_at).is_(None)
    )
    asked = {each.review_id: each.closes_on for each in session.exec(open_ones)}
    answered = set(
        session.exec(
            select(WrittenProcedure.review_id)
            .join(WrittenAnswer, col(WrittenAnswer.procedure_id) == WrittenProcedure.id)
            .where(col(WrittenProcedure.review_id).in_(asked), WrittenAnswer.user_id == actor.user_id)
            .where(col(WrittenProcedure.ended_at).is_(None))
        ).all()
    )
    return [
        Waiting(  # type: ignore[misc]
            *row[1:],
            verdicts=verdicts[row[0]],
            comments=comments.get(row[0], Counts()).total,
            open_comments=comments.get(row[0], Counts()).open,
            own_verdict=own.get(row[0], ""),
            has_interest=(row[0], actor.user_id) in interested,
            asked_until=asked.get(row[0]),
            has_answered=row[0] in answered,
        )
        for row in rows
    ]
