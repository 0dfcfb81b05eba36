"""Target outcomes of a board, stored. Figures and places are fictional."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, select

from procure.domain.permissions import Actor
from procure.models import AuditEvent, Board, MarketEngagement, ObjectiveRow, TargetOutcome, User
from procure.models.types import now
from procure.services import authoring, engaging, shaping
from procure.services.access import actor_of

#: All that a board must be able to say before an outcome is ready for market.
WHOLE = {
    "change": "Homes stay warm without a bill that people fear",
    "beneficiary": "Tenants of the coldest homes",
    "place": "Westmarch",
    "by_when_on": date(2029, 3, 31),
    "measure_name": "Homes that cannot be kept warm",
    "measure_unit": "%",
    "direction": "down",
    "baseline_value": "18",
    "baseline_period": "2025",
    "baseline_source": "Westmarch house survey",
    "target_value": "9",
}


def make_objective(session: Session, objective_id: str = "homes-warm") -> str:
    """An objective of a made-up mission; its id."""
    if session.get(ObjectiveRow, objective_id) is None:
        session.add(
            ObjectiveRow(
                objective_id=objective_id, title="Warm homes for all", mission_id="homes", mission_name="Homes",
                framework_id="f", framework_name="Framework", framework_effective_from="2024-12", digest="0" * 64,
                content={"baseline": {"value": "18"}, "target": {"value": "9"}, "direction": "down", "unit": "%"},
            )
        )  # fmt: skip
        session.flush()
    return objective_id


def make_target(session: Session, board: Board, member: User, **values: Any) -> TargetOutcome:
    """A target outcome begun by ``member`` of ``board``; ``values`` are answers to its questions."""
    actor = actor_of(member)
    title = values.pop("title", "Homes that stay warm")
    found = shaping.start(session, actor, board, make_objective(session), title)
    if values:
        revision = authoring.revision_of(authoring.stored(found, list(values)))
        shaping.save(session, actor, found, found, values, revision, what="gap")
    return found


def events_of(session: Session, found: TargetOutcome) -> list[Any]:
    """The audit trail of it, oldest first."""
    query = select(AuditEvent).where(AuditEvent.subject_key == found.key).order_by(AuditEvent.id)
    return list(session.exec(query))


def make_round(session: Session, actor: Actor, target: TargetOutcome) -> MarketEngagement:
    """A round of engagement with two questions that closes in a month, not public yet."""
    values = {
        "title": "How can homes stay warm?",
        "introduction": "We want homes that stay warm.\n<b>Tell us how.</b>",
        "contact_email": "market@westmarch.example",
        "closes_at": now() + timedelta(days=30),
    }
    found = engaging.begin(session, actor, target, values)
    for text in ("What keeps you out?", "What would show early that it works?"):
        engaging.ask(session, actor, found, text)
    return found
