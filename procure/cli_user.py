"""``procure user add``: how the first administrator gets in."""

from __future__ import annotations

import getpass
import sys

import click
from sqlmodel import select

from procure import db
from procure.cli_service import database
from procure.config import Settings
from procure.domain.exceptions import DomainError
from procure.domain.permissions import Actor
from procure.domain.vocabulary import AuthorityType, Role
from procure.models import Organisation
from procure.services import administering, auditing, enrolling
from procure.services.accounts import hash_password

#: Whoever may run commands on this machine may administer; the audit trail says that it was from here.
OPERATOR = Actor(name="Command line", roles=frozenset({Role.ADMINISTRATOR.value}))


@click.group()
def user() -> None:
    """Accounts of people."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as others will see it.")
@click.option(
    "--organisation",
    required=True,
    help="The organisation they work for. Made if there is none of that name.",
)
@click.option(
    "--authority-type",
    type=click.Choice([each.name.lower() for each in AuthorityType]),
    default=AuthorityType.OTHER.name.lower(),
    show_default=True,
    help="What kind of authority a new organisation is.",
)
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="What the person may do; give it again for another. Seats on boards are given in the service.",
)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
def add(
    email: str,
    name: str,
    organisation: str,
    authority_type: str,
    roles: tuple[str, ...],
    password_stdin: bool,
) -> None:
    """Add the person with the address EMAIL.

    Asks for a password, which is not shown; press Enter to have one made, which is shown once and must be
    changed at the first sign-in. A password is never taken from the command line, where other people could
    read it.

    \b
    procure user add ann@example.gov.uk --name "Ann Other" --organisation "Example Council" --role
    administrator
    """
    try:
        with database(Settings()) as engine:
            password = _password(password_stdin)
            with db.writing(engine) as session:
                place = session.exec(
                    select(Organisation).where(Organisation.name == organisation)
                ).one_or_none()
                if place is None:
                    kind = AuthorityType[authority_type.upper()].value
                    place = administering.add_organisation(
                        session, OPERATOR, {"name": organisation, "authority_type": kind}
                    )
                    click.echo(f"Added the organisation {organisation}.")
                person, made = enrolling.add_person(session, OPERATOR, name, email, place, roles)
                if password:
                    person.password_hash = hash_password(password, person.email)
                    person.must_change_password = False
                    session.add(person)
                    auditing.record(
                        session,
                        OPERATOR,
                        "person.password_set",
                        subject_kind="person",
                        subject_key=person.key,
                    )
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    what = f" as {' and '.join(roles)}" if roles else ""
    click.echo(f"Added {name} <{email.strip().lower()}>{what}.")
    if not password:
        click.echo(f"Their first password, to be changed when they sign in: {made}")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return ""
    password = getpass.getpass("Password (press Enter to have one made): ")
    if password and getpass.getpass("The same again: ") != password:
        raise click.ClickException("The two passwords differ. Nothing was added.")
    return password
