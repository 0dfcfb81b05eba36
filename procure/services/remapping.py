"""Changing to a new set of national priorities: the mapping, whom it leaves without an objective, and relinking.

What was approved stays approved against what it was approved against: a frozen version holds its objectives as they
were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, cast, or_
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, select

from procure import db
from procure.domain.exceptions import Invalid, NotFound, NotReady, WrongState
from procure.domain.identifiers import is_key
from procure.domain.permissions import Actor, Permission
from procure.domain.remapping import NotAMapping, Row, faults, read_mapping, unmapped
from procure.domain.vocabulary import Coverage, TenderState
from procure.models import (
    FrameworkChange,
    ObjectiveLink,
    ObjectiveRow,
    ObjectiveSuccession,
    Outcome,
    Specification,
    TargetOutcome,
    Tender,
)
from procure.models.types import now
from procure.services import access, auditing, authoring, succeeding
from procure.services.shaping import touch

#: Tenders whose words are over: they keep the objectives they were published with.
OVER = (TenderState.PUBLISHED, TenderState.WITHDRAWN)


@dataclass(frozen=True)
class LoadedFramework:
    """A framework as loaded, with its objectives in order. ``since`` is a date or a month."""

    framework_id: str
    name: str
    since: str
    objectives: list[ObjectiveRow]


@dataclass(frozen=True)
class Affected:
    """A tender or target outcome that names superseded objectives, with what stands for each (nothing: orphaned)."""

    thing: Tender | TargetOutcome
    objectives: dict[str, list[succeeding.Successor]]

    @property
    def is_orphaned(self) -> bool:
        """Whether nothing stands for one of its objectives."""
        return any(not found for found in self.objectives.values())


# The mapping


def frameworks(session: Session) -> list[LoadedFramework]:
    """Every framework that is loaded, the newest first."""
    found: dict[str, LoadedFramework] = {}
    query = select(ObjectiveRow).order_by(col(ObjectiveRow.position), ObjectiveRow.objective_id)
    for row in session.exec(query):
        known = found.setdefault(
            row.framework_id,
            LoadedFramework(row.framework_id, row.framework_name, row.framework_effective_from, []),
        )
        known.objectives.append(row)
    return sorted(found.values(), key=lambda each: each.since, reverse=True)


def changes(session: Session, actor: Actor) -> Sequence[FrameworkChange]:
    """Every change of framework, the newest first."""
    access.require(actor, Permission.MAP_FRAMEWORKS)
    query = select(FrameworkChange).order_by(col(FrameworkChange.id).desc())
    return session.exec(query.options(selectinload(FrameworkChange.successions))).all()


def change_by_key(session: Session, actor: Actor, key: str) -> FrameworkChange:
    """One change with its rows. Raises NotAllowed, NotFound."""
    access.require(actor, Permission.MAP_FRAMEWORKS)
    query = select(FrameworkChange).where(FrameworkChange.key == key)
    found = session.exec(query).one_or_none() if is_key(key) else None
    if found is None:
        raise NotFound("There is no such change of framework.")
    return found


def begin(session: Session, actor: Actor, old: str, new: str, effective_on: date | None) -> FrameworkChange:
    """Begin to map one loaded framework to another. Begun twice, it is the same. Raises Invalid."""
    access.require(actor, Permission.MAP_FRAMEWORKS)
    known = {each.framework_id for each in frameworks(session)}
    if old not in known:
        raise Invalid("old", "Select a framework that is loaded")
    if new not in known or new == old:
        raise Invalid("new", "Select another framework that is loaded")
    if effective_on is None:
        raise Invalid("effective_on", "Enter the day from which the new framework counts")
    found = session.exec(
        select(FrameworkChange).where(
            FrameworkChange.old_framework_id == old, FrameworkChange.new_framework_id == new
        )
    ).one_or_none()
    if found is not None:
        return found
    found = FrameworkChange(
        old_framework_id=old, new_framework_id=new, effective_on=effective_on, begun_by_id=_user(actor)
    )
    session.add(found)
    session.flush()
    _record(session, actor, found, "framework.change_begun", effective_on=effective_on.isoformat())
    return found


def rows_of(change: FrameworkChange) -> list[Row]:
    """What is mapped so far."""
    return [
        Row(each.old_objective_id, each.new_objective_id, each.coverage, each.note)
        for each in change.successions
    ]


def sides(session: Session, change: FrameworkChange) -> tuple[list[ObjectiveRow], list[ObjectiveRow]]:
    """The objectives of the old and of the new framework, as loaded."""
    loaded = {each.framework_id: each.objectives for each in frameworks(session)}
    return loaded.get(change.old_framework_id, []), loaded.get(change.new_framework_id, [])


def map_objective(
    session: Session,
    actor: Actor,
    change: FrameworkChange,
    old: str,
    full: Sequence[str],
    part: Sequence[str],
    note: str,
) -> None:
    """Say which new objectives stand for an old one, in full and in part; neither says that none does. Raises NotFound,
    Invalid, and WrongState once the change is settled."""
    rows = [Row(old, each, Coverage.FULL, note.strip()) for each in full]
    rows += [Row(old, each, Coverage.PART, note.strip()) for each in part]
    _replace(session, actor, change, rows or [Row(old, "", Coverage.NONE, note.strip())], only=old)


def take_in(session: Session, actor: Actor, change: FrameworkChange, data: bytes) -> int:
    """Replace the whole mapping by that of a CSV file; how many rows it has. Raises Invalid with the first faults."""
    try:
        rows = read_mapping(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Invalid("file", "The selected file is not UTF-8 text") from None
    except NotAMapping as error:
        raise Invalid("file", str(error)) from None
    _replace(session, actor, change, rows)
    return len(rows)


def settle(session: Session, actor: Actor, change: FrameworkChange) -> None:
    """Let the change count from its day on. Raises NotReady, with the old objectives of which nothing is said."""
    access.require(actor, Permission.MAP_FRAMEWORKS)
    db.lock(session, change)
    if change.settled_at is not None:
        return
    old, _ = sides(session, change)
    titles = {each.objective_id: each.title for each in old}
    if left := unmapped(rows_of(change), titles):
        raise NotReady("Say of every old objective what stands for it.", [titles[each] for each in left])
    change.settled_at = now()
    session.add(change)
    session.flush()
    _record(session, actor, change, "framework.change_settled", rows=len(change.successions))


def _replace(
    session: Session, actor: Actor, change: FrameworkChange, rows: list[Row], only: str = ""
) -> None:
    access.require(actor, Permission.MAP_FRAMEWORKS)
    db.lock(session, change)
    if change.settled_at is not None:
        raise WrongState("This change counts already. Begin a change to a later framework.")
    old, new = ({each.objective_id for each in side} for side in sides(session, change))
    if only and only not in old:
        raise NotFound("There is no such objective in the old framework.")
    if wrong := list(faults(rows, old, new)):
        more = f" And {len(wrong) - 3} more." if len(wrong) > 3 else ""
        raise Invalid("coverage" if only else "file", " ".join(wrong[:3]) + more)
    change.successions = [each for each in change.successions if only and each.old_objective_id != only]
    session.flush()
    change.successions += [
        ObjectiveSuccession(
            old_objective_id=row.old, new_objective_id=row.new, coverage=row.coverage, note=row.note
        )
        for row in rows
    ]
    session.add(change)
    session.flush()
    _record(session, actor, change, "framework.mapped", objective=only, rows=len(rows))


# Whom it concerns


def affected_tenders(session: Session, actor: Actor, on: date) -> list[Affected]:
    """Tenders of the person's organisation that are not over and name objectives that no longer count, newest first."""
    access.require(actor, Permission.LIST_TENDERS)
    gone = succeeding.superseded(session, on)
    if not gone:
        return []
    named = cast(col(Specification.objective_ids), String)
    query = (
        select(Tender)
        .join(Specification, col(Specification.tender_id) == Tender.id)
        .where(Tender.organisation_id == actor.organisation_id, col(Tender.state).not_in(OVER))
        .where(or_(*(named.contains(f'"{each}"', autoescape=True) for each in gone)))
        .order_by(col(Tender.updated_at).desc(), col(Tender.id).desc())
        .options(joinedload(Tender.specification))
    )
    return [found for tender in session.exec(query) if (found := _affected(tender, gone))]


def affected_reviews(session: Session, actor: Actor, on: date) -> list[Affected]:
    """Tenders that the person's boards have before them or endorsed and that name objectives that no longer count. What
    is frozen of them stays as it was."""
    gone = succeeding.superseded(session, on)
    if not gone or not actor.boards:
        return []
    query = (
        select(Tender)
        .where(col(Tender.board_id).in_(actor.boards))
        .where(col(Tender.state).in_([TenderState.IN_REVIEW, TenderState.ENDORSED]))
        .order_by(col(Tender.id).desc())
        .options(joinedload(Tender.specification), joinedload(Tender.organisation))
    )
    return [found for tender in session.exec(query) if (found := _affected(tender, gone))]


def affected_targets(session: Session, actor: Actor, on: date) -> list[Affected]:
    """Target outcomes of the person's boards, not dropped, that stand under an objective that no longer counts."""
    gone = succeeding.superseded(session, on)
    if not gone or not actor.boards:
        return []
    query = (
        select(TargetOutcome)
        .where(col(TargetOutcome.board_id).in_(actor.boards), TargetOutcome.status != "dropped")
        .where(col(TargetOutcome.objective_id).in_(gone))
        .order_by(col(TargetOutcome.id))
        .options(joinedload(TargetOutcome.board), selectinload(TargetOutcome.advisers))
    )
    return [Affected(each, {each.objective_id: gone[each.objective_id]}) for each in session.exec(query)]


def changed_for(session: Session, tender: Tender, on: date) -> Affected | None:
    """What has become of the objectives of one tender; None when all of them count."""
    return _affected(tender, succeeding.superseded(session, on))


def relink(session: Session, actor: Actor, tender: Tender, choices: Mapping[str, str], on: date) -> None:
    """Put for each superseded objective of a draft the new one chosen (empty: drop it), in its objectives and in the
    links of its outcomes. Where the new one covers the old in part, what was said of a link is to be said anew.

    Raises NotAllowed; WrongState unless the draft may be changed; Invalid for one that does not stand for it."""
    access.require(actor, Permission.EDIT_TENDER, tender)
    authoring.require_editable(tender)
    db.lock(session, tender.specification)
    found = changed_for(session, tender, on)
    if found is None:
        return
    for old, new in choices.items():
        if old not in found.objectives or new not in {
            "",
            *(each.objective_id for each in found.objectives[old]),
        }:
            raise Invalid("objective", "Choose an objective that stands for the old one, or none")
    kept = [choices.get(each, each) for each in tender.specification.objective_ids]
    tender.specification.objective_ids = list(dict.fromkeys(each for each in kept if each))
    covered = {
        (old, each.objective_id): each.coverage for old, news in found.objectives.items() for each in news
    }
    outcomes = session.exec(select(Outcome.id).where(Outcome.tender_id == tender.id)).all()
    links = session.exec(select(ObjectiveLink).where(col(ObjectiveLink.outcome_id).in_(outcomes))).all()
    taken = {(link.outcome_id, link.objective_id) for link in links}
    for link in links:
        if link.objective_id not in choices:
            continue
        new = choices[link.objective_id]
        if not new or (link.outcome_id, new) in taken:
            session.delete(link)
            continue
        taken.add((link.outcome_id, new))
        if covered.get((link.objective_id, new)) != Coverage.FULL:
            link.causal_step = link.evidence_grade = ""
        link.objective_id = new
        session.add(link)
    session.add(tender.specification)
    session.flush()
    authoring.touch(session, actor, tender, "tender.relinked", choices=dict(choices))


def relink_target(session: Session, actor: Actor, found: TargetOutcome, new: str, on: date) -> None:
    """Put a target outcome under the new objective that stands for its old one. Raises NotAllowed, Invalid."""
    access.require(actor, Permission.SHAPE_TARGET, found)
    db.lock(session, found)
    standing = succeeding.superseded(session, on).get(found.objective_id)
    if standing is None:
        return
    if new not in {each.objective_id for each in standing}:
        raise Invalid("objective", "Choose an objective that stands for the old one")
    before, found.objective_id = found.objective_id, new
    touch(session, actor, found, "target.relinked", "objective", before=before, after=new)


def titles(session: Session, ids: Sequence[str]) -> dict[str, ObjectiveRow]:
    """The objectives of these ids as loaded."""
    query = select(ObjectiveRow).where(col(ObjectiveRow.objective_id).in_(ids))
    return {row.objective_id: row for row in session.exec(query)}


def _affected(tender: Tender, gone: Mapping[str, list[succeeding.Successor]]) -> Affected | None:
    named = {each: gone[each] for each in tender.specification.objective_ids if each in gone}
    return Affected(tender, named) if named else None


def _user(actor: Actor) -> int:
    assert actor.user_id is not None
    return actor.user_id


def _record(session: Session, actor: Actor, change: FrameworkChange, action: str, **detail: object) -> None:
    auditing.record(
        session, actor, action, subject_kind="framework_change", subject_key=change.key,
        old=change.old_framework_id, new=change.new_framework_id, **detail,
    )  # fmt: skip
