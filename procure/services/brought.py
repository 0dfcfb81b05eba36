"""Files that people brought, whose reading is the worker's: begun, taken up again where it was cut off, given up.

What a file says and the word that it is ready are written in one transaction, by whoever reads it; here is what comes
before. A file that ends ``MOST_ATTEMPTS`` workers is given up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from procure import db
from procure.models import ResultsUpload, SourceDocument

Brought = SourceDocument | ResultsUpload
WAITING, READING, READY, REFUSED = "waiting", "reading", "ready", "refused"
MOST_ATTEMPTS = 3
LONGEST_NAME = 200
Enqueue = Callable[[int], object]


def name_of(said: str, otherwise: str) -> str:
    """What a file is called, from the name that a browser sent: what can be printed of its end, in one line."""
    return " ".join("".join(c for c in said if c.isprintable()).split())[-LONGEST_NAME:] or otherwise


def begin(session: Session, file: Brought, give_up: Callable[[], object]) -> bool:
    """Note that the reading of a file begins. False where there is nothing to read any more; one that was begun too
    often goes to ``give_up`` first."""
    db.lock(session, file)
    if file.state not in (WAITING, READING):
        return False
    if file.attempts >= MOST_ATTEMPTS:
        give_up()
        return False
    file.state, file.begun_at = READING, datetime.now(UTC)
    file.attempts += 1
    session.add(file)
    session.flush()
    return True


def queue(session: Session, file: Brought, enqueue: Enqueue) -> None:
    """Ask the worker to read a file, once it is stored for good."""
    session.flush()
    file_id = file.id
    assert file_id is not None
    db.after_commit(session, lambda: enqueue(file_id))


def sweep(
    engine: Engine,
    kind: type[SourceDocument] | type[ResultsUpload],
    lease: timedelta,
    enqueue: Enqueue,
    *,
    at: datetime | None = None,
    starting: bool = False,
) -> list[int]:
    """Give ``enqueue`` the id of every file of a kind that waits, or whose reading went on for longer than ``lease``;
    ``starting`` says that the only worker has just started, so that whatever was begun was cut off. Returns the ids."""
    overdue = (at or datetime.now(UTC)) - lease
    with db.reading(engine) as session:
        unread = session.exec(
            select(kind.id, kind.state, kind.begun_at)
            .where(col(kind.state).in_([WAITING, READING]))
            .order_by(col(kind.id))
        ).all()
    due = [
        file_id
        for file_id, state, begun_at in unread
        if file_id is not None and (state == WAITING or starting or begun_at is None or begun_at < overdue)
    ]
    for file_id in due:
        enqueue(file_id)
    return due
