"""The public list, written anew from what was published: after a release that finds words another way.

A row keeps its place, its page and its moment: only what this release would write otherwise changes. Each tender is a
transaction of its own, so that officers publish and suppliers read meanwhile, and a run that was cut off can be begun
again.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Engine
from sqlmodel import Session, col, func, select

from procure.db import reading, writing
from procure.models import Publication, PublishedTender, SpecificationVersion, Tender
from procure.services import disclosing, freezing, listing, summing

#: Tenders looked up at once.
BATCH = 500


def count(engine: Engine) -> int:
    """How many tenders are published."""
    with reading(engine) as session:
        return session.exec(
            select(func.count(col(Publication.tender_id).distinct())).where(_is_complete())
        ).one()


def rebuild(engine: Engine) -> Iterator[bool]:
    """Write every published tender anew on the public list, one at a time; for each, whether it was missing from the
    list, at whose head it is put then.
    """
    reached = 0
    while True:
        with reading(engine) as session:
            tenders = session.exec(
                select(Tender.id)
                .where(col(Tender.id) > reached)
                .where(col(Tender.id).in_(select(Publication.tender_id).where(_is_complete())))
                .order_by(col(Tender.id))
                .limit(BATCH)
            ).all()
        for tender_id in tenders:
            assert tender_id is not None
            with writing(engine) as session:
                yield _rebuild(session, tender_id)
        if len(tenders) < BATCH:
            return
        reached = tenders[-1] or 0


def restage(session: Session, tender: Tender) -> None:
    """Say on the public list how far a procurement has come, where it is on it and has come further."""
    row = session.exec(select(PublishedTender).where(PublishedTender.tender_id == tender.id)).one_or_none()
    if row is not None and ["stage", listing.stage_of(session, row.tender_id)] not in row.facets:
        in_force = _in_force(session, row.tender_id)
        snapshot = freezing.public_snapshot_of(in_force.version)
        listing.write_anew(session, row, in_force, snapshot, tender.organisation.key)


def _rebuild(session: Session, tender_id: int) -> bool:
    row = session.exec(
        select(PublishedTender).where(PublishedTender.tender_id == tender_id).with_for_update()
    ).one_or_none()
    in_force = _in_force(session, tender_id)
    snapshot = freezing.public_snapshot_of(in_force.version)
    buyer = in_force.tender.organisation.key
    if row is None:
        listing.put(session, in_force, snapshot, buyer)
    else:
        listing.write_anew(session, row, in_force, snapshot, buyer)
    disclosing.refresh(session, in_force.tender)
    summing.refresh(session, in_force.tender)
    return row is None


def _in_force(session: Session, tender_id: int) -> Publication:
    return session.exec(
        select(Publication)
        .join(SpecificationVersion)
        .where(Publication.tender_id == tender_id, _is_complete())
        .order_by(col(SpecificationVersion.number).desc())
        .limit(1)
    ).one()


def _is_complete() -> ColumnElement[bool]:
    return col(Publication.completed_at).is_not(None)
