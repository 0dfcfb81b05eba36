"""Telling the members of a board that a decision was put to them in writing, and reminding those who have not answered
before the last day is over. Each is told once and reminded once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from exports import letters, wording
from procure import db
from procure.act.calendar import LONDON
from procure.config import Settings
from procure.db import reading, writing
from procure.domain.written import remind_from
from procure.models import Letter, Review, User, WrittenProcedure
from procure.services import circulating, posting


@dataclass(frozen=True)
class _Due:
    """A letter that nobody wrote yet."""

    purpose: str
    to: User
    is_reminder: bool


def tell_members(engine: Engine, settings: Settings, at: datetime | None = None) -> int:
    """Write the letters that are due, and return how many. Killed at any instant, it goes on where it was; nobody is
    told twice."""
    moment, written = at or datetime.now(UTC), 0
    with reading(engine) as session:
        due = [found.id for found in _open(session) if any(_due(session, found, moment))]
    for procedure_id in due:
        with writing(engine) as session:
            found = session.get_one(WrittenProcedure, procedure_id)
            db.lock(session, session.get_one(Review, found.review_id))
            session.refresh(found)
            if found.ended_at is None:
                for each in list(_due(session, found, moment)):
                    _post(session, settings, found, each, moment)
                    written += 1
    return written


def has_work(engine: Engine, at: datetime | None = None) -> bool:
    """Whether a member is to be told or reminded."""
    moment = at or datetime.now(UTC)
    with reading(engine) as session:
        return any(any(_due(session, found, moment)) for found in _open(session))


def _open(session: Session) -> list[WrittenProcedure]:
    wanted = select(WrittenProcedure).where(col(WrittenProcedure.ended_at).is_(None))
    return list(session.exec(wanted.order_by(col(WrittenProcedure.id))))


def _due(session: Session, found: WrittenProcedure, moment: datetime) -> Iterator[_Due]:
    """Whoever is awaited and was not told; whoever put the question knows of it, and is reminded alone."""
    if moment.astimezone(LONDON).date() > found.closes_on:
        return
    reminds = moment >= remind_from(found.opened_at, found.closes_on)
    asked = [seat.user for seat in circulating.awaited(found.review, found)]
    due = [_Due(f"written:{found.key}:reminded:{each.key}", each, True) for each in asked if reminds]
    if not reminds:
        due = [
            _Due(f"written:{found.key}:asked:{each.key}", each, False)
            for each in asked
            if each.id != found.opened_by_id
        ]
    purposes = [each.purpose for each in due]
    told = set(session.exec(select(Letter.purpose).where(col(Letter.purpose).in_(purposes))).all())
    yield from (each for each in due if each.purpose not in told)


def _post(session: Session, settings: Settings, found: WrittenProcedure, due: _Due, moment: datetime) -> None:
    letter = letters.asked_in_writing(
        settings.service_name,
        found.review.board.name,
        wording.day(found.closes_on),
        f"{settings.resolved_base_url}/board/reviews/{found.review.key}/written",
        is_reminder=due.is_reminder,
    )
    posting.post(session, due.purpose, due.to.email, letter.subject, letter.body, at=moment)
