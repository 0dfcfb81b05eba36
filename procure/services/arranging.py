"""Repeating parts of a draft: fixed requirements, criteria, lots and so on (``procure.models.ARRANGED``).

Rows are addressed by their key under their tender. Removing keeps the row, so that it can be put back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, func, select

from procure import db
from procure.domain.exceptions import NotFound
from procure.domain.identifiers import ALPHABET, new_key
from procure.domain.permissions import Actor, Permission
from procure.models import ARRANGED, ArrangedRow, Tender
from procure.models.types import now
from procure.services import access, authoring, freezing

_KEY = re.compile(f"[{ALPHABET.lower()}]{{10}}")
STEPS = {"up": -1, "down": 1}


def rows(session: Session, actor: Actor, tender: Tender, name: str) -> Sequence[Any]:
    """The rows of one part (a key of ``ARRANGED``), in order, without those removed."""
    access.require(actor, Permission.READ_TENDER, tender)
    return freezing.arranged_rows(session, tender, name)


def row(session: Session, actor: Actor, tender: Tender, name: str, key: str, *, removed: bool = False) -> Any:
    """One row by its key. Raises NotFound, also for a row of another tender and for one that is
    ``removed`` or not otherwise than asked.
    """
    access.require(actor, Permission.READ_TENDER, tender)
    found = _find(session, tender, name, key)
    if found is None or (found.removed_at is not None) != removed:
        raise NotFound("There is no such entry. It may have been removed.")
    return found


def add(
    session: Session,
    actor: Actor,
    tender: Tender,
    name: str,
    values: Mapping[str, Any],
    *,
    key: str = "",
) -> Any:
    """A new row at the end. ``key`` is what its form was given, so that a form sent twice adds one row."""
    authoring.lock_for_editing(session, actor, tender)
    model = ARRANGED[name]
    key = key if _KEY.fullmatch(key) else ""
    taken = session.exec(select(model).where(model.key == key)).one_or_none() if key else None
    if taken is not None and taken.tender_id == tender.id:
        return taken
    assert tender.id is not None
    last = session.exec(select(func.max(model.position)).where(model.tender_id == tender.id)).one() or 0
    added = model(
        tender_id=tender.id,
        position=last + 1,
        key=key if key and taken is None else new_key(),
        **values,
    )
    session.add(added)
    authoring.touch(
        session,
        actor,
        tender,
        f"{_thing(name)}.added",
        key=added.key,
        fields=sorted(n for n, v in values.items() if v),
    )
    return added


def change(
    session: Session,
    actor: Actor,
    tender: Tender,
    name: str,
    key: str,
    values: Mapping[str, Any],
    revision: str,
) -> bool:
    """Store new values on a row. Returns whether anything changed; raises StaleEdit as ``authoring.save``
    does.
    """
    found = row(session, actor, tender, name, key)
    return authoring.save(session, actor, tender, found, values, revision, what=place(name, key))


def move(session: Session, actor: Actor, tender: Tender, name: str, key: str, direction: str) -> None:
    """Move a row one place ``up`` or ``down``; at the end it stays."""
    authoring.lock_for_editing(session, actor, tender)
    moving = row(session, actor, tender, name, key)
    if reorder(session, list(freezing.arranged_rows(session, tender, name)), moving, direction):
        authoring.touch(session, actor, tender, f"{_thing(name)}.moved", key=key, direction=direction)


def reorder(session: Session, siblings: list[Any], moving: ArrangedRow, direction: str) -> bool:
    """Give ``siblings`` (in order) new positions with ``moving`` one place up or down. Returns whether it
    moved.
    """
    if direction not in STEPS:
        raise NotFound("There is no such direction.")
    at = siblings.index(moving)
    to = at + STEPS[direction]
    if not 0 <= to < len(siblings):
        return False
    siblings.insert(to, siblings.pop(at))
    for position, each in enumerate(siblings, start=1):
        each.position = position
        session.add(each)
    session.flush()
    return True


def remove(session: Session, actor: Actor, tender: Tender, name: str, key: str) -> Any:
    """Take a row out of the draft; ``restore`` puts it back where it was. Removing twice does nothing
    more.
    """
    authoring.lock_for_editing(session, actor, tender)
    found = _any_row(session, tender, name, key)
    if found.removed_at is None:
        found.removed_at = now()
        session.add(found)
        authoring.touch(session, actor, tender, f"{_thing(name)}.removed", key=key)
    return found


def restore(session: Session, actor: Actor, tender: Tender, name: str, key: str) -> Any:
    """Put a removed row back where it was."""
    authoring.lock_for_editing(session, actor, tender)
    found = _any_row(session, tender, name, key)
    if found.removed_at is not None:
        found.removed_at = None
        session.add(found)
        authoring.touch(session, actor, tender, f"{_thing(name)}.restored", key=key)
    return found


def place(name: str, key: str) -> str:
    """How the audit trail names a row: the part and the key."""
    return f"{name}/{key}"


def _any_row(session: Session, tender: Tender, name: str, key: str) -> Any:
    found = _find(session, tender, name, key)
    if found is None:
        raise NotFound("There is no such entry.")
    db.lock(session, found)
    return found


def _find(session: Session, tender: Tender, name: str, key: str) -> Any:
    model = ARRANGED[name]
    if not _KEY.fullmatch(key):
        return None
    return session.exec(select(model).where(model.key == key, model.tender_id == tender.id)).one_or_none()


def _thing(name: str) -> str:
    return str(ARRANGED[name].__tablename__)
