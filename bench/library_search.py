"""What a search of the outcome library costs at 1,000, 10,000 and 100,000 entries, on both databases, beside
the plain alternative: a scan with LIKE.

    python -m bench.library_search [--sizes 1000 10000 100000] [--databases sqlite postgresql] [--keep FOLDER]

``search_library`` is what the pages call: words by relevance among a thousand that hold them, filters, the count up
to there, twenty entries, and a slip of the keyboard put right. The scan asks the same table for the same words with
LIKE, counts what it finds and takes the first twenty by title. Both read the twenty entries whole. Times are
milliseconds of processor, ours and the database server's together, the lower quartile of runs that take turns (three
for the scan). The bars: at 100,000 entries a search for words costs at most half of the scan, and for words that few
entries hold at most 2 times what it costs at 1,000. Growth above 2 stands in bold in every row, with how many entries
are found at both ends beside it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, String, and_, cast, func, insert, literal, text
from sqlmodel import Session, col, select

from bench.public_list import DATABASES, clock_of, lower_quartile, urls_of
from outcome_library import read_library
from outcome_library.schema import LibraryOutcome
from procure import search
from procure.db import make_engine
from procure.domain.permissions import Actor
from procure.domain.vocabulary import Role
from procure.migrating import migrate
from procure.models import LibraryOutcomeRow, LibraryTag, SearchWord
from procure.services.browsing import PAGE_SIZE, LibraryQuery, search_library
from procure.services.loading import said_of, tags_of

SIZES = (1_000, 10_000, 100_000)
BATCH = 1_000
#: A scan of 100,000 entries takes long and differs little from run to run.
SCANS = 3
#: Words that a share of all entries has, to search for the common, the middling and the rare.
KNOWN = (("harbour", 0.3), ("winter", 0.02), ("otters", 0.0005))
READER = Actor(name="Measuring", roles=frozenset({Role.CURATOR.value}))
#: What ``search.put`` writes for an entry, many at a time.
INDEX = {
    "sqlite": "INSERT INTO search_library (rowid, title, body, measures, sources) "
    "VALUES (:id, :title, :body, :measures, :sources)",
    "postgresql": "INSERT INTO search_library (id, document) VALUES (:id, "
    "setweight(to_tsvector('english', :title), 'A') || setweight(to_tsvector('english', :body), 'D') "
    "|| setweight(to_tsvector('english', :measures), 'B') || setweight(to_tsvector('english', :sources), 'C'))",
}
#: A search, and whether few entries hold its words, however many there are.
SEARCHES: dict[str, tuple[LibraryQuery, bool]] = {
    "no words, first page": (LibraryQuery(), False),
    "a common word": (LibraryQuery(words="harbour"), False),
    "a middling word": (LibraryQuery(words="winter"), False),
    "a rare word": (LibraryQuery(words="otters"), True),
    "two words": (LibraryQuery(words="winter harbour"), False),
    "a word and a sector": (LibraryQuery(words="winter", sector="Health"), False),
    "a word and a mission": (LibraryQuery(words="winter", mission="growth"), False),
    "a word and a CPV code": (LibraryQuery(words="winter", cpv="85100000"), False),
    "words of a measure": (LibraryQuery(measure="people"), False),
    "words of a data source": (LibraryQuery(source="nhs england"), False),
    "a slip of the keyboard": (LibraryQuery(words="ottres"), True),
    "no such word": (LibraryQuery(words="xylophone"), True),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", default=DATABASES, choices=DATABASES)
    parser.add_argument("--runs", type=int, default=20, help="times that each search is made")
    parser.add_argument("--keep", type=Path, help="folder to keep the databases in for another run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for database in arguments.databases:
            with urls_of(database, folder) as url_for:
                measured = {}
                for size in arguments.sizes:
                    engine = make_engine(url_for(size))
                    fill(engine, size)
                    measured[size] = measure(engine, arguments.runs)
                    engine.dispose()
                show(database, measured)


def fill(engine: Engine, size: int) -> None:
    """Migrate and seed a database that is empty."""
    migrate(engine)
    with engine.connect() as connection:
        if connection.exec_driver_sql("SELECT count(*) FROM library_outcome").scalar_one():
            return
    chance = random.Random(20261128)
    vocabulary = [
        "".join(chance.choices("abcdefghiklmnoprstuw", k=chance.randint(5, 9))) for _ in range(20_000)
    ]
    with engine.execution_options(writes=True).begin() as connection:
        _remember(connection, {*vocabulary, *(word for word, _ in KNOWN)})
        batch: list[dict[str, Any]] = []
        for row in _rows(size, chance, vocabulary):
            batch.append(row)
            if len(batch) == BATCH or row["id"] == size:
                _write(connection, batch)
                batch = []
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _rows(size: int, chance: random.Random, vocabulary: list[str]) -> Iterator[dict[str, Any]]:
    """Entries like ours, each with words of its own: invented ones, and those that are searched for."""
    ours = list(read_library().outcomes.values())
    weights = [1 / (rank + 20) for rank in range(len(vocabulary))]
    for number in range(1, size + 1):
        like = chance.choice(ours)
        words = chance.choices(vocabulary, weights, k=120)
        words += [word for word, share in KNOWN if chance.random() < share]
        entry = like.model_copy(
            update={
                "id": f"{like.id[:60]}-{number}",
                "title": f"{like.title[:80]} {words[0]} {number}",
                "measures": like.measures[:1],
                "evidence": (),
                "data_needs": (),
            }
        )
        yield {"id": number, "entry": entry, "words": f"{entry.sector}\n{entry.statement}\n{' '.join(words)}"}


def _write(connection: Connection, batch: list[dict[str, Any]]) -> None:
    connection.execute(
        insert(LibraryOutcomeRow),
        [
            {
                "id": row["id"], "library_id": row["entry"].id, "version": 1, "digest": str(row["id"]),
                "is_current": True, "title": row["entry"].title, "sector": row["entry"].sector,
                "content": row["entry"].model_dump(mode="json"), "search_text": row["words"],
                "origin": "files", "note": "", "successor_id": "",
            }
            for row in batch
        ],
    )  # fmt: skip
    connection.execute(
        insert(LibraryTag),
        [
            {"outcome_row_id": row["id"], "kind": kind, "value": value}
            for row in batch
            for kind, value in sorted(set(tags_of(row["entry"])))
        ],
    )
    connection.execute(
        text(INDEX[connection.dialect.name]),
        [
            {
                "id": row["id"],
                "title": row["entry"].title,
                "body": row["words"],
                "measures": said_of(row["entry"], "measure"),
                "sources": said_of(row["entry"], "source"),
            }
            for row in batch
        ],
    )  # fmt: skip


def _remember(connection: Connection, words: set[str]) -> None:
    """The words that a slip of the keyboard is put right to, once for all entries."""
    connection.execute(
        insert(SearchWord),
        [
            {"index_name": "search_library", "initial": word[0], "length": len(word), "word": word}
            for word in sorted(words)
        ],
    )


def scan(session: Session, query: LibraryQuery) -> int:
    """The alternative: the same entries by LIKE. Gives how many there are, after reading the first page of them."""
    holds = [
        func.lower(col(LibraryOutcomeRow.title) + literal("\n") + col(LibraryOutcomeRow.search_text)).like(
            f"%{word}%"
        )
        for word in search.words_of(query.words)
    ]
    found = select(LibraryOutcomeRow).where(col(LibraryOutcomeRow.is_current).is_(True), and_(True, *holds))
    if query.sector:
        found = found.where(LibraryOutcomeRow.sector == query.sector)
    for kind, value in (("mission", query.mission), ("cpv", query.cpv.rstrip("0"))):
        if value:
            tagged = select(LibraryTag).where(
                LibraryTag.outcome_row_id == LibraryOutcomeRow.id,
                LibraryTag.kind == kind,
                col(LibraryTag.value).startswith(value),
            )
            found = found.where(tagged.exists())
    for said in (query.measure, query.source):
        for word in search.words_of(said):
            found = found.where(func.lower(cast(col(LibraryOutcomeRow.content), String)).like(f"%{word}%"))
    total = session.exec(select(func.count()).select_from(found.subquery())).one()
    rows = session.exec(found.order_by(col(LibraryOutcomeRow.title)).limit(PAGE_SIZE)).all()
    for row in rows:
        LibraryOutcome.model_validate(row.content)
    return total


def measure(engine: Engine, runs: int) -> dict[str, tuple[float, float, int]]:
    """Search → milliseconds of ours, of the scan, and how many entries ours finds."""
    measured = {}
    with Session(engine) as session:
        session.execute(text("SELECT 1"))
        clock = clock_of(engine)
        for name, (query, _) in SEARCHES.items():
            times: dict[str, list[float]] = {"ours": [], "scan": []}
            total = search_library(session, READER, query).total
            for run in range(runs):
                for way in ("ours", "scan") if run < SCANS else ("ours",):
                    session.expunge_all()
                    began = clock()
                    if way == "ours":
                        search_library(session, READER, query)
                    else:
                        scan(session, query)
                    times[way].append((clock() - began) * 1000)
            measured[name] = (lower_quartile(times["ours"]), lower_quartile(times["scan"]), total)
        session.rollback()
    return measured


def show(database: str, measured: dict[int, dict[str, tuple[float, float, int]]]) -> None:
    """A table in Markdown, a row for each search. What is over its bar stands in bold, and all growth above 2."""
    sizes = sorted(measured)
    first, last = sizes[0], sizes[-1]
    heads = [f"{size:,}" for size in sizes]
    print(f"\n{database}: milliseconds of processor a search\n")
    print(
        f"| search | found at {heads[0]} | at {heads[-1]} | "
        + " | ".join(heads)
        + f" | LIKE scan at {heads[-1]} | × LIKE (bar 0.5) "
        f"| × {heads[0]} (bar 2 where * few hold the words) |"
    )
    print("| --- |" + " ---: |" * (len(sizes) + 5))
    for name, (query, is_few) in SEARCHES.items():
        ours, theirs, total = measured[last][name]
        cells = " | ".join(f"{measured[size][name][0]:.1f}" for size in sizes)
        ratio, growth = ours / theirs, ours / measured[first][name][0]
        beside = f"**{ratio:.2f}**" if query.words and ratio > 0.5 else f"{ratio:.2f}"
        grown = f"**{growth:.2f}**" if growth > 2 else f"{growth:.2f}"
        name, fewer = f"{name} *" if is_few else name, measured[first][name][2]
        print(f"| {name} | {fewer:,} | {total:,} | {cells} | {theirs:.1f} | {beside} | {grown} |", flush=True)


if __name__ == "__main__":
    main()
