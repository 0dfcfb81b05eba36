"""What is made of results: how each series was judged last, what boards and officers decided on it, and briefings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.accounts import User
from procure.models.results import MeasureSeries
from procure.models.tender import Tender
from procure.models.types import Hundredths, Millionths, UtcDateTime, now


class SeriesJudgement(SQLModel, table=True):
    """How a series was judged last, beside its standing: written with every observation and whenever time alone
    changes it, so that no page judges many series. Figures are in the unit of the series.

    ``notable_…`` is what happened last that somebody should know of, ``notable_rank`` its place among such things, 0
    for what matters most.
    """

    __tablename__ = "series_judgement"
    __table_args__ = (Index("ix_series_judgement_notable", "notable_on", "notable_rank"),)

    series_id: int = Field(primary_key=True, foreign_key="measure_series.id")
    #: The version of the specification from which the path was taken.
    version_id: int = Field(foreign_key="specification_version.id")
    #: From when the path is walked.
    starts_on: date | None = None
    #: [{"objective": "warm-homes", "share": "4"}]: percent of each objective's gap that is claimed.
    claims: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    judged_at: datetime = Field(sa_type=UtcDateTime)
    status: str
    status_since: date
    reason: str = ""
    #: The first day on which it is no longer too early to tell.
    until: date | None = None
    due_value: Decimal | None = Field(default=None, sa_type=Millionths)
    short_by: Decimal | None = Field(default=None, sa_type=Millionths)
    low: Decimal | None = Field(default=None, sa_type=Millionths)
    high: Decimal | None = Field(default=None, sa_type=Millionths)
    #: When the next figure is due.
    next_due: date | None = None
    #: Percent of the way from start to target.
    travelled: Decimal | None = Field(default=None, sa_type=Hundredths)
    notable_kind: str = ""
    notable_rank: int = 9
    notable_on: date | None = None
    notable_words: str = ""


class ResultDecision(SQLModel, table=True):
    """What was decided on results: of one measure (``series_id``), at a stage gate (``gate_key``), or of the contract
    as a whole. ``known`` is what was known then, and never changes: status, reason, and of each measure the reading
    with its day of publication and vintage."""

    __tablename__ = "result_decision"
    __table_args__ = (Index("ix_result_decision_follow_up", "followed_up_at", "follow_up_on"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    board_id: int = 0
    series_id: int | None = Field(default=None, foreign_key="measure_series.id", index=True)
    gate_key: str = ""
    gate_name: str = ""
    #: A ``procure.domain.results.course.GateResult``; empty where it is not about a gate.
    gate_result: str = ""
    kind: str
    reason: str
    owner_name: str
    follow_up_on: date
    known: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    #: A ``procure.domain.results.course.Consequence`` for the contract with this identifier (empty where it has the
    #: only one), and from which day.
    consequence: str = ""
    consequence_on: date | None = None
    contract_identifier: str = ""
    decided_by_id: int = Field(foreign_key="user_account.id")
    decided_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    followed_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    followed_up_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    what_came: str = ""

    tender: Tender = Relationship()
    series: MeasureSeries | None = Relationship()
    decided_by: User = Relationship(sa_relationship_kwargs={"foreign_keys": "ResultDecision.decided_by_id"})
    followed_up_by: User | None = Relationship(
        sa_relationship_kwargs={"foreign_keys": "ResultDecision.followed_up_by_id"}
    )

    @property
    def partner_access(self) -> dict[int, str]:
        """What officers of organisations that buy jointly may do, by the organisation's id."""
        return self.tender.partner_access


class ResultsBriefing(SQLModel, table=True):
    """The briefing on the results of a mission that a person asked for last, and the PDF by its digest once it is
    made. It holds what its asker may see, and is given to nobody else."""

    __tablename__ = "results_briefing"
    __table_args__ = (UniqueConstraint("user_id", "mission_id"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id")
    mission_id: str
    narrowed: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    sha256: str = Field(default="", index=True)
    size: int = 0
