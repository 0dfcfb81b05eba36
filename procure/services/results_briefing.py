"""The briefing on a mission's results on paper: a tagged PDF that the worker makes, of what whoever asked for it may
see.

A person has one such briefing of a mission; asking again replaces it. It is made as its asker stands when it is made,
and given to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from exports.environment import render_document
from exports.pdf import html_to_pdf
from procure import db
from procure.act.calendar import LONDON
from procure.domain.exceptions import NotFound
from procure.domain.permissions import Actor, Permission
from procure.domain.results import Status
from procure.domain.results.telling import figure
from procure.models import ResultsBriefing, User
from procure.services import access, auditing, examining, overseeing, surveying
from procure.services.overseeing import Watched
from procure.storage import Storage

#: Measures that are drawn, those off path first; the table has them all.
PICTURED = 8


def ask(
    session: Session,
    actor: Actor,
    mission_id: str,
    watched: Watched,
    *,
    enqueue: Callable[[int], object],
) -> ResultsBriefing:
    """Ask the worker for the briefing, narrowed so. Raises NotAllowed and NotFound."""
    access.require(actor, Permission.SEE_PORTFOLIO)
    surveying.require_mission(session, mission_id)
    row = own(session, actor, mission_id) or ResultsBriefing(
        user_id=actor.user_id, mission_id=mission_id, asked_at=datetime.now(UTC)
    )
    row.narrowed = {**asdict(watched), "after": None}
    row.asked_at, row.sha256, row.size = datetime.now(UTC), "", 0
    session.add(row)
    session.flush()
    auditing.record(session, actor, "results.briefing_asked", subject_kind="mission", subject_key=mission_id)
    briefing_id = row.id
    assert briefing_id is not None
    db.after_commit(session, lambda: enqueue(briefing_id))
    return row


def own(session: Session, actor: Actor, mission_id: str) -> ResultsBriefing | None:
    """The briefing of a mission that the person asked for last, made or not."""
    return session.exec(
        select(ResultsBriefing).where(
            ResultsBriefing.user_id == actor.user_id, ResultsBriefing.mission_id == mission_id
        )
    ).one_or_none()


def made(session: Session, actor: Actor, mission_id: str) -> ResultsBriefing:
    """The same, once it is made. Raises NotAllowed; NotFound before that."""
    access.require(actor, Permission.SEE_PORTFOLIO)
    found = own(session, actor, mission_id)
    if found is None or not found.sha256:
        raise NotFound("The briefing has not been made yet.")
    return found


def make(engine: Engine, storage: Storage, briefing_id: int) -> str:
    """Make the briefing that was asked for, and its digest. Raises LookupError."""
    with db.reading(engine) as session:
        row = session.get(ResultsBriefing, briefing_id)
        if row is None:
            raise LookupError(f"There is no briefing {briefing_id}.")
        if row.sha256:
            return row.sha256
        asked = row.asked_at
        actor = access.actor_of(session.get_one(User, row.user_id))
        html = _html(session, actor, row.mission_id, row.narrowed, asked)
    data = html_to_pdf(html)
    digest = storage.put(data)
    with db.writing(engine) as session:
        row = session.get_one(ResultsBriefing, briefing_id)
        db.lock(session, row)
        if row.asked_at == asked:
            row.sha256, row.size = digest, len(data)
            session.add(row)
    return digest


def sweep(engine: Engine, enqueue: Callable[[int], object]) -> list[int]:
    """Give ``enqueue`` the id of every briefing that is wanted and not made."""
    with db.reading(engine) as session:
        due = session.exec(select(ResultsBriefing.id).where(ResultsBriefing.sha256 == "")).all()
    found = [each for each in due if each is not None]
    for briefing_id in found:
        enqueue(briefing_id)
    return found


def _html(
    session: Session, actor: Actor, mission_id: str, narrowed: Mapping[str, Any], asked: datetime
) -> str:
    watched, today = Watched(**narrowed), asked.astimezone(LONDON).date()
    found = overseeing.mission(session, actor, mission_id, watched, today)
    buyer = next((name for key, name in found.buyers if key == watched.buyer), watched.buyer)
    objective = next(
        (each.title for each in found.objectives if each.objective_id == watched.objective), watched.objective
    )
    chosen = [
        words
        for words in (
            f"objective: {objective}" if watched.objective else "",
            f"buyer: {buyer}" if watched.buyer else "",
            f"status: {Status.label_of(watched.status).lower()}" if watched.status else "",
        )
        if words
    ]
    return str(
        render_document(
            "documents/results_briefing.html",
            {
                "found": found,
                "chosen": chosen,
                "asker": actor.name,
                "made_at": asked,
                "statuses": list(Status),
                "examined": [
                    (each, examining.examine(session, actor, each, today))
                    for each in found.measures[:PICTURED]
                ],
                "amount": figure,
            },
        )
    )
