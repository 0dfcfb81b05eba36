"""An officer at a draft with outcomes, and what is stored of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select
from werkzeug.test import TestResponse

from procure.db import reading
from procure.models import Measure, ObjectiveLink, Outcome, Tender, User
from tests.browsing import CheckedClient

ClientFor = Callable[[User], CheckedClient]
SENTENCE = "By March 2031, tenants in the coldest homes of Harrowfell are warm for 30% less."


@dataclass
class Desk:
    """An officer at a draft, and what is stored of it."""

    engine: Engine
    browser: CheckedClient
    officer: User
    tender: Tender

    @property
    def address(self) -> str:
        return f"/tenders/{self.tender.reference}/outcomes"

    def outcomes(self) -> list[Outcome]:
        with reading(self.engine) as session:
            return list(
                session.exec(
                    select(Outcome).where(Outcome.tender_id == self.tender.id).order_by(Outcome.position)
                )  # type: ignore[arg-type]
            )

    def outcome(self) -> Outcome:
        (found,) = self.outcomes()
        return found

    def measures(self) -> list[Measure]:
        with reading(self.engine) as session:
            return list(session.exec(select(Measure).order_by(Measure.position)))  # type: ignore[arg-type]

    def links(self) -> list[ObjectiveLink]:
        with reading(self.engine) as session:
            return list(session.exec(select(ObjectiveLink)))

    def write(self, title: str = "Warm for less", **fields: Any) -> str:
        """Write an outcome from nothing; its key."""
        before = {outcome.key for outcome in self.outcomes()}
        self.browser.fill_in(f"{self.address}/new", {"title_of_outcome": title, **fields})
        (key,) = {outcome.key for outcome in self.outcomes()} - before
        return key

    def measure(self, key: str, name: str = "Heating energy", **fields: Any) -> str:
        """Add a measure to an outcome; its key."""
        before = {measure.key for measure in self.measures()}
        self.browser.fill_in(f"{self.address}/{key}/measures/new", {"name": name, **fields})
        (added,) = {measure.key for measure in self.measures()} - before
        return added


def path_of(page: TestResponse) -> str:
    return page.request.path
