"""The outcome library and the mission frameworks, as loaded from their reviewed files."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from procure.models.types import UtcDateTime, now


class LibraryOutcomeRow(SQLModel, table=True):
    """One version of one library outcome; ``content`` is ``outcome_library.schema.LibraryOutcome`` as JSON.

    Earlier versions stay, so that an adopted copy can always be compared with what it was copied from.
    """

    __tablename__ = "library_outcome"
    __table_args__ = (
        UniqueConstraint("library_id", "version"),
        Index("ix_library_outcome_current", "is_current", "title"),
    )

    id: int | None = Field(default=None, primary_key=True)
    library_id: str = Field(index=True)
    version: int
    digest: str
    is_current: bool = True
    title: str
    sector: str = Field(index=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    search_text: str = Field(default="", sa_type=Text)
    #: ``files`` for entries of the reviewed files, ``curated`` for those approved in the service.
    origin: str = "files"
    note: str = ""
    successor_id: str = ""
    loaded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class LibraryTag(SQLModel, table=True):
    """A filter value of the current version of a library outcome. Its kind is mission, objective or cpv; or measure or
    source, whose values are looked through for words: “name (unit)” and “source (publisher)”, in lower case.
    """

    __tablename__ = "library_tag"
    __table_args__ = (Index("ix_library_tag_lookup", "kind", "value", "outcome_row_id"),)

    outcome_row_id: int = Field(primary_key=True, foreign_key="library_outcome.id")
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)


class SearchWord(SQLModel, table=True):
    """A word of a full-text index, so that a slip of the keyboard can be put right. Words stay when rows go."""

    __tablename__ = "search_word"

    index_name: str = Field(primary_key=True)
    initial: str = Field(primary_key=True)
    length: int = Field(primary_key=True)
    word: str = Field(primary_key=True)


class ObjectiveRow(SQLModel, table=True):
    """A mission objective of one framework version; ``content`` is ``outcome_library.schema.Objective`` as JSON."""

    __tablename__ = "objective"

    objective_id: str = Field(primary_key=True)
    mission_id: str = Field(index=True)
    mission_name: str
    framework_id: str
    framework_name: str
    framework_effective_from: str
    title: str
    position: int = 0
    content: dict[str, Any] = Field(sa_type=JSON)
    digest: str
