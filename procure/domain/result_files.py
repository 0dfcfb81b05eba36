"""Files of results: what each row of a table means, in our own form or as a publisher's file was mapped.

Our own form has a column for each of ``observing.FIELDS``, in any order. A publisher's file has whatever it has:
a mapping says which column holds what, which rows are meant, and what its dates stand for.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from procure.domain.observing import FIELDS, NEEDED, Fault, Reading, day_of, month_of, read_row
from procure.domain.vocabulary import Word

#: What people call our columns besides.
_ALSO = {"series": "measure", "measure": "measure", "start": "period_start", "end": "period_end",
         "published": "published_on", "url": "source_url", "id": "row_key"}  # fmt: skip
#: Of a publisher's file.
MAPPED = ("period", "value", "published_on", "low", "high")
MOST_FILTERS = 5


class PeriodKind(Word):
    """What one date of a publisher's file stands for."""

    DAY = "day", "That day"
    WEEK = "week", "The week that ends on that day"
    MONTH = "month", "The month"
    QUARTER = "quarter", "The quarter"
    YEAR = "year", "The calendar year"
    FINANCIAL_YEAR = "financial_year", "The financial year, April to March"


class BadHeadings(ValueError):
    """The first row is not what it should be; the message says how to mend it."""


@dataclass(frozen=True)
class Understood:
    """One row of a file: its number there, what it says, or what is wrong with it."""

    number: int
    reading: Reading | None
    faults: Sequence[Fault] = ()


@dataclass(frozen=True)
class SeriesMap:
    """Where in a publisher's file the figures of one series are: headings of columns, by what they hold; which rows
    are meant, as heading and value; what the period's date stands for. ``published_on`` is the day for all rows where
    no column has it."""

    columns: Mapping[str, str]
    period_kind: PeriodKind = PeriodKind.MONTH
    filters: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> SeriesMap:
        """From what ``plain`` gave."""
        return cls(
            kept.get("columns", {}), PeriodKind(kept.get("period_kind", PeriodKind.MONTH)), kept.get("filters", {}),
            kept.get("sheet", ""),
        )  # fmt: skip

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "columns": dict(self.columns), "period_kind": self.period_kind.value, "filters": dict(self.filters),
            "sheet": self.sheet,
        }  # fmt: skip


def headings_of(cells: Sequence[object]) -> list[str]:
    """The fields of our own form that a first row names, in its order; empty for a column that is none of them.
    Raises BadHeadings where one is missing or there twice."""
    by_name = {_folded(label): name for name, label in FIELDS.items()}
    by_name |= {_folded(name): name for name in FIELDS} | _ALSO
    found = [by_name.get(_folded(str(cell or "")), "") for cell in cells]
    for name in NEEDED:
        if name not in found:
            raise BadHeadings(
                f"The first row has no column “{FIELDS[name]}”. Download the template, and keep its first row"
            )
    twice = [name for name in found if name and found.count(name) > 1]
    if twice:
        raise BadHeadings(f"The first row has the column “{FIELDS[twice[0]]}” twice. Keep one of them")
    return found


def own_row(
    number: int, headings: Sequence[str], cells: Sequence[object], formulas: Sequence[int], today: date
) -> Understood | None:
    """A row of our own form; None for one of the template that nobody filled in."""
    row = {name: cell for name, cell in zip(headings, cells, strict=False) if name}
    if all(cell in (None, "") for name, cell in row.items() if name != "measure"):
        return None
    faults = [
        Fault(headings[at], "Write the value itself, not a formula")
        for at in formulas
        if at < len(headings) and headings[at]
    ]
    if faults:
        return Understood(number, None, faults)
    if isinstance(row.get("row_key"), float | int):
        row["row_key"] = f"{row['row_key']:g}"
    reading, wrong = read_row(row, today)
    return Understood(number, reading, wrong)


def mapped_rows(
    rows: Sequence[tuple[int, Sequence[object], Sequence[int]]],
    mapping: SeriesMap,
    series_key: str,
    today: date,
    *,
    published_on: date | None = None,
    source: str = "",
    source_url: str = "",
) -> list[Understood]:
    """The rows that a mapping means, of (number, cells, places of formulas); the first has the headings. Rows that its
    filters leave out, and rows whose figure is not out yet (empty, or marked by two dots or a letter in brackets),
    are passed over. Raises BadHeadings where a column is not there."""
    first = [_folded(str(cell or "")) for cell in rows[0][1]] if rows else []

    def place(heading: str) -> int:
        if _folded(heading) not in first:
            raise BadHeadings(f"The file has no column “{heading}”. Map its columns again")
        return first.index(_folded(heading))

    places = {name: place(heading) for name, heading in mapping.columns.items() if heading}
    wanted = {place(heading): _folded(value) for heading, value in mapping.filters.items()}
    found = []
    for number, cells, formulas in rows[1:]:

        def cell(at: int, cells: Sequence[object] = cells) -> object:
            return cells[at] if at < len(cells) else None

        if any(
            _folded(str(cell(at) if cell(at) is not None else "")) != value for at, value in wanted.items()
        ):
            continue
        if any(at in formulas for at in places.values()):
            found.append(Understood(number, None, (Fault("value", "Write the value itself, not a formula"),)))
            continue
        if _is_not_out(cell(places["value"])):
            continue
        try:
            start, end = period_of(cell(places["period"]), mapping.period_kind)
        except ValueError as error:
            found.append(Understood(number, None, (Fault("period_start", str(error)),)))
            continue
        row: dict[str, object] = {
            "measure": series_key, "period_start": start, "period_end": end, "source": source, "source_url": source_url,
            "published_on": published_on,
        }  # fmt: skip
        row |= {
            name: cell(at) for name, at in places.items() if name != "period" and cell(at) not in (None, "")
        }
        reading, faults = read_row(row, today)
        found.append(Understood(number, reading, faults))
    return found


def period_of(written: object, kind: PeriodKind) -> tuple[date, date]:
    """First and last day of the period that a cell stands for: a day in it, ``2028-03``, ``March 2028``, ``2028 Q1``,
    ``2028`` or ``2027-28``. Raises ValueError, in words that say how to mend it."""
    text = " ".join(str(written if written is not None else "").split())
    if isinstance(written, float) and written.is_integer():
        text = str(int(written))
    if kind is PeriodKind.QUARTER and (quarter := _quarter(text)):
        return _span(quarter[0], 3 * quarter[1] - 2, 3)
    if kind is PeriodKind.FINANCIAL_YEAR and (
        found := re.fullmatch(r"([12][0-9]{3})\s?[-/–]\s?([0-9]{2,4})", text)
    ):
        year = int(found[1])
        if int(found[2]) % 100 != (year + 1) % 100:
            raise ValueError("Write a financial year as 2027-28")
        return _span(year, 4, 12)
    if kind in (PeriodKind.YEAR, PeriodKind.FINANCIAL_YEAR) and re.fullmatch(r"[12][0-9]{3}", text):
        if kind is PeriodKind.YEAR:
            return _span(int(text), 1, 12)
        raise ValueError("Write a financial year as 2027-28")
    if month := _month(text):
        day = date(month[0], month[1], 1)
    else:
        day = day_of(written if not isinstance(written, float) else text)
    if kind is PeriodKind.DAY:
        return day, day
    if kind is PeriodKind.WEEK:
        return day - timedelta(days=6), day
    if kind is PeriodKind.MONTH:
        return _span(day.year, day.month, 1)
    if kind is PeriodKind.QUARTER:
        return _span(day.year, 3 * ((day.month - 1) // 3) + 1, 3)
    if kind is PeriodKind.YEAR:
        return _span(day.year, 1, 12)
    return _span(day.year if day.month >= 4 else day.year - 1, 4, 12)


def _span(year: int, month: int, months: int) -> tuple[date, date]:
    last = month + months - 1
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(year, month, 1), date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])


def _quarter(text: str) -> tuple[int, int] | None:
    for pattern, order in (
        (r"([12][0-9]{3})[ -]?Q([1-4])", (1, 2)),
        (r"Q([1-4])[ -]?([12][0-9]{3})", (2, 1)),
    ):
        if found := re.fullmatch(pattern, text, re.IGNORECASE):
            return int(found[order[0]]), int(found[order[1]])
    return None


def _month(text: str) -> tuple[int, int] | None:
    if (found := re.fullmatch(r"([12][0-9]{3})-([0-9]{2})", text)) and 1 <= int(found[2]) <= 12:
        return int(found[1]), int(found[2])
    for pattern, order in (
        (r"([A-Za-z]{3,9}) ([12][0-9]{3})", (2, 1)),
        (r"([12][0-9]{3}) ([A-Za-z]{3,9})", (1, 2)),
    ):
        if (found := re.fullmatch(pattern, text)) and (number := month_of(found[order[1]])):
            return int(found[order[0]]), number
    return None


def _is_not_out(cell: object) -> bool:
    text = str(cell if cell is not None else "").strip()
    return text in ("", "..", ":", "-", "–") or re.fullmatch(r"\[[a-z]\]", text) is not None


def _folded(text: str) -> str:
    return re.sub(r"[\s_]+", " ", text).strip().casefold()
