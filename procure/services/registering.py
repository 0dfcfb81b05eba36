"""The register of data: which dataset holds up how many outcomes, across the tenders that a person may know of.

Board members see the latest version of each tender that their boards were sent, officers the latest version of each
tender of their own organisation; nobody learns of a dataset from a draft, or from anybody else's tender.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, or_, select

from exports.sheet import csv_line
from procure.domain.decisions import RECALLED
from procure.domain.permissions import Actor, Permission
from procure.domain.sharing import Waiting, Wall, blocker_words, identity, readiness_of, register
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Blocker
from procure.models import DatasetLine, Review, SpecificationVersion, Tender
from procure.services import access

PAGE_SIZE = 25
HEADINGS = ("Dataset", "Holder", "Outcomes held up", "Tenders held up", "Tender", "Title", "Blocker", "Needed by",
            "Champion", "Next step")  # fmt: skip


@dataclass(frozen=True)
class Register:
    """One page of the register, with the title of each tender in it by its reference."""

    walls: tuple[Wall, ...]
    titles: dict[str, str]
    total: int
    page: int
    pages: int


def lines_of(version_id: int, snapshot: SpecificationSnapshot) -> Iterator[DatasetLine]:
    """The flat lines of a version that is being frozen."""
    outcome_of = {measure.key: outcome.key for outcome in snapshot.outcomes for measure in outcome.measures}
    for standing in readiness_of(snapshot).datasets:
        share = standing.share
        if share is None or not share.name.strip():
            continue
        yield DatasetLine(
            version_id=version_id, identity=" / ".join(identity(share.name, share.holder)), dataset=share.name,
            holder=share.holder, outcome_key=outcome_of[standing.measure.key], is_ready=standing.is_ready,
            blocker=share.blocker, needed_by=standing.needed_by, champion=share.champion, next_step=share.next_step,
        )  # fmt: skip


def register_for(session: Session, actor: Actor, page: int = 1) -> Register:
    """One page of the register, the dataset that holds up most outcomes first. Raises NotAllowed."""
    access.require(actor, Permission.SEE_DATA_REGISTER)
    held = (
        select(DatasetLine.identity)
        .where(col(DatasetLine.is_ready).is_(False), _may_know(actor))
        .group_by(DatasetLine.identity)
    )
    total = session.exec(select(func.count()).select_from(held.subquery())).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    ordered = held.order_by(
        func.count(col(DatasetLine.outcome_key).distinct()).desc(),
        func.coalesce(func.min(DatasetLine.needed_by), date.max),
        col(DatasetLine.identity),
    )
    wanted = session.exec(ordered.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    lines, titles = _waiting(session, actor, list(wanted))
    return Register(register(lines), titles, total, page, pages)


def csv_lines(session: Session, actor: Actor) -> Iterator[str]:
    """The whole register as CSV, a line for each outcome that waits. Raises NotAllowed."""
    access.require(actor, Permission.SEE_DATA_REGISTER)
    yield "\ufeff" + csv_line(HEADINGS)
    lines, titles = _waiting(session, actor, None)
    for wall in register(lines):
        for line in wall.lines:
            yield csv_line(
                (
                    wall.dataset, wall.holder, wall.outcomes, wall.tenders, line.tender, titles[line.tender],
                    Blocker.label_of(line.blocker), line.needed_by.isoformat() if line.needed_by else "",
                    line.champion, line.next_step,
                )
            )  # fmt: skip


def blockers_in_words(wall: Wall) -> str:
    """What stands in the way of a dataset, counted by outcome."""
    return blocker_words(wall)


def _may_know(actor: Actor) -> Any:
    """The condition that a line belongs to a version the person may know of."""
    sent = (
        select(func.max(Review.id))
        .where(col(Review.board_id).in_(actor.boards), Review.decision != RECALLED)
        .group_by(col(Review.tender_id))
    )
    of_boards = select(Review.version_id).where(col(Review.id).in_(sent))
    if not access.may_list_tenders(actor):
        return col(DatasetLine.version_id).in_(of_boards)
    own = (
        select(func.max(SpecificationVersion.id))
        .join(Tender, col(Tender.id) == SpecificationVersion.tender_id)
        .where(Tender.organisation_id == actor.organisation_id)
        .group_by(col(SpecificationVersion.tender_id))
    )
    return or_(col(DatasetLine.version_id).in_(of_boards), col(DatasetLine.version_id).in_(own))


def _waiting(
    session: Session, actor: Actor, wanted: list[str] | None
) -> tuple[list[Waiting], dict[str, str]]:
    query = (
        select(DatasetLine, Tender.reference, Tender.title)
        .join(SpecificationVersion, col(SpecificationVersion.id) == DatasetLine.version_id)
        .join(Tender, col(Tender.id) == SpecificationVersion.tender_id)
        .where(col(DatasetLine.is_ready).is_(False), _may_know(actor))
    )
    if wanted is not None:
        query = query.where(col(DatasetLine.identity).in_(wanted))
    titles: dict[str, str] = {}
    lines: list[Waiting] = []
    for line, reference, title in session.exec(query.order_by(col(DatasetLine.id))):
        titles[reference] = title
        lines.append(
            Waiting(
                line.dataset, line.holder, reference, line.outcome_key, False, line.blocker, line.needed_by,
                line.champion, line.next_step,
            )
        )  # fmt: skip
    return lines, titles
