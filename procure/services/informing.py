"""Briefings of a mission on paper: tagged PDFs that the worker makes, of what whoever asked for one may see.

There are two kinds, of the portfolio and of the results (``KINDS``). A person has one briefing of each kind of a
mission; asking again replaces it. It is made as its asker stands when it is made, and given to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Engine
from sqlmodel import Session, select

from exports.environment import render_document
from exports.pdf import html_to_pdf
from procure import db
from procure.act.calendar import LONDON
from procure.domain.exceptions import NotFound
from procure.domain.overlaps import Standing
from procure.domain.permissions import Actor, Permission
from procure.domain.results import Status
from procure.domain.results.telling import figure
from procure.models import PortfolioBriefing, ResultsBriefing, User
from procure.services import access, auditing, examining, frameworks, overseeing, surveying
from procure.services.overseeing import Watched
from procure.services.surveying import Criteria
from procure.storage import Storage

#: Measures that are drawn in the briefing on results, those off path first; the table has them all.
PICTURED = 8
Briefing = PortfolioBriefing | ResultsBriefing
#: What a document is made of: for its asker and the mission, as it was narrowed, at the moment it was asked for.
Contents = Callable[[Session, Actor, str, Mapping[str, Any], datetime], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """What differs between kinds: where briefings are kept, what asking for one is called in the audit trail, the
    document, and what is in it."""

    table: type[PortfolioBriefing] | type[ResultsBriefing]
    action: str
    document: str
    contents: Contents


def narrowed_portfolio(criteria: Criteria, is_net: bool) -> dict[str, Any]:
    """What to keep of how a portfolio was narrowed, and whether its values are net of VAT."""
    return {**asdict(criteria), "before": None, "is_net": is_net}


def narrowed_results(watched: Watched) -> dict[str, Any]:
    """What to keep of how results were narrowed."""
    return {**asdict(watched), "after": None}


def ask(
    session: Session,
    actor: Actor,
    kind: str,
    mission_id: str,
    narrowed: Mapping[str, Any],
    *,
    enqueue: Callable[[str, int], object],
) -> Briefing:
    """Ask the worker for a briefing of a kind, narrowed so. ``enqueue`` is given the kind and the id. Raises
    NotAllowed and NotFound."""
    access.require(actor, Permission.SEE_PORTFOLIO)
    frameworks.require_mission(session, mission_id)
    moment = datetime.now(UTC)
    row = own(session, actor, kind, mission_id) or KINDS[kind].table(
        user_id=actor.user_id, mission_id=mission_id, asked_at=moment
    )
    row.narrowed, row.asked_at, row.sha256, row.size = dict(narrowed), moment, "", 0
    session.add(row)
    session.flush()
    auditing.record(session, actor, KINDS[kind].action, subject_kind="mission", subject_key=mission_id)
    briefing_id = row.id
    assert briefing_id is not None
    db.after_commit(session, lambda: enqueue(kind, briefing_id))
    return row


def own(session: Session, actor: Actor, kind: str, mission_id: str) -> Briefing | None:
    """The briefing of a kind on a mission that the person asked for last, made or not."""
    table = KINDS[kind].table
    found = session.exec(
        select(table).where(table.user_id == actor.user_id, table.mission_id == mission_id)
    ).one_or_none()
    return cast("Briefing | None", found)


def made(session: Session, actor: Actor, kind: str, mission_id: str) -> Briefing:
    """The same, once it is made. Raises NotAllowed; NotFound before that."""
    access.require(actor, Permission.SEE_PORTFOLIO)
    found = own(session, actor, kind, mission_id)
    if found is None or not found.sha256:
        raise NotFound("The briefing has not been made yet.")
    return found


def make(engine: Engine, storage: Storage, kind: str, briefing_id: int) -> str:
    """Make the briefing that was asked for, and its digest. Raises LookupError."""
    of = KINDS[kind]
    with db.reading(engine) as session:
        row = cast("Briefing | None", session.get(of.table, briefing_id))
        if row is None:
            raise LookupError(f"There is no briefing {briefing_id} of the {kind}.")
        if row.sha256:
            return row.sha256
        asked = row.asked_at
        actor = access.actor_of(session.get_one(User, row.user_id))
        contents = of.contents(session, actor, row.mission_id, row.narrowed, asked)
        html = render_document(of.document, contents | {"asker": actor.name, "made_at": asked})
    data = html_to_pdf(str(html))
    digest = storage.put(data)
    with db.writing(engine) as session:
        wanted = cast("Briefing", session.get_one(of.table, briefing_id))
        db.lock(session, wanted)
        if wanted.asked_at == asked:
            wanted.sha256, wanted.size = digest, len(data)
            session.add(wanted)
    return digest


def sweep(engine: Engine, enqueue: Callable[[str, int], object]) -> list[int]:
    """Give ``enqueue`` the kind and the id of every briefing that is wanted and not made."""
    found: list[int] = []
    for kind, of in KINDS.items():
        with db.reading(engine) as session:
            due = session.exec(select(of.table.id).where(of.table.sha256 == "")).all()
        for briefing_id in (each for each in due if each is not None):
            enqueue(kind, briefing_id)
            found.append(briefing_id)
    return found


def _portfolio(
    session: Session, actor: Actor, mission_id: str, narrowed: Mapping[str, Any], asked: datetime
) -> dict[str, Any]:
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
    return {
        "found": found,
        "chosen": chosen,
        "is_net": is_net,
        "vat": "without VAT" if is_net else "with VAT",
        "year_in_words": surveying.year_in_words,
        "standing_words": Standing.label_of,
    }


def _results(
    session: Session, actor: Actor, mission_id: str, narrowed: Mapping[str, Any], asked: datetime
) -> dict[str, Any]:
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
    return {
        "found": found,
        "chosen": chosen,
        "statuses": list(Status),
        "examined": [
            (each, examining.examine(session, actor, each, today)) for each in found.measures[:PICTURED]
        ],
        "amount": figure,
    }


PORTFOLIO, RESULTS = "portfolio", "results"
KINDS: dict[str, Kind] = {
    PORTFOLIO: Kind(
        PortfolioBriefing, "portfolio.briefing_asked", "documents/portfolio_briefing.html", _portfolio
    ),
    RESULTS: Kind(ResultsBriefing, "results.briefing_asked", "documents/results_briefing.html", _results),
}
