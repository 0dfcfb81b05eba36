"""Mapping the objectives of one framework to those of the next: a table of rows, read and checked before it counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from procure.domain.vocabulary import Coverage

COLUMNS = ("old", "new", "coverage", "note")
MOST_ROWS = 2_000
LONGEST_NOTE = 1_000


class NotAMapping(ValueError):
    """A file that is no table of old and new objectives, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: this old objective, this new one (empty for none), how far, and why."""

    old: str
    new: str
    coverage: str
    note: str = ""


def read_mapping(text: str) -> list[Row]:
    """The rows of a CSV file with the columns old, new, coverage (full, part, none) and note. Raises NotAMapping."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        named = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if missing := [name for name in COLUMNS[:3] if name not in named]:
            raise NotAMapping(f"The file has no column “{missing[0]}”. It needs old, new, coverage and note")
        reader.fieldnames = named
        rows = []
        for line in reader:
            said = {name: str(line.get(name) or "").strip() for name in COLUMNS}
            if any(said.values()):
                rows.append(
                    Row(said["old"], said["new"], said["coverage"].lower(), said["note"][:LONGEST_NOTE])
                )
            if len(rows) > MOST_ROWS:
                raise NotAMapping(f"The file has more than {MOST_ROWS:,} rows")
    except csv.Error:
        raise NotAMapping("The file is not CSV") from None
    if not rows:
        raise NotAMapping("The file has no rows")
    return rows


def write_mapping(rows: Iterable[Row]) -> str:
    """The rows as CSV, with a heading line."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        # A cell that a spreadsheet would take for a formula is kept as words.
        note = f"'{row.note}" if row.note.startswith(("=", "+", "-", "@", "\t")) else row.note
        writer.writerow((row.old, row.new, row.coverage, note))
    return text.getvalue()


def faults(rows: Iterable[Row], old: Collection[str], new: Collection[str]) -> Iterator[str]:
    """What is wrong with rows of a mapping between these objectives, a sentence for each."""
    seen: set[tuple[str, str]] = set()
    kinds: dict[str, set[str]] = {}
    for at, row in enumerate(rows, start=1):
        where = f"Row {at}: "
        if row.old not in old:
            yield f"{where}“{row.old[:80]}” is no objective of the old framework."
        if row.coverage not in set(Coverage):
            yield f"{where}coverage is full, part or none, not “{row.coverage[:40]}”."
        elif row.coverage == Coverage.NONE and row.new:
            yield f"{where}with coverage none, the new objective is left empty."
        elif row.coverage != Coverage.NONE and row.new not in new:
            yield f"{where}“{row.new[:80]}” is no objective of the new framework."
        if (row.old, row.new) in seen:
            yield f"{where}this pair stands in an earlier row too."
        seen.add((row.old, row.new))
        kinds.setdefault(row.old, set()).add(row.coverage)
    for each, found in kinds.items():
        if Coverage.NONE in found and len(found) > 1:
            yield f"“{each[:80]}” is mapped to none and to an objective as well."


def unmapped(rows: Iterable[Row], old: Iterable[str]) -> list[str]:
    """Old objectives of which nothing is said yet, in their order."""
    said = {row.old for row in rows}
    return [each for each in old if each not in said]
