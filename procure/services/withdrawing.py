"""Giving a tender up before it is published."""

from __future__ import annotations

from sqlmodel import Session

from procure import db
from procure.domain.exceptions import Invalid, WrongState
from procure.domain.permissions import Actor, Permission
from procure.domain.states import Event, next_state
from procure.models import Tender
from procure.models.types import now
from procure.services import access, amending, auditing, disclosing, summing


def withdraw(session: Session, actor: Actor, tender: Tender, reason: str) -> None:
    """Withdraw the tender for good; its words and history stay readable to its officers.

    Raises WrongState while a board has it or once a version of it is public, Invalid without a reason.
    """
    access.require(actor, Permission.WITHDRAW_TENDER, tender)
    db.lock(session, tender)
    state = next_state(tender.state, Event.WITHDRAW)
    if amending.public_version(session, tender) is not None:
        raise WrongState(
            "A version of this tender is public. End it with a procurement termination notice (UK12)."
        )
    if not reason.strip():
        raise Invalid("reason", "Enter the reason for withdrawing")
    before, tender.state, tender.updated_at = tender.state, state, now()
    session.add(tender)
    session.flush()
    auditing.of_tender(
        session, actor, tender, "tender.withdrawn", before=before, reason=reason.strip()[:1000],
    )  # fmt: skip
    disclosing.refresh(session, tender)
    summing.refresh(session, tender)
