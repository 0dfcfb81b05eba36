"""The process that reads one table: the file on standard input, its rows on standard output, a JSON object a line.

Before it looks at a byte it gives up memory, time, files and the network.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl

from .__main__ import confine
from .packages import NO_WORKBOOK, check_workbook
from .passages import Limits, Refused
from .sniffing import decoded
from .tables import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, TOO_HARD, Cell

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0"
_DAMAGED = "The workbook is damaged. Open it, save it again, and upload the new copy; or save it as CSV."
_NOT_TEXT = (
    "The file is neither a workbook (.xlsx) nor a CSV file: it holds bytes that are not text. Save it as “CSV UTF-8” "
    "and upload that."
)
_PDF = "The file is a PDF, whatever its name says. Upload the workbook (.xlsx) or CSV file that its figures come from."
Say = Callable[[dict[str, Any]], None]


def read(data: bytes, name: str, sheet: str, limits: Limits, say: Say) -> None:
    """Read ``data`` and say each row that is not empty, then which sheets there are."""
    if not data.strip(b"\x00\r\n\t "):
        raise Refused("empty", "The file is empty. Choose the file again.")
    if data.startswith(_OLE):
        raise Refused(
            "old",
            "This workbook is of an old version of Excel, or has a password. Save it as .xlsx without one.",
        )
    if data.lstrip()[:5] == b"%PDF-":
        raise Refused("wrong_type", _PDF)
    if data.startswith(_ZIP):
        check_workbook(data, limits)
        sheets, rows = _workbook(data, sheet)
    else:
        sheets, rows = [], _comma_separated(data)
    kept = 0
    for number, cells in rows:
        plain = [_plain(each) for each in cells]
        formulas = [at for at, each in enumerate(cells) if _is_formula(each)]
        while plain and plain[-1] in (None, ""):
            plain.pop()
        if not plain:
            continue
        if len(plain) > MOST_COLUMNS:
            raise Refused(
                "wide",
                f"Row {number} has more than {MOST_COLUMNS} columns. Keep the columns that are needed.",
            )
        kept += 1
        if kept > MOST_ROWS + 1:
            raise Refused("long", f"The file has more than {MOST_ROWS:,} rows. Split it into parts.")
        say({"row": [number, plain, formulas]})
    if not kept:
        raise Refused("empty", "The file has no rows. Choose the file again.")
    say({"sheets": sheets})


def _workbook(data: bytes, sheet: str) -> tuple[list[str], Iterator[tuple[int, Sequence[Any]]]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        names = [each.title[:200] for each in book.worksheets]
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # whatever a reader of other people's files may meet
        raise Refused("damaged", _DAMAGED) from error
    if not names:
        raise Refused("wrong_type", NO_WORKBOOK)
    if sheet and sheet not in names:
        raise Refused(
            "sheet", f"There is no sheet “{sheet}” in this workbook. It has: {', '.join(names[:10])}."
        )
    # Nobody means a sheet that they do not see, unless they name it.
    seen = (at for at, each in enumerate(book.worksheets) if each.sheet_state == "visible")
    wanted = book.worksheets[names.index(sheet) if sheet else next(seen, 0)]
    wanted.reset_dimensions()  # what the file says of its size is not to be relied on

    def rows() -> Iterator[tuple[int, tuple[Any, ...]]]:
        try:
            yield from enumerate(wanted.iter_rows(values_only=True), start=1)
        except (MemoryError, RecursionError, Refused):
            raise
        except Exception as error:
            raise Refused("damaged", _DAMAGED) from error

    return names, rows()


def _comma_separated(data: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        text = decoded(data)
    except Refused:
        raise Refused("not_text", _NOT_TEXT) from None
    first = text[:4096].partition("\n")[0]
    if len(first) == 4096 and "," not in first:
        raise Refused("wrong_type", NO_WORKBOOK)
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(LONGEST_CELL * 10)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise Refused(
            "damaged",
            f"Line {reader.line_num} cannot be read as CSV: look for a quotation mark that is never closed.",
        ) from error


def _is_formula(value: Any) -> bool:
    """Formulas of workbooks come as text that begins with =, or as objects; so does what pretends to be one in CSV."""
    return (isinstance(value, str) and value.startswith("=")) or not isinstance(
        value, str | int | float | date | type(None)
    )


def _plain(value: Any) -> Cell:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()[:LONGEST_CELL]


def main() -> None:
    limits = Limits(**json.loads(sys.argv[1]))
    name, sheet = sys.argv[2:4]
    out = sys.stdout

    def say(what: dict[str, Any]) -> None:
        out.write(json.dumps(what) + "\n")

    confine(limits)
    sys.setrecursionlimit(2_000)
    try:
        read(sys.stdin.buffer.read(limits.size + 1), name, sheet, limits, say)
    except Refused as refusal:
        say({"refused": [refusal.code, str(refusal)]})
    except (MemoryError, RecursionError, zipfile.BadZipFile):
        say({"refused": ["too_hard", TOO_HARD]})
    with contextlib.suppress(BrokenPipeError):
        out.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
