"""Who a notice is: its numbers, its moment and its addresses, as every rendering of it takes them."""

from __future__ import annotations

from collections.abc import Sequence

from exports import artefact
from exports.artefact import ArtefactKind
from exports.notices.stamp import NoticeStamp, PublishedFile
from procure.config import Settings
from procure.models import Notice

TENDER_NOTICE = "UK4"
#: Open data does not list itself among the files of a notice.
UNLISTED = "release.json"


def stamp_of(
    notice: Notice,
    reference: str,
    version: int,
    settings: Settings,
    kinds: Sequence[ArtefactKind] = (),
) -> NoticeStamp:
    """The identity of a notice of the tender with this reference, made from this version of its specification. A
    tender notice has the files of its version beside it, of these ``kinds``: of all in English unless told.
    """
    is_tender_notice = notice.code == TENDER_NOTICE
    page = f"{settings.resolved_base_url}/published/{reference}"
    whole = f"{page}/versions/{version}"
    return NoticeStamp(
        code=notice.code,
        tender_reference=reference,
        local_number=notice.local_number,
        local_id_prefix=settings.local_id_prefix,
        published_at=notice.published_at,
        notice_url=f"{whole}/notice" if is_tender_notice else f"{page}/notices/{notice.local_number}",
        base_url=settings.resolved_base_url,
        publisher_name=settings.publisher_name,
        platform_notice_id=notice.platform_notice_id,
        platform_procurement_id=notice.platform_procurement_id,
        documents=tuple(
            PublishedFile(
                kind=kind.name,
                title=kind.label,
                url=f"{whole}/files/{kind.name}",
                format=kind.media_type,
                published_at=notice.published_at,
                language=kind.language,
            )
            for kind in kinds or artefact.KINDS.values()
            if kind.name != UNLISTED
        )
        if is_tender_notice
        else (),
    )


def identifier_of(notice: Notice, reference: str, settings: Settings) -> str:
    """The platform's identifier of a notice once it is recorded, ours until then."""
    return notice.platform_notice_id or local_reference(notice, reference, settings)


def local_reference(notice: Notice, reference: str, settings: Settings) -> str:
    """What a notice is called until the platform has named it, and may be looked for by ever after."""
    return f"{settings.local_id_prefix}-{reference}-{notice.local_number}"
