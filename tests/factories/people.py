"""Organisations, accounts and drafts for tests, stored. Places and people are fictional."""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlmodel import Session

from procure.domain.vocabulary import AuthorityType, Role
from procure.models import Organisation, ProcurementFactsRow, RoleGrant, Specification, Tender, User

_NUMBER = count(1)


def make_organisation(session: Session, name: str = "", **values: Any) -> Organisation:
    """A contracting authority; every one has a name of its own."""
    organisation = Organisation(
        name=name or f"Borough of Example {next(_NUMBER)}",
        **{"authority_type": AuthorityType.SUB_CENTRAL.value} | values,
    )
    session.add(organisation)
    session.flush()
    return organisation


def make_user(
    session: Session, organisation: Organisation | None = None, *roles: Role, name: str = "Robin Example"
) -> User:
    """An account with these roles; nobody can sign in to it by password."""
    organisation = organisation or make_organisation(session)
    user = User(
        email=f"person{next(_NUMBER)}@example.org",
        name=name,
        password_hash="none",
        organisation_id=organisation.id,
    )
    user.organisation = organisation
    user.roles = [RoleGrant(role=role.value) for role in roles]
    session.add(user)
    session.flush()
    return user


def make_officer(
    session: Session, organisation: Organisation | None = None, name: str = "Robin Example"
) -> User:
    """A commercial officer."""
    return make_user(session, organisation, Role.OFFICER, name=name)


def make_tender(
    session: Session, officer: User, title: str = "Warm homes in Example", **values: Any
) -> Tender:
    """An empty draft of the officer's organisation; ``values`` are columns of the tender."""
    tender = Tender(title=title, organisation_id=officer.organisation_id, created_by_id=officer.id, **values)
    tender.specification = Specification()
    tender.facts = ProcurementFactsRow()
    session.add(tender)
    session.flush()
    return tender
