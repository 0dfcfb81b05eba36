"""``procure backup`` and ``procure restore``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from procure import backups
from procure.backups import BackupRefused, Manifest, Progress
from procure.cli_service import database
from procure.config import Settings
from procure.storage import open_storage

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
def backup(file: Path, force: bool) -> None:
    """Write the database and every published file to FILE, a tar with a manifest of digests.

    The service may go on running: the copy is as of one moment. FILE appears when it is whole. Keep it as
    safe as the service: it holds accounts. The key that signs sessions is not in it. With PostgreSQL it needs
    pg_dump.
    """
    settings = Settings()
    with database(settings):
        pass
    with _refusals(), _bar("Backing up") as progress:
        manifest = backups.back_up(settings, open_storage(settings), file, force=force, progress=progress)
    click.echo(f"Wrote {file}: {_contents(manifest)}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Put the backup in the place of what is there.")
def restore(file: Path, force: bool) -> None:
    """Put back what `procure backup` wrote to FILE. Stop the service first.

    Checks every digest before it changes anything. With SQLite, the database that was there is kept beside
    the new one. Run `procure init` afterwards if the backup is of an earlier release.
    """
    settings = Settings()
    with _refusals(), _bar("Checking") as progress:
        manifest = backups.restore(settings, open_storage(settings), file, force=force, progress=progress)
    click.echo(f"Restored {_contents(manifest)}, as of {manifest.made_at}.")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except BackupRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal


@contextmanager
def _bar(label: str) -> Iterator[Progress]:
    """A bar on standard error that shows bytes done; nothing where nobody watches."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield progress


def _contents(manifest: Manifest) -> str:
    files = len(manifest.artefacts)
    return (
        f"the {manifest.database_kind} database at revision {manifest.revision} and {files:,} published "
        f"file{'' if files == 1 else 's'}, {manifest.total / 1_000_000:,.1f} MB"
    )
