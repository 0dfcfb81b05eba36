"""The audit trail, as administrators read it: filters, pages by key, and every event of a filter in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from procure.act.calendar import LONDON
from procure.domain.permissions import Actor, Permission
from procure.models import AuditEvent, Organisation, User
from procure.services import access

PAGE_SIZE = 50
BATCH = 500


@dataclass(frozen=True)
class AuditQuery:
    """What somebody looks for; empty fields do not narrow. Days are days in London, both included.

    ``person`` is part of a name, or a whole e-mail address. ``subject`` is a reference or key, or its beginning.
    """

    action: str = ""
    person: str = ""
    subject: str = ""
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class Events:
    """One page, newest first. ``older`` is what to ask for next (``before``), None at the end."""

    rows: list[AuditEvent]
    older: int | None
    organisations: dict[int, str]


def events(session: Session, actor: Actor, query: AuditQuery, before: int | None = None) -> Events:
    """Events that match all of ``query``, newest first, from before the event numbered ``before``."""
    access.require(actor, Permission.READ_AUDIT)
    rows = session.exec(_matching(session, query, before).limit(PAGE_SIZE + 1)).all()
    shown = list(rows[:PAGE_SIZE])
    older = shown[-1].id if len(rows) > PAGE_SIZE else None
    return Events(shown, older, _organisation_names(session))


def every_event(session: Session, actor: Actor, query: AuditQuery) -> Iterator[tuple[AuditEvent, str]]:
    """Every matching event with the name of its organisation, newest first, read a batch at a time."""
    access.require(actor, Permission.READ_AUDIT)
    return _in_batches(session, query)


def _in_batches(session: Session, query: AuditQuery) -> Iterator[tuple[AuditEvent, str]]:
    names, before = _organisation_names(session), None
    while rows := session.exec(_matching(session, query, before).limit(BATCH)).all():
        for row in rows:
            yield row, names.get(row.organisation_id or 0, "")
        before = rows[-1].id
        session.expunge_all()


def actions(session: Session, actor: Actor) -> list[str]:
    """The actions that have happened, in order of the alphabet."""
    access.require(actor, Permission.READ_AUDIT)
    return list(session.exec(select(AuditEvent.action).distinct().order_by(AuditEvent.action)))


def _matching(session: Session, query: AuditQuery, before: int | None) -> Any:
    found = select(AuditEvent).order_by(col(AuditEvent.id).desc())
    if before is not None:
        found = found.where(col(AuditEvent.id) < before)
    if query.action:
        found = found.where(AuditEvent.action == query.action)
    if person := query.person.strip():
        account = session.exec(select(User.id).where(User.email == person.lower())).one_or_none()
        if account is not None:
            found = found.where(AuditEvent.actor_id == account)
        else:
            found = found.where(func.lower(AuditEvent.actor_name).contains(person.lower(), autoescape=True))
    if subject := query.subject.strip():
        found = found.where(col(AuditEvent.subject_key).startswith(subject, autoescape=True))
    if query.from_on is not None:
        found = found.where(AuditEvent.at >= _midnight(query.from_on))
    if query.to_on is not None:
        found = found.where(AuditEvent.at < _midnight(query.to_on + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def _organisation_names(session: Session) -> dict[int, str]:
    rows = session.exec(select(Organisation.id, Organisation.name)).all()
    return {id_: name for id_, name in rows if id_ is not None}
