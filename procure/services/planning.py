"""Planning the timetable of a tender: what its officers have settled is kept, and its days are put into the draft when
they say so."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, select

from procure import db
from procure.domain.exceptions import StaleEdit
from procure.domain.permissions import Actor, Permission
from procure.domain.timetable import DateChange, TimetablePlan, first_plan
from procure.models import Tender, TenderTimetable
from procure.models.types import now
from procure.services import access, arranging, auditing, authoring, freezing

PLACE = "timetable"


@dataclass(frozen=True)
class Kept:
    """A plan as it is kept. ``revision`` is 0 and ``saved_at`` None while nobody has saved one: then the plan is what
    the draft already says.
    """

    plan: TimetablePlan
    revision: int = 0
    saved_at: datetime | None = None


def plan_of(session: Session, actor: Actor, tender: Tender) -> Kept:
    """The plan of a tender. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    row = _row(session, tender)
    if row is None:
        return Kept(first_plan(freezing.draft_snapshot(session, tender)))
    return Kept(TimetablePlan.model_validate_json(row.plan_json), row.revision, row.saved_at.astimezone(UTC))


def save(session: Session, actor: Actor, tender: Tender, plan: TimetablePlan, revision: int) -> None:
    """Keep a plan. ``revision`` is the one that was read. Raises NotAllowed, and StaleEdit with both plans when
    somebody saved in between.
    """
    access.require(actor, Permission.PLAN_TENDER, tender)
    assert tender.id is not None
    assert actor.user_id is not None
    db.lock(session, tender)
    row = _row(session, tender)
    held = row.revision if row is not None else 0
    text = plan.model_dump_json()
    if row is not None and row.plan_json == text:
        return
    if held != revision:
        theirs = TimetablePlan.model_validate_json(row.plan_json) if row is not None else TimetablePlan()
        raise StaleEdit(theirs.model_dump(mode="json"), plan.model_dump(mode="json"), str(held))
    if row is None:
        row = TenderTimetable(tender_id=tender.id, plan_json=text, saved_by_id=actor.user_id)
    else:
        row.plan_json, row.saved_by_id, row.saved_at = text, actor.user_id, now()
        row.revision += 1
    row.schema_version = plan.schema_version
    session.add(row)
    session.flush()
    auditing.of_tender(session, actor, tender, "timetable.saved", revision=row.revision)


def digest_of(changes: Sequence[DateChange]) -> str:
    """A short digest of changes: what a confirmation carries, so that what was seen is what is done."""
    text = "\n".join(f"{each.path} {each.key} {each.before} {each.after}" for each in changes)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def use_dates(session: Session, actor: Actor, tender: Tender, changes: Sequence[DateChange]) -> None:
    """Put dates into the draft, all or none. Raises NotAllowed; WrongState when the draft may not be changed; StaleEdit
    when a date of the draft is no longer what ``changes`` say it was.
    """
    facts = {_name(each): each for each in changes if not each.key}
    authoring.lock_for_editing(session, actor, tender)
    if facts:
        _put(session, actor, tender, tender.facts, facts)
    for key in dict.fromkeys(each.key for each in changes if each.key):
        part = next(each.path for each in changes if each.key == key).partition(".")[0]
        row = arranging.row(session, actor, tender, part, key)
        _put(session, actor, tender, row, {_name(each): each for each in changes if each.key == key})


def _put(
    session: Session, actor: Actor, tender: Tender, record: Any, changes: Mapping[str, DateChange]
) -> None:
    seen = {name: each.before for name, each in changes.items()}
    values: dict[str, date] = {name: each.after for name, each in changes.items()}
    authoring.save(session, actor, tender, record, values, authoring.revision_of(seen), what=PLACE)


def _name(change: DateChange) -> str:
    return change.path.rpartition(".")[2]


def _row(session: Session, tender: Tender) -> TenderTimetable | None:
    return session.exec(select(TenderTimetable).where(TenderTimetable.tender_id == tender.id)).one_or_none()
