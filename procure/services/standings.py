"""How each series stands, kept beside it: written with every observation, read by every page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from procure.models import MeasureSeries, Observation, SeriesStanding
from procure.services import assessing, tallying

#: Rows of a series looked at at once for its newest two periods.
_LOOKED_AT = 32


def of(session: Session, series: Sequence[MeasureSeries]) -> dict[int, SeriesStanding]:
    """The standing of each series, by its id."""
    ids = [each.id for each in series]
    rows = session.exec(select(SeriesStanding).where(col(SeriesStanding.series_id).in_(ids)))
    return {each.series_id: each for each in rows}


def refresh(
    session: Session,
    series: Sequence[MeasureSeries],
    moment: datetime,
    added: Iterable[tuple[int | None, int]] = (),
) -> list[SeriesStanding]:
    """Write how series stand that observations were just added to, at ``moment`` (aware). ``added`` has the series and
    the vintage of each: only what is new is counted, so that a long series costs no more than a short one."""
    kept = tallying.locked(session, [each.id for each in series])
    counted: defaultdict[int | None, list[int]] = defaultdict(list)
    for series_id, vintage in added:
        counted[series_id].append(vintage)
    written = []
    for each in sorted(series, key=lambda row: row.id or 0):
        assert each.id is not None
        standing = kept.get(each.id) or SeriesStanding(series_id=each.id)
        vintages = counted[each.id]
        firsts = vintages.count(1)
        standing.observations += len(vintages)
        standing.periods += firsts
        standing.revisions += len(vintages) - firsts
        if len(vintages) > firsts:
            standing.revised_at = moment
        standing.changed_at = moment
        _find_newest(session, standing)
        session.add(standing)
        written.append(standing)
    session.flush()
    assessing.assess(session, series, moment)
    return written


def _find_newest(session: Session, standing: SeriesStanding) -> None:
    found = _standing_figures(session, standing.series_id)
    latest, previous = next(found, None), next(found, None)
    standing.latest_start = latest.period_start if latest else None
    standing.latest_end = latest.period_end if latest else None
    standing.latest_value = latest.value if latest else None
    standing.latest_low = latest.low if latest else None
    standing.latest_high = latest.high if latest else None
    standing.latest_published_on = latest.published_on if latest else None
    standing.latest_vintage = latest.vintage if latest else None
    standing.previous_end = previous.period_end if previous else None
    standing.previous_value = previous.value if previous else None


def _standing_figures(session: Session, series_id: int) -> Iterator[Observation]:
    """The figure that stands for each period, the newest period first; withdrawn ones are passed over."""
    query = (
        select(Observation)
        .where(Observation.series_id == series_id)
        .order_by(
            col(Observation.period_end).desc(),
            col(Observation.period_start).desc(),
            col(Observation.published_on).desc(),
        )
    )
    seen, offset = None, 0
    while rows := session.exec(query.offset(offset).limit(_LOOKED_AT)).all():
        for row in rows:
            period = (row.period_end, row.period_start)
            if period != seen:
                seen = period
                if not row.is_withdrawn:
                    yield row
        offset += _LOOKED_AT
