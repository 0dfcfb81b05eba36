"""What was published, the files made of it, and the flat rows that public pages read."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.models.review import SpecificationVersion
from procure.models.tender import Tender
from procure.models.types import BigKey, Pounds, UtcDateTime, now


class Publication(SQLModel, table=True):
    """One version made public. It counts as published only once ``completed_at`` is set: every file stored.

    ``published_at`` is the moment printed on every file, fixed when publication was asked for, so that making the
    files again gives the same bytes. A publication is held when its content was found wrong while files were made:
    it is not tried again until somebody asks.
    """

    __tablename__ = "publication"

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    version_id: int = Field(foreign_key="specification_version.id", unique=True)
    published_at: datetime = Field(sa_type=UtcDateTime)
    requested_by_id: int = Field(foreign_key="user_account.id")
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    #: When files were last begun; with ``failed_attempts``, it says when to try again.
    attempted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    #: Attempts that did not complete, whatever ended them: each counts from its beginning until it succeeds.
    failed_attempts: int = 0
    last_error: str = ""
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    tender: Tender = Relationship()
    version: SpecificationVersion = Relationship()


class Notice(SQLModel, table=True):
    """A notice under the Act. Platform identifiers and times stay empty until they are recorded.

    What it says is fixed from the start. ``published_at`` is the moment its files print: of its making, until it is
    published here; it is public here once ``completed_at`` is set, when every file is stored. What counts in law is
    the platform's moment: see ``procure.act.publication``.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("tender_id", "local_number"),
        Index("ix_notice_code_completed_at", "code", "completed_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    version_id: int = Field(foreign_key="specification_version.id")
    code: str = "UK4"
    #: 1, 2, 3 … within the tender; shown with a local prefix, never as a platform identifier.
    local_number: int
    #: As the notice tells them, for the list of all notices; None in those made before there was one.
    title: str | None = None
    buyer_name: str | None = None
    platform_notice_id: str | None = Field(default=None, index=True)
    platform_procurement_id: str | None = Field(default=None, index=True)
    published_at: datetime = Field(sa_type=UtcDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    #: Sent to the central digital platform; confirmed by it; open to anybody there.
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accessible_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    #: From when publication here was relied on before the platform had it, the reason and what happened in words.
    fallback_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fallback: str | None = None
    fallback_note: str | None = None


class Artefact(SQLModel, table=True):
    """One published file, named by what it is and stored by its digest."""

    __tablename__ = "artefact"
    __table_args__ = (UniqueConstraint("version_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="specification_version.id", index=True)
    kind: str
    media_type: str
    file_name: str
    size: int
    sha256: str
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class PublishedTender(SQLModel, table=True):
    """One flat row per published tender, written at publication; the public list reads nothing else.

    ``sequence`` grows with each publication, so newest-first paging is a walk down the primary key. The words and
    facets of the row are in the full-text table ``search_published`` under the same number.
    """

    __tablename__ = "published_tender"
    __table_args__ = (Index("ix_published_tender_open", "deadline_at", "sequence"),)

    sequence: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    tender_id: int = Field(foreign_key="tender.id", unique=True)
    reference: str = Field(unique=True)
    version_number: int
    title: str
    #: The beginning of the summary, plain, for the list.
    summary: str = ""
    #: The same in Welsh, empty where the buyer gave none.
    title_cy: str = ""
    summary_cy: str = ""
    buyer_name: str
    places: str = ""
    value_gross: Decimal | None = Field(default=None, sa_type=Pounds)
    procedure: str = ""
    published_at: datetime = Field(sa_type=UtcDateTime)
    #: The first moment by which a supplier must act: a request to participate where those are invited, else a tender.
    deadline_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deadline_is_for_requests: bool = False
    sme_suitable: bool = False
    vcse_suitable: bool = False
    #: [[kind, value], …] as counted in ``published_facet``, so that they can be taken back.
    facets: list[list[str]] = Field(default_factory=list, sa_type=JSON)


class PublishedFacet(SQLModel, table=True):
    """A value that the public list can be filtered by, with its label and how many published tenders have it.

    The kind ``all`` with an empty value counts every published tender.
    """

    __tablename__ = "published_facet"
    __table_args__ = (Index("ix_published_facet_common", "kind", "tenders"),)

    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    label: str
    tenders: int = 0
