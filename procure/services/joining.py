"""Joint tenders: partners that the lead invites, what their officers may do, and each one's own approval.

What the partner sees before it accepts is the title, the lead and the lead's note, and nothing of the draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from procure import db
from procure.domain.exceptions import Invalid, NotFound, WrongState
from procure.domain.identifiers import is_key
from procure.domain.joining import obstacles
from procure.domain.permissions import Actor, Permission, may
from procure.domain.snapshot import Authority
from procure.domain.vocabulary import JointAccess, JointStanding
from procure.models import (
    JointApproval,
    JointAuthority,
    JointComment,
    Organisation,
    SpecificationVersion,
    Tender,
    User,
)
from procure.models.types import now
from procure.services import access, auditing, authoring, freezing

LONGEST_REASON = 2_000
_WHOLE = (
    joinedload(JointAuthority.organisation),
    joinedload(JointAuthority.answered_by),
    joinedload(JointAuthority.tender).joinedload(Tender.organisation),
)


@dataclass(frozen=True)
class Approvals:
    """The newest frozen version of a joint tender, what partners decided on it, and what keeps it from publication."""

    version: SpecificationVersion | None
    by_partner: dict[int | None, JointApproval]
    obstacles: list[str]


# What anybody reads who takes part


def partners_of(session: Session, tender: Tender) -> Sequence[JointAuthority]:
    """Everybody whom the lead ever invited, in that order."""
    query = (
        select(JointAuthority).where(JointAuthority.tender_id == tender.id).order_by(col(JointAuthority.id))
    )
    return session.exec(query.options(*_WHOLE)).all()


def authorities_of(session: Session, tender: Tender) -> tuple[Authority, ...]:
    """The authorities that buy jointly with the lead now, as a notice names them."""
    return tuple(
        freezing.authority_of(each.organisation)
        for each in partners_of(session, tender)
        if each.standing == JointStanding.ACCEPTED
    )


def approvals(session: Session, tender: Tender) -> Approvals:
    """How the newest frozen version stands with the partners."""
    version = freezing.latest_version(session, tender)
    if version is None:
        return Approvals(None, {}, [])
    return Approvals(version, _given(session, version), what_waits(session, tender, version))


def what_waits(session: Session, tender: Tender, version: SpecificationVersion) -> list[str]:
    """Why a version may not be published yet; nothing where one authority buys alone, or all have approved."""
    partners = partners_of(session, tender)
    if not partners:
        return []
    given = _given(session, version)
    decided = {each.key: given[each.id].is_approved for each in partners if each.id in given}
    return obstacles([(each.organisation.name, each) for each in partners], version.frozen_at, decided)


def comments_of(session: Session, tender: Tender) -> Sequence[JointComment]:
    """What the authorities' officers said of the draft, the newest first."""
    query = (
        select(JointComment).where(JointComment.tender_id == tender.id).order_by(col(JointComment.id).desc())
    )
    return session.exec(query.options(joinedload(JointComment.user).joinedload(User.organisation))).all()


def comment(session: Session, actor: Actor, tender: Tender, text: str) -> JointComment:
    """Say something of the draft to all who take part. The same words twice are kept once."""
    access.require(actor, Permission.COMMENT_JOINTLY, tender)
    words = _required(text, "text", "Enter your comment")
    db.lock(session, tender)
    last = session.exec(
        select(JointComment)
        .where(JointComment.tender_id == tender.id, JointComment.user_id == actor.user_id)
        .order_by(col(JointComment.id).desc())
        .limit(1)
    ).first()
    if last is not None and last.text == words:
        return last
    made = JointComment(tender_id=tender.id, user_id=actor.user_id, text=words)
    session.add(made)
    session.flush()
    _record(session, actor, tender, "joint.commented", comment=made.id)
    return made


# What the lead does


def organisations_to_invite(session: Session, actor: Actor, tender: Tender) -> Sequence[Organisation]:
    """Active authorities that do not take part, and are not asked to, by name."""
    access.require(actor, Permission.LEAD_TENDER, tender)
    asked = {
        each.organisation_id
        for each in partners_of(session, tender)
        if each.standing in {JointStanding.INVITED, JointStanding.ACCEPTED}
    }
    query = select(Organisation).where(col(Organisation.is_active).is_(True)).order_by(Organisation.name)
    return [each for each in session.exec(query) if each.id not in {*asked, tender.organisation_id}]


def invite(
    session: Session, actor: Actor, tender: Tender, organisation_key: str, granted: str, note: str
) -> JointAuthority:
    """Ask another authority to buy jointly. One that declined or left may be asked again.

    Raises NotAllowed; WrongState unless the draft may be changed; Invalid for an authority that cannot be asked."""
    access.require(actor, Permission.LEAD_TENDER, tender)
    authoring.require_editable(tender)
    db.lock(session, tender)
    offered = {each.key: each for each in organisations_to_invite(session, actor, tender)}
    if organisation_key not in offered:
        raise Invalid("organisation", "Select an authority that does not take part yet")
    organisation = offered[organisation_key]
    found = session.exec(
        select(JointAuthority).where(
            JointAuthority.tender_id == tender.id, JointAuthority.organisation_id == organisation.id
        )
    ).one_or_none() or JointAuthority(
        tender_id=tender.id, organisation_id=organisation.id, invited_by_id=actor.user_id
    )
    found.standing, found.access, found.note = JointStanding.INVITED, _access(granted), note.strip()
    found.invited_by_id, found.invited_at = _user(actor), now()
    found.answered_by_id = found.accepted_at = found.ended_at = None
    found.reason = ""
    session.add(found)
    session.flush()
    session.expire(tender, ["partners"])
    _record(session, actor, tender, "joint.invited", authority=organisation.name, access=found.access)
    return found


def grant(session: Session, actor: Actor, tender: Tender, key: str, granted: str) -> JointAuthority:
    """Settle what a partner's officers may do with the draft. Raises NotFound for one that does not take part."""
    access.require(actor, Permission.LEAD_TENDER, tender)
    found = _live(_of_tender(session, tender, key))
    before, found.access = found.access, _access(granted)
    if before != found.access:
        session.add(found)
        session.flush()
        _record(
            session, actor, tender, "joint.access_changed", authority=found.organisation.name, before=before,
            after=found.access,
        )  # fmt: skip
    return found


def take_out(
    session: Session, actor: Actor, tender: Tender, key: str, reason: str, *, at: datetime | None = None
) -> JointAuthority:
    """End a partner's part, or take an invitation back. Raises NotFound, Invalid without a reason, and WrongState while
    a publication is on its way or done."""
    access.require(actor, Permission.LEAD_TENDER, tender)
    found = _live(_of_tender(session, tender, key))
    return _end(session, actor, found, JointStanding.TAKEN_OUT, reason, at)


# What a partner does


def of_organisation(session: Session, actor: Actor) -> Sequence[JointAuthority]:
    """Invitations to the person's organisation and tenders in which it takes part, or did, newest first."""
    access.require(actor, Permission.LIST_TENDERS)
    query = select(JointAuthority).where(JointAuthority.organisation_id == actor.organisation_id)
    return session.exec(query.order_by(col(JointAuthority.id).desc()).options(*_WHOLE)).all()


def invitation(session: Session, actor: Actor, key: str) -> JointAuthority:
    """One's own organisation's part in a joint tender. Raises NotFound, also for everybody else's."""
    query = select(JointAuthority).where(JointAuthority.key == key).options(*_WHOLE)
    found = session.exec(query).one_or_none() if is_key(key) else None
    if found is None or not may(actor, Permission.JOIN_TENDER, found):
        raise NotFound("There is no such invitation.")
    return found


def accept(session: Session, actor: Actor, found: JointAuthority, *, at: datetime | None = None) -> None:
    """Take part. Raises WrongState unless the organisation is asked and the draft may still be changed."""
    access.require(actor, Permission.JOIN_TENDER, found)
    db.lock(session, found.tender)
    if found.standing == JointStanding.ACCEPTED:
        return
    if found.standing != JointStanding.INVITED:
        raise WrongState("This invitation is no longer open. Ask the lead to invite you again.")
    authoring.require_editable(found.tender)
    found.standing, found.accepted_at, found.answered_by_id = (
        JointStanding.ACCEPTED,
        at or now(),
        actor.user_id,
    )
    session.add(found)
    session.flush()
    _record(session, actor, found.tender, "joint.accepted", authority=found.organisation.name)


def leave(
    session: Session, actor: Actor, found: JointAuthority, reason: str, *, at: datetime | None = None
) -> None:
    """Decline an invitation, or leave. Raises Invalid without a reason; WrongState once a publication is on its way."""
    access.require(actor, Permission.JOIN_TENDER, found)
    ends = JointStanding.DECLINED if found.standing == JointStanding.INVITED else JointStanding.LEFT
    _end(session, actor, _live(found), ends, reason, at)


def decide(
    session: Session,
    actor: Actor,
    found: JointAuthority,
    *,
    is_approved: bool,
    decided_by: str,
    decided_on: date | None,
    reason: str,
    at: datetime | None = None,
) -> JointApproval:
    """Record the partner's own decision on the newest frozen version. A later one replaces it, until the version is
    published. Raises NotAllowed for one that does not take part, WrongState without a version that names it."""
    access.require(actor, Permission.APPROVE_JOINTLY, found)
    tender, moment = found.tender, at or now()
    db.lock(session, tender)
    version = freezing.latest_version(session, tender)
    if version is None or tender.state not in {"in_review", "endorsed"}:
        raise WrongState("There is no frozen version to approve now. The lead sends one to its board first.")
    who = _required(decided_by, "decided_by", "Enter which board or person decided")
    if decided_on is None or decided_on > moment.date():
        raise Invalid("decided_on", "Enter the day of the decision, which cannot be in the future")
    if not is_approved:
        reason = _required(reason, "reason", "Say why it is not approved")
    own = _given(session, version).get(found.id) or JointApproval(
        version_id=version.id, partner_id=found.id, is_approved=is_approved, decided_by=who,
        decided_on=decided_on, recorded_by_id=actor.user_id,
    )  # fmt: skip
    own.is_approved, own.decided_by, own.decided_on, own.reason = is_approved, who, decided_on, reason.strip()
    own.recorded_by_id, own.recorded_at = _user(actor), moment
    session.add(own)
    session.flush()
    _record(
        session, actor, tender, "joint.decided", authority=found.organisation.name, version=version.number,
        sha256=version.sha256, approved=is_approved, decided_by=who,
    )  # fmt: skip
    return own


def partner(session: Session, actor: Actor, tender: Tender, key: str) -> JointAuthority:
    """One that takes part or is asked to, for the lead. Raises NotAllowed, NotFound, and WrongState once it ended."""
    access.require(actor, Permission.LEAD_TENDER, tender)
    return _live(_of_tender(session, tender, key))


def _given(session: Session, version: SpecificationVersion) -> dict[int | None, JointApproval]:
    query = select(JointApproval).where(JointApproval.version_id == version.id)
    return {
        each.partner_id: each for each in session.exec(query.options(joinedload(JointApproval.recorded_by)))
    }


def _of_tender(session: Session, tender: Tender, key: str) -> JointAuthority:
    found = next((each for each in partners_of(session, tender) if each.key == key), None)
    if found is None:
        raise NotFound("There is no such partner.")
    return found


def _live(found: JointAuthority) -> JointAuthority:
    if found.standing not in {JointStanding.INVITED, JointStanding.ACCEPTED}:
        raise WrongState("This authority does not take part.")
    return found


def _end(
    session: Session,
    actor: Actor,
    found: JointAuthority,
    to: JointStanding,
    reason: str,
    at: datetime | None,
) -> JointAuthority:
    words = _required(reason, "reason", "Say why")
    db.lock(session, found.tender)
    if found.tender.state in {"publishing", "published"}:
        raise WrongState("The tender is public and names its buyers. Make a new version to change who buys.")
    found.standing, found.ended_at, found.reason = to, at or now(), words
    if to is not JointStanding.TAKEN_OUT:
        found.answered_by_id = actor.user_id
    session.add(found)
    session.flush()
    _record(
        session, actor, found.tender, f"joint.{to.value}", authority=found.organisation.name, reason=words
    )
    return found


def _user(actor: Actor) -> int:
    """The account of somebody whom the permission table has let through."""
    assert actor.user_id is not None
    return actor.user_id


def _access(granted: str) -> str:
    if granted not in set(JointAccess):
        raise Invalid("access", "Select what the partner’s officers may do")
    return granted


def _required(text: str, field: str, message: str) -> str:
    if not text.strip():
        raise Invalid(field, message)
    return text.strip()[:LONGEST_REASON]


def _record(session: Session, actor: Actor, tender: Tender, action: str, **detail: object) -> None:
    auditing.of_tender(session, actor, tender, action, **detail)
