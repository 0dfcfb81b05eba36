"""Days as the Act counts them.

- DEF-1 *Working day*: not Saturday, Sunday or a bank holiday in any part of the United Kingdom (Act
  s.123(1)).
- DEF-2 *Days* without "working" are calendar days (Act s.123 defines only working days).
- DEF-3 *A period of N days beginning with D*: D is day 1: :func:`period_beginning_with` and, counting working
  days only, :func:`working_period_beginning_with`.
- DEF-4 *Participation and tendering periods* begin the day after the invitation: :func:`period_after` (Act
  s.54(5)).

Every function takes a ``date``, or an aware ``datetime``, which counts as the day it is in the United
Kingdom. A naive ``datetime`` is refused with ``ValueError``: it does not say which day it is.
"""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from .tables import read_rows

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class PartOfUK(StrEnum):
    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


@dataclass(frozen=True, slots=True)
class BankHoliday:
    """One bank holiday in one part. ``is_verified`` is false while the year may still gain or move
    holidays."""

    on: date
    part: PartOfUK
    name: str
    is_verified: bool
    source: str


@cache
def bank_holidays() -> tuple[BankHoliday, ...]:
    """Every bank holiday we hold, in order of date (Banking and Financial Dealings Act 1971)."""
    return tuple(
        BankHoliday(
            on=date.fromisoformat(row["on"]),
            part=PartOfUK(row["part"]),
            name=row["name"],
            is_verified=row["is_verified"] == "yes",
            source=row["source"],
        )
        for row in read_rows("bank_holidays")
    )


@cache
def _closed_days() -> frozenset[date]:
    return frozenset(holiday.on for holiday in bank_holidays())


@cache
def verified_from() -> date:
    """The first day of the first year whose bank holidays we hold."""
    return date(bank_holidays()[0].on.year, 1, 1)


@cache
def verified_through() -> date:
    """The last day of the last year for which every bank holiday is verified."""
    unsettled = [holiday.on.year for holiday in bank_holidays() if not holiday.is_verified]
    last = min(unsettled) - 1 if unsettled else bank_holidays()[-1].on.year
    return date(last, 12, 31)


def is_verified_through(day: date) -> bool:
    """Whether working days up to ``day`` can be counted on verified bank holidays alone."""
    return verified_from() <= uk_day(day) <= verified_through()


def uk_day(moment: date) -> date:
    """The day it is in the United Kingdom: a date is itself, an aware datetime is converted to UK clock time.

    Raises ``ValueError`` for a naive datetime.
    """
    if not isinstance(moment, datetime):
        return moment
    if moment.utcoffset() is None:
        raise ValueError("Give the time with its zone: a time without one does not say which day it is.")
    return moment.astimezone(LONDON).date()


def end_of(day: date) -> datetime:
    """The instant ``day`` ends by UK clocks, as aware UTC: the midnight that begins the next day."""
    return datetime.combine(uk_day(day) + _ONE_DAY, time(), LONDON).astimezone(UTC)


def is_in_time(moment: datetime, last_day: date) -> bool:
    """Whether ``moment`` falls on or before ``last_day``; acting at the last moment of that day is in time
    (DEF-3)."""
    return uk_day(moment) <= uk_day(last_day)


def is_bank_holiday(day: date) -> bool:
    """Whether ``day`` is a bank holiday in any part of the United Kingdom."""
    return uk_day(day) in _closed_days()


def holidays_on(day: date) -> tuple[BankHoliday, ...]:
    """The bank holidays that fall on ``day``, one for each part of the United Kingdom that keeps it."""
    wanted = uk_day(day)
    return tuple(holiday for holiday in bank_holidays() if holiday.on == wanted)


def is_working_day(day: date) -> bool:
    """DEF-1: neither weekend nor a bank holiday in any part of the United Kingdom (Act s.123(1))."""
    wanted = uk_day(day)
    return wanted.weekday() < SATURDAY and wanted not in _closed_days()


def next_working_day(day: date) -> date:
    """The first working day after ``day``."""
    return add_working_days(day, 1)


def first_working_day_from(day: date) -> date:
    """``day`` if it is a working day, else the first working day after it."""
    current = uk_day(day)
    while not is_working_day(current):
        current += _ONE_DAY
    return current


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day`` (before it, when negative); ``day`` itself for none."""
    current, step = uk_day(day), _ONE_DAY if count >= 0 else -_ONE_DAY
    for _ in range(abs(count)):
        current += step
        while not is_working_day(current):
            current += step
    return current


def working_days_between(start: date, end: date) -> int:
    """How many working days come after ``start`` up to and including ``end``; negative when ``end`` is
    earlier."""
    first, last = uk_day(start), uk_day(end)
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def period_beginning_with(day: date, days: int) -> date:
    """DEF-3: the last day of the period of ``days`` calendar days beginning with ``day``, which is day 1.

    Raises ``ValueError`` unless ``days`` is at least 1.
    """
    return uk_day(day) + timedelta(days=_at_least_one(days) - 1)


def working_period_beginning_with(day: date, days: int) -> date:
    """The last day of the period of ``days`` working days beginning with ``day`` (DEF-1, DEF-3, STD-3).

    When ``day`` is not a working day, day 1 is the next working day (inference: only working days are
    counted). Raises ``ValueError`` unless ``days`` is at least 1.
    """
    return add_working_days(first_working_day_from(day), _at_least_one(days) - 1)


def period_after(invited: date, days: int) -> date:
    """DEF-4: the last day of a participation or tendering period of ``days`` calendar days.

    The period begins the day after the invitation and ends with the deadline day (Act s.54(5)).
    Raises ``ValueError`` when ``days`` is negative.
    """
    if days < 0:
        raise ValueError("A period cannot have fewer than no days.")
    return uk_day(invited) + timedelta(days=days)


def period_length(invited: date, deadline: date) -> int:
    """DEF-4: how many calendar days a participation or tendering period runs."""
    return (uk_day(deadline) - uk_day(invited)).days


def months_after(day: date, count: int) -> date:
    """The day with the same number ``count`` months later (earlier, when negative), or the last day of that
    month."""
    start = uk_day(day)
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def months_beginning_with(day: date, count: int) -> date:
    """The last day of the period of ``count`` months beginning with ``day``: the eve of the corresponding
    day.

    Where the month has no corresponding day, the period ends with the month.
    Raises ``ValueError`` unless ``count`` is at least 1.
    """
    corresponding = months_after(day, _at_least_one(count))
    return corresponding - _ONE_DAY if corresponding.day == uk_day(day).day else corresponding


def _at_least_one(count: int) -> int:
    if count < 1:
        raise ValueError("A period has at least 1 day or month.")
    return count


UNVERIFIED_HOLIDAYS = (
    "The count passes days whose bank holidays are not verified: check them on "
    "GOV.UK before you rely on this date."
)


def certainty_notes(*days: date) -> tuple[str, ...]:
    """A warning when any of ``days`` lies where bank holidays are not verified; else nothing."""
    return () if all(is_verified_through(day) for day in days) else (UNVERIFIED_HOLIDAYS,)
