"""Telling a tender's officers that questions wait: at once when the first does, and at most once a day after that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, func, or_, select

from exports import letters, wording
from procure import db
from procure.config import Settings
from procure.db import reading, writing
from procure.domain.exceptions import NotFound
from procure.domain.following import Pace, digest_due
from procure.domain.permissions import Permission, may
from procure.models import Tender, TenderQuestion, User
from procure.services import access, asking, posting


def tell_officers(engine: Engine, settings: Settings, at: datetime | None = None) -> int:
    """Write to the officers of every tender on which a question waits of which they were not told today. Returns how
    many letters were written. Killed at any instant, it goes on where it was; nobody is told twice."""
    moment, written = at or datetime.now(UTC), 0
    with reading(engine) as session:
        due = session.exec(_due(moment)).all()
    for tender_id in due:
        with writing(engine) as session:
            tender = session.get_one(Tender, tender_id)
            db.lock(session, tender)
            if session.exec(_due(moment).where(Tender.id == tender_id)).first() is not None:
                written += _tell(session, tender, settings, moment)
                tender.questions_told_at = moment
                session.add(tender)
    return written


def has_work(engine: Engine, at: datetime | None = None) -> bool:
    """Whether officers are to be told of a question."""
    with reading(engine) as session:
        return session.exec(_due(at or datetime.now(UTC)).limit(1)).first() is not None


def _due(moment: datetime) -> Any:
    """Tenders whose officers are to be told now. A late question need not be answered: they are told of it once."""
    day = digest_due(Pace.DAILY, moment)
    told = col(Tender.questions_told_at)
    return (
        select(Tender.id)
        .join(TenderQuestion, col(TenderQuestion.tender_id) == Tender.id)
        .where(
            *_waits(),
            or_(told.is_(None), told < day),
            or_(
                told.is_(None),
                col(TenderQuestion.is_late).is_(False),
                col(TenderQuestion.confirmed_at) > told,
            ),
        )
        .distinct()
        .order_by(col(Tender.id))
    )


def _waits() -> tuple[Any, ...]:
    return (
        col(TenderQuestion.confirmed_at).is_not(None),
        col(TenderQuestion.withdrawn_at).is_(None),
        col(TenderQuestion.set_aside_at).is_(None),
        col(TenderQuestion.answer_id).is_(None),
    )


def _tell(session: Session, tender: Tender, settings: Settings, moment: datetime) -> int:
    try:
        found = asking.askable(session, tender.reference)
    except NotFound:
        return 0
    lateness = session.exec(
        select(TenderQuestion.is_late, func.count())
        .where(TenderQuestion.tender_id == tender.id, *_waits())
        .group_by(col(TenderQuestion.is_late))
    ).all()
    counts = dict(lateness)
    closes = wording.moment(found.closes_at) if found.closes_at and not found.is_late(moment) else ""
    page = f"{settings.resolved_base_url}/tenders/{tender.reference}/clarifications"
    told = officers_of(session, tender)
    for each in told:
        written = letters.questions_waiting(
            settings.service_name, found.title, sum(counts.values()), counts.get(True, 0), closes, page
        )
        posting.post(
            session, f"questions-waiting:{tender.reference}:{moment.isoformat()}:{each.key}", each.email,
            written.subject, written.body, at=moment,
        )  # fmt: skip
    return len(told)


def officers_of(session: Session, tender: Tender) -> Sequence[User]:
    """Whom to tell: whoever started the tender while they may still answer, or else every officer of its buyer."""
    starter = session.get(User, tender.created_by_id)
    if starter is not None and _may_answer(starter, tender):
        return [starter]
    everybody = session.exec(
        select(User).where(User.organisation_id == tender.organisation_id).order_by(col(User.id))
    ).all()
    return [each for each in everybody if _may_answer(each, tender)]


def _may_answer(user: User, tender: Tender) -> bool:
    return user.is_active and may(access.actor_of(user), Permission.ANSWER_QUESTION, tender)
