"""Signing in and out, and one's own account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.db import reading, writing
from procure.domain.vocabulary import Role
from procure.models import AuditEvent, User
from procure.services.accounts import hash_password
from tests.browsing import CheckedClient
from tests.factories.boards import make_board, make_members
from tests.factories.people import make_officer, make_user

AS = Callable[[User], CheckedClient]
PASSWORD = "three random words"
HASH = hash_password(PASSWORD)  # hashed once: the cost is the point of it


@pytest.fixture
def officer(engine: Engine) -> User:
    with writing(engine) as session:
        user = make_officer(session, name="Olu Officer")
        user.password_hash = HASH
        return user


def sign_in(client: CheckedClient, user: User, path: str = "/sign-in", password: str = PASSWORD) -> str:
    page = client.fill_in(path, {"email": user.email, "password": password}, follow=False)
    return page.location or page.text


def actions(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.exec(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_a_person_signs_in_works_and_signs_out(client: CheckedClient, officer: User, engine: Engine) -> None:
    assert client.get("/tenders").location.startswith("/sign-in?next=")
    assert sign_in(client, officer) == "/home"
    assert client.get("/tenders").status_code == 200
    page = client.fill_in("/account", button="Sign out")
    assert "You are signed out" in page.text
    assert client.get("/tenders").location.startswith("/sign-in")
    assert actions(engine) == ["account.signed_in", "account.signed_out"]


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("{}", "wrong words here"),
        ("nobody@example.org", PASSWORD),
        ("{}", PASSWORD + " "),
        ("{}", PASSWORD.upper()),
    ],
)
def test_what_was_wrong_is_not_told(
    client: CheckedClient, officer: User, engine: Engine, email: str, password: str
) -> None:
    page = client.fill_in("/sign-in", {"email": email.format(officer.email), "password": password})
    assert "Email address or password is not right" in page.text
    assert password not in page.text
    assert actions(engine) == ["account.sign_in_failed"]


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("", "", "Enter your email address"),
        ("{}", "", "Enter your password"),
        ("not an address", "x", "must be an email address"),
        ("a\x00@example.org", "x", "a character we cannot use"),
        ("<script>@example.org", "x", "must be an email address"),
        ("{}", "x" * 100_000, "not right"),
        ("x" * 300 + "@example.org", "x", "254 characters or fewer"),
        ("{}", "\x00", "not right"),
        ("{}", "🔑\u202e", "not right"),
    ],
)
def test_an_answer_of_any_shape_is_refused_with_words(
    client: CheckedClient, officer: User, email: str, password: str, words: str
) -> None:
    page = client.fill_in("/sign-in", {"email": email.format(officer.email), "password": password})
    assert page.status_code == 200
    assert words in page.text
    assert client.get("/account").location.startswith("/sign-in")


def test_a_closed_account_does_not_sign_in(client: CheckedClient, officer: User, engine: Engine) -> None:
    with writing(engine) as session:
        session.exec(select(User)).one().is_active = False
    assert "not right" in sign_in(client, officer)


@pytest.mark.parametrize(
    ("onward", "lands_at"),
    [
        ("/tenders?page=2", "/tenders?page=2"),
        ("https://evil.example/", "/home"),
        ("//evil.example", "/home"),
        ("/\\evil.example", "/home"),
        ("/\t/evil.example", "/home"),
        ("javascript:alert(1)", "/home"),
        ("", "/home"),
    ],
)
def test_signing_in_leads_on_only_within_the_service(
    client: CheckedClient, officer: User, onward: str, lands_at: str
) -> None:
    token_page = client.get("/sign-in", query_string={"next": onward})
    sent = client.send_form(token_page, {"email": officer.email, "password": PASSWORD}, follow=False)
    assert sent.location == lands_at


def test_everybody_begins_where_their_work_is(engine: Engine, client_for: AS) -> None:
    with writing(engine) as session:
        chair, *_ = make_members(session)
        make_board(session, chair)
        people = {
            "/tenders": make_officer(session),
            "/board": chair,
            "/admin": make_user(session, None, Role.ADMINISTRATOR),
            "/account": make_user(session),
        }
    for path, person in people.items():
        assert client_for(person).get("/home").location == path


def test_somebody_signed_in_is_not_asked_again(officer: User, client_for: AS) -> None:
    assert client_for(officer).get("/sign-in").location == "/home"


def test_a_changed_password_ends_every_other_session(
    client: CheckedClient, officer: User, client_for: AS, engine: Engine
) -> None:
    elsewhere = client_for(officer)
    sign_in(client, officer)
    page = client.fill_in(
        "/account/password", {"current_password": PASSWORD, "password": "four quite random words"}
    )
    assert "Other devices are signed out" in page.text
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").location.startswith("/sign-in")
    assert actions(engine)[-1] == "account.password_changed"


@pytest.mark.parametrize(
    ("current", "new", "words"),
    [
        ("", "", "Enter your current password"),
        (PASSWORD, "", "Enter a new password"),
        ("wrong", "four quite random words", "Your current password is not right"),
        (PASSWORD, "short", "12 characters or more"),
        (PASSWORD, "x" * 257, "256 characters or fewer"),
        (PASSWORD, PASSWORD, "must be different"),
    ],
)
def test_a_weak_or_wrong_password_is_refused(
    officer: User, client_for: AS, engine: Engine, current: str, new: str, words: str
) -> None:
    page = client_for(officer).fill_in("/account/password", {"current_password": current, "password": new})
    assert words in page.text
    with reading(engine) as session:
        assert session.exec(select(User)).one().password_hash == HASH


def test_the_account_page_says_who_one_is_and_what_one_may_do(engine: Engine, client_for: AS) -> None:
    with writing(engine) as session:
        person = make_officer(session, name="<b>Olu</b>")
        board = make_board(session, person, name="Places board")
        assert board.key
    page = client_for(person).get("/account")
    for words in ("&lt;b&gt;Olu&lt;/b&gt;", person.email, "Commercial officer", "Chair of the Places board"):
        assert words in page.text


def test_signing_out_needs_its_token(officer: User, client_for: AS) -> None:
    client = client_for(officer)
    assert client.post("/sign-out").status_code == 400
    assert client.get("/account").status_code == 200


def test_ten_wrong_tries_in_a_minute_are_enough(client: CheckedClient, officer: User) -> None:
    page = client.get("/sign-in")
    statuses = [client.send_form(page, {"email": "", "password": ""}).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert client.get("/sign-in").status_code == 200
