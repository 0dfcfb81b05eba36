"""A buyer, a board and a version under review, for tests of reviewing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlmodel import Session, select

from procure.domain.permissions import Actor
from procure.domain.vocabulary import VerdictKind
from procure.models import (
    AuditEvent,
    Board,
    Organisation,
    Review,
    Tender,
    User,
)
from procure.services import reviewing
from procure.services.access import actor_of
from tests.factories.boards import (
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer

ENDORSED, CONDITIONS, CHANGES, NOT = VerdictKind


@dataclass
class Cast:
    """A tender that is ready, its officer, and a board of three with a quorum of two."""

    authority: Organisation
    officer: User
    chair: User
    mel: User
    nour: User
    board: Board
    tender: Tender

    def __post_init__(self) -> None:
        self.as_officer, self.as_chair = actor_of(self.officer), actor_of(self.chair)
        self.as_mel, self.as_nour = actor_of(self.mel), actor_of(self.nour)


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


def make_cast(session: Session) -> Cast:
    authority = make_authority(session)
    officer = make_officer(session, authority)
    chair, mel, nour = make_members(session)
    board = make_board(session, chair, mel, nour, quorum=2)
    return Cast(authority, officer, chair, mel, nour, board, make_ready_tender(session, officer))


@pytest.fixture
def review(session: Session, cast: Cast) -> Review:
    return make_review(session, cast.tender, cast.officer, cast.board)


def give(session: Session, review: Review, **verdicts: tuple[Actor, str]) -> None:
    for reason, (actor, kind) in verdicts.items():
        reviewing.record_verdict(session, actor, review, kind, f"Because of {reason}")


def two_endorse(session: Session, review: Review, cast: Cast) -> None:
    give(session, review, merit=(cast.as_mel, ENDORSED), evidence=(cast.as_chair, ENDORSED))


def actions(session: Session, tender: Tender) -> list[str]:
    return [
        event.action
        for event in session.exec(
            select(AuditEvent).where(AuditEvent.subject_key == tender.reference).order_by(AuditEvent.id)
        )
    ]
