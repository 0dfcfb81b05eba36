"""How long a measure's page and a mission's measures take, and how fast observations come in, with 100,000 observations
of 100 measures and with 10 million of 10,000, on both databases.

    python -m bench.results [--sizes 100 10000] [--readings 1000] [--databases sqlite postgresql] [--keep FOLDER]
        [--no-ingestion]

A size is a number of measures, each with so many readings: one in ten revises another. Every tender has ten measures,
and all serve one mission (``bench.results_seeding``). Pages are asked of the whole application by anybody, by a member
of the mission's boards and by an officer; each has as many rows at every size. Times are milliseconds of processor,
ours and the database server's together, the lower quartile of runs that take turns. The bar: at the largest size at
most 1.5 times as long as at the smallest. Ingestion is 1,000 readings a batch, over ten measures, each batch a
transaction with all its checks: readings a second of wall clock. ``--no-ingestion`` leaves it out, and the databases
as they are.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, func
from sqlmodel import col, select
from werkzeug.test import Client

from bench.public_list import clock_of, lower_quartile, marked, urls_of
from bench.results_seeding import FIRST, MISSION, STATUSES, prepare
from procure.app import create_app
from procure.config import Settings
from procure.db import reading, writing
from procure.domain.identifiers import new_key
from procure.domain.observing import Reading, Way
from procure.models import MeasureSeries, ResultsChange, SeriesLink, SeriesStanding, User
from procure.services import observing, results_feed
from procure.services.access import actor_of

SIZES, READINGS, DATABASES, BAR = (100, 10_000), 1_000, ("sqlite", "postgresql"), 1.5
NOW = datetime(2030, 1, 1, tzinfo=UTC)
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
    parser.add_argument("--no-ingestion", action="store_true", help="change nothing in the databases")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (arguments.keep or Path(scratch)) / f"results-{arguments.readings}"
        folder.mkdir(parents=True, exist_ok=True)
        for database in arguments.databases:
            with urls_of(database, folder) as url_for:
                places = {
                    size: Place(url_for(size), size, arguments.readings, folder) for size in arguments.sizes
                }
                measured = measure(places, arguments.runs)
                for place in places.values():
                    place.rate = 0.0 if arguments.no_ingestion else ingest(place)
                show(database, arguments.readings, measured, places)


class Place:
    """A database of one size, an application on it, and an officer who looks."""

    def __init__(self, url: str, size: int, readings: int, folder: Path) -> None:
        self.loaded = prepare(url, size, readings)
        app = create_app(Settings(data_dir=folder, database_url=url, secret_key="a key for measuring"))
        self.engine: Engine = app.extensions["procure"].engine
        self.size = size
        with reading(self.engine) as session:
            people = session.exec(select(User).order_by(col(User.id))).all()
            self.actor = actor_of(people[0])
            self.series = session.exec(
                select(MeasureSeries)
                .where(
                    MeasureSeries.position == 5, MeasureSeries.organisation_id == self.actor.organisation_id
                )
                .order_by(col(MeasureSeries.id))
                .limit(50)
            ).all()
            self.references = [each.tender.reference for each in self.series]
            self.shown = session.exec(
                select(MeasureSeries.key).where(col(MeasureSeries.is_public).is_(True)).limit(50)
            ).all()
            self.buyer = people[0].organisation.key
            self.seen = (session.exec(select(func.max(ResultsChange.id))).one() or 0) - 5
            last = select(func.max(SeriesLink.series_id)).where(SeriesLink.status == "off_path")
            #: A page ends in the middle of what is off path, which is a quarter.
            self.after = (session.exec(last).one() or 0) - 19 * len(STATUSES)
            signed = [f"{each.key}:{each.session_epoch}" for each in people]
        self.officer, self.member = self._signed_in(app, signed[0]), self._signed_in(app, signed[-1])
        self.anybody = Client(app)
        self.clock = clock_of(self.engine)
        self.rate = 0.0

    def _signed_in(self, app: Flask, signed_id: str) -> Client:
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = signed_id, True
        carried = browser.get_cookie("procure")
        assert carried is not None
        client = Client(app)
        client.set_cookie("procure", carried.value)
        return client

    def ask(self, client: Client, path: str, rows: int = 0) -> None:
        """A page, with at least so many links to measures."""
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        assert not rows or answer.text.count("/measures/") >= rows, (path, answer.text.count("/measures/"))

    def time(self, work: Callable[[Place, int], object], at: int) -> float:
        """Milliseconds that something takes."""
        began = self.clock()
        work(self, at)
        return (self.clock() - began) * 1000


def _measure_page(place: Place, at: int) -> None:
    place.ask(place.anybody, f"/results/measures/{place.shown[at % len(place.shown)]}")


def _recording_page(place: Place, at: int) -> None:
    number = at % len(place.series)
    where = f"/tenders/{place.references[number]}/observations/measures/{place.series[number].key}"
    place.ask(place.officer, where)


def _tender_page(place: Place, at: int) -> None:
    place.ask(place.officer, f"/dashboard/tenders/{place.references[at % len(place.series)]}")


def _public(place: Place, at: int) -> None:
    place.ask(place.anybody, f"/results/missions/{MISSION}", rows=28)


def _public_buyer(place: Place, at: int) -> None:
    place.ask(place.anybody, f"/results/missions/{MISSION}?buyer={place.buyer}", rows=20)


def _board(place: Place, at: int) -> None:
    place.ask(place.member, f"/dashboard/missions/{MISSION}", rows=28)


def _board_status(place: Place, at: int) -> None:
    place.ask(place.member, f"/dashboard/missions/{MISSION}?status=off_path", rows=28)


def _board_further(place: Place, at: int) -> None:
    place.ask(place.member, f"/dashboard/missions/{MISSION}?after=off_path.{place.after}", rows=28)


def _officer(place: Place, at: int) -> None:
    place.ask(place.officer, f"/dashboard/missions/{MISSION}", rows=28)


def _missions(place: Place, at: int) -> None:
    place.ask(place.anybody, "/results")


def _changes(place: Place, at: int) -> None:
    """What an open page of somebody who may see everything is told, twice a second."""
    with reading(place.engine) as session:
        results_feed.after(session, place.actor, MISSION, place.seen)


def _readings(place: Place, at: int) -> None:
    with reading(place.engine) as session:
        observing.history(session, place.actor, place.series[at % len(place.series)], limit=200)


ASKED: dict[str, Callable[[Place, int], object]] = {
    "a measure's page, anybody": _measure_page,
    "a measure's page, to record": _recording_page,
    "200 readings of a measure": _readings,
    "a tender's measures, officer": _tender_page,
    "the mission, anybody": _public,
    "the mission, anybody, one buyer": _public_buyer,
    "the mission's dashboard, board member": _board,
    "the same, off path": _board_status,
    "the same, a page further on": _board_further,
    "the mission's dashboard, officer": _officer,
    "all missions, anybody": _missions,
    "what changed, for a page kept open": _changes,
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
    rates = " | ".join(f"{places[size].rate:,.0f}" if places[size].rate else "" for size in sizes)
    print(f"| readings recorded a second (wall clock) | {rates} | |")
    loaded = " | ".join(f"{places[size].loaded:,.0f}" if places[size].loaded else "" for size in sizes)
    print(f"| readings loaded in bulk a second (wall clock) | {loaded} | |")
    print(
        f"\nLoad of the machine at the end: {', '.join(f'{each:.1f}' for each in os.getloadavg())}.",
        flush=True,
    )


if __name__ == "__main__":
    main()
