"""When national priorities change: which objectives of the new set stand for those of the old one."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.accounts import User
from procure.models.types import UtcDateTime, now


class FrameworkChange(SQLModel, table=True):
    """One framework takes the place of another from a day on. Nothing of it counts before ``settled_at``."""

    __tablename__ = "framework_change"
    __table_args__ = (UniqueConstraint("old_framework_id", "new_framework_id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    old_framework_id: str
    new_framework_id: str
    effective_on: date
    begun_by_id: int = Field(foreign_key="user_account.id")
    begun_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    begun_by: User = Relationship()
    successions: list["ObjectiveSuccession"] = Relationship(
        back_populates="change",
        sa_relationship_kwargs={"order_by": "ObjectiveSuccession.id", "cascade": "all, delete-orphan"},
    )


class ObjectiveSuccession(SQLModel, table=True):
    """How far one objective of the new framework stands for one of the old; with coverage ``none``, no objective
    does and ``new_objective_id`` is empty."""

    __tablename__ = "objective_succession"
    __table_args__ = (UniqueConstraint("change_id", "old_objective_id", "new_objective_id"),)

    id: int | None = Field(default=None, primary_key=True)
    change_id: int = Field(foreign_key="framework_change.id")
    old_objective_id: str = Field(index=True)
    new_objective_id: str = ""
    coverage: str
    note: str = ""

    change: FrameworkChange = Relationship(back_populates="successions")
