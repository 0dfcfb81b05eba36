"""Open data: releases made and checked a second, everything streamed, and a page of releases, on both databases.

    python -m bench.open_data [--sizes 1000 100000] [--databases sqlite postgresql] [--runs 30] [--keep FOLDER]

Releases stored are those of one invented tender with two lots and three outcomes, each with identifiers and a
moment of its own. A page and the stream are asked of the whole application, in this process or one of its own.
Times of a page are milliseconds of processor, ours and the database server's together, the lower quartile of
all runs. The stream is read to its end as a reader would who keeps up; peak memory is that of the process. The
bars: a page of 100 at the largest size takes no more than 1.2 times as long as at the smallest, and the stream of
the largest takes no more than 32 MB more memory than that of the smallest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from werkzeug.test import Client

from bench.public_list import DATABASES, clock_of, lower_quartile, urls_of
from bench.seeding import people
from exports.ocds.package import to_json_bytes
from exports.ocds.reading import read
from exports.ocds.release import release_json, tender_release
from exports.ocds.strict_json import read_json
from exports.ocds.validate import problems
from procure.app import create_app
from procure.config import Settings
from procure.db import make_engine
from procure.migrating import migrate
from tests.factories.notices import make_stamp
from tests.factories.snapshots import make_snapshot

SIZES = (1_000, 100_000)
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
BATCH = 1_000
ROUNDS = 200
NO_LIMIT = "1000000 per second"
LIST = "/api/1.0/ocdsReleasePackages"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", default=DATABASES, choices=DATABASES)
    parser.add_argument("--runs", type=int, default=30, help="times that each page is asked for")
    parser.add_argument("--keep", type=Path, help="folder to keep the databases in for another run")
    parser.add_argument("--stream", nargs=2, metavar=("URL", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.stream:
        stream(*arguments.stream)
        return
    make_and_check()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        rows = []
        for database in arguments.databases:
            with urls_of(database, folder) as url_for:
                for size in arguments.sizes:
                    url = url_for(size)
                    fill(url, size)
                    rows.append((database, size, *pages(url, folder, arguments.runs), *streamed(url, folder)))
        show(rows)


def make_and_check() -> None:
    """Releases a second: made and checked as publication does it, checked when read, and read as drafts."""
    snapshot, stamp = make_snapshot(lots=2), make_stamp()
    data = release_json(snapshot, stamp)
    package = json.loads(data)
    ways = {
        "made, checked and written, as publication does": lambda: release_json(snapshot, stamp),
        "made and checked against the model": lambda: tender_release(snapshot, stamp),
        "a stored release checked against the model": lambda: problems(package),
        "read as a draft, written out again and accounted for": lambda: read(
            read_json(data), lambda buyer: snapshot.authority
        ),
    }
    print(f"\n| a release of {len(data):,} bytes | a second |\n| --- | ---: |")
    for name, way in ways.items():
        way()
        began = time.process_time()
        for _ in range(ROUNDS):
            way()
        print(f"| {name} | {ROUNDS / (time.process_time() - began):,.0f} |", flush=True)


def fill(url: str, size: int) -> None:
    """Migrate and seed a database that is empty."""
    engine = make_engine(url)
    migrate(engine)
    with engine.connect() as connection:
        is_empty = connection.exec_driver_sql("SELECT count(*) FROM published_release").scalar_one() == 0
    if is_empty:
        seed(engine, size)
    engine.dispose()


def seed(engine: Engine, size: int) -> None:
    """``size`` releases, a minute apart, three to a procurement."""
    with engine.execution_options(writes=True).begin() as connection:
        people(connection)
        connection.execute(
            text(
                "INSERT INTO tender (id, reference, title, organisation_id, state, origin, copied_from, "
                "created_by_id, created_at, updated_at) VALUES (1, 'A', 'A', 1, 'published', 'scratch', '', 1, "
                ":now, :now)"
            ),
            {"now": START},
        )
        connection.execute(
            text(
                "INSERT INTO specification_version (id, tender_id, number, snapshot_json, sha256, frozen_by_id, "
                "frozen_at) VALUES (1, 1, 1, '{}', '', 1, :now)"
            ),
            {"now": START},
        )
        batch: list[dict[str, Any]] = []
        for row in releases(size):
            batch.append(row)
            if len(batch) == BATCH:
                _write(connection, batch)
                batch = []
        if batch:
            _write(connection, batch)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def releases(size: int) -> Iterator[dict[str, Any]]:
    made = json.loads(to_json_bytes(tender_release(make_snapshot(lots=2), make_stamp())))
    pattern = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    ocid, release_id, date = made["ocid"], made["id"], made["date"]
    for number in range(1, size + 1):
        at = START + timedelta(minutes=number)
        own = f"bench-{(number - 1) // 3 + 1:06}"
        told = (
            pattern.replace(release_id, f"{own}-{number:06}")
            .replace(ocid, own)
            .replace(date, at.strftime("%Y-%m-%dT%H:%M:%SZ"))
        )
        digest = hashlib.sha256(told.encode()).hexdigest()
        yield {"ocid": own, "id": f"{own}-{number:06}", "at": at, "digest": digest, "text": told}


def _write(connection: Any, batch: list[dict[str, Any]]) -> None:
    connection.execute(
        text(
            "INSERT INTO published_release (version_id, ocid, release_id, stage, published_at, sha256, release_json) "
            "VALUES (1, :ocid, :id, 'tender', :at, :digest, :text)"
        ),
        batch,
    )


def pages(url: str, folder: Path, runs: int) -> tuple[float, float, float, float]:
    """Milliseconds for the newest 100, 100 in the middle, "nothing has changed", and one record."""
    app = create_app(Settings(data_dir=folder, database_url=url, secret_key="k", api_rate_limit=NO_LIMIT))
    client = Client(app)
    newest = client.get(LIST)
    middle = halfway(client)
    clock = clock_of(app.extensions["procure"].engine)
    asked = (
        (LIST, {}),
        (middle, {}),
        (LIST, {"If-None-Match": newest.headers["ETag"]}),
        ("/api/1.0/ocdsRecordPackages/bench-000100", {}),
    )
    measured = []
    for address, headers in asked:
        times = []
        for _ in range(runs):
            began = clock()
            answer = client.get(address, headers=headers)
            times.append((clock() - began) * 1000)
            assert answer.status_code in (200, 304)
        measured.append(lower_quartile(times))
    app.extensions["procure"].engine.dispose()
    return measured[0], measured[1], measured[2], measured[3]


def halfway(client: Client) -> str:
    """The address of a page about half way down: by its moment, as a reader who left off there would ask."""
    held = json.loads(client.get("/api/1.0/bulk").data)["files"][0]["releases"]
    at = START + timedelta(minutes=held // 2)
    return f"{LIST}?updatedTo={at.strftime('%Y-%m-%dT%H:%M:%S')}"


def streamed(url: str, folder: Path) -> tuple[float, float, float]:
    """Seconds, megabytes and peak memory (MB) of reading everything, in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.open_data", "--stream", url, str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, megabytes, peak = json.loads(told)
    return seconds, megabytes, peak


def stream(url: str, folder: str) -> None:
    app = create_app(
        Settings(data_dir=Path(folder), database_url=url, secret_key="k", bulk_rate_limit=NO_LIMIT)
    )
    began, size = time.perf_counter(), 0
    answer = Client(app).get("/api/1.0/bulk/releases.jsonl", buffered=False)
    for chunk in answer.response:
        size += len(chunk)
    answer.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([time.perf_counter() - began, size / 1e6, peak]))


def show(rows: list[tuple[Any, ...]]) -> None:
    """A table in Markdown, a row for each database and size."""
    print(
        "\n| stored | newest 100, ms | 100 half way, ms | unchanged (304), ms | a record, ms "
        "| all streamed, s | MB | releases a second | peak memory, MB |"
    )
    print("| --- |" + " ---: |" * 8)
    for database, size, newest, middle, unchanged, record, seconds, megabytes, peak in rows:
        print(
            f"| {size:,} on {database} | {newest:.1f} | {middle:.1f} | {unchanged:.1f} | {record:.1f} "
            f"| {seconds:.1f} | {megabytes:.0f} | {size / seconds:,.0f} | {peak:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
