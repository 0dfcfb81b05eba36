"""The briefing of a mission on paper: a tagged PDF that the worker makes, of what whoever asked for it may see.

A person has one briefing of a mission; asking again replaces it. It is made as its asker stands when it is made, and
given to nobody else.
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
from procure.domain.overlaps import Standing
from procure.domain.permissions import Actor, Permission
from procure.models import PortfolioBriefing, User
from procure.services import access, auditing, surveying
from procure.services.surveying import Criteria
from procure.storage import Storage


def ask(
    session: Session,
    actor: Actor,
    mission_id: str,
    criteria: Criteria,
    is_net: bool,
    *,
    enqueue: Callable[[int], object],
) -> PortfolioBriefing:
    """Ask the worker for the briefing, narrowed so, with values net or gross of VAT. Raises NotAllowed and
    NotFound."""
    access.require(actor, Permission.SEE_PORTFOLIO)
    surveying.require_mission(session, mission_id)
    row = own(session, actor, mission_id) or PortfolioBriefing(
        user_id=actor.user_id, mission_id=mission_id, asked_at=datetime.now(UTC)
    )
    row.narrowed = {**asdict(criteria), "before": None, "is_net": is_net}
    row.asked_at, row.sha256, row.size = datetime.now(UTC), "", 0
    session.add(row)
    session.flush()
    auditing.record(
        session, actor, "portfolio.briefing_asked", subject_kind="mission", subject_key=mission_id
    )
    briefing_id = row.id
    assert briefing_id is not None
    db.after_commit(session, lambda: enqueue(briefing_id))
    return row


def own(session: Session, actor: Actor, mission_id: str) -> PortfolioBriefing | None:
    """The briefing of a mission that the person asked for last, made or not."""
    return session.exec(
        select(PortfolioBriefing).where(
            PortfolioBriefing.user_id == actor.user_id, PortfolioBriefing.mission_id == mission_id
        )
    ).one_or_none()


def made(session: Session, actor: Actor, mission_id: str) -> PortfolioBriefing:
    """The same, once it is made. Raises NotAllowed; NotFound before that."""
    access.require(actor, Permission.SEE_PORTFOLIO)
    found = own(session, actor, mission_id)
    if found is None or not found.sha256:
        raise NotFound("The briefing has not been made yet.")
    return found


def make(engine: Engine, storage: Storage, briefing_id: int) -> str:
    """Make the briefing that was asked for, and its digest. Raises LookupError."""
    with db.reading(engine) as session:
        row = session.get(PortfolioBriefing, briefing_id)
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
        row = session.get_one(PortfolioBriefing, briefing_id)
        db.lock(session, row)
        if row.asked_at == asked:
            row.sha256, row.size = digest, len(data)
            session.add(row)
    return digest


def sweep(engine: Engine, enqueue: Callable[[int], object]) -> list[int]:
    """Give ``enqueue`` the id of every briefing that is wanted and not made."""
    with db.reading(engine) as session:
        due = session.exec(select(PortfolioBriefing.id).where(PortfolioBriefing.sha256 == "")).all()
    found = [each for each in due if each is not None]
    for briefing_id in found:
        enqueue(briefing_id)
    return found


def _html(
    session: Session, actor: Actor, mission_id: str, narrowed: Mapping[str, Any], asked: datetime
) -> str:
    criteria = Criteria(**{name: value for name, value in narrowed.items() if name != "is_net"})
    found = surveying.portfolio(session, actor, mission_id, criteria, asked.astimezone(LONDON).date())
    is_net = bool(narrowed["is_net"])
    buyer = next((name for key, name in found.buyers if key == criteria.buyer), criteria.buyer)
    objective = next(
        (each.objective.title for each in found.covered if each.objective.objective_id == criteria.objective),
        "",
    )
    chosen = [
        words
        for words in (
            f"objective: {objective or criteria.objective}" if criteria.objective else "",
            f"buyer: {buyer}" if criteria.buyer else "",
            f"year: {surveying.year_in_words(criteria.year)}" if criteria.year is not None else "",
            f"how far it is: {Standing.label_of(criteria.standing).lower()}" if criteria.standing else "",
        )
        if words
    ]
    return str(
        render_document(
            "documents/portfolio_briefing.html",
            {
                "found": found,
                "chosen": chosen,
                "is_net": is_net,
                "vat": "without VAT" if is_net else "with VAT",
                "asker": actor.name,
                "made_at": asked,
                "year_in_words": surveying.year_in_words,
                "standing_words": Standing.label_of,
            },
        )
    )
