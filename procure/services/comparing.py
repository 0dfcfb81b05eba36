"""What an amendment changes: the notice that it amends beside what it would say now, item by item."""

from __future__ import annotations

from sqlmodel import Session

from exports.notices.changes import changes
from exports.notices.definition import resolve
from procure.config import Settings
from procure.domain.notice_facts import NoticeFacts
from procure.models import Tender
from procure.services import freezing, telling
from procure.services.stamping import identifier_of, local_reference


def with_changes(session: Session, tender: Tender, facts: NoticeFacts, settings: Settings) -> NoticeFacts:
    """The facts of an amendment with every item in which it differs from the notice that it amends, as things stand
    now, and that notice called what it is called now. Those of any other notice are given back as they are.
    """
    amended = _amended(session, tender, facts, settings) if facts.is_amendment else None
    if amended is None:
        return facts
    fresh = facts.model_copy(
        update={"changes": (), "amends_notice_id": identifier_of(amended.notice, tender.reference, settings)}
    )
    before = resolve(amended.snapshot, facts=amended.facts)
    after = resolve(freezing.draft_snapshot(session, tender), facts=fresh)
    return fresh.model_copy(update={"changes": changes(before, after)})


def _amended(session: Session, tender: Tender, facts: NoticeFacts, settings: Settings) -> telling.Told | None:
    for notice in telling.notices_of(session, tender):
        names = (identifier_of(notice, tender.reference, settings),
                 local_reference(notice, tender.reference, settings))  # fmt: skip
        if facts.amends_notice_id in names:
            return telling.find(session, tender.reference, notice.local_number)
    return None
