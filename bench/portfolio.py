"""How long the portfolio of a mission takes, and the look-up of who else is buying the same, at 100 and 10,000
tenders, on both databases.

    python -m bench.portfolio [--sizes 100 10000] [--databases sqlite postgresql] [--keep FOLDER]

Each page is asked of the whole application, in this process. Times are milliseconds of processor, ours and the
database server's together, the lower quartile of runs that take turns. The bar: at most 1.5 times as long at 10,000
as at 100. Half of all tenders are public, the rest are with one of five boards; the reader sits on one of them. What
is looked up is like one in a hundred.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlmodel import select
from werkzeug.test import Client

from bench.public_list import clock_of, lower_quartile, marked, urls_of
from procure.app import create_app
from procure.config import Settings
from procure.db import make_engine, reading, writing
from procure.domain.identifiers import new_key, new_reference
from procure.domain.overlaps import Need, NeedOutcome
from procure.migrating import migrate
from procure.models import (
    NeedToken,
    ObjectiveRow,
    Organisation,
    PortfolioLink,
    PortfolioRow,
    PortfolioSum,
    Tender,
    User,
    VisibleNeed,
)
from procure.services import disclosing, summing, surveying
from tests.factories.boards import make_authority, make_board, make_ready_tender
from tests.factories.people import make_officer

SIZES, DATABASES, BAR = (100, 10_000), ("sqlite", "postgresql"), 1.5
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MISSION, BUYERS, YEARS = "bench", 12, (2025, 2026, 2027, 2028, 2029)
OBJECTIVES = tuple(f"bench-{at}" for at in range(5))
BATCH = 1_000
PAGES = {
    "portfolio, public": "/missions/bench",
    "portfolio, board member": "/portfolio/bench",
    "portfolio, one buyer": "/portfolio/bench?buyer={buyer}",
    "portfolio, one objective, one year": "/portfolio/bench?objective=bench-1&year=2027",
    "portfolio, a page further on": "/portfolio/bench?before={half}",
    "who else is buying this": "/tenders/{reference}/overlaps",
}
_KEYS = ("mission_id", "objective_id", "organisation_id", "year", "standing", "is_public", "board_id")


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
        folder = (arguments.keep or Path(scratch)) / "portfolio"
        folder.mkdir(parents=True, exist_ok=True)
        for database in arguments.databases:
            with urls_of(database, folder) as url_for:
                readers = {size: Reader(url_for(size), size, folder) for size in arguments.sizes}
                show(database, measure(readers, arguments.runs))
                for reader in readers.values():
                    reader.engine.dispose()


class Reader:
    """An application on one database, and an officer who also sits on a board."""

    def __init__(self, url: str, size: int, folder: Path) -> None:
        fill(url, size)
        self.app = create_app(Settings(data_dir=folder, database_url=url, secret_key="a key for measuring"))  # type: ignore[arg-type]
        self.engine: Engine = self.app.extensions["procure"].engine
        with reading(self.engine) as session:
            user = session.exec(select(User).where(User.name == "Robin Example")).one()
            tender = session.exec(
                select(Tender).where(Tender.created_by_id == user.id, Tender.state == "draft")
            ).one()
            buyer = session.exec(
                select(Organisation.key).where(Organisation.name == "Example Department 3")
            ).one()
            self.words = {"reference": tender.reference, "buyer": buyer, "half": size // 2}
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
        answer = self.client.get(path.format(**self.words))
        taken = (self.clock() - began) * 1000
        assert answer.status_code == 200, f"{path}: {answer.status}"
        return float(taken)


@dataclass(frozen=True)
class Measured:
    """Of a page, milliseconds at each size, and at the largest with as many tenders listed as at the smallest."""

    times: dict[int, float]
    alike: float


def measure(readers: dict[int, Reader], runs: int) -> dict[str, Measured]:
    """What each page takes."""
    smallest, largest = readers[min(readers)], readers[max(readers)]
    measured = {}
    for name, path in PAGES.items():
        with listing() as seen:
            smallest.time(path)
        times: dict[int, list[float]] = {size: [] for size in readers}
        alike = []
        for _ in range(runs + 2):
            for size, reader in readers.items():
                times[size].append(reader.time(path))
            with listing(seen[-1] if seen else None):
                alike.append(largest.time(path))
        low = {size: lower_quartile(each[2:]) for size, each in times.items()}
        measured[name] = Measured(low, lower_quartile(alike[2:]))
    return measured


@contextmanager
def listing(most: int | None = None) -> Iterator[list[int]]:
    """How many tenders are listed inside; at most ``most`` of them, if that is given."""
    real, seen = surveying.listed, []  # type: ignore[var-annotated]

    def listed(*arguments: Any, **named: Any) -> Any:
        found = real(*arguments, **named)
        seen.append(len(found))
        return found if most is None else found[:most]

    surveying.listed = listed
    try:
        yield seen
    finally:
        surveying.listed = real


def show(database: str, measured: dict[str, Measured]) -> None:
    """A table in Markdown, a row for each page."""
    sizes = sorted(next(iter(measured.values())).times)
    print(f"\n{database}: milliseconds a page\n")
    heads = [f"{size:,}" for size in sizes]
    print(
        f"| page | {' | '.join(heads)} | {heads[-1]}, as many rows | × {heads[0]} "
        f"| × {heads[0]}, as many rows (bar {BAR}) |"
    )
    print("| --- |" + " ---: |" * (len(sizes) + 3))
    for name, each in measured.items():
        cells = " | ".join(f"{each.times[size]:.1f}" for size in sizes)
        first, last = each.times[sizes[0]], each.times[sizes[-1]]
        print(
            f"| {name} | {cells} | {each.alike:.1f} | {last / first:.2f} | {marked(each.alike / first, BAR)} |",
            flush=True,
        )


def fill(url: str, size: int) -> None:
    """Migrate and seed a database that is empty."""
    engine = make_engine(url)
    migrate(engine)
    with engine.connect() as connection:
        is_empty = connection.exec_driver_sql("SELECT count(*) FROM tender").scalar_one() == 0
    if is_empty:
        seed(engine, size)
    engine.dispose()


def seed(engine: Engine, size: int) -> None:
    """The reader with one draft, and ``size`` tenders of twelve departments that serve one mission."""
    chance = random.Random(20261123)
    with writing(engine) as session:
        officer = make_officer(session, make_authority(session), name="Robin Example")
        boards = [make_board(session, officer, quorum=1), *(make_board(session) for _ in range(4))]
        make_ready_tender(session, officer, outcomes=3, measures=2)
        for at, objective in enumerate(OBJECTIVES):
            session.add(
                ObjectiveRow(
                    objective_id=objective, title=f"Objective {at}", mission_id=MISSION, mission_name="A mission",
                    framework_id="f", framework_name="F", framework_effective_from="2024-12", position=at,
                    digest="0" * 64, content={},
                )
            )  # fmt: skip
        buyers = [make_authority(session, name=f"Example Department {at}") for at in range(BUYERS)]
        session.flush()
        ids = [each.id or 0 for each in buyers]
        board_ids = [each.id or 0 for each in boards]
        author = officer.id
    sums: Counter[tuple[Any, ...]] = Counter()
    with engine.execution_options(writes=True).begin() as connection:
        for start in range(1, size + 1, BATCH):
            rows = [_row(at, chance, ids, board_ids) for at in range(start, min(start + BATCH, size + 1))]
            tenders = [
                {
                    "id": row.tender_id, "reference": row.reference, "title": row.title,
                    "organisation_id": row.organisation_id, "created_by_id": author, "created_at": NOW,
                    "updated_at": NOW, "state": "published" if row.is_public else "in_review",
                }
                for row in rows
            ]  # fmt: skip
            connection.execute(insert(Tender), tenders)
            connection.execute(insert(PortfolioRow), [row.model_dump() for row in rows])
            links = [link for row in rows for link in _links(row, chance)]
            connection.execute(insert(PortfolioLink), [link.model_dump() for link in links])
            by_id = {row.id: row for row in rows}
            for link in links:
                key = tuple(getattr(link, name) for name in _KEYS)
                for name, amount in summing.amounts_of(by_id[link.row_id], link.share).items():
                    sums[*key, name] += amount
            needs = [(row, _need(row, chance)) for row in rows if row.is_public or chance.random() < 0.3]
            connection.execute(insert(VisibleNeed), [_visible(row, need) for row, need in needs])
            connection.execute(
                insert(NeedToken),
                [
                    {"token": token, "fades_on": _fades(row), "need_id": row.id}
                    for row, need in needs
                    for token in disclosing.tokens_of(need)
                ],
            )
        grouped: dict[tuple[Any, ...], dict[str, int]] = {}
        for (*key, name), amount in sums.items():
            grouped.setdefault(tuple(key), {})[name] = amount
        connection.execute(
            insert(PortfolioSum),
            [dict(zip(_KEYS, key, strict=True)) | amounts for key, amounts in grouped.items()],
        )
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _row(at: int, chance: random.Random, buyers: list[int], boards: list[int]) -> PortfolioRow:
    is_public = chance.random() < 0.5
    year = chance.choice(YEARS)
    words = ["".join(chance.choices("abcdefghiklmnoprstuw", k=chance.randint(4, 10))) for _ in range(5)]
    net = Decimal(chance.randint(10_000, 10**8))
    return PortfolioRow(
        id=at, tender_id=at + 10, organisation_id=chance.choice(buyers), is_public=is_public,
        board_id=0 if is_public else chance.choice(boards),
        standing=chance.choice(("live", "awarded")) if is_public else "planned", year=year,
        reference=new_reference(), title=" ".join(words).capitalize(), buyer_name="Example Department",
        version_number=1, value_net=net, value_gross=net * Decimal("1.2"), notice_on=date(year - 1, 9, 1),
        award_on=date(year, 2, 1), starts_on=date(year, 5, 1), ends_on=date(year + 3, 4, 30),
        sme_suitable=chance.random() < 0.5, requirements=5, flagged=chance.randint(0, 2), score="45 (30 to 45)",
        made_at=NOW,
    )  # fmt: skip


def _links(row: PortfolioRow, chance: random.Random) -> list[PortfolioLink]:
    served = chance.sample(OBJECTIVES, chance.randint(1, 3))
    return [
        PortfolioLink(
            mission_id=MISSION, objective_id=objective, row_id=row.id or 0, organisation_id=row.organisation_id,
            year=row.year, standing=row.standing, is_public=row.is_public, board_id=row.board_id, outcomes=2,
            share=Decimal(chance.randint(1, 9)) if objective else None,
        )
        for objective in ("", *served)
    ]  # fmt: skip


def _need(row: PortfolioRow, chance: random.Random) -> Need:
    """One in a hundred is about warm homes, as the reader's draft is; all others are about nothing."""
    if chance.random() < 0.01:
        said, people = (
            "Homes that were costly to heat are warm, at a lower bill for those who live there",
            "Tenants",
        )
    else:
        words = ("".join(chance.choices("abcdefghiklmnoprstuw", k=chance.randint(4, 9))) for _ in range(25))
        said, people = " ".join(words), "people"
    return Need(
        title=row.title,
        outcomes=(NeedOutcome(row.title, said, people),),
        regions=frozenset({chance.choice(("UKG31", "UKG", "UKC", "UKD3", "UKI"))}),
        cpv_codes=frozenset({chance.choice(("45321000", "71314300", "85000000", "90000000", "79000000"))}),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


def _visible(row: PortfolioRow, need: Need) -> dict[str, Any]:
    outcomes = [
        {"title": each.title, "words": each.words, "people": each.people, "library_id": each.library_id}
        for each in need.outcomes
    ]
    return {
        "id": row.id, "key": new_key(), "tender_id": row.tender_id, "organisation_id": row.organisation_id,
        "standing": row.standing, "disclosure": "" if row.is_public else "outcomes",
        "reference": row.reference if row.is_public else "", "title": row.title, "buyer_name": row.buyer_name,
        "contact_name": "Team", "contact_email": "team@example.org", "outcomes": outcomes,
        "regions": sorted(need.regions), "cpv_codes": sorted(need.cpv_codes), "starts_on": need.starts_on,
        "ends_on": need.ends_on, "has_lots": False, "fades_on": _fades(row), "made_at": NOW,
    }  # fmt: skip


def _fades(row: PortfolioRow) -> date:
    return date(2028, 1, 1) + timedelta(days=(row.id or 0) % 300)


if __name__ == "__main__":
    main()
