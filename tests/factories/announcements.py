"""Published notices for tests: filled in as ``filled_notices`` has them, and published through the service."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from procure.config import Settings
from procure.domain.notice_facts import NoticeFacts
from procure.models import Notice, NoticeDraft, Tender, User
from procure.services import freezing, noticing, numbering
from procure.services.access import actor_of
from procure.storage import Storage


def make_notice(
    session: Session,
    officer: User,
    tender: Tender,
    facts: NoticeFacts,
    settings: Settings,
    storage: Storage,
    *,
    at: datetime,
) -> Notice:
    """A published notice of a tender, files and all, whatever came before it."""
    actor = actor_of(officer)
    draft = NoticeDraft(
        tender_id=tender.id or 0,
        code=facts.code,
        facts_json=facts.model_dump_json(),
        started_by_id=officer.id or 0,
    )
    version = freezing.freeze(session, actor, tender, at=at)
    draft.notice_id = numbering.number(session, tender, version, facts, at).id
    session.add(draft)
    session.flush()
    return noticing.publish(session, actor, tender, draft, settings, storage, at=at)
