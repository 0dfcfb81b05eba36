"""Reading what is published: a tender's versions, what each says, and its files. What is not public is not
there.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import contains_eager, defer, joinedload
from sqlmodel import Session, col, select

from procure.domain.exceptions import NotFound
from procure.domain.permissions import ANYONE, Permission, may
from procure.models import Artefact, Publication, SpecificationVersion, Tender


@dataclass(frozen=True)
class PublishedVersion:
    """A published version, with all published versions of its tender (newest first) and its files."""

    publication: Publication
    publications: list[Publication]
    artefacts: list[Artefact]

    @property
    def version(self) -> SpecificationVersion:
        return self.publication.version

    @property
    def is_latest(self) -> bool:
        """Whether no later version is published."""
        return self.publication is self.publications[0]


def published_version(session: Session, reference: str, number: int | None = None) -> PublishedVersion:
    """A published version of a tender, the latest if no number is given. Raises NotFound for anything else,
    whether or not a tender or version of that name exists.
    """
    publications = _publications(session, reference)
    chosen = [p for p in publications if number is None or p.version.number == number]
    if not chosen:
        raise NotFound("There is no such published tender.")
    artefacts = session.exec(
        select(Artefact).where(Artefact.version_id == chosen[0].version_id).order_by(col(Artefact.id))
    ).all()
    return PublishedVersion(chosen[0], publications, list(artefacts))


def artefact(session: Session, reference: str, number: int, kind: str) -> Artefact:
    """One file of a published version. Raises NotFound."""
    row = session.exec(
        select(Artefact, Publication)
        .join(SpecificationVersion, col(Artefact.version_id) == SpecificationVersion.id)
        .join(Tender, col(SpecificationVersion.tender_id) == Tender.id)
        .join(Publication, col(Publication.version_id) == SpecificationVersion.id)
        .where(
            Tender.reference == reference,
            SpecificationVersion.number == number,
            Artefact.kind == kind,
            col(Publication.completed_at).is_not(None),
        )
    ).one_or_none()
    if row is None or not may(ANYONE, Permission.READ_PUBLIC, row[1]):
        raise NotFound("There is no such published file.")
    return row[0]


def _publications(session: Session, reference: str) -> list[Publication]:
    publications = session.exec(
        select(Publication)
        .join(Tender, col(Publication.tender_id) == Tender.id)
        .where(Tender.reference == reference, col(Publication.completed_at).is_not(None))
        .options(
            contains_eager(Publication.tender),
            joinedload(Publication.version).options(defer(SpecificationVersion.snapshot_json)),
        )
    ).all()
    shown = [p for p in publications if may(ANYONE, Permission.READ_PUBLIC, p)]
    return sorted(shown, key=lambda p: p.version.number, reverse=True)
