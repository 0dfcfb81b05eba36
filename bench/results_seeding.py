"""Databases for ``bench.results``: measures of published tenders with their readings, all of one mission.

Every tender has ten measures. Of ten tenders, five are public; the others are with one of three boards. Two
organisations buy in turn, and each has the same share whatever the size. Something happened lately to each fifth
measure. Ten decisions wait for the reader, and in a large database many more for somebody else.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import make_engine, reading, writing
from procure.domain.identifiers import new_reference
from procure.migrating import migrate
from procure.models import (
    MeasureSeries,
    ObjectiveRow,
    ObservationBatch,
    ProcurementFactsRow,
    ResultDecision,
    ResultsChange,
    SeriesJudgement,
    SeriesLink,
    SeriesStanding,
    Specification,
    SpecificationVersion,
    Tender,
    User,
)
from procure.services import tallying
from tests.factories.boards import make_board
from tests.factories.people import make_officer, make_organisation, make_user

MISSION, OBJECTIVES, OF_A_TENDER, BOARDS = "bench", 5, 10, 3
FIRST = date(2020, 1, 1)
STATUSES = ("on_path", "off_path", "too_early", "not_measurable")
COLUMNS = (
    "series_id", "organisation_id", "period_start", "period_end", "value", "is_withdrawn", "published_on", "vintage",
    "source", "source_url", "note", "received_at", "batch_id",
)  # fmt: skip
#: Characters given to PostgreSQL at once.
_LOADED_AT_ONCE = 1_000_000


def fill(engine: Engine, size: int, readings: int) -> None:
    """Tenders with their measures, how each stands, and what is kept of it all."""
    with writing(engine) as session:
        seed(session, size, readings)
    tallying.recount(engine)


def prepare(url: str, size: int, readings: int) -> float:
    """Migrate and seed a database that is empty; readings loaded a second, 0 for one that was there."""
    engine = make_engine(url)
    migrate(engine)
    with reading(engine) as session:
        is_empty = session.exec(select(MeasureSeries.id).limit(1)).first() is None
    rate = 0.0
    if is_empty:
        fill(engine, size, readings)
        began = time.perf_counter()
        load(engine, size, readings)
        rate = size * readings / (time.perf_counter() - began)
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    engine.dispose()
    return rate


def seed(session: Session, size: int, readings: int) -> None:
    """Everything but the readings."""
    for position in range(OBJECTIVES):
        session.add(
            ObjectiveRow(
                objective_id=f"{MISSION}-{position}", mission_id=MISSION, mission_name="Measured mission",
                framework_id="f", framework_name="Framework", framework_effective_from="2026-01-01",
                title=f"Objective {position}", position=position, digest="0" * 64, content={},
            )
        )  # fmt: skip
    buyers = [make_organisation(session, f"Buyer {at}") for at in range(2)]
    officers = [make_officer(session, each) for each in buyers]
    elsewhere = make_organisation(session, "Elsewhere")
    member = make_user(session, elsewhere, name="Member")
    boards = [make_board(session, member, quorum=1).id or 0 for _ in range(BOARDS)]
    batch = ObservationBatch(organisation_id=buyers[0].id, way="file")
    session.add(batch)
    session.flush()
    for number in range(size // OF_A_TENDER):
        tender = Tender(
            reference=new_reference(), title=f"Tender {number}", organisation_id=buyers[number // 2 % 2].id,
            created_by_id=officers[number // 2 % 2].id, state="published",
            board_id=None if number % 2 else boards[number // 2 % BOARDS],
        )  # fmt: skip
        tender.specification, tender.facts = Specification(), ProcurementFactsRow()
        session.add(tender)
        session.flush()
        version = SpecificationVersion(
            tender_id=tender.id, number=1, snapshot_json="{}", sha256="0" * 64, frozen_by_id=officers[0].id
        )
        session.add(version)
        session.flush()
        _measures(session, tender, version, number, readings)
        _decision(session, tender, officers[0], number, elsewhere.id or 0)
        session.expunge_all()


def _measures(
    session: Session, tender: Tender, version: SpecificationVersion, number: int, readings: int
) -> None:
    today, last = datetime.now(UTC), FIRST + timedelta(days=periods(readings) - 1)
    is_public = bool(number % 2)
    rows = [
        MeasureSeries(
            id=number * OF_A_TENDER + at + 1, tender_id=tender.id, organisation_id=tender.organisation_id,
            version_id=version.id, outcome_key="o", measure_key=f"m{at}", position=at, name=f"Measure {at}",
            outcome_title="Outcome", unit="%", direction="up", figure_kind="share", people_per_reading=20_000,
            people_in_baseline=20_000, is_clustered=False, is_public=is_public, baseline_words="30",
            baseline_value=Decimal(30), target_words="70", target_value=Decimal(70), target_on=date(2040, 1, 1),
            interval_days=30, lag_days=20,
        )
        for at in range(OF_A_TENDER)
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    shared = {
        "mission_id": MISSION, "tender_id": tender.id, "organisation_id": tender.organisation_id,
        "board_id": tender.board_id or 0, "is_public": is_public,
    }  # fmt: skip
    for at, row in enumerate(rows):
        status = STATUSES[(row.id or 0) % len(STATUSES)]
        happened = (row.id or 0) % 5 == 0
        rank = (row.id or 0) % 4 if happened else 9
        on = today.date() - timedelta(days=(row.id or 0) % 60) if happened else None
        session.add(
            SeriesStanding(
                series_id=row.id, observations=readings, periods=periods(readings), latest_start=last,
                latest_end=last, latest_value=Decimal(50), latest_published_on=last, latest_vintage=1,
                status=status,
            )
        )  # fmt: skip
        session.add(
            SeriesJudgement(
                series_id=row.id, version_id=version.id, starts_on=date(2019, 12, 31), judged_at=today,
                status=status, status_since=today.date(), reason="As it was seeded.", due_value=Decimal(48),
                travelled=Decimal(50), notable_kind="status" if happened else "", notable_rank=rank,
                notable_on=on, notable_words="It went off path." if happened else "",
            )
        )  # fmt: skip
        for objective in ("", f"{MISSION}-{at % OBJECTIVES}"):
            session.add(
                SeriesLink(
                    objective_id=objective, series_id=row.id, status=status, notable_rank=rank, notable_on=on, **shared
                )
            )  # fmt: skip
        session.add(ResultsChange(kind="recorded", at=today, **shared))
    session.flush()


def _decision(session: Session, tender: Tender, officer: User, number: int, elsewhere: int) -> None:
    """One of the reader's on each of the first ten tenders; then one in ten of somebody else's, due before."""
    if number >= OF_A_TENDER and number % OF_A_TENDER:
        return
    is_own = number < OF_A_TENDER
    session.add(
        ResultDecision(
            tender_id=tender.id, organisation_id=tender.organisation_id if is_own else elsewhere,
            board_id=(tender.board_id or 1) if is_own else 999, kind="continue", reason="To see what comes of it.",
            owner_name="Robin Example", follow_up_on=date(2026, 6, 2 if is_own else 1), decided_by_id=officer.id,
        )
    )  # fmt: skip
    session.flush()


def load(engine: Engine, size: int, readings: int) -> None:
    """The readings, measure by measure: COPY on PostgreSQL, many at a time on SQLite."""
    with reading(engine) as session:
        owners = dict(session.exec(select(MeasureSeries.id, MeasureSeries.organisation_id)).all())
        batch_id = session.exec(select(ObservationBatch.id)).one() or 0
    made = _rows(size, readings, owners, batch_id)
    names = ", ".join(COLUMNS)
    with engine.begin() as connection:
        raw: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            marks = ", ".join("?" * len(COLUMNS))
            raw.execute("PRAGMA cache_size = -400000")
            raw.executemany(f"INSERT INTO observation ({names}) VALUES ({marks})", made)
            return
        # Which series and batch each is of was made by ourselves: the server need not look them up ten million times.
        raw.execute("SET LOCAL session_replication_role = replica")
        with raw.cursor().copy(f"COPY observation ({names}) FROM STDIN") as copy:
            text = io.StringIO()
            for row in made:
                text.write("\t".join(map(str, row)) + "\n")
                if text.tell() > _LOADED_AT_ONCE:
                    copy.write(text.getvalue())
                    text = io.StringIO()
            copy.write(text.getvalue())


def periods(readings: int) -> int:
    """Periods that so many readings are of: one in ten revises another."""
    return readings - readings // 10


def _rows(
    size: int, readings: int, owners: dict[int | None, int], batch_id: int
) -> Iterator[tuple[Any, ...]]:
    number = periods(readings)
    days = [(FIRST + timedelta(days=at)).isoformat() for at in range(number)]
    later = [(FIRST + timedelta(days=at + 60)).isoformat() for at in range(number)]
    received = "2030-01-01 00:00:00.000000"
    for series_id in range(1, size + 1):
        owner = owners[series_id]
        for at, day in enumerate(days):
            value = (40_000_000 + (series_id * 7919 + at * 104_729) % 20_000_000) // 100_000 * 100_000
            yield series_id, owner, day, day, value, 0, day, 1, "Fictional", "", "", received, batch_id
            if at < readings - number:
                more = value + 100_000
                yield (
                    series_id,
                    owner,
                    day,
                    day,
                    more,
                    0,
                    later[at],
                    2,
                    "Fictional",
                    "",
                    "",
                    received,
                    batch_id,
                )
