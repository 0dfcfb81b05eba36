"""Commands about the outcome library: check, lock, load."""

from __future__ import annotations

import json
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
from outcome_library.incoming import from_markdown
from outcome_library.writing import to_csv, to_json, to_markdown
from procure.config import Settings
from procure.db import make_engine, reading, writing
from procure.domain.exceptions import Invalid
from procure.domain.permissions import Actor
from procure.domain.vocabulary import Role
from procure.services.curating import take_in, whole_library
from procure.services.loading import VersionReused, load_library
from procure.services.receiving import LARGEST, entries_in
from procure.services.vetting import Weight, vet

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
@click.option("--strict", is_flag=True, help="Let what the coach only warns of fail too.")
def check(root: Path | None, lock_file: Path | None, *, strict: bool) -> None:
    """Read every file, compare it with the lock, and let the coach read every outcome. Changes nothing.

    Says every fault at once, each with its file, line and what to do. Exit code 1 when there is any.

    \b
    The coach fails an outcome whose words
      - name a brand, a UK-only standard, an origin or a producer with no
        "or equivalent", or prescribe a design; in its questions, a brand
        or such a standard
      - are read, with near certainty, as an activity, an input or a design
    It warns of one that is read as an output or background, of a vague word
    with no figure beside it, and where nobody is better off or nothing can be
    counted.
    """
    found = _read(root)
    faults = _lock_faults(found, root, lock_file)
    if faults:
        raise click.ClickException(
            "\n".join(["The library departs from its lock:", *(f"  {f}" for f in faults)])
        )
    remarks = vet(found)
    failing = [each for each in remarks if strict or each.weight is Weight.FAILS]
    for remark in remarks:
        if remark not in failing:
            click.echo(f"Worth a look: {remark}", err=True)
    if failing:
        raise click.ClickException(
            "\n".join(["The coach questions these outcomes:", *(f"  {each}" for each in failing)])
        )
    click.echo(_inventory(found) + " All are in order and locked, and the coach fails none.")


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

    Safe to run again, and before every start: what has not changed stays as it is, and so does what your curators
    approved or retired. Earlier versions stay too, and drafts that hold a copy are not touched. The library must agree
    with its lock. The database is the one that DATABASE_URL or DATA_DIR names; `procure init` makes it.
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
        + (f" {report.kept} left as your curators decided." if report.kept else "")
    )


@library.command("export")
@click.option("--format", "kind", type=click.Choice(["json", "csv", "md"]), default="json", show_default=True)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=True), default=None, help="File, or folder for md."
)
def export_library(kind: str, output: Path | None) -> None:
    """Write every entry on offer, as the service's database has it: what was approved there too.

    JSON and CSV go to one file or to standard output. Markdown goes to a folder, a file to an entry, laid out as the
    library's own files are, ready to be reviewed and locked.
    """
    engine = make_engine(Settings().resolved_database_url)
    try:
        with reading(engine) as session:
            outcomes = whole_library(
                session, Actor(name="Command line", roles=frozenset({Role.CURATOR.value}))
            )
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(f"Nothing was exported. The database said: {error.orig}") from None
    finally:
        engine.dispose()
    if kind == "md":
        if output is None:
            raise click.UsageError("Markdown needs --output FOLDER.")
        for outcome in outcomes:
            file = output / outcome.sector_slug / f"{outcome.id}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(to_markdown(outcome), encoding="utf-8")
    else:
        text = to_json(outcomes) if kind == "json" else to_csv(outcomes)
        if output is None:
            click.echo(text, nl=False)
        else:
            output.write_text(text, encoding="utf-8", newline="")
    click.echo(f"{len(outcomes)} entries.", err=True)


@library.command("import")
@click.argument("source", type=click.Path(exists=True, allow_dash=True, path_type=Path))
def import_library(source: Path) -> None:
    """Propose the entries of SOURCE to the curator: a file, a folder of Markdown, or - for standard input.

    SOURCE is whatever export makes: JSON, CSV, Markdown, a ZIP archive of Markdown files, or the folder of them.
    Entries that say what ours say are passed over. Prints what became of each as JSON. Nothing is offered unread.
    """
    try:
        if source.is_dir():
            entries = [
                from_markdown(path.relative_to(source).as_posix(), path.read_bytes())
                for path in sorted(source.rglob("*.md"))
                if path.name.lower() != "readme.md"
            ]
        else:
            with click.open_file(str(source), "rb") as file:
                entries = entries_in(file.read(LARGEST + 1))
    except (Invalid, OSError) as error:
        raise click.ClickException(str(error)) from None
    engine = make_engine(Settings().resolved_database_url)
    try:
        with writing(engine) as session:
            curator = Actor(name="Command line", roles=frozenset({Role.CURATOR.value}))
            report = take_in(session, curator, entries)
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(f"Nothing was imported. The database said: {error.orig}") from None
    finally:
        engine.dispose()
    refused = [{"entry": name, "reason": reason} for name, reason in report.refused]
    click.echo(json.dumps({"proposed": report.proposed, "same": report.same, "refused": refused}, indent=2))


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
