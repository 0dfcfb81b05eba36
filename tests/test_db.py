"""Connections: who may write with them, and what becomes of those that died."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import InternalError, OperationalError
from sqlmodel import Session, select

from procure import db
from procure.models import Organisation

#: Waits for each to be gone, up to ten seconds: without that the server only promises to end them.
END_OTHERS = text(
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Deaf:
    """A poll that never hears of anything, as when a firewall forgot a connection."""

    def register(self, connection: object, events: int) -> None: ...

    def poll(self, wait: int) -> list[object]:
        return []


def name_of_the_only_one(engine: Engine) -> str:
    with db.reading(engine) as session:
        return session.exec(select(Organisation)).one().name


@pytest.fixture
def one_organisation(engine: Engine) -> str:
    with db.writing(engine) as session:
        session.add(Organisation(name="Aireford Council", authority_type="local"))
    return "Aireford Council"


@pytest.mark.both_databases
def test_a_session_that_reads_sees_what_was_committed_and_leaves_nothing(
    engine: Engine, one_organisation: str
):
    with db.reading(engine) as session:
        session.exec(select(Organisation)).one().name = "Changed by mistake"
    assert name_of_the_only_one(engine) == one_organisation


@on_postgresql
def test_postgresql_refuses_what_a_session_that_reads_would_change(engine: Engine, one_organisation: str):
    with db.reading(engine) as session, pytest.raises(InternalError, match="read-only transaction"):
        session.execute(text("UPDATE organisation SET name = 'Changed by mistake'"))
    assert name_of_the_only_one(engine) == one_organisation


@on_postgresql
def test_a_session_that_reads_holds_no_transaction_open(engine: Engine, one_organisation: str):
    with db.reading(engine) as reader:
        assert reader.exec(select(Organisation)).one().name == one_organisation
        with db.writing(engine) as writer:
            states = writer.execute(
                text(
                    "SELECT state FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename IS NOT NULL"
                )
            )
            assert "idle in transaction" not in set(states.scalars())


@on_postgresql
@pytest.mark.parametrize("opens", [db.reading, db.writing])
def test_connections_that_the_server_ended_are_replaced_before_anybody_meets_them(
    engine: Engine, one_organisation: str, opens: object
):
    with db.reading(engine), db.writing(engine):
        pass
    name_of_the_only_one(engine)
    with engine.connect() as connection:
        connection.execute(END_OTHERS)
    with Session(engine) as session:
        session.execute(text("SELECT 1"))
    assert name_of_the_only_one(engine) == one_organisation


@on_postgresql
def test_a_connection_that_dies_unheard_is_found_out_once_it_was_idle(
    engine: Engine, one_organisation: str, monkeypatch: pytest.MonkeyPatch
):
    name_of_the_only_one(engine)
    monkeypatch.setattr(db, "IDLE", -1.0)
    monkeypatch.setattr(db.select, "poll", Deaf)
    with engine.connect() as connection:
        connection.execute(END_OTHERS)
    assert name_of_the_only_one(engine) == one_organisation


@on_postgresql
def test_a_server_that_is_gone_is_told_as_such(engine: Engine, one_organisation: str):
    engine.dispose()
    broken = db.make_engine(engine.url.set(database="nowhere").render_as_string(hide_password=False))
    with db.reading(broken) as session, pytest.raises(OperationalError, match="nowhere"):
        session.execute(text("SELECT 1"))


def test_one_engine_serves_both_on_sqlite(engine: Engine):
    assert db.reader_of(engine) is engine
