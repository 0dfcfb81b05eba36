"""Notices on their way to the central digital platform: entered by hand, or sent, with a receipt of every exchange."""

from datetime import datetime

from sqlalchemy import JSON, Index, Text, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.models.publication import Notice
from procure.models.tender import Tender
from procure.models.types import UtcDateTime, now


class HandEntry(SQLModel, table=True):
    """A value of a notice that somebody has entered on the platform by hand, by its key in the checklist."""

    __tablename__ = "hand_entry"
    __table_args__ = (UniqueConstraint("notice_id", "entry_key"),)

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    entry_key: str
    entered_by_id: int = Field(foreign_key="user_account.id")
    entered_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Submission(SQLModel, table=True):
    """The sending of one notice. What is sent, its reference and its key are fixed before anything goes out,
    so that no crash can make two of it. ``due_at`` says when its next step is due; None: nothing is.
    """

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_due", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    #: None once the notice was taken back to be changed: the receipts stay, and the reference is not used again.
    notice_id: int | None = Field(default=None, foreign_key="notice.id", unique=True)
    #: Ours, as the platform asks of those who send: never an identifier of the platform.
    reference: str = Field(unique=True)
    idempotency_key: str = Field(unique=True)
    document_sha256: str
    document_size: int
    state: str
    #: Why it stands where it stands, and what the platform said; empty while all is well.
    trouble: str = ""
    messages: list[str] = Field(default_factory=list, sa_type=JSON)
    requested_by_id: int = Field(foreign_key="user_account.id")
    requested_at: datetime = Field(sa_type=UtcDateTime)
    #: Times in a row that the step in hand did not succeed.
    failed_attempts: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    #: The platform's name for what it took in.
    platform_submission_id: str = ""
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    notice: Notice | None = Relationship()
    tender: Tender = Relationship()


class Exchange(SQLModel, table=True):
    """The receipt of one request to the platform. Written before the request goes out; one without ``ended_at`` was cut
    off, and may have arrived.
    """

    __tablename__ = "submission_exchange"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    operation: str
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    #: Of the document that was sent; empty where the request only asked.
    request_sha256: str = ""
    status: int | None = None
    outcome: str = ""
    #: The beginning of what the platform answered, word for word.
    answer: str = Field(default="", sa_type=Text)
