"""How many series of a mission stand how, kept: what its page says first, for whoever asks.

A series is counted in a few cells of ``SeriesCount``, so that each reader's number is a sum over a few rows, however
many series there are. Whoever changes links of series locks the standings of those series first (``locked``), and
tells what the links said before and say after (``note``). What changed is added up and written just before the
commit, in one order for everybody: those who write at once wait for each other there, briefly, and never for good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, Row, and_, or_, text
from sqlalchemy import select as sql_select
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col, select

from procure import db
from procure.domain.permissions import Actor
from procure.domain.vocabulary import Role
from procure.models import SeriesCount, SeriesLink, SeriesStanding

#: Whichever board has it; and all organisations.
ANY_BOARD, ALL = -1, 0
#: A key of a buyer that is none.
NOBODY = -1
_PENDING = "tally"
_ASKED = 500
_KEYS = ("mission_id", "objective_id", "is_public", "board_id", "organisation_id", "status")
_ADD = text(
    f"INSERT INTO series_count ({', '.join(_KEYS)}, number) "  # noqa: S608 - nothing but ours
    f"VALUES ({', '.join(f':{name}' for name in _KEYS)}, :number) ON CONFLICT ({', '.join(_KEYS)}) "
    "DO UPDATE SET number = series_count.number + excluded.number"
)
#: Everything counted anew, a part for each kind of cell: which series, the board and the organisation it is under.
_RECOUNT = " UNION ALL ".join(
    f"SELECT mission_id, objective_id, is_public, {board}, {buyer}, status, count(*) FROM series_link "  # noqa: S608
    f"WHERE is_open AND status <> '' AND {which} GROUP BY 1, 2, 3, 4, 5, 6"
    for which, board in (
        ("is_public", str(ANY_BOARD)),
        ("NOT is_public", str(ANY_BOARD)),
        ("NOT is_public", "board_id"),
    )
    for buyer in (str(ALL), "organisation_id")
)

Cell = tuple[str, str, bool, int, int, str]


@dataclass
class _Pending:
    transaction: SessionTransaction | None
    cells: Counter[Cell] = field(default_factory=Counter)


@dataclass(frozen=True)
class Share:
    """Some of what a reader may see: cells of ``SeriesCount``, counted or (``sign`` -1) counted twice already."""

    is_public: bool
    board_id: int
    organisation_id: int
    sign: int = 1


def shares(actor: Actor, buyer_id: int | None = None) -> list[Share]:
    """What the actor may see: everything public, what their boards have, what their own organisation has; of one
    buyer alone where ``buyer_id`` is given (``NOBODY`` for none that there is)."""
    found = [Share(True, ANY_BOARD, ALL if buyer_id is None else buyer_id)]
    if not actor.is_signed_in:
        return found
    own = (actor.organisation_id or NOBODY) if Role.OFFICER in actor.roles else NOBODY
    boards = sorted(each for each in actor.boards if each > 0)
    if buyer_id is not None:
        if buyer_id == own:
            return [*found, Share(False, ANY_BOARD, own)]
        return [*found, *(Share(False, board, buyer_id) for board in boards)]
    found += [Share(False, board, ALL) for board in boards]
    if own != NOBODY:
        found += [Share(False, ANY_BOARD, own), *(Share(False, board, own, -1) for board in boards)]
    return found


def counts(
    session: Session, mission_ids: Iterable[str], objective_ids: Iterable[str], seen: Sequence[Share]
) -> dict[tuple[str, str], Counter[str]]:
    """How many of the shares stand how, by mission and objective (empty: the mission as a whole)."""
    settle(session)
    signs = {(each.is_public, each.board_id, each.organisation_id): each.sign for each in seen}
    rows = session.execute(
        sql_select(
            col(SeriesCount.mission_id), col(SeriesCount.objective_id), col(SeriesCount.is_public),
            col(SeriesCount.board_id), col(SeriesCount.organisation_id), col(SeriesCount.status),
            col(SeriesCount.number),
        ).where(
            col(SeriesCount.mission_id).in_(sorted(set(mission_ids))),
            col(SeriesCount.objective_id).in_(sorted(set(objective_ids))),
            or_(
                *(
                    and_(
                        col(SeriesCount.is_public).is_(each.is_public),
                        SeriesCount.board_id == each.board_id,
                        SeriesCount.organisation_id == each.organisation_id,
                    )
                    for each in seen
                )
            ),
        )
    )  # fmt: skip
    found: dict[tuple[str, str], Counter[str]] = {}
    for mission_id, objective_id, is_public, board_id, organisation_id, status, number in rows:
        sign = signs[is_public, board_id, organisation_id]
        found.setdefault((mission_id, objective_id), Counter())[status] += sign * number
    return found


def buyers(session: Session, mission_id: str, actor: Actor) -> set[int]:
    """The organisations of which the actor may see anything in a mission."""
    settle(session)
    own = (actor.organisation_id or NOBODY) if Role.OFFICER in actor.roles else NOBODY
    seen = [and_(col(SeriesCount.is_public).is_(True), SeriesCount.board_id == ANY_BOARD)]
    if actor.is_signed_in:
        kept = col(SeriesCount.is_public).is_(False)
        seen += [and_(kept, SeriesCount.board_id == board) for board in actor.boards if board > 0]
        seen.append(and_(kept, SeriesCount.board_id == ANY_BOARD, SeriesCount.organisation_id == own))
    return set(
        session.exec(
            select(SeriesCount.organisation_id)
            .where(
                SeriesCount.mission_id == mission_id,
                SeriesCount.objective_id == "",
                SeriesCount.organisation_id > ALL,
                SeriesCount.number > 0,
                or_(*seen),
            )
            .distinct()
        )
    )


def locked(session: Session, series_ids: Iterable[int | None]) -> dict[int, SeriesStanding]:
    """The standings of series, by the series, read afresh and held until the end of the transaction: two who change
    the same series take turns. Always in one order."""
    ids = sorted({each for each in series_ids if each is not None})
    found = {}
    for at in range(0, len(ids), _ASKED):
        rows = session.exec(
            select(SeriesStanding)
            .where(col(SeriesStanding.series_id).in_(ids[at : at + _ASKED]))
            .order_by(col(SeriesStanding.series_id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found.update({each.series_id: each for each in rows})
    return found


def links(session: Session, series_ids: Iterable[int | None]) -> list[Row[Any]]:
    """The links of series as the database has them now."""
    ids = sorted({each for each in series_ids if each is not None})
    session.flush()
    found: list[Row[Any]] = []
    for at in range(0, len(ids), _ASKED):
        found += session.execute(
            sql_select(*SeriesLink.__table__.c).where(  # type: ignore[attr-defined]
                col(SeriesLink.series_id).in_(ids[at : at + _ASKED])
            )
        )
    return found


def note(session: Session, before: Iterable[Row[Any]], after: Iterable[Row[Any]]) -> None:
    """That links of series said ``before`` and say ``after``: the counts follow with the commit."""
    transaction = session.get_transaction()
    pending = session.info.get(_PENDING)
    if pending is None or pending.transaction is not transaction:
        pending = session.info[_PENDING] = _Pending(transaction)
        db.before_commit(session, lambda: settle(session))
    for sign, rows in ((-1, before), (1, after)):
        for row in rows:
            for cell in _cells(row):
                pending.cells[cell] += sign
    if session.in_nested_transaction():
        settle(session)  # it may be taken back, and this with it


def settle(session: Session) -> None:
    """Write what was noted in this transaction."""
    pending = session.info.pop(_PENDING, None)
    if pending is None or pending.transaction is not session.get_transaction():
        return
    rows = [
        {**dict(zip(_KEYS, cell, strict=True)), "number": number}
        for cell, number in sorted(pending.cells.items())
        if number
    ]
    if rows:
        session.execute(_ADD, rows)


def recount(engine: Engine) -> int:
    """Count everything anew; how many cells were wrong. Whoever changes results meanwhile waits at their commit."""
    with db.writing(engine) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("LOCK TABLE series_count IN EXCLUSIVE MODE"))
        counted = {tuple(row[:-1]): row[-1] for row in session.execute(text(_RECOUNT))}
        counted = {(*key[:2], bool(key[2]), *key[3:]): number for key, number in counted.items()}
        kept = {tuple(row[:-1]): row[-1] for row in session.execute(sql_select(*SeriesCount.__table__.c))}  # type: ignore[attr-defined]
        wrong = {cell for cell in counted.keys() | kept.keys() if counted.get(cell, 0) != kept.get(cell, 0)}
        session.execute(text("DELETE FROM series_count"))
        if counted:
            session.execute(
                text(
                    f"INSERT INTO series_count ({', '.join(_KEYS)}, number) "  # noqa: S608 - nothing but ours
                    f"VALUES ({', '.join(f':{name}' for name in _KEYS)}, :number)"
                ),
                [
                    {**dict(zip(_KEYS, cell, strict=True)), "number": number}
                    for cell, number in counted.items()
                ],
            )
        return len(wrong)


def _cells(row: Row[Any]) -> Iterator[Cell]:
    """The cells in which a link is counted; none for an ended series, and one that was not judged yet."""
    if not row.is_open or not row.status:
        return
    boards = (ANY_BOARD,) if row.is_public else (ANY_BOARD, row.board_id)
    for board_id in boards:
        for organisation_id in (ALL, row.organisation_id):
            yield (
                row.mission_id,
                row.objective_id,
                bool(row.is_public),
                board_id,
                organisation_id,
                row.status,
            )
