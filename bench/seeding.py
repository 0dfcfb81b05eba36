"""Published tenders by the thousand, written straight into the tables that public pages read. All are invented."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from procure.domain.codes import ITL1, cpv_children, cpv_label
from procure.services.listing import VALUE_BANDS, Facet

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
#: Tenders published a day, and how long each stays open: so about 1,400 are open however many there are.
A_DAY, OPEN_DAYS = 40, 35
BATCH = 2_000
MISSIONS = ("growth", "energy", "streets", "opportunity", "health")
#: Words that a share of all tenders have, to search for the common, the middling and the rare.
KNOWN = (("services", 0.6), ("winter", 0.1), ("nurses", 0.01), ("otters", 0.0002))


def seed(engine: Engine, number: int) -> None:
    """Fill an empty, migrated database with ``number`` published tenders, the last one the newest."""
    chance = random.Random(20261123)
    is_sqlite = engine.dialect.name == "sqlite"
    counts: Counter[Facet] = Counter()
    with engine.execution_options(writes=True).begin() as connection:
        _people(connection)
        batch: list[dict[str, Any]] = []
        for row in _rows(number, chance, counts):
            batch.append(row)
            if len(batch) == BATCH:
                _write(connection, batch, is_sqlite)
                batch = []
        if batch:
            _write(connection, batch, is_sqlite)
        connection.execute(
            text("INSERT INTO published_facet (kind, value, label, tenders) VALUES (:kind, :value, :label, :tenders)"),
            [
                {"kind": facet.kind, "value": facet.value, "label": facet.label, "tenders": tenders}
                for facet, tenders in counts.items()
            ],
        )
    if not is_sqlite:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _people(connection: Any) -> None:
    connection.execute(
        text(
            "INSERT INTO organisation (id, key, name, ppon, authority_type, devolved_regime, street, locality, "
            "postcode, region, email, website, is_active, created_at) VALUES (1, 'org', 'Everyone', '', 'other', '', "
            "'', '', '', '', '', '', :yes, :now)"
        ),
        {"yes": True, "now": NOW},
    )
    connection.execute(
        text(
            "INSERT INTO user_account (id, key, email, name, password_hash, organisation_id, is_active, "
            "session_epoch, created_at) VALUES (1, 'user', 'a@example.org', 'Ann', 'none', 1, :yes, 0, :now)"
        ),
        {"yes": True, "now": NOW},
    )


def _rows(number: int, chance: random.Random, counts: Counter[Facet]) -> Iterator[dict[str, Any]]:
    vocabulary = ["".join(chance.choices("abcdefghiklmnoprstuw", k=chance.randint(4, 10))) for _ in range(20_000)]
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
        counts.update(facets)
        words = chance.choices(vocabulary, weights, k=250)
        words += [word for word, share in KNOWN if chance.random() < share]
        yield {
            "sequence": sequence, "reference": f"{sequence:010}"[:4] + "-" + f"{sequence:010}"[4:8] + "-"
            + f"{sequence:010}"[8:],
            "title": " ".join(words[:6]).capitalize(), "summary": " ".join(words[6:40]).capitalize() + ".",
            "body": " ".join(words[6:]), "buyer": name, "places": region[1], "value": chance.randint(10, 10**8) * 100,
            "procedure": procedure, "published": published_at,
            "deadline": published_at + timedelta(days=OPEN_DAYS), "no": False, "sme": chance.random() < 0.5,
            "facets": json.dumps([[facet.kind, facet.value] for facet in facets]),
            "tokens": " ".join(facet.token for facet in facets),
        }  # fmt: skip


def _write(connection: Any, batch: list[dict[str, Any]], is_sqlite: bool) -> None:
    connection.execute(
        text(
            "INSERT INTO tender (id, reference, title, organisation_id, state, origin, copied_from, created_by_id, "
            "created_at, updated_at) VALUES (:sequence, :reference, :title, 1, 'published', 'scratch', '', 1, "
            ":published, :published)"
        ),
        batch,
    )
    connection.execute(
        text(
            "INSERT INTO published_tender (sequence, tender_id, reference, version_number, title, summary, buyer_name, "
            "places, value_gross, procedure, published_at, deadline_at, deadline_is_for_requests, sme_suitable, "
            "vcse_suitable, facets) VALUES (:sequence, :sequence, :reference, 1, :title, :summary, :buyer, :places, "
            ":value, :procedure, :published, :deadline, :no, :sme, :no, :facets)"
        ),
        batch,
    )
    if is_sqlite:
        index = "INSERT INTO search_published (rowid, title, body, facets) VALUES (:sequence, :title, :body, :tokens)"
    else:
        index = (
            "INSERT INTO search_published (id, document) VALUES (:sequence, "
            "strip(to_tsvector('english', :title || ' ' || :body)) "
            "|| array_to_tsvector(string_to_array(:tokens, ' ')))"
        )
    connection.execute(text(index), batch)
