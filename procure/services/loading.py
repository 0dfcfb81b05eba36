"""Loading the outcome library and the mission frameworks into the database. Loading again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete, select

from outcome_library.library import Library
from outcome_library.schema import LibraryOutcome
from procure import search
from procure.domain.codes import cpv_label
from procure.domain.exceptions import DomainError
from procure.domain.permissions import Actor
from procure.models import LibraryOutcomeRow, LibraryTag, ObjectiveRow
from procure.services import auditing

LOADER = Actor(name="Library loader")
#: Where an entry came from: the reviewed files, or a curator's approval in the service.
FILES, CURATED = "files", "curated"
#: Characters of a filter value: an index of PostgreSQL takes no more than some 2,700 bytes.
LONGEST_TAG = 500


class VersionReused(DomainError):
    """An entry's words have changed and its version has not: loading it would rewrite what was adopted."""


@dataclass(frozen=True)
class LoadReport:
    """Outcomes that were new, had a new version, were as before or are offered no more; objectives. ``kept`` counts
    those where a curator of this service decided otherwise than the files, which stands.
    """

    added: int
    updated: int
    unchanged: int
    retired: int
    objectives: int
    kept: int = 0


def load_library(session: Session, library: Library) -> LoadReport:
    """Bring the database to ``library``. Earlier versions stay; a retired entry can be read, not adopted.

    What a curator approved in place of a file, or retired, stays so until the file has a later version than the one
    approved; one that was retired comes back only by a curator's approval. Raises VersionReused, naming the entry, when
    a version stored from a file would have to change.
    """
    stored = {(row.library_id, row.version): row for row in session.exec(select(LibraryOutcomeRow))}
    known = {library_id for library_id, _ in stored}
    current = {row.library_id: row for row in stored.values() if row.is_current}
    by_curators = _retired_by_curators(stored.values())
    added = updated = unchanged = retired = kept = 0
    for outcome in library.outcomes.values():
        before, same = current.pop(outcome.id, None), stored.get((outcome.id, outcome.version))
        is_offered = outcome.status == "current"
        is_superseded = before is not None and before.origin == CURATED and before.version >= outcome.version
        if is_superseded or outcome.id in by_curators:
            kept += 1
            continue
        if same is not None and same.digest != outcome.digest:
            raise VersionReused(
                f"{outcome.id} has changed but is still version {outcome.version}: "
                f"make it version {outcome.version + 1}, then run 'procure library lock'."
            )
        if same is not None and same.is_current == is_offered:
            unchanged += 1
            continue
        if before is not None:
            _set_aside(session, before)
        _store(session, outcome, same)
        added += outcome.id not in known
        updated += outcome.id in known and is_offered
        retired += outcome.id in known and not is_offered
    gone = [row for row in current.values() if row.origin != CURATED]
    for row in gone:
        _set_aside(session, row)
    retired += len(gone)
    objectives = _load_objectives(session, library)
    if added or updated or retired:
        auditing.record(session, LOADER, "library.loaded", added=added, updated=updated, retired=retired)
    session.flush()
    return LoadReport(added, updated, unchanged, retired, objectives, kept)


def _retired_by_curators(stored: Iterable[LibraryOutcomeRow]) -> set[str]:
    """Entries that a curator retired: none of their versions is offered, and the last says why. Files say nothing."""
    last: dict[str, LibraryOutcomeRow] = {}
    offered = set()
    for row in stored:
        if row.library_id not in last or row.version > last[row.library_id].version:
            last[row.library_id] = row
        if row.is_current:
            offered.add(row.library_id)
    return {id_ for id_, row in last.items() if row.note and id_ not in offered}


def offer(session: Session, outcome: LibraryOutcome, *, note: str) -> None:
    """Make an approved entry the one that is offered. Earlier versions stay."""
    before = current_row(session, outcome.id)
    if before is not None:
        _set_aside(session, before)
    _store(session, outcome, None, origin=CURATED, note=note)


def retire(session: Session, row: LibraryOutcomeRow, *, note: str, successor_id: str) -> None:
    """Stop offering an entry; those who read it are told what to read instead."""
    row.note, row.successor_id = note, successor_id
    _set_aside(session, row)


def current_row(session: Session, library_id: str) -> LibraryOutcomeRow | None:
    """The row of the version that is offered, or None."""
    return session.exec(
        select(LibraryOutcomeRow).where(
            LibraryOutcomeRow.library_id == library_id, col(LibraryOutcomeRow.is_current).is_(True)
        )
    ).one_or_none()


def _store(
    session: Session,
    outcome: LibraryOutcome,
    row: LibraryOutcomeRow | None,
    *,
    origin: str = FILES,
    note: str = "",
) -> None:
    """Keep the entry; offer it with its filter values and words to find it by, unless it is retired."""
    is_offered = outcome.status == "current"
    row = row or LibraryOutcomeRow(
        library_id=outcome.id,
        version=outcome.version,
        digest=outcome.digest,
        title=outcome.title,
        sector=outcome.sector,
        content=outcome.model_dump(mode="json"),
        search_text=_search_text(outcome),
        origin=origin,
        note=note,
    )
    row.is_current = is_offered
    session.add(row)
    session.flush()
    assert row.id is not None
    if not is_offered:
        return
    for kind, value in sorted(set(tags_of(outcome))):
        session.add(LibraryTag(outcome_row_id=row.id, kind=kind, value=value))
    search.put(
        session, "search_library", row.id, outcome.title, row.search_text,
        measures=said_of(outcome, "measure"), sources=said_of(outcome, "source"),
    )  # fmt: skip


def _set_aside(session: Session, row: LibraryOutcomeRow) -> None:
    """Keep the row as an earlier version, and stop offering it."""
    row.is_current = False
    session.add(row)
    session.exec(delete(LibraryTag).where(col(LibraryTag.outcome_row_id) == row.id))
    assert row.id is not None
    search.forget(session, "search_library", row.id)
    session.flush()


def tags_of(outcome: LibraryOutcome) -> Iterator[tuple[str, str]]:
    """What an entry can be filtered by, as (kind, value). Words to look through are in lower case."""
    yield from (("mission", mission) for mission in outcome.missions)
    yield from (("objective", objective) for objective in outcome.objectives)
    yield from (("cpv", code) for code in outcome.cpv)
    for measure in outcome.measures:
        yield "measure", f"{measure.name} ({measure.unit})".lower()[:LONGEST_TAG]
        yield "source", f"{measure.source} ({measure.publisher})".lower()[:LONGEST_TAG]
    for need in outcome.data_needs:
        yield "source", f"{need.dataset} ({need.holder})".lower()[:LONGEST_TAG]


def said_of(outcome: LibraryOutcome, kind: str) -> str:
    """What an entry says in its values of one kind, to be looked through for words."""
    return "\n".join(value for of, value in tags_of(outcome) if of == kind)


def _search_text(outcome: LibraryOutcome) -> str:
    parts = [outcome.sector, outcome.statement, outcome.beneficiary, outcome.advice]
    parts += [f"{measure.name} {measure.source} {measure.publisher}" for measure in outcome.measures]
    parts += [need.dataset for need in outcome.data_needs]
    parts += [f"{code} {cpv_label(code) or ''}" for code in outcome.cpv]
    return "\n".join(parts)


def _load_objectives(session: Session, library: Library) -> int:
    """What an outcome may be linked to: each mission's milestones, the mission's aim as a whole (for work
    that no milestone counts), and the foundations."""
    stored = {row.objective_id: row for row in session.exec(select(ObjectiveRow))}
    position = 0
    for values in _objectives(library):
        position += 1
        row = stored.get(values["objective_id"])
        framework = library.frameworks[values.pop("framework")]
        values |= {
            "framework_id": framework.id,
            "framework_name": framework.name,
            "framework_effective_from": framework.effective_from,
            "position": position,
        }
        if row is None:
            row = ObjectiveRow(**values)
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
        session.add(row)
    session.flush()
    return position


def _objectives(library: Library) -> Iterator[dict[str, Any]]:
    for mission in library.missions.values():
        shared = {"mission_id": mission.id, "mission_name": mission.name, "digest": mission.digest}
        for objective in mission.objectives:
            content = objective.model_dump(mode="json")
            yield shared | {
                "objective_id": objective.id,
                "title": objective.title,
                "framework": objective.framework,
                "content": content,
            }
        aim = {"kind": "aim", "explanation": mission.aim, "lead_department": mission.lead_department}
        yield shared | {
            "objective_id": mission.id,
            "title": f"{mission.name}: the mission as a whole",
            "framework": mission.framework,
            "content": aim,
        }
    for foundation in library.foundations.values():
        yield {
            "mission_id": "foundations",
            "mission_name": "Foundations",
            "digest": foundation.digest,
            "objective_id": foundation.id,
            "title": foundation.name,
            "framework": foundation.framework,
            "content": {"kind": "foundation", "explanation": foundation.explanation},
        }
