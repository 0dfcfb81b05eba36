"""Making the files of a publication, and then, in one transaction, making it public.

Killed at any instant, it leaves at most stored files that nothing names; run again, it makes the same bytes.
Two at once are safe: the second finds the work done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, or_, select

from exports import artefact
from exports.artefact import PublicationStamp, Rendered
from exports.notices.stamp import NoticeStamp
from procure.config import Settings
from procure.db import reading, writing
from procure.domain.following import HappeningKind
from procure.domain.notice_facts import NoticeFacts, TenderFacts
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.states import Event, next_state
from procure.domain.vocabulary import TenderState
from procure.models import Artefact, Publication, SpecificationVersion, Tender
from procure.services import (
    auditing,
    disclosing,
    freezing,
    growing,
    heralding,
    listing,
    measure_series,
    opening,
    publishing,
    summing,
    telling,
)
from procure.services.stamping import stamp_of
from procure.storage import Storage

log = logging.getLogger("procure.rendering")
SHORTEST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(minutes=30)


@dataclass(frozen=True)
class Material:
    """All that the files of a publication are made from. ``snapshot`` is what is public of the version."""

    snapshot: SpecificationSnapshot
    stamp: PublicationStamp
    notice: NoticeStamp
    facts: NoticeFacts


def render(engine: Engine, storage: Storage, settings: Settings, publication_id: int) -> bool:
    """Make and store every file of a publication, then make it public. True when it is public at the end, by
    this call or another; False when it was held because its content is wrong.

    Any other failure is raised, after it was noted for whoever looks; ``sweep`` tries again. Raises
    LookupError for an unknown publication.
    """
    if not _begin(engine, publication_id):
        return _is_complete(engine, publication_id)
    try:
        with reading(engine) as session:
            publication = _publication(session, publication_id)
            material, earlier = material_of(session, publication, settings), _earlier(session, publication)
        files = [(kind.name, make(kind.name, material)) for kind in artefact.kinds_of(material.snapshot)]
        files += [
            (
                artefact.changes_kind(number).name,
                artefact.make_changes(then, number, material.snapshot, material.stamp),
            )
            for number, then in earlier
        ]
        stored = [(kind, file, storage.put(file.data)) for kind, file in files]
        _complete(engine, publication_id, material.snapshot, stored)
    except artefact.NotFit as refusal:
        log.warning("publication %s is held: %s", publication_id, refusal)
        with writing(engine) as session:
            publication = _publication(session, publication_id, lock=True)
            if publication.completed_at is None and publication.held_at is None:
                publishing.hold(session, publication, str(refusal), _now())
        return False
    except Exception as error:
        log.exception("publication %s failed", publication_id)
        with writing(engine) as session:
            publication = _publication(session, publication_id, lock=True)
            if publication.completed_at is None:
                publication.last_error = f"{type(error).__name__}: {error}"[:500]
                session.add(publication)
        raise
    return True


def make(kind: str, material: Material) -> Rendered:
    """One file of a publication."""
    return artefact.make(kind, material.snapshot, material.stamp, material.notice, material.facts)


def material_of(session: Session, publication: Publication, settings: Settings) -> Material:
    """What the files of a publication are made from, complete or not."""
    version = publication.version
    snapshot = freezing.public_snapshot_of(version)
    page = f"{settings.resolved_base_url}/published/{snapshot.reference}/versions/{version.number}"
    notice = publishing.notice_of(session, publication)
    told = telling.find(session, snapshot.reference, notice.local_number)
    return Material(
        snapshot=snapshot,
        stamp=PublicationStamp(
            version_number=version.number,
            published_at=publication.published_at,
            status_label=TenderState.PUBLISHED.label,
            url=page,
            sha256=freezing.public_digest_of(version),
        ),
        notice=stamp_of(notice, snapshot.reference, version.number, settings, artefact.kinds_of(snapshot)),
        facts=told.facts if told else TenderFacts(),
    )


def _earlier(session: Session, publication: Publication) -> list[tuple[int, SpecificationSnapshot]]:
    """What is public of each version that was published before this one, by its number."""
    found = session.exec(
        select(SpecificationVersion)
        .join(Publication, col(Publication.version_id) == SpecificationVersion.id)
        .where(Publication.tender_id == publication.tender_id, col(Publication.completed_at).is_not(None))
        .where(SpecificationVersion.number < publication.version.number)
        .order_by(col(SpecificationVersion.number))
    ).all()
    return [(version.number, freezing.public_snapshot_of(version)) for version in found]


def sweep(
    engine: Engine,
    enqueue: Callable[[int], object],
    *,
    at: datetime | None = None,
    starting: bool = False,
) -> list[int]:
    """Give ``enqueue`` the id of every publication whose files are due to be made, oldest first, and return
    them.

    One that was begun and did not complete waits longer each time: 2, 4, 8 … 30 minutes. ``starting`` says
    that the only worker has just started, so that whatever was begun once was cut off and is due at once.
    """
    moment = at or _now()
    with reading(engine) as session:
        waiting = session.exec(
            select(Publication)
            .where(col(Publication.completed_at).is_(None), col(Publication.held_at).is_(None))
            .where(
                or_(
                    col(Publication.attempted_at).is_(None),
                    col(Publication.attempted_at) <= moment - SHORTEST_WAIT,
                    starting,
                )
            )
            .order_by(col(Publication.id))
        ).all()
        due = [p.id for p in waiting if p.id is not None and _is_due(p, moment, starting)]
    for publication_id in due:
        enqueue(publication_id)
    return due


def _is_due(publication: Publication, moment: datetime, starting: bool) -> bool:
    if publication.attempted_at is None or (starting and publication.failed_attempts <= 1):
        return True
    doublings = min(publication.failed_attempts - 1, 10)
    return publication.attempted_at + min(SHORTEST_WAIT * 2**doublings, LONGEST_WAIT) <= moment


def _begin(engine: Engine, publication_id: int) -> bool:
    """Count an attempt before it is made, so that one which takes the process down with it counts too. False
    when there is nothing to do.
    """
    with writing(engine) as session:
        publication = _publication(session, publication_id, lock=True)
        if publication.completed_at is not None or publication.held_at is not None:
            return False
        publication.attempted_at = _now()
        publication.failed_attempts += 1
        session.add(publication)
        return True


def _complete(
    engine: Engine,
    publication_id: int,
    snapshot: SpecificationSnapshot,
    stored: list[tuple[str, Rendered, str]],
) -> None:
    """Make the publication public: all of it, in one transaction."""
    with writing(engine) as session:
        publication = _publication(session, publication_id, lock=True)
        if publication.completed_at is not None:
            return  # somebody else was faster, with the same bytes
        tender = publication.tender
        for kind, file, digest in stored:
            session.add(
                Artefact(
                    version_id=publication.version_id,
                    kind=kind,
                    media_type=file.media_type,
                    file_name=file.file_name,
                    size=len(file.data),
                    sha256=digest,
                    made_at=publication.published_at,
                )
            )
        listing.put(session, publication, snapshot, tender.organisation.key)
        release = next(file.data for kind, file, _ in stored if kind == opening.RELEASE_FILE)
        opening.put(session, publication.version_id, publication.published_at, release)
        notice = publishing.notice_of(session, publication)
        publication.completed_at = notice.completed_at = _now()
        publication.failed_attempts, publication.last_error = 0, ""
        publication.held_at = None
        if tender.state != TenderState.PUBLISHED:
            tender.state = next_state(tender.state, Event.COMPLETE)
        session.add_all([publication, tender, notice])
        session.flush()
        auditing.of_tender(
            session,
            publishing.SYSTEM,
            tender,
            "tender.published",
            version=publication.version.number,
            files={kind: digest for kind, _, digest in stored},
        )
        heralding.herald(session, publication.tender_id, HappeningKind.VERSION, publication.version.number)
        growing.note_published(session, publishing.SYSTEM, tender)
        disclosing.refresh(session, tender)
        summing.refresh(session, tender)
        measure_series.take(session, tender, publication.completed_at)


def _publication(session: Session, publication_id: int, *, lock: bool = False) -> Publication:
    query = (
        select(Publication)
        .where(Publication.id == publication_id)
        .options(
            selectinload(Publication.version),
            selectinload(Publication.tender).selectinload(Tender.organisation),
        )
    )
    if lock:
        query = query.with_for_update(of=Publication)
    found = session.exec(query).one_or_none()
    if found is None:
        raise LookupError(f"There is no publication {publication_id}.")
    return found


def _is_complete(engine: Engine, publication_id: int) -> bool:
    with reading(engine) as session:
        return _publication(session, publication_id).completed_at is not None


def _now() -> datetime:
    return datetime.now(UTC)
