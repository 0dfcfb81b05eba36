"""The timetable as a chart: places along a line of days in percent, so that it is as wide as the page allows and its
words keep their size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from procure.act.calendar import months_after
from procure.act.timeline import Timeline
from procure.act.timeline_steps import Step
from procure.web.pages import date_text

#: Pixels: the head with the months, and a row with its words above its bar.
HEAD, ROW = 28, 46
MOST_TICKS = 4
LONGEST_NAME = 27
#: Beyond this much of the width, words stand to the left of their place.
NEAR_END = 80
#: How far apart, in percent, two names stand that are written towards each other on a telephone.
ROOM_FOR_TWO = 36
PIPELINE = "UK1"
Place = Callable[[date], float]


@dataclass(frozen=True)
class Row:
    """One step: its name and day, and from where to where its bar runs, in percent of the width."""

    name: str
    day: str
    bar_from: str
    bar_width: str
    dot: str
    top: int
    is_by_law: bool
    is_notice: bool


@dataclass(frozen=True)
class Tick:
    """The first of a month: its place, and its name unless there is no room for it."""

    at: str
    name: str
    is_near_end: bool


@dataclass(frozen=True)
class Chart:
    """``words`` say for people who do not see it what the chart shows; the table beside it has every day."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    height: int
    words: str


def chart_of(timeline: Timeline) -> Chart:
    """The steps up to the start of the contract. Duties that follow, and pipeline notices, may be years away: the list
    has them."""
    steps = [step for step in timeline.steps if not step.is_deadline and step.notice != PIPELINE]
    first = min(min(step.begins_on or step.planned_on, step.planned_on) for step in steps)
    last = max(step.planned_on for step in steps)
    days = max(1, (last - first).days)

    def place(day: date) -> float:
        return 100 * (day - first).days / days

    rows = tuple(_row(step, place, HEAD + ROW * position) for position, step in enumerate(steps))
    words = (
        f"A bar for each of {len(steps)} steps, from {date_text(first)} to {date_text(last)}. "
        "The table below has the day of each."
    )
    return Chart(rows, tuple(_ticks(first, last, place)), HEAD + ROW * len(steps), words)


def _row(step: Step, place: Place, top: int) -> Row:
    begins, ends = place(step.begins_on or step.planned_on), place(step.planned_on)
    begins, ends = min(begins, ends), max(begins, ends)
    name = f"{step.short or step.label}{f' ({step.notice})' if step.notice else ''}"
    name = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    return Row(
        name,
        f"{step.planned_on.day} {step.planned_on:%b %Y}",
        _percent(begins),
        _percent(ends - begins),
        _percent(place(step.planned_on)),
        top,
        step.is_by_law,
        bool(step.notice),
    )


def _ticks(first: date, last: date, place: Place) -> Iterator[Tick]:
    months = _firsts(first, last)
    every = -(-len(months) // MOST_TICKS) if months else 1
    named_at = 0.0
    for position, day in enumerate(months):
        at = place(day)
        is_near_end = at > NEAR_END
        # A name near the end is written backwards from its month, towards the name before it.
        is_named = position % every == 0 and not (is_near_end and at - named_at < ROOM_FOR_TWO)
        named_at = at if is_named else named_at
        yield Tick(_percent(at), f"{day:%b %Y}" if is_named else "", is_near_end)


def _firsts(first: date, last: date) -> Sequence[date]:
    found = []
    day = first if first.day == 1 else months_after(first.replace(day=1), 1)
    while day <= last:
        found.append(day)
        day = months_after(day, 1)
    return found


def _percent(value: float) -> str:
    return f"{value:.2f}%"
