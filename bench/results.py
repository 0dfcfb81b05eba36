"""How long a measure's page and a mission's measures take, and how fast observations come in, with 100,000 observations
of 100 measures and with 10 million of 10,000, on both databases.

    python -m bench.results [--sizes 100 10000] [--readings 1000] [--databases sqlite postgresql] [--keep FOLDER]

A size is a number of measures, each with so many readings: one in ten revises another. Every tender has ten measures,
and all serve one mission. Pages are asked of the whole application, questions of the services, in this process: times
are milliseconds of processor, ours and the database server's together, the lower quartile of runs that take turns. The
bar: at the largest size at most 1.5 times as long as at the smallest. Ingestion is 1,000 readings a batch, over ten
measures, each batch a transaction with all its checks: readings a second of wall clock.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select
from werkzeug.test import Client

from bench.public_list import clock_of, lower_quartile, marked, urls_of
from procure.app import create_app
from procure.config import Settings
from procure.db import make_engine, reading, writing
from procure.domain.identifiers import new_key, new_reference
from procure.domain.observing import Reading, Way
from procure.domain.permissions import ANYONE
from procure.migrating import migrate
from procure.models import (
    MeasureSeries,
    ObservationBatch,
    SeriesLink,
    SeriesStanding,
    SpecificationVersion,
    Tender,
    User,
)
from procure.services import observing
from procure.services.access import actor_of
from tests.factories.people import make_officer, make_organisation

SIZES, READINGS, DATABASES, BAR = (100, 10_000), 1_000, ("sqlite", "postgresql"), 1.5
MISSION, OBJECTIVES, OF_A_TENDER = "bench", 5, 10
FIRST = date(2020, 1, 1)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
STATUSES = ("on_path", "off_path", "too_early", "not_measurable")
COLUMNS = (
    "series_id", "organisation_id", "period_start", "period_end", "value", "is_withdrawn", "published_on", "vintage",
    "source", "source_url", "note", "received_at", "batch_id",
)  # fmt: skip
BATCH, BATCHES, SPREAD = 1_000, 20, 10


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of measures")
    parser.add_argument("--readings", type=int, default=READINGS, help="readings of each measure")
    parser.add_argument("--databases", nargs="+", default=DATABASES, choices=DATABASES)
    parser.add_argument("--runs", type=int, default=40, help="times that each is asked")
    parser.add_argument("--keep", type=Path, help="folder to keep the databases in for another run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (arguments.keep or Path(scratch)) / f"results-{arguments.readings}"
        folder.mkdir(parents=True, exist_ok=True)
        for database in arguments.databases:
            with urls_of(database, folder) as url_for:
                places = {
                    size: Place(url_for(size), size, arguments.readings, folder) for size in arguments.sizes
                }
                show(database, arguments.readings, measure(places, arguments.runs), places)


class Place:
    """A database of one size, an application on it, and an officer who looks."""

    def __init__(self, url: str, size: int, readings: int, folder: Path) -> None:
        self.loaded = fill(url, size, readings)
        app = create_app(Settings(data_dir=folder, database_url=url, secret_key="a key for measuring"))
        self.engine: Engine = app.extensions["procure"].engine
        self.size = size
        with reading(self.engine) as session:
            user = session.exec(select(User).order_by(col(User.id))).first()
            assert user is not None
            self.actor, signed_id = actor_of(user), f"{user.key}:{user.session_epoch}"
            self.series = session.exec(
                select(MeasureSeries).where(MeasureSeries.position == 5).limit(50)
            ).all()
            self.references = [each.tender.reference for each in self.series]
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = signed_id, True
        carried = browser.get_cookie("procure")
        assert carried is not None
        self.client = Client(app)
        self.client.set_cookie("procure", carried.value)
        self.clock = clock_of(self.engine)
        self.rate = 0.0

    def ask(self, path: str) -> None:
        """A page, as the officer sees it."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    def time(self, work: Callable[[Place, int], object], at: int) -> float:
        """Milliseconds that something takes."""
        began = self.clock()
        work(self, at)
        return (self.clock() - began) * 1000


def _measure_page(place: Place, at: int) -> None:
    number = at % len(place.series)
    place.ask(f"/tenders/{place.references[number]}/observations/measures/{place.series[number].key}")


def _tender_page(place: Place, at: int) -> None:
    place.ask(f"/tenders/{place.references[at % len(place.series)]}/observations")


def _readings(place: Place, at: int) -> None:
    with reading(place.engine) as session:
        observing.history(session, ANYONE, place.series[at % len(place.series)], limit=200)


def _counts(place: Place, at: int) -> None:
    """How many of a mission's measures stand how: the first thing that its page says."""
    with reading(place.engine) as session:
        session.exec(
            select(SeriesLink.objective_id, SeriesLink.status, func.count())
            .where(SeriesLink.mission_id == MISSION, col(SeriesLink.is_open).is_(True))
            .group_by(col(SeriesLink.objective_id), col(SeriesLink.status))
        ).all()


def _listed(place: Place, at: int) -> None:
    """A page of a mission's measures with how each stands."""
    with reading(place.engine) as session:
        rows = session.exec(
            select(SeriesLink.series_id, MeasureSeries, SeriesStanding)
            .join(MeasureSeries, col(MeasureSeries.id) == SeriesLink.series_id)
            .join(SeriesStanding, col(SeriesStanding.series_id) == SeriesLink.series_id)
            .where(SeriesLink.mission_id == MISSION, SeriesLink.objective_id == "")
            .where(SeriesLink.status == STATUSES[at % len(STATUSES)])
            .order_by(col(SeriesLink.series_id))
            .limit(20)
        ).all()
        assert len(rows) == 20


ASKED: dict[str, Callable[[Place, int], object]] = {
    "a measure's page": _measure_page,
    "a tender's measures, page": _tender_page,
    "200 readings of a measure": _readings,
    "a mission's measures, listed": _listed,
    "a mission's measures, counted": _counts,
}


def measure(places: dict[int, Place], runs: int) -> dict[str, dict[int, float]]:
    """The lower quartile of each, by size; then how fast more comes in."""
    times: dict[str, dict[int, list[float]]] = {name: {size: [] for size in places} for name in ASKED}
    for at in range(runs + 5):
        for name, work in ASKED.items():
            for size, place in places.items():
                taken = place.time(work, at)
                if at >= 5:
                    times[name][size].append(taken)
    for place in places.values():
        place.rate = ingest(place)
    return {name: {size: lower_quartile(each) for size, each in by.items()} for name, by in times.items()}


def ingest(place: Place) -> float:
    """Readings a second that the service records, batch by batch."""
    began, chosen = time.perf_counter(), list(place.series)[:SPREAD]
    with reading(place.engine) as session:
        newest = session.exec(select(func.max(SeriesStanding.latest_end))).one() or FIRST
    for batch in range(BATCHES):
        readings = [
            Reading(
                each.key,
                day,
                day,
                day,
                Decimal(at % 977) / 10,
                source="Fictional",
                row_key=f"{new_key()}{at}",
            )
            for at in range(BATCH // len(chosen))
            for each in chosen
            for day in [newest + timedelta(days=1 + at + batch * (BATCH // len(chosen)))]
        ]
        with writing(place.engine) as session:
            answer = observing.record(
                session,
                place.actor,
                readings,
                Way.FILE,
                organisation_id=place.actor.organisation_id or 0,
                at=NOW,
            )
            assert not answer.is_refused
    return BATCHES * BATCH / (time.perf_counter() - began)


def show(
    database: str, readings: int, measured: dict[str, dict[int, float]], places: dict[int, Place]
) -> None:
    """A table in Markdown."""
    sizes = sorted(places)
    names = [f"{size * readings:,} of {size:,}" for size in sizes]
    print(f"\n### {database}\n\n| ms of processor | {' | '.join(names)} | times |")
    print("| --- |" + " ---: |" * (len(sizes) + 1))
    for name, times in measured.items():
        ratio = times[sizes[-1]] / times[sizes[0]]
        print(f"| {name} | {' | '.join(f'{times[size]:.1f}' for size in sizes)} | {marked(ratio, BAR)} |")
    rates = " | ".join(f"{places[size].rate:,.0f}" for size in sizes)
    print(f"| readings recorded a second (wall clock) | {rates} | |")
    loaded = " | ".join(f"{places[size].loaded:,.0f}" if places[size].loaded else "" for size in sizes)
    print(f"| readings loaded in bulk a second (wall clock) | {loaded} | |")
    print(
        f"\nLoad of the machine at the end: {', '.join(f'{each:.1f}' for each in os.getloadavg())}.",
        flush=True,
    )


def fill(url: str, size: int, readings: int) -> float:
    """Migrate and seed a database that is empty; readings loaded a second, 0 for one that was there."""
    engine = make_engine(url)
    migrate(engine)
    with reading(engine) as session:
        is_empty = session.exec(select(MeasureSeries.id).limit(1)).first() is None
    rate = 0.0
    if is_empty:
        with writing(engine) as session:
            organisation_id, batch_id = seed(session, size, readings)
        began = time.perf_counter()
        load(engine, size, readings, organisation_id, batch_id)
        rate = size * readings / (time.perf_counter() - began)
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    engine.dispose()
    return rate


def seed(session: Session, size: int, readings: int) -> tuple[int, int]:
    """Tenders with ten measures each, and how each stands."""
    organisation = make_organisation(session)
    officer = make_officer(session, organisation)
    batch = ObservationBatch(organisation_id=organisation.id, way="file")
    session.add(batch)
    session.flush()
    last = FIRST + timedelta(days=_periods(readings) - 1)
    for number in range(size // OF_A_TENDER):
        tender = Tender(
            reference=new_reference(), title=f"Tender {number}", organisation_id=organisation.id,
            created_by_id=officer.id, state="published",
        )  # fmt: skip
        session.add(tender)
        session.flush()
        version = SpecificationVersion(
            tender_id=tender.id, number=1, snapshot_json="{}", sha256="0" * 64, frozen_by_id=officer.id
        )
        session.add(version)
        session.flush()
        rows = [
            MeasureSeries(
                id=number * OF_A_TENDER + at + 1, tender_id=tender.id, organisation_id=organisation.id,
                version_id=version.id, outcome_key="o", measure_key=f"m{at}", position=at, name=f"Measure {at}",
                unit="%", direction="up", is_public=True,
            )
            for at in range(OF_A_TENDER)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        for at, row in enumerate(rows):
            status = STATUSES[(row.id or 0) % len(STATUSES)]
            session.add(
                SeriesStanding(
                    series_id=row.id, observations=readings, periods=_periods(readings), latest_start=last,
                    latest_end=last, latest_value=Decimal(50), latest_published_on=last, latest_vintage=1,
                    status=status,
                )
            )  # fmt: skip
            for objective in ("", f"bench-{at % OBJECTIVES}"):
                session.add(
                    SeriesLink(
                        mission_id=MISSION, objective_id=objective, series_id=row.id, tender_id=tender.id,
                        organisation_id=organisation.id, is_public=True, status=status,
                    )
                )  # fmt: skip
        session.flush()
        session.expunge_all()
    return organisation.id or 0, batch.id or 0


def load(engine: Engine, size: int, readings: int, organisation_id: int, batch_id: int) -> None:
    """The readings, measure by measure: COPY on PostgreSQL, many at a time on SQLite."""
    made = _rows(size, readings, organisation_id, batch_id)
    marks = ", ".join("?" * len(COLUMNS))
    names = ", ".join(COLUMNS)
    with engine.begin() as connection:
        raw: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            raw.executemany(f"INSERT INTO observation ({names}) VALUES ({marks})", made)
            return
        with raw.cursor().copy(f"COPY observation ({names}) FROM STDIN") as copy:
            text = io.StringIO()
            for row in made:
                text.write("\t".join(map(str, row)) + "\n")
                if text.tell() > 1_000_000:
                    copy.write(text.getvalue())
                    text = io.StringIO()
            copy.write(text.getvalue())


def _periods(readings: int) -> int:
    return readings - readings // 10


def _rows(size: int, readings: int, organisation_id: int, batch_id: int) -> Iterator[tuple[Any, ...]]:
    periods = _periods(readings)
    days = [(FIRST + timedelta(days=at)).isoformat() for at in range(periods)]
    later = [(FIRST + timedelta(days=at + 60)).isoformat() for at in range(periods)]
    received = "2030-01-01 00:00:00.000000"
    for series_id in range(1, size + 1):
        for at, day in enumerate(days):
            value = (40_000_000 + (series_id * 7919 + at * 104_729) % 20_000_000) // 100_000 * 100_000
            yield (
                series_id, organisation_id, day, day, value, 0, day, 1, "Fictional", "", "", received, batch_id,
            )  # fmt: skip
            if at < readings - periods:
                yield (
                    series_id, organisation_id, day, day, value + 100_000, 0, later[at], 2, "Fictional", "", "",
                    received, batch_id,
                )  # fmt: skip


if __name__ == "__main__":
    main()
