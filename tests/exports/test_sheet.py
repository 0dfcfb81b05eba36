"""Rows for spreadsheets."""

from __future__ import annotations

import csv
import io

import pytest

from exports.sheet import csv_line, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1"])
def test_a_cell_that_would_run_is_shown_instead(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "shown"), [("7K3M-9Q2X-4D", "7K3M-9Q2X-4D"), (-3, "-3"), (None, ""), ("a=b", "a=b"), ("", "")]
)
def test_other_cells_stay_as_they_are(cell: object, shown: str) -> None:
    assert harmless(cell) == shown


def test_commas_quotes_and_line_breaks_survive_the_way_back() -> None:
    cells = ["a,b", 'say "so"', "two\nlines", "ŵ 🏠 مرحبا"]
    assert next(csv.reader(io.StringIO(csv_line(cells), newline=""))) == cells
    assert csv_line(cells).endswith("\r\n")
