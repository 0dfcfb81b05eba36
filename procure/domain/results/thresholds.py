"""Whether a reading meets the threshold of a stage gate: met, not met, or cannot be told yet.

Chance counts as it does for a status: a gate is met or not only when all of the interval in which the true figure lies
19 times in 20 is on one side of the threshold (outcome method, section 11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procure.domain.results.chance import Chance
from procure.domain.results.judging import interval_of
from procure.domain.results.readings import Point
from procure.domain.results.telling import day_in_words, exact_figure, figure
from procure.domain.vocabulary import Word


class Verdict(Word):
    """What the newest reading says of a threshold."""

    MET = "met", "Met"
    NOT_MET = "not_met", "Not met"
    UNKNOWN = "unknown", "Cannot be told yet"


@dataclass(frozen=True, slots=True)
class Tested:
    """A threshold beside the newest reading: the verdict, and in words what it rests on."""

    verdict: Verdict
    words: str


def held_against(
    points: Sequence[Point], threshold: Decimal, chance: Chance | None, unit: str, *, is_least: bool
) -> Tested:
    """What the newest of ``points`` (any order, in ``unit``) says of a threshold. ``is_least``: the figure is to be at
    least that much, else at most. The threshold itself is enough."""
    last = max(points, key=lambda point: point.on, default=None)
    if last is None:
        return Tested(Verdict.UNKNOWN, "No reading from within the contract has come.")
    reading = (
        f"{exact_figure(last.value, unit)} for {day_in_words(last.reading.starts_on)} to {day_in_words(last.on)}, "
        f"as published on {day_in_words(last.reading.published_on)} (vintage {last.reading.vintage})"
    )
    is_bounded = last.reading.low is not None and last.reading.high is not None
    if chance is None and not is_bounded:
        side = (
            "would be enough"
            if _is_enough(last.value, threshold, is_least=is_least)
            else "would not be enough"
        )
        return Tested(
            Verdict.UNKNOWN,
            f"The newest reading is {reading}. It {side}, but nothing says yet how far chance reaches.",
        )
    low, high = interval_of(last, chance)
    between = f"between {figure(low, unit)} and {figure(high, unit)}"
    reach = f"The newest reading is {reading}. The true figure lies {between} 19 times in 20"
    basis = f", {chance.basis}" if chance is not None else ""
    enough = {_is_enough(each, threshold, is_least=is_least) for each in (low, high)}
    if enough == {True}:
        return Tested(Verdict.MET, f"{reach}{basis}.")
    if enough == {False}:
        return Tested(Verdict.NOT_MET, f"{reach}{basis}.")
    return Tested(Verdict.UNKNOWN, f"{reach}{basis}: on both sides of the threshold.")


def _is_enough(value: Decimal, threshold: Decimal, *, is_least: bool) -> bool:
    return value >= threshold if is_least else value <= threshold
