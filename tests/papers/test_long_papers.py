"""A specification of more than twenty pages says the same in every format, each sentence under its heading."""

from __future__ import annotations

import pytest

from procure.papers import Form, Paper, Unit, read_within
from tests.factories import papers

FORMS = {
    "docx": Form.DOCX,
    "odt": Form.ODT,
    "pdf": Form.PDF,
    "md": Form.MARKDOWN,
    "html": Form.HTML,
    "txt": Form.TEXT,
}


@pytest.fixture(scope="session", params=papers.EVERY)
def read(request: pytest.FixtureRequest) -> tuple[str, Paper]:
    """Each format read once, in a process of its own."""
    name: str = request.param
    return name.rpartition(".")[2], read_within(papers.EVERY[name](), name)


def _texts(ending: str, paper: Paper) -> list[str]:
    """In a PDF a label stands on the line of the cell beside it."""
    labels = tuple(f"{label} " for label, _ in papers.ROWS) if ending == "pdf" else ()
    return [
        next((p.text.removeprefix(x) for x in labels if p.text.startswith(x)), p.text) for p in paper.passages
    ]


def test_every_sentence_is_read_once_and_in_order(read: tuple[str, Paper]):
    ending, paper = read
    assert paper.form is FORMS[ending]
    assert _texts(ending, paper) == papers.words()
    assert paper.notes == ()


def test_every_passage_stands_under_its_heading(read: tuple[str, Paper]):
    _, paper = read
    expected, above = [], {1: "", 2: "", 3: ""}
    for block in papers.blocks():
        if block.level:
            above[block.level] = block.text
            above |= {level: "" for level in above if level > block.level}
        else:
            expected.append([above[2], above[3]])
    for passage, (part, clause) in zip(paper.passages, expected, strict=True):
        if clause:
            assert part in passage.headings
            assert clause in passage.headings


def test_places_run_on_and_pages_are_counted_where_there_are_pages(read: tuple[str, Paper]):
    ending, paper = read
    places = [(passage.page, passage.number) for passage in paper.passages]
    assert places == sorted(places)
    assert places[0][1] >= 1
    if ending in ("docx", "odt", "pdf"):
        assert paper.pages == paper.passages[-1].page > (20 if ending == "pdf" else 14)
        assert paper.passages[-1].place_in_words.startswith(f"page {paper.pages}, ")
    else:
        assert {passage.page for passage in paper.passages} == {0}
        assert {passage.unit for passage in paper.passages} == {Unit.LINE}


def test_the_place_is_where_the_words_are(read: tuple[str, Paper]):
    ending, paper = read
    if ending not in ("md", "html", "txt"):
        return
    lines = papers.EVERY[f"specification.{ending}"]().decode().split("\n")
    for passage in paper.passages:
        assert passage.text.split()[0].strip("“") in lines[passage.number - 1]
