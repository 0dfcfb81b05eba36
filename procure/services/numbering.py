"""Giving a notice its number within its tender. Identifiers of the central platform are never made here."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, func, select

from exports.notices.definition import resolve
from exports.text import clean_text
from procure.domain.notice_facts import NoticeFacts
from procure.models import Notice, SpecificationVersion, Tender
from procure.services import freezing


def number(
    session: Session, tender: Tender, version: SpecificationVersion, facts: NoticeFacts, moment: datetime
) -> Notice:
    """A notice that tells these facts, with the next number of its tender, made from this version; it is out nowhere
    yet. The tender must be locked. The procurement identifier that the platform gave an earlier notice is its too.
    """
    last = session.exec(select(func.max(Notice.local_number)).where(Notice.tender_id == tender.id)).one()
    known = session.exec(
        select(Notice.platform_procurement_id)
        .where(Notice.tender_id == tender.id, col(Notice.platform_procurement_id).is_not(None))
        .limit(1)
    ).first()
    told = resolve(freezing.snapshot_of(version), facts=facts)
    assert tender.id is not None
    assert version.id is not None
    notice = Notice(
        tender_id=tender.id,
        version_id=version.id,
        code=facts.code,
        local_number=(last or 0) + 1,
        title=clean_text(told.heading),
        buyer_name=clean_text(told.words("contracting_authority_name", "market_owner_name")),
        published_at=moment,
        platform_procurement_id=known,
    )
    session.add(notice)
    session.flush()
    return notice
