"""Outcomes and measures as tables: complete, typed, the same each time, and never run as formulas."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

from exports.tables import measures_csv, measures_table, tables_of, workbook
from tests.exports.specification_cases import DRAFT, PUBLISHED
from tests.factories.snapshots import make_minimal_snapshot, make_snapshot

FORMULA = '=HYPERLINK("https://evil.example","Win")'


def sheets(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_a_workbook_has_a_sheet_for_each_table_and_says_what_it_is_of() -> None:
    read = sheets(workbook(make_snapshot(2, 2), PUBLISHED))
    assert list(read) == [
        "About",
        "Outcomes",
        "Measures",
        "Objectives",
        "Fixed requirements",
        "Award criteria",
    ]
    assert ("Reference", "WCA-2027-0014") in read["About"]
    assert [row[0] for row in read["Measures"]] == ["Measure", "1.1", "1.2", "2.1", "2.2"]
    assert len(read["Outcomes"]) == 3


def test_dates_and_weights_can_be_reckoned_with_and_figures_stay_as_their_source_wrote_them() -> None:
    snapshot = make_snapshot(1, 1)
    read = sheets(workbook(snapshot, PUBLISHED))
    outcome = dict(zip(read["Outcomes"][0], read["Outcomes"][1], strict=True))
    measure = dict(zip(read["Measures"][0], read["Measures"][1], strict=True))
    assert outcome["By when"].date() == snapshot.outcomes[0].by_when_on
    assert measure["Baseline"] == snapshot.outcomes[0].measures[0].baseline_value
    assert [row[3] for row in read["Award criteria"][1:]] == [each.weight for each in snapshot.award.criteria]


def test_the_same_version_makes_the_same_bytes() -> None:
    assert workbook(make_snapshot(1, 1), PUBLISHED) == workbook(make_snapshot(1, 1), PUBLISHED)


@pytest.mark.parametrize("text", [FORMULA, "+1", "-2+3", "@SUM(A1)"])
def test_what_looks_like_a_formula_is_shown_and_never_run(text: str) -> None:
    snapshot = make_snapshot(1, 1)
    outcome = snapshot.outcomes[0].model_copy(update={"title": text})
    snapshot = snapshot.model_copy(update={"outcomes": (outcome,)})
    book = openpyxl.load_workbook(io.BytesIO(workbook(snapshot, PUBLISHED)))
    [cell] = [cell for row in book["Outcomes"] for cell in row if cell.value == text]
    assert cell.data_type == "s"
    rows = list(csv.reader(io.StringIO(measures_csv(snapshot, PUBLISHED).decode("utf-8-sig"))))
    assert rows[1][1] == f"'{text}"


def test_text_that_no_cell_can_hold_is_cut_and_what_no_file_can_hold_is_left_out() -> None:
    read = sheets(workbook(make_snapshot(1, 1, title="A\x00B\ud800" + "x" * 40_000), DRAFT))
    assert dict(read["About"])["Tender"].startswith("ABx")
    assert ("Version", "Draft – not published") in read["About"]


def test_an_outcome_without_a_measure_is_not_lost() -> None:
    outcome = make_snapshot(1, 1).outcomes[0].model_copy(update={"measures": ()})
    table = measures_table(make_snapshot(1, 1).model_copy(update={"outcomes": (outcome,)}))
    assert table.rows[0][:3] == ("1.1", outcome.title, "")


def test_an_empty_draft_has_tables_with_headings_alone() -> None:
    assert all(table.headings and not table.rows for table in tables_of(make_minimal_snapshot()))
    assert sheets(workbook(make_minimal_snapshot(), DRAFT))["Measures"][0][0] == "Measure"


def test_every_row_is_as_wide_as_its_headings() -> None:
    for table in tables_of(make_snapshot(3, 2)):
        assert {len(row) for row in table.rows} == {len(table.headings)}
