"""Writing an outcome a page at a time; the objectives it moves; the list of them all."""

from __future__ import annotations

import inspect
import re
from decimal import Decimal

import pytest

from outcome_library import read_library
from procure.db import writing
from procure.domain.readiness import outcomes as checks
from procure.models import Tender
from procure.services.access import actor_of
from procure.services.adopting import adopt
from procure.services.loading import load_library
from procure.web.authoring import mending
from tests.web.outcomes.desk import SENTENCE, Desk, path_of


def test_the_list_says_what_an_outcome_is_when_there_is_none(desk: Desk) -> None:
    page = desk.browser.get(desk.address).text
    assert "There are none yet" in page
    assert f"{desk.address}/new" in page
    assert f"/library?tender={desk.tender.reference}" in page


def test_an_outcome_is_written_a_page_at_a_time_and_each_continue_saves(desk: Desk) -> None:
    browser = desk.browser
    page = browser.fill_in(
        f"{desk.address}/new",
        {"title_of_outcome": "Warm for less", "statement": SENTENCE, "priority": "primary"},
    )
    key = desk.outcome().key
    assert path_of(page) == f"{desk.address}/{key}/change"

    page = browser.send_form(
        page,
        {"beneficiary": "Tenants in cold homes", "change": "Warm at a lower cost", "level": "30% less",
         "by_when_on-day": "31", "by_when_on-month": "3", "by_when_on-year": "2031", "place": "Harrowfell"},
    )  # fmt: skip
    assert path_of(page) == f"{desk.address}/{key}/fairness"
    assert desk.outcome().by_when_on.isoformat() == "2031-03-31"  # type: ignore[union-attr]

    page = browser.send_form(page, {"comparison": "Homes next in line", "equality_split": "Age, disability"})
    assert path_of(page) == f"{desk.address}/{key}/objectives"
    stored = desk.outcome()
    assert (stored.title, stored.statement, stored.place) == ("Warm for less", SENTENCE, "Harrowfell")
    assert (stored.comparison, stored.equality_split) == ("Homes next in line", "Age, disability")

    check = browser.get(f"{desk.address}/{key}").text
    for shown in (SENTENCE, "Tenants in cold homes", "31 March 2031", "Homes next in line"):
        assert shown in check
    assert f"{desk.address}/{key}/fairness?then=check" in check

    browser.fill_in(f"{desk.address}/{key}/payment?then=check", {"payment_share": "62.5"})
    browser.fill_in(f"{desk.address}/{key}/fairness?then=check", {"people_are_vulnerable": "yes"})
    stored = desk.outcome()
    assert (stored.payment_share, stored.people_are_vulnerable) == (Decimal("62.5"), True)
    assert "62.5%" in browser.get(f"{desk.address}/{key}").text
    score = browser.get(f"{desk.address.removesuffix('/outcomes')}/alignment").text
    assert "62.5% of what payment hangs on results" in score
    assert "the mean of both" in score


def test_pages_left_half_way_are_there_when_one_comes_back(desk: Desk) -> None:
    key = desk.write(statement=SENTENCE)
    assert "Warm for less" in desk.browser.get(desk.address).text
    page = desk.browser.get(f"{desk.address}/{key}/sentence")
    assert SENTENCE in page.text


def test_a_change_from_the_check_page_returns_to_it(desk: Desk) -> None:
    key = desk.write()
    page = desk.browser.fill_in(f"{desk.address}/{key}/change?then=check", {"place": "Harrowfell"})
    assert path_of(page) == f"{desk.address}/{key}"


def test_a_new_outcome_sent_twice_is_written_once(desk: Desk) -> None:
    page = desk.browser.get(f"{desk.address}/new")
    for _ in range(2):
        assert desk.browser.send_form(page, {"title_of_outcome": "Warm for less"}).status_code == 200
    assert len(desk.outcomes()) == 1


def test_a_title_is_needed_and_nothing_else(desk: Desk) -> None:
    page = desk.browser.fill_in(f"{desk.address}/new", {"title_of_outcome": " ", "statement": SENTENCE})
    assert "Enter the short title" in page.text
    assert "Error: " in page.text
    assert SENTENCE in page.text
    assert desk.outcomes() == []
    assert desk.write("Only a title")


# Objectives


def test_an_outcome_says_how_it_moves_each_objective(stocked: Desk) -> None:
    key = stocked.write()
    address = f"{stocked.address}/{key}/objectives"
    listed = stocked.browser.get(address).text
    assert "Not linked" in listed
    asked = stocked.browser.get(f"{address}/growth-living-standards").text
    assert "The objective growth-living-standards" in asked
    assert "Not verified" in asked
    page = stocked.browser.fill_in(
        f"{address}/growth-living-standards",
        {"is_linked": "yes", "causal_step": "one_step", "evidence_grade": "before_and_after",
         "evidence_url": "https://example.org/trial", "assumption": "A lower bill is money kept"},
    )  # fmt: skip
    assert path_of(page) == address
    for shown in ("One causal step away", "Before and after figures", "A lower bill is money kept"):
        assert shown in page.text
    (link,) = stocked.links()
    assert (link.objective_id, link.evidence_grade) == ("growth-living-standards", "before_and_after")
    stocked.browser.fill_in(f"{address}/growth-living-standards", {"is_linked": "no"})
    assert stocked.links() == []


def test_only_objectives_that_the_tender_serves_can_be_linked(stocked: Desk) -> None:
    key = stocked.write()
    for objective in ("health-rtt-18-weeks", "no-such-objective", "a%00b"):
        assert stocked.browser.get(f"{stocked.address}/{key}/objectives/{objective}").status_code == 404


def test_without_objectives_the_page_says_where_to_choose_them(desk: Desk) -> None:
    key = desk.write()
    page = desk.browser.get(f"{desk.address}/{key}/objectives").text
    assert "serves no mission objective yet" in page
    assert f"/tenders/{desk.tender.reference}/" in page


# The list


def test_outcomes_are_numbered_moved_removed_and_put_back(desk: Desk) -> None:
    first, second = desk.write("First"), desk.write("Second")
    page = desk.browser.get(desk.address)
    assert re.findall(r"Outcome (\d),", page.text) == ["1", "2"]
    page = desk.browser.send_form(page, button="Move up Second")
    assert page.text.index("Second</a>") < page.text.index("First</a>")
    page = desk.browser.send_form(page, button="Remove Second")
    assert "“Second” is removed." in page.text
    assert desk.browser.get(f"{desk.address}/{second}").status_code == 404
    page = desk.browser.send_form(page, button="Undo")
    assert page.text.index("Second</a>") < page.text.index("First</a>")
    assert [outcome.key for outcome in desk.outcomes()] == [second, first]


def test_the_list_says_what_each_outcome_lacks_and_what_nothing_assesses(desk: Desk) -> None:
    desk.write()
    page = desk.browser.get(desk.address).text
    assert "Write the outcome as one sentence: outcome 1" in page
    assert "Add a measure that would show outcome 1 happening" in page
    found = re.search(r'<a class="govuk-link" href="([^"]+)">No award criterion assesses outcome 1', page)
    assert found
    assert "award-criteria" in found[1]
    assert "things that would make it stronger" in page


@pytest.mark.parametrize("action", ["move/up", "remove", "restore"])
def test_reading_changes_nothing(desk: Desk, action: str) -> None:
    key = desk.write()
    assert desk.browser.get(f"{desk.address}/{key}/{action}").status_code == 405
    assert desk.browser.post(f"{desk.address}/{key}/{action}").status_code == 400  # no token
    assert desk.outcome().removed_at is None


# What was adopted


def test_gaps_in_an_adopted_sentence_are_filled_later(stocked: Desk) -> None:
    with writing(stocked.engine) as session:
        load_library(session, read_library())
        tender = session.get(Tender, stocked.tender.id)
        assert tender is not None
        outcome = adopt(session, actor_of(session.merge(stocked.officer)), tender, "youth-neet")
    page = stocked.browser.get(f"{stocked.address}/{outcome.key}")
    assert "Fill in the 5 gaps in the sentence" in page.text
    assert "/library/outcomes/youth-neet/versions/1" in page.text
    page = stocked.browser.fill_in(f"{stocked.address}/{outcome.key}/gaps", {"fill_place": "Harrowfell"})
    assert "Fill in the 4 gaps" in page.text
    stored = stocked.outcome()
    assert "Young people in Harrowfell" in stored.statement
    assert (stored.library_id, stored.library_version) == ("youth-neet", 1)
    page = stocked.browser.fill_in(
        f"{stocked.address}/{outcome.key}/gaps",
        {"fill_date-day": "31 3 2029", "fill_n": "400", "fill_months": "6", "fill_cost": "£9,000"},
    )
    assert "{" not in stocked.outcome().statement
    assert (
        stocked.browser.get(f"{stocked.address}/{outcome.key}/gaps").location
        == f"{stocked.address}/{outcome.key}"
    )


def test_what_readiness_asks_for_is_mended_on_the_page_it_leads_to(desk: Desk) -> None:
    key = desk.write(statement="Homes are warm.")
    list_of_issues = f"/tenders/{desk.tender.reference}/readiness"
    change = f"{desk.address}/{key}/change?then=readiness"
    assert change.replace("&", "&amp;") in desk.browser.get(list_of_issues).text
    answer = desk.browser.fill_in(change, {"beneficiary": "Tenants"})
    assert answer.request.path == list_of_issues
    assert "Say who gains" not in answer.text


def test_every_issue_of_an_outcome_has_a_page_that_mends_it() -> None:
    said = set(
        re.findall(
            r'"((?:outcome|measure|baseline|path|placeholder|objective|only)-[a-z-]+)"',
            inspect.getsource(checks),
        )
    )
    said |= {f"outcome-without-{name.replace('_', '-')}" for name in (*checks.PARTS, *checks.WISHES)}
    known = {
        *mending.OUTCOME_PAGES,
        *mending.OUTCOME_VIEWS,
        *mending.MEASURE_PAGES,
        *mending.MENDED_ON_A_LIST,
    }
    assert said - known == set()
