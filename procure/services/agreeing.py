"""The agreement of a senior officer, as a second person, before a notice that tells of a breach goes out (PER-6)."""

from __future__ import annotations

from sqlmodel import Session

from procure import db
from procure.domain.exceptions import Invalid, NotAllowed, StaleEdit, WrongState
from procure.domain.notice_checks import needs_agreement
from procure.domain.permissions import Actor, Permission, may
from procure.models import NoticeDraft, Tender
from procure.models.types import now
from procure.services import auditing, telling


def may_agree(actor: Actor, draft: NoticeDraft) -> bool:
    """Whether a notice waits for somebody's agreement, and this person may give it."""
    is_waiting = draft.notice_id is None and needs_agreement(telling.facts_of(draft)) and not draft.is_agreed
    return is_waiting and may(actor, Permission.AGREE_NOTICE, draft)


def agree(
    session: Session, actor: Actor, tender: Tender, draft: NoticeDraft, position: str, revision: int
) -> None:
    """Record that a senior officer agrees that a notice goes out as it stands. ``position`` is theirs in the
    organisation; ``revision`` the one that they read. Asked twice, it is recorded once.

    Raises NotAllowed for whoever wrote it last; Invalid without a position; StaleEdit when it changed in between;
    WrongState where no agreement is asked for, or the notice is finished.
    """
    db.lock(session, tender)
    session.refresh(draft)
    if draft.notice_id is not None or not needs_agreement(telling.facts_of(draft)):
        raise WrongState("This notice waits for nobody’s agreement.")
    if not may(actor, Permission.AGREE_NOTICE, draft):
        raise NotAllowed("Somebody else has to agree: whoever changed this notice last may not.")
    if not position.strip():
        raise Invalid("position", "Enter your position")
    if draft.revision != revision:
        raise StaleEdit({}, {}, str(draft.revision))
    if draft.is_agreed:
        return
    draft.agreed_by_id, draft.agreed_as, draft.agreed_at = actor.user_id, position.strip(), now()
    draft.agreed_revision = draft.revision
    session.add(draft)
    session.flush()
    auditing.of_tender(
        session, actor, tender, "notice.agreed", code=draft.code, draft=draft.id, position=draft.agreed_as,
        revision=draft.revision,
    )  # fmt: skip
