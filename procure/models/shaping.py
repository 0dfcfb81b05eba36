"""Target outcomes that a board shapes before there is a tender, with the officers who advise on them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.accounts import Board, User
from procure.models.types import Hundredths, UtcDateTime, now


class TargetOutcome(SQLModel, table=True):
    """What a board wants to change, in columns that ``procure.domain.targets.WORDS`` lists; shares are percentages."""

    __tablename__ = "target_outcome"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    board_id: int = Field(foreign_key="board.id", index=True)
    status: str = "shaping"
    status_reason: str = ""
    created_by_id: int = Field(foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    objective_id: str = Field(default="", index=True)
    title: str = ""
    change: str = ""
    beneficiary: str = ""
    place: str = ""
    by_when_on: date | None = None
    measure_name: str = ""
    measure_unit: str = ""
    direction: str = ""
    baseline_value: str = ""
    baseline_period: str = ""
    baseline_source: str = ""
    baseline_url: str = ""
    target_value: str = ""
    market_could: str = ""
    money_could: str = ""
    able_suppliers: int | None = None
    able_suppliers_source: str = ""
    able_suppliers_on: date | None = None
    largest_share: Decimal | None = Field(default=None, sa_type=Hundredths)
    largest_share_source: str = ""
    largest_share_on: date | None = None
    small_firm_share: Decimal | None = Field(default=None, sa_type=Hundredths)
    small_firm_share_source: str = ""
    small_firm_share_on: date | None = None
    charity_share: Decimal | None = Field(default=None, sa_type=Hundredths)
    charity_share_source: str = ""
    charity_share_on: date | None = None
    barriers: str = ""
    barriers_source: str = ""
    barriers_on: date | None = None
    public_goal: str = ""
    public_resources: str = ""
    public_people: str = ""
    public_capacity: str = ""

    board: Board = Relationship()
    advisers: list["OutcomeAdviser"] = Relationship(
        back_populates="target",
        sa_relationship_kwargs={"order_by": "OutcomeAdviser.id", "cascade": "all, delete-orphan"},
    )
    options: list["OutcomeOption"] = Relationship(
        back_populates="target", sa_relationship_kwargs={"order_by": "OutcomeOption.position"}
    )

    @property
    def adviser_user_ids(self) -> frozenset[int]:
        """The officers whom the board invited."""
        return frozenset(adviser.user_id for adviser in self.advisers)


class OutcomeAdviser(SQLModel, table=True):
    """An officer whom the board invited to take part from the start."""

    __tablename__ = "outcome_adviser"
    __table_args__ = (UniqueConstraint("target_outcome_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    target_outcome_id: int = Field(foreign_key="target_outcome.id")
    user_id: int = Field(foreign_key="user_account.id", index=True)
    invited_by_id: int = Field(foreign_key="user_account.id")
    invited_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    target: TargetOutcome = Relationship(back_populates="advisers")
    user: User = Relationship(sa_relationship_kwargs={"foreign_keys": "OutcomeAdviser.user_id"})


class OutcomeOption(SQLModel, table=True):
    """One way to get the result, with what speaks for and against it. ``removed_at`` is cleared by undoing."""

    __tablename__ = "outcome_option"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    target_outcome_id: int = Field(foreign_key="target_outcome.id", index=True)
    position: int = 0
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    kind: str = ""
    description: str = ""
    reasons_for: str = ""
    reasons_against: str = ""
    standing: str = "open"

    target: TargetOutcome = Relationship(back_populates="options")


class GrownTender(SQLModel, table=True):
    """A tender that serves a target outcome, most often one that grew out of it."""

    __tablename__ = "grown_tender"
    __table_args__ = (UniqueConstraint("target_outcome_id", "tender_id"),)

    id: int | None = Field(default=None, primary_key=True)
    target_outcome_id: int = Field(foreign_key="target_outcome.id")
    tender_id: int = Field(foreign_key="tender.id", index=True)
    grown_by_id: int = Field(foreign_key="user_account.id")
    grown_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class TargetOutcomeVersion(SQLModel, table=True):
    """All words of a target outcome after one save. Rows are appended only: a database trigger refuses any change."""

    __tablename__ = "target_outcome_version"
    __table_args__ = (UniqueConstraint("target_outcome_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    target_outcome_id: int = Field(foreign_key="target_outcome.id")
    number: int
    #: The page that was saved, or what else was done.
    place: str = ""
    content: dict[str, Any] = Field(sa_type=JSON)
    actor_name: str = ""
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
