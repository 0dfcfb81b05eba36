"""Each test has a database of its own, on both engines, migrated as in production."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy import Engine, inspect, text
from sqlmodel import Session

from procure.migrating import current, head
from procure.models import Organisation


@pytest.mark.both_databases
def test_a_test_starts_with_a_database_at_the_newest_revision(engine: Engine):
    assert current(engine) == head()
    assert "organisation" in inspect(engine).get_table_names()


@pytest.mark.both_databases
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_one_test_commits_another_does_not_see(session: Session, time: str):
    count = text("SELECT count(*) FROM organisation")
    assert session.execute(count).scalar_one() == 0
    session.add(Organisation(name="Aireford Council", authority_type="local"))
    session.commit()
    assert session.execute(count).scalar_one() == 1


@pytest.mark.both_databases
@pytest.mark.with_library
def test_a_test_may_start_with_the_library(session: Session):
    assert session.execute(text("SELECT count(*) FROM library_outcome")).scalar_one() >= 120


def test_both_databases_are_what_their_names_say(engine: Engine, request: pytest.FixtureRequest):
    assert engine.dialect.name == "sqlite"
    with request.getfixturevalue("postgres_databases").admin.connect() as connection:
        assert connection.dialect.name == "postgresql"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_another_machine_cannot_be_reached(address: tuple[str, int]):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as connection, pytest.raises(ConnectionRefusedError, match="this machine"):
        connection.connect(address)


def test_another_machine_cannot_be_looked_up():
    with pytest.raises(socket.gaierror, match="this machine"):
        socket.getaddrinfo("example.org", 443)
