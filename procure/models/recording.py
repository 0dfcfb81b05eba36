"""How observations come in: keys for other systems, files that wait to be confirmed, and official series as they were
mapped."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.results import MeasureSeries
from procure.models.types import BigKey, UtcDateTime, now


class ResultsKey(SQLModel, table=True):
    """A key by which another system records observations of one organisation, or of one of its tenders. The secret is
    shown once and only its SHA-256 is kept: it is 130 random bits, which nobody can try through."""

    __tablename__ = "results_key"

    id: int | None = Field(default=None, primary_key=True)
    #: The part of the secret that tells which key it is.
    key: str = Field(default_factory=new_key, unique=True)
    name: str
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    #: None for all tenders of the organisation.
    tender_id: int | None = Field(default=None, foreign_key="tender.id", index=True)
    digest: str
    created_by_id: int = Field(foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    #: To the minute.
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class ResultsUpload(SQLModel, table=True):
    """A file of observations between its upload and the moment somebody confirms it: no observation is stored before
    that. ``rows`` is what was understood of it, row by row with what is wrong, emptied once it is confirmed."""

    __tablename__ = "results_upload"
    __table_args__ = (Index("ix_results_upload_state", "state", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    #: For an official series that is mapped: all rows are of this one.
    series_id: int | None = Field(default=None, foreign_key="measure_series.id")
    file_name: str
    sha256: str
    size: int
    #: How the file is to be read where it is not our own form: see ``SeriesMapping.columns``.
    columns: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: str
    trouble: str = ""
    rows: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    row_count: int = 0
    fault_count: int = 0
    attempts: int = 0
    begun_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    uploaded_by_id: int = Field(foreign_key="user_account.id")
    uploaded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    batch_id: int | None = Field(default=None, foreign_key="observation_batch.id", sa_type=BigKey)

    series: MeasureSeries | None = Relationship()


class SeriesMapping(SQLModel, table=True):
    """Where in a publisher's file the figures of one series are: set once, used for every later file."""

    __tablename__ = "series_mapping"

    series_id: int = Field(primary_key=True, foreign_key="measure_series.id")
    #: Headings of the columns for period, value, published, low and high; what the period's dates mean; filters as
    #: {"heading": "value"}; the name of the sheet.
    columns: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    source: str = ""
    source_url: str = ""
    changed_by_id: int = Field(foreign_key="user_account.id")
    changed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    refreshed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
