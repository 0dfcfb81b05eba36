"""Headings, paragraphs and items, told apart by nothing but lines: as specifications really have them."""

from __future__ import annotations

import pytest

from procure.papers.lines import Line
from procure.papers.passages import LIMITS, Gathering, Passage
from procure.papers.portable import _without_furniture
from procure.papers.texts import read_plain


def passages(text: str) -> list[Passage]:
    into = Gathering(LIMITS)
    read_plain(text, into)
    return into.passages


@pytest.mark.parametrize(
    "heading",
    [
        "SECTION A", "2 Working hours", "A1. CONTRACT WORK AND PROGRAMMING", "Cleaning services", "3.2.1 Waste",
        "Schedule 2: Performance",
    ],
)  # fmt: skip
def test_what_a_heading_looks_like(heading: str):
    (found,) = passages(f"Intro ends here.\n\n{heading}\n\nThe bins are emptied each day.\n")[1:]
    assert found.headings == (heading,)


@pytest.mark.parametrize(
    "line",
    ["1.1 The Contractor shall sweep.", "Sweep the street.", "(a) sweep", "lower case", "Bins must be clean"],
)
def test_what_a_heading_does_not_look_like(line: str):
    assert len(passages(f"{line}\n\nThe bins are emptied each day.")) == 2


def test_short_lines_that_nothing_stands_under_are_not_lost():
    found = passages("Grass cutting\n\nHedge trimming\n\nThe hedges are cut in May.\n\nTree care\n")
    assert [(each.text, each.headings) for each in found] == [
        ("Grass cutting", ()),
        ("The hedges are cut in May.", ("Hedge trimming",)),
        ("Tree care", ()),
    ]


def test_wrapped_lines_are_one_and_items_are_their_own():
    text = "The Provider shall keep the\nwell-\nkept streets clean:\n- each day;\n- in every\nweather.\n"
    assert [each.text for each in passages(text)] == [
        "The Provider shall keep the well-kept streets clean:", "each day;", "in every weather.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "points"),
    [
        (
            "1. The halls are cleaned. 2. Areas: Ground Floor. 3. As per annex 2. 4. All doors shut.",
            [
                "1. The halls are cleaned.",
                "2. Areas: Ground Floor.",
                "3. As per annex 2.",
                "4. All doors shut.",
            ],
        ),
        ("Scope of work. 1) Sweep. 2) Wash. 3) Dry.", ["Scope of work.", "1) Sweep.", "2) Wash.", "3) Dry."]),
        ("It takes 1. The rest takes 2. That is all.", None),
        ("See clause 1. See clause 3. See clause 5. Then stop.", None),
        ("Clause 1.1 and 1. 2. 3. are void.", None),
    ],
)
def test_points_numbered_in_one_run_are_parted(text: str, points: list[str] | None):
    assert [each.text for each in passages(text)] == (points or [text])


def test_numbers_alone_are_no_statement():
    assert [each.text for each in passages("12\n\n1.1\n\n1.1 Sweep it.\n\n£ 3,000")] == ["1.1 Sweep it."]


def test_running_heads_go_also_where_each_chapter_has_its_own():
    pages = [
        [
            Line(f"Chapter {1 + page // 5}: Scope {page + 2}", page, 1),
            Line(f"Words of page {page * 31}.", page, 2),
        ]
        for page in range(1, 13)
    ]
    kept = [line.text for line in _without_furniture(pages)]
    assert len([text for text in kept if text.startswith("Words")]) == 12
    assert len(kept) == 12 + 0
