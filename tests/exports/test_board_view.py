"""The board's one page: what it says, how the chain is drawn, and that on paper it is one page whatever is written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import lxml.html
import pikepdf
import pytest

from exports.board_view.chain import board_chain
from exports.board_view.fitting import (
    LETTERS,
    LEVELS,
    MILLIMETRES,
    ON_PAPER,
    PARTS,
    Budget,
    Limits,
    Shortening,
    best_fit,
)
from exports.board_view.page import board_view_html, board_view_pdf
from exports.board_view.view import MOST_DRAWN, Around, Decided, VersionStamp
from exports.fonts import REPLACEMENT
from procure.domain.alignment import (
    Prescription,
    align,
    gates_of,
    inputs_of,
    steps_up,
)
from procure.domain.measurability import Timing
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.pdf_reading import structure
from tests.exports.specification_cases import ARABIC, EMOJI, HEBREW, HOSTILE
from tests.factories.snapshots import make_snapshot

FROZEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADDRESS = "https://procure.example.org/board/reviews/0000000000/board-view"
OPEN = VersionStamp(2, FROZEN, "0f" * 32, "Places Mission Board", (), True)


def parts(snapshot: SpecificationSnapshot) -> tuple[Any, ...]:
    inputs = inputs_of(snapshot, Prescription(1, 2), Timing.of(snapshot, date(2026, 11, 23)))
    return (
        snapshot,
        align(inputs),
        gates_of(snapshot, Timing.of(snapshot, date(2026, 11, 23))),
        steps_up(inputs),
    )


@pytest.fixture(scope="module")
def snapshot() -> SpecificationSnapshot:
    return make_snapshot(outcomes=4)


@pytest.fixture(scope="module")
def page(snapshot: SpecificationSnapshot) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(
        board_view_html(*parts(snapshot), OPEN, Around(("2 other published tenders.",)))
    )


@pytest.fixture(scope="module")
def pdf(snapshot: SpecificationSnapshot) -> bytes:
    return board_view_pdf(*parts(snapshot), OPEN, address=ADDRESS)


def pages(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as found:
        return len(found.pages)


# What it says


def test_the_ten_parts_of_the_method_stand_in_their_order(page: lxml.html.HtmlElement) -> None:
    heads = [each.text_content() for each in page.iter("h2")]
    assert [head.partition(".")[0] for head in heads] == [str(number) for number in range(1, 11)]
    words = page.text_content()
    for said in (
        "By March 2031, social tenants",
        "£18,400,000 excluding VAT",
        "2.1 percentage points",
        "Weakest link: outcome 1",
        "Department of Examples leads on the objective",
        "1 of 2 say how with no accepted reason (p = 0.50)",
        "2 other published tenders.",
        "Data of 0 of 12 measures may be used",
        "award expected 16 July 2027",
        "Endorse with conditions",
        "frozen 23 November 2026 at 10am. SHA-256 0f0f",
        "formula, version 1",
    ):
        assert said.lower() in " ".join(words.split()).lower(), said


def test_what_the_record_does_not_hold_is_said_to_be_not_yet_stated(page: lxml.html.HtmlElement) -> None:
    words = " ".join(page.text_content().split())
    assert words.count("not yet stated") >= 6


def test_every_number_leads_to_how_it_was_worked_out(page: lxml.html.HtmlElement) -> None:
    leads = {link.get("href") for link in page.iter("a")}
    assert leads == {
        "#how-gap", "#how-score", "#how-formula", "#how-freedom", "#how-data", "#how-raising",
        "#how-outcome-1", "#how-outcome-2", "#how-outcome-3", "#how-outcome-4", "#how-value", "#how-overlaps",
    }  # fmt: skip


def test_a_decision_is_shown_with_its_reason_conditions_and_dissent(snapshot: SpecificationSnapshot) -> None:
    decided = Decided(
        "Places Mission Board", "Endorsed with conditions", "It earns its place.", "Chris Chair", FROZEN,
        ("Share the readings",), ("Nour Member: not endorsed",),
    )  # fmt: skip
    stamp = VersionStamp(2, FROZEN, "0f" * 32, "", (decided,), False)
    words = " ".join(lxml.html.fromstring(board_view_html(*parts(snapshot), stamp)).text_content().split())
    assert "Endorsed with conditions, 23 November 2026, Chris Chair for the Places Mission Board" in words
    assert "1. Share the readings" in words
    assert "Dissent: Nour Member: not endorsed." in words
    assert "Return for changes" not in words


def test_what_the_market_said_in_public_stands_in_place_of_what_is_not_stated(
    snapshot: SpecificationSnapshot,
) -> None:
    around = Around(
        market=("The market told us: let homes choose", "What changed because of it: two rules fell")
    )
    words = lxml.html.fromstring(board_view_html(*parts(snapshot), OPEN, around)).text_content()
    assert "two rules fell" in words
    assert "what changed because of it is not yet stated" not in words


# The chain


def test_a_line_is_solid_where_evidenced_and_dashed_where_asserted(snapshot: SpecificationSnapshot) -> None:
    chain = board_chain(snapshot, MOST_DRAWN, MOST_DRAWN, MOST_DRAWN)
    drawn = sum(edge.is_evidenced for edge in chain.edges)
    svg = lxml.html.fromstring(board_view_html(*parts(snapshot), OPEN)).find(".//svg")
    lines = [path for path in svg.iter("path") if path.get("fill") == "none"]
    dashed = [path for path in lines if path.get("stroke-dasharray")]
    assert (len(lines), len(dashed)) == (len(chain.edges), len(chain.edges) - drawn)
    assert 0 < drawn < len(chain.edges)


def test_the_drawing_is_told_in_words_link_by_link(page: lxml.html.HtmlElement) -> None:
    svg = page.find(".//svg")
    title = svg.find("title").text_content()
    assert svg.get("aria-labelledby") == svg.find("title").get("id")
    steps = [item.text_content() for item in page.find(".//details").iter("li")]
    assert all(step in title for step in steps)
    assert (
        "Outcome 1 leads to “Fewer households in fuel poverty”: one causal step away (a comparison group), evidenced."
    ) in steps


def test_an_outcome_that_leads_nowhere_and_a_missing_objective_are_said(
    snapshot: SpecificationSnapshot,
) -> None:
    bare = snapshot.outcomes[0].model_copy(update={"objective_links": ()})
    chain = board_chain(snapshot.model_copy(update={"outcomes": (bare,), "objectives": ()}))
    assert "Outcome 1 leads to no objective." in chain.steps
    assert [node.lines for node in chain.nodes if node.kind == "missing"] == [("No objective",)]
    assert board_chain(snapshot.model_copy(update={"outcomes": ()})).title


def test_many_outcomes_are_counted_in_the_last_box() -> None:
    chain = board_chain(make_snapshot(outcomes=9, measures=1))
    outcomes = [node for node in chain.nodes if node.kind == "outcome"]
    assert (len(outcomes), outcomes[-1].lines) == (5, ("and 5 more",))
    assert sum(step.startswith("Outcome 9") for step in chain.steps) >= 1


# On paper


def test_it_is_one_tagged_page_with_its_title_and_headings(
    pdf: bytes, snapshot: SpecificationSnapshot
) -> None:
    assert pages(pdf) == 1
    tree = structure(pdf)
    heads = [each.text for each in tree.all("H1", "H2")]
    assert heads[0] == snapshot.title
    assert [head.partition(".")[0] for head in heads[1:]] == [str(number) for number in range(1, 11)]
    (figure,) = tree.all("Figure")
    assert "Outcome 1 leads to" in figure.alt
    with pikepdf.open(BytesIO(pdf)) as found:
        assert found.Root.MarkInfo.Marked
        assert str(found.docinfo["/Title"]) == f"Board view: {snapshot.title}"


def test_each_table_on_paper_has_header_cells_that_say_what_they_head(pdf: bytes) -> None:
    tables = list(structure(pdf).all("Table"))
    assert len(tables) == 3
    cells = [cell for table in tables for cell in table.all("TH")]
    assert cells
    assert {cell.attributes.get("Scope") for cell in cells} <= {"/Row", "/Column"}


def test_the_same_page_gives_the_same_bytes(pdf: bytes, snapshot: SpecificationSnapshot) -> None:
    assert board_view_pdf(*parts(snapshot), OPEN, address=ADDRESS) == pdf


def long_texts(long: str) -> SpecificationSnapshot:
    whole = make_snapshot(outcomes=12, measures=6, title=long)
    outcomes = tuple(
        each.model_copy(update={"title": long, "statement": long, "beneficiary": long})
        for each in whole.outcomes
    )
    objectives = tuple(
        each.model_copy(
            update={
                "objective_id": f"{each.objective_id}-{at}", "title": long, "mission_name": long,
                "lead_department": f"{at} {long}", "unit": long,
            }
        )
        for at in range(6)
        for each in whole.objectives
    )  # fmt: skip
    authority = whole.authority.model_copy(update={"name": long})
    stages = tuple(each.model_copy(update={"name": long}) for each in whole.stages)
    return whole.model_copy(
        update={"outcomes": outcomes, "objectives": objectives, "authority": authority, "stages": stages}
    )


@pytest.mark.parametrize("long", ["A reason that goes on and on. " * 300, "WWWWMMMM " * 300, HEBREW * 300])
def test_with_texts_of_any_length_it_is_still_one_page_that_says_where_all_of_it_is(long: str) -> None:
    decided = Decided(long, "Endorsed with conditions", long, long, FROZEN, (long,) * 9, (long,) * 9)
    stamp = VersionStamp(2, FROZEN, "0f" * 32, long, (decided, decided), True)
    data = board_view_pdf(*parts(long_texts(long)), stamp, Around((long,) * 3, (long,) * 4), ADDRESS)
    assert pages(data) == 1
    words = structure(data).text
    assert "Some words here are cut short, in " in words
    assert ADDRESS in words.replace(" ", "").replace("\u200b", "")
    assert re.search(r"And \d+ more in the full version", words)


def test_the_largest_budget_that_fits_is_found_and_parts_are_given_back_what_they_lost() -> None:
    """A page without layout: each part has so many letters, and takes room as the guess has it."""
    letters = dict.fromkeys(PARTS, 400)

    def lost(budget: Budget) -> dict[str, int]:
        shown = {part: budget.of(part).line for part in PARTS}
        return {
            part: max(0, letters[part] - most) for part, most in shown.items() if most and part != "chain"
        }

    def height(budget: Budget) -> float:
        return (sum(letters.values()) - sum(lost(budget).values())) / LETTERS * MILLIMETRES

    assert best_fit(height, lost, 300) == ON_PAPER
    found = best_fit(height, lost, 70)
    assert found is not None
    assert height(found) <= 70
    alike = next(level for level in LEVELS if height(Budget(level)) <= 70)
    assert found.common == alike
    assert found.own, "there is room for a part that matters"
    assert next(iter(found.own)) == "sentence"
    assert best_fit(height, lost, 5) is None


def test_what_is_cut_is_cut_between_words_and_counted_by_part() -> None:
    cut = Shortening(Budget(Limits(20, 40, 2)))
    part = cut.of("data")
    assert part.line("To settle first whether it may be used") == "To settle first whether…"
    assert part.lines(["one", "two", "three"]) == ("one", "two")
    assert cut.of("people").line("short") == "short"
    assert set(cut.lost) == {"data"}


def test_words_without_a_space_and_of_any_script_stay_on_the_page_and_fetch_nothing() -> None:
    whole = make_snapshot(outcomes=2, title="w" * 4000)
    outcome = whole.outcomes[0].model_copy(
        update={
            "title": f"{HEBREW} {HOSTILE}",
            "statement": f"{HOSTILE} {ARABIC} {EMOJI}",
            "beneficiary": "m" * 900,
        }
    )
    snapshot = whole.model_copy(update={"outcomes": (outcome, *whole.outcomes[1:])})
    data = board_view_pdf(*parts(snapshot), OPEN, address=ADDRESS)
    assert pages(data) == 1
    assert REPLACEMENT not in structure(data).text
    html = board_view_html(*parts(snapshot), OPEN)
    assert "<script" not in html
    assert "<img" not in html


def test_an_empty_draft_has_a_page_too() -> None:
    empty = make_snapshot(outcomes=0).model_copy(update={"objectives": (), "stages": ()})
    stamp = VersionStamp(1, FROZEN, "0f" * 32)
    words = " ".join(lxml.html.fromstring(board_view_html(*parts(empty), stamp)).text_content().split())
    assert "No outcome is stated." in words
    assert "No board has decided on this version." in words
    data = board_view_pdf(*parts(empty), stamp)
    assert pages(data) == 1
    assert "none" in structure(data).text
