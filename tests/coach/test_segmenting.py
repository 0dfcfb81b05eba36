"""A document is cut where its writer ended a thought, and every piece keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.coach import segment

SPECIFICATION = """\
# 2. Scope of the service

The service is for adults in Hartside. It runs from No. 4 High Street, i.e. the old library.

## 2.1 Outcomes

- People feel safe at home
- Fewer people are admitted to hospital,
  year on year
2.1.1 The supplier reports every quarter.
(a) within 5 working days; and
(b) in writing.

| Measure | Target | By when |
|---|---|---|
| Admissions | no more than 120 a year | March 2028 |

KEY REQUIREMENTS
Drivers hold a licence.
"""


def texts(document: str) -> list[str]:
    return [statement.text for statement in segment(document)]


def test_a_specification_is_cut_into_its_statements():
    assert texts(SPECIFICATION) == [
        "The service is for adults in Hartside.",
        "It runs from No. 4 High Street, i.e. the old library.",
        "People feel safe at home",
        "Fewer people are admitted to hospital,\n  year on year",
        "The supplier reports every quarter.",
        "within 5 working days; and",
        "in writing.",
        "Measure",
        "Target",
        "By when",
        "Admissions",
        "no more than 120 a year",
        "March 2028",
        "Drivers hold a licence.",
    ]


def test_each_statement_knows_the_heading_it_stands_under():
    headings = {statement.text: statement.heading for statement in segment(SPECIFICATION)}
    assert headings["The service is for adults in Hartside."] == "2. Scope of the service"
    assert headings["in writing."] == "2.1 Outcomes"
    assert headings["Drivers hold a licence."] == "KEY REQUIREMENTS"


@pytest.mark.parametrize(
    "line",
    [
        "Spares are held for e.g. Pumps and valves.",
        "Contact Dr. Shah at St. Mary's before 9 a.m. on the day.",
        "Boards are 1.2m wide and meet BS EN 1176.",
    ],
)
def test_a_full_stop_that_ends_no_sentence_cuts_nothing(line: str):
    assert texts(line) == [line]


def test_a_number_beyond_ninety_nine_is_as_little_a_statement_as_any_other():
    assert texts("100.1. The Provider shall sweep.\n100.1.12 The Provider shall wash.") == [
        "The Provider shall sweep.", "The Provider shall wash.",
    ]  # fmt: skip


def test_an_item_before_the_last_is_no_heading_and_loses_its_number_too():
    assert texts("1.7.2. Recorded within the system; and\n1.7.3. Told to the Buyer.") == [
        "Recorded within the system; and", "Told to the Buyer.",
    ]  # fmt: skip


def test_nothing_but_marks_is_no_statement():
    assert texts("---\n\n* * *\n| --- | --- |\n…\n") == []


@given(st.text(alphabet=st.sampled_from("aB1 .;:!?-*•#|\t\n\r()é“”"), max_size=200))
def test_every_statement_is_where_it_says_and_none_overlap(document: str):
    reached = 0
    for statement in segment(document):
        assert document[statement.start : statement.end] == statement.text
        assert statement.start >= reached
        reached = statement.end
