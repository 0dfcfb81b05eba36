"""Open data: releases as they are given out, and where drafts that were imported came from."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, Relationship, SQLModel

from procure.models.tender import Tender
from procure.models.types import BigKey, UtcDateTime, now


class PublishedRelease(SQLModel, table=True):
    """One published OCDS release, ready to be put into a package: written once, at publication, and never changed.

    ``release_json`` is the release inside the published file ``release.json``, without spaces; ``sha256`` is its
    digest. Pages walk down (``published_at``, ``id``).
    """

    __tablename__ = "published_release"
    __table_args__ = (
        Index("ix_published_release_newest", "published_at", "id"),
        Index("ix_published_release_stage", "stage", "published_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    version_id: int = Field(foreign_key="specification_version.id", index=True)
    ocid: str = Field(index=True)
    release_id: str = Field(unique=True)
    #: planning, tender or award, as the interface's ``stages`` has it.
    stage: str
    published_at: datetime = Field(sa_type=UtcDateTime)
    sha256: str
    release_json: str = Field(sa_type=Text)


class ImportSource(SQLModel, table=True):
    """Where an imported draft came from, and what became of every value of it.

    ``batch`` is the same for all drafts of one file, whose digest is ``file_sha256``. ``report_json`` has ``mapped``
    and ``unmapped``, lists of objects with the path and the value as the file had them.
    """

    __tablename__ = "import_source"

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", unique=True)
    batch: str = Field(index=True)
    file_name: str = ""
    file_sha256: str
    ocid: str = Field(index=True)
    #: Identifiers of the releases it was read from, oldest first, with spaces between.
    release_ids: str = ""
    #: UK1 … UK17, with spaces between.
    notice_types: str = ""
    buyer_name: str = ""
    buyer_ppon: str = ""
    mapped: int
    unmapped: int
    report_json: str = Field(sa_type=Text)
    imported_by_id: int = Field(foreign_key="user_account.id")
    imported_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    tender: Tender = Relationship()
