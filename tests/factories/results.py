"""Published tenders whose measures are followed, and readings of them. Figures are fictional."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from procure.domain.notice_facts import NoticeFacts
from procure.domain.observing import Reading
from procure.domain.permissions import Actor
from procure.models import (
    MeasureSeries,
    Notice,
    NoticeDraft,
    ProcurementFactsRow,
    Specification,
    Tender,
    User,
)
from procure.services import freezing, measure_series, telling
from procure.services.access import actor_of
from tests.factories.publications import make_listed_tender

#: A day on which everything that these readings say has been published.
TODAY = date(2028, 6, 1)
NOW = datetime(2028, 6, 1, 9, 0, tzinfo=UTC)


def make_followed(session: Session, **changes: Any) -> tuple[Tender, Actor, list[MeasureSeries]]:
    """A published tender, an officer of its buyer, and the series of its measures."""
    reference = make_listed_tender(session, **changes)
    tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
    officer = session.get_one(User, tender.created_by_id)
    tender.specification, tender.facts = Specification(), ProcurementFactsRow()
    session.flush()
    return tender, actor_of(officer), measure_series.take(session, tender)


def make_reading(
    series: MeasureSeries, value: str | None = "48.2", month: int = 1, **changes: Any
) -> Reading:
    """What was observed in a month of 2028, published on the tenth of the next."""
    end = {1: 31, 2: 29, 3: 31, 4: 30}[month]
    values: dict[str, Any] = {
        "series_key": series.key,
        "period_start": date(2028, month, 1),
        "period_end": date(2028, month, end),
        "published_on": date(2028, month + 1, 10),
        "value": None if value is None else Decimal(value),
        "source": "Fictional monthly survey",
    }
    return Reading(**{**values, **changes})


def make_told(session: Session, tender: Tender, facts: NoticeFacts, on: date) -> Notice:
    """A notice of a published tender that told these facts and came out on a day."""
    version = freezing.latest_version(session, tender)
    assert version is not None
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    number = len(telling.notices_of(session, tender)) + 1
    notice = Notice(
        tender_id=tender.id, version_id=version.id, code=facts.code, local_number=number, published_at=at,
        completed_at=at, title=tender.title, buyer_name="Fictional buyer",
    )  # fmt: skip
    session.add(notice)
    session.flush()
    draft = NoticeDraft(
        tender_id=tender.id, code=facts.code, facts_json=facts.model_dump_json(), notice_id=notice.id,
        started_by_id=tender.created_by_id,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return notice
