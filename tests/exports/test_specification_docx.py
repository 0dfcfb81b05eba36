"""The Word copy opens, says what the page says, and is laid out with styles that assistive software reads."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import lxml.html
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from exports.docx import specification_docx
from exports.docx_body import write_body
from exports.html import specification_body
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.specification_cases import ARABIC, DRAFT, EMOJI, HEBREW, HOSTILE, PUBLISHED, WELSH
from tests.factories.snapshots import make_minimal_snapshot, make_snapshot


@pytest.fixture(scope="module")
def document(tender_docx: bytes) -> Document:
    return docx.Document(BytesIO(tender_docx))


@pytest.fixture(scope="module")
def page(tender: SpecificationSnapshot) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(specification_body(tender, PUBLISHED).html)


def squeezed(text: str) -> str:
    return "".join(text.split())


def words(element: lxml.html.HtmlElement) -> str:
    return squeezed(element.text_content())


def all_text(document: Document) -> str:
    return "\n".join("".join(p.itertext(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


def test_headings_are_real_headings_in_the_order_of_the_page(
    document: Document, page: lxml.html.HtmlElement
) -> None:
    in_file = [
        (paragraph.style.name, squeezed(paragraph.text))
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading") and paragraph.text != "Contents"
    ]
    on_page = [
        (f"Heading {int(heading.tag[1]) - 1}", words(heading)) for heading in page.iter("h2", "h3", "h4")
    ]
    assert len(in_file) > 20
    assert in_file == on_page


def test_tables_have_the_cells_of_the_page(document: Document, page: lxml.html.HtmlElement) -> None:
    in_file = [
        [[squeezed(_text(cell)) for cell in row.iter(qn("w:tc"))] for row in table._tbl.iter(qn("w:tr"))]
        for table in document.tables
    ]
    on_page = [
        [[words(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]
        for table in page.iter("table")
    ]
    assert len(in_file) > 20
    assert in_file == on_page


def _text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def test_tables_have_words_to_stand_for_them_and_header_rows_that_repeat(
    document: Document, page: lxml.html.HtmlElement
) -> None:
    for table, source in zip(document.tables, page.iter("table"), strict=True):
        caption = " ".join(source.find("caption").text_content().split())
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == caption
        marked = [
            row for row in table._tbl.iter(qn("w:tr")) if row.find(f".//{qn('w:tblHeader')}") is not None
        ]
        assert len(marked) == len(list(source.iterfind("thead/tr")))


def test_every_paragraph_and_item_of_the_page_is_there(
    document: Document, page: lxml.html.HtmlElement
) -> None:
    text = squeezed(all_text(document))
    for element in page.iter("p", "li", "caption"):
        for piece in element.itertext():
            assert squeezed(piece) in text


def test_numbered_lists_each_start_afresh(document: Document) -> None:
    numberings = {
        paragraph._p.pPr.numPr.numId.val
        for paragraph in document.paragraphs
        if paragraph.style.name == "List Number"
    }
    assert len(numberings) >= 2


def test_links_inside_lead_to_bookmarks_and_links_outside_to_addresses(
    document: Document, page: lxml.html.HtmlElement
) -> None:
    marks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    links = list(document.element.iter(qn("w:hyperlink")))
    inside = [link.get(qn("w:anchor")) for link in links if link.get(qn("w:anchor"))]
    outside = {document.part.rels[link.get(qn("r:id"))].target_ref for link in links if link.get(qn("r:id"))}
    assert set(inside) <= marks
    assert outside == {href for href in page.xpath("//a/@href") if not href.startswith("#")}


def test_the_contents_are_a_field_that_word_can_bring_up_to_date(document: Document) -> None:
    instructions = [element.text for element in document.element.body.iter(qn("w:instrText"))]
    assert any(instruction.strip().startswith("TOC") for instruction in instructions)
    marks = [mark.get(qn("w:fldCharType")) for mark in document.element.body.iter(qn("w:fldChar"))]
    assert marks.count("begin") == marks.count("separate") == marks.count("end") == 1


def test_it_says_its_title_author_language_and_date(
    document: Document, tender: SpecificationSnapshot
) -> None:
    properties = document.core_properties
    assert properties.title == tender.title
    assert properties.author == properties.last_modified_by == tender.authority.name
    assert properties.language == "en-GB"
    assert properties.created.replace(tzinfo=None) == PUBLISHED.published_at.replace(tzinfo=None)
    language = document.styles.element.find(f".//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "en-GB"


def test_a_draft_has_no_date_of_its_own_making() -> None:
    data = specification_docx(make_minimal_snapshot(), DRAFT)
    core = zipfile.ZipFile(BytesIO(data)).read("docProps/core.xml")
    assert b"2013" not in core
    assert b"created" not in core


def test_it_is_a4_with_pages_numbered(document: Document) -> None:
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    fields = [element.text.strip() for element in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_every_colour_of_text_stands_out_on_white(document: Document) -> None:
    colours = {
        colour.get(qn("w:val"))
        for part in (document.styles.element, document.element)
        for style in part.iter(qn("w:style"), qn("w:r"))
        if style.tag == qn("w:r") or _is_used(style, document)
        for colour in style.iter(qn("w:color"))
    } - {"auto", None}
    assert colours
    assert all(_contrast_on_white(colour) >= 4.5 for colour in colours)


def _is_used(style: etree._Element, document: Document) -> bool:
    used = {each.get(qn("w:val")) for each in document.element.iter(qn("w:pStyle"), qn("w:rStyle"))}
    return style.get(qn("w:styleId")) in used


def _contrast_on_white(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_the_same_snapshot_and_stamp_give_the_same_bytes(
    tender: SpecificationSnapshot, tender_docx: bytes
) -> None:
    assert specification_docx(tender, PUBLISHED) == tender_docx


def test_a_draft_says_so_on_its_cover_and_in_its_header() -> None:
    draft = docx.Document(BytesIO(specification_docx(make_snapshot(1, 1), DRAFT)))
    assert "Draft – not published" in [paragraph.text for paragraph in draft.paragraphs]
    assert "Draft – not published" in draft.sections[0].header.paragraphs[0].text


def test_hostile_and_foreign_words_are_written_as_words() -> None:
    made = make_snapshot(
        1, 1, title=HOSTILE, summary=f"{HOSTILE}\n\n{WELSH}\n\n{HEBREW}\n\n{ARABIC}\n\n{EMOJI}"
    )
    document = docx.Document(BytesIO(specification_docx(made, PUBLISHED)))
    text = all_text(document)
    for part in (
        "<script>alert(1)</script>",
        "file:///etc/passwd",
        "{{ 7 * 7 }}",
        WELSH,
        HEBREW,
        ARABIC,
        EMOJI,
    ):
        assert part in text
    assert not [rel for rel in document.part.rels.values() if "image" in rel.reltype]


def test_right_to_left_paragraphs_are_set_so() -> None:
    document = docx.Document(BytesIO(specification_docx(make_snapshot(1, 1, summary=HEBREW), PUBLISHED)))
    paragraph = next(each for each in document.paragraphs if each.text == HEBREW)
    assert paragraph._p.pPr.find(qn("w:bidi")) is not None
    assert all(run.font.rtl for run in paragraph.runs)


def test_a_field_of_100_000_characters_is_written_whole() -> None:
    document = docx.Document(
        BytesIO(specification_docx(make_snapshot(1, 1, summary="a" * 100_000), PUBLISHED))
    )
    assert "a" * 100_000 in all_text(document)


def test_an_element_it_does_not_know_is_refused_and_not_dropped() -> None:
    with pytest.raises(ValueError, match="video"):
        write_body(docx.Document(), "<p>before <video></video></p>")


def test_words_in_welsh_are_marked_as_welsh() -> None:
    made = make_snapshot(1, 1, language="cy", summary="Rydym am weld newid.")
    document = docx.Document(BytesIO(specification_docx(made, PUBLISHED)))
    paragraph = next(each for each in document.paragraphs if each.text == "Rydym am weld newid.")
    assert [each.get(qn("w:val")) for each in paragraph._p.iter(qn("w:lang"))] == ["cy"]
    heading = next(each for each in document.paragraphs if each.text.endswith("The problem"))
    assert list(heading._p.iter(qn("w:lang"))) == []
