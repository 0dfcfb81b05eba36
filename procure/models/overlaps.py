"""What organisations may know of each other's plans to buy, and what officers answered where two meet."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from procure.domain.identifiers import new_key
from procure.models.types import UtcDateTime, now


class VisibleNeed(SQLModel, table=True):
    """What anybody outside its organisation may know of one tender: what is published of it, or what its owner chose to
    show before. Nothing else is ever in this table, so nothing that is found in it can give a draft away.

    ``disclosure`` is empty for what is published. ``fades_on`` is the day from which it is no longer looked for.
    """

    __tablename__ = "visible_need"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id", unique=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    standing: str
    disclosure: str = Field(default="", index=True)
    #: Of a published tender; empty for what is only shown.
    reference: str = ""
    title: str
    buyer_name: str
    contact_name: str = ""
    contact_email: str = ""
    #: [{"title", "words", "people", "library_id"}], as they are compared.
    outcomes: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    regions: list[str] = Field(default_factory=list, sa_type=JSON)
    cpv_codes: list[str] = Field(default_factory=list, sa_type=JSON)
    starts_on: date | None = None
    ends_on: date | None = None
    has_lots: bool = False
    fades_on: date
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class NeedToken(SQLModel, table=True):
    """A mark by which visible needs are found: a word, a library entry, a kind of purchase in a region, as a number.
    The newest that bear a mark stand first, so that a look-up reads a few rows however many there are.
    """

    __tablename__ = "need_token"
    __table_args__ = (Index("ix_need_token_need", "need_id"),)

    token: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    fades_on: date = Field(primary_key=True)
    need_id: int = Field(primary_key=True, foreign_key="visible_need.id")


class OverlapDecision(SQLModel, table=True):
    """What was answered about an overlap, of a tender or of a target outcome, with what spoke for it at the time.

    The other tender's title is not kept here: it is shown as long as it may be seen, and no longer.
    """

    __tablename__ = "overlap_decision"
    __table_args__ = (
        UniqueConstraint("tender_id", "other_tender_id"),
        UniqueConstraint("target_outcome_id", "other_tender_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int | None = Field(default=None, foreign_key="tender.id")
    target_outcome_id: int | None = Field(default=None, foreign_key="target_outcome.id")
    other_tender_id: int = Field(foreign_key="tender.id", index=True)
    answer: str
    reason: str
    points: int = 0
    #: What the two had in common, in words.
    because: list[str] = Field(default_factory=list, sa_type=JSON)
    decided_by_id: int = Field(foreign_key="user_account.id")
    decided_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
