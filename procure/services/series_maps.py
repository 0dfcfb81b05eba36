"""Official series: where in a publisher's file the figures of a measure are, said once and kept."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlmodel import Session

from procure.domain.exceptions import Invalid
from procure.domain.permissions import Actor, Permission
from procure.domain.result_files import SeriesMap
from procure.models import MeasureSeries, SeriesMapping
from procure.models.types import now
from procure.services import access, auditing


def of(session: Session, series: MeasureSeries) -> SeriesMapping | None:
    """The map of a series, or None where nobody has mapped it."""
    return session.get(SeriesMapping, series.id)


def answers_of(session: Session, series: MeasureSeries) -> dict[str, Any]:
    """The map as a form has it; where there is none, what the specification says of the source."""
    kept = of(session, series)
    if kept is None:
        return {"source": series.source[:300], "source_url": series.source_url}
    found = SeriesMap.of(kept.columns)
    heading, value = next(iter(found.filters.items()), ("", ""))
    return {
        **found.columns, "period_kind": found.period_kind.value, "filter_heading": heading, "filter_value": value,
        "sheet": found.sheet, "source": kept.source, "source_url": kept.source_url,
    }  # fmt: skip


def refreshed(session: Session, series: MeasureSeries, at: datetime) -> None:
    """Note that the figures of a series were taken from its publisher's file again, at ``at`` (aware)."""
    kept = of(session, series)
    if kept is not None:
        kept.refreshed_at = at
        session.add(kept)
        session.flush()


def save(
    session: Session, actor: Actor, series: MeasureSeries, found: SeriesMap, source: str, source_url: str
) -> SeriesMapping:
    """Keep where the figures of a series are. Raises NotAllowed, and Invalid for an address that is none."""
    access.require(actor, Permission.RECORD_RESULTS, series.tender)
    if source_url and not re.fullmatch(r"https?://[^\s/?#]+\S*", source_url):
        raise Invalid("source_url", "Write a whole address that begins with https://")
    kept = of(session, series) or SeriesMapping(series_id=series.id, changed_by_id=actor.user_id)
    kept.columns, kept.source, kept.source_url = found.plain(), source, source_url
    kept.changed_by_id, kept.changed_at = actor.user_id or kept.changed_by_id, now()
    session.add(kept)
    session.flush()
    auditing.of_tender(session, actor, series.tender, "results.mapped", series=series.key)
    return kept
