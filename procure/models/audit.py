"""The audit trail: appended only, guarded by a database trigger."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from procure.models.types import BigKey, UtcDateTime, now


class AuditEvent(SQLModel, table=True):
    """Who did what to what, when. ``actor_name`` is kept as it was, so that the record outlives the account."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_kind", "subject_key", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    actor_id: int | None = None
    actor_name: str = ""
    organisation_id: int | None = Field(default=None, index=True)
    action: str = Field(index=True)
    subject_kind: str = ""
    subject_key: str = ""
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
