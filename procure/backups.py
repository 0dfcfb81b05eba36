"""Backups: one tar file that holds the database and every published file, with a manifest of digests.

The database is copied as of one moment while the service runs. Published files are those that the copy names:
they are stored before the database names them and never change, so that the two always fit. Nothing is taken
back before every digest in the backup has been checked. The key that signs sessions is not in it: after a
restoration on another machine people sign in again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import inspect, text
from sqlalchemy.engine import URL, make_url

from procure.config import Settings
from procure.db import make_engine
from procure.storage import Storage

FORMAT = 1
MANIFEST, DATABASE, FILES = "manifest.json", "database", "artefacts/"
CHUNK = 1 << 20

Progress = Callable[[int, int], None]
"""Told how many bytes are done, and of how many."""


class BackupRefused(Exception):
    """A backup cannot be made or restored; the message says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``database_kind`` is ``sqlite`` or ``postgresql``: each restores to its own kind."""

    format: int
    made_at: str
    revision: str
    database_kind: str
    database_sha256: str
    database_size: int
    #: SHA-256 → size in bytes.
    artefacts: dict[str, int]

    @property
    def total(self) -> int:
        """Bytes of the database and all files."""
        return self.database_size + sum(self.artefacts.values())


def back_up(
    settings: Settings,
    storage: Storage,
    target: Path,
    *,
    force: bool = False,
    progress: Progress = lambda *_: None,
) -> Manifest:
    """Write a backup to ``target``, whole or not at all. Raises BackupRefused when the file is there (unless
    ``force``), when a published file is missing or damaged, or without PostgreSQL's own tools."""
    if target.exists() and not force:
        raise BackupRefused(f"{target} is there already. Choose another name, or say --force.")
    url = make_url(settings.resolved_database_url)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".procure-backup-") as folder:
        dump, unfinished = Path(folder) / DATABASE, Path(folder) / "backup.tar"
        copy = _copy_sqlite(url, dump) if _is_sqlite(url) else _dump_postgresql(url, dump)
        manifest = Manifest(
            format=FORMAT,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            revision=copy.revision,
            database_kind="sqlite" if _is_sqlite(url) else "postgresql",
            database_sha256=_digest_of(dump),
            database_size=dump.stat().st_size,
            artefacts=copy.artefacts,
        )
        with tarfile.open(unfinished, "w") as tar:
            _add(tar, MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
            tar.add(dump, DATABASE, filter=_plain)
            done = manifest.database_size
            progress(done, manifest.total)
            for digest in sorted(copy.artefacts):
                _add(tar, FILES + digest, _intact(storage, digest))
                done += copy.artefacts[digest]
                progress(done, manifest.total)
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        os.chmod(unfinished, 0o600)  # it holds accounts
        os.replace(unfinished, target)
    return manifest


def restore(
    settings: Settings,
    storage: Storage,
    source: Path,
    *,
    force: bool = False,
    progress: Progress = lambda *_: None,
) -> Manifest:
    """Put back what a backup holds, after checking all of it. Raises BackupRefused for a damaged backup, one
    of another kind of database, or a database that has something in it (unless ``force``). With SQLite the
    database that was there is kept beside the new one, under another name.
    """
    manifest = read_manifest(source)
    url = make_url(settings.resolved_database_url)
    kind = "sqlite" if _is_sqlite(url) else "postgresql"
    if manifest.database_kind != kind:
        raise BackupRefused(f"This backup is of {manifest.database_kind}, and DATABASE_URL names {kind}.")
    if _has_something(url) and not force:
        raise BackupRefused("The database has something in it. To put this backup in its place, say --force.")
    verify(source, manifest, progress)
    with tarfile.open(source) as tar:
        for digest in manifest.artefacts:
            storage.put(_member(tar, FILES + digest).read())
        if _is_sqlite(url):
            _restore_sqlite(url, _member(tar, DATABASE))
        else:
            _restore_postgresql(url, _member(tar, DATABASE))
    return manifest


def read_manifest(source: Path) -> Manifest:
    """What a backup says it holds. Raises BackupRefused for a file that is no backup of ours."""
    try:
        with tarfile.open(source) as tar:
            manifest = Manifest(**json.loads(_member(tar, MANIFEST).read()))
    except (tarfile.TarError, ValueError, TypeError, OSError) as error:
        raise BackupRefused(f"{source} is not a backup of this service ({error}).") from error
    if manifest.format != FORMAT:
        raise BackupRefused(
            f"This release reads backups of format {FORMAT}, and this one is of {manifest.format}."
        )
    return manifest


def verify(source: Path, manifest: Manifest, progress: Progress = lambda *_: None) -> None:
    """Read all of a backup and compare every digest. Raises BackupRefused, naming what differs."""
    done = 0
    with tarfile.open(source) as tar:
        wanted = {DATABASE: manifest.database_sha256, **{FILES + each: each for each in manifest.artefacts}}
        for name, digest in wanted.items():
            found = hashlib.sha256()
            with _member(tar, name) as member:
                while chunk := member.read(CHUNK):
                    found.update(chunk)
                    done += len(chunk)
                    progress(done, manifest.total)
            if found.hexdigest() != digest:
                raise BackupRefused(f"The backup is damaged: {name} is not what it was. Nothing was changed.")


# The database


_REVISION = "SELECT version_num FROM alembic_version"
#: Every stored file that a row names: of specifications, of the other notices, as sent to the platform, and
#: of documents that were brought to be converted.
_ARTEFACTS = (
    "SELECT sha256, size FROM artefact UNION SELECT sha256, size FROM notice_file "
    "UNION SELECT document_sha256, document_size FROM submission "
    "UNION SELECT sha256, size FROM source_document "
    "UNION SELECT report_sha256, report_size FROM source_document WHERE report_sha256 <> '' "
    "UNION SELECT pdf_sha256, pdf_size FROM data_paper WHERE pdf_sha256 <> '' "
    "UNION SELECT docx_sha256, docx_size FROM data_paper WHERE docx_sha256 <> '' "
    "UNION SELECT sha256, size FROM portfolio_briefing WHERE sha256 <> '' "
    "UNION SELECT sha256, size FROM results_briefing WHERE sha256 <> ''"
)


@dataclass(frozen=True)
class _Copy:
    """What a copy of the database says of itself."""

    revision: str
    artefacts: dict[str, int]


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _copy_sqlite(url: URL, target: Path) -> _Copy:
    source = Path(url.database or "")
    if not source.exists():
        raise BackupRefused(f"There is no database at {source}. Run: procure init")
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)  # in one step: as of one moment, while others write
        here.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        _check_sqlite(here)
        revision = here.execute(_REVISION).fetchone()[0]
        return _Copy(revision, dict(here.execute(_ARTEFACTS)))


def _restore_sqlite(url: URL, dump: IO[bytes]) -> None:
    target = Path(url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    arriving = target.with_name(f"{target.name}.arriving")
    with arriving.open("wb") as file:
        shutil.copyfileobj(dump, file, CHUNK)
        file.flush()
        os.fsync(file.fileno())
    with closing(sqlite3.connect(arriving)) as connection:
        _check_sqlite(connection)
    if target.exists():
        with closing(sqlite3.connect(target)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the kept file is whole on its own
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        os.replace(target, target.with_name(f"{target.name}.before-restore-{stamp}"))
    for beside in ("-wal", "-shm"):
        target.with_name(target.name + beside).unlink(missing_ok=True)
    os.replace(arriving, target)


def _check_sqlite(connection: sqlite3.Connection) -> None:
    try:
        answer = connection.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError as error:
        answer = (str(error),)
    if answer != ("ok",):
        raise BackupRefused(f"The database is damaged ({answer[0]}).")


def _dump_postgresql(url: URL, target: Path) -> _Copy:
    engine = make_engine(url.render_as_string(hide_password=False))
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            # What pg_dump writes and what we read are of the same moment.
            moment = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            options = ["--format=custom", "--no-owner", "--exclude-table=huey_*", f"--snapshot={moment}"]
            _postgresql_tool("pg_dump", url, [*options, f"--file={target}"])
            revision = connection.execute(text(_REVISION)).scalar_one()
            artefacts = [(row.sha256, row.size) for row in connection.execute(text(_ARTEFACTS))]
            return _Copy(revision, dict(artefacts))
    finally:
        engine.dispose()


def _restore_postgresql(url: URL, dump: IO[bytes]) -> None:
    with tempfile.NamedTemporaryFile() as file:
        shutil.copyfileobj(dump, file, CHUNK)
        file.flush()
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--clean", "--if-exists"]
        _postgresql_tool("pg_restore", url, [*options, file.name])


def _postgresql_tool(name: str, url: URL, options: list[str]) -> None:
    program = shutil.which(name)
    if program is None:
        raise BackupRefused(f"{name} is not on this machine. Install PostgreSQL's client programs.")
    # The password goes by the environment, where other people's `ps` does not show it.
    dsn = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    command = [program, *options, f"--dbname={dsn}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupRefused(f"{name} failed: {done.stderr.strip()[-500:]}")


def _has_something(url: URL) -> bool:
    if _is_sqlite(url):
        source = Path(url.database or "")
        if not source.exists() or source.stat().st_size == 0:
            return False
    engine = make_engine(url.render_as_string(hide_password=False))
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("organisation"):
                return False
            return connection.execute(text("SELECT 1 FROM organisation LIMIT 1")).first() is not None
    finally:
        engine.dispose()


# The tar file


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _intact(storage: Storage, digest: str) -> bytes:
    try:
        with storage.open(digest) as file:
            data = file.read()
    except FileNotFoundError:
        raise BackupRefused(f"The published file {digest} is not in the store.") from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise BackupRefused(f"The published file {digest} is damaged in the store.")
    return data


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    tar.addfile(member, io.BytesIO(data))


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    """A member by the name we gave it: names found in a backup are never used as paths."""
    try:
        found = tar.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise BackupRefused(f"The backup is not whole: {name} is missing. Nothing was changed.")
    return found
