"""The curator's desk: what is proposed, what is like it, and what the library takes in or no longer offers.

Nothing that was published or adopted ever changes because the library did: entries are added and set aside, never
rewritten.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, func, select

from outcome_library.incoming import Unread
from outcome_library.schema import LibraryOutcome
from procure import db
from procure.coach import Code
from procure.domain.exceptions import Invalid, NotFound, WrongState
from procure.domain.measurability import Measurability, Timing, measurability
from procure.domain.permissions import Actor, Permission
from procure.domain.proposals import ProposalState, TurnKind, measures_of, slug_of
from procure.domain.snapshot import MeasureSnapshot
from procure.models import LibraryOutcomeRow, LibraryProposal
from procure.models.types import now
from procure.services import access, auditing, coaching, exchanging, loading, proposing
from procure.services.coaching import NOT_OF_QUESTIONS, CoachedText, Place
from procure.services.likeness import likenesses
from procure.services.vetting import filled

MOST_LISTED = 200
#: From this likeness on, two outcomes are worth reading side by side; from the second, they may well be one.
LIKE, SAME = 0.2, 0.5
MOST_LIKE = 5
#: The contract that a measure is tried in before any tender has taken it over.
SUPPOSED_YEARS = 3


@dataclass(frozen=True)
class Likeness:
    """An entry that reads like a proposal, and how much, in a hundred."""

    outcome: LibraryOutcome
    likeness: int

    @property
    def may_be_the_same(self) -> bool:
        """Whether the library may have it already."""
        return self.likeness >= SAME * 100


@dataclass(frozen=True)
class ImportReport:
    """What became of the entries of a file: proposed, as they were, or refused with the reason."""

    proposed: tuple[str, ...]
    same: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


#: Why a version that a curator begins is proposed.
REVISED = "A curator’s next version of an entry on offer."


class NotRead(ValueError):
    """An entry that was no entry when its file was read, with the reason."""


def queue(session: Session, actor: Actor, state: str = "") -> Sequence[LibraryProposal]:
    """Proposals for the curator, the longest waiting first; all that were sent, or those of one state."""
    access.require(actor, Permission.CURATE_LIBRARY)
    query = select(LibraryProposal).where(
        LibraryProposal.state == state
        if state in set(ProposalState)
        else col(LibraryProposal.state).not_in([ProposalState.DRAFT.value, ProposalState.WITHDRAWN.value])
    )
    return session.exec(
        query.order_by(col(LibraryProposal.updated_at), col(LibraryProposal.id)).limit(MOST_LISTED)
    ).all()


def like(session: Session, actor: Actor, found: LibraryProposal) -> list[Likeness]:
    """Entries on offer whose sentence or title reads like the proposal's, the most like first."""
    access.require(actor, Permission.READ_PROPOSAL, found)
    said = f"{found.content['title']}. {found.content['statement']}"
    rows = session.exec(
        select(LibraryOutcomeRow.id, LibraryOutcomeRow.title, LibraryOutcomeRow.content["statement"].as_string())
        .where(col(LibraryOutcomeRow.is_current).is_(True), LibraryOutcomeRow.library_id != found.library_id)
    )  # fmt: skip
    scored = likenesses(said, {id_: f"{title}. {statement}" for id_, title, statement in rows})
    best = [(score, id_) for score, id_ in scored[:MOST_LIKE] if score >= LIKE]
    by_id = {
        row.id: row
        for row in session.exec(
            select(LibraryOutcomeRow).where(col(LibraryOutcomeRow.id).in_([id_ for _, id_ in best]))
        )
    }
    return [
        Likeness(LibraryOutcome.model_validate(by_id[id_].content), round(score * 100)) for score, id_ in best
    ]


def coached(found: LibraryProposal) -> list[CoachedText]:
    """What the coach says of the sentence, its {placeholders} filled as somebody might, and of each question."""
    content = found.content
    sentence = Place("outcomes", "", "statement", "The sentence")
    texts = [coaching.advice_on(sentence, filled(content["statement"]), answered=_answered(content))]
    texts += [
        coaching.advice_on(
            Place("criteria", "", "question", f"Question {number}"),
            filled(question),
            answered=NOT_OF_QUESTIONS,
        )
        for number, question in enumerate(content["questions"], start=1)
    ]
    return [text for text in texts if text.text.strip()]


def _answered(content: Mapping[str, Any]) -> frozenset[Code]:
    """What other fields of an entry say, so that its sentence need not."""
    said = {Code.NO_BENEFICIARY: content["beneficiary"], Code.UNMEASURABLE: content["measures"]}
    return frozenset(code for code, value in said.items() if value)


def measured(found: LibraryProposal, today: date) -> list[tuple[MeasureSnapshot, Measurability]]:
    """How each measure does in the six tests, in a contract of three years from ``today``. What depends on the tender
    that takes it over, such as permission to use the data or how many people are measured, is not known here.
    """
    ends_on = date(today.year + SUPPOSED_YEARS, today.month, min(today.day, 28))
    timing = Timing(today, ends_on, today)
    measures = measures_of(found.content)
    return [(each, measurability(each, measures, timing)) for each in measures]


def approve(
    session: Session, actor: Actor, found: LibraryProposal, note: str, *, as_new: bool = False
) -> LibraryOutcome:
    """Take the proposal into the library, as the next version of the entry it builds on or as a new one.

    Raises Invalid without a note or while it lacks something, WrongState when it is not with the curator.
    """
    _lock(session, actor, found)
    note = _noted(note, "Enter what is new, for those who used an earlier version")
    library_id = "" if as_new else found.library_id
    library_id = library_id or _free_id(session, slug_of(found.content["title"]))
    try:
        entry = proposing.entry_of(
            found, version=_last_version(session, library_id) + 1, library_id=library_id
        )
    except ValidationError:
        raise Invalid("note", "Complete the entry before you approve it") from None
    offered = loading.current_row(session, library_id)
    if offered is not None and _without_name(offered.content) == _without_name(entry.model_dump(mode="json")):
        raise Invalid("note", "Change something first: it says what the entry on offer says")
    loading.offer(session, entry, note=note)
    found.library_id = library_id
    _decide(session, actor, found, ProposalState.APPROVED, note, version=entry.version)
    return entry


def revise(session: Session, actor: Actor, library_id: str) -> LibraryProposal:
    """Begin the next version of an entry on offer with all that it says, or go on with the one that the same curator
    has begun. The entry stays as it is until the version is approved. Raises NotFound for an entry not on offer.
    """
    access.require(actor, Permission.CURATE_LIBRARY)
    row = loading.current_row(session, library_id)
    if row is None:
        raise NotFound("There is no such entry on offer.")
    db.lock(session, row)
    begun = session.exec(
        select(LibraryProposal).where(
            LibraryProposal.library_id == library_id,
            LibraryProposal.state == ProposalState.PROPOSED,
            LibraryProposal.proposed_by == actor.name,
            col(LibraryProposal.organisation_id).is_(None),
            LibraryProposal.why == REVISED,
        )
    ).first()
    if begun is not None:
        return begun
    proposal = LibraryProposal(
        state=ProposalState.PROPOSED,
        library_id=library_id,
        content=_without_name(row.content),
        why=REVISED,
        proposed_by=actor.name,
    )
    session.add(proposal)
    session.flush()
    auditing.record(
        session, actor, "proposal.begun", subject_kind="library_proposal", subject_key=proposal.key,
        library_id=library_id, version=row.version,
    )  # fmt: skip
    return proposal


def _without_name(content: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says, without what the library calls it."""
    return {name: value for name, value in content.items() if name not in {"id", "version", "status"}}


def send_back(session: Session, actor: Actor, found: LibraryProposal, note: str) -> None:
    """Ask the proposer for more. Raises Invalid without words, or where no organisation sent it and nobody could
    answer; WrongState when it is not with the curator.
    """
    _lock(session, actor, found)
    if found.organisation_id is None:
        raise Invalid(
            "note", "No officer sent this one, so nobody can answer: change it yourself, or decline it"
        )
    _decide(session, actor, found, ProposalState.RETURNED, _noted(note, "Enter what you would like to see"))


def decline(session: Session, actor: Actor, found: LibraryProposal, note: str) -> None:
    """Say no, and why. Raises Invalid without words, WrongState when it is not with the curator."""
    _lock(session, actor, found)
    _decide(session, actor, found, ProposalState.DECLINED, _noted(note, "Enter why it is declined"))


def retire(session: Session, actor: Actor, library_id: str, note: str, successor_id: str = "") -> None:
    """Stop offering an entry, naming what to use instead where there is something.

    Raises NotFound for an entry that is not offered, Invalid for a successor that is not, or without a note.
    """
    access.require(actor, Permission.CURATE_LIBRARY)
    row = loading.current_row(session, library_id)
    if row is None:
        raise NotFound("There is no such entry on offer.")
    db.lock(session, row)
    note = _noted(note, "Enter why it is no longer offered")
    successor_id = successor_id.strip()
    if successor_id and (successor_id == library_id or loading.current_row(session, successor_id) is None):
        raise Invalid("successor_id", "Enter the id of another entry that is on offer, or leave it empty")
    loading.retire(session, row, note=note, successor_id=successor_id)
    auditing.record(
        session, actor, "library.retired", subject_kind="library_outcome", subject_key=library_id,
        note=note[:200], successor=successor_id,
    )  # fmt: skip


def whole_library(session: Session, actor: Actor) -> list[LibraryOutcome]:
    """Every entry on offer, by id."""
    access.require(actor, Permission.BROWSE_LIBRARY)
    rows = session.exec(
        select(LibraryOutcomeRow)
        .where(col(LibraryOutcomeRow.is_current).is_(True))
        .order_by(LibraryOutcomeRow.library_id)
    )
    return [LibraryOutcome.model_validate(row.content) for row in rows]


def take_in(session: Session, actor: Actor, entries: Sequence[Any]) -> ImportReport:
    """Propose each entry of another library (as ``receiving`` reads them) that is not on offer here in the same words.
    Nothing is taken in unread.
    """
    access.require(actor, Permission.CURATE_LIBRARY)
    offered = {
        row.library_id: row.digest
        for row in session.exec(select(LibraryOutcomeRow).where(col(LibraryOutcomeRow.is_current).is_(True)))
    }
    waiting = set(
        session.exec(
            select(LibraryProposal.library_id).where(LibraryProposal.state == ProposalState.PROPOSED)
        )
    )
    proposed, same, refused = [], [], []
    for at, raw in enumerate(entries, start=1):
        try:
            entry = _entry_from(raw)
        except (ValidationError, ValueError) as error:
            name = str(raw.get("id", "")) if isinstance(raw, dict) else getattr(raw, "name", "")
            refused.append((name[:80] or f"Entry {at}", _first_fault(error)))
            continue
        content = entry.model_dump(mode="json")
        if offered.get(entry.id) == entry.digest or entry.id in waiting:
            same.append(entry.id)
            continue
        session.add(
            LibraryProposal(
                state=ProposalState.PROPOSED,
                library_id=entry.id,
                content=_without_name(content),
                why="Taken from a file of another library.",
                proposed_by=actor.name,
            )
        )
        proposed.append(entry.id)
        waiting.add(entry.id)
    session.flush()
    auditing.record(
        session, actor, "library.imported", subject_kind="library", subject_key="import",
        proposed=len(proposed), same=len(same), refused=len(refused),
    )  # fmt: skip
    return ImportReport(tuple(proposed), tuple(same), tuple(refused))


def _entry_from(raw: Any) -> LibraryOutcome:
    if isinstance(raw, LibraryOutcome):
        return raw
    if isinstance(raw, Unread):
        raise NotRead(raw.reason)
    return LibraryOutcome.model_validate_json(json.dumps(raw))


_AS_A_NAME = "use lower-case letters and digits, with single hyphens between words"
#: What is wrong with a field of a file, for people who did not write the file.
_FAULTS = {
    "missing": "it is missing: add it",
    "extra_forbidden": "entries have no such field: take it out",
    "string_type": "give it as text",
    "int_type": "give it as a whole number",
    "bool_type": "give it as true or false",
    "model_type": "give it as a group of fields",
    "tuple_type": "give it as a list",
}


def _first_fault(error: Exception) -> str:
    if isinstance(error, NotRead):
        return str(error)
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        place = ".".join(str(each) for each in fault["loc"])
        said = _FAULTS.get(fault["type"])
        if fault["type"] == "string_pattern_mismatch":
            said = "give eight digits" if "cpv" in fault["loc"] else _AS_A_NAME
        return f"{place}: {said or fault['msg'].removeprefix('Value error, ')}"
    return "It is not an entry of a library"


def _lock(session: Session, actor: Actor, found: LibraryProposal) -> None:
    db.lock(session, found)
    access.require(actor, Permission.CURATE_LIBRARY, found)
    if found.state != ProposalState.PROPOSED:
        raise WrongState(f"It is not waiting for a decision: {ProposalState(found.state).label.lower()}.")


def _decide(
    session: Session, actor: Actor, found: LibraryProposal, to: ProposalState, note: str, **detail: Any
) -> None:
    found.state, found.decision, found.decided_by, found.updated_at = to.value, note, actor.name, now()
    session.add(found)
    exchanging.add(session, actor, found, TurnKind(to.value), note)
    auditing.record(
        session, actor, f"proposal.{to.value}", subject_kind="library_proposal", subject_key=found.key,
        library_id=found.library_id, note=note, **detail,
    )  # fmt: skip


def _noted(note: str, otherwise: str) -> str:
    if not note.strip():
        raise Invalid("note", otherwise)
    return note.strip()[:2_000]


def _last_version(session: Session, library_id: str) -> int:
    query = select(func.max(LibraryOutcomeRow.version)).where(LibraryOutcomeRow.library_id == library_id)
    return session.exec(query).one() or 0


def _free_id(session: Session, wanted: str) -> str:
    number, free = 1, wanted
    while _last_version(session, free):
        number += 1
        free = f"{wanted[:76]}-{number}"
    return free
