"""Notices besides the tender notice: what officers fill in, and the files of those that are out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from procure.models.types import UtcDateTime, now


class NoticeDraft(SQLModel, table=True):
    """The facts of one notice as JSON, whose form ``procure.domain.notice_facts`` holds by the notice's code.

    Once ``notice_id`` is set the notice is out and the row is never changed: it is what the notice told.
    ``proposed`` are the answers that results gave when it was begun, as ``{"about", "words"}``: what each is, and where
    it comes from. Officers may have corrected them since.
    """

    __tablename__ = "notice_draft"

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    code: str
    facts_json: str = Field(sa_type=Text)
    schema_version: int = 1
    #: Counts the times it was saved, so that two who edit at once are told.
    revision: int = 1
    started_by_id: int = Field(foreign_key="user_account.id")
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    notice_id: int | None = Field(default=None, foreign_key="notice.id", unique=True)
    proposed: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    #: The decision on results that it was begun from.
    decision_id: int | None = Field(default=None, foreign_key="result_decision.id", index=True)


class NoticeFile(SQLModel, table=True):
    """One file of a published notice, stored by its digest."""

    __tablename__ = "notice_file"
    __table_args__ = (UniqueConstraint("notice_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    kind: str
    media_type: str
    file_name: str
    size: int
    sha256: str
