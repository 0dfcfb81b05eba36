"""A measure's readings against its path, as a picture in plain coordinates: for a page, for paper, for others' pages.

The same figures stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procure.domain.results import Chance, Forecast, Path, Point, interval_of
from procure.domain.results.telling import day_in_words, figure
from procure.languages import gettext, ngettext
from procure.languages.days import short_month

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 12, 628, 34, 262


@dataclass(frozen=True)
class Dot:
    """A reading: its place, and its interval up and down."""

    x: str
    y: str
    top: str
    bottom: str
    has_interval: bool


@dataclass(frozen=True)
class Picture:
    """Points of the path and of the readings, the target, the forecast, the lines of the scale, and all in a
    sentence."""

    path: str
    line: str
    dots: tuple[Dot, ...]
    target: tuple[str, str] | None
    forecast: str
    spread: str
    levels: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str, str], ...]
    words: str


def picture(
    path: Path | None, points: Sequence[Point], chance: Chance | None, ahead: Forecast | None, unit: str
) -> Picture | None:
    """None where there is nothing to draw."""
    shown = sorted(points, key=lambda each: each.on)
    if path is None and not shown:
        return None
    days = [each.on for each in shown] + ([on for on, _ in path.steps] if path else [])
    intervals = [interval_of(each, chance) for each in shown]
    values = [value for pair in intervals for value in pair] + (
        [value for _, value in path.steps] if path else []
    )
    values += [ahead.low, ahead.high] if ahead else []
    place = _Place(min(days), max(days), min(values), max(values))
    dots = tuple(
        Dot(place.x(each.on), place.y(each.value), place.y(high), place.y(low), high != low)
        for each, (low, high) in zip(shown, intervals, strict=True)
    )
    last = shown[-1] if shown else None
    return Picture(
        path=" ".join(f"{place.x(on)},{place.y(value)}" for on, value in path.steps) if path else "",
        line=" ".join(f"{each.x},{each.y}" for each in dots),
        dots=dots,
        target=(place.x(path.ends_on), place.y(path.target)) if path else None,
        forecast=f"{dots[-1].x},{dots[-1].y} {place.x(ahead.on)},{place.y(ahead.value)}"
        if ahead and last
        else "",
        spread=f"{dots[-1].x},{dots[-1].y} {place.x(ahead.on)},{place.y(ahead.high)} "
        f"{place.x(ahead.on)},{place.y(ahead.low)}"
        if ahead and last
        else "",
        levels=tuple((place.y(value), figure(value, unit)) for value in place.ends()),
        days=(
            (place.x(min(days)), short_month(min(days)), "start"),
            (place.x(max(days)), short_month(max(days)), "end"),
        ),
        words=_words(path, shown, unit),
    )


@dataclass(frozen=True)
class _Place:
    """Days and values as coordinates, with a margin above and below."""

    first: date
    last: date
    low: Decimal
    high: Decimal

    def x(self, day: date) -> str:
        span = max(1, (self.last - self.first).days)
        return f"{LEFT + (RIGHT - LEFT) * (day - self.first).days / span:.1f}"

    def y(self, value: Decimal) -> str:
        span = float(self.high - self.low) or 1.0
        share = float(value - self.low) / span if self.high != self.low else 0.5
        return f"{BOTTOM - (BOTTOM - TOP) * share:.1f}"

    def ends(self) -> tuple[Decimal, ...]:
        return (self.low, self.high) if self.high != self.low else (self.low,)


def _words(path: Path | None, shown: Sequence[Point], unit: str) -> str:
    said = []
    if shown:
        said.append(
            ngettext(
                "%(num)s reading, the newest %(figure)s in the period to %(day)s.",
                "%(num)s readings, the newest %(figure)s in the period to %(day)s.",
                len(shown),
                figure=figure(shown[-1].value, unit),
                day=day_in_words(shown[-1].on),
            )
        )
    else:
        said.append(gettext("No reading yet."))
    if path:
        said.append(
            gettext(
                "The path leads from %(start)s on %(starts_on)s to %(target)s on %(ends_on)s.",
                start=figure(path.start, unit),
                starts_on=day_in_words(path.starts_on),
                target=figure(path.target, unit),
                ends_on=day_in_words(path.ends_on),
            )
        )
    return " ".join(said)
