"""Outcomes that officers propose for the library, and what a curator made of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from procure.domain.identifiers import new_key
from procure.models.types import UtcDateTime, now


class LibraryProposal(SQLModel, table=True):
    """One outcome on its way into the library. ``content`` is a library outcome in the making, as its forms have it;
    ``library_id`` names the entry it would be a new version of, empty for a new one.
    """

    __tablename__ = "library_proposal"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    tender_reference: str = ""
    outcome_key: str = ""
    state: str = Field(default="draft", index=True)
    library_id: str = ""
    content: dict[str, Any] = Field(sa_type=JSON)
    why: str = ""
    decision: str = ""
    proposed_by: str = ""
    decided_by: str = ""
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
