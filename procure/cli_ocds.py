"""Commands about open data: checking a file, and bringing tenders in."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from exports.ocds.reading import Law
from exports.ocds.strict_json import LARGEST, Unreadable, read_json
from exports.ocds.validate import problems
from procure import db
from procure.cli_service import database
from procure.cli_user import OPERATOR
from procure.config import Settings
from procure.domain.exceptions import DomainError, Invalid
from procure.domain.permissions import Actor
from procure.domain.snapshot import Authority
from procure.domain.vocabulary import AuthorityType, Role
from procure.models import Organisation
from procure.services import access, administering, enrolling, importing

SCHEMA = "OCDS_SCHEMA_DIR"
#: The account that holds what was imported into an installation without people; nobody can sign in to it.
NOBODY = ("Command line", "command-line@imports.invalid")


@click.group()
def ocds() -> None:
    """Open data in the Open Contracting Data Standard (OCDS)."""


@ocds.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check FILE, a release or record package of this service, and say all that is wrong with it.

    Holds it to the model that publication is held to, which is stricter than the standard. Where OCDS_SCHEMA_DIR
    names a copy of the standard, also to the official schema with the extensions of UK notices, and to the
    additional checks of libcoveocds. Exit code 1 when anything is wrong.
    """
    try:
        data = read_json(file.read_bytes())
    except Unreadable as error:
        raise click.ClickException(str(error)) from error
    if not isinstance(data, dict):
        raise click.ClickException("This is no OCDS package: a package is a JSON object.")
    counts = [_say("our own model", [f"{each.path or 'whole'}: {each.message}" for each in problems(data)])]
    folder = os.environ.get(SCHEMA, "")
    if folder:
        counts += _official(Path(folder), json.loads(file.read_bytes()))
    else:
        click.echo(f"official schema: not checked, as {SCHEMA} names no copy of it")
    if sum(counts):
        raise click.ClickException(f"{sum(counts)} problem{'' if sum(counts) == 1 else 's'} in {file}.")
    click.echo(f"{file} is clean.")


def _official(folder: Path, data: dict[str, Any]) -> list[int]:
    if not (folder / "merged").is_dir():
        raise click.ClickException(
            f"{SCHEMA} names {folder}, which holds no folder “merged” with the schema."
        )
    try:
        official = import_module("exports.ocds.official")  # needs an extra that publication does not
    except ImportError as error:
        raise click.ClickException(f"Install the extra “conformance” first: {error}") from error
    judges = official.OfficialJudges(folder)
    report = judges.cove_report(data)
    found = [
        f"{name}: {json.dumps(each)[:300]}" for name, each in sorted(report["additional_checks"].items())
    ]
    found += [f"{each['path'] or 'whole'}: {each['description']}" for each in report["validation_errors"]]
    found += [
        f"{path}: {', '.join(map(str, each['values']))} in the closed codelist {each['codelist']}"
        for path, each in sorted(report["additional_closed_codelist_values"].items())
    ]
    return [
        _say("official schema", judges.schema_errors(data)),
        _say("additional checks (libcoveocds)", found),
    ]


def _say(what: str, found: list[str]) -> int:
    click.echo(f"{what}: {'clean' if not found else len(found)}")
    for each in found:
        click.echo(f"  {each}")
    return len(found)


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write, as JSON, what became of every value of the file.",
)
@click.option(
    "--as",
    "email",
    help="The address of the officer whose organisation the drafts will belong to.  [default: an officer of the "
    "buyer's own organisation, or else the first officer]",
)
def import_(file: Any, report: Path | None, email: str | None) -> None:
    """Bring the tenders in FILE in as drafts. FILE is an OCDS release or record package; - reads standard input.

    Prints the references of the new tenders as a JSON list. Each procurement in the file becomes one draft with
    all that a draft can hold; the report has every value that could not be taken, with its path and why. A file
    that cannot be read changes nothing.

    Where there is no officer yet, the drafts belong to the buyer that the first file names, whose organisation is
    added.

    \b
    procure import notice.json --report report.json --as ann@example.gov.uk
    procure export 7K3M-9Q2X-4D --format ocds
    """
    data = file.read(LARGEST + 1)
    name = Path(getattr(file, "name", "<stdin>")).name.replace("<stdin>", "")
    try:
        parsed = importing.parse(data)
        with database(Settings()) as engine, db.writing(engine) as session:
            actor = _actor(session, email, parsed)
            sources = importing.import_file(session, actor, data, file_name=name, parsed=parsed)
            told = importing.report_of(sources)
            click.echo(f"Imported as {actor.name}: {_summary(sources)}.", err=True)
            if older := sum(each["law"] == Law.BEFORE_THE_ACT for each in told["tenders"]):
                click.echo(f"{older} published under the law before the Procurement Act 2023: the drafts are new "
                           "procurements under the Act.", err=True)  # fmt: skip
    except (DomainError, LookupError) as error:
        raise click.ClickException(f"{error} Nothing was imported.") from error
    if report is not None:
        report.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    json.dump([tender["reference"] for tender in told["tenders"]], sys.stdout)
    click.echo()


def _summary(sources: list[Any]) -> str:
    taken, left = sum(each.mapped for each in sources), sum(each.unmapped for each in sources)
    return f"{len(sources)} draft{'' if len(sources) == 1 else 's'}, {taken} values taken and {left} reported"


def _actor(session: Session, email: str | None, parsed: Any) -> Actor:
    if email:
        return access.actor_by_email(session, email)
    buyers = importing.buyers_of(parsed)
    officer = importing.officer_for(session, buyers)
    if officer is not None:
        return access.actor_of(officer)
    try:
        return access.actor_by_email(session, NOBODY[1])
    except LookupError:
        pass
    person, _ = enrolling.add_person(
        session, OPERATOR, *NOBODY, _organisation(session, buyers), [Role.OFFICER.value]
    )
    person.is_active = False
    return access.actor_of(person)


def _organisation(session: Session, buyers: list[Authority]) -> Organisation:
    """The first buyer of the file as an organisation; what of it cannot be used here is left out."""
    buyer = next((each for each in buyers if each.name), Authority(name="Imported tenders"))
    whole = buyer.model_dump(exclude={"email"})
    least = {"name": buyer.name, "authority_type": AuthorityType.OTHER.value}
    for values in (whole | {"authority_type": buyer.authority_type or AuthorityType.OTHER.value}, least):
        try:
            with session.begin_nested():
                return administering.add_organisation(session, OPERATOR, values)
        except Invalid:
            continue
    return administering.add_organisation(session, OPERATOR, least | {"name": "Imported tenders"})
