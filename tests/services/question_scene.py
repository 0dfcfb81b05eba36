"""A published tender that takes questions, and what its suppliers and its officer do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from procure.config import Settings
from procure.domain.permissions import Actor
from procure.models import (
    AnswerBatch,
    Letter,
    PublishedTender,
    QuestionAnswer,
    Tender,
    TenderQuestion,
    User,
)
from procure.services import (
    answering,
    asking,
    batching,
)
from procure.services.access import actor_of
from tests.factories.publications import make_listed_tender

SETTINGS = Settings(public_base_url="https://procure.example")
SAM, ANN = "sam@warm.example", "ann@cosy.example"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Open:
    """A published tender that takes questions, and its officer. ``at`` is well before its deadline."""

    tender: Tender
    officer: Actor
    closes_at: datetime

    @property
    def at(self) -> datetime:
        return self.closes_at - 20 * DAY

    def ask(
        self, session: Session, text: str = "Which homes count?", email: str = SAM, at: datetime | None = None,
        **more: str,
    ) -> TenderQuestion | None:  # fmt: skip
        found = asking.askable(session, self.tender.reference)
        return asking.ask(session, found, {"text": text, "email": email, **more}, SETTINGS, at=at or self.at)

    def confirmed(
        self, session: Session, *words: str, at: datetime | None = None, **more: str
    ) -> TenderQuestion:
        found = self.ask(session, *words, at=at, **more)
        assert found is not None
        asking.confirm(session, found, at=at or self.at)
        return found

    def draft(self, session: Session, *questions: TenderQuestion, **changes: object) -> QuestionAnswer:
        return answering.begin(
            session, self.officer, self.tender, [each.key for each in questions], written(**changes)
        )

    def publish(self, session: Session, *answers: QuestionAnswer, at: datetime | None = None) -> AnswerBatch:
        keys = [each.key for each in answers]
        return batching.publish(session, self.officer, self.tender, keys, SETTINGS, at=at or self.at + HOUR)


def written(**changes: object) -> dict[str, object]:
    return {
        "wording": "Which homes count?", "kind": "answered", "text": "**All** homes.", "part": "",
        "changes_specification": False,
    } | changes  # fmt: skip


def open_tender(session: Session) -> Open:
    reference = make_listed_tender(session)
    row = session.exec(select(PublishedTender).where(PublishedTender.reference == reference)).one()
    tender = session.get_one(Tender, row.tender_id)
    closes_at = asking.askable(session, reference).closes_at
    assert closes_at is not None
    return Open(tender, actor_of(session.get_one(User, tender.created_by_id)), closes_at)


@pytest.fixture
def here(session: Session) -> Open:
    """One such tender."""
    return open_tender(session)


def letters(session: Session, purpose: str = "question:") -> list[Letter]:
    rows = session.exec(select(Letter).order_by(col(Letter.id))).all()
    return [each for each in rows if each.purpose.startswith(purpose)]
