"""The portfolio of each mission as its page reads it: a row for each tender, its links to objectives, and running
sums.

Written when a tender is sent to a board, recalled, published, awarded or withdrawn, so that a page reads a few rows
however many tenders there are. ``board_id`` is 0 where no board has it. ``year`` is the financial year, named by the
calendar year in which it begins, of the start of the contract; 0 where that is not known.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from procure.models.types import Hundredths, Pounds, UtcDateTime, now


class PortfolioRow(SQLModel, table=True):
    """A tender as portfolios show it: the version that is public, or else the one that a board has."""

    __tablename__ = "portfolio_row"

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", unique=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    board_id: int = 0
    is_public: bool
    standing: str
    year: int = 0
    reference: str
    title: str
    buyer_name: str
    version_number: int
    value_net: Decimal | None = Field(default=None, sa_type=Pounds)
    value_gross: Decimal | None = Field(default=None, sa_type=Pounds)
    notice_on: date | None = None
    award_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    sme_suitable: bool = False
    vcse_suitable: bool = False
    flagged: int = 0
    requirements: int = 0
    #: The alignment score with its range, in words; never a number that could be averaged.
    score: str = ""
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class PortfolioLink(SQLModel, table=True):
    """That a tender serves an objective, with the share of its gap that it claims; with an empty objective, that it
    is of the mission at all. What a list is filtered by stands here again."""

    __tablename__ = "portfolio_link"
    __table_args__ = (
        Index("ix_portfolio_link_row", "row_id"),
        Index("ix_portfolio_link_buyer", "mission_id", "objective_id", "organisation_id", "row_id"),
    )

    mission_id: str = Field(primary_key=True)
    objective_id: str = Field(primary_key=True)
    row_id: int = Field(primary_key=True, foreign_key="portfolio_row.id")
    organisation_id: int
    year: int
    standing: str
    is_public: bool
    board_id: int
    outcomes: int = 0
    share: Decimal | None = Field(default=None, sa_type=Hundredths)


class PortfolioSum(SQLModel, table=True):
    """Running sums over all rows alike in all that is filtered by; values in pence of the tenders whose value is
    known (``valued``), shares of the gap in hundredths of a percent."""

    __tablename__ = "portfolio_sum"

    mission_id: str = Field(primary_key=True)
    objective_id: str = Field(primary_key=True)
    organisation_id: int = Field(primary_key=True)
    year: int = Field(primary_key=True)
    standing: str = Field(primary_key=True)
    is_public: bool = Field(primary_key=True)
    board_id: int = Field(primary_key=True)
    tenders: int = Field(default=0, sa_type=BigInteger)
    value_net: int = Field(default=0, sa_type=BigInteger)
    value_gross: int = Field(default=0, sa_type=BigInteger)
    valued: int = Field(default=0, sa_type=BigInteger)
    sme: int = Field(default=0, sa_type=BigInteger)
    vcse: int = Field(default=0, sa_type=BigInteger)
    flagged: int = Field(default=0, sa_type=BigInteger)
    requirements: int = Field(default=0, sa_type=BigInteger)
    share: int = Field(default=0, sa_type=BigInteger)
    claiming: int = Field(default=0, sa_type=BigInteger)


class PortfolioBriefing(SQLModel, table=True):
    """The briefing of a mission that a person asked for last: as it was narrowed, and the PDF by its digest once it
    is made. It holds what its asker may see, and is given to nobody else."""

    __tablename__ = "portfolio_briefing"
    __table_args__ = (UniqueConstraint("user_id", "mission_id"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id")
    mission_id: str
    narrowed: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    sha256: str = Field(default="", index=True)
    size: int = 0
