"""Organisations, the people in them, and what each person may be."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.types import UtcDateTime, now


class Organisation(SQLModel, table=True):
    """A contracting authority."""

    __tablename__ = "organisation"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    name: str = Field(unique=True)
    ppon: str = ""
    authority_type: str
    devolved_regime: str = ""
    street: str = ""
    locality: str = ""
    postcode: str = ""
    region: str = ""
    email: str = ""
    website: str = ""
    #: Whether its officers are offered to write tenders in Welsh beside English.
    publishes_in_welsh: bool = False
    is_active: bool = True
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class User(SQLModel, table=True):
    """A person with an account. E-mail addresses are kept in lower case."""

    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    email: str = Field(unique=True)
    name: str
    password_hash: str
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    is_active: bool = True
    session_epoch: int = 0
    #: Set with a password that somebody else has seen; the person must choose their own before anything else.
    must_change_password: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    organisation: Organisation = Relationship()
    roles: list["RoleGrant"] = Relationship(
        back_populates="user", sa_relationship_kwargs={"cascade": "all, delete-orphan"}
    )
    memberships: list["BoardMember"] = Relationship(
        back_populates="user", sa_relationship_kwargs={"cascade": "all, delete-orphan"}
    )


class RoleGrant(SQLModel, table=True):
    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    role: str

    user: User = Relationship(back_populates="roles")


class Board(SQLModel, table=True):
    """A mission board. ``quorum`` is how many verdicts a decision needs."""

    __tablename__ = "board"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    name: str = Field(unique=True)
    remit: str = ""
    mission_id: str = ""
    quorum: int = 1
    is_active: bool = True
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    members: list["BoardMember"] = Relationship(
        back_populates="board", sa_relationship_kwargs={"cascade": "all, delete-orphan"}
    )


class BoardMember(SQLModel, table=True):
    __tablename__ = "board_member"
    __table_args__ = (UniqueConstraint("board_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    board_id: int = Field(foreign_key="board.id", index=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    role: str = "member"

    board: Board = Relationship(back_populates="members")
    user: User = Relationship(back_populates="memberships")
