"""Outcomes on their way into the library, with all that an entry needs."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from procure.domain.permissions import Actor
from procure.models import LibraryProposal, Outcome, Tender
from procure.services import authoring, proposing
from procure.services.access import actor_of
from tests.factories.boards import make_ready_tender
from tests.factories.people import make_officer

LESSONS = {
    "sector": "Housing",
    "geography": "England",
    "questions": [
        "How would you reach the coldest homes first?",
        "What would tenants notice in the first month?",
    ],
    "prescriptive_trap": "A count of boilers fitted. Boilers are fitted where it is easy, and cold homes stay cold.",
    "gaming_risk": "Homes that are hard to heat are left out. Publish refusals beside the figure.",
    "advice": "Measure over a whole winter, corrected for the weather.",
}


def make_written(session: Session) -> tuple[Actor, Tender, Outcome]:
    """An officer with an outcome that is whole."""
    user = make_officer(session)
    tender = make_ready_tender(session, user)
    query = select(Outcome).where(Outcome.tender_id == tender.id).order_by(Outcome.position)  # type: ignore[arg-type]
    outcome = session.exec(query).first()
    assert outcome is not None
    outcome.library_id = ""
    session.flush()
    return actor_of(user), tender, outcome


def complete(session: Session, actor: Actor, found: LibraryProposal, **changes: Any) -> None:
    """Write what the tender does not know, and what each of its sources supports."""
    values = {**LESSONS, **changes}
    stored = {name: found.content[name] for name in values}
    proposing.save(session, actor, found, values, authoring.revision_of(stored))
    for number, each in enumerate(found.content["evidence"], start=1):
        if not each["supports"]:
            seen = authoring.revision_of({"evidence": found.content["evidence"]})
            said = {**each, "supports": "Damp fell where homes were insulated."}
            proposing.change_part(session, actor, found, "evidence", number, said, seen)


def make_proposed(session: Session, written: tuple[Actor, Tender, Outcome]) -> LibraryProposal:
    """The outcome, proposed and sent to the curator."""
    actor, tender, outcome = written
    found = proposing.begin(session, actor, tender, outcome)
    complete(session, actor, found)
    proposing.submit(session, actor, found, "Six councils asked us for it.")
    return found
