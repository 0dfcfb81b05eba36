"""Tenders that a board has endorsed, asked to be published, or published, stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from procure.config import Settings
from procure.db import writing
from procure.domain.identifiers import new_reference
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import TenderState, VerdictKind
from procure.models import Notice, Organisation, Publication, Review, SpecificationVersion, Tender, User
from procure.services import listing, publishing, rendering, reviewing
from procure.services.access import actor_of
from procure.services.freezing import authority_of
from procure.storage import Storage
from tests.factories.boards import (
    SUBMITTED_AT,
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer, make_organisation
from tests.factories.snapshots import make_snapshot

#: When the publications of tests are asked for: the day they were submitted, while they are still fit to
#: publish.
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


def make_listed_tender(
    session: Session,
    *,
    published_at: datetime = PUBLISHED_AT,
    organisation: Organisation | None = None,
    **changes: Any,
) -> str:
    """The reference of a tender on the public list: published as far as readers of the list can tell, without
    files.
    """
    officer = make_officer(session, organisation or make_organisation(session))
    reference = new_reference()
    snapshot = make_snapshot(
        **(
            {
                "outcomes": 1,
                "measures": 1,
                "reference": reference,
                "authority": authority_of(officer.organisation),
            }
            | changes
        )
    )
    tender = Tender(
        reference=reference,
        title=snapshot.title,
        organisation_id=officer.organisation_id,
        created_by_id=officer.id or 0,
        state=TenderState.PUBLISHED.value,
    )
    session.add(tender)
    session.flush()
    make_complete_publication(session, tender, snapshot, 1, published_at)
    return reference


def make_complete_publication(
    session: Session, tender: Tender, snapshot: SpecificationSnapshot, number: int, published_at: datetime
) -> Publication:
    """A version of a tender, published, without files."""
    version = SpecificationVersion(
        tender_id=tender.id or 0,
        number=number,
        snapshot_json=snapshot.canonical_json(),
        sha256=snapshot.digest,
        frozen_by_id=tender.created_by_id,
    )
    session.add(version)
    session.flush()
    publication = Publication(
        tender_id=tender.id or 0,
        version_id=version.id or 0,
        published_at=published_at,
        requested_by_id=tender.created_by_id,
        completed_at=published_at,
    )
    publication.version = version
    notice = Notice(
        tender_id=tender.id or 0,
        version_id=version.id or 0,
        local_number=number,
        title=snapshot.title,
        buyer_name=snapshot.authority.name,
        published_at=published_at,
        completed_at=published_at,
    )
    session.add_all([publication, notice])
    session.flush()
    listing.put(session, publication, snapshot, tender.organisation.key)
    return publication
