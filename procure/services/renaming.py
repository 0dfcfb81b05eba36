"""Procurements and notices that were published here before the central platform had named them: found by either name.

What was published keeps the name that it was published under, to the letter. These are the names beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from procure.db import reading
from procure.models import Notice, PublishedRelease, SpecificationVersion, Tender

#: Releases read at once for a stream of names.
BATCH = 200


@dataclass(frozen=True)
class Renamed:
    """A release that carries a name of ours, with the platform's names for its procurement and, if known, for it."""

    ocid: str
    release_id: str
    platform_procurement_id: str
    platform_notice_id: str | None


def procurement_names(session: Session, name: str) -> frozenset[str]:
    """Every name that releases of the procurement called ``name`` may carry, ``name`` among them."""
    by_ours = _rows().where(col(PublishedRelease.ocid) == name)
    by_theirs = _rows().where(col(Notice.platform_procurement_id) == name)
    found = [*session.execute(by_ours), *session.execute(by_theirs)]
    theirs = {str(row[2]) for row in found}
    # The other names that we gave, where the prefix of our settings changed in between.
    also = session.execute(_rows().where(col(Notice.platform_procurement_id).in_(theirs))) if theirs else ()
    return frozenset({name, *theirs, *(row[0] for row in (*found, *also))})


def platform_name(session: Session, names: Iterable[str]) -> str | None:
    """The platform's name among those of one procurement, None while it has given none."""
    return session.exec(
        select(Notice.platform_procurement_id)
        .where(col(Notice.platform_procurement_id).in_(list(names)))
        .limit(1)
    ).first()


def releases_of_notice(session: Session, notice_id: str) -> list[str]:
    """The releases that carry a name of ours for the notice that the platform calls ``notice_id``."""
    rows = session.exec(
        select(Notice.local_number, Tender.reference, PublishedRelease.release_id)
        .join(Tender, col(Tender.id) == Notice.tender_id)
        .join(SpecificationVersion, col(SpecificationVersion.tender_id) == Tender.id)
        .join(PublishedRelease, col(PublishedRelease.version_id) == SpecificationVersion.id)
        .where(Notice.platform_notice_id == notice_id)
    )
    return [release for number, reference, release in rows if release.endswith(f"-{reference}-{number}")]


@dataclass(frozen=True)
class Names:
    """What a stream of names holds: of how many releases, and a digest of what they and their notices are called."""

    releases: int
    last: int
    digest: str


def names(session: Session) -> Names:
    """What ``stream`` would hold now."""
    found = _rows().subquery()
    releases, last = session.execute(
        sql_select(func.count(found.c.number.distinct()), func.max(found.c.number))
    ).one()
    told = hashlib.sha256(f"{releases} {last}".encode())
    reached: int | None = 0
    while reached is not None:
        named = session.exec(
            select(Notice.id, Notice.platform_procurement_id, Notice.platform_notice_id)
            .where(col(Notice.platform_procurement_id).is_not(None), col(Notice.id) > reached)
            .order_by(col(Notice.id))
            .limit(BATCH)
        ).all()
        told.update("\n".join(map(str, named)).encode())
        reached = named[-1][0] if len(named) == BATCH else None
    return Names(releases, last or 0, told.hexdigest())


def stream(engine: Engine, held: Names) -> Iterator[Renamed]:
    """Every release up to those ``held`` that carries a name of ours for a procurement that the platform has named
    since, oldest first. Read a batch at a time, each a transaction of its own: what memory it needs does not grow
    with how many there are.
    """
    reached = 0
    while True:
        with reading(engine) as session:
            batch = _batch(session, after=reached, until=held.last)
        yield from batch.values()
        if len(batch) < BATCH:
            return
        reached = max(batch)


def _batch(session: Session, *, after: int, until: int) -> dict[int, Renamed]:
    """The next releases with their names, by number, which is the order."""
    number = col(PublishedRelease.id)
    wanted = (
        _rows()
        .with_only_columns(number)
        .where(number > after, number <= until)
        .distinct()
        .order_by(number)
        .limit(BATCH)
    )
    merged: dict[int, Renamed] = {}
    for ocid, release_id, procurement, reference, local, notice_id, key in session.execute(
        _rows().where(number.in_(wanted)).order_by(number)
    ):
        known = merged.get(key)
        is_this = release_id.endswith(f"-{reference}-{local}")
        named = notice_id if is_this else known.platform_notice_id if known else None
        merged[key] = Renamed(ocid, release_id, str(procurement), named)
    return merged


def _rows() -> Any:
    """Releases beside the notices of their procurement that the platform has named otherwise."""
    return (
        sql_select(
            col(PublishedRelease.ocid),
            col(PublishedRelease.release_id),
            col(Notice.platform_procurement_id),
            col(Tender.reference),
            col(Notice.local_number),
            col(Notice.platform_notice_id),
            col(PublishedRelease.id).label("number"),
        )
        .join(SpecificationVersion, col(SpecificationVersion.id) == col(PublishedRelease.version_id))
        .join(Tender, col(Tender.id) == col(SpecificationVersion.tender_id))
        .join(Notice, col(Notice.tender_id) == col(Tender.id))
        .where(col(Notice.platform_procurement_id).is_not(None))
        .where(col(Notice.platform_procurement_id) != col(PublishedRelease.ocid))
    )
