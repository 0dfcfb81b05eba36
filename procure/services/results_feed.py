"""What changed in results, mission by mission, for whoever keeps a page open.

Ask ``after`` with the last id that was seen. Of one mission a greater id is committed later, so nothing is passed over:
on PostgreSQL the writers of one mission wait for each other from here to the end of their transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, text, union
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from procure.domain.observing import ChangeKind
from procure.domain.permissions import Actor
from procure.models import ResultsChange, SeriesLink, Tender
from procure.models.types import now

#: For so long, a page that is open can ask what it missed.
KEPT = timedelta(days=14)
#: Changes that one answer has; whoever is further behind shows everything afresh.
MOST = 200
_LOCK = 7_015_001


def tell(session: Session, tenders: Sequence[Tender], kind: ChangeKind, at: datetime | None = None) -> None:
    """Note a change of the results of tenders, once for each mission that their series serve. The last thing to do
    before a commit: others who write to the same missions wait from here on."""
    by_id = {each.id: each for each in tenders}
    linked = session.exec(
        select(SeriesLink.mission_id, SeriesLink.tender_id, SeriesLink.is_public)
        .where(col(SeriesLink.tender_id).in_(list(by_id)), SeriesLink.objective_id == "")
        .distinct()
    ).all()
    shown: dict[tuple[str, int], bool] = {}
    for mission_id, tender_id, is_public in linked:
        shown[mission_id, tender_id] = shown.get((mission_id, tender_id), False) or is_public
    _in_turn(session, sorted({mission_id for mission_id, _ in shown}))
    for (mission_id, tender_id), is_public in sorted(shown.items()):
        tender = by_id[tender_id]
        session.add(
            ResultsChange(
                mission_id=mission_id, tender_id=tender_id, organisation_id=tender.organisation_id,
                board_id=tender.board_id or 0, is_public=is_public, kind=kind.value, at=at or now(),
            )
        )  # fmt: skip
    session.flush()


def newest(session: Session, mission_id: str) -> int:
    """The id of the last change of a mission; 0 before there is one."""
    found = session.exec(select(func.max(ResultsChange.id)).where(ResultsChange.mission_id == mission_id))
    return found.one() or 0


def after(session: Session, actor: Actor, mission_id: str, seen: int) -> Sequence[ResultsChange]:
    """What changed in a mission after the id ``seen``, oldest first, in what the actor may know of."""
    later = (ResultsChange.mission_id == mission_id, col(ResultsChange.id) > seen)
    parts: list[Any] = [col(ResultsChange.is_public).is_(True)]
    if actor.is_signed_in:
        parts += [ResultsChange.board_id == board for board in sorted(actor.boards)]
        parts.append(ResultsChange.organisation_id == (actor.organisation_id or 0))
    # Each part by an index of its own: what others write and this reader may not know of is never looked through.
    arms: list[Any] = [
        sql_select(
            sql_select(col(ResultsChange.id))
            .where(*later, part)
            .order_by(col(ResultsChange.id))
            .limit(MOST)
            .subquery()
        )
        for part in parts
    ]
    ids: Any = union(*arms) if len(arms) > 1 else arms[0]
    found = select(ResultsChange).where(col(ResultsChange.id).in_(ids))
    return session.exec(found.order_by(col(ResultsChange.id)).limit(MOST)).all()


def forget(session: Session, at: datetime | None = None) -> None:
    """Delete changes that are too old for any open page."""
    session.execute(delete(ResultsChange).where(col(ResultsChange.at) < (at or now()) - KEPT))


def _in_turn(session: Session, mission_ids: Sequence[str]) -> None:
    """In one order for everybody, so that two at once wait for each other and never lock for good."""
    if session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:kind, hashtext(:mission))")
        for mission_id in mission_ids:
            session.execute(lock, {"kind": _LOCK, "mission": mission_id})
