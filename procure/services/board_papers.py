"""The one page of a review as a file: made by the worker, once for what it says, and kept by its digest."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from exports.board_view.view import Around, VersionStamp
from procure import db
from procure.config import Settings
from procure.db import reading, writing
from procure.models import BoardPaper, Review
from procure.models.types import now
from procure.services import aligning, briefing
from procure.services.aligning import Aligned
from procure.storage import Storage

log = logging.getLogger("procure.board_papers")
#: How long after its decision a review's page is made without anybody asking.
RECENT = timedelta(days=30)
SHORTEST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)
AT_ONCE = 20


@dataclass(frozen=True)
class Contents:
    """All that the page of a review is made from."""

    aligned: Aligned
    stamp: VersionStamp
    around: Around
    address: str

    @property
    def digest(self) -> str:
        """SHA-256 (64 hex digits) that changes when anything on the page would."""
        kept = self.aligned.kept
        read = (kept.coach_version, kept.flagged, kept.requirements, kept.formula_version) if kept else ()
        said = repr((self.stamp, self.around, self.address, read))
        return hashlib.sha256(said.encode()).hexdigest()


def contents_of(session: Session, review: Review, settings: Settings) -> Contents:
    """What the page of a review says now."""
    aligned = aligning.with_reviewers(session, review.version, [review])
    return Contents(
        aligned,
        briefing.stamp_of(review.version, [review]),
        briefing.around(session, review.tender, aligned.snapshot),
        f"{settings.resolved_base_url}/board/reviews/{review.key}/board-view",
    )


def paper_of(session: Session, review: Review, contents: Contents) -> BoardPaper | None:
    """The file of a review's page, if it is made and says what the page says now."""
    found = session.exec(select(BoardPaper).where(BoardPaper.review_id == review.id)).one_or_none()
    return found if found is not None and found.sha256 and found.inputs == contents.digest else None


def make(engine: Engine, storage: Storage, settings: Settings, review_id: int) -> str:
    """Make and keep the page of a review, unless it is there already; its digest. Raises LookupError for an unknown
    review, and as ``exports.board_view.page.board_view_pdf`` does, which is noted first."""
    with writing(engine) as session:
        review = session.get(Review, review_id)
        if review is None:
            raise LookupError(f"There is no review {review_id}.")
        db.lock(session, review)
        contents = contents_of(session, review, settings)
        if (found := paper_of(session, review, contents)) is not None:
            return found.sha256
        paper = _row(session, review_id)
        paper.attempted_at = now()
        paper.failed_attempts += 1
        session.add(paper)
    try:
        data = briefing.file_of(contents.aligned, contents.stamp, contents.around, contents.address)
    except Exception as error:
        log.exception("the page of review %s could not be made", review_id)
        with writing(engine) as session:
            paper = _row(session, review_id)
            paper.last_error = f"{type(error).__name__}: {error}"[:500]
            session.add(paper)
        raise
    digest = storage.put(data)
    with writing(engine) as session:
        paper = _row(session, review_id)
        paper.inputs, paper.sha256, paper.size, paper.made_at = contents.digest, digest, len(data), now()
        paper.failed_attempts, paper.last_error = 0, ""
        session.add(paper)
    return digest


def sweep(engine: Engine, enqueue: Callable[[int], object], *, at: datetime | None = None) -> list[int]:
    """Give ``enqueue`` the id of every review that is open or was closed lately whose page is not made, or was made
    before it was decided. One that failed waits longer each time: 2, 4, 8 … 60 minutes."""
    moment = at or now()
    with reading(engine) as session:
        rows = session.exec(
            select(Review.id, BoardPaper.attempted_at, BoardPaper.failed_attempts)
            .outerjoin(BoardPaper, col(BoardPaper.review_id) == Review.id)
            .where(or_(col(Review.closed_at).is_(None), col(Review.closed_at) > moment - RECENT))
            .where(or_(col(BoardPaper.made_at).is_(None), col(BoardPaper.made_at) < col(Review.closed_at)))
            .order_by(col(Review.id))
            .limit(AT_ONCE)
        ).all()
    due = [review_id for review_id, tried, failed in rows if review_id and _is_due(tried, failed, moment)]
    for review_id in due:
        enqueue(review_id)
    return due


def _is_due(tried: datetime | None, failed: int | None, moment: datetime) -> bool:
    if tried is None or not failed:
        return True
    return tried + min(SHORTEST_WAIT * 2 ** min(failed - 1, 10), LONGEST_WAIT) <= moment


def _row(session: Session, review_id: int) -> BoardPaper:
    found = session.exec(select(BoardPaper).where(BoardPaper.review_id == review_id)).one_or_none()
    return found or BoardPaper(review_id=review_id)
