"""One measure looked at closely: its readings beside the path, revisions, where it is heading, and the ratings they
earn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from procure.act.kpis import Rating
from procure.domain.measurability.noise import whole_of
from procure.domain.permissions import Actor, Permission, may
from procure.domain.results import (
    Band,
    Bands,
    Chance,
    Forecast,
    Judgement,
    NoForecast,
    Path,
    Point,
    Revision,
    VintageRule,
    bands_of,
    forecast,
    interval_of,
    known_on,
    revisions,
)
from procure.domain.vocabulary import Direction, FigureKind
from procure.models import Kpi, MeasureSeries, Observation, SeriesLink
from procure.services import assessing
from procure.services.overseeing import Measured, titles_of
from procure.services.picturing import Picture, picture

#: Revisions shown on a page.
MOST_REVISIONS = 20


@dataclass(frozen=True)
class Read:
    """One period as a table has it: the figure that stands, what was due, how far short it is, its interval, and how
    often it was revised."""

    point: Point
    due: Decimal | None
    short_by: Decimal | None
    low: Decimal
    high: Decimal
    publications: int


@dataclass(frozen=True)
class RatedKpi:
    """An indicator on the series, what its newest reading earns, and on which publication of the figure that rests."""

    kpi: Kpi
    bands: Bands | None
    point: Point | None
    rating: Rating | None


@dataclass(frozen=True)
class Examined:
    """All that the page of a measure says beside how it stands."""

    judgement: Judgement
    path: Path | None
    chance: Chance | None
    reads: Sequence[Read]
    revised: Sequence[Revision]
    ahead: Forecast | NoForecast | None
    meets: bool | None
    chart: Picture | None
    kpis: Sequence[RatedKpi]
    claims: Sequence[tuple[str, Decimal, Decimal]]
    mission_id: str
    #: More readings than these are recorded.
    is_cut: bool


def examine(session: Session, actor: Actor, found: Measured, today: date) -> Examined:
    """A measure as of ``today``, from its newest observations."""
    series = found.series
    rows = assessing.newest(session, series.id or 0)
    ready = assessing.measured(series, found.judgement.starts_on)
    readings = assessing.readings_of(rows)
    points = known_on(readings, today)
    chance = ready.chance(points)
    path = ready.path
    inside = [each for each in points if path is None or each.on > path.starts_on]
    ahead = _ahead(series, inside, path)
    return Examined(
        judgement=ready.judge(points, today),
        path=path,
        chance=chance,
        reads=[_read(each, path, chance, rows) for each in reversed(points)],
        revised=revisions(readings)[:MOST_REVISIONS],
        ahead=ahead,
        meets=ahead.reaches(path) if isinstance(ahead, Forecast) and path else None,
        chart=picture(path, points, chance, ahead if isinstance(ahead, Forecast) else None, series.unit),
        kpis=rated(session, actor, series, rows, today),
        claims=_claims(session, found),
        mission_id=session.exec(
            select(SeriesLink.mission_id)
            .where(SeriesLink.series_id == series.id)
            .order_by(SeriesLink.mission_id)
        ).first()
        or "",
        is_cut=len(rows) == assessing.LOOKED_AT,
    )


def rated(
    session: Session, actor: Actor, series: MeasureSeries, rows: Sequence[Observation], today: date
) -> list[RatedKpi]:
    """The indicators on a series, each with what it earns by the publication that it names. Nobody outside sees one
    that no notice has told of."""
    is_inside = may(actor, Permission.SEE_RESULT_DECISIONS, series)
    kpis = session.exec(
        select(Kpi)
        .where(Kpi.series_id == series.id, col(Kpi.removed_at).is_(None))
        .order_by(col(Kpi.position), col(Kpi.id))
    ).all()
    shown = [each for each in kpis if is_inside or each.settled_at is not None]
    return [rate(each, series, rows, today) for each in shown]


def rate(kpi: Kpi, series: MeasureSeries, rows: Sequence[Observation], today: date) -> RatedKpi:
    """What an indicator earns by its newest reading on ``today``."""
    points = known_on(assessing.readings_of(rows), today, rule_of(kpi), kpi.vintage_days)
    bands = bands_in(kpi.bands, series)
    point = points[-1] if points else None
    return RatedKpi(kpi, bands, point, bands.rating(point.value) if bands and point else None)


def rule_of(kpi: Kpi) -> VintageRule:
    """The publication that an indicator is judged on; the newest where it does not say."""
    return VintageRule(kpi.vintage_rule) if kpi.vintage_rule in set(VintageRule) else VintageRule.LATEST


def bands_in(kept: Sequence[dict[str, Any]], series: MeasureSeries) -> Bands | None:
    """Bands as they are kept; None for none, and for what would overlap or leave a gap."""
    try:
        given = [
            Band(Rating(each["rating"]), _figure(each.get("low")), _figure(each.get("high"))) for each in kept
        ]
        return bands_of(given, direction_of(series), series.target_value or Decimal(0))
    except (ValueError, KeyError, ArithmeticError):
        return None


def direction_of(series: MeasureSeries) -> Direction:
    """Which way is better; by the two figures where the specification does not say."""
    if series.direction in set(Direction):
        return Direction(series.direction)
    start, target = series.baseline_value, series.target_value
    return Direction.DOWN if start is not None and target is not None and target < start else Direction.UP


def _figure(text: Any) -> Decimal | None:
    return None if text in (None, "") else Decimal(str(text))


def _ahead(series: MeasureSeries, points: Sequence[Point], path: Path | None) -> Forecast | NoForecast | None:
    if path is None:
        return None
    floor = ceiling = None
    if series.figure_kind == FigureKind.SHARE:
        floor, ceiling = Decimal(0), whole_of(series.unit)
    elif series.figure_kind == FigureKind.COUNT:
        floor = Decimal(0)
    return forecast(points, path.ends_on, floor=floor, ceiling=ceiling)


def _read(point: Point, path: Path | None, chance: Chance | None, rows: Sequence[Observation]) -> Read:
    low, high = interval_of(point, chance)
    is_inside = path is not None and point.on > path.starts_on
    return Read(
        point,
        path.due(point.on) if path and is_inside else None,
        path.short_by(point.value, point.on) if path and is_inside else None,
        low,
        high,
        sum((row.period_start, row.period_end) == point.reading.period for row in rows),
    )


def _claims(session: Session, found: Measured) -> list[tuple[str, Decimal, Decimal]]:
    """Of each objective, by its title: percent of its gap claimed, and what of that the way so far comes to."""
    way = found.judgement.travelled
    if way is None:
        return []
    titles = titles_of(session, [claim["objective"] for claim in found.judgement.claims])
    held = min(Decimal(100), max(Decimal(0), way))
    return [
        (
            titles.get(claim["objective"], claim["objective"]),
            Decimal(claim["share"]),
            Decimal(claim["share"]) * held / 100,
        )
        for claim in found.judgement.claims
    ]
