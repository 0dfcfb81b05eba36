"""Published tenders by the thousand, written straight into the tables that public pages read. All are
invented.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, insert
from sqlmodel import Session

from procure.domain.codes import ITL1, cpv_children, cpv_label
from procure.models import Organisation, PublishedFacet, PublishedTender, Tender, User
from procure.search import remember
from procure.services.listing import INDEX, VALUE_BANDS, Facet

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
#: Tenders published a day, and how long each stays open: so about 1,400 are open however many there are.
A_DAY, OPEN_DAYS = 40, 35
BATCH = 2_000
LISTED = [column.name for column in PublishedTender.__table__.columns]  # type: ignore[attr-defined]
MISSIONS = ("growth", "energy", "streets", "opportunity", "health")
#: Words that a share of all tenders have, to search for the common, the middling and the rare.
KNOWN = (("services", 0.6), ("winter", 0.1), ("nurses", 0.01), ("otters", 0.0002))


def seed(engine: Engine, number: int) -> None:
    """Fill an empty, migrated database with ``number`` published tenders, the last one the newest."""
    chance = random.Random(20261123)
    counts: Counter[Facet] = Counter()
    with engine.execution_options(writes=True).begin() as connection:
        people(connection)
        batch: list[dict[str, Any]] = []
        for row in _rows(number, chance, counts):
            batch.append(row)
            if len(batch) == BATCH:
                _write(connection, batch)
                batch = []
        if batch:
            _write(connection, batch)
        connection.execute(
            insert(PublishedFacet),
            [
                {"kind": facet.kind, "value": facet.value, "label": facet.label, "tenders": tenders}
                for facet, tenders in counts.items()
            ],
        )
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def people(connection: Connection) -> None:
    connection.execute(
        insert(Organisation).values(id=1, key="org", name="Everyone", authority_type="other", created_at=NOW)
    )
    connection.execute(
        insert(User).values(
            id=1, key="user", email="a@example.org", name="Ann", password_hash="none", organisation_id=1
        )
    )


def _rows(number: int, chance: random.Random, counts: Counter[Facet]) -> Iterator[dict[str, Any]]:
    vocabulary = [
        "".join(chance.choices("abcdefghiklmnoprstuw", k=chance.randint(4, 10))) for _ in range(20_000)
    ]
    weights = [1 / (rank + 20) for rank in range(len(vocabulary))]
    buyers = [(f"buyer{at}", f"Example Council {at}") for at in range(400)]
    buyer_weights = [1 / (rank + 5) for rank in range(len(buyers))]
    divisions = [code[:2] for code in cpv_children()]
    for sequence in range(1, number + 1):
        published_at = NOW - timedelta(days=(number - sequence) / A_DAY)
        buyer, name = chance.choices(buyers, buyer_weights)[0]
        mission = MISSIONS[int(chance.random() ** 2 * len(MISSIONS))]
        region = chance.choice(ITL1)
        division = chance.choice(divisions)
        band = chance.choice(VALUE_BANDS)
        procedure, procedure_label = chance.choice((("open", "Open"), ("competitive_flexible", "Flexible")))
        facets = [
            Facet("all", "", "All published tenders"), Facet("buyer", buyer, name),
            Facet("mission", mission, mission.title()), Facet("region", *region),
            Facet("cpv", division, cpv_label(f"{division}000000") or division), Facet("value", *band[:2]),
            Facet("procedure", procedure, procedure_label),
        ]  # fmt: skip
        if chance.random() < 0.5:
            facets.append(Facet("suitable", "sme", "Small and medium-sized enterprises"))
        outcome = chance.randint(1, 120)
        facets.append(Facet("outcome", f"OUT-{outcome}", f"Outcome {outcome}"))
        if chance.random() < 0.2:
            facets.append(Facet("lots", "yes", "Has lots"))
        counts.update(facets)
        words = chance.choices(vocabulary, weights, k=250)
        words += [word for word, share in KNOWN if chance.random() < share]
        digits = f"{sequence:010}"
        yield {
            "sequence": sequence,
            "tender_id": sequence,
            "reference": f"{digits[:4]}-{digits[4:8]}-{digits[8:]}",
            "version_number": 1,
            "title": " ".join(words[:6]).capitalize(),
            "summary": " ".join(words[6:40]).capitalize() + ".",
            "title_cy": "",
            "summary_cy": "",
            "buyer_name": name,
            "places": region[1],
            "value_gross": Decimal(chance.randint(10, 10**8)),
            "procedure": procedure,
            "published_at": published_at,
            "deadline_at": published_at + timedelta(days=OPEN_DAYS),
            "deadline_is_for_requests": False,
            "sme_suitable": chance.random() < 0.5,
            "vcse_suitable": False,
            "facets": [[facet.kind, facet.value] for facet in facets],
            "words": " ".join(words[6:]),
            "tokens": " ".join(facet.token for facet in facets),
        }


def _write(connection: Connection, batch: list[dict[str, Any]]) -> None:
    connection.execute(
        insert(Tender),
        [
            {
                "id": row["sequence"], "reference": row["reference"], "title": row["title"], "organisation_id": 1,
                "state": "published", "created_by_id": 1,
            }
            for row in batch
        ],
    )  # fmt: skip
    connection.execute(insert(PublishedTender), [{name: row[name] for name in LISTED} for row in batch])
    words = [{name: row[name] for name in ("sequence", "title", "words", "tokens")} for row in batch]
    connection.execute(INDEX[connection.dialect.name], words)
    with Session(connection, join_transaction_mode="rollback_only") as session:
        remember(session, "search_published", " ".join(f"{row['title']} {row['words']}" for row in batch))
