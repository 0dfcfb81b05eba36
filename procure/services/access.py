"""The permission table applied: one call that answers, refuses, and writes down refusals that matter."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from procure.domain.exceptions import NotAllowed
from procure.domain.permissions import Actor, Permission, may
from procure.models import User


def actor_of(user: User) -> Actor:
    """The actor a signed-in user is: roles and board seats as they stand now."""
    return Actor(
        user_id=user.id,
        name=user.name,
        organisation_id=user.organisation_id,
        roles=frozenset(grant.role for grant in user.roles),
        boards={seat.board_id: seat.role for seat in user.memberships},
    )


def actor_by_email(session: Session, email: str) -> Actor:
    """The actor with this e-mail address (command line and demonstration). Raises LookupError."""
    user = session.exec(select(User).where(User.email == email.lower())).one_or_none()
    if user is None:
        raise LookupError(f"No account has the e-mail address {email}.")
    return actor_of(user)


def may_list_tenders(actor: Actor) -> bool:
    """Whether the person has tenders of their own organisation to see."""
    return may(actor, Permission.LIST_TENDERS)


def require(actor: Actor, permission: Permission, thing: Any = None) -> None:
    """Raises NotAllowed unless the table lets ``actor`` do this to ``thing``. Every service calls it first."""
    if not may(actor, permission, thing):
        raise NotAllowed("You do not have permission to do this.")
