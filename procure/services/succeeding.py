"""Which objectives are superseded on a day, and by what: from settled changes of framework alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from procure.domain.vocabulary import Coverage
from procure.models import FrameworkChange, ObjectiveSuccession


@dataclass(frozen=True)
class Successor:
    """A new objective that stands for an old one, in full or in part, and why."""

    objective_id: str
    coverage: str
    note: str


def superseded(session: Session, on: date) -> dict[str, list[Successor]]:
    """Every objective that no longer counts on a day, with what stands for it now: nothing for one that is orphaned."""
    rows = session.exec(
        select(ObjectiveSuccession)
        .join(FrameworkChange, col(FrameworkChange.id) == ObjectiveSuccession.change_id)
        .where(col(FrameworkChange.settled_at).is_not(None), col(FrameworkChange.effective_on) <= on)
        .order_by(col(ObjectiveSuccession.id))
    ).all()
    found: dict[str, list[Successor]] = {}
    for row in rows:
        standing = found.setdefault(row.old_objective_id, [])
        if row.coverage != Coverage.NONE:
            standing.append(Successor(row.new_objective_id, row.coverage, row.note))
    return found
