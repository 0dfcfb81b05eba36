"""Rows that addresses name by a key: looked for only where the text can be one, and told to be missing in one way."""

from __future__ import annotations

import hmac
from typing import Protocol, TypeVar

from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from procure.domain.exceptions import NotFound
from procure.domain.identifiers import is_key

Row = TypeVar("Row")


class Secret(Protocol):
    """Something that only whoever reads a mailbox has the whole address of."""

    secret: str


Kept = TypeVar("Kept", bound=Secret)


def find(session: Session, wanted: SelectOfScalar[Row], key: str) -> Row | None:
    """The row that ``wanted`` finds by ``key``; None where there is none, or the text can be no key."""
    return session.exec(wanted).one_or_none() if is_key(key) else None


def one(session: Session, wanted: SelectOfScalar[Row], key: str, missing: str) -> Row:
    """As ``find``. Raises NotFound, in the words of ``missing``."""
    found = find(session, wanted, key)
    if found is None:
        raise NotFound(missing)
    return found


def of_letter(session: Session, wanted: SelectOfScalar[Kept], key: str, secret: str) -> Kept:
    """What a letter's link is about. Raises NotFound for a link that is cut, forgotten or guessed."""
    found = find(session, wanted, key)
    if found is None or not hmac.compare_digest(found.secret.encode(), secret.encode()):
        raise NotFound("This link is not whole, or was never confirmed. Copy all of it from the letter.")
    return found
