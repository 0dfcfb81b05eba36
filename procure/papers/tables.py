"""Tables that people bring: workbooks and CSV files, read into rows of plain cells in a process of its own.

As with papers, whatever somebody uploads is taken for hostile: nothing here touches the bytes in the calling process.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .bounded import plain_name, spoken
from .passages import MEGABYTE, Limits, Refused

#: What a table may take.
TABLE_LIMITS = Limits(
    size=8 * MEGABYTE, unpacked=120 * MEGABYTE, parts=500, memory=768 * MEGABYTE, seconds=45
)
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_CELL = 2_000
TOO_HARD = (
    "The file takes more memory or time to read than a table should, or is damaged. Copy its cells into a new "
    "workbook, or save it as CSV, and upload that."
)
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Row:
    """One row that is not empty. ``number`` is its place in the file, from 1; ``formulas`` are the places of cells,
    from 0, that hold a formula instead of a value."""

    number: int
    cells: Sequence[Cell]
    formulas: Sequence[int] = ()


@dataclass(frozen=True)
class Table:
    """The rows of one sheet, its first with the headings, and the names of all sheets (none of a CSV file)."""

    rows: Sequence[Row]
    sheets: Sequence[str] = ()


def read_table_within(
    data: bytes, name: str = "", *, sheet: str = "", limits: Limits = TABLE_LIMITS
) -> Table:
    """What a table holds. ``sheet`` names the one that is wanted; otherwise the first that is not hidden is read.
    Dates come as ``2026-03-31`` or with a time after it.

    Raises Refused, in words for whoever brought it. Whatever the bytes are, no more than ``limits`` is taken for them.
    """
    if len(data) > limits.size:
        raise Refused(
            "too_large", f"The file is larger than {limits.size // MEGABYTE} MB. Split it into parts."
        )
    arguments = [json.dumps(asdict(limits)), plain_name(name), plain_name(sheet)]
    rows: list[Row] = []
    with spoken("procure.papers.table_process", arguments, data, limits) as out:
        while line := out.readline(MOST_COLUMNS * (LONGEST_CELL * 12 + 10) + 4096):
            said: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
            if "row" in said:
                number, cells, formulas = said["row"]
                rows.append(Row(number, tuple(cells), tuple(formulas)))
            elif "refused" in said:
                raise Refused(*said["refused"])
            elif "sheets" in said:
                return Table(tuple(rows), tuple(said["sheets"]))
    raise Refused("too_hard", TOO_HARD)
