"""Readings as they were published, and the series they make as it was known on any day.

A figure that is revised is published again, and what was published before stays: so it can be said on what a judgement
rested when it was made (outcome method, section 4: baselines move).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from procure.domain.vocabulary import Word


class VintageRule(Word):
    """Which publication of a figure a judgement rests on."""

    LATEST = "latest", "The newest figure published"
    FIRST = "first", "The figure as it was first published"
    AS_OF = "as_of", "The figure as it stood some days after its period"


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure for one period (both days are in it), as published on a day.

    ``vintage`` numbers what was published for the period, from 1. ``low`` and ``high`` bound the figure where its
    publisher gives an interval. ``value`` is None where a figure was withdrawn, and none stands.
    """

    starts_on: date
    ends_on: date
    value: Decimal | None
    published_on: date
    vintage: int = 1
    low: Decimal | None = None
    high: Decimal | None = None
    source: str = ""

    @property
    def period(self) -> tuple[date, date]:
        """First and last day."""
        return self.starts_on, self.ends_on

    @property
    def lag_days(self) -> int:
        """Days from the end of the period until this was published; never negative."""
        return max(0, (self.published_on - self.ends_on).days)


@dataclass(frozen=True, slots=True)
class Point:
    """A reading that stands, as judgements use it: its value is known."""

    reading: Reading
    value: Decimal

    @property
    def on(self) -> date:
        """The day it speaks of: the last of its period."""
        return self.reading.ends_on


@dataclass(frozen=True, slots=True)
class Revision:
    """A period whose figure was published again with another value; None for one that was withdrawn."""

    before: Reading
    after: Reading

    @property
    def moved(self) -> Decimal | None:
        """By how much the figure moved; None where one of the two is no figure."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


def known_on(
    readings: Iterable[Reading],
    day: date,
    rule: VintageRule = VintageRule.LATEST,
    days_after: int | None = None,
) -> tuple[Point, ...]:
    """The series as it was known at the end of ``day``, oldest period first, each period once.

    Of the publications of a period the ``rule`` picks one; those after ``day`` are passed over, and so is a period
    whose figure was withdrawn. With ``AS_OF`` a period whose first figure came later still has that figure. The
    order in which readings come makes no difference.
    """
    by_period: dict[tuple[date, date], list[Reading]] = {}
    for reading in readings:
        if reading.published_on <= day:
            by_period.setdefault(reading.period, []).append(reading)
    chosen = (_chosen(published, rule, days_after) for published in by_period.values())
    points = [Point(reading, reading.value) for reading in chosen if reading.value is not None]
    return tuple(sorted(points, key=lambda point: (point.on, point.reading.starts_on)))


def revisions(readings: Iterable[Reading]) -> tuple[Revision, ...]:
    """Every time a figure was published again and differed, the newest publication first."""
    return tuple(sorted(_revisions(readings), key=lambda each: _order(each.after), reverse=True))


def _chosen(published: list[Reading], rule: VintageRule, days_after: int | None) -> Reading:
    inside = sorted(published, key=_order)
    if rule == VintageRule.FIRST:
        return inside[0]
    if rule == VintageRule.AS_OF and days_after is not None:
        until = inside[0].ends_on + timedelta(days=days_after)
        return next((each for each in reversed(inside) if each.published_on <= until), inside[0])
    return inside[-1]


def _order(reading: Reading) -> tuple[date, int, date]:
    return reading.published_on, reading.vintage, reading.ends_on


def _revisions(readings: Iterable[Reading]) -> Iterator[Revision]:
    by_period: dict[tuple[date, date], list[Reading]] = {}
    for reading in readings:
        by_period.setdefault(reading.period, []).append(reading)
    for published in by_period.values():
        published.sort(key=_order)
        for before, after in itertools.pairwise(published):
            if before.value != after.value:
                yield Revision(before, after)
