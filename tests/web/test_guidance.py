"""What the law asks, beside every question that a provision governs: complete, short, and leading to the law."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from pydantic import ValidationError

from exports.notices.definition import definition_of
from procure.act.provisions import provision_url
from procure.domain.notice_facts import KINDS
from procure.domain.sections import PAGES
from procure.web import guidance
from procure.web.guidance import Words
from procure.web.notices import pages
from tests.act.test_rule_accounts import RULES
from tests.factories.filled_notices import FILLED
from tests.web.authoring_pages import Desk

GOVERNED = [slug for slug, page in PAGES.items() if page.source]
EVERYTHING = [
    *guidance.words().questions.values(),
    *guidance.words().notices.this_notice.values(),
    *guidance.words().notices.parts.values(),
]


def test_every_page_of_questions_that_a_provision_governs_has_guidance_and_no_other() -> None:
    assert set(guidance.words().questions) == set(GOVERNED)


def test_every_provision_that_guidance_names_can_be_read() -> None:
    named = [provision for said in EVERYTHING for provision in said.also]
    named += [PAGES[slug].source for slug in GOVERNED]
    assert [provision for provision in named if provision_url(provision) is None] == []


def test_guidance_is_one_short_sentence_first_and_whole_sentences_after() -> None:
    for said in EVERYTHING:
        assert len(re.findall(r"[.!?](?:\s|$)", said.asks)) <= 2, said.asks
        assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in said.more), said.more
    with pytest.raises(ValidationError):
        Words(asks="no")


def test_every_rule_told_here_is_one_that_the_account_says_is_told_here() -> None:
    told = {rule for said in EVERYTHING for rule in said.rules}
    path = guidance.FILE.relative_to(Path(guidance.__file__).parents[2]).as_posix()
    accounted = {row["rule"] for row in RULES if row["where"] == path}
    assert told == accounted


@cache
def asked_pages() -> list[tuple[str, str, pages.FactsPage]]:
    """Every page of every notice that an officer may be asked, with the name of its facts."""
    found = {}
    for name, facts in FILLED.items():
        names = [page.name for page in pages.pages_of(facts)]
        names += [f"{path.replace('.', '_')}-new" for path, _ in pages.lists_of(facts)]
        for each in names:
            page = pages.page_named(facts, each)
            assert page is not None
            found.setdefault((facts.code, facts.form, page.path), (name, facts.code, page))
    return list(found.values())


def test_every_page_of_every_notice_has_guidance_that_leads_to_the_law() -> None:
    for name, code, page in asked_pages():
        law = pages.guidance_of(FILLED[name], page)
        assert law is not None, (code, page.path)
        assert all(provision_url(provision) for provision in law.provisions), (code, page.path)
        assert all(provision_url(answer.provision) for answer in law.answers)
    assert set(guidance.words().notices.this_notice) == set(KINDS)


ASKED = {
    code: {
        f"{page.path}.{path}" if page.path and not page.is_list else path
        for _, of, page in asked_pages()
        if of == code
        for path in pages.paths_of(page)
    }
    for code in KINDS
}


def test_no_words_are_kept_for_a_part_that_no_notice_has() -> None:
    assert set(guidance.words().notices.parts) == {page.path for _, _, page in asked_pages() if page.path}


@pytest.mark.parametrize("code", [code for code in KINDS if code != "UK4"])
def test_every_item_that_an_officer_fills_in_is_told_with_its_source(code: str) -> None:
    """Items of the tender notice are answered on the pages of questions; the rest by facts, or by the draft itself."""
    shown = {
        (answer.label, answer.provision)
        for name, of, page in asked_pages()
        if of == code
        for answer in (pages.guidance_of(FILLED[name], page) or guidance.Guidance("", (), ())).answers
    }
    due = {
        (item.label, item.provision)
        for item in definition_of(code).items()
        if item.requirement != "optional" and item.fact in ASKED[code]
    }
    assert due <= shown, due - shown


def test_every_item_that_is_due_names_its_source() -> None:
    due = [item for code in KINDS for item in definition_of(code).items() if item.requirement != "optional"]
    assert due
    assert [item.id for item in due if provision_url(item.provision) is None] == []


def test_an_officer_reads_the_sentence_and_may_open_the_rest(desk: Desk) -> None:
    page = desk.browser.get(desk.at(desk.whole, "questions/tender-deadline")).text
    assert "the law sets the least time for them" in page
    assert 'href="https://www.legislation.gov.uk/uksi/2024/692/regulation/18"' in page
    assert "Procurement Regulations 2024, regulation 18(2)(j)" in page
    assert "More about what the law asks" in page
    page = desk.browser.get(desk.at(desk.whole, "questions/cause")).text
    assert "Why we ask" in page
    assert "app-guidance" not in page
    assert "app-guidance" in desk.browser.get(desk.at(desk.whole, "lists/award-criteria")).text
    assert "app-guidance" in desk.browser.get(desk.at(desk.whole, "lists/award-criteria/new")).text
