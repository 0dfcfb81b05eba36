"""The parts of a draft that another journey writes page by page, written here by the services that those pages use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from procure import db
from procure.config import Settings
from procure.domain.permissions import Actor
from procure.domain.snapshot import ProcurementFacts
from procure.models import ARRANGED, Outcome, Tender
from procure.services import access, arranging, authoring
from tests.journeys import the_tender as story

#: What a tender says besides its outcomes and its money.
WORDS = (
    "summary", "cause", "tried_before", "if_nothing_done", "award_method", "award_methodology",
    "failing_disqualifies", "disqualifying_note", "frame_note",
)  # fmt: skip
PARTS = ("fixed_requirements", "criteria", "conditions", "documents")
#: Days are counted from today, so that the story stays in time.
DATES: dict[str, Any] = {
    "notice_planned_on": story.NOTICE_ON, "enquiry_deadline_at": story.QUESTIONS_BY,
    "tender_deadline_at": story.TENDERS_BY, "estimated_award_on": story.AWARD_ON,
    "supply_starts_on": story.STARTS_ON, "supply_ends_on": story.ENDS_ON,
    "supply_may_extend_to_on": story.MAY_EXTEND_TO_ON, "later_tender_notice_on": story.day(3 * 365),
    "conflicts_assessment_on": story.day(-3),
}  # fmt: skip


def write_the_rest(data_dir: Path, email: str, reference: str, like: str) -> None:
    """Give a draft the procedure, criteria, dates and terms of the officer's other tender called ``like``; what it says
    already stays, and every criterion of quality assesses all its outcomes.
    """
    engine = db.make_engine(Settings(data_dir=data_dir).resolved_database_url)
    try:
        with db.writing(engine) as session:
            officer = access.actor_by_email(session, email)
            tender = authoring.tender_by_reference(session, officer, reference)
            source = session.exec(select(Tender).where(Tender.title == like)).one()
            _fill(session, officer, tender, source)
    finally:
        engine.dispose()


def _fill(session: Session, officer: Actor, tender: Tender, source: Tender) -> None:
    said: tuple[tuple[Any, Any, dict[str, Any]], ...] = (
        (tender.specification, source.specification, dict.fromkeys(WORDS)),
        (tender.facts, source.facts, dict.fromkeys(ProcurementFacts.model_fields) | DATES),
    )
    for row, other, wanted in said:
        values = {name: value or getattr(other, name) for name, value in wanted.items()}
        before = authoring.revision_of(authoring.stored(row, values))
        authoring.save(session, officer, tender, row, values, before, what="the rest")
    outcomes = session.exec(
        select(Outcome.key).where(Outcome.tender_id == tender.id, col(Outcome.removed_at).is_(None))
    ).all()
    own = {"id", "key", "tender_id", "position", "removed_at"}
    for name in PARTS:
        for row in arranging.rows(session, officer, source, name):
            values = authoring.stored(row, [each for each in ARRANGED[name].model_fields if each not in own])
            if values.get("outcome_keys"):
                values["outcome_keys"] = list(outcomes)
            arranging.add(session, officer, tender, name, values)
