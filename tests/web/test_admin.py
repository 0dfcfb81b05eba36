"""The administrator's pages."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.db import reading, writing
from procure.domain.vocabulary import Role
from procure.models import AuditEvent, Board, ObjectiveRow, Organisation, User
from tests.browsing import CheckedClient
from tests.factories.boards import make_board, make_members
from tests.factories.people import make_officer, make_organisation, make_user

AS = Callable[[User], CheckedClient]
IDENTITY = {
    "name": "Borough of Elsewhere",
    "ppon": "pbcd-1234-ghjl",
    "authority_type": "publicAuthoritySubCentralGovernment",
    "devolved_regime": "none",
}
ADDRESS = {
    "street": "1 High Street", "locality": "Elsewhere", "postcode": "zz11aa", "region": "UKG",
    "email": "buying@elsewhere.example", "website": "https://elsewhere.example",
}  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>",
    "مجلس المدينة",
    "🏛 Council",
    "Cyngor Sir Ynys Môn",
    "=1+1",
    "{{ 7*7 }}",
]


@dataclass
class Office:
    administrator: User
    officer: User
    organisation: Organisation
    board: Board
    chair: User
    member: User

    @property
    def of_organisation(self) -> str:
        return f"/admin/organisations/{self.organisation.key}"

    @property
    def of_officer(self) -> str:
        return f"/admin/people/{self.officer.key}"

    @property
    def of_board(self) -> str:
        return f"/admin/boards/{self.board.key}"


@pytest.fixture
def office(engine: Engine) -> Office:
    with writing(engine) as session:
        organisation = make_organisation(session, "Borough of Here")
        officer = make_officer(session, organisation, name="Olu Officer")
        chair, member, *_ = make_members(session)
        board = make_board(session, chair, member, name="Places board")
        administrator = make_user(session, None, Role.ADMINISTRATOR, name="Ada Administrator")
        return Office(administrator, officer, organisation, board, chair, member)


@pytest.fixture
def client(office: Office, client_for: AS) -> CheckedClient:
    return client_for(office.administrator)


def one(engine: Engine, model: Any, **where: Any) -> Any:
    with reading(engine) as session:
        found = session.exec(select(model).filter_by(**where)).one_or_none()
        if isinstance(found, User):
            assert [found.roles, found.organisation]
        if isinstance(found, Board):
            assert all(seat.user for seat in found.members)
        return found


def trail(engine: Engine, action: str) -> list[AuditEvent]:
    with reading(engine) as session:
        return list(session.exec(select(AuditEvent).where(AuditEvent.action == action)))


def test_the_first_page_leads_to_everything(client: CheckedClient) -> None:
    page = client.get("/admin")
    for path in ("/admin/organisations", "/admin/people", "/admin/boards", "/admin/audit"):
        assert f'href="{path}"' in page.text
        assert client.get(path).status_code == 200


# Organisations


def test_an_organisation_is_added_in_two_pages(client: CheckedClient, engine: Engine) -> None:
    page = client.fill_in("/admin/organisations/new", IDENTITY)
    assert "Borough of Elsewhere is added" in page.text
    page = client.send_form(page, ADDRESS)

    added = one(engine, Organisation, name="Borough of Elsewhere")
    assert (added.ppon, added.postcode, added.devolved_regime) == ("PBCD-1234-GHJL", "ZZ1 1AA", "")
    assert added.region == "UKG"
    assert "West Midlands" in page.text
    assert [event.actor_name for event in trail(engine, "organisation.added")] == ["Ada Administrator"]


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Enter the name"),
        ("name", "n" * 201, "200 characters or fewer"),
        ("name", "a\x00b", "a character we cannot use"),
        ("name", "Council \u202e", "a character we cannot use"),
        ("name", "borough of here", "already one called Borough of Here"),
        ("ppon", "1234", "must be a PPON"),
        ("ppon", "PABC-1234-GHJL", "like PBCD-1234-GHJL"),
        ("authority_type", None, "Select the kind"),
        ("authority_type", "council", "choose one from the list"),
        ("devolved_regime", "GB-SCT", "choose one from the list"),
    ],
)
def test_a_wrong_answer_is_named_and_the_rest_is_kept(
    client: CheckedClient, engine: Engine, field: str, typed: str | None, words: str
) -> None:
    page = client.fill_in("/admin/organisations/new", IDENTITY | {field: typed})
    assert "There is a problem" in page.text
    assert words in page.text
    assert (
        IDENTITY["name"] if field != "name" else "GHJL"
    ) in page.text.upper() or "Borough of Elsewhere" in page.text
    assert one(engine, Organisation, name="Borough of Elsewhere") is None


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("postcode", "nowhere", "must be a UK postcode"),
        ("region", "UKX", "choose one from the list"),
        ("email", "buying at elsewhere", "must be an email address"),
        ("website", "javascript:alert(1)", "must be a web address"),
        ("website", "elsewhere.example", "must be a web address"),
        ("street", "s" * 201, "200 characters or fewer"),
    ],
)
def test_a_wrong_address_is_named(
    client: CheckedClient, office: Office, engine: Engine, field: str, typed: str, words: str
) -> None:
    page = client.fill_in(f"{office.of_organisation}/address", ADDRESS | {field: typed})
    assert words in page.text
    assert one(engine, Organisation, name="Borough of Here").street == ""


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_any_shape_stay_names(
    client: CheckedClient, office: Office, engine: Engine, name: str
) -> None:
    page = client.fill_in(f"{office.of_organisation}/identity", {"name": name})
    assert "is changed" in page.text
    assert one(engine, Organisation, key=office.organisation.key).name == name
    for path in ("/admin/organisations", office.of_organisation, "/admin/people", "/admin/audit"):
        assert "<script>alert" not in client.get(path).text


def test_an_organisation_is_closed_and_opened_again(
    client: CheckedClient, office: Office, engine: Engine
) -> None:
    page = client.fill_in(f"{office.of_organisation}/standing", {"is_active": "no"})
    assert "Closed" in page.text
    assert "Borough of Here" not in client.get("/admin/people/new").text
    client.fill_in(f"{office.of_organisation}/standing", {"is_active": "yes"})
    assert [event.detail["changes"] for event in trail(engine, "organisation.changed")] == [
        {"is_active": {"from": True, "to": False}}, {"is_active": {"from": False, "to": True}},
    ]  # fmt: skip


# People


def new_person(office: Office, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Sam Example", "email": "sam@example.org", "organisation": office.organisation.key,
        "roles": ["officer"],
    } | changes  # fmt: skip


def test_a_person_is_added_signs_in_once_and_chooses_their_own_password(
    client: CheckedClient, office: Office, engine: Engine, app: Any
) -> None:
    page = client.fill_in("/admin/people/new", new_person(office))
    shown = re.search(r'app-password">([a-z0-9-]{19})<', page.text)
    assert shown is not None
    person = one(engine, User, email="sam@example.org")
    assert [grant.role for grant in person.roles] == ["officer"]
    assert shown[1] not in client.get(f"/admin/people/{person.key}").text

    sam = app.test_client()
    page = sam.fill_in("/sign-in", {"email": "sam@example.org", "password": shown[1]})
    assert "Choose your own before you go on" in page.text
    assert sam.get("/tenders").location == "/account/password"
    page = sam.send_form(page, {"current_password": shown[1], "password": "three random words"})
    assert sam.get("/tenders").status_code == 200
    assert not one(engine, User, email="sam@example.org").must_change_password


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", " ", "Enter the full name"),
        ("name", "\x00", "a character we cannot use"),
        ("email", "", "Enter the work email address"),
        ("email", "sam", "must be an email address"),
        ("email", "s" * 250 + "@example.org", "254 characters or fewer"),
        ("organisation", "", "Select organisation"),
        ("organisation", "0000000000", "choose one from the list"),
        ("roles", ["king"], "choose from the list"),
    ],
)
def test_a_wrong_answer_about_a_person_is_named(
    client: CheckedClient, office: Office, engine: Engine, field: str, typed: Any, words: str
) -> None:
    page = client.fill_in("/admin/people/new", new_person(office, **{field: typed}))
    assert words in page.text
    assert one(engine, User, name="Sam Example") is None


def test_the_form_sent_twice_makes_one_account(client: CheckedClient, office: Office, engine: Engine) -> None:
    page = client.get("/admin/people/new")
    client.send_form(page, new_person(office))
    again = client.send_form(page, new_person(office))
    assert "already has an account with this email address" in again.text
    assert one(engine, User, email="sam@example.org") is not None


def test_people_are_searched(client: CheckedClient, office: Office) -> None:
    page = client.get("/admin/people?words=olu")
    assert "Olu Officer" in page.text
    assert "Ada Administrator" not in page.text.split("</nav>", 1)[-1].split("<main", 1)[-1]
    for words in ("%27%3B--", "%F0%9F%8F%A0", "a" * 2_000, "%25"):
        assert client.get(f"/admin/people?words={words}").status_code == 200
    assert client.get("/admin/people?page=-4&words=olu").status_code == 200
    assert client.get("/admin/people?page=many").status_code == 200


def test_a_person_moves_organisation_and_changes_role(
    client: CheckedClient, office: Office, engine: Engine
) -> None:
    home = one(engine, User, key=office.administrator.key).organisation
    client.fill_in(f"{office.of_officer}/identity", {"name": "Olu New", "organisation": home.key})
    client.fill_in(f"{office.of_officer}/roles", {"roles": ["administrator"]})
    found = one(engine, User, key=office.officer.key)
    assert (found.name, found.organisation.name) == ("Olu New", home.name)
    assert [grant.role for grant in found.roles] == ["administrator"]


def test_a_closed_account_is_signed_out_at_once(
    client: CheckedClient, office: Office, client_for: AS
) -> None:
    officer = client_for(office.officer)
    assert officer.get("/tenders").status_code == 200
    page = client.fill_in(f"{office.of_officer}/standing", {"is_active": "no"})
    assert "Account closed" in page.text
    assert officer.get("/tenders").location.startswith("/sign-in")


def test_the_last_administrator_cannot_leave(client: CheckedClient, office: Office, engine: Engine) -> None:
    own = f"/admin/people/{office.administrator.key}"
    for page in (
        client.fill_in(f"{own}/roles", {"roles": None}),
        client.fill_in(f"{own}/standing", {"is_active": "no"}),
    ):
        assert "This is the last administrator" in page.text
    found = one(engine, User, key=office.administrator.key)
    assert (found.is_active, [grant.role for grant in found.roles]) == (True, ["administrator"])


def test_a_reset_password_is_shown_once_and_signs_out(
    client: CheckedClient, office: Office, client_for: AS
) -> None:
    officer = client_for(office.officer)
    page = client.fill_in(f"{office.of_officer}/password", button="Reset the password")
    assert re.search(r'app-password">[a-z0-9-]{19}<', page.text)
    assert officer.get("/tenders").location.startswith("/sign-in")
    own = client.fill_in(f"/admin/people/{office.administrator.key}/password", button="Reset the password")
    assert "Change your own password on your account page" in own.text


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
