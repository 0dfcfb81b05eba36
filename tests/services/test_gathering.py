"""A whole draft in one statement says what the same rows say one by one, on either database."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, Engine, Integer
from sqlalchemy.types import TypeEngine
from sqlmodel import AutoString, Session, SQLModel, select

from procure.db import reading, writing
from procure.models import ARRANGED, Measure, ObjectiveLink, ObjectiveRow, Outcome, Tender
from procure.models.types import Pounds, UtcDateTime, now
from procure.services.freezing import draft_snapshot
from procure.services.gathering import Gathered, gather
from tests.browsing import counted_statements
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer

TEXT = 'Ffŵl o “ddyfynodau”, a \\ and a " and\n\ttwo lines 🏛'
SAMPLES: dict[type[TypeEngine[Any]], Any] = {
    UtcDateTime: datetime(2027, 7, 1, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=1))),
    Pounds: Decimal("12345678901.05"),
    JSON: [{"on": "2027-03-31", "value": TEXT, "verified": False, "nothing": None, "rate": 1.5}],
    Date: date(2027, 3, 31),
    Boolean: True,
    Integer: 7,
    AutoString: TEXT,
}
OURS = ("id", "tender_id", "outcome_id", "removed_at", "key", "position")


def full_row(model: type[SQLModel], **ours: Any) -> SQLModel:
    """A row with something in every column."""
    columns = model.__table__.columns  # type: ignore[attr-defined]
    values = {
        column.name: next(sample for kind, sample in SAMPLES.items() if isinstance(column.type, kind))
        for column in columns
        if column.name not in OURS
    }
    return model(**values, **ours)


def columns_of(row: Any, model: type[SQLModel]) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in model.__table__.columns}  # type: ignore[attr-defined]


@pytest.fixture
def tender(session: Session) -> Tender:
    return make_ready_tender(session, make_officer(session, make_authority(session)))


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ARRANGED)
def test_a_record_has_what_its_row_has_in_every_column(session: Session, tender: Tender, name: str):
    model = ARRANGED[name]
    session.add(full_row(model, tender_id=tender.id, position=99))
    session.add(model(tender_id=tender.id, position=100))
    session.flush()
    session.expire_all()
    statement = select(model).where(model.tender_id == tender.id).order_by(model.position, model.id)
    stored = session.exec(statement).all()
    assert [columns_of(each, model) for each in gather(session, tender).rows[name]] == [
        columns_of(row, model) for row in stored
    ]


@pytest.mark.both_databases
def test_what_hangs_on_an_outcome_and_objectives_have_it_too(session: Session, tender: Tender):
    outcome = Outcome(tender_id=tender.id, position=99)
    session.add(outcome)
    session.flush()
    parts = [
        full_row(Measure, tender_id=tender.id, outcome_id=outcome.id),
        full_row(ObjectiveLink, outcome_id=outcome.id),
    ]
    objective = full_row(ObjectiveRow)
    session.add_all([*parts, objective])
    tender.specification.objective_ids = [*tender.specification.objective_ids, TEXT, "gone"]
    session.flush()
    session.expire_all()
    gathered = gather(session, tender)
    found = gathered.rows["outcomes"][-1]
    assert columns_of(found.measures[0], Measure) == columns_of(parts[0], Measure)
    assert columns_of(found.objective_links[0], ObjectiveLink) == columns_of(parts[1], ObjectiveLink)
    assert columns_of(gathered.objectives[TEXT], ObjectiveRow) == columns_of(objective, ObjectiveRow)
    assert "gone" not in gathered.objectives


@pytest.mark.both_databases
def test_rows_come_in_their_order_without_those_removed_and_without_other_tenders(
    session: Session, tender: Tender
):
    other = make_ready_tender(session, make_officer(session, make_authority(session, name="Other")))
    before = keys_of(gather(session, tender))
    added = [
        ARRANGED["documents"](tender_id=tender.id, position=place, title=str(place)) for place in (30, 10, 20)
    ]
    session.add_all(added)
    added[2].removed_at = now()
    session.add(ARRANGED["documents"](tender_id=other.id))
    after = keys_of(gather(session, tender))
    assert after == before | {"documents": [*before["documents"], added[1].key, added[0].key]}


def keys_of(gathered: Gathered) -> dict[str, list[str]]:
    return {name: [row.key for row in rows] for name, rows in gathered.rows.items()}


@pytest.mark.both_databases
def test_a_draft_is_read_in_one_statement_and_a_reader_asks_once(engine: Engine):
    with writing(engine) as session:
        tender = make_ready_tender(session, make_officer(session, make_authority(session)))
        written = draft_snapshot(session, tender)
    with reading(engine) as session:
        tender = session.exec(select(Tender)).one()
        assert tender.specification
        assert tender.facts
        assert tender.organisation
        with counted_statements() as statements:
            assert draft_snapshot(session, tender) == written
            assert draft_snapshot(session, tender) == written
        assert len(statements) == 1
