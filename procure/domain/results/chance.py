"""How far a reading may be off by chance: from the numbers of people behind it, or else from how much earlier readings
scatter around their own line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procure.domain.measurability import Noise
from procure.domain.measurability.noise import BAND, DETECTABLE
from procure.domain.results.readings import Point
from procure.languages import gettext

#: Fewer readings than this draw no line with a scatter around it. The six tests ask for as many.
LEAST = 3
#: 97.5% points of Student's t distribution by degrees of freedom; beyond them the normal one serves.
_T = tuple(
    Decimal(value)
    for value in (
        "12.706", "4.303", "3.182", "2.776", "2.571", "2.447", "2.365", "2.306", "2.262", "2.228",
        "2.201", "2.179", "2.160", "2.145", "2.131", "2.120", "2.110", "2.101", "2.093", "2.086",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chance:
    """What chance does to one reading, in the measure's unit: ``band`` is how far up or down it reaches 19 times in
    20, ``detectable`` the smallest true change from the start that would be noticed 4 times in 5. ``basis`` says in
    words what they were worked out from; where that is earlier readings, more of them may narrow it
    (``may_narrow``)."""

    band: Decimal
    detectable: Decimal
    basis: str
    may_narrow: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """The straight line that fits some readings best (least squares), with the scatter around it."""

    middle: Decimal
    level: Decimal
    slope: Decimal
    spread: Decimal
    squares: Decimal
    count: int

    def at(self, day: date) -> Decimal:
        """The value of the line on a day."""
        return self.level + self.slope * (day.toordinal() - self.middle)

    def reach(self, day: date) -> Decimal:
        """Half the interval in which a reading on this day falls 19 times in 20, if things go on alike."""
        far = day.toordinal() - self.middle
        variance = 1 + Decimal(1) / self.count + (far * far / self.squares if self.squares else 0)
        return t_point(self.count - 2) * self.spread * variance.sqrt()


def t_point(freedom: int) -> Decimal:
    """The 97.5% point of Student's t. Raises ValueError below one degree of freedom."""
    if freedom < 1:
        raise ValueError("There must be at least one degree of freedom")
    return _T[freedom - 1] if freedom <= len(_T) else BAND


def line_of(points: Sequence[Point]) -> Line | None:
    """The line through readings, in any order; None with fewer than ``LEAST``, or when all speak of one day."""
    if len(points) < LEAST:
        return None
    days = [Decimal(point.on.toordinal()) for point in points]
    count = len(points)
    middle = sum(days, Decimal(0)) / count
    level = sum((point.value for point in points), Decimal(0)) / count
    squares = sum(((day - middle) ** 2 for day in days), Decimal(0))
    if not squares:
        return None
    slope = (
        sum(
            ((day - middle) * (point.value - level) for day, point in zip(days, points, strict=True)),
            Decimal(0),
        )
        / squares
    )
    left = sum(
        (
            (point.value - level - slope * (day - middle)) ** 2
            for day, point in zip(days, points, strict=True)
        ),
        Decimal(0),
    )
    return Line(middle, level, slope, (left / (count - 2)).sqrt(), squares, count)


def chance_of(noise: Noise | None, points: Sequence[Point]) -> Chance | None:
    """What is known of chance, from readings in any order: by the interval that the publisher gives the newest, or
    else from the people behind the figure, or else from the scatter of at least three readings; None while none of
    these is at hand."""
    last = max(points, key=lambda point: point.on, default=None)
    if last is not None and last.reading.low is not None and last.reading.high is not None:
        band = max(last.value - last.reading.low, last.reading.high - last.value, Decimal(0))
        # The start is uncertain as well: of a difference between two, the error is √2 times that of one.
        return Chance(
            band,
            band * DETECTABLE / BAND * Decimal(2).sqrt(),
            gettext("from the interval that its publisher gives"),
        )
    if noise is not None:
        return Chance(noise.band, noise.detectable, gettext("from how many people each figure describes"))
    line = line_of(points)
    if line is None:
        return None
    reach = t_point(line.count - 2)
    return Chance(
        reach * line.spread,
        (reach + DETECTABLE - BAND) * line.spread,
        gettext("from how %(count)s readings scatter around their own line", count=line.count),
        True,
    )
