"""Officers give back to the library: an outcome they wrote, with what the next author needs to know of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, select

from outcome_library.schema import LibraryOutcome
from procure import db
from procure.domain.exceptions import Invalid, NotFound, NotReady, StaleEdit, WrongState
from procure.domain.permissions import Actor, Permission, may
from procure.domain.proposals import (
    OPEN_TO_PROPOSER,
    WRITTEN,
    ProposalState,
    TurnKind,
    content_of,
    kept_evidence,
    slug_of,
)
from procure.models import LibraryProposal, Outcome, Tender
from procure.models.types import now
from procure.services import access, auditing, authoring, exchanging, freezing

MOST_LISTED = 200
#: How many measures, sources and needs for data one entry may have.
MOST_PARTS = {"measures": 20, "evidence": 40, "data_needs": 20}
#: What a validation says in a proposer's words, where the library's own are for people who edit files.
_SAID = {
    "sector": "Say which sector it belongs to",
    "geography": "Say where the figures are from",
    "beneficiary": "Say who is better off, in your tender’s outcome",
    "statement": "Write the sentence that others will make their own",
    "title": "Give it a short title",
    "cpv": "Choose at least one CPV code",
    "questions": "Write between two and four questions for suppliers",
    "prescriptive_trap": "Say what is usually prescribed instead, and why that fails",
    "gaming_risk": "Say how the figure could be met in name only",
    "advice": "Say what you have learnt about using it",
    "evidence": "Say what each source supports, or remove it",
    "measures": "Complete the measures in your tender: each needs a name, unit, direction, kind, source, publisher, "
    "frequency and lag",
}


def begin(session: Session, actor: Actor, tender: Tender, outcome: Outcome) -> LibraryProposal:
    """Begin a proposal from an outcome of one's own tender, or go on with the one that is begun.

    Raises NotAllowed.
    """
    access.require(actor, Permission.PROPOSE_OUTCOME, tender)
    db.lock(session, tender)
    begun = session.exec(
        select(LibraryProposal).where(
            LibraryProposal.outcome_key == outcome.key,
            col(LibraryProposal.state).in_([ProposalState.DRAFT.value, ProposalState.RETURNED.value]),
        )
    ).first()
    if begun is not None:
        return begun
    snapshot = freezing.draft_snapshot(session, tender)
    frozen = snapshot.outcome(outcome.key)
    if frozen is None:
        raise NotFound("There is no such outcome.")
    proposal = LibraryProposal(
        organisation_id=tender.organisation_id,
        tender_reference=tender.reference,
        outcome_key=outcome.key,
        library_id=outcome.library_id,
        content=content_of(snapshot, frozen),
        proposed_by=actor.name,
    )
    session.add(proposal)
    session.flush()
    _record(session, actor, "proposal.begun", proposal)
    return proposal


def proposal(session: Session, actor: Actor, key: str) -> LibraryProposal:
    """One proposal by its key. Raises NotFound, also for another organisation's."""
    found = session.exec(select(LibraryProposal).where(LibraryProposal.key == key)).one_or_none()
    if found is None or not may(actor, Permission.READ_PROPOSAL, found):
        raise NotFound("There is no such proposal.")
    return found


def own(session: Session, actor: Actor) -> Sequence[LibraryProposal]:
    """The proposals of the actor's own organisation, the last changed first."""
    access.require(actor, Permission.LIST_TENDERS)
    return session.exec(
        select(LibraryProposal)
        .where(LibraryProposal.organisation_id == actor.organisation_id)
        .order_by(col(LibraryProposal.updated_at).desc(), col(LibraryProposal.id).desc())
        .limit(MOST_LISTED)
    ).all()


def may_change(actor: Actor, found: LibraryProposal) -> bool:
    """Whether the words may be changed now: by the proposer until it is sent, by a curator while it is with them."""
    state = ProposalState(found.state)
    if state is ProposalState.PROPOSED:
        return may(actor, Permission.CURATE_LIBRARY, found)
    return state in OPEN_TO_PROPOSER and may(actor, Permission.PROPOSE_OUTCOME, found)


def save(
    session: Session, actor: Actor, found: LibraryProposal, values: Mapping[str, Any], revision: str
) -> bool:
    """Store words of the proposal that still stand at ``revision``. Returns whether anything changed.

    Raises WrongState when it may no longer be changed, StaleEdit with both texts.
    """
    _lock_to_change(session, actor, found)
    theirs = {name: found.content[name] for name in values}
    yours = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    if theirs == yours:
        return False
    if authoring.revision_of(theirs) != revision:
        raise StaleEdit(theirs, yours, authoring.revision_of(theirs))
    assert set(yours) <= set(WRITTEN)
    found.content = {**found.content, **yours}
    found.updated_at = now()
    session.add(found)
    _record(session, actor, "proposal.saved", found, fields=sorted(yours))
    return True


def change_part(
    session: Session,
    actor: Actor,
    found: LibraryProposal,
    field: str,
    number: int,
    values: Mapping[str, Any] | None,
    revision: str,
) -> None:
    """Store a measure, a source or a need for data of the proposal (``field`` of ``MOST_PARTS``), whose list still
    stands at ``revision``: the one of this number, from 1, or a new one after the last. None takes it out. ``values``
    are as the library has them.

    Raises NotFound for another number, WrongState when it may no longer be changed, StaleEdit with both texts.
    """
    _lock_to_change(session, actor, found)
    theirs = list(found.content[field])
    last = len(theirs) + (1 if values is not None else 0)
    if not 1 <= number <= min(last, MOST_PARTS[field]):
        raise NotFound("There is no such part of the entry.")
    yours = [*theirs[: number - 1], *([dict(values)] if values is not None else []), *theirs[number:]]
    if authoring.revision_of({field: theirs}) != revision:
        raise StaleEdit({field: theirs}, {field: yours}, authoring.revision_of({field: theirs}))
    found.content = {**found.content, field: yours}
    found.updated_at = now()
    session.add(found)
    _record(session, actor, "proposal.saved", found, fields=[field])


def refresh(session: Session, actor: Actor, found: LibraryProposal, tender: Tender) -> None:
    """Take the measures, links and evidence from the tender again, after they were completed there. What the proposer
    wrote of a source stays, and so do the needs for data: a tender names none.
    """
    _lock_to_change(session, actor, found)
    access.require(actor, Permission.READ_TENDER, tender)
    snapshot = freezing.draft_snapshot(session, tender)
    frozen = snapshot.outcome(found.outcome_key)
    if frozen is None:
        raise NotFound("The outcome is no longer in the tender.")
    fresh = content_of(snapshot, frozen)
    fresh["evidence"] = kept_evidence(found.content["evidence"], fresh["evidence"])
    asked = {*WRITTEN, "data_needs"}
    found.content = {**found.content, **{name: fresh[name] for name in fresh if name not in asked}}
    found.updated_at = now()
    session.add(found)
    _record(session, actor, "proposal.refreshed", found)


def problems(found: LibraryProposal) -> list[tuple[str, str]]:
    """What keeps the proposal from being an entry: the field and how to mend it, each field once."""
    try:
        entry_of(found, version=1)
    except ValidationError as error:
        fields = dict.fromkeys(str(fault["loc"][0]) for fault in error.errors() if fault["loc"])
        told = {str(f["loc"][0]): str(f["msg"]) for f in error.errors() if f["loc"]}
        return [(name, _SAID.get(name, told[name])) for name in fields]
    return []


def entry_of(found: LibraryProposal, *, version: int, library_id: str = "") -> LibraryOutcome:
    """The proposal as an entry of the library. Raises pydantic's ValidationError while it lacks something."""
    known = library_id or found.library_id or slug_of(found.content.get("title") or "")
    return LibraryOutcome.model_validate_json(
        json.dumps({**found.content, "id": known, "version": version, "status": "current"})
    )


def submit(session: Session, actor: Actor, found: LibraryProposal, why: str, answer: str = "") -> None:
    """Send it to the curator, with what makes it worth having; one that came back, with an answer to the curator.

    Raises NotReady with what it lacks, Invalid for no answer where one is due, WrongState when it is not the
    proposer's to send.
    """
    _lock_to_change(session, actor, found)
    if ProposalState(found.state) not in OPEN_TO_PROPOSER:
        raise WrongState("It is with the curator already.")
    lacking = problems(found)
    if lacking:
        raise NotReady("Complete the proposal first.", lacking)
    if found.state == ProposalState.RETURNED and not answer.strip():
        raise Invalid("answer", "Enter what you changed, or your answer")
    found.why = why.strip()
    said = answer.strip() if found.state == ProposalState.RETURNED else ""
    exchanging.add(session, actor, found, TurnKind.SENT, said, why=found.why)
    _move(session, actor, found, ProposalState.PROPOSED, "proposal.sent", why=found.why, answer=said)


def withdraw(session: Session, actor: Actor, found: LibraryProposal) -> None:
    """Take it back. Doing so twice does nothing more; raises WrongState once it is decided."""
    db.lock(session, found)
    access.require(actor, Permission.PROPOSE_OUTCOME, found)
    state = ProposalState(found.state)
    if state is ProposalState.WITHDRAWN:
        return
    if state in {ProposalState.APPROVED, ProposalState.DECLINED}:
        raise WrongState(f"It is decided: {state.label.lower()}.")
    if state is not ProposalState.DRAFT:
        exchanging.add(session, actor, found, TurnKind.WITHDRAWN, "")
    _move(session, actor, found, ProposalState.WITHDRAWN, "proposal.withdrawn")


def _lock_to_change(session: Session, actor: Actor, found: LibraryProposal) -> None:
    db.lock(session, found)
    if not may(actor, Permission.READ_PROPOSAL, found):
        raise NotFound("There is no such proposal.")
    if not may_change(actor, found):
        raise WrongState(f"It cannot be changed now: {ProposalState(found.state).label.lower()}.")


def _move(
    session: Session, actor: Actor, found: LibraryProposal, to: ProposalState, action: str, **detail: Any
) -> None:
    was, found.state, found.updated_at = found.state, to.value, now()
    session.add(found)
    _record(session, actor, action, found, was=was, **detail)


def _record(session: Session, actor: Actor, action: str, found: LibraryProposal, **detail: Any) -> None:
    session.flush()
    auditing.record(
        session, actor, action, subject_kind="library_proposal", subject_key=found.key,
        title=str(found.content.get("title", ""))[:120], **detail,
    )  # fmt: skip
