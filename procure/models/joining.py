"""Authorities that buy jointly: who takes part in a tender beside the one that leads it, and what each approved."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.accounts import Organisation, User
from procure.models.tender import Tender
from procure.models.types import UtcDateTime, now


class JointAuthority(SQLModel, table=True):
    """An authority that the lead invited to buy jointly, and how it stands: ``procure.domain.joining``."""

    __tablename__ = "joint_authority"
    __table_args__ = (UniqueConstraint("tender_id", "organisation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    #: A JointStanding, and a JointAccess: what the partner's officers may do with the draft.
    standing: str = "invited"
    access: str = "comment"
    note: str = ""
    invited_by_id: int = Field(foreign_key="user_account.id")
    invited_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    answered_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    #: When it declined, left or was taken out, and why.
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""

    tender: Tender = Relationship(back_populates="partners")
    organisation: Organisation = Relationship()
    answered_by: User | None = Relationship(
        sa_relationship_kwargs={"foreign_keys": "JointAuthority.answered_by_id"}
    )


class JointApproval(SQLModel, table=True):
    """A partner's own decision on one frozen version. Publication of the version waits until every partner approves."""

    __tablename__ = "joint_approval"
    __table_args__ = (UniqueConstraint("version_id", "partner_id"),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="specification_version.id")
    partner_id: int = Field(foreign_key="joint_authority.id", index=True)
    is_approved: bool
    #: Which board or person of the partner decided, and on which day.
    decided_by: str
    decided_on: date
    reason: str = ""
    recorded_by_id: int = Field(foreign_key="user_account.id")
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    partner: JointAuthority = Relationship()
    recorded_by: User = Relationship()


class JointComment(SQLModel, table=True):
    """What an officer of one of the authorities says of the draft, for all of them."""

    __tablename__ = "joint_comment"

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    text: str
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    user: User = Relationship()
