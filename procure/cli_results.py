"""`procure results`: files of figures brought in, and counts of how measures stand, counted anew."""

from __future__ import annotations

import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path

import click

from procure.cli_service import database
from procure.config import Settings
from procure.domain.exceptions import DomainError


@click.group()
def results() -> None:
    """What was observed of measures once a tender is out."""


@results.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "email", required=True, help="The address of the officer who brings the file.")
@click.option("--tender", "reference", default="", help="Take figures of this tender alone.")
@click.option(
    "--measure",
    default="",
    help="The key of a measure whose official series is mapped: FILE is its publisher's.",
)
@click.option(
    "--published-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="When the publisher put the file out, where no column of it says so.",
)
@click.option("--sheet", default="", help="The sheet of a workbook.  [default: the mapped one, or the first]")
@click.option("--dry-run", is_flag=True, help="Record nothing: say what would become of each row.")
@click.option("--in-part", is_flag=True, help="Record what is right, and leave out rows that are wrong.")
def import_(
    file: Path,
    email: str,
    reference: str,
    measure: str,
    published_on: datetime | None,
    sheet: str,
    dry_run: bool,
    in_part: bool,
) -> None:
    """Record the figures in FILE, a workbook (xlsx) or CSV of up to 20,000 rows.

    FILE is the template that a tender's results page gives, filled in; or, with --measure, a publisher's own file, read
    as the measure's official series was mapped. Figures that are recorded already change nothing, so the same file may
    be brought again. Each row that is wrong is named with how to mend it, and then nothing is recorded unless --in-part
    is given. Exit code 1 where any row is wrong.

    \b
    procure results import figures.csv --as ann@example.gov.uk --dry-run
    procure results import table.xlsx --as ann@example.gov.uk --measure k3m9q2x4d7 --published-on 2027-05-12
    """
    imports, tables = import_module("procure.services.result_imports"), import_module("procure.papers.tables")
    bad_headings = import_module("procure.domain.result_files").BadHeadings
    try:
        with database(Settings()) as engine:
            found = imports.bring(
                engine, email, file.read_bytes(), file.name, reference=reference, measure=measure,
                published_on=published_on.date() if published_on else None, sheet=sheet, in_part=in_part,
                is_rehearsal=dry_run,
            )  # fmt: skip
    except (DomainError, LookupError, tables.Refused, bad_headings) as error:
        raise click.ClickException(f"{str(error).rstrip('.')}. Nothing was recorded.") from error
    for sentence in found.sentences:
        click.echo(sentence, err=True)
    done = (
        "Recorded"
        if found.is_recorded
        else "Would record"
        if dry_run
        else "Nothing was recorded. Right so far"
    )
    click.echo(
        f"{done}: {found.recorded:,}. There already: {found.unchanged:,}. Rows that are wrong: {found.refused:,}."
    )
    if found.faults:
        if not found.is_recorded and not dry_run:
            click.echo("Mend these rows, or leave them out with --in-part.", err=True)
        sys.exit(1)


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
