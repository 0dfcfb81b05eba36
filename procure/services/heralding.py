"""Noting what became public, in the transaction that made it so, for those who follow."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from procure.domain.following import HappeningKind
from procure.models import Happening
from procure.models.types import now


def herald(
    session: Session, tender_id: int, kind: HappeningKind, subject: object, at: datetime | None = None
) -> None:
    """Note that something of a tender became public, once. ``subject`` says which: the number of a version or notice,
    or a key. ``at`` is aware, now unless told."""
    same = select(Happening).where(
        Happening.tender_id == tender_id, Happening.kind == kind.value, Happening.subject == str(subject)
    )
    if session.exec(same).first() is None:
        session.add(Happening(tender_id=tender_id, kind=kind.value, subject=str(subject), at=at or now()))
        session.flush()
