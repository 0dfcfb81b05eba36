"""A flat register of the datasets that frozen versions wait for, and papers about data as files."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from procure.models.types import UtcDateTime


class DatasetLine(SQLModel, table=True):
    """One dataset that one outcome of a frozen version needs, written with the version and never changed.

    ``identity`` tells a dataset of a holder from others, whatever the case of their letters.
    """

    __tablename__ = "dataset_line"

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="specification_version.id", index=True)
    identity: str = Field(index=True)
    dataset: str = ""
    holder: str = ""
    outcome_key: str = ""
    is_ready: bool = False
    blocker: str = ""
    needed_by: date | None = None
    champion: str = ""
    next_step: str = ""


class DataPaper(SQLModel, table=True):
    """A paper about data that was asked for last, as Word and PDF by their digests once they are made: the draft
    agreement on one dataset, or with no ``share_key`` the summary for the public. ``inputs`` is the digest of the
    draft that it was made from."""

    __tablename__ = "data_paper"
    __table_args__ = (UniqueConstraint("tender_id", "share_key"),)

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id")
    share_key: str = ""
    asked_at: datetime = Field(sa_type=UtcDateTime)
    inputs: str = ""
    pdf_sha256: str = Field(default="", index=True)
    pdf_size: int = 0
    docx_sha256: str = ""
    docx_size: int = 0
