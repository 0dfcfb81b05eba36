"""The database: engines for SQLite and PostgreSQL, sessions that read or write, and work done after a commit.

Services flush and never commit. A session is opened for reading or for writing; on SQLite a writing session takes
the write lock at once (BEGIN IMMEDIATE), so that "read, decide, write" cannot be overtaken; on PostgreSQL the row
that matters is locked with ``lock``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlmodel import Session, SQLModel

BUSY_TIMEOUT_MS = 15_000
_AFTER_COMMIT = "after_commit"


def make_engine(url: str) -> Engine:
    """An engine with the house settings: SQLite in WAL with foreign keys on; PostgreSQL checked before use."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "synchronous=FULL",  # a publication that was confirmed survives a power cut
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def open_session(engine: Engine, *, writes: bool) -> Session:
    """A session on ``engine``; ``writes`` says whether it means to change anything."""
    session = Session(engine.execution_options(writes=writes), expire_on_commit=False)
    session.info["writes"] = writes
    return session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A writing session that commits at the end and runs what was asked for after the commit."""
    with open_session(engine, writes=True) as session:
        yield session
        commit(session)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A reading session; whatever it changed by mistake is thrown away."""
    with open_session(engine, writes=False) as session:
        yield session


def lock(session: Session, row: SQLModel) -> None:
    """Hold ``row`` until the end of the transaction and read its columns afresh, so that what is decided on them
    cannot be overtaken. SQLite has locked the whole database already."""
    session.flush()
    session.refresh(row, list(type(row).model_fields), with_for_update=True)


def after_commit(session: Session, work: Callable[[], Any]) -> None:
    """Ask for ``work`` once the session has committed; it is forgotten if the session does not."""
    session.info.setdefault(_AFTER_COMMIT, []).append(work)


def commit(session: Session) -> None:
    """Commit, then do what was asked for after it."""
    session.commit()
    for work in session.info.pop(_AFTER_COMMIT, []):
        work()
