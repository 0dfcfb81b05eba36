"""Entries of another library, read from what ``writing`` makes: each is an entry, or the reason why it is none."""

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from outcome_library.library import LibraryError
from outcome_library.reader import read_outcome
from outcome_library.schema import LibraryMeasure, LibraryOutcome
from outcome_library.writing import COLUMNS, RISKY

#: Characters of one cell: the longest passage is under a tenth of this.
LONGEST_CELL = 100_000
_LISTS = ("missions", "objectives", "cpv", "questions", "data_needs", "evidence")
_SHARED = tuple(name for name in COLUMNS if name in LibraryOutcome.model_fields)
_OF_MEASURES = tuple(name for name in COLUMNS if name in LibraryMeasure.model_fields)


class NotATable(Exception):
    """A file that is no table of library entries, in words for whoever brought it."""


@dataclass(frozen=True)
class Unread:
    """An entry that could not be read: what it is called, and what is wrong with it."""

    name: str
    reason: str


def from_markdown(name: str, data: bytes) -> LibraryOutcome | Unread:
    """The entry of one file, laid out as the library's own are. ``name`` is the file's."""
    try:
        return read_outcome(data, name)
    except LibraryError as error:
        first = error.problems[0]
        line = f"line {first.line}: " if first.line else ""
        return Unread(name[:80], f"{line}{first.message}")


def from_csv(text: str) -> list[dict[str, Any] | Unread]:
    """The entries of a table, a row to a measure, as plain data. Raises NotATable for other columns than ours."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise NotATable(f"The file is not a table of comma-separated values: {error}") from None
    head = tuple(name.strip() for name in rows[0]) if rows else ()
    missing = [name for name in COLUMNS if name not in head]
    if missing or len(head) != len(COLUMNS):
        told = f"has no column {missing[0]}" if missing else "has columns that we do not know"
        raise NotATable(f"The table {told}. Its first row must name the columns as the export does")
    found: dict[str, list[dict[str, str]]] = {}
    broken: list[Unread] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        if len(row) != len(head) or max(map(len, row)) > LONGEST_CELL:
            broken.append(
                Unread(f"Row {number}", "It has more or fewer cells than the first row, or too long a cell")
            )
            continue
        cells = {name: _bare(cell) for name, cell in zip(head, row, strict=True)}
        found.setdefault(cells["id"], []).append(cells)
    return [*(_entry(name, rows_of_it) for name, rows_of_it in found.items()), *broken]


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RISKY) else cell


def _entry(name: str, rows: list[dict[str, str]]) -> dict[str, Any] | Unread:
    first = rows[0]
    differing = next((each for each in _SHARED if any(row[each] != first[each] for row in rows)), None)
    if differing:
        return Unread(name[:80], f"Its rows say different things in the column {differing}")
    try:
        entry: dict[str, Any] = {
            each: _list(first[each]) if each in _LISTS else first[each] for each in _SHARED
        }
        entry["version"] = int(first["version"])
        entry["measures"] = [_measure(row) for row in rows]
    except ValueError as error:
        return Unread(name[:80], f"A cell cannot be read: {error}")
    return entry


def _list(cell: str) -> list[Any]:
    if cell.startswith("["):
        read = json.loads(cell)
        return read if isinstance(read, list) else [read]
    return cell.split("\n") if cell else []


def _measure(row: dict[str, str]) -> dict[str, Any]:
    number = row["baseline"]
    known = row["baseline_verified"] or number or row["baseline_in_words"]
    return {
        "name": row["measure"],
        **{name: row[name] for name in _OF_MEASURES},
        "counter_measure": row["counter_measure"] or None,
        "baseline": {
            "value": None if not number else float(number) if "." in number or "e" in number else int(number),
            "value_text": row["baseline_in_words"] or None,
            "period": row["baseline_period"] or None,
            "source_url": row["baseline_source_url"] or None,
            "verified": row["baseline_verified"].lower() == "true",
        }
        if known
        else None,
    }
