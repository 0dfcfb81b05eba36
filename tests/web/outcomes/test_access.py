"""Who may see and change an outcome, and when."""

from __future__ import annotations

import re

import pytest

from procure.db import writing
from procure.models import Outcome, Tender
from tests.browsing import CheckedClient
from tests.factories.people import make_officer, make_tender
from tests.web.outcomes.desk import ClientFor, Desk

GUESSES = ["", "/new", "/KEY", "/KEY/sentence", "/KEY/change", "/KEY/fairness", "/KEY/gaps", "/KEY/objectives",
           "/KEY/objectives/growth-living-standards", "/KEY/measures", "/KEY/measures/new", "/KEY/measures/MEASURE",
           "/KEY/measures/MEASURE/baseline"]  # fmt: skip
POSTS = ["/KEY/move/up", "/KEY/remove", "/KEY/restore", "/KEY/measures/MEASURE/move/up",
         "/KEY/measures/MEASURE/remove", "/KEY/measures/MEASURE/restore", "/new", "/KEY/sentence"]  # fmt: skip


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
