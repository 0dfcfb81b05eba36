"""Rating bands: what reading earns which rating. Each band holds its better edge and not its worse one, so that bands
neither overlap nor leave gaps (outcome method, section 5; ratings of the Regulations, reg 39(5)).

For a figure that should rise, a band is low ≤ reading < high; for one that should fall, low < reading ≤ high; for one
that should stay the same the bands are of its distance from the target, which should fall.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from procure.act.kpis import Rating
from procure.domain.results.readings import Point
from procure.domain.vocabulary import Direction

#: The ratings that numbers tell apart, the best first. "Other" is for what no number says.
RATED = (Rating.GOOD, Rating.APPROACHING_TARGET, Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE)


@dataclass(frozen=True, slots=True)
class Band:
    """From ``low`` to ``high`` in the measure's unit; None for no bound on that side."""

    rating: Rating
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Bands:
    """The three edges between the four ratings, from the best to the worst. Any reading has exactly one rating.

    Made by ``bands_at``, which refuses edges that are not in order.
    """

    edges: tuple[Decimal, Decimal, Decimal]
    direction: Direction
    #: For a figure that should stay the same: what it should stay at.
    centre: Decimal = Decimal(0)

    def rating(self, value: Decimal) -> Rating:
        """What a reading earns."""
        if self.direction == Direction.HOLD:
            value = abs(value - self.centre)
        for edge, rating in zip(self.edges, RATED, strict=False):
            if value >= edge if self.direction == Direction.UP else value <= edge:
                return rating
        return RATED[-1]

    def is_edge(self, value: Decimal) -> bool:
        """Whether a reading is exactly where one rating ends and the next begins: it earns the better of the two."""
        return (abs(value - self.centre) if self.direction == Direction.HOLD else value) in self.edges

    @property
    def bands(self) -> tuple[Band, ...]:
        """Each rating with its bounds, the best first. For a figure that should stay the same, of the distance."""
        better = (None, *self.edges)
        worse = (*self.edges, None)
        return tuple(
            Band(rating, low, high)
            for rating, low, high in zip(
                RATED,
                worse if self.direction == Direction.UP else better,
                better if self.direction == Direction.UP else worse,
                strict=True,
            )
        )

    def moved(self, at: int, to: Decimal) -> Bands:
        """The same with one edge elsewhere. Raises ValueError where they would no longer be in order."""
        edges = list(self.edges)
        edges[at] = to
        return bands_at(edges, self.direction, self.centre)


def bands_at(edges: Sequence[Decimal], direction: Direction, centre: Decimal = Decimal(0)) -> Bands:
    """Bands from the three edges, the best first: where Good ends, where Approaching target ends, where Requires
    improvement ends. Raises ValueError with words for an officer."""
    if len(edges) != len(RATED) - 1:
        raise ValueError("Give the three figures at which one rating ends and the next begins")
    first, second, third = edges
    if direction == Direction.UP and not first > second > third:
        raise ValueError("Each figure must be lower than the one before it, because the measure should rise")
    if direction == Direction.DOWN and not first < second < third:
        raise ValueError("Each figure must be higher than the one before it, because the measure should fall")
    if direction == Direction.HOLD and not 0 <= first < second < third:
        raise ValueError(
            "Each distance from the target must be greater than the one before it, and none below nought"
        )
    return Bands((first, second, third), direction, centre)


def bands_of(given: Iterable[Band], direction: Direction, centre: Decimal = Decimal(0)) -> Bands:
    """Bands from each rating's own bounds, in any order. Raises ValueError, in words for an officer, where a rating is
    missing or there twice, or where bands overlap or leave a gap."""
    by_rating: dict[Rating, Band] = {}
    for band in given:
        if band.rating in by_rating:
            raise ValueError(f"{band.rating} is there twice")
        by_rating[band.rating] = band
    missing = [rating for rating in RATED if rating not in by_rating]
    if missing:
        raise ValueError(f"Give figures for {missing[0]}")
    ordered = [by_rating[rating] for rating in RATED]
    if direction == Direction.UP:
        # Seen from the other side, so that both ways are checked alike.
        ordered = [replace(band, low=band.high, high=band.low) for band in ordered]
    if ordered[0].low is not None and direction != Direction.HOLD:
        raise ValueError(f"{RATED[0]} must have no limit on its better side")
    if ordered[-1].high is not None:
        raise ValueError(f"{RATED[-1]} must have no limit on its worse side")
    edges = []
    for better, worse in itertools.pairwise(ordered):
        if better.high is None or worse.low is None:
            raise ValueError(f"Say where {better.rating} ends and {worse.rating} begins")
        if better.high != worse.low:
            gap = better.high < worse.low if direction != Direction.UP else better.high > worse.low
            words = "leave a gap" if gap else "overlap"
            raise ValueError(
                f"{better.rating} and {worse.rating} {words}: one must end where the other begins"
            )
        edges.append(better.high)
    return bands_at(edges, direction, centre)


def suggested(start: Decimal, target: Decimal, direction: Direction) -> Bands | None:
    """Bands to begin from: Good at the target, Approaching with four fifths of the way behind it, Requires improvement
    with half. None where start and target are the same or lie the wrong way."""
    whole = target - start
    if direction == Direction.HOLD or not whole or (whole > 0) != (direction == Direction.UP):
        return None
    return bands_at((target, start + whole * Decimal("0.8"), start + whole * Decimal("0.5")), direction)


@dataclass(frozen=True, slots=True)
class Rated:
    """A past reading with the rating it would have had before and after an edge is moved."""

    point: Point
    before: Rating
    after: Rating

    @property
    def differs(self) -> bool:
        return self.before is not self.after


def effect(points: Iterable[Point], before: Bands, after: Bands) -> tuple[Rated, ...]:
    """What moving edges does to past readings, the oldest first, each once."""
    ordered = sorted(points, key=lambda point: point.on)
    return tuple(Rated(point, before.rating(point.value), after.rating(point.value)) for point in ordered)


def counts(points: Iterable[Point], bands: Bands) -> dict[Rating, int]:
    """How many readings earn each rating, the best rating first, nought included."""
    found = dict.fromkeys(RATED, 0)
    for point in points:
        found[bands.rating(point.value)] += 1
    return found
