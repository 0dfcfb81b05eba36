"""The path from the starting figure to the target: what is due on any day.

Where the specification gives steps, the path goes straight from step to step; where it gives none, straight from the
start to the target. Before its first day the start is due, after its last the target.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procure.domain.vocabulary import Direction


@dataclass(frozen=True, slots=True)
class Path:
    """What is due, by day, and which way is better. ``steps`` ascend by day, the first is the start and the last the
    target; ``is_given`` says that the specification gave steps between them."""

    steps: tuple[tuple[date, Decimal], ...]
    direction: Direction
    is_given: bool = False

    @property
    def start(self) -> Decimal:
        """The starting figure."""
        return self.steps[0][1]

    @property
    def target(self) -> Decimal:
        """The figure to be reached at the end."""
        return self.steps[-1][1]

    @property
    def starts_on(self) -> date:
        """The day from which the path is walked."""
        return self.steps[0][0]

    @property
    def ends_on(self) -> date:
        """The day by which the target is due."""
        return self.steps[-1][0]

    def due(self, day: date) -> Decimal:
        """The value due on a day, in the measure's unit; always between the lowest and the highest step."""
        before = self.steps[0]
        if day <= before[0]:
            return before[1]
        for after in self.steps[1:]:
            if day <= after[0]:
                gone = Decimal((day - before[0]).days) / Decimal((after[0] - before[0]).days)
                low, high = min(before[1], after[1]), max(before[1], after[1])
                return min(high, max(low, before[1] + (after[1] - before[1]) * gone))
            before = after
        return before[1]

    def short_by(self, value: Decimal, day: date) -> Decimal:
        """How far a value falls short of what is due on a day: above nought is short, below it is ahead. For a
        figure that should stay the same, how far it has strayed to either side."""
        return short_of(value, self.due(day), self.direction)

    def travelled(self, value: Decimal) -> Decimal | None:
        """The percent of the way from start to target that a value has come; below nought where it went back, above
        100 where it passed the target. None for a figure that should stay the same."""
        whole = self.target - self.start
        if self.direction == Direction.HOLD or not whole:
            return None
        return (value - self.start) / whole * 100

    def first_day_due(self, change: Decimal) -> date | None:
        """The first day on which the path asks for at least ``change`` from the start; None where it never does."""
        if change <= 0:
            return self.starts_on
        if max(abs(value - self.start) for _, value in self.steps) < change:
            return None
        first, last = self.starts_on.toordinal(), self.ends_on.toordinal()
        for on, value in self.steps:
            if abs(value - self.start) >= change:
                last = on.toordinal()
                break
            first = on.toordinal()
        while first < last:
            middle = (first + last) // 2
            if abs(self.due(date.fromordinal(middle)) - self.start) >= change:
                last = middle
            else:
                first = middle + 1
        return date.fromordinal(last)


def short_of(value: Decimal, due: Decimal, direction: Direction) -> Decimal:
    """How far ``value`` is on the wrong side of ``due``; below nought where it is on the right side."""
    if direction == Direction.UP:
        return due - value
    if direction == Direction.DOWN:
        return value - due
    return abs(value - due)


def path_between(
    start: Decimal,
    starts_on: date,
    target: Decimal,
    target_on: date,
    steps: Iterable[tuple[date, Decimal]] = (),
    direction: str = "",
) -> Path | None:
    """The path of a measure. Steps outside its days are left out, and of two on one day the last counts; a step on the
    target's own day gives way to the target. A direction that was not said follows from the two figures.

    None where the target is due before the path begins, or lies the wrong way from the start.
    """
    if target_on <= starts_on:
        return None
    way = _way(start, target, direction)
    if (way == Direction.UP and target < start) or (way == Direction.DOWN and target > start):
        return None
    between = {on: value for on, value in steps if starts_on < on < target_on}
    points = {starts_on: start, **between, target_on: target}
    return Path(tuple(sorted(points.items())), way, bool(between))


def _way(start: Decimal, target: Decimal, direction: str) -> Direction:
    if direction in set(Direction):
        return Direction(direction)
    if start == target:
        return Direction.HOLD
    return Direction.UP if target > start else Direction.DOWN
