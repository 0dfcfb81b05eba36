"""From an outcome in a tender to an entry of the library, through pages; and the library as a whole."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlmodel import select

from procure.db import writing
from procure.domain.vocabulary import Role
from procure.models import Outcome, Tender, User
from procure.services import adopting
from procure.services.access import actor_of
from tests.browsing import CheckedClient
from tests.factories.people import make_user
from tests.web.authoring_pages import Desk

pytestmark = pytest.mark.with_library


def curator(desk: Desk) -> CheckedClient:
    with writing(desk.engine) as session:
        return desk.client_for(make_user(session, None, Role.CURATOR))


def propose(desk: Desk) -> str:
    """Propose the first outcome of the whole tender, complete; the address of the proposal."""
    with writing(desk.engine) as session:
        tender = desk.tender(desk.whole)
        outcome = session.exec(select(Outcome).where(Outcome.tender_id == tender.id)).first()
        assert outcome is not None
        outcome.library_id = ""
        key = outcome.key
    page = desk.browser.get(desk.at(desk.whole, f"outcomes/{key}"))
    page = desk.browser.send_form(page, {}, button="Propose it for the library")
    address = page.request.path
    assert "Say which sector it belongs to" in page.text
    desk.browser.fill_in(
        f"{address}/sentence?then=check", {"sector": "Housing", "geography": "England"}, button="Continue"
    )
    refused = desk.browser.fill_in(f"{address}/questions?then=check", {"to_ask": "Only one?"})
    assert "there are 1" in refused.text
    desk.browser.fill_in(
        f"{address}/questions?then=check",
        {"to_ask": "- How would you find the coldest homes?\r\n- What would tenants notice first?"},
    )
    desk.browser.fill_in(
        f"{address}/lessons?then=check",
        {
            "prescriptive_trap": "A count of boilers.",
            "gaming_risk": "Hard homes left out.",
            "advice": "A whole winter.",
        },
    )
    return address


def say_what_sources_support(desk: Desk, address: str) -> None:
    """The tender says nothing of its links, so the proposer is asked for each."""
    for number in range(1, desk.browser.get(address).text.count("What it supports is still to be said.") + 1):
        desk.browser.fill_in(
            f"{address}/sources/{number}", {"supports": "Damp fell where homes were insulated"}
        )


def test_an_outcome_goes_from_a_tender_into_the_library(desk: Desk) -> None:
    address = propose(desk)
    say_what_sources_support(desk, address)
    sent = desk.browser.fill_in(f"{address}/send", {"case": "Others asked for it <b>twice</b>."})
    assert "With the curator" in sent.text
    assert "&lt;b&gt;twice&lt;/b&gt;" in sent.text
    keeper = curator(desk)
    assert address in keeper.get("/library/proposals/queue").text
    assert "Decide" in keeper.get(address).text
    assert "Can it be measured?" in keeper.get(address).text
    mended = keeper.fill_in(
        f"{address}/measures/1", {"publisher": "The council", "baseline_value": "12", "baseline_url": ""}
    )
    assert "Enter the address where the starting figure is published" in mended.text
    mended = keeper.fill_in(f"{address}/measures/1", {"publisher": "The council", "baseline_value": ""})
    assert "The council" in mended.text
    assert keeper.get(f"{address}/measures/{99}").status_code == 404
    refused = keeper.fill_in(f"{address}/decide", {"decision": "approve", "note": ""})
    assert "Enter the note" in refused.text
    done = keeper.fill_in(f"{address}/decide", {"decision": "approve", "note": "New."})
    assert "is in the library, version 1." in done.text
    assert "In the library" in desk.browser.get("/library/proposals").text


def test_a_proposal_that_lacks_something_is_not_sent_and_keeps_the_words_that_were_typed(desk: Desk) -> None:
    address = propose(desk)
    page = desk.browser.get(f"{address}/send")
    assert "It cannot be sent yet." in page.text
    assert "govuk-error-summary" not in page.text
    page = desk.browser.send_form(page, {"case": "Others asked for it."}, button="Send")
    assert page.text.count("govuk-error-summary__title") == 1
    assert f'<a href="{address}/sources/1">Say what each source supports, or remove it</a>' in page.text
    assert "Others asked for it." in page.text
    assert page.text.count("govuk-notification-banner--success") == 0
    assert "Being written" in desk.browser.get(address).text


def test_question_and_answer_are_read_by_both_in_order_and_apart_from_the_case_for_it(desk: Desk) -> None:
    address, keeper = propose(desk), curator(desk)
    say_what_sources_support(desk, address)
    desk.browser.fill_in(f"{address}/send", {"case": "Others asked for it."})
    assert "What you changed, or your answer" not in desk.browser.get(f"{address}/send").text
    keeper.fill_in(f"{address}/decide", {"decision": "return", "note": "Which <em>winter</em>?"})
    page = desk.browser.get(f"{address}/send")
    assert "Which &lt;em&gt;winter&lt;/em&gt;?" in page.text
    refused = desk.browser.send_form(page, {"case": "Others asked for it."}, button="Send")
    assert "Enter what you changed, or your answer" in refused.text
    desk.browser.fill_in(f"{address}/send", {"answer": "The winter of 2025."})
    for reader in (desk.browser, keeper):
        text = reader.get(address).text
        assert "Others asked for it." in text
        told = [
            "Sent to the curator",
            "Sent back with questions",
            "Which &lt;em&gt;",
            "again",
            "The winter of 2025.",
        ]
        places = [text.index(each) for each in told]
        assert places == sorted(places)
    assert "The winter of 2025." in keeper.get(f"{address}/decide").text
    assert desk.stranger().get(address).status_code == 404


def test_an_adopter_is_told_on_the_task_list_and_among_the_outcomes_what_became_of_the_entry(
    desk: Desk,
) -> None:
    with writing(desk.engine) as session:
        tender = session.exec(select(Tender).where(Tender.reference == desk.whole)).one()
        officer = actor_of(session.get_one(User, desk.officer.id))
        outcome = adopting.adopt(session, officer, tender, "school-attendance")
        one = f"outcomes/{outcome.key}"
    places = [desk.at(desk.whole, each) for each in ("", "outcomes", one)]
    for place in places:
        assert "The library n" not in desk.browser.get(place.rstrip("/")).text
    keeper = curator(desk)
    page = keeper.send_form(
        keeper.get("/library/outcomes/school-attendance"), {}, button="Write its next version"
    )
    begun = page.request.path
    keeper.fill_in(f"{begun}/lessons?then=check", {"advice": "Said anew."})
    keeper.fill_in(f"{begun}/decide", {"decision": "approve", "note": "Said anew."})
    for place in places:
        text = desk.browser.get(place.rstrip("/")).text
        assert "The library now offers version 2" in text
        assert "/library/outcomes/school-attendance/changes?since=1" in text
    keeper.fill_in("/library/outcomes/school-attendance/retire", {"note": "Split.", "successor_id": ""})
    for place in places:
        text = desk.browser.get(place.rstrip("/")).text
        assert "The library no longer offers" in text
        assert "/library/outcomes/school-attendance/versions/1" in text


@pytest.mark.parametrize(
    ("supports", "joined"),
    [
        ("Beds are freed for those who need them.", "need them. <a"),
        ("Attendance in the spring", "in the spring: <a"),
        ("“Beds are freed.”", "freed.” <a"),
    ],
)
def test_what_a_source_supports_runs_on_to_its_address(desk: Desk, supports: str, joined: str) -> None:
    keeper, entry = curator(desk), "/library/outcomes/school-attendance"
    address = keeper.send_form(keeper.get(entry), {}, button="Write its next version").request.path
    keeper.fill_in(
        f"{address}/sources/1", {"url": "https://www.example.org/", "supports": supports, "verified": "no"}
    )
    keeper.fill_in(f"{address}/decide", {"decision": "approve", "note": "A better source."})
    assert joined in " ".join(keeper.get(entry).text.split())


def test_a_curator_writes_the_next_version_of_an_entry_with_other_sources_and_what_was_adopted_stays(
    desk: Desk,
) -> None:
    keeper, entry = curator(desk), "/library/outcomes/school-attendance"
    page = keeper.send_form(keeper.get(entry), {}, button="Write its next version")
    address = page.request.path
    assert keeper.send_form(keeper.get(entry), {}, button="Write its next version").request.path == address
    unchanged = keeper.fill_in(f"{address}/decide", {"decision": "approve", "note": "Nothing."})
    assert "Change something first" in unchanged.text
    refused = keeper.fill_in(f"{address}/sources/1", {"url": "javascript:alert(1)"})
    assert "must be a web address" in refused.text
    said = {"url": "https://www.example.org/figures", "supports": "Autumn 2026: 7.1%.", "verified": "yes"}
    assert "What it rests on" in keeper.fill_in(f"{address}/sources/1", said).text
    need = {"dataset": "Bus passes", "holder": "The council", "blocker": "standards", "note": ""}
    sources = page.text.count("/sources/") // 2
    number = page.text.count("/data/") // 2 + 1
    assert "Bus passes, held by The council" in keeper.fill_in(f"{address}/data/{number}", need).text
    taken_out = keeper.send_form(keeper.get(address), {}, button="Remove the need for Bus passes")
    assert "The need for data is taken out." in taken_out.text
    assert keeper.get(f"{address}/sources/{sources + 2}").status_code == 404
    approved = keeper.fill_in(f"{address}/decide", {"decision": "approve", "note": "A newer figure."})
    assert "is in the library, version 2." in approved.text
    assert "https://www.example.org/figures" in desk.browser.get(entry).text
    assert "https://www.example.org/figures" not in desk.browser.get(f"{entry}/versions/1").text
    assert "Autumn 2026: 7.1%." in desk.browser.get(f"{entry}/changes?since=1").text
    assert desk.browser.get(f"{address}/sources/1").status_code == 404


def test_two_entries_are_read_side_by_side(desk: Desk) -> None:
    page = desk.browser.get("/library/compare?one=school-attendance&other=school-readiness").text
    assert "Pupils missing school, or at risk of it" in page
    assert desk.browser.get("/library/compare?one=nothing-like-it&other=../../etc").status_code == 404


def test_the_whole_library_is_given_out_in_three_forms_and_taken_in_again(desk: Desk) -> None:
    keeper = curator(desk)
    entries = json.loads(desk.browser.get("/library/export/json").data)
    assert len(entries) >= 120
    assert desk.browser.get("/library/export/csv").text.startswith("id,version,status,title")
    archive = zipfile.ZipFile(io.BytesIO(desk.browser.get("/library/export/md").data))
    assert "schools/school-attendance.md" in archive.namelist()
    changed = [{**entries[0], "advice": "Said anew."}, entries[1], {"id": "=1+1"}]
    report = _take_in(keeper, json.dumps(changed).encode())
    assert "1 proposed, 1 as they were, 1 refused." in report.text
    assert "use lower-case letters and digits" in report.text


@pytest.mark.parametrize(
    "data", [b"", b"\x00\xff", b"{}", b"[1]", b"[" * 100_000, b'[{"id": NaN}]', b'[{"a":1,"a":2}]']
)
def test_a_file_that_is_no_library_is_refused_with_the_reason(desk: Desk, data: bytes) -> None:
    answer = _take_in(curator(desk), data)
    assert answer.status_code == 400
    assert "There is a problem" in answer.text


def _take_in(keeper: CheckedClient, data: bytes):
    return keeper.send_form(keeper.get("/library/take-in"), {"file": (io.BytesIO(data), "library.json")})


def test_an_entry_is_retired_with_a_successor(desk: Desk) -> None:
    keeper = curator(desk)
    page = keeper.fill_in(
        "/library/outcomes/school-attendance/retire", {"note": "Split.", "successor_id": "no-such-thing"}
    )
    assert "Enter the id of another entry that is on offer" in page.text
    keeper.fill_in(
        "/library/outcomes/school-attendance/retire", {"note": "Split.", "successor_id": "school-readiness"}
    )
    old = desk.browser.get("/library/outcomes/school-attendance/versions/1").text
    assert "no longer offered" in old
    assert "/library/outcomes/school-readiness" in old
