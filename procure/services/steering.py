"""What a board alone settles of a target outcome: which officers advise on it, and how it stands."""

from __future__ import annotations

from sqlmodel import Session, select

from procure import db
from procure.domain.exceptions import Invalid, NotFound, NotReady
from procure.domain.permissions import Actor, Permission
from procure.domain.targets import TargetStatus, lacking, require_move
from procure.domain.vocabulary import Role
from procure.models import OutcomeAdviser, TargetOutcome, User
from procure.services import access, auditing, authoring, shaping


def require_steering(actor: Actor, found: TargetOutcome) -> None:
    """Raises NotAllowed unless the person sits on the outcome's board."""
    access.require(actor, Permission.STEER_TARGET, found)


def invite(session: Session, actor: Actor, found: TargetOutcome, email: str) -> User:
    """Let a commercial officer take part. Inviting somebody again does nothing more.

    Raises NotAllowed; Invalid (field ``email``) unless it is the address of an active officer.
    """
    access.require(actor, Permission.STEER_TARGET, found)
    db.lock(session, found)
    person = session.exec(select(User).where(User.email == email.strip().lower())).one_or_none()
    if person is None or not person.is_active or Role.OFFICER not in {grant.role for grant in person.roles}:
        raise Invalid(
            "email", "No commercial officer has this email address. Check it, or ask an administrator"
        )
    if person.id not in found.adviser_user_ids:
        found.advisers.append(OutcomeAdviser(user_id=person.id, invited_by_id=actor.user_id, user=person))
        session.add(found)
        session.flush()
        _record(session, actor, found, "target.adviser_invited", person)
    return person


def uninvite(session: Session, actor: Actor, found: TargetOutcome, person_key: str) -> User:
    """End an officer's part; what they wrote stays. Raises NotAllowed; NotFound when they have no part in it."""
    access.require(actor, Permission.STEER_TARGET, found)
    db.lock(session, found)
    for adviser in found.advisers:
        if adviser.user.key == person_key:
            found.advisers.remove(adviser)
            session.flush()
            _record(session, actor, found, "target.adviser_left", adviser.user)
            return adviser.user
    raise NotFound("This person does not advise on it.")


def settle(session: Session, actor: Actor, found: TargetOutcome, to: TargetStatus, reason: str = "") -> None:
    """Take the outcome to another status. Saying again what it is already does nothing.

    Raises NotAllowed; WrongState for a step that does not exist; NotReady, with the questions that stand unanswered,
    on the way to the market; Invalid (field ``reason``) for dropping it without one.
    """
    access.require(actor, Permission.STEER_TARGET, found)
    db.lock(session, found)
    if found.status == to:
        return
    require_move(found.status, to)
    if to is TargetStatus.READY and (missing := lacking(authoring.stored(found, list(shaping.WORDS)))):
        raise NotReady("Answer what is still open first.", missing)
    if to is TargetStatus.DROPPED and not reason.strip():
        raise Invalid("reason", "Enter why it is dropped")
    was, found.status, found.status_reason = found.status, to.value, reason.strip()
    shaping.touch(session, actor, found, "target.settled", "status", was=was, to=to.value)


def _record(session: Session, actor: Actor, found: TargetOutcome, action: str, person: User) -> None:
    auditing.record(
        session, actor, action, subject_kind="target_outcome", subject_key=found.key, person=person.name
    )
