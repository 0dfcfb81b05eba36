"""What is observed once a tender is out: a series for each measure that is followed, its observations, and how each
series stands now.

An observation is never changed or deleted: a figure that was revised, or was wrong, is a new row with a later day of
publication. Whatever is observed and the row that says how its series stands are written in one transaction, so that
no page has to go through observations to know where things are.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.tender import Tender
from procure.models.types import BigKey, Hundredths, Millionths, UtcDateTime, now


class TenderResults(SQLModel, table=True):
    """That the measures of a published tender are followed, and from which version they were last taken."""

    __tablename__ = "tender_results"

    tender_id: int = Field(primary_key=True, foreign_key="tender.id")
    version_id: int = Field(foreign_key="specification_version.id")
    opened_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class MeasureSeries(SQLModel, table=True):
    """One measure of one published tender, followed. What it says is taken from ``version_id``, the newest published
    version that has this measure; a measure that a later version renames or replaces ends its series and begins
    another, which ``follows_id`` ties to it.

    Figures are Decimal in ``unit``, None where the words beside them are not one plain number.
    """

    __tablename__ = "measure_series"
    __table_args__ = (
        Index(
            "ix_measure_series_open",
            "tender_id",
            "measure_key",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_measure_series_tender_position", "tender_id", "position"),
        Index("ix_measure_series_organisation", "organisation_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id")
    organisation_id: int = Field(foreign_key="organisation.id")
    version_id: int = Field(foreign_key="specification_version.id")
    outcome_key: str
    measure_key: str
    #: Order within the tender: by outcome, then by measure.
    position: int = 0
    outcome_title: str = ""
    name: str
    unit: str = ""
    direction: str = ""
    kind: str = ""
    figure_kind: str = ""
    baseline_words: str = ""
    baseline_value: Decimal | None = Field(default=None, sa_type=Millionths)
    baseline_period: str = ""
    baseline_published_on: date | None = None
    target_words: str = ""
    target_value: Decimal | None = Field(default=None, sa_type=Millionths)
    target_on: date | None = None
    #: [{"on": "2027-03-31", "value": "48"}], oldest first, as the specification has it.
    target_path: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    frequency: str = ""
    #: Days between two readings, and from the end of a period until its figure is out; None where the words are not
    #: understood.
    interval_days: int | None = None
    lag: str = ""
    lag_days: int | None = None
    source: str = ""
    publisher: str = ""
    source_url: str = ""
    #: What tells chance from change: see ``procure.domain.measurability``.
    people_per_reading: int | None = None
    people_in_baseline: int | None = None
    spread: Decimal | None = Field(default=None, sa_type=Hundredths)
    is_clustered: bool | None = None
    opened_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_because: str = ""
    follows_id: int | None = Field(default=None, foreign_key="measure_series.id", index=True)
    #: Whether anybody may see what is observed; the buyer says so.
    is_public: bool = False
    made_public_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    tender: Tender = Relationship()

    @property
    def board_id(self) -> int | None:
        """The board that has the tender."""
        return self.tender.board_id

    @property
    def partner_access(self) -> dict[int, str]:
        """What officers of organisations that buy jointly may do, by the organisation's id."""
        return self.tender.partner_access


class SeriesLink(SQLModel, table=True):
    """That a series serves an objective of a mission; with an empty objective, that it is of the mission at all, once.
    What a dashboard filters, orders and counts by stands here again: ``status`` is that of ``SeriesStanding``,
    ``notable_…`` that of ``SeriesJudgement``. Whoever changes a row has locked the standing of its series.

    A reader sees what is public, what their boards have and what their own organisation has: for each of the three
    there is an index in the order of a list by status and one in the order of what happened lately.
    """

    __tablename__ = "series_link"
    __table_args__ = (
        Index("ix_series_link_series", "series_id"),
        Index("ix_series_link_tender_id", "tender_id"),
        *(
            Index(
                f"ix_series_link_{name}_{order}",
                "mission_id",
                "objective_id",
                "is_open",
                "is_public",
                *of,
                *by,
                "series_id",
            )
            for name, of in (("all", ()), ("board", ("board_id",)), ("buyer", ("organisation_id",)))
            for order, by in (("status", ("status",)), ("notable", ("notable_rank", "notable_on")))
        ),
    )

    mission_id: str = Field(primary_key=True)
    objective_id: str = Field(primary_key=True)
    series_id: int = Field(primary_key=True, foreign_key="measure_series.id")
    tender_id: int
    organisation_id: int
    #: 0 where no board has it.
    board_id: int = 0
    is_public: bool = False
    is_open: bool = True
    status: str = ""
    notable_rank: int = 9
    notable_on: date | None = None


class SeriesCount(SQLModel, table=True):
    """How many open series of a mission stand how, by who may see them; changed in the same transaction as what is
    counted (``services.tallying``). Public ones are counted under ``board_id`` -1; those that are not, under their
    board (0 for none) and once more under -1, whichever board. Each is counted under its organisation and under 0, all
    organisations."""

    __tablename__ = "series_count"

    mission_id: str = Field(primary_key=True)
    #: Empty for the mission as a whole.
    objective_id: str = Field(primary_key=True)
    is_public: bool = Field(primary_key=True)
    board_id: int = Field(primary_key=True)
    organisation_id: int = Field(primary_key=True)
    status: str = Field(primary_key=True)
    number: int


class SeriesStanding(SQLModel, table=True):
    """How a series stands now. ``latest`` is the newest period that has a figure, as it was last published;
    ``previous`` is the period before it. Withdrawn figures are passed over.

    ``status`` is a judgement on these figures that holds until ``status_until`` (the first day on which it has to be
    made again; None for one that only a new figure changes). It is empty until it is first made.
    """

    __tablename__ = "series_standing"
    __table_args__ = (Index("ix_series_standing_status_until", "status_until"),)

    series_id: int = Field(primary_key=True, foreign_key="measure_series.id")
    #: All rows, all periods that have one, and rows that revise an earlier one.
    observations: int = 0
    periods: int = 0
    revisions: int = 0
    latest_start: date | None = None
    latest_end: date | None = None
    latest_value: Decimal | None = Field(default=None, sa_type=Millionths)
    latest_low: Decimal | None = Field(default=None, sa_type=Millionths)
    latest_high: Decimal | None = Field(default=None, sa_type=Millionths)
    latest_published_on: date | None = None
    latest_vintage: int | None = None
    previous_end: date | None = None
    previous_value: Decimal | None = Field(default=None, sa_type=Millionths)
    #: When somebody last recorded or revised anything.
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str = ""
    status_until: date | None = None


class ObservationBatch(SQLModel, table=True):
    """What somebody recorded at once: by form, file, interface or command line, with what became of it. The same
    ``idempotency_key`` of one organisation is the same batch, and is answered by ``answer``."""

    __tablename__ = "observation_batch"
    __table_args__ = (UniqueConstraint("organisation_id", "idempotency_key"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    key: str = Field(default_factory=new_key, unique=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    #: None where the batch was not of one tender.
    tender_id: int | None = Field(default=None, foreign_key="tender.id", index=True)
    way: str
    idempotency_key: str | None = None
    #: SHA-256 of what was sent, so that the same key with other content is seen.
    digest: str = ""
    file_name: str = ""
    entered_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    results_key_id: int | None = Field(default=None, foreign_key="results_key.id")
    entered_by_name: str = ""
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    recorded: int = 0
    unchanged: int = 0
    refused: int = 0
    answer: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Observation(SQLModel, table=True):
    """A figure for a period, as it was published on a day; never changed or deleted. ``vintage`` numbers what was
    published for this period, from 1. ``is_withdrawn`` says that no figure stands for the period any more: then
    there is no value."""

    __tablename__ = "observation"
    __table_args__ = (
        # Walked backwards: the newest period first, of each its newest publication.
        UniqueConstraint("series_id", "period_end", "period_start", "published_on"),
        Index(
            "ix_observation_row_key",
            "organisation_id",
            "row_key",
            unique=True,
            sqlite_where=text("row_key IS NOT NULL"),
            postgresql_where=text("row_key IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    series_id: int = Field(foreign_key="measure_series.id")
    organisation_id: int
    period_start: date
    period_end: date
    value: Decimal | None = Field(default=None, sa_type=Millionths)
    low: Decimal | None = Field(default=None, sa_type=Millionths)
    high: Decimal | None = Field(default=None, sa_type=Millionths)
    is_withdrawn: bool = False
    published_on: date
    vintage: int
    source: str = ""
    source_url: str = ""
    note: str = ""
    received_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    batch_id: int = Field(foreign_key="observation_batch.id", sa_type=BigKey)
    #: What the sender calls this row: of one organisation, the same key is the same observation.
    row_key: str | None = None


class ResultsChange(SQLModel, table=True):
    """Something that changed in what a mission shows of results. Of one mission, a greater ``id`` was committed later:
    whoever has seen one asks only for those after it."""

    __tablename__ = "results_change"
    __table_args__ = (
        Index("ix_results_change_mission", "mission_id", "id"),
        # What a reader may know of, each part in the order in which it was committed.
        Index("ix_results_change_public", "mission_id", "is_public", "id"),
        Index("ix_results_change_board", "mission_id", "board_id", "id"),
        Index("ix_results_change_buyer", "mission_id", "organisation_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    mission_id: str
    tender_id: int = Field(foreign_key="tender.id")
    organisation_id: int
    board_id: int = 0
    is_public: bool = False
    kind: str
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)


class Kpi(SQLModel, table=True):
    """A key performance indicator of an awarded contract: a followed measure, and how it is judged.

    ``bands`` are ``{"rating", "low", "high"}`` with figures as text and None for no bound. Each band holds its better
    edge and not its worse one, so neighbours share a figure and never a reading: for a measure that should rise a
    band is low ≤ reading < high, for one that should fall low < reading ≤ high.
    """

    __tablename__ = "kpi"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    series_id: int = Field(foreign_key="measure_series.id", index=True)
    #: Of the contract, as its notices name it; empty while none does.
    contract_identifier: str = ""
    position: int = 0
    title: str
    description: str = ""
    target_value: Decimal | None = Field(default=None, sa_type=Millionths)
    unit: str = ""
    reported: str = ""
    bands: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    #: In words: when none of the bands would describe the performance.
    other_when: str = ""
    vintage_rule: str = ""
    #: For a figure as it stood some time after its period: how many days.
    vintage_days: int | None = None
    revision_rule: str = ""
    #: By how much a revision has to move a figure before a rating is made again, in the unit.
    revision_threshold: Decimal | None = Field(default=None, sa_type=Millionths)
    is_most_material: bool = False
    owner_name: str = ""
    check_method: str = ""
    remedy: str = ""
    created_by_id: int = Field(foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    #: Once a contract details notice has told of it, it is fixed.
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    series: MeasureSeries = Relationship()
