"""How long the pages of an officer at work take, at 1,000, 10,000 and 100,000 drafts, on both databases.

    python -m bench.authoring [--sizes 1000 10000 100000] [--databases sqlite postgresql] [--keep FOLDER]

One in twenty of the drafts is of the officer's own organisation: at 100,000 it has 5,000. Each page is asked of
the whole application, in this process, by an officer who is signed in. Beside it stands the same page with what
it reads already at hand: account, tender, rows and lists are kept from the first time, all else is done again,
and it is checked that not one statement reaches the database; and, where the smallest size fills less of a list
than the largest, the largest with only as many of the rows it found put on its page. Times are milliseconds of
processor, ours and the database server's together, the lower quartile of interleaved runs: machines are shared, and
noise only ever adds. The bars: at the largest size no more than 1.2 times the time at the smallest for a page with as
many rows, and no more than twice the time without the database.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import select
from werkzeug.test import Client

from bench.drafts import opened, seed
from bench.public_list import (
    DATABASES,
    SIZES,
    TIMES_SMALLEST,
    TIMES_WITHOUT,
    clock_of,
    lower_quartile,
    marked,
    urls_of,
)
from procure.app import create_app
from procure.config import Settings
from procure.db import make_engine, reader_of, reading
from procure.migrating import migrate
from procure.models import Tender, User
from procure.services import answering, authoring, awaiting, freezing, growing, remapping, starting
from procure.services.starting import OwnTenders
from procure.web import sessions

PAGES = {
    "a question: value": "/tenders/{reference}/questions/value",
    "a question: who is affected": "/tenders/{reference}/questions/who-is-affected",
    "the task list": "/tenders/{reference}",
    "the outcomes": "/tenders/{reference}/outcomes",
    "own tenders": "/tenders",
    "own tenders, second page": "/tenders?page=2",
    "own tenders, in review": "/tenders?state=in_review",
    "own tenders, a middling word": "/tenders?words=winter",
    "own tenders, a rare word": "/tenders?words=otters",
}
#: Where pages read: everything else they do is done again when these answers are at hand.
READS = (
    (authoring, "tender_by_reference"),
    (freezing, "gather"),
    (starting, "own_tenders"),
    (growing, "origins"),
    (remapping, "changed_for"),
    (answering, "waiting"),
    (awaiting, "of_organisation"),
)


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
        folder = (arguments.keep or Path(scratch)) / "drafts"
        folder.mkdir(parents=True, exist_ok=True)
        for database in arguments.databases:
            with urls_of(database, folder) as url_for:
                measured = measure({size: url_for(size) for size in arguments.sizes}, folder, arguments.runs)
                show(database, measured)


class Desk:
    """An application on one database, and an officer at it."""

    def __init__(self, url: str, size: int, folder: Path) -> None:
        fill(url, size)
        settings = Settings(data_dir=folder, database_url=url, secret_key="a key for measuring")  # type: ignore[arg-type]
        self.app = create_app(settings)
        self.engine: Engine = self.app.extensions["procure"].engine
        with reading(self.engine) as session:
            user = session.exec(select(User)).one()
            self.reference = session.exec(select(Tender.reference).where(Tender.id == opened(size))).one()
        test_client = self.app.test_client()
        with test_client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = f"{user.key}:{user.session_epoch}", True
        carried = test_client.get_cookie("procure")
        assert carried is not None
        self.client = Client(self.app)
        self.client.set_cookie("procure", carried.value)
        self.clock = clock_of(self.engine)

    def time(self, path: str) -> float:
        """Milliseconds that a page takes."""
        began = self.clock()
        answer = self.client.get(path.format(reference=self.reference))
        taken = (self.clock() - began) * 1000
        assert answer.status_code == 200, f"{path}: {answer.status}"
        return float(taken)

    @contextmanager
    def at_hand(self, kept: dict[Any, Any]) -> Iterator[None]:
        """Inside, what pages read is what they read the first time."""
        real = [(module, name, getattr(module, name)) for module, name in READS]
        for module, name, function in real:
            setattr(module, name, remembering(function, kept))
        self.app.login_manager.user_loader(remembering(sessions.load_user, kept))
        try:
            yield
        finally:
            for module, name, function in real:
                setattr(module, name, function)
            self.app.login_manager.user_loader(sessions.load_user)


def remembering(function: Callable[..., Any], kept: dict[Any, Any]) -> Callable[..., Any]:
    """The function, or what it gave for the same words the first time."""

    def answer(*arguments: Any, **named: Any) -> Any:
        words = repr([each for each in arguments if isinstance(each, (str, int, list))])
        if (function, words) not in kept:
            kept[function, words] = function(*arguments, **named)
        return kept[function, words]

    return answer


def fill(url: str, size: int) -> None:
    """Migrate and seed a database that is empty."""
    engine = make_engine(url)
    migrate(engine)
    with engine.connect() as connection:
        is_empty = connection.exec_driver_sql("SELECT count(*) FROM tender").scalar_one() == 0
    if is_empty:
        seed(engine, size)
    engine.dispose()


@dataclass(frozen=True)
class Measured:
    """Of a page, milliseconds: at each size; at the largest with as many rows as at the smallest; and there without the
    database. And how many statements it runs.
    """

    times: dict[int, float]
    alike: float
    without: float
    statements: int


def measure(urls: dict[int, str], folder: Path, runs: int) -> dict[str, Measured]:
    """What each page takes."""
    desks = {size: Desk(url, size, folder) for size, url in urls.items()}
    smallest, largest = desks[min(desks)], desks[max(desks)]
    measured = {}
    for name, path in PAGES.items():
        kept: dict[Any, Any] = {}
        with largest.at_hand(kept):
            largest.time(path)
        for desk in desks.values():
            desk.time(path)
        with counted(largest.engine) as statements:
            largest.time(path)
        with rows_seen() as rows:
            smallest.time(path)
        times: dict[int, list[float]] = {size: [] for size in desks}
        alike, without = [], []
        for _ in range(runs):
            for size, desk in desks.items():
                times[size].append(desk.time(path))
            with only(rows):
                alike.append(largest.time(path))
            with largest.at_hand(kept), counted(largest.engine) as none:
                without.append(largest.time(path))
            assert not none, f"{path} still asks the database: {none}"
        low = {size: lower_quartile(each) for size, each in times.items()}
        measured[name] = Measured(low, lower_quartile(alike), lower_quartile(without), len(statements))
    for desk in desks.values():
        desk.engine.dispose()
    return measured


@contextmanager
def rows_seen() -> Iterator[list[OwnTenders]]:
    """The lists of own tenders that are read inside."""
    real, seen = starting.own_tenders, []  # type: ignore[var-annotated]

    def saw(*arguments: Any, **named: Any) -> OwnTenders:
        seen.append(real(*arguments, **named))
        return seen[-1]

    starting.own_tenders = saw
    try:
        yield seen
    finally:
        starting.own_tenders = real


@contextmanager
def only(rows: list[OwnTenders]) -> Iterator[None]:
    """Inside, a list of own tenders has only as many of its rows as ``rows`` had, if any list was read there."""
    real = starting.own_tenders

    def cut(*arguments: Any, **named: Any) -> OwnTenders:
        found = real(*arguments, **named)
        pattern = rows[-1]
        return replace(
            found, tenders=found.tenders[: len(pattern.tenders)], has_more=found.has_more and pattern.has_more
        )

    starting.own_tenders = cut
    try:
        yield
    finally:
        starting.own_tenders = real


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are run inside."""
    seen: list[str] = []

    def saw(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):  # SQLite is told so in words, PostgreSQL is not
            seen.append(statement)

    event.listen(reader_of(engine), "before_cursor_execute", saw)
    try:
        yield seen
    finally:
        event.remove(reader_of(engine), "before_cursor_execute", saw)


def show(database: str, measured: dict[str, Measured]) -> None:
    """A table in Markdown, a row for each page."""
    sizes = sorted(next(iter(measured.values())).times)
    heads = [f"{size:,}" for size in sizes]
    print(f"\n{database}: milliseconds a page\n")
    print(
        f"| page | statements | {' | '.join(heads)} | {heads[-1]}, as many rows | {heads[-1]} without database "
        f"| × {heads[0]}, as many rows (bar {TIMES_SMALLEST}) | × without (bar {TIMES_WITHOUT:g}) |"
    )
    print("| --- |" + " ---: |" * (len(sizes) + 5))
    for name, each in measured.items():
        cells = " | ".join(f"{each.times[size]:.1f}" for size in sizes)
        print(
            f"| {name} | {each.statements} | {cells} | {each.alike:.1f} | {each.without:.1f} "
            f"| {marked(each.alike / each.times[sizes[0]], TIMES_SMALLEST)} "
            f"| {marked(each.times[sizes[-1]] / each.without, TIMES_WITHOUT)} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
