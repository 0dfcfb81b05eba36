"""Which series of a mission stand first, for whoever asks: by status, and by what happened lately.

Each part of what a reader may see has an index in the order of the list: of each part as many rows are read as the
page has, and the best of them are taken. So a page costs the same among many series as among few, also for a reader
who may see few of many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, literal, union
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from procure.domain.permissions import Actor
from procure.domain.results import Status
from procure.domain.results.notable import RANK
from procure.models import (
    MeasureSeries,
    Organisation,
    SeriesJudgement,
    SeriesLink,
    SeriesStanding,
    Tender,
)
from procure.services import tallying


@dataclass(frozen=True)
class Place:
    """A mission, or one objective of it, as an actor sees it; of one buyer alone where ``buyer_id`` is given."""

    mission_id: str
    objective_id: str
    actor: Actor
    buyer_id: int | None = None

    @property
    def parts(self) -> list[Sequence[Any]]:
        """What the actor may see here, in parts that together are all of it."""
        open_here = (
            SeriesLink.mission_id == self.mission_id,
            SeriesLink.objective_id == self.objective_id,
            col(SeriesLink.is_open).is_(True),
        )
        found: list[Sequence[Any]] = []
        for share in tallying.shares(self.actor, self.buyer_id):
            if share.sign < 0:
                continue
            part: list[Any] = [*open_here, col(SeriesLink.is_public).is_(share.is_public)]
            if share.board_id != tallying.ANY_BOARD:
                part.append(col(SeriesLink.board_id) == share.board_id)
            if share.organisation_id != tallying.ALL:
                part.append(col(SeriesLink.organisation_id) == share.organisation_id)
            found.append(part)
        return found


def by_status(
    session: Session,
    place: Place,
    counts: Mapping[Status, int],
    most: int,
    status: str = "",
    after: tuple[str, int] | None = None,
) -> Sequence[Any]:
    """Series in the order of ``counts``, which says how many the actor may see of each status, the newest first:
    ``most`` of those after the status and the series ``after``, of one ``status`` alone where it is given. Rows of
    series, judgement, standing, tender and the buyer's name."""
    arms: list[Any] = []
    certain = 0
    begun = after is None
    for order, (each, number) in enumerate(counts.items()):
        is_here = after is not None and after[0] == each
        begun = begun or is_here
        if not begun or number <= 0 or (status and status != each):
            continue
        for part in place.parts:
            arm = sql_select(literal(order, Integer).label("place"), col(SeriesLink.series_id)).where(
                *part, SeriesLink.status == each.value
            )
            if is_here and after is not None:
                arm = arm.where(col(SeriesLink.series_id) < after[1])
            arms.append(arm.order_by(col(SeriesLink.series_id).desc()).limit(most))
        certain += 0 if is_here else number
        if certain >= most:
            break
    return _rows(session, arms, most)


def by_what_happened(session: Session, place: Place, since: date, most: int) -> Sequence[Any]:
    """Series to which something happened after ``since``: what matters most first, then the latest."""
    arms: list[Any] = []
    for rank in sorted(RANK.values()):
        for part in place.parts:
            arms.append(
                sql_select(
                    literal(rank, Integer).label("place"),
                    col(SeriesLink.series_id),
                    col(SeriesLink.notable_on).label("happened_on"),
                )
                .where(*part, SeriesLink.notable_rank == rank, col(SeriesLink.notable_on) > since)
                .order_by(col(SeriesLink.notable_on).desc(), col(SeriesLink.series_id).desc())
                .limit(most)
            )
    return _rows(session, arms, most)


def _rows(session: Session, arms: Sequence[Any], most: int) -> Sequence[Any]:
    """The first of all arms, each series once, with what a page shows of it."""
    if not arms:
        return ()
    arms = [sql_select(each.subquery()) for each in arms]
    joined: Any = union(*arms) if len(arms) > 1 else arms[0]
    best = joined.subquery()
    order: list[Any] = [best.c.place]
    if "happened_on" in best.c:
        order.append(best.c.happened_on.desc())
    wanted: Any = (MeasureSeries, SeriesJudgement, SeriesStanding, Tender, Organisation.name)
    shown: Any = select(*wanted).select_from(best)
    shown = (
        shown.join(MeasureSeries, col(MeasureSeries.id) == best.c.series_id)
        .join(SeriesJudgement, col(SeriesJudgement.series_id) == best.c.series_id)
        .join(SeriesStanding, col(SeriesStanding.series_id) == best.c.series_id)
        .join(Tender, col(Tender.id) == MeasureSeries.tender_id)
        .join(Organisation, col(Organisation.id) == Tender.organisation_id)
    )
    return session.execute(shown.order_by(*order, best.c.series_id.desc()).limit(most)).all()
