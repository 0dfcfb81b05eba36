"""The PDF says what the page says, in the same order, to those who listen as to those who look."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import lxml.html
import pikepdf
import pypdf
import pytest

from exports import fonts, pdf
from exports.html import specification_html
from exports.pdf import ForbiddenAddress, html_to_pdf, specification_pdf, specification_print_html
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.pdf_reading import Element, artefact_count, structure
from tests.exports.specification_cases import (
    ARABIC,
    BEYOND_OUR_FONTS,
    DRAFT,
    EMOJI,
    HEBREW,
    HOSTILE,
    PUBLISHED,
    WELSH,
)
from tests.factories.snapshots import make_minimal_snapshot, make_snapshot

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tree(tender_pdf: bytes) -> Element:
    return structure(tender_pdf)


@pytest.fixture(scope="module")
def page(tender: SpecificationSnapshot) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(specification_print_html(tender, PUBLISHED))


def words(element: lxml.html.HtmlElement) -> str:
    return "".join(element.text_content().split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_headings_are_those_of_the_page_in_their_order_with_their_words(
    tree: Element, page: lxml.html.HtmlElement
) -> None:
    on_page = [(element.tag.upper(), words(element)) for element in page.iter("h1", "h2", "h3", "h4")]
    in_file = [(element.tag, squeezed(element.text)) for element in tree.all("H1", "H2", "H3", "H4")]
    assert len(in_file) > 20
    assert in_file == on_page


def test_no_level_of_heading_is_skipped(tree: Element) -> None:
    levels = [int(element.tag[1]) for element in tree.all("H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_each_table_is_one_table_with_its_rows_and_cells_whatever_pages_it_falls_on(
    tree: Element, page: lxml.html.HtmlElement
) -> None:
    on_page = [
        [[words(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]
        for table in page.iter("table")
    ]
    in_file = [
        [[squeezed(cell.text) for cell in row.all("TH", "TD")] for row in table.all("TR")]
        for table in _without_labels(tree).all("Table")
    ]
    assert len(in_file) > 20
    assert in_file == on_page


def test_each_header_cell_says_what_it_heads(tree: Element) -> None:
    cells = list(tree.all("TH"))
    assert cells
    assert {cell.attributes.get("Scope") for cell in cells} == {"/Row", "/Column"}


def test_tables_have_captions_of_their_own(tree: Element, page: lxml.html.HtmlElement) -> None:
    captions = [squeezed(caption.text) for table in tree.all("Table") for caption in table.all("Caption")]
    assert captions == [words(caption) for caption in page.iter("caption")]


def test_lists_are_lists_with_items_of_label_and_body(tree: Element, page: lxml.html.HtmlElement) -> None:
    in_contents = "ancestor-or-self::ol[contains(@class, 'toc')]"
    on_page = [words(item) for item in page.iter("li") if not item.xpath(in_contents)]
    items = list(tree.all("LI"))
    assert [squeezed(next(item.all("LBody")).text) for item in items] == on_page
    for item in items:
        assert [kid.tag for kid in item.children] == ["Lbl", "LBody"]


def test_contents_are_tagged_as_contents_and_lead_to_the_right_pages(
    tender_pdf: bytes, tree: Element
) -> None:
    entries = list(tree.all("TOCI"))
    assert len(entries) > 15
    reader = pypdf.PdfReader(BytesIO(tender_pdf))
    destinations = reader.named_destinations
    printed = [entry.children[0].text for entry in entries]
    for line, heading in zip(printed, _contents_of(reader), strict=True):
        label, number = line.replace(".", " ").split()[0], int(line.split()[-1])
        assert heading.startswith(label.split()[0])
        assert number >= 2
    section = next(line for line in printed if "The outcomes we want" in line)
    target = destinations["spec-outcomes"]
    assert int(section.split()[-1]) == reader.get_destination_page_number(target) + 1


def _contents_of(reader: pypdf.PdfReader) -> list[str]:
    """Titles of the bookmarks that the contents list too: all but "Contents" and parts of annexes."""
    titles: list[str] = []
    in_annex = False
    for item in _flat(reader.outline):
        depth, title = item
        in_annex = title.startswith("Annex") if depth == 0 else in_annex
        if title != "Contents" and not (depth and in_annex):
            titles.append(title)
    return titles


def _flat(outline: list, depth: int = 0) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for item in outline:
        if isinstance(item, list):
            found += _flat(item, depth + 1)
        else:
            found.append((depth, item.title))
    return found


def test_bookmarks_are_the_headings(tender_pdf: bytes, page: lxml.html.HtmlElement) -> None:
    bookmarks = [squeezed(title) for _, title in _flat(pypdf.PdfReader(BytesIO(tender_pdf)).outline)]
    headings = [words(element) for element in page.iter("h2", "h3") if element.get("class") != "spec-minor"]
    assert bookmarks == headings


def test_every_link_of_the_page_is_a_link_with_its_words(tree: Element, page: lxml.html.HtmlElement) -> None:
    body = [link for link in page.iter("a") if not link.xpath("ancestor::ol[contains(@class, 'toc')]")]
    in_file = [link for link in tree.all("Link") if "...." not in link.text.replace(" ", "")]
    assert [squeezed(link.text) for link in in_file] == [words(link) for link in body]
    assert all(link.annotations for link in tree.all("Link"))


def test_every_drawing_has_words_to_stand_for_it(tree: Element, tender: SpecificationSnapshot) -> None:
    drawings = list(tree.all("Figure"))
    assert len(drawings) == len(tender.outcomes)
    assert "as a chain: 2 objectives, the outcome, 3 measures" in drawings[0].alt


def test_headers_and_footers_of_pages_are_not_read_aloud(tender_pdf: bytes, tree: Element) -> None:
    assert "Page 5 of" not in tree.text
    pages = len(pypdf.PdfReader(BytesIO(tender_pdf)).pages)
    assert artefact_count(tender_pdf) >= 4 * (pages - 1)


def test_the_words_of_the_file_are_the_words_of_the_page_in_order(
    tree: Element, page: lxml.html.HtmlElement
) -> None:
    main = copy.deepcopy(next(page.iter("main")))
    for drawing in list(main.iter("{*}svg", "svg")):
        drawing.drop_tree()
    read = squeezed("".join(child.text for child in _without_labels(tree).children))
    assert squeezed(main.text_content()) in read


def _without_labels(element: Element) -> Element:
    """The same tree without bullets and numbers of items, which no HTML holds as text."""
    kids = [
        _without_labels(kid) if isinstance(kid, Element) else kid
        for kid in element.kids
        if not (isinstance(kid, Element) and kid.tag in {"Lbl", "Figure"})
    ]
    return Element(element.tag, element.attributes, element.alt, kids)


def test_the_file_says_its_title_author_language_and_dates(
    tender_pdf: bytes, tender: SpecificationSnapshot
) -> None:
    with pikepdf.open(BytesIO(tender_pdf)) as file:
        assert str(file.Root.Lang) == "en-GB"
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert str(file.docinfo.Title) == tender.title
        assert str(file.docinfo.Author) == tender.authority.name
        assert str(file.docinfo.CreationDate) == "D:20270111093000+00'00"
        metadata = file.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"


def test_the_file_carries_our_typefaces_and_no_other(tender_pdf: bytes) -> None:
    with pikepdf.open(BytesIO(tender_pdf)) as file:
        names = {str(font.BaseFont) for page in file.pages for font in page.Resources.Font.values()}
    assert names
    assert all("Plex" in name for name in names)


def test_a_draft_says_on_every_page_that_it_is_one(tender: SpecificationSnapshot) -> None:
    reader = pypdf.PdfReader(BytesIO(specification_pdf(make_snapshot(outcomes=1, measures=1), DRAFT)))
    assert all("Draft – not published" in page.extract_text() for page in reader.pages)


def test_a_published_file_does_not_say_that_it_is_a_draft(tender_pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(tender_pdf))
    assert not any("Draft" in page.extract_text() for page in reader.pages[:3])


def test_the_first_day_of_a_draft_can_be_seen_as_a_pdf() -> None:
    reader = pypdf.PdfReader(BytesIO(specification_pdf(make_minimal_snapshot(), DRAFT)))
    assert "Not given yet" in reader.pages[2].extract_text()


def test_the_same_snapshot_and_stamp_give_the_same_bytes_again(
    tender: SpecificationSnapshot, tender_pdf: bytes
) -> None:
    assert specification_pdf(tender, PUBLISHED) == tender_pdf


def test_the_same_snapshot_and_stamp_give_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from exports.pdf import specification_pdf; "
        "from tests.exports.specification_cases import PUBLISHED; "
        "from tests.factories.snapshots import make_snapshot; "
        "print(hashlib.sha256(specification_pdf(make_snapshot(1, 1), PUBLISHED)).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "https://example.org/logo.png",
        "//example.org/logo.png",
        "/etc/passwd",
        "../../setup.cfg",
        "procure:../../setup.cfg",
        "data:image/png;base64,AAAA",
    ],
)
def test_a_document_that_asks_for_anything_not_ours_is_refused(address: str) -> None:
    html = f'<html lang="en"><head><title>t</title></head><body><h1>t</h1><img alt="x" src="{address}"></body></html>'
    with pytest.raises(ForbiddenAddress):
        html_to_pdf(html)


def test_hostile_words_are_printed_and_fetch_nothing() -> None:
    outcome = make_snapshot(outcomes=1, measures=1).outcomes[0]
    hostile = outcome.model_copy(update={"title": HOSTILE, "statement": HOSTILE, "place": HOSTILE})
    made = make_snapshot(1, 1, title=HOSTILE, summary=HOSTILE)
    made = made.model_copy(update={"outcomes": (hostile,)})
    text = structure(specification_pdf(made, PUBLISHED)).text
    assert "<script>alert(1)</script>" in text
    assert "file:///etc/passwd" in text
    assert "{{ 7 * 7 }}" in text
    assert "49" not in text.split("Contents")[0]


def test_welsh_hebrew_arabic_and_emoji_are_printed_as_written() -> None:
    made = make_snapshot(1, 1, title="Tai cynnes", summary=f"{WELSH}\n\n{HEBREW}\n\n{ARABIC}\n\n{EMOJI}")
    data = specification_pdf(made, PUBLISHED)
    paragraphs = [element.text for element in structure(data).all("P")]
    assert WELSH in paragraphs
    assert any(sorted(squeezed(text)) == sorted(squeezed(HEBREW)) for text in paragraphs)
    assert any("😀" in text and "🏡" in text for text in paragraphs)
    with pikepdf.open(BytesIO(data)) as file:
        names = {str(font.BaseFont) for page in file.pages for font in page.Resources.Font.values()}
    for family in ("Hebrew", "Arabic", "Emoji"):
        assert any(family in name for name in names)


def test_a_character_that_no_typeface_has_is_marked_and_told(caplog: pytest.LogCaptureFixture) -> None:
    made = make_snapshot(1, 1, summary=f"Name: {BEYOND_OUR_FONTS}.")
    text = structure(specification_pdf(made, PUBLISHED)).text
    assert f"Name: {fonts.REPLACEMENT * 2}." in text
    assert squeezed(f"each shows as {fonts.REPLACEMENT} here") in squeezed(text)
    assert "in none of the typefaces" in caplog.text


def test_what_the_typefaces_lack_is_named_once_in_its_order() -> None:
    assert fonts.unprintable("Gwyl d\u0175r \u4e2d, \u6587 \u4e2d \U0001f600 \u200d \u0634") == (
        "\u4e2d",
        "\u6587",
    )


@pytest.mark.parametrize("text", ["a" * 100_000, "word " * 20_000], ids=["one endless word", "many words"])
def test_a_field_of_100_000_characters_is_printed_whole(text: str) -> None:
    made = make_snapshot(1, 1, summary=text)
    read = structure(specification_pdf(made, PUBLISHED)).text
    assert squeezed(read).replace("\u200b", "").count(squeezed(text)) == 1


def test_without_set_up_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(fonts.FontsNotInstalled, match="make setup"):
        specification_pdf(make_minimal_snapshot(), DRAFT, fonts_dir=tmp_path)


def test_the_print_stylesheet_is_understood_whole() -> None:
    """WeasyPrint warns of a rule it does not know; a warning in any of these tests is an error."""
    pdf._style.cache_clear()
    html_to_pdf('<html lang="en"><head><title>t</title></head><body><h1>t</h1></body></html>')


def test_the_page_and_the_pdf_share_one_body(tender: SpecificationSnapshot) -> None:
    assert specification_html(tender, PUBLISHED) in specification_print_html(tender, PUBLISHED)


def test_a_voice_is_told_which_words_are_welsh() -> None:
    made = make_snapshot(1, 1, language="cy", title="Cartrefi cynnes", summary="Rydym am weld newid.")
    with pikepdf.open(BytesIO(specification_pdf(made, PUBLISHED))) as file:
        spoken = [
            (str(each.S), str(each.Lang))
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem" and "/Lang" in each
        ]
        assert str(file.Root.Lang) == "en-GB"
    assert ("/H1", "cy") in spoken
    assert ("/Div", "cy") in spoken
    assert ("/TD", "cy") in spoken
