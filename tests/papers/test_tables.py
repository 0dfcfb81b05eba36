"""Tables that people bring: read as they stand, and refused in words where they would do harm."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest

from procure.papers import Refused
from procure.papers.table_process import read
from procure.papers.tables import MOST_COLUMNS, TABLE_LIMITS, read_table_within

HEAD = ["Measure key", "Value"]
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b"<!DOCTYPE x [<!ENTITY e 'e'>]><worksheet"


def workbook(*rows: list[Any], title: str = "Results") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(data: bytes, part: str, was: bytes, becomes: bytes) -> bytes:
    """A workbook with other words in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(was, becomes) if name == part else content)
    return out.getvalue()


def rows_of(data: bytes, name: str = "results.xlsx", sheet: str = "") -> list[Any]:
    """As the process says them, once through JSON."""
    said: list[dict[str, Any]] = []
    read(data, name, sheet, TABLE_LIMITS, said.append)
    return [each["row"] for each in json.loads(json.dumps(said)) if "row" in each]


def refusal(data: bytes, sheet: str = "") -> Refused:
    with pytest.raises(Refused) as told:
        rows_of(data, sheet=sheet)
    return told.value


def test_a_workbook_is_read_cell_by_cell_in_a_process_of_its_own():
    data = workbook(HEAD, ["abc", 48.2], [None, None], ["def", date(2028, 3, 31)])

    table = read_table_within(data, "results.xlsx")

    assert [(row.number, row.cells) for row in table.rows] == [
        (1, ("Measure key", "Value")), (2, ("abc", 48.2)), (4, ("def", "2028-03-31T00:00:00")),
    ]  # fmt: skip
    assert table.sheets == ("Results",)


def test_a_bomb_is_refused_by_the_process_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"spreadsheetml")
        archive.writestr(SHEET, b"0" * (3 * 1024 * 1024))

    with pytest.raises(Refused) as told:
        read_table_within(out.getvalue(), "bomb.xlsx")

    assert told.value.code == "bomb"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Measure key,Value\nabc,48.2\n", ["abc", "48.2"]),
        (b"Measure key;Value\nabc;48.2\n", ["abc", "48.2"]),
        (b"Measure key\tValue\r\nabc\t48.2", ["abc", "48.2"]),
        ("Measure key,Value\nJosé,1".encode("cp1252"), ["José", "1"]),
        ("Measure key,Value\nJosé,1".encode("utf-16"), ["José", "1"]),
        ("\ufeffMeasure key,Value\n\"a\nb\",1".encode(), ["a\nb", "1"]),
    ],
    ids=["commas", "semicolons", "tabs", "windows", "utf-16", "two lines in a cell"],
)  # fmt: skip
def test_csv_is_read_however_it_was_saved(data: bytes, expected: list[str]):
    assert rows_of(data)[1][1] == expected


def test_a_cell_with_a_formula_is_told_for_what_it_is():
    (_, (number, _, formulas)) = rows_of(workbook(HEAD, ["abc", "=1+1"]))
    assert (number, formulas) == (2, [1])
    assert rows_of(b"Measure key,Value\nabc,=cmd|'/C calc'!A0")[1][2] == [1]


def test_what_a_sheet_says_of_its_own_size_is_not_believed():
    data = workbook(HEAD, ["abc", 1])
    boastful = rewritten(data, "xl/worksheets/sheet1.xml", b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert boastful != data
    assert len(rows_of(boastful)) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b",".join([b"a"] * 100_000), "wide"),
        (workbook(["a"] * (MOST_COLUMNS + 1)), "wide"),
        (b"a\n" * 20_002, "long"),
        (b"\x00\x01\x02\x03" * 50, "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        (b'a,b\n"never closed', "damaged"),
        (b"\xd0\xcf\x11\xe0 old", "old"),
        (b"PK\x03\x04 cut off", "damaged"),
        (workbook(HEAD)[:-300], "damaged"),
        (rewritten(workbook(HEAD), "[Content_Types].xml", b"spreadsheetml", b"wordprocessingml"), "wrong_type"),
        (rewritten(workbook(HEAD), "[Content_Types].xml", b"sheet.main", b"sheet.macroEnabled.main"), "macros"),
        (
            rewritten(
                workbook(HEAD, ["a", 1]), SHEET, b"<worksheet", ENTITIES
            ),
            "entities",
        ),
        (rewritten(workbook(HEAD, ["a", 1]), SHEET, b"</sheetData>", b"<row"), "damaged"),
        (rewritten(workbook(HEAD, ["a", 1]), SHEET, b"<v>1</v>", b"<v>%s</v>" % (b"9" * 5000)), "damaged"),
    ],
)  # fmt: skip
def test_whatever_else_is_brought_is_refused_in_words(data: bytes, code: str):
    told = refusal(data)
    assert told.code == code
    assert len(str(told)) > 20


def test_a_number_beyond_all_numbers_is_no_figure_and_no_failure():
    data = rewritten(workbook(HEAD, ["a", 1]), SHEET, b"<v>1</v>", b"<v>1e400</v>")
    assert rows_of(data)[1][1] == ["a", float("inf")]


def test_the_sheet_that_is_wanted_is_read_and_one_that_is_not_there_is_told():
    assert refusal(workbook(HEAD), sheet="Table 2").code == "sheet"
    assert rows_of(workbook(HEAD, title="Table 2"), sheet="Table 2") == [[1, HEAD, []]]


def test_a_sheet_that_is_hidden_is_read_only_by_its_name():
    book = openpyxl.load_workbook(io.BytesIO(workbook(["Old"], title="Kept away")))
    book.create_sheet("Shown").append(HEAD)
    book["Kept away"].sheet_state, book.active = "hidden", 1
    out = io.BytesIO()
    book.save(out)
    assert rows_of(out.getvalue()) == [[1, HEAD, []]]
    assert rows_of(out.getvalue(), sheet="Kept away") == [[1, ["Old"], []]]


def test_a_pdf_that_is_called_a_table_is_told_for_what_it_is():
    assert refusal(b"%PDF-1.7\n1 0 obj\n").code == "wrong_type"


def test_a_workbook_whose_list_of_sheets_is_broken_is_told_to_be_damaged():
    broken = rewritten(workbook(HEAD), "xl/workbook.xml", b"<sheets>", b"<sheets")
    assert refusal(broken).code == "damaged"
