"""Where a figure is heading, by a named method, or why that cannot be said.

The method is the straight line through the newest readings, with the interval in which a reading would fall 19 times
in 20 if things went on alike. It is carried forward no further than twice the time it looks back on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procure.domain.results.chance import line_of
from procure.domain.results.path import Path, short_of
from procure.domain.results.readings import Point
from procure.domain.results.telling import day_in_words
from procure.languages import gettext, ngettext

#: Fewer readings than this show no direction that could be carried forward.
LEAST_TO_FORECAST = 4
#: Older readings than these many say little about where things are heading.
MOST_TO_FORECAST = 12
#: How many times the time looked back on a line is carried forward.
FURTHEST = 2


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the figure would be on a day, in its unit, with its interval and the method in words."""

    on: date
    value: Decimal
    low: Decimal
    high: Decimal
    method: str
    readings: int

    def reaches(self, path: Path) -> bool | None:
        """Whether the target would be met: True or False where the whole interval says so, otherwise None."""
        short = [short_of(value, path.target, path.direction) for value in (self.low, self.high)]
        if all(each <= 0 for each in short):
            return True
        is_met_between = self.low <= path.target <= self.high
        return None if is_met_between or any(each <= 0 for each in short) else False


@dataclass(frozen=True, slots=True)
class NoForecast:
    """Why none is given."""

    reason: str


def forecast(
    points: Sequence[Point], on: date, *, floor: Decimal | None = None, ceiling: Decimal | None = None
) -> Forecast | NoForecast:
    """The figure on a day ahead, from readings in any order. ``floor`` and ``ceiling`` are the least and the most that
    the measure can be (a share lies between nought and the whole)."""
    newest = sorted(points, key=lambda point: point.on)[-MOST_TO_FORECAST:]
    if len(newest) < LEAST_TO_FORECAST:
        count = len(newest)
        if not count:
            return NoForecast(
                gettext("Not enough readings: %(least)s are needed, none yet.", least=LEAST_TO_FORECAST)
            )
        return NoForecast(
            gettext(
                "Not enough readings: %(least)s are needed, %(count)s so far.",
                least=LEAST_TO_FORECAST,
                count=count,
            )
        )
    back = (newest[-1].on - newest[0].on).days
    if on <= newest[-1].on:
        return NoForecast(gettext("The day of the target is past."))
    if (on - newest[-1].on).days > FURTHEST * back:
        return NoForecast(
            gettext(
                "%(day)s is too far ahead of the readings, which cover %(span)s, to say anything.",
                day=day_in_words(on),
                span=_span(back),
            )
        )
    line = line_of(newest)
    if line is None:
        return NoForecast(gettext("The readings all speak of one day."))
    value, reach = line.at(on), line.reach(on)
    low, mid, high = (_held(each, floor, ceiling) for each in (value - reach, value, value + reach))
    return Forecast(
        on,
        mid,
        low,
        high,
        gettext("a straight line through the last %(count)s readings", count=len(newest)),
        len(newest),
    )


def _held(value: Decimal, floor: Decimal | None, ceiling: Decimal | None) -> Decimal:
    if floor is not None:
        value = max(floor, value)
    return value if ceiling is None else min(ceiling, value)


def _span(days: int) -> str:
    months = round(days / 30.44)
    if months >= 2:
        return ngettext("%(num)s month", "%(num)s months", months)
    return ngettext("%(num)s day", "%(num)s days", days)
