"""What other organisations wait for from one's own: answers to invitations, and signatures."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from procure.domain.permissions import Actor, Permission
from procure.domain.vocabulary import JointStanding
from procure.models import AgreementSignature, JointAuthority, MoneyAgreement
from procure.services import access


@dataclass(frozen=True)
class Awaited:
    """How many invitations to buy jointly are unanswered, and how many ledgers unsigned that still stand."""

    invitations: int
    signatures: int


def of_organisation(session: Session, actor: Actor) -> Awaited:
    """What is waited for from the person's organisation, counted in one statement. Raises NotAllowed to anybody but an
    officer."""
    access.require(actor, Permission.LIST_TENDERS)
    invitations = (
        select(func.count())
        .select_from(JointAuthority)
        .where(
            JointAuthority.organisation_id == actor.organisation_id,
            JointAuthority.standing == JointStanding.INVITED,
        )
        .scalar_subquery()
    )
    signatures = (
        select(func.count())
        .select_from(AgreementSignature)
        .join(MoneyAgreement, col(MoneyAgreement.id) == AgreementSignature.agreement_id)
        .where(
            AgreementSignature.organisation_id == actor.organisation_id,
            col(AgreementSignature.signed_at).is_(None),
            col(MoneyAgreement.outdated_at).is_(None),
        )
        .scalar_subquery()
    )
    return Awaited(*session.exec(select(invitations, signatures)).one())
