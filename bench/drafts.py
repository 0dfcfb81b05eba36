"""Drafts by the thousand, of one organisation and of many others, written straight into their tables. One whole
tender is stored as an officer's work would be; all others are copies of its rows, made by the database.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, String, cast, insert, select
from sqlmodel import SQLModel

from procure.db import writing
from procure.models import (
    ARRANGED,
    AuditEvent,
    Measure,
    ObjectiveLink,
    Organisation,
    Outcome,
    ProcurementFactsRow,
    Specification,
    Tender,
)
from procure.services import auditing
from procure.services.access import actor_of
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
#: Organisations beside the one that is measured, and the share of all tenders that is its own.
OTHERS, ONE_IN = 400, 20
#: Pages saved in a draft, each with its row in the audit trail.
SAVES = 6
BATCH = 5_000
#: Words that a share of all titles have, to search for the common, the middling and the rare.
WORDS = (("homes", 0.5), ("winter", 0.05), ("otters", 0.002))
STATES = (
    "draft",
    "draft",
    "draft",
    "in_review",
    "endorsed",
    "published",
    "published",
    "published",
    "withdrawn",
)


def seed(engine: Engine, number: int) -> None:
    """Fill an empty, migrated database with ``number`` drafts, whole ones, each twentieth of them of the
    organisation of the one officer."""
    chance = random.Random(20261123)
    with writing(engine) as session:
        officer = make_officer(session, make_authority(session, name="The authority that is measured"))
        first = make_ready_tender(session, officer, outcomes=3, measures=2)
        for page in range(SAVES):
            auditing.record(
                session, actor_of(officer), "tender.saved", subject_kind="tender", subject_key=first.reference,
                page=f"page{page}", fields=["a", "b"],
            )  # fmt: skip
        model, organisation, author = first.id or 0, officer.organisation_id, officer.id
        first.updated_at = NOW - timedelta(days=1)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(
            insert(Organisation),
            [
                {
                    "key": f"other{at}",
                    "name": f"Example Council {at}",
                    "authority_type": "other",
                    "created_at": NOW,
                }
                for at in range(OTHERS)
            ],
        )
        others = list(connection.scalars(select(Organisation.id).where(Organisation.id != organisation)))
        for start in range(2, number + 1, BATCH):
            connection.execute(
                insert(Tender),
                [
                    _tender(
                        at,
                        organisation if at % ONE_IN == 0 else chance.choice(others),
                        author,
                        number,
                        chance,
                    )
                    for at in range(start, min(start + BATCH, number + 1))
                ],
            )
        for table in (
            Specification,
            ProcurementFactsRow,
            *ARRANGED.values(),
            Measure,
            ObjectiveLink,
            AuditEvent,
        ):
            _copy(connection, table, model)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _tender(
    at: int, organisation: int, author: int | None, number: int, chance: random.Random
) -> dict[str, Any]:
    words = ["".join(chance.choices("abcdefghiklmnoprstuw", k=chance.randint(4, 10))) for _ in range(5)]
    words += [word for word, share in WORDS if chance.random() < share]
    digits = f"{at:010}"
    return {
        "id": at,
        "reference": f"{digits[:4]}-{digits[4:8]}-{digits[8:]}",
        "title": " ".join(words).capitalize(),
        "organisation_id": organisation,
        # The middle one is opened by its officer, so it must be a draft.
        "state": "draft" if at == opened(number) else chance.choice(STATES),
        "created_by_id": author,
        "created_at": NOW - timedelta(days=30),
        "updated_at": NOW - timedelta(minutes=chance.randint(0, 500_000)),
    }


def opened(number: int) -> int:
    """The id of a draft of the officer's, in the midst of all."""
    return max(ONE_IN, number // 2 // ONE_IN * ONE_IN)


def _copy(connection: Connection, model: type[SQLModel], tender: int) -> None:
    """Copy the rows of one tender to every other. Keys get the number of the copy after them."""
    table, tenders = model.__table__, Tender.__table__  # type: ignore[attr-defined]
    number = "-" + cast(tenders.c.id, String)
    values = {column.name: column for column in table.columns if column.name != "id"}
    joined = table.join(tenders, tenders.c.id != tender)
    if "tender_id" in values:
        values["tender_id"] = tenders.c.id
        is_model = table.c.tender_id == tender
    if "outcome_id" in values:
        old = Outcome.__table__.alias("old")  # type: ignore[attr-defined]
        new = Outcome.__table__.alias("new")  # type: ignore[attr-defined]
        values["outcome_id"] = new.c.id
        is_model = old.c.tender_id == tender
        joined = joined.join(old, table.c.outcome_id == old.c.id).join(new, new.c.key == old.c.key + number)
    if "key" in values:
        values["key"] = table.c.key + number
    if model is AuditEvent:
        values["subject_key"] = tenders.c.reference
        is_model = table.c.id <= SAVES
    rows = select(*values.values()).select_from(joined).where(is_model)
    connection.execute(insert(table).from_select(list(values), rows, include_defaults=False))
