"""Beginning the notice that puts right a performance notice whose figures were revised after it came out."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from procure import db
from procure.config import Settings
from procure.domain.carrying import amending
from procure.domain.exceptions import NotFound
from procure.domain.notice_corrections import Correction
from procure.domain.notice_facts import PerformanceFacts
from procure.domain.permissions import Actor, Permission
from procure.models import NoticeDraft, Tender
from procure.services import access, noticing, results_notices, telling


def of_notice(
    session: Session, actor: Actor, tender: Tender, number: int, settings: Settings, today: date
) -> Correction | None:
    """What was revised by ``today`` of what this notice (our number) rated; None for nothing. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    out = telling.history(session, tender, settings)
    found = results_notices.to_correct(session, tender, out, today)
    return next((each for each in found if each.notice.number == number), None)


def start(
    session: Session, actor: Actor, tender: Tender, notice_id: str, settings: Settings, today: date
) -> NoticeDraft:
    """Begin the correction of the notice that is called so, with its figures and ratings as they are ``today``. One
    that is begun already is given back. Raises NotAllowed; NotFound where nothing of it was revised."""
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    db.lock(session, tender)
    out = telling.history(session, tender, settings)
    corrections = results_notices.to_correct(session, tender, out, today)
    found = next((each for each in corrections if each.notice.is_called(notice_id)), None)
    if found is None:
        raise NotFound("There is no such notice with figures that were revised.")
    for draft in telling.drafts_of(session, tender):
        if draft.notice_id is None and found.notice.is_called(telling.facts_of(draft).amends_notice_id):
            return draft
    facts = amending(found.notice, found.what_changed)
    assert isinstance(facts, PerformanceFacts)
    return noticing.begin(session, actor, tender, found.corrected(facts), out, found.lines)
