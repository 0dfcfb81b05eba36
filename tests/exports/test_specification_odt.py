"""The OpenDocument copy opens, keeps to its grammar, and says what the page says."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import lxml.html
import pytest
from lxml import etree
from odf.text import A, Bookmark

from exports.html import specification_body
from exports.odt import specification_odt
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.opendocument import faults, headings, opened, tables
from tests.exports.specification_cases import ARABIC, DRAFT, HOSTILE, PUBLISHED, WELSH
from tests.factories.snapshots import make_minimal_snapshot, make_snapshot


@pytest.fixture(scope="module")
def data(tender: SpecificationSnapshot) -> bytes:
    return specification_odt(tender, PUBLISHED)


@pytest.fixture(scope="module")
def document(data: bytes) -> Any:
    return opened(data)


@pytest.fixture(scope="module")
def page(tender: SpecificationSnapshot) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(specification_body(tender, PUBLISHED).html)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_it_keeps_to_the_grammar_of_opendocument(document: Any) -> None:
    assert faults(document) == set()


def test_its_package_says_first_what_it_is(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert package.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        listed = etree.fromstring(package.read("META-INF/manifest.xml"))
        named = {value for entry in listed for name, value in entry.items() if name.endswith("full-path")}
        assert named - {"/"} == {"content.xml", "styles.xml", "meta.xml"}


def test_headings_are_real_headings_in_the_order_of_the_page(
    document: Any, page: lxml.html.HtmlElement
) -> None:
    on_page = [(int(each.tag[1]) - 1, squeezed(each.text_content())) for each in page.iter("h2", "h3", "h4")]
    in_file = [(level, squeezed(words)) for level, words in headings(document) if words != "Contents"]
    assert len(in_file) > 20
    assert in_file == on_page


def test_tables_have_the_cells_of_the_page_and_header_rows_that_repeat(
    document: Any, page: lxml.html.HtmlElement
) -> None:
    on_page = [
        (
            len(each.findall("thead/tr")),
            [[squeezed(cell.text_content()) for cell in row.iter("th", "td")] for row in each.iter("tr")],
        )
        for each in page.iter("table")
    ]
    in_file = [
        (heads, [[squeezed(cell) for cell in row] for row in rows]) for heads, rows in tables(document)
    ]
    assert len(in_file) > 20
    assert in_file == on_page


def test_every_link_leads_somewhere(document: Any, page: lxml.html.HtmlElement) -> None:
    marks = {each.getAttribute("name") for each in document.text.getElementsByType(Bookmark)}
    links = {each.getAttribute("href") for each in document.text.getElementsByType(A)}
    inside = {link[1:] for link in links if link.startswith("#")}
    assert inside
    assert inside <= marks
    assert {link for link in links if not link.startswith("#")} == {
        each for each in page.xpath("//a/@href") if not each.startswith("#")
    }


def test_it_says_its_title_author_and_language(data: bytes, tender: SpecificationSnapshot) -> None:
    with zipfile.ZipFile(BytesIO(data)) as package:
        meta, styles = package.read("meta.xml").decode(), package.read("styles.xml").decode()
    for words in (tender.title, tender.authority.name, "en-GB", "2027-01-11T09:30:00Z"):
        assert words in meta
    assert 'fo:language="en" fo:country="GB"' in styles


def test_the_same_content_is_the_same_to_the_byte(tender: SpecificationSnapshot, data: bytes) -> None:
    assert specification_odt(tender, PUBLISHED) == data


def test_words_of_another_language_and_direction_are_marked() -> None:
    made = specification_odt(make_snapshot(1, 1, summary=f"{WELSH}\n\n{ARABIC}", language="cy"), PUBLISHED)
    with zipfile.ZipFile(BytesIO(made)) as package:
        content = package.read("content.xml").decode()
    assert 'fo:language="cy" fo:country="GB"' in content
    assert 'style:writing-mode="rl-tb"' in content
    assert faults(opened(made)) == set()


@pytest.mark.parametrize(
    "snapshot", [make_minimal_snapshot(), make_minimal_snapshot(title=HOSTILE, summary=HOSTILE)]
)
def test_drafts_and_hostile_words_are_told_as_text(snapshot: SpecificationSnapshot) -> None:
    made = specification_odt(snapshot, DRAFT)
    assert faults(opened(made)) == set()
    with zipfile.ZipFile(BytesIO(made)) as package:
        assert "Draft – not published" in package.read("content.xml").decode()


def test_every_buyer_stands_on_the_cover() -> None:
    alone = make_snapshot()
    other = alone.authority.model_copy(update={"name": "Eastmarch Council"})
    made = specification_odt(alone.model_copy(update={"joint_authorities": (other,)}), PUBLISHED)
    content = zipfile.ZipFile(BytesIO(made)).read("content.xml").decode()
    assert f"{alone.authority.name}, jointly with Eastmarch Council</text:span>" in content
