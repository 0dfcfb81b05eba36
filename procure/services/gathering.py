"""All repeating parts of a draft, and the objectives that it chose, read in one statement on either database.

Every statement costs a round trip, and more in making its objects than in finding its rows; a whole draft has nine
parts. So the database puts each row into an array of JSON, and all arrays come in one answer. What comes out are
plain records with the names and types of the columns: to read, not to change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

from procure.domain.vocabulary import JointStanding
from procure.models import (
    ARRANGED,
    JointAuthority,
    Measure,
    ObjectiveLink,
    ObjectiveRow,
    Organisation,
    Outcome,
    Tender,
)
from procure.models.types import Pounds, UtcDateTime

#: What hangs on outcomes, by the attribute of an outcome that holds it.
_OF_OUTCOMES: dict[str, type[SQLModel]] = {"measures": Measure, "objective_links": ObjectiveLink}
_OBJECTIVES = "objectives"
_JOINT: dict[str, type[SQLModel]] = {"joint_authorities": JointAuthority, "joint_organisations": Organisation}
_MODELS: dict[str, type[SQLModel]] = {**ARRANGED, **_OF_OUTCOMES, _OBJECTIVES: ObjectiveRow, **_JOINT}


@dataclass(frozen=True)
class Gathered:
    """The live rows of each repeating part (a key of ``ARRANGED``) in order, outcomes with their ``measures`` and
    ``objective_links``; the chosen objectives that are still loaded, by their ids; and the organisations that buy
    jointly, in the order in which they were asked.
    """

    rows: dict[str, list[Any]]
    objectives: dict[str, Any]
    partners: list[Any]


def gather(session: Session, tender: Tender) -> Gathered:
    """Everything that hangs on a tender. What the session has yet to write is written first."""
    answer = session.execute(
        _statement(session.get_bind().dialect.name),
        {"tender": tender.id, "objectives": tender.specification.objective_ids},
    )
    found: dict[str, list[Any]] = {name: [] for name in _MODELS}
    for name, row in answer:
        found[name].append(_record(name, row))
    for name in (*ARRANGED, "measures"):
        found[name].sort(key=lambda row: (row.position, row.id))
    found["objective_links"].sort(key=lambda row: row.id)
    for outcome in found["outcomes"]:
        for name in _OF_OUTCOMES:
            setattr(outcome, name, [row for row in found[name] if row.outcome_id == outcome.id])
    objectives = {row.objective_id: row for row in found[_OBJECTIVES]}
    organisations = {row.id: row for row in found["joint_organisations"]}
    partners = [
        organisations[row.organisation_id]
        for row in sorted(found["joint_authorities"], key=lambda row: row.id)
        if row.standing == JointStanding.ACCEPTED
    ]
    return Gathered({name: found[name] for name in ARRANGED}, objectives, partners)


@cache
def _statement(dialect: str) -> CompoundSelect[str, str]:
    """Made once for each database: making it takes longer than answering it."""
    tender: BindParameter[int] = bindparam("tender")
    links, outcomes, joint = _table(ObjectiveLink), _table(Outcome), _table(JointAuthority)
    return union_all(
        *(
            _rows(name, dialect).where(
                _table(model).c.tender_id == tender, _table(model).c.removed_at.is_(None)
            )
            for name, model in ARRANGED.items()
        ),
        _rows("measures", dialect).where(_table(Measure).c.tender_id == tender),
        _rows("objective_links", dialect)
        .join(outcomes, outcomes.c.id == links.c.outcome_id)
        .where(outcomes.c.tender_id == tender),
        _rows(_OBJECTIVES, dialect).where(
            _table(ObjectiveRow).c.objective_id.in_(bindparam("objectives", expanding=True))
        ),
        _rows("joint_authorities", dialect).where(joint.c.tender_id == tender),
        _rows("joint_organisations", dialect)
        .join(joint, joint.c.organisation_id == _table(Organisation).c.id)
        .where(joint.c.tender_id == tender),
    )


def _rows(name: str, dialect: str) -> Select[str, str]:
    """The name of a part, and each of its rows as the text of a JSON array, in the order of its columns."""
    table = _table(_MODELS[name])
    if dialect == "sqlite":
        row: ColumnElement[str] = func.json_array(*(_as_json(column) for column in table.columns))
    else:
        row = cast(func.json_build_array(*table.columns), String)
    return select(literal_column(f"'{name}'", String), row).select_from(table)


def _as_json(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """SQLite keeps JSON as text, which would become a string inside other JSON."""
    return func.json(column) if isinstance(column.type, JSON) else column


def _record(name: str, row: str) -> SimpleNamespace:
    names, readers = _shape(name)
    values = json.loads(row)
    for at, read in readers:
        if values[at] is not None:
            values[at] = read(values[at])
    return SimpleNamespace(**dict(zip(names, values, strict=True)))


@cache
def _shape(name: str) -> tuple[Sequence[str], Sequence[tuple[int, Callable[[Any], Any]]]]:
    """The names of the columns, and what makes of JSON again what it cannot hold, by place."""
    columns = list(_table(_MODELS[name]).columns)
    readers = [(at, _reader(column.type)) for at, column in enumerate(columns)]
    return [column.name for column in columns], [(at, read) for at, read in readers if read is not None]


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kind, Pounds):
        return lambda pence: Decimal(pence).scaleb(-2)
    if isinstance(kind, UtcDateTime):
        return lambda text: kind.process_result_value(datetime.fromisoformat(text), None)
    if isinstance(kind, Date):
        return date.fromisoformat
    return bool if isinstance(kind, Boolean) else None


def _table(model: type[SQLModel]) -> FromClause:
    table: FromClause = model.__table__  # type: ignore[attr-defined]
    return table
