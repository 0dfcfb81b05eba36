"""An office with people in it, for tests of an administrator's pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.db import reading, writing
from procure.domain.vocabulary import Role
from procure.models import AuditEvent, Board, Organisation, User
from tests.browsing import CheckedClient
from tests.factories.boards import make_board, make_members
from tests.factories.people import make_officer, make_organisation, make_user

AS = Callable[[User], CheckedClient]
IDENTITY = {
    "name": "Borough of Elsewhere",
    "ppon": "pbcd-1234-ghjl",
    "authority_type": "publicAuthoritySubCentralGovernment",
    "devolved_regime": "none",
}
ADDRESS = {
    "street": "1 High Street", "locality": "Elsewhere", "postcode": "zz11aa", "region": "UKG",
    "email": "buying@elsewhere.example", "website": "https://elsewhere.example",
}  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>",
    "مجلس المدينة",
    "🏛 Council",
    "Cyngor Sir Ynys Môn",
    "=1+1",
    "{{ 7*7 }}",
]


@dataclass
class Office:
    administrator: User
    officer: User
    organisation: Organisation
    board: Board
    chair: User
    member: User

    @property
    def of_organisation(self) -> str:
        return f"/admin/organisations/{self.organisation.key}"

    @property
    def of_officer(self) -> str:
        return f"/admin/people/{self.officer.key}"

    @property
    def of_board(self) -> str:
        return f"/admin/boards/{self.board.key}"


@pytest.fixture
def office(engine: Engine) -> Office:
    with writing(engine) as session:
        organisation = make_organisation(session, "Borough of Here")
        officer = make_officer(session, organisation, name="Olu Officer")
        chair, member, *_ = make_members(session)
        board = make_board(session, chair, member, name="Places board")
        administrator = make_user(session, None, Role.ADMINISTRATOR, name="Ada Administrator")
        return Office(administrator, officer, organisation, board, chair, member)


def one(engine: Engine, model: Any, **where: Any) -> Any:
    with reading(engine) as session:
        found = session.exec(select(model).filter_by(**where)).one_or_none()
        if isinstance(found, User):
            assert [found.roles, found.organisation]
        if isinstance(found, Board):
            assert all(seat.user for seat in found.members)
        return found


def trail(engine: Engine, action: str) -> list[AuditEvent]:
    with reading(engine) as session:
        return list(session.exec(select(AuditEvent).where(AuditEvent.action == action)))
