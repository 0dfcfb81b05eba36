"""A tender's outcomes in the browser: written, changed, ordered, removed and put back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from werkzeug.test import TestResponse

from outcome_library import read_library
from procure.db import reading, writing
from procure.models import Measure, ObjectiveLink, ObjectiveRow, Outcome, Tender, User
from procure.services.access import actor_of
from procure.services.adopting import adopt
from procure.services.loading import load_library
from tests.browsing import CheckedClient
from tests.factories.people import make_officer, make_tender

ClientFor = Callable[[User], CheckedClient]
SENTENCE = "By March 2031, tenants in the coldest homes of Harrowfell are warm for 30% less."
#: Text that a person may paste and must find again as it was.
KEPT = [
    "<script>alert(1)</script>",
    "![x](file:///etc/passwd) [y](javascript:alert(1))",
    "مرحبا شלום",
    "🙂 ŵŷ Ynys Môn",
    "{{ 7 * 7 }} {% raw %}",
    "' OR 1=1 --",
]
#: Characters that turn a line round, end a string early, or stand for damage.
REFUSED = ["a\x00b", "a\u202eb", "a\ufffdb", "a\x1bb"]


@dataclass
class Desk:
    """An officer at a draft, and what is stored of it."""

    engine: Engine
    browser: CheckedClient
    officer: User
    tender: Tender

    @property
    def address(self) -> str:
        return f"/tenders/{self.tender.reference}/outcomes"

    def outcomes(self) -> list[Outcome]:
        with reading(self.engine) as session:
            return list(
                session.exec(
                    select(Outcome).where(Outcome.tender_id == self.tender.id).order_by(Outcome.position)
                )  # type: ignore[arg-type]
            )

    def outcome(self) -> Outcome:
        (found,) = self.outcomes()
        return found

    def measures(self) -> list[Measure]:
        with reading(self.engine) as session:
            return list(session.exec(select(Measure).order_by(Measure.position)))  # type: ignore[arg-type]

    def links(self) -> list[ObjectiveLink]:
        with reading(self.engine) as session:
            return list(session.exec(select(ObjectiveLink)))

    def write(self, title: str = "Warm for less", **fields: Any) -> str:
        """Write an outcome from nothing; its key."""
        before = {outcome.key for outcome in self.outcomes()}
        self.browser.fill_in(f"{self.address}/new", {"title_of_outcome": title, **fields})
        (key,) = {outcome.key for outcome in self.outcomes()} - before
        return key

    def measure(self, key: str, name: str = "Heating energy", **fields: Any) -> str:
        """Add a measure to an outcome; its key."""
        before = {measure.key for measure in self.measures()}
        self.browser.fill_in(f"{self.address}/{key}/measures/new", {"name": name, **fields})
        (added,) = {measure.key for measure in self.measures()} - before
        return added


@pytest.fixture
def officer(engine: Engine) -> User:
    with writing(engine) as session:
        return make_officer(session)


@pytest.fixture
def desk(engine: Engine, client_for: ClientFor, officer: User) -> Desk:
    with writing(engine) as session:
        tender = make_tender(session, officer)
    return Desk(engine, client_for(officer), officer, tender)


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A desk with two objectives to be served, one of them chosen."""
    with writing(desk.engine) as session:
        for objective in ("growth-living-standards", "health-rtt-18-weeks"):
            session.add(
                ObjectiveRow(
                    objective_id=objective,
                    title=f"The objective {objective}",
                    mission_id="growth",
                    mission_name="Grow the economy",
                    framework_id="plan",
                    framework_name="A plan",
                    framework_effective_from="2024-12-05",
                    content={"metric": "Income", "unit": "%", "baseline": {"value": 12, "verified": False}},
                    digest="",
                )
            )
        tender = session.get(Tender, desk.tender.id)
        assert tender is not None
        tender.specification.objective_ids = ["growth-living-standards"]
    return desk


def path_of(page: TestResponse) -> str:
    return page.request.path


# Writing one from nothing


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
    assert "Enter short title" in page.text
    assert "Error: " in page.text
    assert SENTENCE in page.text
    assert desk.outcomes() == []
    assert desk.write("Only a title")


# Bad input, on every form


def pages(key: str, measure: str) -> list[tuple[str, str]]:
    """Every page of questions, with one of its text fields."""
    return [
        ("new", "statement"),
        (f"{key}/sentence", "title_of_outcome"),
        (f"{key}/sentence", "statement"),
        (f"{key}/change", "beneficiary"),
        (f"{key}/change", "place"),
        (f"{key}/fairness", "comparison"),
        (f"{key}/fairness", "equality_split"),
        (f"{key}/objectives/growth-living-standards", "assumption"),
        (f"{key}/measures/new", "unit"),
        (f"{key}/measures/{measure}/what", "name"),
        (f"{key}/measures/{measure}/source", "source"),
        (f"{key}/measures/{measure}/baseline", "baseline_plan"),
        (f"{key}/measures/{measure}/target", "target_value"),
        (f"{key}/measures/{measure}/path", "value_0"),
        (f"{key}/measures/{measure}/owner", "counter_measure"),
    ]


#: What else a form needs before it is otherwise good.
ELSE = {
    "statement": {"title_of_outcome": "Warm"},
    "assumption": {"is_linked": "yes"},
    "unit": {"name": "Energy"},
    "value_0": {"on_0-day": "1", "on_0-month": "2", "on_0-year": "2030"},
}


@pytest.mark.parametrize("at", range(15))
def test_every_page_keeps_any_words_and_refuses_only_what_cannot_be_read(stocked: Desk, at: int) -> None:
    key = stocked.write()
    measure = stocked.measure(key)
    address, field = pages(key, measure)[at]
    url = f"{stocked.address}/{address}"
    for text in KEPT:
        saved = stocked.browser.fill_in(url, {field: text, **ELSE.get(field, {})})
        assert saved.status_code == 200
        assert "There is a problem" not in saved.text
        assert "<script>alert(1)" not in saved.text
    if not address.endswith("new"):
        form = stocked.browser.get(url).text
        assert "&#39; OR 1=1 --" in form
    for text in [*REFUSED, "x" * 100_001]:
        refused = stocked.browser.fill_in(url, {field: text, **ELSE.get(field, {})})
        assert refused.status_code == 200
        assert "There is a problem" in refused.text
        assert "has a character we cannot use" in refused.text or "characters or fewer" in refused.text


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "http://", "example.org", "data:text/html,x"]
)
def test_only_web_addresses_are_sources(stocked: Desk, address: str) -> None:
    key = stocked.write()
    measure = stocked.measure(key)
    forms = (
        (f"measures/{measure}/baseline", "baseline_url", {}),
        ("objectives/growth-living-standards", "evidence_url", {"is_linked": "yes"}),
    )
    for page, field, others in forms:
        refused = stocked.browser.fill_in(f"{stocked.address}/{key}/{page}", {field: address, **others})
        assert "must be a web address" in refused.text
    assert all(not measure.baseline_url for measure in stocked.measures())
    assert stocked.links() == []


@pytest.mark.parametrize(
    ("page", "fields", "message"),
    [
        (
            "change",
            {"by_when_on-day": "31", "by_when_on-month": "2", "by_when_on-year": "2031"},
            "must be a real date",
        ),
        ("change", {"by_when_on-day": "31"}, "must include a month and a year"),
        ("sentence", {"priority": "urgent"}, "choose one from the list"),
        ("sentence", {"statement": "x" * 701}, "must be 700 characters or fewer"),
        ("measures/M/what", {"direction": "sideways"}, "choose one from the list"),
        ("measures/M/what", {"name": ""}, "Enter name of the measure"),
        ("measures/M/baseline", {"baseline_value": "12"}, "Enter the period"),
        ("measures/M/baseline", {"baseline_verified": "yes"}, "Enter the figure you have seen"),
        ("measures/M/target", {"target_on-day": "31 3 2031"}, "Enter the figure to reach"),
        ("measures/M/path", {"value_0": "12"}, "The date of step 1 must be entered"),
        ("measures/M/path", {"on_1-day": "31 3 2031"}, "The figure of step 2 must be entered"),
        (
            "measures/M/path",
            {"on_0-day": "31 3 2030", "value_0": "1", "on_1-day": "31 3 2030", "value_1": "2"},
            "is the same as that of step 1",
        ),
        ("objectives/growth-living-standards", {}, "Select yes or no"),
        (
            "objectives/growth-living-standards",
            {"is_linked": "yes", "evidence_grade": "replicated"},
            "Enter where the evidence is",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_how_to_mend_it(
    stocked: Desk, page: str, fields: dict[str, str], message: str
) -> None:
    key = stocked.write(statement=SENTENCE)
    measure = stocked.measure(key)
    refused = stocked.browser.fill_in(f"{stocked.address}/{key}/{page.replace('M', measure, 1)}", fields)
    assert message in refused.text
    assert "There is a problem" in refused.text


# Measures


def test_a_measure_is_written_a_page_at_a_time(desk: Desk) -> None:
    key = desk.write()
    browser = desk.browser
    page = browser.fill_in(
        f"{desk.address}/{key}/measures/new",
        {"name": "Heating energy", "unit": "kWh", "direction": "down", "kind": "outcome"},
    )
    page = browser.send_form(
        page, {"source": "Smart meters", "publisher": "The city", "frequency": "yearly", "lag": "1 month"}
    )
    page = browser.send_form(
        page,
        {"baseline_value": "140", "baseline_period": "Winter 2025", "baseline_published_on-day": "1 6 2026",
         "baseline_url": "https://example.org/energy", "baseline_verified": "yes"},
    )  # fmt: skip
    page = browser.send_form(page, {"target_value": "98", "target_on-day": "31 3 2031"})
    page = browser.send_form(
        page, {"on_0-day": "31 3 2030", "value_0": "110", "on_1-day": "31 3 2029", "value_1": "125"}
    )
    page = browser.send_form(
        page, {"data_owner": "Householders", "counter_measure": "Rooms under 18 degrees"}
    )
    (measure,) = desk.measures()
    assert path_of(page) == f"{desk.address}/{key}/measures/{measure.key}"
    assert measure.target_path == [{"on": "2029-03-31", "value": "125"}, {"on": "2030-03-31", "value": "110"}]
    assert measure.baseline_verified is True
    assert measure.baseline_published_on.isoformat() == "2026-06-01"  # type: ignore[union-attr]
    for shown in (
        "Heating energy",
        "Smart meters",
        "Winter 2025",
        "125 by 31 March 2029",
        "Rooms under 18 degrees",
    ):
        assert shown in page.text
    assert "Not verified" not in page.text
    assert 'href="https://example.org/energy" rel="noopener noreferrer"' in page.text


def test_a_figure_nobody_has_seen_stays_marked(desk: Desk) -> None:
    key = desk.write()
    measure = desk.measure(key)
    desk.browser.fill_in(
        f"{desk.address}/{key}/measures/{measure}/baseline",
        {"baseline_value": "140", "baseline_period": "Winter 2025", "baseline_verified": None},
    )
    assert desk.measures()[0].baseline_verified is False
    for page in ("", "/measures", f"/measures/{measure}"):
        assert "Not verified" in desk.browser.get(f"{desk.address}/{key}{page}").text


def test_what_is_not_known_is_said_not_to_be_known(desk: Desk) -> None:
    key = desk.write()
    measure = desk.measure(key)
    assert "Starting figure not known" in desk.browser.get(f"{desk.address}/{key}").text
    assert "Not known" in desk.browser.get(f"{desk.address}/{key}/measures/{measure}").text


def test_nought_is_a_figure(desk: Desk) -> None:
    key = desk.write()
    measure = desk.measure(key)
    desk.browser.fill_in(
        f"{desk.address}/{key}/measures/{measure}/baseline",
        {"baseline_value": "0", "baseline_period": "2025"},
    )
    assert "From 0" in desk.browser.get(f"{desk.address}/{key}").text


def test_more_steps_can_be_added_and_none_comes_after_the_target(desk: Desk) -> None:
    key = desk.write()
    measure = desk.measure(key)
    address = f"{desk.address}/{key}/measures/{measure}"
    desk.browser.fill_in(f"{address}/target", {"target_value": "98", "target_on-day": "31 3 2031"})
    steps = {"on_0-day": "1 1 2028", "value_0": "1", "on_1-day": "1 1 2029", "value_1": "2"}
    page = desk.browser.fill_in(f"{address}/path", steps, button="Save and add more steps")
    assert path_of(page) == f"{address}/path"
    assert 'name="value_3"' in page.text
    refused = desk.browser.send_form(page, {"on_2-day": "1 4 2031", "value_2": "3"}, button="Continue")
    assert "is after the target" in refused.text
    desk.browser.send_form(page, {"on_2-day": "1 1 2030", "value_2": "3"}, button="Continue")
    assert [point["value"] for point in desk.measures()[0].target_path] == ["1", "2", "3"]
    desk.browser.fill_in(
        f"{address}/path", {"on_1-day": "", "on_1-month": "", "on_1-year": "", "value_1": ""}
    )
    assert [point["value"] for point in desk.measures()[0].target_path] == ["1", "3"]


def test_measures_are_ordered_removed_and_put_back(desk: Desk) -> None:
    key = desk.write()
    first, second = desk.measure(key, "First"), desk.measure(key, "Second")
    page = desk.browser.get(f"{desk.address}/{key}/measures")
    page = desk.browser.send_form(page, button="Move down First")
    assert [measure.name for measure in desk.measures()] == ["Second", "First"]
    page = desk.browser.send_form(page, button="Remove Second")
    assert "“Second” is removed." in page.text
    assert f"/measures/{second}" not in page.text.split("</form>", 1)[1]
    assert desk.browser.get(f"{desk.address}/{key}/measures/{second}").status_code == 404
    page = desk.browser.send_form(page, button="Undo")
    assert "“Second” is back." in page.text
    assert page.text.index("Second</a>") < page.text.index("First</a>")
    assert desk.browser.get(f"{desk.address}/{key}/measures/{first}").status_code == 200


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


# Two officers at once


@pytest.fixture
def colleague(stocked: Desk, client_for: ClientFor) -> CheckedClient:
    with writing(stocked.engine) as session:
        officer = session.merge(stocked.officer)
        return client_for(make_officer(session, officer.organisation, name="Charlie Colleague"))


def test_two_officers_on_one_page_lose_nothing(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write(statement="As it was.")
    address = f"{stocked.address}/{key}/sentence"
    mine = stocked.browser.get(address)
    colleague.fill_in(address, {"statement": "Theirs."})
    clash = stocked.browser.send_form(mine, {"statement": "Mine."})
    assert clash.status_code == 409
    for shown in ("Theirs.", "Mine.", "Charlie Colleague"):
        assert shown in clash.text
    assert stocked.outcome().statement == "Theirs."
    undecided = stocked.browser.send_form(clash)
    assert undecided.status_code == 409
    assert "Choose which text to keep" in undecided.text
    done = stocked.browser.send_form(clash, {"keep-statement": "both", "both-statement": "Theirs and mine."})
    assert done.status_code == 200
    assert stocked.outcome().statement == "Theirs and mine."


def test_two_officers_on_different_pages_do_not_meet(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write()
    mine = stocked.browser.get(f"{stocked.address}/{key}/change")
    colleague.fill_in(f"{stocked.address}/{key}/fairness", {"comparison": "Theirs"})
    assert stocked.browser.send_form(mine, {"place": "Mine"}).status_code == 200
    assert (stocked.outcome().comparison, stocked.outcome().place) == ("Theirs", "Mine")


def test_two_officers_on_one_title_choose(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write("Before")
    mine = stocked.browser.get(f"{stocked.address}/{key}/sentence")
    colleague.fill_in(f"{stocked.address}/{key}/sentence", {"title_of_outcome": "Theirs"})
    clash = stocked.browser.send_form(mine, {"title_of_outcome": "Mine"})
    done = stocked.browser.send_form(clash, {"keep-title_of_outcome": "yours"})
    assert done.status_code == 200
    assert stocked.outcome().title == "Mine"


def test_two_officers_on_one_link_choose(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write()
    address = f"{stocked.address}/{key}/objectives/growth-living-standards"
    mine = stocked.browser.get(address)
    colleague.fill_in(address, {"is_linked": "yes", "causal_step": "one_step", "assumption": "Theirs"})
    clash = stocked.browser.send_form(
        mine, {"is_linked": "yes", "causal_step": "two_steps", "assumption": "Mine"}
    )
    assert clash.status_code == 409
    assert "Charlie Colleague" in clash.text
    done = stocked.browser.send_form(clash, {"keep-causal_step": "theirs", "keep-assumption": "yours"})
    assert done.status_code == 200
    (link,) = stocked.links()
    assert (link.causal_step, link.assumption) == ("one_step", "Mine")


def test_two_officers_on_one_path_choose_step_by_step(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write()
    address = f"{stocked.address}/{key}/measures/{stocked.measure(key)}/path"
    mine = stocked.browser.get(address)
    colleague.fill_in(address, {"on_0-day": "1 1 2029", "value_0": "10"})
    clash = stocked.browser.send_form(mine, {"on_0-day": "1 1 2030", "value_0": "20"})
    assert clash.status_code == 409
    for shown in ("10", "20"):
        assert shown in clash.text
    done = stocked.browser.send_form(clash, {"keep-on_0": "theirs", "keep-value_0": "yours"})
    assert done.status_code == 200
    assert stocked.measures()[0].target_path == [{"on": "2029-01-01", "value": "20"}]


def test_gaps_filled_while_somebody_rewrites_the_sentence(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write(statement="By {date} people in {place} are warm.")
    mine = stocked.browser.get(f"{stocked.address}/{key}/gaps")
    colleague.fill_in(f"{stocked.address}/{key}/sentence", {"statement": "People are warm."})
    clash = stocked.browser.send_form(mine, {"fill_place": "Harrowfell"})
    assert clash.status_code == 409
    assert "By {date} people in Harrowfell are warm." in clash.text
    assert "People are warm." in clash.text
    done = stocked.browser.send_form(clash, {"keep-statement": "yours"})
    assert done.status_code == 200
    assert stocked.outcome().statement == "By {date} people in Harrowfell are warm."


def test_a_page_of_an_outcome_removed_meanwhile_says_so(stocked: Desk, colleague: CheckedClient) -> None:
    key = stocked.write()
    mine = stocked.browser.get(f"{stocked.address}/{key}/change")
    colleague.send_form(colleague.get(stocked.address), button="Remove Warm for less")
    assert stocked.browser.send_form(mine, {"place": "Here"}).status_code == 404


# Who, and when

GUESSES = ["", "/new", "/KEY", "/KEY/sentence", "/KEY/change", "/KEY/fairness", "/KEY/gaps", "/KEY/objectives",
           "/KEY/objectives/growth-living-standards", "/KEY/measures", "/KEY/measures/new", "/KEY/measures/MEASURE",
           "/KEY/measures/MEASURE/baseline"]  # fmt: skip
POSTS = ["/KEY/move/up", "/KEY/remove", "/KEY/restore", "/KEY/measures/MEASURE/move/up",
         "/KEY/measures/MEASURE/remove", "/KEY/measures/MEASURE/restore", "/new", "/KEY/sentence"]  # fmt: skip


@pytest.fixture
def filled(stocked: Desk) -> tuple[str, str]:
    key = stocked.write()
    return key, stocked.measure(key)


def full(desk: Desk, guess: str, filled: tuple[str, str]) -> str:
    return desk.address + guess.replace("KEY", filled[0]).replace("MEASURE", filled[1])


@pytest.mark.parametrize("guess", GUESSES)
def test_another_organisation_finds_nothing(
    stocked: Desk, client_for: ClientFor, client: CheckedClient, filled: tuple[str, str], guess: str
) -> None:
    with writing(stocked.engine) as session:
        stranger = make_officer(session)
    assert stocked.browser.get(full(stocked, guess, filled), follow_redirects=True).status_code == 200
    assert client_for(stranger).get(full(stocked, guess, filled)).status_code == 404
    assert client.get(full(stocked, guess, filled)).location.startswith("/sign-in")


@pytest.mark.parametrize("guess", POSTS)
def test_another_organisation_changes_nothing(
    stocked: Desk, client_for: ClientFor, filled: tuple[str, str], guess: str
) -> None:
    with writing(stocked.engine) as session:
        stranger = make_officer(session)
        own = make_tender(session, stranger, "Their own")
    theirs = client_for(stranger)
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', theirs.get(f"/tenders/{own.reference}/outcomes/new").text
    )
    assert token
    sent = theirs.post(
        full(stocked, guess, filled), data={"csrf_token": token[1], "title_of_outcome": "Stolen"}
    )
    assert sent.status_code == 404
    assert [(outcome.title, outcome.removed_at) for outcome in stocked.outcomes()] == [
        ("Warm for less", None)
    ]


def test_a_key_of_another_tender_is_not_found_under_this_one(stocked: Desk, filled: tuple[str, str]) -> None:
    with writing(stocked.engine) as session:
        other = make_tender(session, session.merge(stocked.officer), "Another of ours")
        second = Outcome(tender_id=other.id, title="Elsewhere", position=1)
        session.add(second)
    mixed = f"/tenders/{other.reference}/outcomes"
    for guess in (
        filled[0],
        f"{filled[0]}/sentence",
        f"{second.key}/measures/{filled[1]}",
        "no-such-key",
        "%00",
    ):
        assert stocked.browser.get(f"{mixed}/{guess}").status_code == 404


@pytest.mark.parametrize("state", ["in_review", "endorsed", "published", "withdrawn", "not_endorsed"])
def test_a_tender_that_is_not_a_draft_is_read_and_not_changed(
    stocked: Desk, filled: tuple[str, str], state: str
) -> None:
    form = stocked.browser.get(full(stocked, "/KEY/sentence", filled))
    listed = stocked.browser.get(stocked.address)
    with writing(stocked.engine) as session:
        tender = session.get(Tender, stocked.tender.id)
        assert tender is not None
        tender.state = state
    for guess in ("", "/KEY", "/KEY/objectives", "/KEY/measures", "/KEY/measures/MEASURE"):
        page = stocked.browser.get(full(stocked, guess, filled))
        assert page.status_code == 200
        for word in (">Change<", "Remove", "Move up", "Write one from nothing", "Add a measure"):
            assert word not in page.text
    for guess in ("/new", "/KEY/sentence", "/KEY/gaps", "/KEY/measures/MEASURE/baseline"):
        assert stocked.browser.get(full(stocked, guess, filled)).status_code == 409
    assert stocked.browser.send_form(form, {"title_of_outcome": "Too late"}).status_code == 409
    assert stocked.browser.send_form(listed, button="Remove Warm for less").status_code == 409
    assert stocked.outcome().title == "Warm for less"
