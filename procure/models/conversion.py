"""Papers that officers brought to a tender, what they say, and what became of each statement."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.tender import Tender
from procure.models.types import BigKey, UtcDateTime, now


class SourceDocument(SQLModel, table=True):
    """One paper. ``state`` is waiting, reading, ready or refused; ``trouble`` says why it was refused. The bytes are
    stored by ``sha256``. ``done`` of ``total`` says how far the reading has come, in units of its reader.
    """

    __tablename__ = "source_document"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    name: str
    #: What it is known to be before it is looked at (text, notice), then what it was read as.
    form: str = ""
    sha256: str
    size: int
    state: str = Field(default="waiting", index=True)
    trouble: str = ""
    attempts: int = 0
    begun_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done: int = 0
    total: int = 0
    pages: int = 0
    statements: int = 0
    notes: list[str] = Field(default_factory=list, sa_type=JSON)
    #: The report as a PDF, made by the worker once somebody asked for it.
    report_sha256: str = ""
    report_size: int = 0
    report_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    uploaded_by_id: int = Field(foreign_key="user_account.id")
    uploaded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    tender: Tender = Relationship()


class SourceStatement(SQLModel, table=True):
    """One statement of a paper, what the coach said of it, and what was decided.

    ``decision`` is empty, fixed, outcome, question or background. ``wording`` is what it becomes where that differs
    from ``text``. Once it is in the draft, ``landed_part`` and ``landed_key`` name the row.
    """

    __tablename__ = "source_statement"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index("ix_source_statement_landed", "landed_key"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    document_id: int = Field(foreign_key="source_document.id")
    number: int
    text: str = Field(sa_type=Text)
    headings: list[str] = Field(default_factory=list, sa_type=JSON)
    page: int = 0
    unit: str = ""
    place: int = 0
    path: str = ""
    #: The coach: kind, whether it is sure, the kind in words, the reason, and codes of what it found.
    kind: str
    is_sure: bool
    kind_in_words: str
    why: str
    flags: list[str] = Field(default_factory=list, sa_type=JSON)
    decision: str = ""
    reason: str = ""
    explanation: str = ""
    wording: str = Field(default="", sa_type=Text)
    library_id: str = ""
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    landed_part: str = ""
    landed_key: str = ""
    landed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    document: SourceDocument = Relationship()


class TriageStep(SQLModel, table=True):
    """One decision about one or more statements, with how they stood before, so that it can be undone."""

    __tablename__ = "triage_step"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    document_id: int = Field(foreign_key="source_document.id", index=True)
    user_id: int = Field(foreign_key="user_account.id")
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decision: str
    #: One object a statement: its id and its columns as they were.
    before: list[dict[str, Any]] = Field(sa_type=JSON)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
