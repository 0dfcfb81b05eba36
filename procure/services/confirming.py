"""What the central platform did with a notice: when it was sent, confirmed and open there, what it was called there,
and when another place was relied on instead. Recorded by officers, or by what sends notices for them.

Each function checks what it is told against the order the Regulations ask for, keeps it, and leaves it in the audit
trail with what was there before. Times are aware, and none may lie ahead.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session, select

from exports.notices.stamp import PLATFORM_NOTICE_ID, PLATFORM_PROCUREMENT_ID
from procure import db
from procure.act.answers import RuleAnswer
from procure.act.facts import Award
from procure.act.publication import Fallback, PlatformTimes, check_fallback, may_publish_elsewhere
from procure.domain.exceptions import Invalid, NotReady, WrongState
from procure.domain.permissions import Actor, Permission
from procure.models import Notice, Tender
from procure.services import access, auditing


def times_of(notice: Notice) -> PlatformTimes:
    """What is recorded of a notice on the platform."""
    return PlatformTimes(
        notice.submitted_at,
        notice.confirmed_at,
        notice.accessible_at,
        notice.fallback_at,
        notice.fallback or "",
    )


def order_of(notice: Notice) -> RuleAnswer[bool]:
    """Whether the notice may be published here by the order of regulation 5, and why."""
    return may_publish_elsewhere(times_of(notice))


def require_order(notice: Notice | None, is_refused: bool) -> None:
    """Raises NotReady, with the rule, where publication here ``is_refused`` until the platform has the notice. None is
    a notice that is not numbered yet, of which nothing can be recorded.
    """
    answer = may_publish_elsewhere(PlatformTimes()) if notice is None else order_of(notice)
    if is_refused and not answer.value:
        raise NotReady("The central platform comes first.", (answer,))


def record_submission(
    session: Session, actor: Actor, tender: Tender, notice: Notice, at: datetime | None = None
) -> None:
    """The notice was sent to the platform then, now unless told. Raises NotAllowed; Invalid for a time to come."""
    _record(session, actor, tender, notice, "submitted_at", at)


def record_confirmation(
    session: Session,
    actor: Actor,
    tender: Tender,
    notice: Notice,
    *,
    at: datetime | None = None,
    notice_id: str = "",
    procurement_id: str = "",
) -> None:
    """The platform confirmed then, now unless told, that it has the notice; with the identifiers it gave, if it did.

    Raises NotAllowed; Invalid for a time to come or before it was sent, and as ``record_identifiers`` does.
    """
    _record(session, actor, tender, notice, "confirmed_at", at)
    if notice_id or procurement_id:
        record_identifiers(session, actor, tender, notice, notice_id=notice_id, procurement_id=procurement_id)


def record_refusal(session: Session, actor: Actor, tender: Tender, notice: Notice) -> None:
    """The platform refused what was sent, so that nothing counts as sent. Raises NotAllowed; WrongState once it has
    confirmed the notice or given it a number.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    db.lock(session, notice)
    if notice.confirmed_at is not None or notice.platform_notice_id is not None:
        raise WrongState("The platform has this notice.")
    if notice.submitted_at is None:
        return
    before, notice.submitted_at = notice.submitted_at.isoformat(), None
    session.add(notice)
    session.flush()
    _audit(session, actor, tender, notice, "notice.submission_refused", before=before)


def record_access(
    session: Session, actor: Actor, tender: Tender, notice: Notice, at: datetime | None = None
) -> None:
    """Anybody could read the notice on the platform then, now unless told. Raises NotAllowed; Invalid for a time to
    come or before it was sent.
    """
    _record(session, actor, tender, notice, "accessible_at", at)


def record_fallback(
    session: Session,
    actor: Actor,
    tender: Tender,
    notice: Notice,
    reason: str,
    note: str,
    *,
    award: Award = Award.COMPETITIVE,
    at: datetime | None = None,
) -> None:
    """Publication here is relied on from then, now unless told, before the platform has the notice: for ``reason`` (a
    value of ``Fallback``), with what happened in words. ``award`` is how the contract is awarded, as far as known.

    Raises NotAllowed; Invalid for an unknown reason, without words, or when the rule does not allow it yet.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    moment = _moment(at, "fallback")
    if reason not in set(Fallback):
        raise Invalid("fallback", "Select why the platform could not be used")
    if not note.strip():
        raise Invalid("fallback_note", "Enter what happened")
    db.lock(session, notice)
    wrong = check_fallback(notice.code, award, times_of(notice), reason, moment)
    if wrong is not None:
        raise Invalid("fallback", f"{wrong.message} ({wrong.provision})")
    notice.fallback_at, notice.fallback, notice.fallback_note = moment, reason, note.strip()
    session.add(notice)
    session.flush()
    _audit(session, actor, tender, notice, "notice.fallback_relied_on", reason=reason, note=note.strip())


def record_identifiers(
    session: Session, actor: Actor, tender: Tender, notice: Notice, *, notice_id: str, procurement_id: str
) -> None:
    """Keep the identifiers that the central platform returned for a notice; they are never made up. Its procurement
    identifier is that of every notice of the tender.

    Raises NotAllowed; Invalid for one of another form, or another than was recorded before.
    """
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    if not PLATFORM_NOTICE_ID.fullmatch(notice_id):
        raise Invalid("notice_id", "Enter a notice identifier like 041267-2026")
    if not PLATFORM_PROCUREMENT_ID.fullmatch(procurement_id):
        raise Invalid("procurement_id", "Enter a procurement identifier like ocds-h6vhtk-0f1a2b")
    db.lock(session, tender)
    everyone = session.exec(select(Notice).where(Notice.tender_id == tender.id)).all()
    known = {each.platform_procurement_id for each in everyone if each.platform_procurement_id}
    if known - {procurement_id}:
        raise Invalid("procurement_id", f"This procurement is recorded as {min(known)} already")
    if session.exec(
        select(Notice.id).where(Notice.platform_notice_id == notice_id, Notice.id != notice.id).limit(1)
    ).first():
        raise Invalid("notice_id", "Another notice has that identifier")
    notice.platform_notice_id = notice_id
    for each in everyone:
        each.platform_procurement_id = procurement_id
        session.add(each)
    session.flush()
    _audit(session, actor, tender, notice, "notice.identifiers_recorded", notice_id=notice_id,
           procurement_id=procurement_id)  # fmt: skip


def _record(
    session: Session, actor: Actor, tender: Tender, notice: Notice, name: str, at: datetime | None
) -> None:
    """Keep one time. What came first may not be recorded as later."""
    access.require(actor, Permission.PUBLISH_TENDER, tender)
    moment = _moment(at, name)
    db.lock(session, notice)
    later = {"submitted_at": ("confirmed_at", "accessible_at")}.get(name, ())
    if any(found is not None and found < moment for found in (getattr(notice, each) for each in later)):
        raise Invalid(name, "Enter a time before the platform confirmed the notice or showed it")
    if name != "submitted_at" and notice.submitted_at is not None and moment < notice.submitted_at:
        raise Invalid(name, "Enter a time after the notice was sent to the platform")
    before = getattr(notice, name)
    setattr(notice, name, moment)
    session.add(notice)
    session.flush()
    _audit(session, actor, tender, notice, f"notice.{name.removesuffix('_at')}", at=moment.isoformat(),
           before=before.isoformat() if before else None)  # fmt: skip


def _moment(at: datetime | None, field: str) -> datetime:
    moment = at or datetime.now(UTC)
    if moment > datetime.now(UTC):
        raise Invalid(field, "Enter a time that has passed")
    return moment.replace(microsecond=0)


def _audit(
    session: Session, actor: Actor, tender: Tender, notice: Notice, action: str, **detail: object
) -> None:
    auditing.of_tender(session, actor, tender, action, number=notice.local_number, **detail)
