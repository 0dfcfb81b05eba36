"""The database: engines for SQLite and PostgreSQL, sessions that read or write, and work done after a commit.

Services flush and never commit. A session is opened for reading or for writing; on SQLite a writing session takes
the write lock at once (BEGIN IMMEDIATE), so that "read, decide, write" cannot be overtaken; on PostgreSQL the row
that matters is locked with ``lock``.

On PostgreSQL, sessions that read have connections of their own, which refuse to change anything. Each statement
there is a transaction: it sees what is committed, as it would inside a longer one at the usual level of isolation,
and a page is spared the messages that begin and end one.
"""

from __future__ import annotations

import select
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

if TYPE_CHECKING:  # SQLite does without, and the service starts sooner
    import psycopg

BUSY_TIMEOUT_MS = 15_000
#: Seconds after which an unused connection may have been dropped on its way without either end being told.
IDLE = 30.0
_AFTER_COMMIT, _BEFORE_COMMIT = "after_commit", "before_commit"
_RETURNED = "returned"
_readers: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


def make_engine(url: str) -> Engine:
    """An engine with the house settings: SQLite in WAL with foreign keys on; PostgreSQL with connections that are
    looked at before use, and others beside them for reading (``reader_of``), which are disposed of with it.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(url, pool_size=5, max_overflow=10)
    reader = create_engine(url, pool_size=5, max_overflow=10, isolation_level="AUTOCOMMIT")
    event.listen(reader, "connect", _prepare_to_read)
    for each in (engine, reader):
        event.listen(each, "checkin", _note_return)
        event.listen(each, "checkout", _look_at)
    event.listen(engine, "engine_disposed", lambda disposed: reader.dispose())
    _readers[engine] = reader
    return engine


def reader_of(engine: Engine) -> Engine:
    """The engine whose connections serve sessions that read: on SQLite the same."""
    return _readers.get(engine, engine)


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


def _prepare_to_read(connection: psycopg.Connection[Any], record: ConnectionPoolEntry) -> None:
    """Refuse to change anything, and go by an index wherever there is one: the planner does not know that texts and
    vectors kept beside a table are dear to read, and so thinks too well of reading the whole table.
    """
    connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    connection.execute("SET enable_seqscan = off")
    connection.execute("SET jit = off")  # which would find queries without an index dear, and be dearer still


def _note_return(connection: psycopg.Connection[Any] | None, record: ConnectionPoolEntry) -> None:
    record.info[_RETURNED] = time.monotonic()


def _look_at(connection: psycopg.Connection[Any], record: ConnectionPoolEntry, proxy: object) -> None:
    """See that a connection is alive before it is used, and if not, give up all there are.

    A server that ends connections, or is restarted, says so: there is something to read where nothing was asked.
    Only then, or when nothing was heard for long, is the server asked.
    """
    idle = time.monotonic() - record.info.get(_RETURNED, time.monotonic())
    said = select.poll()
    try:
        said.register(connection, select.POLLIN)
        if idle > IDLE or said.poll(0):
            connection.execute("")
            connection.rollback()
    except connection.Error as error:
        raise InvalidatePoolError from error


def open_session(engine: Engine, *, writes: bool) -> Session:
    """A session on ``engine``; ``writes`` says whether it means to change anything."""
    bind = engine if writes else reader_of(engine)
    session = Session(bind.execution_options(writes=writes), expire_on_commit=False)
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


def before_commit(session: Session, work: Callable[[], Any]) -> None:
    """Ask for ``work`` as the last thing in the transaction: what others wait for should be held for no longer. It
    sees to it that a transaction which was rolled back in between leaves nothing to do."""
    session.info.setdefault(_BEFORE_COMMIT, []).append(work)


def commit(session: Session) -> None:
    """Do what was asked for as the last thing, commit, then do what was asked for after it."""
    if before := session.info.pop(_BEFORE_COMMIT, []):
        session.flush()
        for work in before:
            work()
    session.commit()
    for work in session.info.pop(_AFTER_COMMIT, []):
        work()
