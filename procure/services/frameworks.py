"""What the loaded frameworks of priorities name: missions and their objectives, whatever is counted of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from procure.domain.exceptions import NotFound
from procure.models import ObjectiveRow

_MISSING = "There is no such mission."


def missions(session: Session) -> list[tuple[str, str]]:
    """Every mission with an objective, in order of its name: id and name."""
    found = session.exec(
        select(ObjectiveRow.mission_id, func.max(ObjectiveRow.mission_name))
        .where(ObjectiveRow.mission_id != "")
        .group_by(ObjectiveRow.mission_id)
    )
    return sorted(((each, name) for each, name in found), key=lambda row: row[1].casefold())


def objectives_of(session: Session, mission_id: str) -> Sequence[ObjectiveRow]:
    """The objectives of a mission, those of the newest framework first. Raises NotFound for a mission that no
    framework has."""
    found = session.exec(
        select(ObjectiveRow)
        .where(ObjectiveRow.mission_id == mission_id)
        .order_by(col(ObjectiveRow.framework_effective_from).desc(), col(ObjectiveRow.position))
    ).all()
    if not found:
        raise NotFound(_MISSING)
    return found


def require_mission(session: Session, mission_id: str) -> None:
    """Raises NotFound for a mission that no framework has."""
    wanted = select(ObjectiveRow.objective_id).where(ObjectiveRow.mission_id == mission_id)
    if session.exec(wanted.limit(1)).first() is None:
        raise NotFound(_MISSING)
