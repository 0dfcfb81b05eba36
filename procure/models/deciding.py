"""Ways in which a board decides without meeting, and without its chair: delegations, questions put in writing, and who
acts as chair for one tender.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.accounts import Board, User
from procure.models.types import Pounds, UtcDateTime, now

if TYPE_CHECKING:
    from procure.models.review import Review


class Delegation(SQLModel, table=True):
    """What a board lets one of its members decide for it, between two days, both included."""

    __tablename__ = "delegation"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    board_id: int = Field(foreign_key="board.id", index=True)
    delegate_id: int = Field(foreign_key="user_account.id", index=True)
    #: A ``procure.domain.delegating.DelegationScope``.
    scope: str
    #: Tenders up to this value, in pounds with VAT; None for any value.
    value_limit: Decimal | None = Field(default=None, sa_type=Pounds)
    from_on: date
    to_on: date
    reason: str
    given_by_id: int = Field(foreign_key="user_account.id")
    given_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    revoked_because: str = ""

    board: Board = Relationship()
    delegate: User = Relationship(sa_relationship_kwargs={"foreign_keys": "Delegation.delegate_id"})
    given_by: User = Relationship(sa_relationship_kwargs={"foreign_keys": "Delegation.given_by_id"})
    revoked_by: User | None = Relationship(
        sa_relationship_kwargs={"foreign_keys": "Delegation.revoked_by_id"}
    )


class ChairHandover(SQLModel, table=True):
    """That another member acts as chair for one tender, why, and until when. It stays on record."""

    __tablename__ = "chair_handover"

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    member_id: int = Field(foreign_key="user_account.id")
    #: A ``procure.domain.delegating.HandoverReason``, and what was said of it.
    because: str
    note: str = ""
    named_by_id: int = Field(foreign_key="user_account.id")
    named_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    review: "Review" = Relationship(back_populates="handovers")
    member: User = Relationship(sa_relationship_kwargs={"foreign_keys": "ChairHandover.member_id"})
    named_by: User = Relationship(sa_relationship_kwargs={"foreign_keys": "ChairHandover.named_by_id"})


class WrittenProcedure(SQLModel, table=True):
    """A decision put to the members in writing: what is proposed, until when they answer, and what came of it."""

    __tablename__ = "written_procedure"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    review_id: int = Field(foreign_key="review.id", index=True)
    #: The decision proposed, a VerdictKind, with its reason and its conditions: ``text``, ``due_on`` (ISO day or
    #: None) and ``owner_id``.
    proposal: str
    reason: str
    conditions: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    #: The last day on which members answer, in London.
    closes_on: date
    #: How many members without an interest have to answer.
    quorum: int
    opened_by_id: int = Field(foreign_key="user_account.id")
    opened_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    #: A ``procure.domain.written.WrittenResult``; empty while it is open.
    result: str = ""
    result_note: str = ""

    review: "Review" = Relationship(back_populates="written")
    opened_by: User = Relationship(sa_relationship_kwargs={"foreign_keys": "WrittenProcedure.opened_by_id"})
    answers: list["WrittenAnswer"] = Relationship(
        back_populates="procedure", sa_relationship_kwargs={"order_by": "WrittenAnswer.id"}
    )


class WrittenAnswer(SQLModel, table=True):
    """A member's answer, with the reason; it can be changed until the question is closed."""

    __tablename__ = "written_answer"
    __table_args__ = (UniqueConstraint("procedure_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    procedure_id: int = Field(foreign_key="written_procedure.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    #: A ``procure.domain.written.AnswerKind``.
    kind: str
    reason: str = ""
    #: Whether an objection asks that the board talk about it at a meeting.
    wants_meeting: bool = False
    answered_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    procedure: WrittenProcedure = Relationship(back_populates="answers")
    user: User = Relationship()
