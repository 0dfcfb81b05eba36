"""Who a notice is: its numbers, its moment, its address. Everything a snapshot does not know of itself."""

from __future__ import annotations

import re

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

#: Identifiers that only the central digital platform gives (SI 2024/692 reg 8; rules IDN-1 and IDN-2).
PLATFORM_OCID_PREFIX = "ocds-h6vhtk"
PLATFORM_PROCUREMENT_ID = re.compile(rf"{PLATFORM_OCID_PREFIX}-[0-9a-f]{{6}}")
PLATFORM_NOTICE_ID = re.compile(r"[0-9]{6}-[0-9]{4}")


class PublishedFile(BaseModel):
    """A file published with the notice. ``kind`` as in the registry of artefacts; ``format`` is a media
    type.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    title: str
    url: str
    format: str
    published_at: AwareDatetime
    language: str = "en"


class NoticeStamp(BaseModel):
    """The identity of one notice. Platform identifiers stay None until the platform has given them.

    ``local_id_prefix`` labels every identifier of ours, so that none can be taken for the platform's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = "UK4"
    tender_reference: str = Field(min_length=1)
    local_number: int = Field(ge=1)
    local_id_prefix: str = Field(min_length=1)
    published_at: AwareDatetime
    notice_url: str
    #: Where the notice's open data is served; empty: beside the notice itself.
    release_url: str = ""
    base_url: str
    publisher_name: str = Field(min_length=1)
    platform_notice_id: str | None = None
    platform_procurement_id: str | None = None
    documents: tuple[PublishedFile, ...] = ()

    @field_validator("local_id_prefix")
    @classmethod
    def _not_the_platforms(cls, value: str) -> str:
        if value.lower().startswith(PLATFORM_OCID_PREFIX):
            raise ValueError(
                f"{PLATFORM_OCID_PREFIX} belongs to the central digital platform: choose another prefix"
            )
        return value

    @field_validator("platform_notice_id")
    @classmethod
    def _notice_id_as_given(cls, value: str | None) -> str | None:
        if value is not None and not PLATFORM_NOTICE_ID.fullmatch(value):
            raise ValueError("a notice identifier of the platform looks like 041267-2026")
        return value

    @field_validator("platform_procurement_id")
    @classmethod
    def _procurement_id_as_given(cls, value: str | None) -> str | None:
        if value is not None and not PLATFORM_PROCUREMENT_ID.fullmatch(value):
            raise ValueError("a procurement identifier of the platform looks like ocds-h6vhtk-0f1a2b")
        return value

    @property
    def local_procurement_id(self) -> str:
        """``procure-local-7K3M-9Q2X-4D``: ours, and plainly so."""
        return f"{self.local_id_prefix}-{self.tender_reference}"

    @property
    def local_reference(self) -> str:
        """``procure-local-7K3M-9Q2X-4D-1``: this notice among those of its tender."""
        return f"{self.local_procurement_id}-{self.local_number}"

    @property
    def procurement_id(self) -> str:
        """The platform's procurement identifier once it is known, ours until then."""
        return self.platform_procurement_id or self.local_procurement_id

    @property
    def notice_id(self) -> str:
        """The platform's notice identifier once it is known, ours until then."""
        return self.platform_notice_id or self.local_reference

    def files(self, kind: str) -> tuple[PublishedFile, ...]:
        """The published files of one kind."""
        return tuple(file for file in self.documents if file.kind == kind)
