"""What the tests of the authoring pages share: an officer at work, with drafts of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import joinedload
from sqlmodel import select

from procure.db import reading, writing
from procure.models import Tender, User
from tests.browsing import CheckedClient
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer, make_tender

EMPTY = "An empty draft"


def store_desk(engine: Engine) -> None:
    """What a desk finds: an officer, and their drafts."""
    with writing(engine) as session:
        officer = make_officer(session, make_authority(session))
        make_tender(session, officer, EMPTY)
        make_ready_tender(session, officer, lots=2)


@dataclass
class Desk:
    """An officer signed in, an empty draft and a whole one, and ways to look behind the pages."""

    app: Flask
    client_for: Callable[[User], CheckedClient]
    officer: User = field(init=False)
    empty: str = field(init=False)
    whole: str = field(init=False)

    def __post_init__(self) -> None:
        self.engine = self.app.extensions["procure"].engine
        with reading(self.engine) as session:
            self.officer = session.exec(select(User).options(joinedload(User.organisation))).one()  # type: ignore[arg-type]
            drafts = {tender.title == EMPTY: tender.reference for tender in session.exec(select(Tender))}
        self.empty, self.whole = drafts[True], drafts[False]
        self.browser = self.client_for(self.officer)

    def colleague(self, name: str = "Sam Example") -> CheckedClient:
        """Another officer of the same organisation."""
        with writing(self.engine) as session:
            return self.client_for(make_officer(session, session.merge(self.officer).organisation, name))

    def stranger(self) -> CheckedClient:
        """An officer of another organisation."""
        with writing(self.engine) as session:
            return self.client_for(make_officer(session))

    def tender(self, reference: str) -> Tender:
        """The tender as it is stored now, with its draft."""
        with writing(self.engine) as session:
            found = session.exec(select(Tender).where(Tender.reference == reference)).one()
            assert found.specification
            assert found.facts
            return found

    def set_state(self, reference: str, state: str) -> None:
        """Put a tender into a state without going there."""
        with writing(self.engine) as session:
            session.exec(select(Tender).where(Tender.reference == reference)).one().state = state

    def at(self, reference: str, place: str) -> str:
        """An address under a tender."""
        return f"/tenders/{reference}/{place}"
