"""Signatures last only as long as what was signed: any change to a draft's money ends them, and says so."""

from __future__ import annotations

from sqlmodel import Session, col, select

from procure.domain.funding import Ledger, ledger_of
from procure.domain.permissions import Actor
from procure.domain.snapshot import ContributionSnapshot, FundingPartySnapshot, MoneyTerms
from procure.models import AgreementSignature, MoneyAgreement, Tender
from procure.models.types import now
from procure.services import auditing, freezing


def draft_ledger(session: Session, tender: Tender) -> Ledger:
    """The ledger of a draft as its rows stand now."""
    return ledger_of(
        freezing.numbered(FundingPartySnapshot, freezing.arranged_rows(session, tender, "parties")),
        freezing.numbered(ContributionSnapshot, freezing.arranged_rows(session, tender, "contributions")),
        freezing.part_of(MoneyTerms, tender.specification),
    )


def current(session: Session, tender: Tender) -> MoneyAgreement | None:
    """The agreement that owners were last asked to sign, unless the money changed since; None otherwise."""
    return session.exec(
        select(MoneyAgreement)
        .where(MoneyAgreement.tender_id == tender.id, col(MoneyAgreement.outdated_at).is_(None))
        .order_by(col(MoneyAgreement.id).desc())
        .limit(1)
    ).first()


def after_change(session: Session, actor: Actor, tender: Tender) -> None:
    """Called whenever a draft was changed: ends the agreement and its signatures where the money is another now."""
    agreement = current(session, tender)
    if agreement is None or agreement.digest == draft_ledger(session, tender).digest:
        return
    agreement.outdated_at = now()
    session.add(agreement)
    signed = session.exec(
        select(AgreementSignature).where(
            AgreementSignature.agreement_id == agreement.id, col(AgreementSignature.signed_at).is_not(None)
        )
    ).all()
    for signature in signed:
        signature.voided_at = agreement.outdated_at
        session.add(signature)
    session.flush()
    auditing.of_tender(
        session, actor, tender, "money.unsigned", agreement=agreement.key,
        parties=[each.party_name for each in signed],
    )  # fmt: skip
