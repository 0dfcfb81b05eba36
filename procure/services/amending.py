"""Changing a published tender: what is public stays public while its words are a draft again, and the tender notice of
the next version says, item by item, what differs from the one before (Procurement Act 2023 s.31).
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from exports.notices.changes import changes
from exports.notices.definition import resolve
from procure import db
from procure.config import Settings
from procure.domain.exceptions import Invalid
from procure.domain.late_changes import check_late_change
from procure.domain.notice_facts import TenderFacts
from procure.domain.permissions import Actor, Permission
from procure.domain.readiness import Issue
from procure.domain.readiness.issues import from_findings
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.states import Event, next_state
from procure.domain.vocabulary import TenderState
from procure.models import Notice, NoticeDraft, SpecificationVersion, Tender
from procure.models.types import now
from procure.services import access, auditing, freezing, numbering, telling
from procure.services.stamping import TENDER_NOTICE, identifier_of

LONGEST_REASON = 4_000


def begin(
    session: Session, actor: Actor, tender: Tender, what_changes: str, *, at: datetime | None = None
) -> None:
    """Make the words of a published tender a draft again. What is public is not touched: a new version goes beside it
    once a board has endorsed it. ``what_changes`` is what the next tender notice says of the change.

    Raises NotAllowed; Invalid without words for the change; WrongState unless the tender is published.
    """
    access.require(actor, Permission.SUBMIT_TENDER, tender)
    db.lock(session, tender)
    state = next_state(tender.state, Event.AMEND)
    words = what_changes.strip()
    if not words or len(words) > LONGEST_REASON:
        raise Invalid("what_changes", "Enter what changes and why, in 4,000 characters or fewer")
    tender.state, tender.updated_at, tender.what_changed = state, at or now(), words
    session.add(tender)
    session.flush()
    auditing.of_tender(session, actor, tender, "tender.amended", what_changes=words[:1_000])


def was_public(tender: Tender) -> bool:
    """Whether a version of a tender may be public, as its row tells: it is published, or was, and is being changed."""
    return tender.state == TenderState.PUBLISHED or bool(tender.what_changed)


def public_version(session: Session, tender: Tender) -> int | None:
    """The number of the latest version that is public, whatever is being done to the draft; None for none."""
    found = freezing.in_force(session, tender, with_words=False)
    return found.number if found is not None else None


def too_late(
    before: SpecificationVersion | None, snapshot: SpecificationSnapshot, moment: datetime
) -> list[Issue]:
    """What stands against publishing ``snapshot`` in place of the version in force at ``moment`` (aware), for the
    deadlines that have passed; nothing where none is public (Procurement Act 2023 s.31)."""
    if before is None:
        return []
    finding = check_late_change(freezing.snapshot_of(before).facts, snapshot.facts, moment)
    return list(from_findings([finding], "tender-deadline"))


def numbered(
    session: Session,
    actor: Actor,
    tender: Tender,
    version: SpecificationVersion,
    moment: datetime,
    settings: Settings,
) -> Notice:
    """The tender notice of a version, with the next number of its tender; one that amends the tender notice before it
    where there is one. The tender must be locked."""
    facts = _facts(session, tender, version, settings)
    notice = numbering.number(session, tender, version, facts, moment)
    if facts.is_amendment:
        assert tender.id is not None
        assert actor.user_id is not None
        session.add(
            NoticeDraft(
                tender_id=tender.id,
                code=facts.code,
                facts_json=facts.model_dump_json(),
                schema_version=facts.schema_version,
                started_by_id=actor.user_id,
                notice_id=notice.id,
            )
        )
        session.flush()
    return notice


def _facts(
    session: Session, tender: Tender, version: SpecificationVersion, settings: Settings
) -> TenderFacts:
    before = session.exec(
        select(Notice)
        .where(
            Notice.tender_id == tender.id,
            Notice.code == TENDER_NOTICE,
            col(Notice.completed_at).is_not(None),
        )
        .order_by(col(Notice.local_number).desc())
        .limit(1)
    ).first()
    told = telling.find(session, tender.reference, before.local_number) if before else None
    if told is None:
        return TenderFacts()
    facts = TenderFacts(
        amends_notice_id=identifier_of(told.notice, tender.reference, settings),
        what_changed=tender.what_changed,
    )
    differing = changes(
        resolve(told.snapshot, facts=told.facts), resolve(freezing.snapshot_of(version), facts=facts)
    )
    return facts.model_copy(update={"changes": differing})
