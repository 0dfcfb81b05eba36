"""Loading the outcome library and the mission frameworks into the database. Loading again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete, select

from outcome_library.library import Library
from outcome_library.schema import LibraryOutcome
from procure import search
from procure.domain.codes import cpv_label
from procure.domain.permissions import Actor
from procure.models import LibraryOutcomeRow, LibraryTag, ObjectiveRow
from procure.services import auditing

LOADER = Actor(name="Library loader")


@dataclass(frozen=True)
class LoadReport:
    """How many outcomes were new, had a new version or were as before, and how many objectives are loaded."""

    added: int
    updated: int
    unchanged: int
    retired: int
    objectives: int


def load_library(session: Session, library: Library) -> LoadReport:
    """Bring the database to ``library``. Earlier versions stay; a retired entry stays readable but is not offered."""
    current = {
        row.library_id: row
        for row in session.exec(select(LibraryOutcomeRow).where(col(LibraryOutcomeRow.is_current).is_(True)))
    }
    added = updated = unchanged = 0
    for outcome in library.outcomes.values():
        row = current.pop(outcome.id, None)
        if row is not None and row.digest == outcome.digest and outcome.status == "current":
            unchanged += 1
            continue
        if row is not None:
            _set_aside(session, row)
        if outcome.status == "current":
            _add(session, outcome)
        added, updated = (added + 1, updated) if row is None else (added, updated + 1)
    for row in current.values():
        _set_aside(session, row)
    objectives = _load_objectives(session, library)
    report = LoadReport(added, updated, unchanged, len(current), objectives)
    if added or updated or current:
        auditing.record(session, LOADER, "library.loaded", added=added, updated=updated, retired=len(current))
    session.flush()
    return report


def _add(session: Session, outcome: LibraryOutcome) -> None:
    existing = session.exec(
        select(LibraryOutcomeRow).where(
            LibraryOutcomeRow.library_id == outcome.id, LibraryOutcomeRow.version == outcome.version
        )
    ).one_or_none()
    row = existing or LibraryOutcomeRow(
        library_id=outcome.id, version=outcome.version, digest="", title="", sector="", content={}
    )
    row.digest, row.title, row.sector, row.is_current = outcome.digest, outcome.title, outcome.sector, True
    row.content = outcome.model_dump(mode="json")
    row.search_text = _search_text(outcome)
    session.add(row)
    session.flush()
    assert row.id is not None
    tags = [("mission", m) for m in outcome.missions] + [("objective", o) for o in outcome.objectives]
    tags += [("cpv", code) for code in outcome.cpv]
    for kind, value in sorted(set(tags)):
        session.add(LibraryTag(outcome_row_id=row.id, kind=kind, value=value))
    search.put(session, "search_library", row.id, outcome.title, row.search_text)


def _set_aside(session: Session, row: LibraryOutcomeRow) -> None:
    """Keep the row as an earlier version, and stop offering it."""
    row.is_current = False
    session.add(row)
    session.exec(delete(LibraryTag).where(col(LibraryTag.outcome_row_id) == row.id))
    assert row.id is not None
    search.forget(session, "search_library", row.id)
    session.flush()


def _search_text(outcome: LibraryOutcome) -> str:
    parts = [outcome.sector, outcome.statement, outcome.beneficiary, outcome.advice]
    parts += [f"{measure.name} {measure.source} {measure.publisher}" for measure in outcome.measures]
    parts += [need.dataset for need in outcome.data_needs]
    parts += [f"{code} {cpv_label(code) or ''}" for code in outcome.cpv]
    return "\n".join(parts)


def _load_objectives(session: Session, library: Library) -> int:
    """What an outcome may be linked to: each mission's milestones, the mission's aim as a whole (for work that no
    milestone counts), and the foundations."""
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
                "objective_id": objective.id, "title": objective.title, "framework": objective.framework,
                "content": content,
            }  # fmt: skip
        aim = {"kind": "aim", "explanation": mission.aim, "lead_department": mission.lead_department}
        yield shared | {
            "objective_id": mission.id, "title": f"{mission.name}: the mission as a whole",
            "framework": mission.framework, "content": aim,
        }  # fmt: skip
    for foundation in library.foundations.values():
        yield {
            "mission_id": "foundations", "mission_name": "Foundations", "digest": foundation.digest,
            "objective_id": foundation.id, "title": foundation.name, "framework": foundation.framework,
            "content": {"kind": "foundation", "explanation": foundation.explanation},
        }  # fmt: skip
