"""How a measure stands, in plain words: on path, off path, too early to tell (with the day on which that ends), or not
measurable (and why). Outcome method, section 11.

A reading is compared with what is due on the last day of its period. Chance counts: a reading is off path only when
all of its interval is on the wrong side of the path, and it is not called on path while it could as well be the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from procure.domain.results.chance import LEAST, Chance
from procure.domain.results.path import Path
from procure.domain.results.readings import Point
from procure.domain.results.telling import day_in_words, figure
from procure.domain.vocabulary import Direction, Word
from procure.languages import gettext

#: A figure that has been due for this many intervals more is not coming: what is known is too old to judge on.
SILENT_INTERVALS = 2


class Status(Word):
    OFF_PATH = "off_path", "Off path"
    NOT_MEASURABLE = "not_measurable", "Not measurable"
    TOO_EARLY = "too_early", "Too early to tell"
    ON_PATH = "on_path", "On path"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a figure comes: days from one reading to the next, and from the end of a period until its figure is out.
    None where nobody has said so in words that are understood."""

    interval_days: int | None
    lag_days: int | None

    def expected(self, ends_on: date) -> date:
        """When the figure of a period that ends on this day is due."""
        return ends_on + timedelta(days=self.lag_days or 0)

    def next_end(self, path: Path, last: Point | None) -> date | None:
        """The last day of the period that is read next; None where it is not known how often that is."""
        if self.interval_days is None or self.interval_days < 1:
            return None
        return (last.on if last else path.starts_on) + timedelta(days=self.interval_days)

    def next_due(self, path: Path, last: Point | None) -> date | None:
        """When the next figure is due."""
        ends_on = self.next_end(path, last)
        return None if ends_on is None else self.expected(ends_on)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a measure stands, and on what that rests.

    ``until`` is the first day on which it is no longer too early to tell, and is always ahead; None for any other
    status. ``again_on`` is the first day on which time alone changes the judgement; None where only a new figure does.
    ``due`` is what the path asks for on the last day of the reading's period, ``short_by`` how far the reading falls
    short of that (below nought: how far it is ahead), ``band`` how far chance reaches: all in the measure's unit.
    """

    status: Status
    reason: str
    point: Point | None = None
    due: Decimal | None = None
    short_by: Decimal | None = None
    band: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    until: date | None = None
    next_due: date | None = None
    again_on: date | None = None

    @property
    def words(self) -> str:
        """The status, with its day where it has one."""
        if self.until is None:
            return gettext(self.status.label)
        return gettext(
            "%(status)s until %(day)s", status=gettext(self.status.label), day=day_in_words(self.until)
        )

    def is_overdue(self, today: date) -> bool:
        """Whether the next figure should have come by now."""
        return self.next_due is not None and self.next_due < today


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a judgement on one reading weighs. Goodness grows towards the target, whichever way that lies."""

    last: Point
    count: int
    path: Path
    rhythm: Rhythm
    chance: Chance | None
    today: date
    unit: str

    @property
    def due(self) -> Decimal:
        return self.path.due(self.last.on)

    @property
    def short(self) -> Decimal:
        return self.path.short_by(self.last.value, self.last.on)

    @property
    def interval(self) -> tuple[Decimal, Decimal]:
        return interval_of(self.last, self.chance)

    @property
    def tells(self) -> bool:
        """Whether the path asks for so much by now that it can be told from chance."""
        return self.chance is not None and abs(self.due - self.path.start) >= self.chance.detectable

    @property
    def said(self) -> str:
        return gettext(
            "%(figure)s in the period to %(day)s, against %(due)s due",
            figure=figure(self.last.value, self.unit),
            day=day_in_words(self.last.on),
            due=figure(self.due, self.unit),
        )

    @property
    def silent_on(self) -> date | None:
        """From when on it has been quiet for so long that the reading is too old; None where no more is to come."""
        next_due = self.rhythm.next_due(self.path, self.last)
        if next_due is None or self.last.on >= self.path.ends_on:
            return None
        return next_due + timedelta(days=SILENT_INTERVALS * (self.rhythm.interval_days or 0))


def judge(
    points: Sequence[Point],
    path: Path | None,
    rhythm: Rhythm,
    chance: Chance | None,
    today: date,
    *,
    unit: str = "",
    why_no_path: str = "",
) -> Judgement:
    """How a measure stands on ``today``, from the series known by then, in any order.

    Readings for periods that end before the path begins tell of the start and are passed over. ``why_no_path`` says
    what is missing where there is no path.
    """
    if path is None:
        return Judgement(
            Status.NOT_MEASURABLE, why_no_path or gettext("There is no plain start, target and date for it.")
        )
    inside = sorted((each for each in points if each.on > path.starts_on), key=lambda each: each.on)
    if not inside:
        return _without_reading(path, rhythm, today)
    case = _Case(inside[-1], len(inside), path, rhythm, chance, today, unit)
    silent = case.silent_on
    next_due = rhythm.next_due(path, case.last) if case.last.on < path.ends_on else None
    if silent is not None and today >= silent and next_due is not None:
        status, until = Status.NOT_MEASURABLE, None
        reason = gettext(
            "No figure has come since the one for the period to %(day)s. The next was due on %(due)s.",
            day=day_in_words(case.last.on),
            due=day_in_words(next_due),
        )
    else:
        status, reason, until = _weighed(case)
    low, high = case.interval
    return Judgement(
        status, reason, case.last, case.due, case.short, chance.band if chance else None, low, high, until, next_due,
        until or (silent if silent is not None and silent > today else None),
    )  # fmt: skip


def interval_of(point: Point, chance: Chance | None) -> tuple[Decimal, Decimal]:
    """Where the true figure lies 19 times in 20: as its publisher says, or else as far as chance reaches; with neither
    at hand the figure itself."""
    band = chance.band if chance else Decimal(0)
    low, high = point.reading.low, point.reading.high
    return (
        min(low if low is not None else point.value - band, point.value),
        max(high if high is not None else point.value + band, point.value),
    )


def _without_reading(path: Path, rhythm: Rhythm, today: date) -> Judgement:
    first = rhythm.next_due(path, None)
    if first is None:
        return Judgement(
            Status.NOT_MEASURABLE,
            gettext("No figure has come, and it is not said how often the measure is read."),
        )
    if today < first:
        reason = gettext("The first figure is due on %(day)s.", day=day_in_words(first))
        return Judgement(Status.TOO_EARLY, reason, until=first, next_due=first, again_on=first)
    reason = gettext("No figure has come. The first was due on %(day)s.", day=day_in_words(first))
    return Judgement(Status.NOT_MEASURABLE, reason, next_due=first)


def _weighed(case: _Case) -> tuple[Status, str, date | None]:
    if case.chance is None:
        return _cannot_tell(case)
    low, high = case.interval
    due, start, value, said = case.due, case.path.start, case.last.value, case.said
    if case.path.direction == Direction.HOLD:
        if not low <= due <= high:
            return Status.OFF_PATH, gettext("%(said)s: further away than chance reaches.", said=said), None
        if value == due:
            return Status.ON_PATH, f"{said}.", None
        return Status.ON_PATH, gettext("%(said)s, which is within what chance does.", said=said), None
    if case.path.direction == Direction.DOWN:
        low, high, due, start, value = -high, -low, -due, -start, -value
    short = figure(case.short, case.unit)
    if high < due and (case.tells or high < start):
        return (
            Status.OFF_PATH,
            gettext("%(said)s: short by %(short)s, more than chance does.", said=said, short=short),
            None,
        )
    if value >= due and (case.tells or low > start):
        return Status.ON_PATH, f"{said}.", None
    if case.tells and low > start:
        within = gettext(
            "%(said)s: short by %(short)s, which is within what chance does.", said=said, short=short
        )
        return Status.ON_PATH, within, None
    return _cannot_tell(case)


def _cannot_tell(case: _Case) -> tuple[Status, str, date | None]:
    """Not clear of chance: until when, or why it never will be."""
    chance, path = case.chance, case.path
    told_on, missing = case.last.on, 1
    if chance is None:
        missing = max(1, LEAST - case.count)
        why = gettext(
            "how far chance moves the figure is not known before %(least)s readings are in", least=LEAST
        )
    else:
        why = gettext(
            "a change under %(change)s cannot be told from chance",
            change=figure(chance.detectable, case.unit),
        )
        if not case.tells:
            clear = path.first_day_due(chance.detectable)
            if clear is None and not chance.may_narrow:
                asked = figure(abs(path.target - path.start), case.unit)
                never = gettext("The path asks for %(asked)s in all, and %(why)s.", asked=asked, why=why)
                return Status.NOT_MEASURABLE, never, None
            told_on = max(clear or told_on, told_on)
    until = _due_after(told_on, missing, case)
    if until is None:
        unsaid = gettext(
            "%(said)s: %(why)s, and it is not said how often it is read.", said=case.said, why=why
        )
        return Status.NOT_MEASURABLE, unsaid, None
    if until <= case.today:
        late = gettext(
            "%(said)s: %(why)s, and the figure that would tell was due on %(day)s.",
            said=case.said,
            why=why,
            day=day_in_words(until),
        )
        return Status.NOT_MEASURABLE, late, None
    return Status.TOO_EARLY, f"{case.said}: {why}.", until


def _due_after(told_on: date, missing: int, case: _Case) -> date | None:
    """When the figure is due of the first period that ends on ``told_on`` or later and is ``missing`` periods after the
    last."""
    interval = case.rhythm.interval_days
    if interval is None or interval < 1:
        return None
    ahead = max(missing, -(-(told_on - case.last.on).days // interval))
    return case.rhythm.expected(case.last.on + timedelta(days=interval * ahead))
