"""The administrator's pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Engine

from procure.db import writing
from procure.models import Organisation, ResultsKey, User
from procure.services import results_keys
from procure.services.access import actor_of
from tests.browsing import CheckedClient
from tests.factories.people import make_officer
from tests.web.admin_office import ADDRESS, AS, HOSTILE, IDENTITY, Office, one, trail


@pytest.fixture
def client(office: Office, client_for: AS) -> CheckedClient:
    return client_for(office.administrator)


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
        ("organisation", "", "Select the organisation"),
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


def test_administrators_see_every_key_by_organisation_and_end_any_of_them(
    engine: Engine, office: Office, client: CheckedClient
) -> None:
    with writing(engine) as session:
        officer = session.get_one(User, office.officer.id)
        other = make_officer(session)
        for person, name in ((officer, "Warehouse"), (officer, "Old <b>system</b>"), (other, "Elsewhere")):
            made, secret = results_keys.make(session, actor_of(person), person.organisation, name)
            if name == "Warehouse":
                results_keys.holder(session, secret)
                used = made.key
    page = client.get("/admin/results-keys")
    assert "3 in force." in page.text
    for each in (officer, other):
        assert each.organisation.name in page.text
    assert page.text.count("Last used") == 1
    assert page.text.count("Never used.") == 2
    assert "Old &lt;b&gt;system&lt;/b&gt;" in page.text
    assert secret.rpartition("-")[2] not in page.text
    button = f"Revoke Warehouse of {officer.organisation.name}"
    assert "no longer works" in client.fill_in("/admin/results-keys", {}, button=button).text
    assert "2 in force, 1 revoked." in client.get("/admin/results-keys?page=999999").text
    assert "Revoked" in client.get("/admin/results-keys?all=1&page=x").text
    assert one(engine, ResultsKey, key=used).revoked_at is not None
    assert [event.actor_name for event in trail(engine, "results_key.revoked")] == [office.administrator.name]
