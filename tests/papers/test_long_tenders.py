"""What long public specifications do that short ones do not: parts that go on numbering, lists of laws, tables with
bold labels, contents without leaders, running heads of five lines. All words here are ours.
"""

from __future__ import annotations

import io

import pikepdf
import pytest

from procure.papers.headings import Line
from procure.papers.lines import gather
from procure.papers.passages import LIMITS, Gathering, Passage
from procure.papers.portable import _without_furniture
from tests.factories import papers
from tests.papers.reading import read_here
from tests.papers.test_hostile_papers import repacked

WIDE = "The Contractor shall sweep every street of the town and its market square, before seven in the"


def drawn(*rows: tuple[str, float] | tuple[str, float, str], page: int = 1) -> list[Line]:
    """Lines of a page: the text, how far below the last one it stands in line heights, and ``b`` for bold."""
    lines: list[Line] = []
    height = 800.0
    for number, (text, gap, *look) in enumerate(rows, start=1):
        height -= gap * 12
        lines.append(Line(text, page, number, 12.0, "b" in look, abs(gap), height))
    return lines


def read(lines: list[Line]) -> list[Passage]:
    into = Gathering(LIMITS)
    gather(lines, into, body=12.0)
    return into.passages


def test_parts_stand_side_by_side_while_their_clauses_go_on_numbering():
    found = read([
        *drawn(("Lot package A - Roads", 0, "b"), ("1. Sweeping", 2.5, "b"), ("It is done daily.", 2),
               ("Weekends", 2.5, "b"), ("It is done twice.", 2)),
        *drawn(("Lot package B - Parks", 0, "b"), ("2. Mowing", 2.5, "b"), ("It is done in May.", 2), page=2),
    ])  # fmt: skip
    assert [each.headings for each in found] == [
        ("Lot package A - Roads", "1. Sweeping"),
        ("Lot package A - Roads", "1. Sweeping", "Weekends"),
        ("Lot package B - Parks", "2. Mowing"),
    ]


def test_a_heading_at_the_top_of_a_page_is_no_title_where_others_of_its_look_stand_in_the_clause():
    found = read([
        *drawn(("1. Waste", 0, "b"), ("It is sorted.", 2), ("It is weighed.", 2), ("Glass", 2.5, "b"), ("Green.", 2)),
        *drawn(("Paper", 0, "b"), ("It is dry.", 2), ("2. Water", 2.5, "b"), ("It is clean.", 2), page=2),
    ])  # fmt: skip
    assert [each.headings for each in found] == [
        ("1. Waste",), ("1. Waste",), ("1. Waste", "Glass"), ("1. Waste", "Paper"), ("2. Water",),
    ]  # fmt: skip


def test_an_annex_holds_the_headings_without_numbers_that_follow_it():
    found = read(drawn(
        ("ANNEX C - Response times;", 0, "b"), ("On the site", 2.5, "b"), ("Soon.", 2), ("Off the site", 2.5, "b"),
        ("An hour.", 2), ("ANNEX D - Buildings", 2.5, "b"), ("Two.", 2),
    ))  # fmt: skip
    assert [each.headings for each in found] == [
        ("ANNEX C - Response times;", "On the site"),
        ("ANNEX C - Response times;", "Off the site"),
        ("ANNEX D - Buildings",),
    ]


def test_clauses_are_counted_beyond_ninety_nine():
    found = read(
        drawn(("99. Clocks", 0), ("99.1. They are wound.", 2), ("100. Signs", 2), ("100.1. They are lit.", 2))
    )
    assert [each.headings for each in found] == [("99. Clocks",), ("100. Signs",)]


@pytest.mark.parametrize("gap", [1.2, 1.8])
def test_a_numbered_list_of_laws_is_a_list_and_none_of_it_is_lost(gap: float):
    laws = ("1 Fire Order 2005", "2 Work at Height Regulations 2005", "3 Lift Regulations 1997")
    found = read(drawn(("Laws", 0, "b"), *((law, gap) for law in laws), ("They are kept.", 2)))
    assert [each.text for each in found] == [*laws, "They are kept."]
    assert {each.headings for each in found} == {("Laws",)}


def test_a_numbered_line_that_goes_on_in_the_next_is_no_heading():
    found = read(drawn(("2. Reports", 0, "b"), ("2.1. Use of intelligent software to watch the rooms", 2),
                       ("(lights, warmth and damp) and of meters;", 1.2), ("2.2. Other reports.", 2)))  # fmt: skip
    assert [each.headings for each in found] == [("2. Reports",)] * 2
    assert found[0].text.endswith("to watch the rooms (lights, warmth and damp) and of meters;")


def test_a_long_title_is_a_heading_where_the_next_number_stands_below_it():
    title = "12. Service K - Continuity of the Business and Recovery from Disaster Plan"
    found = read(drawn((title, 0), ("12.1. There is a plan.", 2)))
    assert found[0].headings == (title,)


def test_bold_labels_of_rows_and_columns_head_nothing():
    heads = (("Category", 3, "b"), ("Attendance", 0, "b"), ("Completion", 0, "b"))
    rows = (
        ("A", 2, "b"),
        ("Urgent matters", 0),
        ("that stop the work", 1.2),
        ("30 minutes", -1.2),
        ("Routine", 3, "b"),
    )
    found = read(drawn(("2. RESPONSE", 0, "b"), ("It is quick.", 2), *heads, *rows, ("Five days", 0)))
    assert {each.headings for each in found} == {("2. RESPONSE",)}
    assert "Attendance" in [each.text for each in found]


def test_a_cell_with_ticks_and_a_line_with_an_open_bracket_head_nothing():
    found = read(drawn(("1. Lots", 0, "b"), ("C5 Lifts core ✔ ✔", 2, "b"), ("They run.", 2.5),
                       ("Boilers (from coal", 2.5, "b"), ("They burn.", 2.5)))  # fmt: skip
    assert {each.headings for each in found} == {("1. Lots",)}


def test_a_bold_title_that_its_column_broke_is_one_heading():
    found = read(drawn(("Energy Performance of Buildings (in England)", 0, "b"), ("Regulations", 1.2, "b"),
                       ("They are kept.", 2)))  # fmt: skip
    assert found[0].headings == ("Energy Performance of Buildings (in England) Regulations",)


def test_contents_without_leaders_are_left_out_and_head_nothing():
    found = read(drawn(
        ("Introduction", 0, "b"), ("It is short.", 2), ("CONTENTS", 3, "b"), ("1. Roads and streets 2", 2),
        ("2. Parks, gardens and the green of the", 1.2), ("town 14", 1.2), ("Annex A 30", 1.2),
        ("Part one", 3, "b"), ("It begins in 2027", 2),
    ))  # fmt: skip
    assert [(each.text, each.headings) for each in found] == [
        ("It is short.", ("Introduction",)), ("It begins in 2027", ("Part one",)),
    ]  # fmt: skip


def test_a_heading_called_contents_before_requirements_loses_none():
    found = read(drawn(("Contents", 0, "b"), ("The plan shall hold a map.", 2), ("It shall hold a list.", 2)))
    assert len(found) == 2


def test_a_number_in_brackets_at_the_beginning_of_a_line_numbers_nothing():
    found = read(drawn((f"{WIDE} within twenty", 0), ("(20) working days of the start.", 1.2)))
    assert [each.text for each in found] == [f"{WIDE} within twenty (20) working days of the start."]
    found = read(drawn((f"{WIDE}:", 0), ("(1) market;", 1.2), ("(2) street.", 1.2)))
    assert len(found) == 3


def test_a_bracket_and_an_abbreviation_hold_a_paragraph_together():
    found = read(drawn(
        (WIDE, 0), ("morning (the Confidential", 1.2), ("Information too) of a", 1.2), ("day, e.g.", 1.2),
        ("“Sundays”.", 1.2),
    ))  # fmt: skip
    assert [each.text for each in found] == [
        f"{WIDE} morning (the Confidential Information too) of a day, e.g. “Sundays”."
    ]


def test_running_heads_of_five_lines_go_and_clauses_that_begin_pages_stay():
    heads = ("Schedule 20", "Crown body 2025", "Framework RX1", "Version 1.0   {}", "Model 2")
    pages = [
        [Line(text.format(page), page, at) for at, text in enumerate(heads)]
        + [Line(f"{page}.{page * 7} A clause about street {page * 31}.", page, 9)]
        for page in range(1, 9)
    ]
    kept = [line.text for line in _without_furniture(pages)]
    assert kept == [page[-1].text for page in pages]


def test_the_label_of_a_row_stands_above_the_item_beside_it():
    found = read(
        drawn(("1. Fire", 0, "b"), ("Standard ● Advice is given on request.", 2), ("● It is written.", 1.4))
    )
    assert [(each.text, each.headings) for each in found] == [
        ("Advice is given on request.", ("1. Fire", "Standard")), ("It is written.", ("1. Fire",)),
    ]  # fmt: skip
    found = read(
        drawn(("1. Fire", 0, "b"), ("Standard 1.2 The alarm rings.", 2), ("Clause 1.3 The rest stands.", 2))
    )
    assert [(each.text, each.headings) for each in found] == [
        ("1.2 The alarm rings.", ("1. Fire", "Standard")), ("Clause 1.3 The rest stands.", ("1. Fire",)),
    ]  # fmt: skip


def test_the_line_is_the_one_that_a_reader_counts_though_the_foot_is_drawn_first():
    page = pikepdf.new()
    page.add_blank_page(page_size=(600, 800))
    content = (
        "BT /F1 12 Tf 50 20 Td (Foot) Tj ET BT /F1 12 Tf 50 700 Td (Sweep it.) Tj 0 -20 Td (Wash it.) Tj ET"
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.pages[0].Contents = page.make_stream(content.encode())
    file = io.BytesIO()
    page.save(file)
    found = {each.text: each.number for each in read_here(file.getvalue(), "a.pdf").passages}
    assert found == {"Sweep it.": 1, "Wash it.": 2, "Foot": 3}


def test_a_text_that_a_program_filled_in_is_read_though_it_names_two_lists_alike():
    content = b"""<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>
        <text:list xml:id="a"><text:list-item><text:p>Wash it.</text:p></text:list-item></text:list>
        <text:list xml:id="a"><text:list-item><text:p>Wax it.</text:p></text:list-item></text:list>
        </office:text></office:body></office:document-content>"""
    paper = read_here(repacked(papers.as_odt(), {"content.xml": content}), "filled.odt")
    assert [each.text for each in paper.passages] == ["Wash it.", "Wax it."]
