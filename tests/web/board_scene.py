"""A board and a version under review, for tests of a board's pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import reading, writing
from procure.models import Review, User
from procure.services.freezing import snapshot_of
from tests.browsing import CheckedClient
from tests.factories.boards import (
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer

AS = Callable[[User], CheckedClient]


@dataclass
class Scene:
    """A tender in review by a board of three with a quorum of two."""

    officer: User
    chair: User
    mel: User
    nour: User
    stranger: User
    key: str
    outcome_key: str

    @property
    def address(self) -> str:
        return f"/board/reviews/{self.key}"


@pytest.fixture
def scene(engine: Engine) -> Scene:
    with writing(engine) as session:
        return make_scene(session)


def make_scene(session: Session) -> Scene:
    officer = make_officer(session, make_authority(session))
    chair, mel, nour, stranger = make_members(session, 4)
    board = make_board(session, chair, mel, nour, quorum=2)
    make_board(session, stranger)
    review = make_review(session, make_ready_tender(session, officer), officer, board)
    key = snapshot_of(review.version).outcomes[1].key
    return Scene(officer, chair, mel, nour, stranger, review.key, key)


def stored(engine: Engine) -> Review:
    with reading(engine) as session:
        review = session.exec(select(Review)).one()
        for name in ("version", "tender", "verdicts", "interests", "comments", "conditions"):
            getattr(review, name)  # loaded here, to be read after the session is closed
        return review


def vote(client: CheckedClient, scene: Scene, kind: str, reason: str) -> None:
    page = client.fill_in(f"{scene.address}/verdict", {"kind": kind, "reason": reason})
    assert "Your verdict is recorded" in page.text
