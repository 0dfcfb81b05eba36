"""What happened to a measure between two days that somebody should know of, what matters most first: a revision that
changes how it stands, a status that changed, a jump that chance does not explain, a figure that has not come.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from procure.domain.results.chance import Chance
from procure.domain.results.judging import Judgement
from procure.domain.results.readings import Point, Reading, known_on, revisions
from procure.domain.results.telling import day_in_words, figure
from procure.domain.vocabulary import Word

#: How a series is judged on a day; the same for the whole of one comparison.
Judge = Callable[[Sequence[Point], date], Judgement]


class ChangeKind(Word):
    """In the order in which they matter."""

    REVISION = "revision", "A revision changed the status"
    STATUS = "status", "The status changed"
    JUMP = "jump", "A jump beyond chance"
    OVERDUE = "overdue", "A figure is overdue"


RANK = {kind: at for at, kind in enumerate(ChangeKind)}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened, when, and a sentence for it. ``size`` orders those of one kind: standard bands for a
    jump, days for an overdue figure."""

    kind: ChangeKind
    on: date
    sentence: str
    size: Decimal = Decimal(0)


def changes_between(
    before: Iterable[Reading],
    after: Iterable[Reading],
    since: date,
    today: date,
    judge: Judge,
    chance: Chance | None,
    unit: str = "",
) -> tuple[Change, ...]:
    """What happened between the readings that were at hand on ``since`` and those that are today, ranked. The order in
    which they come makes no difference."""
    return tuple(
        sorted(_found(tuple(before), tuple(after), since, today, judge, chance, unit), key=importance)
    )


def importance(change: Change) -> tuple[int, Decimal, int]:
    """What to sort changes by, so that what matters most comes first."""
    return RANK[change.kind], -change.size, -change.on.toordinal()


def _found(
    before: tuple[Reading, ...],
    after: tuple[Reading, ...],
    since: date,
    today: date,
    judge: Judge,
    chance: Chance | None,
    unit: str,
) -> Iterator[Change]:
    old, new = known_on(before, since), known_on(after, today)
    was, now = judge(old, since), judge(new, today)
    # The same periods, as they are known now: what differs then is the doing of revisions alone.
    periods = {point.reading.period for point in old}
    by_revision = judge([point for point in new if point.reading.period in periods], since)
    if by_revision.status is not was.status:
        had = set(before)
        newest = next((each for each in revisions(after) if each.after not in had), None)
        if newest is not None:
            yield Change(
                ChangeKind.REVISION,
                newest.after.published_on,
                f"The figure for the period to {day_in_words(newest.after.ends_on)} was revised from "
                f"{_figure(newest.before.value, unit)} to {_figure(newest.after.value, unit)}, which changes the "
                f"status from “{was.status.label.lower()}” to “{by_revision.status.label.lower()}”.",
            )
    if now.status is not was.status and now.status is not by_revision.status:
        has_news = now.point is not None and now.point.reading not in set(before)
        yield Change(
            ChangeKind.STATUS,
            now.point.reading.published_on if has_news and now.point is not None else today,
            f"From “{was.status.label.lower()}” to “{now.status.label.lower()}”. {now.reason}",
        )
    if chance is not None:
        yield from _jumps(new, periods, chance, unit)
    if now.next_due is not None and now.next_due < today:
        days = (today - now.next_due).days
        yield Change(
            ChangeKind.OVERDUE,
            now.next_due,
            f"The next figure was due on {day_in_words(now.next_due)}.",
            Decimal(days),
        )


def _jumps(
    points: Sequence[Point], old: Collection[tuple[date, date]], chance: Chance, unit: str
) -> Iterator[Change]:
    """Between a period whose figure is new and the one before it."""
    for before, after in pairwise(points):
        moved = after.value - before.value
        if after.reading.period not in old and abs(moved) > chance.detectable:
            yield Change(
                ChangeKind.JUMP,
                after.reading.published_on,
                f"From {figure(before.value, unit)} to {figure(after.value, unit)} between one period and the next, "
                "more than chance does.",
                abs(moved) / chance.band if chance.band else abs(moved),
            )


def _figure(value: Decimal | None, unit: str) -> str:
    return "no figure" if value is None else figure(value, unit)
