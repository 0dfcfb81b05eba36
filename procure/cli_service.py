"""Commands that run the service: init, serve, worker, reindex."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError

from procure.config import Settings
from procure.db import make_engine, writing
from procure.loading import load
from procure.storage import open_storage

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
HEAD = Path(__file__).resolve().parent / "migrations" / "HEAD"
NOT_READY = "The database is {state}. Run: procure init"


@click.command()
def init() -> None:
    """Make the data folder and bring the database to the shape this release expects.

    Safe to run again, and before every start: what is there already is kept. After an upgrade, make a backup
    first.
    """
    # Slow to load, and no other command here needs them.
    migrating, opening = load("procure.migrating"), load("procure.services.opening")
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings.resolved_secret_key()
    engine = make_engine(settings.resolved_database_url)
    revision = migrating.migrate(engine)
    with writing(engine) as session:
        opening.catch_up(session, open_storage(settings))
    engine.dispose()
    click.echo(f"The database is ready, at revision {revision}.")


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.  [default: PORT, or 8000]")
@click.option("--host", help="Address to listen on; 0.0.0.0 for every one.  [default: HOST, or 127.0.0.1]")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Processes for pages.  [default: one a CPU, at least 2]"
)
@click.option(
    "--no-worker",
    is_flag=True,
    help="Do not start the worker that makes published files: another machine runs `procure worker`.",
)
@click.option("--log-requests", is_flag=True, help="Write a line for every request to standard output.")
def serve(
    port: int | None, host: str | None, workers: int | None, no_worker: bool, log_requests: bool
) -> None:
    """Serve the pages, and make published files in a worker beside them.

    Prints the address once it takes connections. A process that dies is started again. Stop it with Ctrl-C or
    SIGTERM: requests in hand are answered first, and a publication cut off goes on at the next start.
    """
    for name, value in (("PORT", port), ("HOST", host)):
        if value is not None:
            os.environ[name] = str(value)  # for the worker too: addresses in published files come from it
    settings = Settings()
    with database(settings):
        pass
    serving = load("procure.serving")  # the whole application, which no other command here needs

    def say(address: str) -> None:
        click.echo(f"Procure is at {address}")

    serving.Service(
        settings, workers=workers, has_worker=not no_worker, logs_requests=log_requests, when_ready=say
    ).run()


@click.command()
@click.option(
    "--follow",
    type=int,
    metavar="PID",
    help="End when this process, which started this one, ends. `procure serve` uses it.",
)
def worker(follow: int | None) -> None:
    """Make the files of publications, as they are asked for.

    `procure serve` starts one of its own; run this on a machine apart with `procure serve --no-worker`.
    Several may run at once. Stop it with SIGTERM: the publication in hand is finished first.
    """
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    logging.getLogger("huey").setLevel(logging.WARNING)
    settings = Settings()
    with database(settings) as engine:
        if follow is not None:
            os.nice(5)  # readers and writers of pages come first
        jobs, storage = load("procure.jobs"), load("procure.storage")
        jobs.Jobs(settings, engine, storage.open_storage(settings)).run(follow=follow)


@click.command()
def reindex() -> None:
    """Write the public list and its search anew, from the frozen version of every published tender.

    Run it after an upgrade whose notes ask for it: what was published before is then found as what is published
    now. Pages, files, order and dates stay as they are, and the service may run meanwhile. Safe to run again, and
    to begin again after it was cut off. Takes a few milliseconds a tender.
    """
    relisting = load("procure.services.relisting")
    with database(Settings()) as engine:
        done = missing = 0
        with click.progressbar(length=relisting.count(engine), label="Writing", file=sys.stderr) as bar:
            for was_missing in relisting.rebuild(engine):
                done, missing = done + 1, missing + was_missing
                bar.update(1)
    click.echo(f"Written anew: {done:,} published tender{'' if done == 1 else 's'}.")
    if missing:
        click.echo(f"Of these the list lacked {missing:,}: now at its head.")


@contextmanager
def database(settings: Settings) -> Iterator[Engine]:
    """The database of this installation, of the shape expected; its connections are closed at the end. Raises
    ClickException, saying what to do, when it is not."""
    engine = make_engine(settings.resolved_database_url)
    try:
        check_database(engine)
        yield engine
    finally:
        engine.dispose()


def check_database(engine: Engine) -> None:
    """Raises ClickException, saying what to do, unless the database is there and of the shape that this
    release expects. Reads the committed name of the newest revision, which is quicker than asking Alembic for
    it.
    """
    wanted = HEAD.read_text().strip()
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                raise click.ClickException(NOT_READY.format(state="empty"))
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(f"The database cannot be reached ({reason}). Run: procure init") from error
    if found != wanted:
        state = f"at revision {found}, and this release expects {wanted}"
        raise click.ClickException(NOT_READY.format(state=state))
