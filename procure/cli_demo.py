"""``procure demo``: load the demonstration, and say whose eyes to see it through."""

from __future__ import annotations

import click

from procure import db, migrating
from procure.config import Settings
from procure.db import make_engine
from procure.domain.exceptions import WrongState
from procure.services import demonstrating, rendering
from procure.storage import open_storage


@click.command()
def demo() -> None:
    """Load a demonstration that looks like life.

    Six fictional authorities, their people, two mission boards, six tenders (one whose contract runs, with a
    year of made-up results, one published, one endorsed and ready to publish, one in review, one returned with
    changes, one just begun) and three target outcomes, two of
    them put to the market, and two meetings, one held and one to come. Needs a database with the library
    loaded and no tenders; run again, it only prints the accounts. All share one password, so keep it to a machine
    of your own.
    """
    settings = Settings()
    engine = make_engine(settings.resolved_database_url)
    if migrating.current(engine) != migrating.head():
        raise click.ClickException("The database is not ready. Run: procure init && procure library load")
    with db.reading(engine) as session:
        is_loaded = demonstrating.is_loaded(session)
    if not is_loaded:
        try:
            with db.writing(engine) as session:
                to_be_made = demonstrating.load(session, lambda line: click.echo(f"  {line}"))
            # Results are of what is public: this one's files are made now, and the worker makes the others'.
            storage = open_storage(settings)
            for publication_id in to_be_made:
                rendering.render(engine, storage, settings, publication_id)
            with db.writing(engine) as session:
                demonstrating.load_results(session, settings, storage, lambda line: click.echo(f"  {line}"))
        except WrongState as error:
            raise click.ClickException(f"{error} Set DEMO=0 to go without it.") from error
    click.echo(f"\nDemonstration accounts (password: {demonstrating.PASSWORD})")
    accounts = demonstrating.accounts()
    width = max(len(account.email) for account in accounts)
    for account in accounts:
        click.echo(f"  {account.email:<{width}}  {account.shown_as}")
