"""Writing a draft: finding it, saving a page of it so that nobody's words are lost, and knowing what is
left.

A form carries the revision of the fields it showed. ``save`` compares it with what is stored, under a
lock, and raises StaleEdit with both texts when somebody else saved in between.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import joinedload
from sqlmodel import Session, SQLModel, col, func, select

from procure import db
from procure.act.calendar import LONDON
from procure.domain import readiness
from procure.domain.exceptions import Invalid, NotFound, StaleEdit, WrongState
from procure.domain.identifiers import REFERENCE_PATTERN
from procure.domain.permissions import Actor, Permission, may
from procure.domain.progress import SectionProgress, progress_of
from procure.domain.readiness import Issue
from procure.domain.sections import Read, reader_of
from procure.domain.snapshot import ObjectiveSnapshot, SpecificationSnapshot
from procure.domain.states import EDITABLE
from procure.domain.vocabulary import TenderState
from procure.models import AuditEvent, ObjectiveRow, Organisation, Tender
from procure.models.types import now
from procure.services import access, amending, auditing, freezing, succeeding, unsigning


@dataclass(frozen=True)
class Mission:
    """A mission of one framework, with the objectives that may be chosen. ``since`` is a date or a month."""

    name: str
    framework: str
    since: str
    objectives: list[ObjectiveSnapshot]


#: Characters of a tender's title. An index holds it, and PostgreSQL bounds what an index may hold.
LONGEST_TITLE = 500
_COLUMNS = {"objectives": "objective_ids"}

# Finding a tender

#: Made once: most pages begin with it, and making it takes longer than it takes the database to answer.
_BY_REFERENCE = (
    select(Tender)
    .where(Tender.reference == bindparam("reference"))
    .options(joinedload(Tender.organisation), joinedload(Tender.specification), joinedload(Tender.facts))
)


def tender_by_reference(session: Session, actor: Actor, reference: str) -> Tender:
    """A tender of the actor's own organisation, in any state. Raises NotFound, also for everybody else's."""
    if not REFERENCE_PATTERN.fullmatch(reference):  # a database may choke on what no reference ever holds
        raise NotFound("There is no such tender.")
    tender = session.exec(_BY_REFERENCE, params={"reference": reference}).one_or_none()
    if tender is None or not may(actor, Permission.READ_TENDER, tender):
        raise NotFound("There is no such tender.")
    return tender


def tender_to_edit(session: Session, actor: Actor, reference: str) -> Tender:
    """As ``tender_by_reference``, for changing it. Raises WrongState when its state does not let it be
    changed.
    """
    tender = tender_by_reference(session, actor, reference)
    require_editable(tender)
    access.require(actor, Permission.EDIT_TENDER, tender)
    return tender


def require_editable(tender: Tender) -> None:
    """Raises WrongState, with words that say what to do, unless the words of the tender may be changed."""
    state = TenderState(tender.state)
    if state in EDITABLE:
        return
    advice = {
        TenderState.IN_REVIEW: "Recall it from the board to change it.",
        TenderState.ENDORSED: "Reopen it to change it; it will then need a new review.",
        TenderState.NOT_ENDORSED: "Reopen it to change it; it will then need a new review.",
    }.get(state, "It can no longer be changed.")
    raise WrongState(f"This tender is “{state.label.lower()}”. {advice}")


# Fields


def record_of(tender: Tender, path: str) -> SQLModel:
    """The row that holds a field path of ``procure.domain.sections``."""
    if path == "title":
        return tender
    return tender.facts if path.startswith("facts.") else tender.specification


def column_of(path: str) -> str:
    """The column, and form field, of a field path."""
    name = path.rpartition(".")[2]
    return _COLUMNS.get(name, name)


def reader(tender: Tender) -> Read:
    """Reads field paths straight from the draft rows, without a snapshot; not the repeating parts."""
    return lambda path: getattr(record_of(tender, path), column_of(path))


def stored(record: SQLModel, names: Mapping[str, Any] | list[str] | tuple[str, ...]) -> dict[str, Any]:
    """The named columns of a record as they stand."""
    return {name: getattr(record, name) for name in names}


def revision_of(values: Mapping[str, Any]) -> str:
    """A short digest of stored values by name: what a form carries to show which text it was made from."""
    text = json.dumps({name: _plain(value) for name, value in values.items()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


# Saving


def save(
    session: Session,
    actor: Actor,
    tender: Tender,
    record: SQLModel,
    values: Mapping[str, Any],
    revision: str,
    *,
    what: str,
) -> bool:
    """Store ``values`` (column → value) on ``record``, a row of this tender, if it is still at
    ``revision``.

    ``what`` names the page, or the page and the row's key, in the audit trail. Returns whether anything
    changed. Raises StaleEdit with both texts when somebody else changed these fields meanwhile (unless to
    the same values), WrongState when the tender may no longer be changed, Invalid for a title that is
    taken.
    """
    lock_for_editing(session, actor, tender)
    db.lock(session, record)
    theirs = stored(record, values)
    changed = sorted(name for name, value in values.items() if _plain(theirs[name]) != _plain(value))
    if not changed:
        return False
    if revision_of(theirs) != revision:
        raise StaleEdit(theirs, dict(values), revision_of(theirs))
    if record is tender and "title" in changed:
        require_free_title(session, tender.organisation_id, values["title"], other_than=tender)
    for name in changed:
        setattr(record, name, values[name])
    session.add(record)
    touch(session, actor, tender, "tender.saved", page=what, fields=changed)
    return True


def lock_for_editing(session: Session, actor: Actor, tender: Tender) -> None:
    """Hold the tender for this transaction and see that it may be changed by ``actor`` as it stands now."""
    db.lock(session, tender)
    access.require(actor, Permission.READ_TENDER, tender)
    require_editable(tender)
    access.require(actor, Permission.EDIT_TENDER, tender)


def touch(session: Session, actor: Actor, tender: Tender, action: str, **detail: Any) -> None:
    """Note that the tender changed: in its date, and in the audit trail."""
    tender.updated_at = now()
    session.add(tender)
    session.flush()
    auditing.of_tender(session, actor, tender, action, **detail)
    unsigning.after_change(session, actor, tender)


def require_free_title(
    session: Session, organisation_id: int, title: str, *, other_than: Tender | None = None
) -> None:
    """Raises Invalid when the title is too long, or the organisation has another tender of it that is not withdrawn.

    The organisation's row is held meanwhile, so that two cannot take one title at once.
    """
    if len(title) > LONGEST_TITLE:
        raise Invalid("title", f"The title must be {LONGEST_TITLE} characters or fewer")
    session.exec(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()).one()
    query = select(Tender.reference).where(
        Tender.organisation_id == organisation_id,
        func.lower(Tender.title) == func.lower(title),
        Tender.state != TenderState.WITHDRAWN,
    )
    if other_than is not None:
        query = query.where(Tender.id != other_than.id)
    taken = session.exec(query.limit(1)).first()
    if taken:
        raise Invalid(
            "title", f"Your organisation has another tender called this ({taken}). Choose a different title"
        )


def last_save(session: Session, tender: Tender, what: str) -> AuditEvent | None:
    """Who last saved a page or row, for telling the next person; None when nobody did."""
    recent = session.exec(
        select(AuditEvent)
        .where(
            AuditEvent.subject_kind == "tender",
            AuditEvent.subject_key == tender.reference,
            AuditEvent.action == "tender.saved",
        )
        .order_by(col(AuditEvent.id).desc())
        .limit(50)
    )
    return next((event for event in recent if event.detail.get("page") == what), None)


# What is left


def overview(
    session: Session, actor: Actor, tender: Tender, today: date
) -> tuple[SpecificationSnapshot, list[Issue], list[SectionProgress]]:
    """The draft as it would be frozen, what readiness says of it, and how far each section has come."""
    access.require(actor, Permission.READ_TENDER, tender)
    snapshot = freezing.draft_snapshot(session, tender)
    issues = readiness.check(snapshot, today)
    if amending.was_public(tender):
        issues = [*amending.too_late(freezing.in_force(session, tender), snapshot, now()), *issues]
    return snapshot, issues, progress_of(reader_of(snapshot), issues, tender.specification.sections_done)


def confirm_section(session: Session, actor: Actor, tender: Tender, slug: str) -> None:
    """Note that an officer looked through a section's answers and called it done."""
    lock_for_editing(session, actor, tender)
    db.lock(session, tender.specification)
    if slug not in tender.specification.sections_done:
        tender.specification.sections_done = [*tender.specification.sections_done, slug]
        session.add(tender.specification)
        touch(session, actor, tender, "section.confirmed", section=slug)


def missions(session: Session) -> list[Mission]:
    """Every objective that may be chosen, by mission; the newest framework first, then in its own order. Those of which
    a later framework took the place are not among them."""
    gone = succeeding.superseded(session, now().astimezone(LONDON).date())
    found: dict[tuple[str, str, str], list[ObjectiveSnapshot]] = {}
    for row in session.exec(
        select(ObjectiveRow).order_by(col(ObjectiveRow.position), ObjectiveRow.objective_id)
    ):
        if row.objective_id in gone:
            continue
        group = row.framework_effective_from, row.framework_name, row.mission_name
        found.setdefault(group, []).append(freezing.objective_snapshot(row))
    groups = sorted(found.items(), key=lambda item: item[0][0], reverse=True)
    return [Mission(name, framework, since, objectives) for (since, framework, name), objectives in groups]


def _plain(value: Any) -> Any:
    """A value as JSON has it, equal values equal: 5 and 5.00, a list and a tuple, None and nothing."""
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if value is None or isinstance(value, (bool, int)):
        return value
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
