"""Headings, paragraphs and items, told apart by nothing but lines: as specifications really have them."""

from __future__ import annotations

import pytest

from procure.papers.lines import Line, gather
from procure.papers.passages import LIMITS, Gathering, Passage, field_in_words
from procure.papers.portable import _without_furniture
from procure.papers.texts import read_markdown, read_plain


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


def set_lines(*rows: tuple[str, int, float]) -> list[Passage]:
    """Lines of a PDF: text, page, and 1 for bold type; the white above each is that of running text."""
    into = Gathering(LIMITS)
    numbers: dict[int, int] = {}
    lines = []
    for text, page, look in rows:
        numbers[page] = numbers.get(page, 3) + 1
        lines.append(Line(text, page, numbers[page], 12.0, look >= 1, look % 1 * 10 or 1.2))
    gather(lines, into, body=12.0)
    return into.passages


def headings_of(passages: list[Passage]) -> list[tuple[str, ...]]:
    return [each.headings for each in passages]


FILLED = "The Contractor shall sweep every street of the town and its market, before seven in the"


def test_numbers_stand_below_the_title_of_their_series_and_beside_one_another():
    found = set_lines(
        ("GENERAL CONDITIONS OF CONTRACT", 1, 1), ("1.0 DEFINITIONS", 1, 1), ("A street is a road.", 1, 0),
        ("2. SCOPE OF WORK", 1, 1), ("Sweep them.", 1, 0), ("2.1 Nights", 1, 1), ("Sweep at night.", 1, 0),
        ("LAMPS AND SIGNS", 1, 1), ("Leave them.", 1, 0), ("3.0 ENDING", 1, 1), ("It ends in May.", 1, 0),
    )  # fmt: skip
    title = "GENERAL CONDITIONS OF CONTRACT"
    assert headings_of(found) == [
        (title, "1.0 DEFINITIONS"), (title, "2. SCOPE OF WORK"), (title, "2. SCOPE OF WORK", "2.1 Nights"),
        (title, "2. SCOPE OF WORK", "LAMPS AND SIGNS"), (title, "3.0 ENDING"),
    ]  # fmt: skip


def test_parts_with_letters_hold_one_running_series():
    found = set_lines(
        ("A. GENERAL PROVISIONS", 1, 1), ("1.0 Scope", 1, 1), ("It is wide.", 1, 0), ("2. Fraud", 1, 1),
        ("There is none.", 1, 0), ("B. CONTENTS", 1, 1), ("3.0 Parts", 1, 1), ("There are two.", 1, 0),
    )  # fmt: skip
    assert headings_of(found) == [
        ("A. GENERAL PROVISIONS", "1.0 Scope"), ("A. GENERAL PROVISIONS", "2. Fraud"), ("B. CONTENTS", "3.0 Parts"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "bold",
    [
        "Date: -", "SIGNATURE OF TENDERER", "FOR & ON BEHALF OF THE COUNCIL", "Time commitment: for",
        "3.9 Firms shall be ineligible where:", "No.: .......... [insert the number]", "two streets swept",
    ],
)  # fmt: skip
def test_what_is_to_be_signed_filled_in_or_goes_on_is_no_heading(bold: str):
    assert not any(headings_of(set_lines(("It begins here.", 1, 0), (bold, 1, 1.2), ("Then more.", 1, 0.2))))


def test_full_lines_that_stand_wide_apart_are_one_paragraph():
    found = set_lines((FILLED, 1, 0), ("morning of a day.", 1, 0.19), ("It ends.", 1, 0.19))
    assert [each.text for each in found] == [f"{FILLED} morning of a day.", "It ends."]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("releases/0/tender/description", "Description"),
        (
            "releases/0/tender/lots/1/awardCriteria/criteria/0/name",
            "Lots 2, award criteria, criteria 1: name",
        ),
        ("contractTerms/financialTerms", "Contract terms: financial terms"),
        ("", ""),
    ],
)
def test_a_field_of_a_notice_is_named_in_words(path: str, words: str):
    assert field_in_words(path) == words


def test_letters_that_a_typeface_joins_are_parted_and_numbers_of_front_matter_left_out():
    assert [each.text for each in set_lines(("iv", 1, 0), ("It is speciﬁed.", 1, 0))] == ["It is specified."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{% include important.html content="Bins "A" and B must be shut, 50% of them at noon." %}',
         ['Bins "A" and B must be shut, 50% of them at noon.']),
        ("{% raw %}\n\nThe van {% if wet %}is{% endif %} dry.\n", ["The van is dry."]),
    ],
)  # fmt: skip
def test_what_a_builder_of_sites_sets_apart_is_read_as_what_it_says(text: str, said: list[str]):
    into = Gathering(LIMITS)
    read_markdown(text, into)
    assert [each.text for each in into.passages] == said


def test_a_table_of_contents_is_left_out_and_a_row_drawn_with_strokes_is_a_row():
    into = Gathering(LIMITS)
    read_markdown("[1 Scope](#scope)\n\n- [2 Ending](#ending)\n\nSee [the map](#map) before you bid.\n", into)
    into.passage("| Plan | By the end of the second week | A plan of all the streets |")
    assert [(each.text, each.headings) for each in into.passages] == [
        ("See the map before you bid.", ()),
        ("By the end of the second week", ("Plan",)),
        ("A plan of all the streets", ("Plan",)),
    ]
