"""Public pages in Welsh, without an account: at their own addresses, and honest about what is in English."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from procure.db import writing
from procure.domain.snapshot import WelshText
from procure.web.languages import SPOKEN, unprefixed
from tests.browsing import CheckedClient
from tests.factories.publications import make_listed_tender
from tests.factories.snapshots import make_snapshot
from tests.publication_files import starts_with_a_publication

pytestmark = starts_with_a_publication


@pytest.fixture
def reference(published_reference: str) -> str:
    return published_reference


def test_every_page_that_is_in_both_languages_is_open_to_anybody(app: Flask) -> None:
    for endpoint in SPOKEN:
        assert app.view_functions[endpoint].required_permission == "public", endpoint  # type: ignore[attr-defined]


def test_the_pages_of_a_tender_speak_welsh(client: CheckedClient, reference: str) -> None:
    tender = f"/published/{reference}"
    for address, words in {
        "/": "Tendrau cyhoeddus sy’n gofyn am ganlyniadau",
        "/published": "1 tendr",
        "/published?q=nobody-writes-this": "Dim tendrau",
        "/about": "Am y gwasanaeth hwn",
        "/accessibility": "chwyddo i 400% heb",
        "/notices": "Hysbysiadau cyhoeddedig",
        "/results": "Ystyr y geiriau",
        "/engagement": "Ar agor i ymatebion",
        "/missions": "Yr hyn a gyhoeddwyd am bob cenhadaeth",
        tender: "Yr hyn sy’n sefydlog, a’r hyn sy’n agored",
        f"{tender}/respond": "Sut i ymateb",
        f"{tender}/outcomes/1": "Sut y caiff ei fesur",
        f"{tender}/versions/1/notice": "Hysbysiad tendro",
        f"{tender}/questions": "Cwestiynau ac atebion",
        f"{tender}/questions/ask": "Gofyn cwestiwn",
        f"{tender}/follow": "Dilyn drwy e-bost",
        f"{tender}/challenges": "Yr hyn sy’n agored i her",
    }.items():
        answer = client.get(f"/cy{address}")
        assert answer.status_code == 200, address
        assert words in answer.text, address
        assert '<html lang="cy"' in answer.text
        assert answer.headers["Content-Language"] == "cy"
        path = address.partition("?")[0]
        assert f'href="{path}' in answer.text, "the way to English"
        assert client.get(address).headers["Content-Language"] == "en"


def test_links_stay_in_the_language_and_files_have_one_address(client: CheckedClient, reference: str) -> None:
    page = client.get(f"/cy/published/{reference}").text
    assert f'href="/cy/published/{reference}/respond"' in page
    assert f'href="/published/{reference}/versions/1/files/specification.pdf"' in page
    assert f'<link rel="canonical" href="/cy/published/{reference}">' in page
    assert f'hreflang="en" href="/published/{reference}"' in page
    assert not re.findall(r'href="/cy/(?:assets|sign-in|api|planner|developers)', page)


def test_what_buyers_wrote_is_marked_as_english(client: CheckedClient, reference: str) -> None:
    page = client.get(f"/cy/published/{reference}").text
    assert re.search(r'<article class="app-specification" lang="cy"', page)
    assert re.search(
        r'id="spec-problem" class="spec-heading"><span class="spec-number">2</span> Y broblem', page
    )
    assert re.search(r'<div class="spec-text spec-statement" lang="en">', page)
    assert re.search(r'<h1 [^>]*>.*<span lang="en">', page, re.DOTALL)
    assert "Dim ond yn Saesneg y cyhoeddodd y prynwr y tendr hwn" in page
    assert 'lang="en"><span' not in client.get(f"/published/{reference}").text


def test_what_a_buyer_wrote_in_welsh_is_read_in_welsh(app: Flask, client: CheckedClient) -> None:
    key = make_snapshot(outcomes=1, measures=1).outcomes[0].key
    said = (
        WelshText(place="title", text="Cartrefi cynnes"),
        WelshText(place=f"outcomes/{key}/statement", text="Mae cartrefi’n gynnes."),
    )
    with writing(app.extensions["procure"].engine) as session:
        reference = make_listed_tender(session, welsh=said)
    page = client.get(f"/cy/published/{reference}").text
    assert re.search(r"<h1 [^>]*>.*</span> Cartrefi cynnes</h1>", page)
    assert '<div class="spec-text spec-statement">\n<p>Mae cartrefi’n gynnes.</p>' in page
    assert "Dangosir yn Saesneg yr hyn nad yw’r prynwr wedi’i ysgrifennu yn Gymraeg" in page
    outcome = client.get(f"/cy/published/{reference}/outcomes/1").text
    assert '<div class="spec-statement"><p>Mae cartrefi’n gynnes.</p>' in outcome
    assert "Mae cartrefi’n gynnes" not in client.get(f"/published/{reference}").text
    for listed in ("/published", "/published?q=cartrefi", "/"):
        assert "<bdi>Cartrefi cynnes</bdi>" in client.get(f"/cy{listed}").text
        assert "Cartrefi cynnes" not in client.get(listed).text


def test_days_are_told_in_welsh_on_the_clock_in_london(client: CheckedClient, reference: str) -> None:
    months = "Ionawr|Chwefror|Mawrth|Ebrill|Mai|Mehefin|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr"
    page = client.get(f"/cy/published/{reference}").text
    assert re.search(rf"\d+ (?:{months}) 20\d\d am (?:hanner dydd|hanner nos|\d+(?::\d\d)?y[bh])", page)


def test_what_is_in_english_only_is_at_its_own_address(client: CheckedClient, reference: str) -> None:
    for address in (
        "/planner?weeks=2",
        "/sign-in",
        f"/published/{reference}/versions/1/files/notice.pdf",
        "/published/feed.atom",
    ):
        answer = client.get(f"/cy{address}")
        assert (answer.status_code, answer.headers["Location"]) == (302, address)
    posted = client.post("/cy/sign-out")
    assert posted.status_code in {307, 400}


def test_errors_speak_the_language_of_the_address(client: CheckedClient) -> None:
    missing = client.get("/cy/published/0000-0000-00")
    assert missing.status_code == 404
    assert "Heb ddod o hyd i’r dudalen" in missing.text
    assert client.get("/cy//elsewhere.example/page").status_code == 404
    assert "elsewhere.example" not in client.get("/cy//elsewhere.example/page").text


def test_a_form_that_is_refused_says_why_in_welsh(client: CheckedClient, reference: str) -> None:
    answer = client.fill_in(f"/cy/published/{reference}/follow", {"email": "nobody", "pace": ""})
    assert "Mae problem" in answer.text
    assert "Eich cyfeiriad e-bost: rhaid i hyn fod yn gyfeiriad e-bost" in answer.text
    assert f'action="/cy/published/{reference}/follow"' in answer.text


@pytest.mark.parametrize(
    ("address", "english"),
    [
        ("/cy/published", "/published"),
        ("/cy", "/"),
        ("https://a.example/cy/published", "https://a.example/published"),
    ],
)
def test_the_english_address_is_the_rest(address: str, english: str) -> None:
    assert unprefixed(address) == english


def test_what_a_script_says_of_a_form_is_in_welsh_too(client: CheckedClient, reference: str) -> None:
    page = client.get(f"/cy/published/{reference}/questions/ask").text
    assert "Gallwch roi hyd at" in page
    assert "remaining" not in page
    assert "Dewislen" in page
