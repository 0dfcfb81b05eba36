"""The specification as Markdown says what the page says, and nothing in it is more than text."""

from __future__ import annotations

from markdown_it import MarkdownIt

from exports.specification_markdown import specification_markdown
from tests.exports.specification_cases import DRAFT, HOSTILE, PUBLISHED
from tests.factories.snapshots import make_minimal_snapshot, make_snapshot

READER = MarkdownIt("commonmark").enable("table")


def written(snapshot=None, stamp=PUBLISHED) -> str:  # type: ignore[no-untyped-def]
    return specification_markdown(snapshot or make_snapshot(2, 2), stamp).decode()


def test_it_has_the_headings_and_the_numbers_of_the_specification() -> None:
    text = written()
    assert text.startswith("# Warm homes for Westmarch\n")
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings[0] == "## 1 At a glance"
    assert "## 4 The outcomes we want" in headings
    assert headings[-2].startswith("## Annex A")


def test_tables_keep_their_rows_and_their_captions() -> None:
    text = written()
    assert "**Award criteria and weightings**\n\n| Criterion |" in text
    assert "| 3 Price | Price | The tender as a whole | 30% |" in text


def test_nothing_points_at_a_place_that_markdown_has_no_name_for() -> None:
    assert "](#" not in written()


def test_a_draft_says_that_it_is_one() -> None:
    assert "**Draft – not published**" in written(make_minimal_snapshot(), DRAFT)


def test_what_somebody_wrote_is_neither_markup_nor_an_image_for_whoever_reads_it() -> None:
    text = written(make_snapshot(1, 1, title=HOSTILE, summary=HOSTILE))
    assert "passwords" in text
    tokens = READER.parse(text)
    inner = [child for token in tokens for child in (token.children or [])]
    assert not [token for token in [*tokens, *inner] if token.type in {"html_block", "html_inline", "image"}]
    addresses = [str(token.attrGet("href")) for token in inner if token.type == "link_open"]
    assert all(address.startswith(("https://", "http://", "mailto:")) for address in addresses)


def test_the_same_version_makes_the_same_text() -> None:
    assert written() == written()
