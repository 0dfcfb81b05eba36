"""People at work on a tender's outcomes."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from procure.db import writing
from procure.models import ObjectiveRow, Tender, User
from tests.browsing import CheckedClient
from tests.factories.people import make_officer, make_tender
from tests.web.outcomes.desk import ClientFor, Desk


@pytest.fixture
def officer(engine: Engine) -> User:
    with writing(engine) as session:
        return make_officer(session)


@pytest.fixture
def desk(engine: Engine, client_for: ClientFor, officer: User) -> Desk:
    with writing(engine) as session:
        tender = make_tender(session, officer)
    return Desk(engine, client_for(officer), officer, tender)


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A desk with two objectives to be served, one of them chosen."""
    with writing(desk.engine) as session:
        for objective in ("growth-living-standards", "health-rtt-18-weeks"):
            session.add(
                ObjectiveRow(
                    objective_id=objective,
                    title=f"The objective {objective}",
                    mission_id="growth",
                    mission_name="Grow the economy",
                    framework_id="plan",
                    framework_name="A plan",
                    framework_effective_from="2024-12-05",
                    content={"metric": "Income", "unit": "%", "baseline": {"value": 12, "verified": False}},
                    digest="",
                )
            )
        tender = session.get(Tender, desk.tender.id)
        assert tender is not None
        tender.specification.objective_ids = ["growth-living-standards"]
    return desk


@pytest.fixture
def colleague(stocked: Desk, client_for: ClientFor) -> CheckedClient:
    with writing(stocked.engine) as session:
        officer = session.merge(stocked.officer)
        return client_for(make_officer(session, officer.organisation, name="Charlie Colleague"))


@pytest.fixture
def filled(stocked: Desk) -> tuple[str, str]:
    key = stocked.write()
    return key, stocked.measure(key)
