"""Questions as files: harmless in a spreadsheet, whole in JSON."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from exports.clarifications import LoggedQuestion, PublicAnswer, log_csv, log_json, public_csv, public_json

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOSTILE = (
    '=HYPERLINK("http://x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "＝1",
    "nul\x00l",
    "l\ni\r\nnes",
    '"',
)
ANSWER = PublicAnswer(
    "k",
    1,
    NOON,
    "outcome-1",
    "Outcome 1",
    2,
    "Why?",
    "**Because**",
    False,
    True,
    corrects="",
    corrected_by="c",
)
LOGGED = LoggedQuestion(
    "k", "New", NOON, NOON, True, "Warm Co-op", "Outcome 1", 2, "Why?", "", "", "", False, "", "", None, None,
    None, "", None, 0,
)  # fmt: skip


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    public = rows(public_csv([replace(ANSWER, question=text, answer=text, part_name=text)]))
    log = rows(log_csv([replace(LOGGED, original=text, organisation=text, wording=text, because=text)]))
    for cell in (*public[1], *log[1]):
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
        assert "\x00" not in cell
    assert [len(row) for row in public] == [len(public[0])] * 2
    assert [len(row) for row in log] == [len(log[0])] * 2


def test_json_has_what_the_page_has_and_where_it_is() -> None:
    found = json.loads(public_json([ANSWER], tender="R", page="https://x/q", made_at=NOON))
    (answer,) = found["answers"]
    assert (answer["answerMarkdown"], answer["url"]) == ("**Because**", "https://x/q#answer-k")
    assert (answer["corrects"], answer["correctedBy"]) == (None, "c")
    assert rows(public_csv([ANSWER]))[1][6] == "Because"


def test_the_log_says_late_who_and_how_long() -> None:
    told = replace(LOGGED, handled_by="Priya", published_at=NOON, batch=3, response_hours=7)
    (row,) = json.loads(log_json([told], tender="R", made_at=NOON))["questions"]
    assert (row["isLate"], row["handledBy"], row["batch"], row["responseHours"]) == (True, "Priya", 3, 7)
    assert row["confirmedAt"] == "2026-11-02T12:00:00Z"
