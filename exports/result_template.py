"""A workbook in which results are filled in: its first row is what we read it by."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from exports.sheet import harmless

_WIDTH = 18
#: Columns whose cells a spreadsheet is to show as days.
_DAYS = ("Period start", "Period end", "Published on")
_ROOM = 500


def workbook(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """An .xlsx with these headings and rows, ready to be filled in: a few hundred rows show dates as 2028-03-31."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Results"
    sheet.append(list(headings))
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    sheet.freeze_panes = "A2"
    for at, heading in enumerate(headings, start=1):
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTH
        if heading in _DAYS:
            for row_number in range(2, _ROOM):
                sheet.cell(row_number, at).number_format = "yyyy-mm-dd"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
