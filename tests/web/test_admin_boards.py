"""Boards and the audit trail, on an administrator's pages."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.db import writing
from procure.models import AuditEvent, Board, ObjectiveRow, User
from tests.browsing import CheckedClient
from tests.web.admin_office import AS, Office, one, trail


@pytest.fixture
def client(office: Office, client_for: AS) -> CheckedClient:
    return client_for(office.administrator)


# Boards


def test_a_board_is_added_with_its_mission_and_gets_members(
    client: CheckedClient, office: Office, engine: Engine
) -> None:
    with writing(engine) as session:
        session.add(
            ObjectiveRow(
                objective_id="o", mission_id="growth", mission_name="Growth", framework_id="f", framework_name="F",
                framework_effective_from="", title="O", content={}, digest="0",
            )
        )  # fmt: skip
    page = client.fill_in(
        "/admin/boards/new",
        {"name": "Growth board", "remit": "Growth.", "mission_id": "growth", "quorum": "2"},
    )
    assert "This board has no chair" in page.text
    board = one(engine, Board, name="Growth board")
    assert (board.mission_id, board.quorum) == ("growth", 2)
    page = client.fill_in(
        f"/admin/boards/{board.key}/members/new", {"email": office.member.email.upper(), "role": "chair"}
    )
    assert "so it cannot decide" in page.text  # two verdicts and one member
    assert [seat.role for seat in one(engine, Board, name="Growth board").members] == ["chair"]


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Enter the name"),
        ("name", "PLACES BOARD", "already one called Places board"),
        ("quorum", "0", "whole number from 1 to 30"),
        ("quorum", "two", "whole number from 1 to 30"),
        ("quorum", "", "Enter the number of verdicts"),
        ("remit", "r" * 2_001, "2,000 characters or fewer"),
        ("remit", "\x07", "a character we cannot use"),
        ("mission_id", "mars", "choose one from the list"),
    ],
)
def test_a_wrong_answer_about_a_board_is_named(
    client: CheckedClient, engine: Engine, field: str, typed: str, words: str
) -> None:
    values = {"name": "Growth board", "remit": "Growth.", "quorum": "2"} | {field: typed}
    page = client.fill_in("/admin/boards/new", values)
    assert words in page.text
    assert one(engine, Board, name="Growth board") is None


def test_another_chair_makes_the_last_one_a_member(
    client: CheckedClient, office: Office, engine: Engine
) -> None:
    page = client.fill_in(f"{office.of_board}/members/{office.member.key}", {"role": "chair"})
    assert "is changed" in page.text
    roles = {seat.user.key: seat.role for seat in one(engine, Board, key=office.board.key).members}
    assert roles == {office.member.key: "chair", office.chair.key: "member"}


def test_a_seat_is_taken_away_and_then_is_not_found(
    client: CheckedClient, office: Office, engine: Engine
) -> None:
    address = f"{office.of_board}/members/{office.member.key}"
    client.fill_in(address, {"role": "none"})
    assert [seat.user.key for seat in one(engine, Board, key=office.board.key).members] == [office.chair.key]
    assert client.get(address).status_code == 404


def test_only_people_with_an_account_get_a_seat(
    client: CheckedClient, office: Office, engine: Engine
) -> None:
    with writing(engine) as session:
        session.exec(select(User).where(User.key == office.officer.key)).one().is_active = False
    for email, words in (
        ("nobody@example.org", "Nobody has an account"),
        (office.officer.email, "no longer has an active account"),
        ("", "Enter the email address"),
    ):
        page = client.fill_in(f"{office.of_board}/members/new", {"email": email, "role": "member"})
        assert words in page.text


def test_a_closed_board_says_so(client: CheckedClient, office: Office) -> None:
    page = client.fill_in(f"{office.of_board}/standing", {"is_active": "no"})
    assert "Closed" in page.text
    assert "Open this board again" in page.text


@pytest.mark.parametrize("path", ["organisations", "people", "boards"])
@pytest.mark.parametrize("key", ["0000000000", "..", "%00", "' OR 1=1"])
def test_a_key_that_nothing_has_is_not_found(client: CheckedClient, path: str, key: str) -> None:
    assert client.get(f"/admin/{path}/{key}").status_code == 404


# The trail


def test_the_trail_says_what_changed_from_what_to_what(client: CheckedClient, office: Office) -> None:
    client.fill_in(f"{office.of_organisation}/identity", {"name": "Borough of There"})
    page = client.get("/admin/audit?action=organisation.changed")
    assert "Organisation changed" in page.text
    assert "Borough of Here → Borough of There" in page.text


def test_the_trail_is_filtered_and_paged_in_the_address(client: CheckedClient, engine: Engine) -> None:
    with writing(engine) as session:
        for at in range(60):
            session.add(
                AuditEvent(at=datetime(2026, 7, 1, tzinfo=UTC), actor_name="Robin", action="tender.started",
                           subject_kind="tender", subject_key=f"AAAA-{at:04}")
            )  # fmt: skip
    page = client.get(
        "/admin/audit?action=tender.started&person=robin&from_on-day=1&from_on-month=7&from_on-year=2026"
    )
    assert ("AAAA-0059" in page.text, "AAAA-0009" in page.text) == (True, False)
    older = re.search(r'href="([^"]+)">Older events', page.text)
    assert older is not None
    page = client.get(older[1].replace("&amp;", "&"))
    assert ("AAAA-0059" in page.text, "AAAA-0009" in page.text) == (False, True)
    assert "Older events" not in page.text
    assert "Nothing matches" in client.get("/admin/audit?subject=AAAA-9999").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from_on-day=31&from_on-month=2&from_on-year=2026", "must be a real date"),
        ("to_on-day=1&to_on-month=1&to_on-year=2026&from_on-day=2&from_on-month=1&from_on-year=2026",
         "must be the same as or after"),
        ("action=gone", "choose one from the list"),
        ("person=%E2%80%AE", "a character we cannot use"),
        ("before=-1&before=x", ""),
        ("to_on-day=31&to_on-month=12&to_on-year=9999", "must be between"),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_says_so(client: CheckedClient, query: str, words: str) -> None:
    page = client.get(f"/admin/audit?{query}")
    assert page.status_code == 200
    assert words in page.text


def test_the_file_of_the_trail_has_every_event_and_runs_nothing(
    client: CheckedClient, engine: Engine
) -> None:
    with writing(engine) as session:
        session.add(
            AuditEvent(actor_name='=HYPERLINK("http://x")', action="tender.started", subject_key="+1")
        )
        session.add(AuditEvent(actor_name='Siân, "Robin"\nŵ', action="tender.started"))
    response = client.get("/admin/audit.csv?action=tender.started")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"), newline="")))
    assert lines[0][1:4] == ["Who", "Organisation", "What happened"]
    assert [line[1] for line in lines[1:]] == ['Siân, "Robin"\nŵ', '\'=HYPERLINK("http://x")']
    assert lines[2][5] == "'+1"


def test_a_wrong_role_is_refused_and_is_on_the_trail_once(
    office: Office, client_for: AS, engine: Engine
) -> None:
    assert client_for(office.officer).get("/admin/people").status_code == 403
    (event,) = trail(engine, "access.refused")
    assert (event.actor_id, event.subject_key) == (office.officer.id, "/admin/people")
    assert event.detail == {"permission": "admin:everything:manage", "method": "GET"}
