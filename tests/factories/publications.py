"""Tenders that a board has endorsed, asked to be published, or published, stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from procure.config import Settings
from procure.db import writing
from procure.domain.vocabulary import VerdictKind
from procure.models import Publication, Review, Tender, User
from procure.services import publishing, rendering, reviewing
from procure.services.access import actor_of
from procure.storage import Storage
from tests.factories.boards import (
    SUBMITTED_AT,
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer

#: When the publications of tests are asked for: the day they were submitted, while they are still fit to publish.
PUBLISHED_AT = SUBMITTED_AT


def make_endorsed_tender(
    session: Session,
    officer: User | None = None,
    *,
    kind: str = VerdictKind.ENDORSED,
    conditions: tuple[str, ...] = (),
    **changes: Any,
) -> tuple[Tender, User, Review]:
    """A tender that a board of one has endorsed, its officer, and the review."""
    officer = officer or make_officer(session, make_authority(session))
    chair = make_members(session, 1)[0]
    board = make_board(session, chair, quorum=1)
    tender = make_ready_tender(session, officer, **({"outcomes": 1, "measures": 1} | changes))
    review = make_review(session, tender, officer, board)
    reviewing.record_verdict(session, actor_of(chair), review, kind, "It holds together.", at=SUBMITTED_AT)
    reviewing.decide(
        session,
        actor_of(chair),
        review,
        kind,
        "We agree.",
        [(text, None) for text in conditions],
        at=SUBMITTED_AT,
    )
    session.flush()
    session.refresh(review, ["conditions"])
    return tender, officer, review


def make_requested_publication(session: Session, **changes: Any) -> Publication:
    """A publication that was asked for and whose files are not yet made."""
    tender, officer, _ = make_endorsed_tender(session, **changes)
    return publishing.request_publication(session, actor_of(officer), tender, at=PUBLISHED_AT)


def publish(engine: Engine, storage: Storage, settings: Settings, **changes: Any) -> str:
    """The reference of a tender that is published, files and all. Opens sessions of its own."""
    with writing(engine) as session:
        publication = make_requested_publication(session, **changes)
        assert publication.id is not None
        publication_id, reference = publication.id, publication.tender.reference
    assert rendering.render(engine, storage, settings, publication_id)
    return reference
