"""Passwords, and signing in."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlmodel import Session, select

from procure.domain.exceptions import Invalid
from procure.models import AuditEvent, User
from procure.services import accounts
from tests.factories.people import make_officer
from tests.passwords import OF_THE_SERVICE

PASSWORD = "three random words"
HASH = accounts.hash_password(PASSWORD)


@pytest.fixture
def officer(session: Session) -> User:
    user = make_officer(session)
    user.password_hash = HASH
    return user


def trail(session: Session) -> list[tuple[str, str]]:
    session.flush()
    return [(event.action, event.subject_key) for event in session.exec(select(AuditEvent))]


def test_the_address_may_be_written_in_capitals_with_spaces_around(session: Session, officer: User) -> None:
    assert accounts.sign_in(session, f" {officer.email.upper()} ", PASSWORD) == officer
    assert trail(session) == [("account.signed_in", "")]


def test_a_failed_try_is_on_the_trail_without_the_password(session: Session, officer: User) -> None:
    assert accounts.sign_in(session, officer.email, "a wrong password") is None
    assert trail(session) == [("account.sign_in_failed", officer.email)]
    assert "a wrong password" not in str([event.detail for event in session.exec(select(AuditEvent))])


@pytest.mark.parametrize("stored", ["", "none", "plain text", "$argon2id$broken"])
def test_an_account_without_a_real_hash_lets_nobody_in(session: Session, officer: User, stored: str) -> None:
    officer.password_hash = stored
    assert accounts.sign_in(session, officer.email, stored) is None


def test_an_unknown_address_costs_as_much_to_refuse_as_a_wrong_password():
    assert not accounts.hasher.check_needs_rehash(accounts._NOBODY)
    with pytest.raises(VerifyMismatchError):  # worked through to the end, not thrown out for its form
        accounts.hasher.verify(accounts._NOBODY, PASSWORD)


def test_the_service_hashes_at_the_cost_that_is_recommended():
    assert extract_parameters(OF_THE_SERVICE.hash(PASSWORD)) == RFC_9106_LOW_MEMORY


def test_a_hash_of_an_older_cost_is_renewed(session: Session, officer: User) -> None:
    officer.password_hash = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    assert accounts.sign_in(session, officer.email, PASSWORD) == officer
    assert not accounts.hasher.check_needs_rehash(officer.password_hash)


def test_a_password_longer_than_the_longest_is_never_right(session: Session, officer: User) -> None:
    officer.password_hash = accounts.hash_password("x" * accounts.MAXIMUM_PASSWORD)
    assert accounts.sign_in(session, officer.email, "x" * (accounts.MAXIMUM_PASSWORD + 1)) is None


@pytest.mark.parametrize(
    ("password", "words"),
    [("x" * 11, "12 characters or more"), ("x" * 257, "256 characters or fewer"),
     ("Olu@Example.org", "must not be your e-mail address")],
)  # fmt: skip
def test_weak_passwords_are_refused(password: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refusal:
        accounts.hash_password(password, "olu@example.org")
    assert refusal.value.field == "password"


def test_a_change_needs_the_current_password_and_ends_other_sessions(session: Session, officer: User) -> None:
    officer.must_change_password = True
    with pytest.raises(Invalid) as refusal:
        accounts.change_password(session, officer, "wrong", "four quite random words")
    assert refusal.value.field == "current_password"
    assert (officer.session_epoch, officer.must_change_password) == (0, True)
    accounts.change_password(session, officer, PASSWORD, "four quite random words")
    assert (officer.session_epoch, officer.must_change_password) == (1, False)
