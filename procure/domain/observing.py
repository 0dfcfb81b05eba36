"""Observations: what a reading is, how words become one, and what a new one means beside those there are.

A reading is a figure for a period, as it was published on a day. A later publication for the same period is a revision
of it; nothing that was published is ever changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from procure.domain.vocabulary import Word

#: Digits before the point and after it.
MOST_DIGITS, MOST_PLACES = 12, 6
LARGEST = Decimal(10) ** MOST_DIGITS
LONGEST_WORDS, LONGEST_ADDRESS, LONGEST_KEY = 300, 500, 100
EARLIEST = date(1900, 1, 1)
#: Days that a spreadsheet counts from, and the numbers of days that could be meant for a date of our time.
_SPREADSHEET_BEGAN = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
_FIGURE = re.compile(r"[-+−]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,40})(?:\.[0-9]{1,40})?", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T00:00(?::00(?:\.0+)?)?)?")
_BRITISH = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_IN_WORDS = re.compile(r"([0-9]{1,2}) ([A-Za-z]{3,9}) ([0-9]{4})")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_YES = frozenset({"yes", "y", "true", "1", "withdrawn"})
_NO = frozenset({"", "no", "n", "false", "0"})


class Way(Word):
    """How observations came in."""

    FORM = "form", "Form"
    FILE = "file", "File"
    OFFICIAL = "official", "File of an official series"
    INTERFACE = "interface", "Another system"
    COMMAND = "command", "Command line"


class RevisionRule(Word):
    """What happens to a target or a rating when the figures under it are revised."""

    KEEP = "keep", "Nothing: what was judged stays judged"
    RESTATE = "restate_target", "The target moves by as much as the baseline did"
    REOPEN = "reopen", "The rating is made again when the figure moved by more than a stated amount"


class ChangeKind(Word):
    """What changed in what a mission shows of results."""

    OPENED = "opened", "Measures are followed"
    RECORDED = "recorded", "Figures were recorded"
    PUBLISHED = "published", "Results were made public, or no longer are"
    INDICATORS = "indicators", "Indicators were chosen or changed"


class Verdict(Word):
    """What became of one reading."""

    RECORDED = "recorded", "Recorded"
    UNCHANGED = "unchanged", "Already recorded"
    REFUSED = "refused", "Refused"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field of one row, and how to mend it."""

    field: str
    message: str


@dataclass(frozen=True)
class Reading:
    """One figure. ``series_key`` names the followed measure; ``value`` is None just where the figure for the period
    was withdrawn. ``low`` and ``high`` bound it where its publisher says how sure it is. ``row_key`` is what the
    sender calls it, or nothing."""

    series_key: str
    period_start: date
    period_end: date
    published_on: date
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    is_withdrawn: bool = False
    source: str = ""
    source_url: str = ""
    note: str = ""
    row_key: str = ""

    @property
    def says(self) -> tuple[Any, ...]:
        """What two readings of one period and day of publication have to agree in to be the same."""
        return (self.value, self.low, self.high, self.is_withdrawn)

    @property
    def content(self) -> tuple[Any, ...]:
        """Everything but what the sender calls it."""
        return (
            self.series_key, self.period_start, self.period_end, self.published_on, *self.says, self.source,
            self.source_url, self.note,
        )  # fmt: skip

    @property
    def period(self) -> tuple[date, date]:
        """First and last day."""
        return (self.period_start, self.period_end)


#: Names of the fields of a row, in the order of our own files, with their headings.
FIELDS = {
    "measure": "Measure key",
    "period_start": "Period start",
    "period_end": "Period end",
    "value": "Value",
    "published_on": "Published on",
    "low": "Low",
    "high": "High",
    "withdrawn": "Withdrawn",
    "source": "Source",
    "source_url": "Source address",
    "note": "Note",
    "row_key": "Row id",
}
NEEDED = ("measure", "period_start", "period_end", "value", "published_on")


def figure_of(written: object) -> Decimal:
    """The exact figure that somebody wrote, with or without commas between thousands. Raises ValueError, in words that
    say how to mend it, for anything that is not one plain number within bounds."""
    if isinstance(written, bool):
        raise ValueError("Write a number, such as 48.2")
    if isinstance(written, int | Decimal | float):
        number = written if isinstance(written, Decimal) else Decimal(repr(written))
    else:
        text = str(written).strip()
        if text.startswith("="):
            raise ValueError("Write the number itself, not a formula")
        if not _FIGURE.fullmatch(text):
            if re.fullmatch(r"[-+]?[0-9.,]+\s*%", text):
                raise ValueError("Leave out the % sign: the unit is the measure's")
            raise ValueError(
                "Write one plain number, such as 48.2 or 1,250: no words, no signs, no powers of ten"
            )
        number = Decimal(text.replace(",", "").replace("−", "-"))
    if not number.is_finite():
        raise ValueError("Write a number: NaN and infinity are none")
    if not number.is_zero() and number.adjusted() >= MOST_DIGITS:  # not by comparing, which may overflow
        raise ValueError(f"Write a number with at most {MOST_DIGITS} digits before the point")
    try:
        kept = number.quantize(Decimal(1).scaleb(-MOST_PLACES))
    except InvalidOperation:
        raise ValueError(f"Write a number with at most {MOST_PLACES} places") from None
    if kept != number:
        if isinstance(
            written, float
        ):  # a sheet keeps 0.1 + 0.2 with seventeen places: what it shows is meant
            rounded = Decimal(f"{written:.12g}")
            if rounded == rounded.quantize(Decimal(1).scaleb(-MOST_PLACES)):
                return rounded.normalize() + 0
        raise ValueError(f"Write a number with at most {MOST_PLACES} places after the point")
    return _plain(kept)


def day_of(written: object) -> date:
    """The day that somebody wrote: 2026-03-31, 31/03/2026 (day first) or 31 March 2026. Raises ValueError, in words
    that say how to mend it."""
    if isinstance(written, datetime):
        written = written.date()
    if isinstance(written, date):
        return _within(written)
    text = " ".join(str(written).split())
    if re.fullmatch(r"[0-9]{1,8}(\.0+)?", text) and int(float(text)) in _SERIALS:
        meant = _SPREADSHEET_BEGAN + timedelta(days=int(float(text)))
        raise ValueError(
            f"{text} is how a spreadsheet keeps a date, perhaps {meant.isoformat()}: format the column as a date, or "
            "write it as 2026-03-31"
        )
    for pattern, order in ((_ISO, (1, 2, 3)), (_BRITISH, (3, 2, 1)), (_IN_WORDS, (3, 2, 1))):
        if found := pattern.fullmatch(text):
            year, month, day = (found[at] for at in order)
            number = month_of(month) if month.isalpha() else int(month)
            try:
                return _within(date(int(year), number, int(day)))
            except ValueError as error:
                if str(error).startswith("Write"):
                    raise
                raise ValueError(f"There is no such day as {text}: write it as 2026-03-31") from None
    raise ValueError("Write the date as 2026-03-31 or 31/03/2026")


def month_of(word: str) -> int:
    """The number of a month from its name or its first letters ("March", "Mar"); 0 for anything else."""
    if len(word) < 3:
        return 0
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(word.lower())), 0)


def read_row(row: Mapping[str, object], today: date) -> tuple[Reading | None, list[Fault]]:
    """One row in our own fields (see ``FIELDS``), as text or as a sheet or JSON keeps it: the reading, or what is
    wrong with it. ``today`` is the last day on which something can have been published."""
    faults: list[Fault] = []

    def words(name: str, longest: int = LONGEST_WORDS) -> str:
        text = " ".join(str(row.get(name) if row.get(name) is not None else "").split())
        if "\x00" in text or not text.isprintable():
            faults.append(Fault(name, "Take out characters that cannot be printed"))
        elif len(text) > longest:
            faults.append(Fault(name, f"Shorten this to {longest} characters"))
        return text[:longest]

    def read(name: str, reader: Any, *, needed: bool = False) -> Any:
        written = row.get(name)
        if written is None or (isinstance(written, str) and not written.strip()):
            if needed:
                faults.append(Fault(name, f"Enter the {FIELDS[name].lower()}"))
            return None
        try:
            return reader(written)
        except ValueError as error:
            faults.append(Fault(name, str(error)))
            return None

    key = words("measure", LONGEST_KEY).lower()
    if not key:
        faults.append(Fault("measure", "Enter the key of the measure, as the template has it"))
    is_withdrawn = read("withdrawn", _yes_or_no) or False
    start, end = read("period_start", day_of, needed=True), read("period_end", day_of, needed=True)
    published = read("published_on", day_of, needed=True)
    value = read("value", figure_of, needed=not is_withdrawn)
    low, high = read("low", figure_of), read("high", figure_of)
    address = words("source_url", LONGEST_ADDRESS)
    if address and not re.fullmatch(r"https?://[^\s/?#]+\S*", address):
        faults.append(Fault("source_url", "Write a whole address that begins with https://"))
    source, note, row_key = words("source"), words("note"), words("row_key", LONGEST_KEY)
    if is_withdrawn and value is not None:
        faults.append(Fault("value", "Leave the value empty where the figure is withdrawn"))
    if is_withdrawn and not note:
        faults.append(Fault("note", "Say why the figure is withdrawn"))
    faults += _order(start, end, published, today)
    faults += _bounds(value, low, high)
    if faults:
        return None, faults
    return Reading(
        key, start, end, published, value, low, high, is_withdrawn, source, address, note, row_key
    ), []


def _order(start: date | None, end: date | None, published: date | None, today: date) -> list[Fault]:
    faults = []
    if start and end and end < start:
        faults.append(Fault("period_end", "The period must not end before it starts"))
    if end and published and published < end:
        faults.append(Fault("published_on", "A figure cannot be published before its period has ended"))
    if published and published > today:
        faults.append(Fault("published_on", "The day of publication must not be in the future"))
    return faults


def _bounds(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> list[Fault]:
    if (low is None) != (high is None):
        return [Fault("high" if high is None else "low", "Enter both low and high, or neither")]
    if low is not None and high is not None:
        if low > high:
            return [Fault("low", "Low must not be more than high")]
        if value is not None and not low <= value <= high:
            return [Fault("value", "The value must lie between low and high")]
        if value is None:
            return [Fault("low", "Leave low and high empty where there is no value")]
    return []


def _yes_or_no(written: object) -> bool:
    text = str(written).strip().lower()
    if text in _YES or text in _NO:
        return text in _YES
    raise ValueError("Write yes where the figure is withdrawn, or leave this empty")


def _within(day: date) -> date:
    if day < EARLIEST or day.year > 2200:
        raise ValueError("Write a day between 1900 and 2200")
    return day


def _plain(number: Decimal) -> Decimal:
    """Without zeros at its end, and without a power of ten."""
    short = number.normalize()
    exponent = short.as_tuple().exponent
    return short if isinstance(exponent, int) and exponent <= 0 else short.quantize(Decimal(1))
