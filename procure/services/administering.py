"""Organisations and boards, as administrators keep them. People are in ``enrolling``.

Every change is audited with what changed, from what, to what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, SQLModel, col, func, select

from procure import db
from procure.domain.codes import is_itl
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.identifiers import is_key, is_ppon
from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import AuthorityType, BoardRole, DevolvedRegime
from procure.models import Board, BoardMember, ObjectiveRow, Organisation, User
from procure.services import access, auditing

ORGANISATION_FIELDS = (
    "name", "ppon", "authority_type", "devolved_regime", "street", "locality", "postcode", "region", "email",
    "website", "publishes_in_welsh", "is_active",
)  # fmt: skip
BOARD_FIELDS = ("name", "remit", "mission_id", "quorum", "is_active")
MOST_QUORUM = 30


@dataclass(frozen=True)
class Counted:
    """A row of a list, with how many people belong to it."""

    row: Any
    people: int


# Organisations


def organisations(session: Session, actor: Actor) -> list[Counted]:
    """Every organisation by name, with how many active people it has."""
    access.require(actor, Permission.ADMINISTER)
    people = (
        select(func.count())
        .select_from(User)
        .where(User.organisation_id == Organisation.id, col(User.is_active).is_(True))
        .scalar_subquery()
    )
    rows = session.exec(select(Organisation, people).order_by(func.lower(Organisation.name)))
    return [Counted(row, count) for row, count in rows]


def organisation_by_key(session: Session, actor: Actor, key: str) -> Organisation:
    """One organisation. Raises NotFound."""
    access.require(actor, Permission.ADMINISTER)
    return _by_key(session, Organisation, key, "organisation")


def add_organisation(session: Session, actor: Actor, values: Mapping[str, Any]) -> Organisation:
    """A new organisation from ``values`` (any of ORGANISATION_FIELDS). Raises Invalid naming the field."""
    access.require(actor, Permission.ADMINISTER)
    organisation = Organisation(name="", authority_type="")
    _check_organisation(session, organisation, values)
    _take(organisation, values, ORGANISATION_FIELDS)
    session.add(organisation)
    session.flush()
    _record(session, actor, "organisation.added", "organisation", organisation, name=organisation.name)
    return organisation


def change_organisation(
    session: Session, actor: Actor, organisation: Organisation, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Change the fields in ``values``; returns what changed. Versions already frozen keep what they say. Raises
    Invalid naming the field."""
    access.require(actor, Permission.ADMINISTER)
    db.lock(session, organisation)
    _check_organisation(session, organisation, values)
    changes = _take(organisation, values, ORGANISATION_FIELDS)
    if changes:
        session.flush()
        _record(session, actor, "organisation.changed", "organisation", organisation, changes=changes)
    return changes


def _check_organisation(session: Session, organisation: Organisation, values: Mapping[str, Any]) -> None:
    name, ppon = values.get("name"), values.get("ppon")
    if name is not None:
        _check_name(session, Organisation, organisation, name)
    if ppon:
        if not is_ppon(ppon):
            raise Invalid(
                "ppon",
                "The PPON is not in the right form. It is a P and three consonants, four digits from 1 to 9 and "
                "four consonants, like PBCD-1234-GHJL. Copy it from the central digital platform.",
            )
        taken = session.exec(select(Organisation).where(Organisation.ppon == ppon)).first()
        if taken is not None and taken.id != organisation.id:
            raise Invalid("ppon", f"{taken.name} has this PPON. Each organisation has its own.")
    for field, known in (("authority_type", AuthorityType), ("devolved_regime", DevolvedRegime)):
        if field in values and values[field] not in {word.value for word in known}:
            raise Invalid(field, "Choose one from the list.")
    if values.get("region") and not is_itl(values["region"]):
        raise Invalid("region", "Choose a region from the list.")


# Boards


def boards(session: Session, actor: Actor) -> list[Counted]:
    """Every board by name, with how many members it has."""
    access.require(actor, Permission.ADMINISTER)
    seats = (
        select(func.count())
        .select_from(BoardMember)
        .where(BoardMember.board_id == Board.id)
        .scalar_subquery()
    )
    return [
        Counted(row, count)
        for row, count in session.exec(select(Board, seats).order_by(func.lower(Board.name)))
    ]


def board_by_key(session: Session, actor: Actor, key: str) -> Board:
    """One board with its members. Raises NotFound."""
    access.require(actor, Permission.ADMINISTER)
    return _by_key(
        session,
        Board,
        key,
        "board",
        selectinload(Board.members).joinedload(BoardMember.user).options(joinedload(User.organisation)),
    )


def missions(session: Session) -> list[tuple[str, str]]:
    """The missions (and foundations) of the loaded frameworks, as (id, name) in their order."""
    rows = session.exec(
        select(ObjectiveRow.mission_id, ObjectiveRow.mission_name).order_by(col(ObjectiveRow.position))
    )
    return list(dict(rows.all()).items())


def add_board(session: Session, actor: Actor, values: Mapping[str, Any]) -> Board:
    """A new board without members, from ``values`` (any of BOARD_FIELDS). Raises Invalid naming the field."""
    access.require(actor, Permission.ADMINISTER)
    board = Board(name="")
    _check_board(session, board, values)
    _take(board, values, BOARD_FIELDS)
    session.add(board)
    session.flush()
    _record(session, actor, "board.added", "board", board, name=board.name, quorum=board.quorum)
    return board


def change_board(session: Session, actor: Actor, board: Board, values: Mapping[str, Any]) -> dict[str, Any]:
    """Change the fields in ``values``; returns what changed. Raises Invalid naming the field."""
    access.require(actor, Permission.ADMINISTER)
    db.lock(session, board)
    _check_board(session, board, values)
    changes = _take(board, values, BOARD_FIELDS)
    if changes:
        session.flush()
        _record(session, actor, "board.changed", "board", board, changes=changes)
    return changes


def seat(session: Session, actor: Actor, board: Board, person: User, role: str) -> BoardMember:
    """Give a person a seat, or change the one they have. A board has one chair and one vice-chair: naming
    another makes the last one a member. Raises Invalid."""
    access.require(actor, Permission.ADMINISTER)
    if role not in {each.value for each in BoardRole}:
        raise Invalid("role", "Choose chair, vice-chair or member.")
    if not person.is_active:
        raise Invalid("person", f"{person.name} no longer has an active account.")
    db.lock(session, board)
    session.expire(board, ["members"])
    own = next((each for each in board.members if each.user_id == person.id), None)
    before = own.role if own else ""
    if before == role and own is not None:
        return own
    if role != BoardRole.MEMBER:
        for other in board.members:
            if other.role == role:
                other.role = BoardRole.MEMBER.value
                _record_seat(session, actor, board, other.user, role, BoardRole.MEMBER)
    if own is None:
        own = BoardMember(user=person, role=role)
        board.members.append(own)
    own.role = role
    session.flush()
    _record_seat(session, actor, board, person, before, role)
    return own


def unseat(session: Session, actor: Actor, board: Board, person: User) -> None:
    """Take a person's seat away. Verdicts they gave stay. Raises NotFound when they have none."""
    access.require(actor, Permission.ADMINISTER)
    db.lock(session, board)
    session.expire(board, ["members"])
    own = next((each for each in board.members if each.user_id == person.id), None)
    if own is None:
        raise NotFound("This person does not sit on the board.")
    before = own.role
    board.members.remove(own)
    session.flush()
    session.expire(person, ["memberships"])
    _record_seat(session, actor, board, person, before, "")


def _check_board(session: Session, board: Board, values: Mapping[str, Any]) -> None:
    if values.get("name") is not None:
        _check_name(session, Board, board, values["name"])
    if "quorum" in values and not (1 <= (values["quorum"] or 0) <= MOST_QUORUM):
        raise Invalid("quorum", f"The quorum must be a whole number from 1 to {MOST_QUORUM}.")
    if values.get("mission_id") and values["mission_id"] not in dict(missions(session)):
        raise Invalid("mission_id", "Choose a mission from the list.")


def _record_seat(session: Session, actor: Actor, board: Board, person: User, before: str, after: str) -> None:
    detail = {"person": person.name, "person_key": person.key, "from": str(before), "to": str(after)}
    _record(session, actor, "board.seat_changed", "board", board, **detail)


# What both share


def _by_key(session: Session, model: Any, key: str, what: str, *options: Any) -> Any:
    found = (
        session.exec(select(model).where(model.key == key).options(*options)).one_or_none()
        if is_key(key)
        else None
    )
    if found is None:
        raise NotFound(f"There is no such {what}.")
    return found


def _check_name(session: Session, model: Any, row: Any, name: str) -> None:
    if not name.strip():
        raise Invalid("name", "Enter a name.")
    taken = session.exec(select(model).where(func.lower(model.name) == name.strip().lower())).first()
    if taken is not None and taken.id != row.id:
        raise Invalid("name", f"There is already one called {taken.name}. Choose another name.")


def _take(row: SQLModel, values: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """Set the fields that ``values`` has, and say what changed: field → {from, to}."""
    changes = {}
    for field in fields:
        if field not in values:
            continue
        after = values[field].strip() if isinstance(values[field], str) else values[field]
        before = getattr(row, field)
        if before != after:
            setattr(row, field, after)
            changes[field] = {"from": before, "to": after}
    return changes


def _record(session: Session, actor: Actor, action: str, kind: str, row: Any, **detail: Any) -> None:
    auditing.record(session, actor, action, subject_kind=kind, subject_key=row.key, **detail)
