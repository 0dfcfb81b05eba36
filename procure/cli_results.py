"""`procure results`: counts of how measures stand, counted anew."""

from __future__ import annotations

from importlib import import_module

import click

from procure.cli_service import database
from procure.config import Settings


@click.group()
def results() -> None:
    """What was observed of measures once a tender is out."""


@results.command()
def recount() -> None:
    """Count anew how many measures of each mission stand how.

    The counts are kept with every change and hold by themselves; this says whether they did, and puts them right. The
    service may run meanwhile: on PostgreSQL, whoever changes results waits for the second that it takes.
    """
    tallying = import_module("procure.services.tallying")
    with database(Settings()) as engine:
        wrong = tallying.recount(engine)
    click.echo(
        f"Put right: {wrong:,} count{'' if wrong == 1 else 's'}." if wrong else "Every count was right."
    )
