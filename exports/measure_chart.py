"""A measure drawn: where it stands and the path to its target, as numbers for an SVG and rows for a table beside it.

Points follow one another in time at equal distances, as a baseline's period is words and not a day; the table says when
each is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from exports import wording
from procure.domain.gaps import number_of
from procure.domain.snapshot import MeasureSnapshot
from procure.languages import gettext

WIDTH, HEIGHT = 560, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 40, 36, 44


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of the measure: what it is ("Baseline", "On the way", "Target"), when, and its value in words, ``short``
    without the unit; ``x`` and ``y`` are units of the drawing, None where the value is no plain number.
    """

    called: str
    when: str
    value: str
    short: str
    x: float | None = None
    y: float | None = None

    @property
    def is_baseline(self) -> bool:
        """Whether it is where the measure starts."""
        return self.called == gettext("Baseline")


@dataclass(frozen=True, slots=True)
class MeasureChart:
    """``points`` are the rows of the table. ``line`` is the path of an SVG through them, empty where there is nothing
    to draw. ``words`` say what it shows."""

    points: tuple[Point, ...]
    line: str
    words: str
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - _BOTTOM


def chart_of(measure: MeasureSnapshot) -> MeasureChart:
    """The chart of a measure. With fewer than two plain numbers there is a table alone."""
    given = [(gettext("Baseline"), measure.baseline_period, measure.baseline_value)]
    given += [
        (gettext("On the way"), wording.day(point.on), point.value)
        for point in sorted(measure.target_path, key=lambda point: point.on)
        if point.on != measure.target_on
    ]
    given.append(
        (
            gettext("Target"),
            gettext("By %(day)s", day=wording.day(measure.target_on)) if measure.target_on else "",
            measure.target_value,
        )
    )
    given = [each for each in given if each[2]]
    numbers = [number_of(value) for _, _, value in given]
    known = [number for number in numbers if number is not None]
    is_drawn = len(known) == len(given) >= 2
    points = []
    for at, ((called, when, value), number) in enumerate(zip(given, numbers, strict=True)):
        shown = (wording.measured(value, measure.unit), wording.figure(value, measure.unit))
        if is_drawn and number is not None:
            across = _LEFT + (WIDTH - _LEFT - _RIGHT) * at / (len(given) - 1)
            points.append(Point(called, when, *shown, round(across, 1), _height(number, known)))
        else:
            points.append(Point(called, when, *shown))
    line = "M" + "L".join(f"{point.x} {point.y}" for point in points) if is_drawn else ""
    return MeasureChart(tuple(points), line, _words(points))


def _height(number: Decimal, known: list[Decimal]) -> float:
    """Units from the top of the drawing. The scale begins at nought unless all figures lie far above it."""
    low, high = min(known), max(known)
    if low > 0 and low < 2 * (high - low):
        low = Decimal(0)
    span = (high - low) or Decimal(1)
    return round(float(_TOP + (HEIGHT - _TOP - _BOTTOM) * (high - number) / span), 1)


def _words(points: list[Point]) -> str:
    if not points:
        return gettext("No figure is known yet.")
    return "; ".join(
        f"{each.called.lower()} {each.value}{f' ({each.when})' if each.when else ''}" for each in points
    )
