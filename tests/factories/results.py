"""Published tenders whose measures are followed, and readings of them. Figures are fictional."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from procure.domain.observing import Reading
from procure.domain.permissions import Actor
from procure.models import MeasureSeries, ProcurementFactsRow, Specification, Tender, User
from procure.services import measure_series
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
