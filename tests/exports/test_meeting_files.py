"""The papers of a meeting as one tagged file with bookmarks, and its minutes as PDF and Word."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from itertools import pairwise

import docx
import pikepdf
import pytest

from exports.board_view.view import NOTHING_AROUND, VersionStamp
from exports.minutes import (
    MinutedCondition,
    MinutedItem,
    MinutedPerson,
    MinutedPosition,
    Minutes,
    Signature,
    minutes_html,
    minutes_pdf,
)
from exports.minutes_docx import minutes_docx
from exports.papers import Item, Paper, Papers, papers_pdf
from procure.domain.alignment import Prescription, align, gates_of, inputs_of, steps_up
from procure.domain.measurability import Timing
from tests.exports.pdf_reading import structure
from tests.factories.snapshots import make_snapshot

AT = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
MINUTES = Minutes(
    board="Places <Mission> Board",
    starts_at=AT,
    place="Room 3",
    quorum=2,
    people=(
        MinutedPerson(name="Chris Chair", organisation="The Office", is_chair=True, attendance="Present"),
        MinutedPerson(name="Nour Member", attendance="Sent apologies"),
    ),
    items=(
        MinutedItem(
            title="Warm homes", buyer="Westmarch", reference="7K3M-9Q2X-4D", version=2, sha256="0f" * 32,
            decision="Endorsed with conditions", reason="On balance.", able=2,
            interests=("Owen Member: a brother bids (declared at the meeting)",),
            positions=(MinutedPosition(name="Mel Member", stood="Not endorsed", reason="No data.", is_dissent=True),),
            conditions=(MinutedCondition(text="Name the data", owner="Robin Example", due_on=date(2027, 1, 15)),),
        ),
        MinutedItem(title="Matters arising", note="None arose."),
    ),
)  # fmt: skip
SIGNATURE = Signature(name="Chris Chair", at=AT, sha256="ab" * 32)


def paper(title: str) -> Paper:
    snapshot = make_snapshot(title=title, outcomes=1)
    timing = Timing.of(snapshot, date(2026, 11, 23))
    inputs = inputs_of(snapshot, Prescription(1, 2), timing)
    stamp = VersionStamp(2, AT, "0f" * 32, "Places Mission Board", (), True)
    return Paper(
        snapshot, align(inputs), gates_of(snapshot, timing), steps_up(inputs), stamp, NOTHING_AROUND,
        "https://procure.example.org/board/reviews/0/board-view", ("Owen Member",),
    )  # fmt: skip


@pytest.fixture(scope="module")
def papers() -> bytes:
    items = (
        Item("Warm homes", paper("Warm homes")),
        Item("Matters arising"),
        Item("Dry homes", paper("Dry homes")),
    )
    return papers_pdf(Papers("Places Mission Board", AT, AT, "Room 3", items=items))


def bookmarks(data: bytes) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []

    def walk(items: object, depth: int) -> None:
        for item in items:  # type: ignore[attr-defined]
            found.append((depth, item.title))
            walk(item.children, depth + 1)

    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        walk(outline.root, 0)
    return found


def test_papers_have_a_bookmark_for_the_agenda_each_item_and_its_parts(papers: bytes) -> None:
    upper = [title for depth, title in bookmarks(papers) if depth == 0]
    assert upper == ["Agenda", "Item 1: Warm homes", "Item 3: Dry homes"]
    parts = [title for depth, title in bookmarks(papers) if depth == 1]
    assert [title.partition(" ·")[0].partition(",")[0] for title in parts] == [
        "Board view", "Specification", "Board view", "Specification",
    ]  # fmt: skip
    assert any(depth == 2 and "The outcomes we want" in title for depth, title in bookmarks(papers))


def test_papers_are_one_tagged_tree_whose_headings_skip_no_level_and_whose_names_are_one_each(
    papers: bytes,
) -> None:
    tree = structure(papers)
    levels = [int(each.tag[1]) for each in tree.all("H1", "H2", "H3", "H4", "H5", "H6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [each.text for each in tree.all("H2")] == [
        "Agenda", "Item 1: Warm homes", "Item 3: Dry homes",
    ]  # fmt: skip
    words = tree.text
    assert "Matters arising (no paper)" in words
    assert words.count("an interest is declared by Owen Member") == 2
    with pikepdf.open(BytesIO(papers)) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_each_board_view_is_one_page_of_the_papers(papers: bytes) -> None:
    from pypdf import PdfReader  # noqa: PLC0415 - read here alone

    pages = [page.extract_text() for page in PdfReader(BytesIO(papers)).pages]
    views = [at for at, words in enumerate(pages) if "Item 1: Warm homes" in words and at > 1]
    assert len(views) == 1
    assert "10. Decision" in pages[views[0]]


def test_minutes_say_decision_dissent_interest_and_conditions_alike_in_every_form() -> None:
    document = docx.Document(BytesIO(minutes_docx(MINUTES, SIGNATURE)))
    word = "\n".join(
        [each.text for each in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    pdf = structure(minutes_pdf(MINUTES, SIGNATURE)).text
    page = minutes_html(MINUTES, SIGNATURE).striptags()
    for said in (word, pdf, page):
        for words in (
            "Decision: endorsed with conditions", "Dissent. Mel Member: not endorsed. No data.",
            "Owen Member: a brother bids", "Name the data", "Robin Example", "15 January 2027",
            "Matters arising", "None arose.", "sent apologies", "ab" * 32,
        ):  # fmt: skip
            assert words in said, words


def test_minutes_that_nobody_signed_say_so_and_signed_ones_are_the_same_to_the_byte() -> None:
    assert "Draft: not signed." in minutes_html(MINUTES, None)
    assert "<Mission>" not in minutes_html(MINUTES, None)
    assert minutes_docx(MINUTES, SIGNATURE) == minutes_docx(MINUTES, SIGNATURE)
