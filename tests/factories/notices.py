"""Stamps of notices for tests: a fictional installation that published a fictional notice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from exports.notices.stamp import NoticeStamp, PublishedFile

PUBLISHED_AT = datetime(2027, 1, 11, 9, 15, 2, tzinfo=UTC)
BASE_URL = "https://tenders.westmarch.example.org"


def make_stamp(**changes: Any) -> NoticeStamp:
    """The first notice of a tender, published here and not yet on the central platform."""
    reference = changes.get("tender_reference", "WCA-2027-0014")
    page = f"{BASE_URL}/published/{reference}/versions/1"
    values: dict[str, Any] = {
        "tender_reference": reference,
        "local_number": 1,
        "local_id_prefix": "procure-local",
        "published_at": PUBLISHED_AT,
        "notice_url": f"{page}/notice",
        "base_url": BASE_URL,
        "publisher_name": "Westmarch tenders",
        "documents": tuple(
            PublishedFile(
                kind=kind,
                title=title,
                url=f"{page}/files/{kind}",
                format=media_type,
                published_at=PUBLISHED_AT,
            )
            for kind, title, media_type in (
                ("specification.pdf", "Specification (PDF)", "application/pdf"),
                ("notice.pdf", "Tender notice (PDF)", "application/pdf"),
            )
        ),
    }
    return NoticeStamp(**{**values, **changes})
