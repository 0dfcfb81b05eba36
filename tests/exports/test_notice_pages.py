"""A notice as readers meet it: a fragment of a page, and a tagged PDF."""

from __future__ import annotations

import io
import re

import pypdf
import pytest

from exports.artefact import PublicationStamp, make
from exports.notices.definition import resolve
from exports.notices.html import notice_html
from exports.notices.pdf import notice_pdf, notice_print_html
from exports.notices.values import Link, email_link, web_address, web_link
from tests.factories.notices import PUBLISHED_AT, make_stamp
from tests.factories.snapshots import make_facts, make_minimal_snapshot, make_snapshot

# WeasyPrint leaves the file of its colour profile for the garbage collector to close.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_draft_says_that_it_is_one_and_what_is_missing() -> None:
    html = notice_html(make_minimal_snapshot())
    assert "Draft, not published" in html
    assert html.count("Not given yet") > 10


def test_a_published_notice_says_which_it_is_and_when() -> None:
    html = words_of(notice_html(make_snapshot(), make_stamp()))
    assert "Tender notice (UK4), competitive flexible procedure" in html
    assert "procure-local-WCA-2027-0014-1 (ours:" in html
    assert "11 January 2027 at 9:15am" in html


def test_a_notice_of_the_platform_carries_the_platforms_identifier_alone() -> None:
    html = notice_html(
        make_snapshot(),
        make_stamp(platform_notice_id="041267-2027", platform_procurement_id="ocds-h6vhtk-0f1a2b"),
    )
    assert "041267-2027" in html
    assert "ocds-h6vhtk-0f1a2b" in html
    assert "procure-local" not in html


def test_officers_can_see_where_the_law_asks_for_each_item() -> None:
    assert "regulation 18(2)(g)" in notice_html(make_snapshot(), show_provisions=True)
    assert "regulation 18(2)(g)" not in notice_html(make_snapshot())


def test_lots_and_documents_stand_under_headings_of_their_own() -> None:
    html = notice_html(make_snapshot(lots=2), make_stamp())
    assert [heading for heading in re.findall(r"<h3[^>]*>([^<]+)", html) if heading.startswith("Lot ")] == [
        "Lot 1: District 1",
        "Lot 2: District 2",
    ]
    assert html.index("Lot 2: District 2") < html.index("Draft contract")


def test_headings_start_below_the_pages_own() -> None:
    levels = re.findall(r"<h(\d)", notice_html(make_snapshot(lots=2), make_stamp()))
    assert set(levels) == {"2", "3"}
    assert levels[0] == "2"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</dd></dl><h1>x</h1>", "{{ 7 * 7 }}"],
)
def test_markup_that_somebody_wrote_is_shown_and_not_obeyed(text: str) -> None:
    lot = make_snapshot(lots=1).lots[0].model_copy(update={"title": text, "description": text})
    facts = make_facts(uses_lots=True, payment_terms=text, contact_name=text, contact_address=text)
    snapshot = make_snapshot(title=text, facts=facts).model_copy(update={"lots": (lot,)})
    for html in (notice_html(snapshot, make_stamp()), notice_print_html(snapshot, make_stamp())):
        assert "<script" not in html
        assert "<img" not in html
        assert "49" not in re.findall(r"<dd>\s*<p>(.*?)</p>", html)
        assert html.count("<h1") == (1 if "<html" in html else 0)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org",
        "https://",
        "https://user:secret@example.org",
        "https://exa mple.org",
        "https://example.org:port",
        "http://[::1",
        "",
    ],
)
def test_an_address_that_nobody_should_follow_is_never_a_link(address: str) -> None:
    assert web_address(address) is None
    assert not any(isinstance(value, Link) for value in web_link("A document", address))


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTPS://Example.ORG/A", "https://example.org/A"),
        ("https://llŷn.example/tŷ", "https://xn--lln-k2a.example/t%C5%B7"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
    ],
)
def test_an_address_is_written_as_every_reader_understands_it(address: str, written: str) -> None:
    assert web_address(address) == written


def test_an_email_address_is_a_link_only_when_it_is_one() -> None:
    assert email_link("a.b@example.org") == (Link("a.b@example.org", "mailto:a.b@example.org"),)
    assert email_link("a@b?bcc=all@example.org") == ("a@b?bcc=all@example.org",)


# The PDF


@pytest.fixture(scope="module")
def pdf() -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(notice_pdf(make_snapshot(lots=2), make_stamp())))


def test_the_pdf_holds_every_value_of_the_notice(pdf: pypdf.PdfReader) -> None:
    printed = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    labels = {field.label for field in resolve(make_snapshot(lots=2), make_stamp()).walk() if field.values}
    assert [label for label in labels if "".join(label.split()) not in printed] == []
    assert "£22,080,000includingVAT" in printed


def test_the_pdf_is_tagged_and_says_its_title_and_language(pdf: pypdf.PdfReader) -> None:
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Tender notice: Warm homes for Westmarch"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"


def test_the_registry_makes_the_same_pdf_each_time() -> None:
    snapshot = make_snapshot()
    stamp = PublicationStamp(version_number=1, published_at=PUBLISHED_AT, status_label="Published")
    made = [make("notice.pdf", snapshot, stamp, make_stamp()) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].data.startswith(b"%PDF-")
