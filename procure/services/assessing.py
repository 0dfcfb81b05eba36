"""How each series stands, judged when something is recorded or when time alone changes it, and kept for every page.

A judgement reads the newest observations of its series alone, however long the series is. What happened is told
against the observations that were at hand when the series was last judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Engine, func, or_, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from procure.act.calendar import LONDON
from procure.db import reading, writing
from procure.domain.gaps import number_of
from procure.domain.measurability import noise_of
from procure.domain.observing import ChangeKind as FeedKind
from procure.domain.results import (
    Chance,
    ChangeKind,
    Judgement,
    Path,
    Point,
    Reading,
    Rhythm,
    chance_of,
    changes_between,
    judge,
    known_on,
    path_between,
)
from procure.domain.results.notable import RANK
from procure.domain.snapshot import MeasureSnapshot
from procure.languages import gettext
from procure.models import (
    MeasureSeries,
    Observation,
    SeriesJudgement,
    SeriesLink,
    SeriesStanding,
    SpecificationVersion,
    Tender,
)
from procure.models.types import now
from procure.services import freezing, results_feed, tallying

#: Observations of a series that a judgement looks at: enough for any forecast, with revisions.
LOOKED_AT = 120
#: Series that one sweep judges.
SWEPT = 400
_FINEST = Decimal("0.000001")
_LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Measured:
    """A series ready to be judged: its path (or why there is none), its rhythm, and what is known of chance apart from
    its readings."""

    path: Path | None
    why_no_path: str
    rhythm: Rhythm
    measure: MeasureSnapshot

    def chance(self, points: Sequence[Point]) -> Chance | None:
        """What is known of chance with these readings."""
        inside = [each for each in points if self.path is None or each.on > self.path.starts_on]
        return chance_of(noise_of(self.measure), inside)

    def judge(self, points: Sequence[Point], today: date) -> Judgement:
        """How the series stands with these readings."""
        return judge(
            points, self.path, self.rhythm, self.chance(points), today,
            unit=self.measure.unit, why_no_path=self.why_no_path,
        )  # fmt: skip


def measured(series: MeasureSeries, starts_on: date | None) -> Measured:
    """A series with the path that is walked from ``starts_on``."""
    path, why = _path(series, starts_on)
    measure = MeasureSnapshot(
        key=series.measure_key, name=series.name, unit=series.unit, direction=series.direction,
        baseline_value=series.baseline_words, target_value=series.target_words, figure_kind=series.figure_kind,
        people_per_reading=series.people_per_reading, people_in_baseline=series.people_in_baseline,
        spread=series.spread, is_clustered=series.is_clustered,
    )  # fmt: skip
    return Measured(path, why, Rhythm(series.interval_days, series.lag_days), measure)


def readings_of(rows: Iterable[Observation]) -> tuple[Reading, ...]:
    """Observations as judgements take them."""
    return tuple(
        Reading(
            row.period_start,
            row.period_end,
            row.value,
            row.published_on,
            row.vintage,
            row.low,
            row.high,
            row.source,
        )
        for row in rows
    )


def newest(session: Session, series_id: int, most: int = LOOKED_AT) -> Sequence[Observation]:
    """The newest observations of a series, the newest period first."""
    return session.exec(
        select(Observation)
        .where(Observation.series_id == series_id)
        .order_by(
            col(Observation.period_end).desc(),
            col(Observation.period_start).desc(),
            col(Observation.published_on).desc(),
        )
        .limit(most)
    ).all()


def newest_of(session: Session, series_ids: Collection[int]) -> dict[int, list[Observation]]:
    """The newest ``LOOKED_AT`` observations of each of several series, the newest period first, in one query."""
    order = (
        col(Observation.period_end).desc(),
        col(Observation.period_start).desc(),
        col(Observation.published_on).desc(),
    )
    place = func.row_number().over(partition_by=col(Observation.series_id), order_by=order)
    ranked = (
        sql_select(col(Observation.id).label("id"), place.label("place"))
        .where(col(Observation.series_id).in_(list(series_ids)))
        .subquery()
    )
    found: dict[int, list[Observation]] = {}
    wanted = select(Observation).where(
        col(Observation.id).in_(sql_select(ranked.c.id).where(ranked.c.place <= LOOKED_AT))
    )
    for each in session.exec(wanted.order_by(*order)):
        found.setdefault(each.series_id, []).append(each)
    return found


def assess(
    session: Session, series: Sequence[MeasureSeries], moment: datetime | None = None
) -> list[SeriesJudgement]:
    """Judge series as of ``moment`` (aware), and write how each stands and what happened."""
    at = moment or now()
    ids = [each.id for each in series]
    standings = tallying.locked(session, ids)
    kept = _judgements(session, ids)
    begun = _Begun(session)
    written = []
    for each in sorted(series, key=lambda row: row.id or 0):
        assert each.id is not None
        row, standing = kept.get(each.id), standings.get(each.id)
        if row is None or row.version_id != each.version_id or row.starts_on is None:
            starts_on, claims = begun.of(each)
        else:
            starts_on, claims = row.starts_on, row.claims
        observed = newest(session, each.id)
        judged, again_on = _written(each, row, observed, starts_on, claims, at)
        session.add(judged)
        if standing is not None:
            standing.status, standing.status_until = judged.status, again_on
            session.add(standing)
        written.append(judged)
    _tell_links(session, written)
    return written


def sweep(engine: Engine, moment: datetime | None = None) -> int:
    """Judge series that were never judged, and those that time alone has changed, some at a time; how many that
    were."""
    at = moment or now()
    is_due = (
        col(MeasureSeries.closed_at).is_(None),
        or_(SeriesStanding.status == "", col(SeriesStanding.status_until) <= _day(at)),
    )
    due = (
        select(MeasureSeries)
        .join(SeriesStanding, col(SeriesStanding.series_id) == MeasureSeries.id)
        .where(*is_due)
        .limit(SWEPT)
    )
    with reading(engine) as session:
        if session.exec(due.limit(1)).first() is None:
            return 0
    with writing(engine) as session:
        rows = session.exec(due).all()
        assess(session, rows, at)
        tenders = session.exec(
            select(Tender).where(col(Tender.id).in_({each.tender_id for each in rows}))
        ).all()
        results_feed.tell(session, tenders, FeedKind.RECORDED, at)
    return len(rows)


class _Begun:
    """From when the path of a series is walked, and what is claimed of its objectives: each version is read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[int, Any] = {}

    def of(self, series: MeasureSeries) -> tuple[date | None, list[dict[str, Any]]]:
        if series.version_id not in self._read:
            version = self._session.get_one(SpecificationVersion, series.version_id)
            self._read[series.version_id] = freezing.public_snapshot_of(version)
        snapshot = self._read[series.version_id]
        outcome = snapshot.outcome(series.outcome_key)
        claims = [
            {"objective": link.objective_id, "share": f"{link.claimed_share:f}"}
            for link in (outcome.objective_links if outcome else ())
            if link.claimed_share is not None
        ]
        return snapshot.facts.supply_starts_on or series.baseline_published_on or _day(
            series.opened_at
        ), claims


def _path(series: MeasureSeries, starts_on: date | None) -> tuple[Path | None, str]:
    missing = [
        words
        for words, value in (
            (gettext("a starting figure that is one plain number"), series.baseline_value),
            (gettext("a target that is one plain number"), series.target_value),
            (gettext("a day for the target"), series.target_on),
            (gettext("a day on which the contract starts"), starts_on),
        )
        if value is None
    ]
    if missing or series.baseline_value is None or series.target_value is None:
        lacking = gettext(" or ").join(missing)
        return None, gettext(
            "There is no path: the specification does not give %(lacking)s.", lacking=lacking
        )
    assert series.target_on is not None
    assert starts_on is not None
    steps = [
        (date.fromisoformat(step["on"]), value)
        for step in series.target_path
        if (value := number_of(str(step["value"]).strip().removesuffix("%"))) is not None
    ]
    path = path_between(
        series.baseline_value, starts_on, series.target_value, series.target_on, steps, series.direction
    )
    if path is None and series.target_on <= starts_on:
        return None, gettext("There is no path: the target is due before the contract starts.")
    wrong = gettext("There is no path: the target lies the wrong way from the starting figure.")
    return path, "" if path else wrong


def _written(
    series: MeasureSeries,
    before: SeriesJudgement | None,
    observed: Sequence[Observation],
    starts_on: date | None,
    claims: list[dict[str, Any]],
    at: datetime,
) -> tuple[SeriesJudgement, date | None]:
    """The judgement, and the first day on which time alone changes it or the next figure is overdue."""
    today, is_ready = _day(at), measured(series, starts_on)
    readings = readings_of(observed)
    points = known_on(readings, today)
    found = is_ready.judge(points, today)
    row = before or SeriesJudgement(
        series_id=series.id,
        version_id=series.version_id,
        judged_at=at,
        status=found.status,
        status_since=today,
    )
    if before is not None and before.status != found.status:
        row.status_since = today
    _note(row, before, observed, is_ready, today)
    travelled = is_ready.path.travelled(found.point.value) if is_ready.path and found.point else None
    row.version_id, row.starts_on, row.claims = series.version_id, starts_on, claims
    row.judged_at, row.status, row.reason, row.until = at, found.status.value, found.reason, found.until
    row.due_value, row.short_by = _fine(found.due), _fine(found.short_by)
    row.low, row.high = _fine(found.low), _fine(found.high)
    row.next_due = found.next_due
    row.travelled = None if travelled is None or abs(travelled) >= 10**6 else round(travelled, 2)
    days = (found.again_on, found.next_due + timedelta(days=1) if found.next_due else None)
    return row, min((day for day in days if day is not None and day > today), default=None)


def _note(
    row: SeriesJudgement,
    before: SeriesJudgement | None,
    observed: Sequence[Observation],
    is_ready: Measured,
    today: date,
) -> None:
    """What happened since the last judgement, the most important alone; what was notable stays until something else
    is, but for a figure that was overdue and has come."""
    if before is None:
        return
    had = [each for each in observed if each.received_at <= before.judged_at]
    since = _day(before.judged_at)
    readings = readings_of(observed)
    changes = changes_between(
        readings_of(had), readings, since, today, is_ready.judge, is_ready.chance(known_on(readings, today)),
        is_ready.measure.unit,
    )  # fmt: skip
    was_overdue = row.notable_kind == ChangeKind.OVERDUE
    if changes and not (was_overdue and changes[0].kind is ChangeKind.OVERDUE):
        row.notable_kind, row.notable_rank = changes[0].kind.value, RANK[changes[0].kind]
        row.notable_on, row.notable_words = today, changes[0].sentence
    elif was_overdue and not changes:
        row.notable_kind, row.notable_rank, row.notable_on, row.notable_words = "", 9, None, ""


def _judgements(session: Session, ids: Sequence[int | None]) -> dict[int, SeriesJudgement]:
    """The last judgement of each series, read afresh: whoever judged it in the meantime has committed."""
    found = {}
    for at in range(0, len(ids), 500):
        rows = session.exec(
            select(SeriesJudgement)
            .where(col(SeriesJudgement.series_id).in_(ids[at : at + 500]))
            .execution_options(populate_existing=True)
        )
        found.update({each.series_id: each for each in rows})
    return found


def _tell_links(session: Session, judged: Sequence[SeriesJudgement]) -> None:
    """Write on the links of series what dashboards filter, order and count them by, where it changed."""
    said = {each.series_id: (each.status, each.notable_rank, each.notable_on) for each in judged}
    changed = [
        row
        for row in tallying.links(session, said)
        if (row.status, row.notable_rank, row.notable_on) != said[row.series_id]
    ]
    if not changed:
        return
    for series_id in sorted({row.series_id for row in changed}):
        status, rank, on = said[series_id]
        session.execute(
            update(SeriesLink)
            .where(col(SeriesLink.series_id) == series_id)
            .values(status=status, notable_rank=rank, notable_on=on)
        )
    moved = {row.series_id for row in changed if row.status != said[row.series_id][0]}
    tallying.note(session, [row for row in changed if row.series_id in moved], tallying.links(session, moved))


def _fine(value: Decimal | None) -> Decimal | None:
    if value is None or abs(value) >= _LARGEST:
        return None
    return value.quantize(_FINEST, rounding=ROUND_HALF_UP)


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
