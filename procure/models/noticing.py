"""Notices besides the tender notice: what officers fill in, and the files of those that are out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.models.accounts import User
from procure.models.tender import Tender
from procure.models.types import UtcDateTime, now


class NoticeDraft(SQLModel, table=True):
    """The facts of one notice as JSON, whose form ``procure.domain.notice_facts`` holds by the notice's code.

    Once ``notice_id`` is set the notice is out and the row is never changed: it is what the notice told.
    ``proposed`` are the answers that results gave when it was begun, as ``{"about", "words"}``: what each is, and where
    it comes from. Officers may have corrected them since.

    ``agreed_…`` is who agreed that it goes out where a second person has to, in which position, and to which revision:
    what is changed afterwards is agreed to again.
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
    #: Who saved it last; None while nobody has but who began it.
    changed_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    agreed_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    agreed_as: str = ""
    agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    agreed_revision: int = 0

    tender: Tender = Relationship()
    agreed_by: User | None = Relationship(sa_relationship_kwargs={"foreign_keys": "NoticeDraft.agreed_by_id"})

    @property
    def organisation_id(self) -> int:
        """Whose notice it is."""
        return self.tender.organisation_id

    @property
    def last_changed_by_id(self) -> int:
        """Who wrote it as it stands."""
        return self.changed_by_id or self.started_by_id

    @property
    def is_agreed(self) -> bool:
        """Whether somebody agreed to it as it stands."""
        return self.agreed_at is not None and self.agreed_revision == self.revision


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
