"""The HTML file stands alone: nothing in it is fetched from anywhere, and nothing in it runs."""

from __future__ import annotations

import html5lib
import lxml.html
import pytest

from exports.html import specification_body
from exports.standalone import specification_file
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.specification_cases import DRAFT, HOSTILE, PUBLISHED
from tests.factories.snapshots import make_snapshot


@pytest.fixture(scope="module")
def page(tender: SpecificationSnapshot) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(specification_file(tender, PUBLISHED).decode())


def test_it_loads_nothing_and_runs_nothing(page: lxml.html.HtmlElement) -> None:
    assert not page.xpath("//script | //img | //link | //iframe | //object | //@src | //@style | //@onload")
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert "url(" not in page.findtext(".//style")
    assert "@import" not in page.findtext(".//style")


def test_it_says_what_the_page_says(page: lxml.html.HtmlElement, tender: SpecificationSnapshot) -> None:
    assert specification_body(tender, PUBLISHED).html in specification_file(tender, PUBLISHED).decode()
    assert page.get("lang") == "en-GB"
    assert page.findtext(".//h1") == tender.title
    assert {each.get("href")[1:] for each in page.xpath("//nav//a")} <= set(page.xpath("//*/@id"))


def test_it_is_well_formed_and_the_same_each_time(tender: SpecificationSnapshot) -> None:
    made = specification_file(tender, PUBLISHED)
    assert made == specification_file(tender, PUBLISHED)
    html5lib.HTMLParser(strict=True).parse(made.decode())


def test_what_people_wrote_is_text_and_keeps_its_language() -> None:
    made = specification_file(make_snapshot(1, 1, title=HOSTILE, language="cy"), DRAFT).decode()
    assert "<script" not in made
    assert 'lang="cy"' in made
    assert "Draft – not published" in made
