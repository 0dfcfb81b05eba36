"""Target outcomes as a board and its advisers use them, through pages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from procure.db import writing
from procure.models import User
from procure.services import steering
from procure.services.access import actor_of
from tests.factories.boards import make_board, make_members
from tests.factories.people import make_officer
from tests.factories.targets import WHOLE, make_objective, make_target
from tests.web.board_scene import AS

HOSTILE = "<script>alert(1)</script> & “warm” \u05d0"


@dataclass
class Table:
    """A board of two with a target outcome that says all it needs to, on which one officer advises."""

    chair: User
    member: User
    adviser: User
    outsider: User
    key: str

    @property
    def address(self) -> str:
        return f"/target-outcomes/{self.key}"


@pytest.fixture
def table(engine: Engine) -> Table:
    with writing(engine) as session:
        chair, member = make_members(session, 2)
        board = make_board(session, chair, member)
        adviser, outsider = make_officer(session, name="Ash Adviser"), make_officer(session)
        found = make_target(session, board, member, **WHOLE)
        steering.invite(session, actor_of(chair), found, adviser.email)
        return Table(chair, member, adviser, outsider, found.key)


def test_a_board_begins_an_outcome_and_goes_through_its_pages(
    table: Table, client_for: AS, engine: Engine
) -> None:
    with writing(engine) as session:
        objective = make_objective(session)
    member = client_for(table.member)
    page = member.fill_in("/target-outcomes/new", {"objective_id": objective, "title": HOSTILE})
    assert "What must change, and for whom?" in page.text
    page = member.send_form(page, {"change": HOSTILE, "beneficiary": "Tenants"})
    page = member.send_form(page, {"place": "York"})
    assert "Which figure shows it?" in page.text
    shown = member.get("/target-outcomes")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown.text


def test_the_gap_and_a_thin_market_are_plain_to_see(table: Table, client_for: AS) -> None:
    adviser = client_for(table.adviser)
    page = adviser.fill_in(f"{table.address}/questions/suppliers?then=check", {"able_suppliers": "2"})
    assert "A thin market: 2 able suppliers" in page.text
    assert "Without a source and a date: the number of able suppliers" in page.text
    assert "9 percentage points to go, from 18% to 9%" in page.text


def test_options_are_weighed_and_the_history_shows_who_wrote_what(table: Table, client_for: AS) -> None:
    adviser = client_for(table.adviser)
    page = adviser.fill_in(
        f"{table.address}/options/new",
        {"kind": "staged_test", "reasons_for": HOSTILE, "standing": "preferred"},
    )
    assert "Test in stages, then scale or stop (preferred)" in page.text
    page = adviser.send_form(page, button="Remove Test in stages, then scale or stop")
    assert "is removed" in page.text
    history = client_for(table.chair).get(f"{table.address}/history")
    assert "Version 3: An option" in history.text
    assert "Ash Adviser" in history.text
    assert "31 March 2029" in history.text


def test_two_who_write_at_once_are_shown_both_texts(table: Table, client_for: AS) -> None:
    first, second = client_for(table.member), client_for(table.adviser)
    address = f"{table.address}/questions/market-could?then=check"
    opened = second.get(address)
    first.fill_in(address, {"market_could": "Insulate streets at a time"})
    page = second.send_form(opened, {"market_could": "Heat pumps by subscription"})
    assert page.status_code == 409
    assert "Insulate streets at a time" in page.text
    assert "Heat pumps by subscription" in page.text
    page = second.send_form(
        page, {"keep-market_could": "both", "both-market_could": "Streets at a time, by subscription"}
    )
    assert "Streets at a time, by subscription" in page.text


def test_the_board_alone_says_how_it_stands_and_who_advises(table: Table, client_for: AS) -> None:
    chair, adviser = client_for(table.chair), client_for(table.adviser)
    page = chair.fill_in(f"{table.address}/status", {"status": "dropped"})
    assert "Enter why it is dropped" in page.text
    page = chair.fill_in(f"{table.address}/status", {"status": "ready"})
    assert "Ready for market" in page.text
    assert adviser.get(f"{table.address}/status").status_code == 403
    page = chair.fill_in(f"{table.address}/advisers/new", {"email": "nobody@example.org"})
    assert "No commercial officer has this email address" in page.text
    page = chair.send_form(chair.get(table.address), button="End their part Ash Adviser")
    assert "no longer takes part" in page.text
    assert adviser.get(table.address).status_code == 404


def test_what_is_missing_before_the_market_is_named(table: Table, client_for: AS) -> None:
    member = client_for(table.member)
    member.fill_in(f"{table.address}/questions/gap", {"target_value": ""})
    page = member.fill_in(f"{table.address}/status", {"status": "ready"})
    assert "Before it is ready for market, say the figure you aim at" in page.text


def test_an_outsider_is_told_of_nothing(table: Table, client_for: AS) -> None:
    outsider = client_for(table.outsider)
    assert "No board has invited you" in outsider.get("/target-outcomes").text
    for path in ("", "/history", "/questions/gap", "/options/new", "/status", "/advisers/new"):
        answer = outsider.get(table.address + path)
        assert answer.status_code == 404
        assert "warm" not in answer.text


def test_an_adviser_begins_a_tender_that_the_board_then_sees(table: Table, client_for: AS) -> None:
    adviser, member = client_for(table.adviser), client_for(table.member)
    page = adviser.fill_in(f"{table.address}/tender", {"title": "Warm homes in Westmarch"})
    assert "Serves a target outcome of the" in page.text
    assert table.address in page.text
    shown = member.get(table.address)
    assert "Warm homes in Westmarch" in shown.text
    assert "1 tender serves it" in member.get("/target-outcomes").text
    page = adviser.send_form(
        adviser.get(table.address), button="It does not serve it Warm homes in Westmarch"
    )
    assert "no longer linked" in page.text
