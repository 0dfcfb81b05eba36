"""Handing out the public list to programs: the rows that a search finds, page after page, without an end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, select

from exports.listed import Deadline, ListedTender
from procure.domain.following import HappeningKind
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Procedure
from procure.models import Happening, PublishedTender
from procure.services import finding
from procure.services.finding import Criteria

#: No calendar is readable with more.
MOST_DEADLINES = 500


def listed(row: Row[Any], base_url: str) -> ListedTender:
    """A row of the list as files say it. ``base_url`` is where the service is, without a slash at its end."""
    return ListedTender(
        reference=row.reference,
        version_number=row.version_number,
        title=row.title,
        summary=row.summary,
        buyer_name=row.buyer_name,
        places=row.places,
        value_gross=row.value_gross,
        procedure=Procedure.label_of(row.procedure) if row.procedure else "",
        published_at=row.published_at,
        deadline_at=row.deadline_at,
        deadline_is_for_requests=row.deadline_is_for_requests,
        sme_suitable=row.sme_suitable,
        vcse_suitable=row.vcse_suitable,
        url=f"{base_url}/published/{row.reference}",
    )


def with_news(session: Session, tenders: Sequence[ListedTender]) -> list[ListedTender]:
    """The same tenders, each with what became public of it last: a notice, an answer to a challenge, or answers to
    questions. A version of its own is no news: the tender is listed anew with it."""
    wanted = (
        select(PublishedTender.reference, Happening.kind, Happening.at)
        .join(Happening, col(Happening.tender_id) == PublishedTender.tender_id)
        .where(col(PublishedTender.reference).in_([each.reference for each in tenders]))
        .where(Happening.kind != HappeningKind.VERSION)
        .order_by(col(Happening.at), col(Happening.id))
    )
    last = {reference: (kind, at) for reference, kind, at in session.exec(wanted)}
    return [
        replace(each, news=HappeningKind.label_of(last[each.reference][0]), news_at=last[each.reference][1])
        if each.reference in last
        else each
        for each in tenders
    ]


def every(
    session: Session, criteria: Criteria, base_url: str, at: datetime | None = None
) -> Iterator[ListedTender]:
    """Every tender that fits, newest first, of which one page at a time is in memory. ``at`` (aware, default now) says
    what is still open.
    """
    moment = at or datetime.now(UTC)
    wanted: Criteria | None = replace(criteria, before=None, after=None)
    while wanted is not None:
        found = finding.find(session, wanted, moment)
        yield from (listed(row, base_url) for row in found.rows)
        wanted = None if found.older is None else replace(wanted, before=found.older)


def deadlines_of(snapshot: SpecificationSnapshot, version: int, base_url: str) -> list[Deadline]:
    """What a supplier must do by when, for one published tender."""
    facts, reference = snapshot.facts, snapshot.reference
    asked = [
        ("questions", "Questions due", facts.enquiry_deadline_at),
        ("tenders", "Tenders due", facts.tender_deadline_at),
    ]
    if facts.procedure == Procedure.COMPETITIVE_FLEXIBLE:
        asked.insert(1, ("requests", "Requests to participate due", facts.participation_deadline_at))
    return [
        Deadline(
            key=f"{key}.{reference}",
            summary=f"{words}: {snapshot.title}",
            at=at,
            url=f"{base_url}/published/{reference}",
            description=snapshot.authority.name,
            revision=version,
        )
        for key, words, at in asked
        if at is not None
    ]
