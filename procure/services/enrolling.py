"""People and what they may do, as administrators keep them. Somebody must always be able to administer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, func, or_, select

from procure import db
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.identifiers import is_key, new_password
from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import Role
from procure.models import BoardMember, Organisation, RoleGrant, User
from procure.services import access, auditing
from procure.services.accounts import hash_password

PAGE_SIZE = 50
_WITH_ROLES = (
    joinedload(User.organisation),
    selectinload(User.roles),
    selectinload(User.memberships).joinedload(BoardMember.board),
)


@dataclass(frozen=True)
class People:
    """One page of accounts, by name."""

    rows: list[User]
    total: int
    page: int
    pages: int


def people(session: Session, actor: Actor, words: str = "", page: int = 1) -> People:
    """Accounts whose name, e-mail address or organisation has ``words``; pages start at 1."""
    access.require(actor, Permission.ADMINISTER)
    found = select(User).join(Organisation, col(Organisation.id) == User.organisation_id)
    for word in words.replace("\x00", "").split():
        has = [func.lower(text).contains(word.lower(), autoescape=True) for text in _SEARCHED]
        found = found.where(or_(*has))
    total = session.exec(select(func.count()).select_from(found.subquery())).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    ordered = found.order_by(func.lower(User.name), User.email).options(*_WITH_ROLES)
    rows = session.exec(ordered.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    return People(list(rows), total, page, pages)


_SEARCHED = (User.name, User.email, Organisation.name)


def person_by_key(session: Session, actor: Actor, key: str) -> User:
    """One account with its roles and seats. Raises NotFound."""
    access.require(actor, Permission.ADMINISTER)
    wanted = select(User).where(User.key == key).options(*_WITH_ROLES)
    found = session.exec(wanted).one_or_none() if is_key(key) else None
    if found is None:
        raise NotFound("There is no such person.")
    return found


def person_by_email(session: Session, actor: Actor, email: str) -> User:
    """The account with this e-mail address. Raises Invalid (field ``email``) when there is none."""
    access.require(actor, Permission.ADMINISTER)
    found = session.exec(select(User).where(User.email == email.strip().lower())).one_or_none()
    if found is None:
        raise Invalid("email", "Nobody has an account with this email address. Add the person first.")
    return found


def add_person(
    session: Session,
    actor: Actor,
    name: str,
    email: str,
    organisation: Organisation,
    roles: Collection[str] = (),
) -> tuple[User, str]:
    """A new account and its first password, which is to be shown once and must be changed at the first sign-in.
    Raises Invalid naming the field."""
    access.require(actor, Permission.ADMINISTER)
    email = email.strip().lower()
    if session.exec(select(User).where(User.email == email)).first() is not None:
        raise Invalid("email", "Somebody already has an account with this email address.")
    _check_organisation(organisation)
    password = new_password()
    person = User(
        email=email, name=_named(name), password_hash=hash_password(password), must_change_password=True,
        organisation_id=organisation.id or 0,
    )  # fmt: skip
    person.organisation = organisation
    session.add(person)
    session.flush()
    _record(
        session, actor, "person.added", person, name=person.name, email=email, organisation=organisation.name
    )
    set_roles(session, actor, person, roles)
    return person, password


def change_person(
    session: Session, actor: Actor, person: User, *, name: str, organisation: Organisation, is_active: bool
) -> dict[str, Any]:
    """Change who somebody is, or close or reopen their account; returns what changed. A closed account is signed
    out at once. Raises Invalid naming the field."""
    access.require(actor, Permission.ADMINISTER)
    administrators = _lock_administrators(session)
    db.lock(session, person)
    changes: dict[str, Any] = {}
    if person.name != _named(name):
        changes["name"] = {"from": person.name, "to": _named(name)}
        person.name = _named(name)
    if person.organisation_id != organisation.id:
        _check_organisation(organisation)
        changes["organisation"] = {"from": person.organisation.name, "to": organisation.name}
        person.organisation = organisation
    if person.is_active != is_active:
        if not is_active and administrators == [person.id]:
            raise Invalid("is_active", "This is the last administrator. Make somebody else one first.")
        changes["is_active"] = {"from": person.is_active, "to": is_active}
        person.is_active = is_active
        person.session_epoch += 1
    if changes:
        session.flush()
        _record(session, actor, "person.changed", person, changes=changes)
    return changes


def set_roles(session: Session, actor: Actor, person: User, roles: Collection[str]) -> None:
    """Grant and revoke until the person has exactly ``roles``. Raises Invalid for an unknown role, or when nobody
    would be left to administer."""
    access.require(actor, Permission.ADMINISTER)
    if not set(roles) <= {role.value for role in Role}:
        raise Invalid("roles", "Choose roles from the list.")
    administrators = _lock_administrators(session)
    session.expire(person, ["roles"])
    held = {grant.role: grant for grant in person.roles}
    if Role.ADMINISTRATOR in held and Role.ADMINISTRATOR not in roles and administrators == [person.id]:
        raise Invalid("roles", "This is the last administrator. Make somebody else one first.")
    for role in sorted(set(roles) - set(held)):
        person.roles.append(RoleGrant(role=role))
        _record(session, actor, "role.granted", person, role=role, name=person.name)
    for role in sorted(set(held) - set(roles)):
        person.roles.remove(held[role])
        _record(session, actor, "role.revoked", person, role=role, name=person.name)
    session.flush()


def reset_password(session: Session, actor: Actor, person: User) -> str:
    """A new first password, to be shown once; the person is signed out everywhere and must change it. Raises
    Invalid for one's own account."""
    access.require(actor, Permission.ADMINISTER)
    if person.id == actor.user_id:
        raise Invalid("password", "Change your own password on your account page.")
    password = new_password()
    person.password_hash, person.must_change_password = hash_password(password), True
    person.session_epoch += 1
    session.flush()
    _record(session, actor, "person.password_reset", person, name=person.name)
    return password


def _lock_administrators(session: Session) -> list[int]:
    """Ids of active administrators, held until the end of the transaction: two who leave at once leave in turn."""
    session.flush()
    rows = session.exec(
        select(RoleGrant.user_id)
        .join(User, col(User.id) == RoleGrant.user_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR.value, col(User.is_active).is_(True))
        .order_by(col(RoleGrant.user_id))
        .with_for_update()
    )
    return list(rows)


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid("name", "Enter a name.")
    return name.strip()


def _check_organisation(organisation: Organisation) -> None:
    if not organisation.is_active:
        raise Invalid("organisation", f"{organisation.name} is closed. Choose another organisation.")


def _record(session: Session, actor: Actor, action: str, person: User, **detail: Any) -> None:
    auditing.record(session, actor, action, subject_kind="person", subject_key=person.key, **detail)
