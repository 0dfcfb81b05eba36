"""Commands about the outcome library: check, lock, load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from outcome_library import (
    DEFAULT_LOCK,
    DEFAULT_ROOT,
    Library,
    LibraryError,
    LockError,
    check_lock,
    read_library,
    write_lock,
)
from procure.config import Settings
from procure.db import make_engine, writing
from procure.services.loading import VersionReused, load_library

_ROOT = click.option(
    "--library",
    "root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=None,
    help="Folder of the library's files.  [default: the library that comes with the service]",
)
_LOCK = click.option(
    "--lock",
    "lock_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Lock file.  [default: library.lock in the library's folder]",
)


def _with_library(command: Callable[..., Any]) -> Callable[..., Any]:
    return _ROOT(_LOCK(command))


@click.group()
def library() -> None:
    """Check, lock and load the outcome library.

    The library is a folder of reviewed Markdown files, one to an outcome or a mission. Its lock holds a digest
    of what every version of every file said, so that wording cannot change unnoticed and a copy in a tender can
    always be compared with what it was copied from.

    \b
    After changing a file:
      1. raise its version by one
      2. procure library check
      3. procure library lock
      4. procure library load   (on each service; `make run` does it)
    """


@library.command()
@_with_library
def check(root: Path | None, lock_file: Path | None) -> None:
    """Read every file and compare it with the lock. Changes nothing.

    Says every fault at once, each with its file, line and what to do. Exit code 1 when there is any.
    """
    found = _read(root)
    faults = _lock_faults(found, root, lock_file)
    if faults:
        raise click.ClickException(
            "\n".join(["The library departs from its lock:", *(f"  {f}" for f in faults)])
        )
    click.echo(_inventory(found) + " All are in order and locked.")


@library.command()
@_with_library
def lock(root: Path | None, lock_file: Path | None) -> None:
    """Add new files and new versions to the lock.

    A version that is locked stays as it is: a file that changed without a new version is refused, and nothing
    is written.
    """
    found = _read(root)
    file = _lock_of(root, lock_file)
    try:
        added = write_lock(found, file)
    except LockError as error:
        raise click.ClickException(str(error)) from None
    for key in added:
        click.echo(f"Locked {key}")
    click.echo(f"{len(added)} added to {file.name}." if added else f"{file.name} was up to date.")


@library.command()
@_with_library
def load(root: Path | None, lock_file: Path | None) -> None:
    """Bring the service's database to what the library says.

    Safe to run again, and before every start: what has not changed stays as it is. Earlier versions stay too, and
    drafts that hold a copy are not touched. The library must agree with its lock. The database is the one that
    DATABASE_URL or DATA_DIR names; `procure init` makes it.
    """
    found = _read(root)
    faults = _lock_faults(found, root, lock_file)
    if faults:
        raise click.ClickException("\n".join(["Nothing was loaded:", *(f"  {fault}" for fault in faults)]))
    click.echo(f"Loading {_inventory(found)}", err=True)
    engine = make_engine(Settings().resolved_database_url)
    try:
        with writing(engine) as session:
            report = load_library(session, found)
    except VersionReused as error:
        raise click.ClickException(f"Nothing was loaded: {error}") from None
    except (OperationalError, ProgrammingError) as error:
        message = "Nothing was loaded. If the database is new, run 'procure init' first.\n"
        raise click.ClickException(f"{message}  The database said: {error.orig}") from None
    finally:
        engine.dispose()
    click.echo(
        f"{report.added} added, {report.updated} updated, {report.unchanged} as before, "
        f"{report.retired} no longer offered. {report.objectives} objectives."
    )


def _read(root: Path | None) -> Library:
    try:
        return read_library(root or DEFAULT_ROOT)
    except LibraryError as error:
        raise click.ClickException(str(error)) from None


def _lock_of(root: Path | None, lock_file: Path | None) -> Path:
    return lock_file or (root / DEFAULT_LOCK.name if root else DEFAULT_LOCK)


def _lock_faults(found: Library, root: Path | None, lock_file: Path | None) -> list[str]:
    try:
        return check_lock(found, _lock_of(root, lock_file))
    except LockError as error:
        return list(error.problems)


def _inventory(found: Library) -> str:
    objectives = len(found.objectives)
    return f"{len(found.outcomes)} outcomes, {len(found.missions)} missions with {objectives} objectives."
