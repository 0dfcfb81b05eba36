"""Procurements and notices that were published here before the central platform had named them: found by either name.

What was published keeps the name that it was published under, to the letter. These are the names beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from procure.models import Notice, PublishedRelease, SpecificationVersion, Tender


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


def renamed(session: Session) -> Iterator[Renamed]:
    """Every release that carries a name of ours for a procurement that the platform has named since, oldest first."""
    rows = session.execute(_rows().order_by(col(PublishedRelease.id)))
    merged: dict[str, Renamed] = {}
    for ocid, release_id, procurement, reference, number, notice_id in rows:
        known = merged.get(release_id)
        is_this = release_id.endswith(f"-{reference}-{number}")
        named = notice_id if is_this else known.platform_notice_id if known else None
        merged[release_id] = Renamed(ocid, release_id, str(procurement), named)
    yield from merged.values()


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
        )
        .join(SpecificationVersion, col(SpecificationVersion.id) == col(PublishedRelease.version_id))
        .join(Tender, col(Tender.id) == col(SpecificationVersion.tender_id))
        .join(Notice, col(Notice.tender_id) == col(Tender.id))
        .where(col(Notice.platform_procurement_id).is_not(None))
        .where(col(Notice.platform_procurement_id) != col(PublishedRelease.ocid))
    )
