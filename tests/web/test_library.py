"""The outcome library in the browser: searching, reading, adopting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from outcome_library import Library, read_library
from procure.db import reading, writing
from procure.domain.snapshot import LibrarySource
from procure.models import (
    Board,
    BoardMember,
    Outcome,
    ProcurementFactsRow,
    Specification,
    Tender,
    User,
)
from procure.services import measure_series
from procure.services.access import actor_of
from procure.services.loading import load_library
from tests.browsing import CheckedClient, counted_statements
from tests.factories.people import make_officer, make_tender, make_user
from tests.services.test_tracking import observe, tender_with

pytestmark = pytest.mark.with_library
WAITS = "elective-wait-18-weeks"
NEET = "youth-neet"
ClientFor = Callable[[User], CheckedClient]


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


@pytest.fixture
def officer(engine: Engine) -> User:
    with writing(engine) as session:
        return make_officer(session)


@pytest.fixture
def tender(engine: Engine, officer: User) -> Tender:
    with writing(engine) as session:
        return make_tender(session, officer)


@pytest.fixture
def browser(client_for: ClientFor, officer: User) -> CheckedClient:
    return client_for(officer)


def outcomes(engine: Engine) -> list[Outcome]:
    with reading(engine) as session:
        rows = list(session.exec(select(Outcome)))
        for row in rows:
            assert row.measures is not None
        return rows


# Searching


def test_the_library_is_for_people_who_write_or_judge_tenders(
    client: CheckedClient, client_for: ClientFor, engine: Engine, officer: User
) -> None:
    with writing(engine) as session:
        nobody = make_user(session)
    for address in ("/library", f"/library/outcomes/{WAITS}"):
        assert client.get(address).location.startswith("/sign-in")
        assert client_for(nobody).get(address).status_code == 403
        assert client_for(officer).get(address).status_code == 200


def test_a_search_is_in_the_address_and_in_the_form(browser: CheckedClient) -> None:
    page = browser.fill_in("/library", {"words": "cancer referral", "sector": "Health"})
    assert "words=cancer" in page.request.full_path
    assert "1 outcome" in page.text
    assert "Treatment within two months of an urgent cancer referral" in page.text
    assert 'value="cancer referral"' in page.text
    assert browser.get(page.request.full_path).text.count("<h3") == 1


def test_results_say_how_many_and_come_a_page_at_a_time(browser: CheckedClient, library: Library) -> None:
    first = browser.get("/library").text
    assert f"{len(library.outcomes)} outcomes, 1 to 20 shown" in first
    assert 'href="/library?page=2"' in first
    count = len(library.outcomes)
    pages = -(-count // 20)
    last = browser.get(f"/library?page={pages}").text
    assert f"{20 * (pages - 1) + 1} to {count} shown" in last
    assert f"(page {pages} of {pages})" in last
    kept = browser.get("/library?words=people&page=1").text
    assert 'href="/library?words=people&amp;page=2"' in kept


def test_results_can_be_found_by_cpv_word_or_code(browser: CheckedClient) -> None:
    assert "Shorter waits for planned" in browser.get("/library?cpv=85111000&sector=Health").text
    by_word = browser.get("/library?cpv=hospital+services&sector=Health").text
    assert "For CPV 85111000 Hospital services" in by_word
    assert "Shorter waits for planned" in by_word


def test_when_nothing_is_found_the_page_says_what_to_do(browser: CheckedClient, tender: Tender) -> None:
    assert "No outcomes found" in browser.get("/library?words=xylophone").text
    page = browser.get(f"/library?words=xylophone&tender={tender.reference}")
    assert f"/tenders/{tender.reference}/outcomes/new" in page.text


@pytest.mark.parametrize("name", ["words", "sector", "mission", "cpv", "page", "tender"])
@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "a\x00b",
        "' OR 1=1 --",
        "אבג ‮",
        "🙂",
        "x" * 5000,
        "-1",
        "9" * 30,
        "٣",
        "%",
    ],
)
def test_anything_may_be_typed_in_the_address(browser: CheckedClient, name: str, value: str) -> None:
    page = browser.get("/library", query_string={name: value})
    assert page.status_code == (404 if name == "tender" or "\x00" in value else 200)
    assert "<script>alert" not in page.text


def test_a_search_takes_few_statements_however_many_it_finds(browser: CheckedClient) -> None:
    with counted_statements() as many:
        browser.get("/library")
    with counted_statements() as one:
        browser.get("/library?words=cancer+referral")
    assert len(many) <= len(one) + 1
    assert len(many) < 14


# Reading


def test_every_entry_can_be_read(browser: CheckedClient, library: Library) -> None:
    for entry in library.outcomes.values():
        page = browser.get(f"/library/outcomes/{entry.id}")
        assert page.status_code == 200
        for word in ("How it can be gamed", "The usual prescriptive trap", "Questions to ask suppliers"):
            assert word in page.text


def test_an_entry_shows_gaps_figures_and_what_nobody_knows(browser: CheckedClient, library: Library) -> None:
    text = browser.get(f"/library/outcomes/{NEET}").text
    assert '<span class="app-gap">{date}</span>' in text
    assert "13.2%" in text
    assert "July to September 2024 (UK)" in text
    assert "Not known" in text  # its second measure has no baseline
    assert 'rel="noopener noreferrer"' in text
    assert "Used" not in text
    assert "Not used yet" in text


def test_what_is_not_verified_is_marked(browser: CheckedClient, engine: Engine, library: Library) -> None:
    sure = library.outcomes["cancer-62-day"]
    assert "Not verified" not in browser.get(f"/library/outcomes/{sure.id}").text
    measure = sure.measures[0]
    assert measure.baseline is not None
    doubtful = measure.model_copy(
        update={"baseline": measure.baseline.model_copy(update={"verified": False})}
    )
    changed = sure.model_copy(
        update={"version": sure.version + 1, "measures": (doubtful, *sure.measures[1:])}
    )
    with writing(engine) as session:
        load_library(session, replace(library, outcomes={**library.outcomes, sure.id: changed}))
    assert browser.get(f"/library/outcomes/{sure.id}").text.count("Not verified") == 1


@pytest.mark.parametrize(
    "address",
    ["no-such-entry", f"{WAITS}/versions/99", f"{WAITS}/versions/0", f"{WAITS}/versions/99999999999999999999", "a%00b",
     "..%2f..", "%F0%9F%99%82"],
)  # fmt: skip
def test_guessed_entries_are_not_found(browser: CheckedClient, address: str) -> None:
    assert browser.get(f"/library/outcomes/{address}").status_code == 404


def test_an_earlier_version_says_so_and_cannot_be_adopted(
    browser: CheckedClient, engine: Engine, library: Library
) -> None:
    old = library.outcomes[WAITS].version
    new = library.outcomes[WAITS].model_copy(update={"version": old + 1, "title": "Swifter treatment"})
    with writing(engine) as session:
        load_library(session, replace(library, outcomes={**library.outcomes, WAITS: new}))
    text = browser.get(f"/library/outcomes/{WAITS}/versions/{old}").text
    assert f"You are reading version {old}" in text
    assert f"/library/outcomes/{WAITS}/tender" not in text
    assert "Swifter treatment" in browser.get(f"/library/outcomes/{WAITS}").text


# Adopting


def test_adopting_fills_the_sentence_and_copies_the_measures(
    browser: CheckedClient, tender: Tender, engine: Engine, library: Library
) -> None:
    search = browser.get(f"/library?tender={tender.reference}&words=young+people+work+learning")
    assert f"/library/outcomes/{NEET}/adopt?tender={tender.reference}" in search.text
    page = browser.fill_in(
        f"/library/outcomes/{NEET}/adopt?tender={tender.reference}",
        {"fill_place": "Harrowfell", "fill_n": "400", "fill_date-day": "31 3 2029", "fill_cost": ""},
    )
    assert page.request.path.startswith(f"/tenders/{tender.reference}/outcomes/")
    assert "Young people in Harrowfell find a footing" in page.text
    assert "with its measures" in page.text
    (outcome,) = outcomes(engine)
    assert outcome.statement.startswith(
        "Young people in Harrowfell find a footing that lasts. By 31 March 2029, 400 "
    )
    assert "{cost}" in outcome.statement
    assert outcome.library_id == NEET
    assert len(outcome.measures) == len(library.outcomes[NEET].measures)


def test_the_sentence_can_be_seen_before_it_is_adopted(
    browser: CheckedClient, tender: Tender, engine: Engine
) -> None:
    address = f"/library/outcomes/{NEET}/adopt?tender={tender.reference}"
    preview = browser.fill_in(address, {"fill_place": "Harrowfell"}, button="Preview the sentence")
    assert "Your sentence" in preview.text
    assert "Young people in Harrowfell find" in preview.text
    assert 'value="Harrowfell"' in preview.text
    assert outcomes(engine) == []
    browser.send_form(preview, {"fill_n": "400"}, button="Add to tender")
    (outcome,) = outcomes(engine)
    assert "Harrowfell" in outcome.statement
    assert "400" in outcome.statement


def test_each_gap_has_a_readable_label_and_says_where_it_stands(
    browser: CheckedClient, tender: Tender
) -> None:
    text = browser.get(f"/library/outcomes/{NEET}/adopt?tender={tender.reference}").text
    for label in ("By when", "How many", "Number of months", "Cost", "Place"):
        assert label in text
    assert "In the sentence: “" in text
    assert 'name="fill_date-day"' in text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("fill_date-day", "31 2 2029", "must be a real date"),
        ("fill_place", "x" * 201, "must be 200 characters or fewer"),
        ("fill_place", "Harrow\x00fell", "has a character we cannot use"),
        ("fill_place", "Harrow\u202efell", "has a character we cannot use"),
    ],
)
def test_a_bad_answer_is_refused_beside_its_field(
    browser: CheckedClient, tender: Tender, engine: Engine, field: str, value: str, message: str
) -> None:
    page = browser.fill_in(
        f"/library/outcomes/{NEET}/adopt?tender={tender.reference}", {"fill_n": "400", field: value}
    )
    assert message in page.text
    assert 'value="400"' in page.text
    assert outcomes(engine) == []


@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", "שלום", "🙂", "{date}", "javascript:alert(1)"]
)
def test_words_of_any_kind_are_kept_and_shown_as_text(
    browser: CheckedClient, tender: Tender, engine: Engine, value: str
) -> None:
    page = browser.fill_in(f"/library/outcomes/{NEET}/adopt?tender={tender.reference}", {"fill_place": value})
    assert "<script>alert" not in page.text
    assert value in outcomes(engine)[0].statement


def test_sending_the_form_twice_adopts_once(browser: CheckedClient, tender: Tender, engine: Engine) -> None:
    page = browser.get(f"/library/outcomes/{NEET}/adopt?tender={tender.reference}")
    first = browser.send_form(page, {"fill_place": "Harrowfell"}, follow=False)
    second = browser.send_form(page, {"fill_place": "Harrowfell"}, follow=False)
    assert first.location == second.location
    assert len(outcomes(engine)) == 1


def test_an_entry_without_a_tender_asks_which(browser: CheckedClient, tender: Tender, engine: Engine) -> None:
    assert browser.get(f"/library/outcomes/{NEET}/adopt").location == f"/library/outcomes/{NEET}/tender"
    page = browser.fill_in(f"/library/outcomes/{NEET}/tender", {"tender": tender.reference})
    assert page.request.path == f"/library/outcomes/{NEET}/adopt"
    assert tender.title in page.text


def test_a_tender_can_be_started_from_an_entry(browser: CheckedClient, engine: Engine, officer: User) -> None:
    assert "no draft that can be changed now" in browser.get(f"/library/outcomes/{NEET}/tender").text
    page = browser.fill_in(
        f"/library/outcomes/{NEET}/start", {"tender_title": "Work and learning in Harrowfell"}
    )
    assert page.request.path == f"/library/outcomes/{NEET}/adopt"
    with Session(engine) as session:
        started = session.exec(select(Tender)).one()
    assert started.title == "Work and learning in Harrowfell"
    again = browser.fill_in(
        f"/library/outcomes/{NEET}/start", {"tender_title": "work and learning in harrowfell"}
    )
    assert "another tender called this" in again.text
    assert "Enter the title" in browser.fill_in(f"/library/outcomes/{NEET}/start", {"tender_title": " "}).text


def test_a_draft_of_another_organisation_can_neither_be_seen_nor_guessed(
    client_for: ClientFor, browser: CheckedClient, engine: Engine, tender: Tender
) -> None:
    with writing(engine) as session:
        stranger = make_officer(session)
    theirs = client_for(stranger)
    for address in (
        f"/library?tender={tender.reference}",
        f"/library/outcomes/{NEET}/adopt?tender={tender.reference}",
    ):
        assert theirs.get(address).status_code == 404
    token = browser.get(f"/library/outcomes/{NEET}/adopt?tender={tender.reference}")
    sent = theirs.post(token.request.full_path, data={"fill_place": "Here"})
    assert sent.status_code in {400, 404}
    assert outcomes(engine) == []
    assert tender.title not in theirs.get(f"/library/outcomes/{NEET}/tender").text


@pytest.mark.parametrize("state", ["in_review", "endorsed", "published", "withdrawn"])
def test_a_tender_that_is_not_a_draft_takes_no_outcome(
    browser: CheckedClient, engine: Engine, officer: User, state: str
) -> None:
    with writing(engine) as session:
        closed = make_tender(session, officer, f"Tender {state}", state=state)
    page = browser.get(f"/library/outcomes/{NEET}/adopt?tender={closed.reference}")
    assert page.status_code == 409
    assert f"Tender {state}" not in browser.get(f"/library/outcomes/{NEET}/tender").text


def test_a_board_member_reads_the_library_and_adopts_nothing(
    client_for: ClientFor, engine: Engine, tender: Tender
) -> None:
    with writing(engine) as session:
        member = make_user(session, name="Sam Board")
        board = Board(name="Board of examples")
        board.members = [BoardMember(user_id=member.id, role="member")]
        session.add(board)
    theirs = client_for(member)
    page = theirs.get(f"/library/outcomes/{NEET}")
    assert page.status_code == 200
    assert "Use in a tender" not in page.text
    assert theirs.get(f"/library/outcomes/{NEET}/tender").status_code == 403
    assert theirs.get(f"/library/outcomes/{NEET}/adopt?tender={tender.reference}").status_code == 404


# What came of it


def test_what_was_observed_is_on_the_page_and_in_its_files_and_what_is_not_public_is_on_neither(
    engine: Engine, browser: CheckedClient
) -> None:
    with writing(engine) as session:
        source = LibrarySource(library_id=NEET, library_version=1)
        kept, shown = tender_with(session, source), tender_with(session, source)
        for each, value in ((kept, "13.37"), (shown, "48.2")):
            each.specification, each.facts = Specification(), ProcurementFactsRow()
            officer = actor_of(session.get_one(User, each.created_by_id))
            series, *_ = measure_series.take(session, each)
            observe(session, officer, series, value)
        measure_series.make_public(session, officer, shown, [series.key], is_public=True)
        key = series.key
    page = browser.get(f"/library/outcomes/{NEET}")
    assert "What was observed since" in page.text
    assert f"/results/measures/{key}" in page.text
    told = browser.get(f"/library/outcomes/{NEET}/record.json")
    (row,) = [each for each in told.json["measures"] if each["measure"]]
    assert (row["tender"], row["value"], row["period_end"], row["vintage"]) == (
        shown.reference, "48.2", "2028-01-31", 1,
    )  # fmt: skip
    table = browser.get(f"/library/outcomes/{NEET}/record.csv")
    assert "48.2" in table.text
    for each in (page, told, table):
        assert kept.reference in each.text  # its specification is published, what was observed is not
        assert "13.37" not in each.text
    assert browser.get("/library/outcomes/no-such-entry/record.csv").status_code == 404
