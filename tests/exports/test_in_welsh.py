"""The specification as a document in Welsh: our words in Welsh, the buyer's as far as it wrote them so, and marked."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pytest
from docx import Document
from pypdf import PdfReader

from exports import artefact
from tests.exports.specification_cases import PUBLISHED
from tests.factories.bilingual import with_welsh
from tests.factories.snapshots import make_snapshot

TITLE, SUMMARY = "Cartrefi cynnes i Westmarch", "Rydym am weld newid erbyn 2031."


@pytest.fixture(scope="module")
def bilingual():
    return with_welsh(make_snapshot(2, 1, lots=2), title=TITLE, summary=SUMMARY)


def test_files_in_welsh_are_made_where_there_is_welsh(bilingual) -> None:
    named = {kind.name for kind in artefact.kinds_of(bilingual)} - {
        kind.name for kind in artefact.kinds_of(make_snapshot())
    }
    assert named == {f"specification.cy.{ending}" for ending in ("pdf", "docx", "odt", "html", "md")}


def test_the_pdf_speaks_welsh_and_marks_what_is_english(bilingual) -> None:
    made = artefact.make("specification.cy.pdf", bilingual, PUBLISHED)
    assert made.file_name == "WCA-2027-0014-v2-specification.cy.pdf"
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(made.data)).pages)
    for words in (
        TITLE,
        SUMMARY,
        "Y broblem",
        "Cyhoeddwyd",
        "11 Ionawr 2027",
        "Atodiad A",
        "fersiwn 2",
        "Tudalen 2 o",
        "am 5yh",
    ):
        assert words in text, words
    with pikepdf.open(BytesIO(made.data)) as file:
        assert str(file.Root.Lang) == "cy"
        tongues = {
            str(each.Lang)
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary) and "/Lang" in each
        }
    assert tongues == {"cy", "en"}
    assert "Page 2 of" not in text
    assert artefact.make("specification.cy.pdf", bilingual, PUBLISHED).data == made.data


def test_the_page_and_the_word_file_say_their_language(bilingual) -> None:
    page = artefact.make("specification.cy.html", bilingual, PUBLISHED).data.decode()
    assert '<html lang="cy">' in page
    assert f'<div class="spec-text spec-lead"><p>{SUMMARY}</p>' in page.replace("\n", "")
    assert '<div class="spec-text spec-statement" lang="en">' in page
    for english in ("At a glance", "Not stated", "Key facts", "excluding VAT"):
        assert english not in page
    data = artefact.make("specification.cy.docx", bilingual, PUBLISHED).data
    assert Document(BytesIO(data)).core_properties.language == "cy-GB"
    styles = ZipFile(BytesIO(data)).read("word/styles.xml").decode()
    assert 'w:lang w:val="cy-GB"' in styles


def test_the_opendocument_text_and_the_markdown_are_in_welsh(bilingual) -> None:
    packed = ZipFile(BytesIO(artefact.make("specification.cy.odt", bilingual, PUBLISHED).data))
    styles, content = (packed.read(name).decode() for name in ("styles.xml", "content.xml"))
    assert 'fo:language="cy"' in styles
    plain = artefact.make("specification.cy.md", bilingual, PUBLISHED).data.decode()
    assert "Tudalen " in styles
    for text in (content, plain):
        assert TITLE in text
        assert "Y broblem" in text
        assert "At a glance" not in text


def test_the_english_files_hold_no_welsh(bilingual) -> None:
    page = artefact.make("specification.html", bilingual, PUBLISHED).data.decode()
    assert '<html lang="en-GB">' in page
    assert TITLE not in page
