"""Boards, and tenders that are ready to be sent to one, stored."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlmodel import Session, select

from procure.models import Board, BoardMember, ObjectiveRow, Organisation, Review, Tender, User
from procure.services import reviewing
from procure.services.access import actor_of
from procure.services.transcribing import write_snapshot
from tests.factories.people import make_organisation, make_user
from tests.factories.snapshots import make_snapshot

_NUMBER = count(1)
#: A Monday on which the snapshots of the factories are fit to publish.
SUBMITTED_AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def make_authority(session: Session, **values: Any) -> Organisation:
    """An organisation with all that a tender notice says of it."""
    known = {
        "ppon": "PBCD-1234-BCDF", "street": "1 Castle Row", "locality": "Westmarch", "postcode": "ZZ1 1AA",
        "region": "UKG", "email": "commercial@westmarch.example.org", "website": "https://westmarch.example.org",
    }  # fmt: skip
    return make_organisation(session, **(known | values))


def make_board(session: Session, *members: User, quorum: int = 2, **values: Any) -> Board:
    """A board chaired by the first of ``members``."""
    board = Board(**({"name": f"Board {next(_NUMBER)}", "quorum": quorum} | values))
    board.members = [
        BoardMember(user_id=member.id, role="member" if at else "chair") for at, member in enumerate(members)
    ]
    session.add(board)
    session.flush()
    for member in members:
        session.refresh(member, ["memberships"])
    return board


def make_members(session: Session, number: int = 3) -> list[User]:
    """People of a department that buys nothing here; the first is to chair."""
    office = make_organisation(session)
    names = ["Chris Chair", "Mel Member", "Nour Member", "Owen Member", "Pat Member"]
    return [make_user(session, office, name=names[at]) for at in range(number)]


def make_ready_tender(session: Session, officer: User, **changes: Any) -> Tender:
    """A whole draft that readiness lets through; the officer's organisation must have its address."""
    snapshot = make_snapshot(**changes)
    for position, objective in enumerate(snapshot.objectives):
        stored = select(ObjectiveRow).where(ObjectiveRow.objective_id == objective.objective_id)
        if session.exec(stored).one_or_none() is None:
            session.add(_objective_row(objective, position))
    tender = Tender(title=snapshot.title, organisation_id=officer.organisation_id, created_by_id=officer.id)
    session.add(tender)
    session.flush()
    write_snapshot(session, tender, snapshot)
    return tender


def make_review(session: Session, tender: Tender, officer: User, board: Board) -> Review:
    """The tender, submitted."""
    return reviewing.submit(
        session, actor_of(officer), tender, board, "Please look at the links.", at=SUBMITTED_AT
    )


def _objective_row(objective: Any, position: int) -> ObjectiveRow:
    figures = {
        name: getattr(objective, name).model_dump()
        for name in ("baseline", "target")
        if getattr(objective, name)
    }
    latest = [objective.latest.model_dump()] if objective.latest else []
    texts = ("metric", "unit", "direction", "geography", "data_source", "publisher", "lead_department")
    return ObjectiveRow(
        objective_id=objective.objective_id, title=objective.title, mission_id=objective.mission_id,
        mission_name=objective.mission_name, framework_id=objective.framework_id,
        framework_name=objective.framework_name, framework_effective_from=objective.framework_effective_from,
        position=position, digest="0" * 64,
        content={name: getattr(objective, name) for name in texts} | figures | {"updates": latest},
    )  # fmt: skip
