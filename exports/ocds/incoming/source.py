"""A release from outside, being read: it hands out values, and remembers what became of each.

A reader *takes* a value for a field of a draft and says where the draft's own open data will show it again.
Whatever nobody took is reported, so that nothing can be dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from exports.notices.values import tidy
from exports.ocds.incoming.words import as_markdown, same_line, same_text
from exports.ocds.plain import plain_line
from procure.act.calendar import LONDON

Path = tuple[str | int, ...]
Same = Callable[[Any, Any], bool]
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?)?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?")
#: Ends of a day as notices write them, where only the day is meant.
_WHOLE_DAY = {None, "00:00:00", "23:59:59"}
#: Years in which a date of a procurement under the Act can lie.
YEARS = range(1990, 2151)
MOST_POUNDS = Decimal(10) ** 13
PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Has:
    """A step to the entry of a list that has ``value`` as its ``key``, or among its ``key``."""

    key: str
    value: Any


@dataclass(frozen=True, slots=True)
class Among:
    """A step to ``value`` in a list of texts."""

    value: str


Target = tuple["str | int | Has | Among", ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A value taken: from where, into which field of the draft, and where open data of the draft shows it."""

    path: Path
    into: str
    shown_at: Target
    same: Same


@dataclass
class Source:
    """``release`` is JSON data; nothing about it is taken on trust."""

    release: Mapping[str, Any]
    taken: dict[Path, Taken] = field(default_factory=dict)
    reasons: dict[Path, str] = field(default_factory=dict)

    def at(self, path: Path) -> Any:
        """The value at ``path``, None where there is none."""
        value: Any = self.release
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def entries(self, path: Path) -> list[Path]:
        """The paths of the objects in the list at ``path``; what is no object stays unread."""
        found = self.at(path)
        return [
            (*path, n)
            for n, each in enumerate(found if isinstance(found, list) else ())
            if isinstance(each, dict)
        ]

    def take(self, path: Path, into: str, shown_at: Target | None = None, same: Same | None = None) -> None:
        """Say that the value at ``path`` went ``into`` a field, shown again at ``shown_at`` (the same path)."""
        self.taken[path] = Taken(path, into, path if shown_at is None else shown_at, same or same_value)

    def take_all(self, path: Path, into: str, shown_at: Target | None = None) -> None:
        """As ``take``, for every value under ``path``."""
        for inner, _ in leaves(self.at(path)):
            self.take((*path, *inner), into, (*(path if shown_at is None else shown_at), *inner))

    def because(self, path: Path, reason: str) -> None:
        """Say why what is at and under ``path`` was not taken."""
        self.reasons.setdefault(path, reason)

    def reason(self, path: Path) -> str:
        """Why the value at ``path`` was not taken: the nearest reason given."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.reasons:
                return self.reasons[path[:length]]
        return "This service has no field for it."

    # Values of one kind, taken where they are usable

    def text(self, path: Path, into: str, shown_at: Target | None = None) -> str:
        """Text of several lines as Markdown; empty where there is none."""
        value = self._text(path)
        if value:
            self.take(path, into, shown_at, same_text)
        return as_markdown(value)

    def line(self, path: Path, into: str, shown_at: Target | None = None) -> str:
        """Text on one line; empty where there is none."""
        value = plain_line(self._text(path))
        if value:
            self.take(path, into, shown_at, same_line)
        return value

    def _text(self, path: Path) -> str:
        value = self.at(path)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.because(path, "It should be text, and is not.")
            return ""
        return tidy(value)

    def day(self, path: Path, into: str, shown_at: Target | None = None) -> date | None:
        """The day that is written; a time of day beside it is not kept."""
        value = self.at(path)
        found = _DAY.fullmatch(value) if isinstance(value, str) else None
        day = _date_of(found[1]) if found else None
        if value is not None and day is None:
            self.because(path, "It should be a date such as 2027-04-30T00:00:00+01:00, and is not.")
        if day is None or found is None:
            return None
        if found[2] in _WHOLE_DAY:
            self.take(path, into, shown_at, same_day)
        else:
            self.because(path, "Only its day was kept: this service has no time of day here.")
        return day

    def moment(self, path: Path, into: str, shown_at: Target | None = None) -> datetime | None:
        """A moment, aware; without an offset it is read as UK time."""
        value = self.at(path)
        if value is None:
            return None
        moment = moment_of(value)
        if moment is None:
            self.because(path, "It should be a date and time such as 2027-04-30T12:00:00+01:00, and is not.")
            return None
        self.take(path, into, shown_at, same_moment)
        return moment

    def true_or_false(self, path: Path, into: str, shown_at: Target | None = None) -> bool | None:
        """``true`` or ``false``, None where neither is said."""
        value = self.at(path)
        if isinstance(value, bool):
            self.take(path, into, shown_at)
            return value
        if value is not None:
            self.because(path, "It should be true or false, and is neither.")
        return None

    def count(self, path: Path, into: str, shown_at: Target | None = None) -> int | None:
        """A whole number from 1 to 10,000."""
        value = self.at(path)
        if value is None:
            return None
        if not is_number(value) or value != value // 1 or not 1 <= value <= 10_000:
            self.because(path, "It should be a whole number from 1 to 10,000, and is not.")
            return None
        self.take(path, into, shown_at)
        return int(value)

    def pounds(self, path: Path, into: str, shown_at: Target | None = None) -> Decimal | None:
        """An amount to the penny."""
        value = self.at(path)
        if value is None:
            return None
        if not is_number(value) or not 0 <= value < MOST_POUNDS or Decimal(value) % PENNY:
            self.because(path, "It should be an amount in pounds and pence, and is not.")
            return None
        self.take(path, into, shown_at)
        return Decimal(value).quantize(PENNY)

    def choice(
        self, path: Path, choices: Mapping[str, str], into: str, shown_at: Target | None = None
    ) -> str:
        """What ``choices`` makes of the code at ``path``; empty for another code."""
        value = self.at(path)
        if isinstance(value, str) and value in choices:
            self.take(path, into, shown_at)
            return choices[value]
        if value is not None:
            self.because(path, "This service does not know this code.")
        return ""


def leaves(value: Any) -> Iterator[tuple[Path, Any]]:
    """Every value with its path: texts, numbers, true, false, null, and lists and objects that are empty."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, part = waiting.pop()
        if isinstance(part, (dict, list)) and part:
            steps: Any = part.items() if isinstance(part, dict) else enumerate(part)
            waiting.extend(reversed([((*path, step), inner) for step, inner in steps]))
        else:
            yield path, part


def follow(release: Any, target: Target) -> Any:
    """What a release shows at ``target``, None where it shows nothing."""
    for step in target:
        if isinstance(step, Has):
            entries = release if isinstance(release, list) else ()
            release = next((each for each in entries if _has(each, step)), None)
        elif isinstance(step, Among):
            release = step.value if isinstance(release, list) and step.value in release else None
        elif isinstance(release, dict) and isinstance(step, str):
            release = release.get(step)
        elif isinstance(release, list) and isinstance(step, int) and step < len(release):
            release = release[step]
        else:
            return None
    return release


def _has(entry: Any, step: Has) -> bool:
    value = entry.get(step.key) if isinstance(entry, dict) else None
    return value == step.value or (isinstance(value, list) and step.value in value)


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number that can be reckoned with: true is none, and nor is 1e9999."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return False
    if isinstance(value, int):
        return abs(value) < 10**18
    return value.is_finite() and value.adjusted() < 18 and int(value.as_tuple().exponent) > -18


def same_value(one: Any, other: Any) -> bool:
    """Equal, numbers by value and texts without what may never be shown."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, Decimal)) and isinstance(other, (int, float)):
        return is_number(one) and Decimal(one) == Decimal(repr(other))
    return bool(one == other) or same_line(one, other)


def same_day(one: Any, other: Any) -> bool:
    """Whether two dates write the same day. (A midnight written in the wrong season's offset still does.)"""
    return isinstance(one, str) and isinstance(other, str) and one[:10] == other[:10]


def same_moment(one: Any, other: Any) -> bool:
    """Whether two date-times are one moment, however written."""
    return (first := moment_of(one)) is not None and first == moment_of(other)


def moment_of(value: Any) -> datetime | None:
    """An aware moment from text, UK time where it has no offset; None for anything else."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
        if moment.year not in YEARS:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
    except (ValueError, OverflowError):
        return None


def _date_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
