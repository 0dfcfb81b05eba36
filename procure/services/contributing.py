"""Money that several organisations put together: asking them to sign, signing, and what boards see of it all.

Nobody outside the buyer's organisation sees anything of a draft until its officers ask for signatures; then the
organisations named as owners see the ledger as it was asked, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from procure import db
from procure.domain.exceptions import NotFound, WrongState
from procure.domain.funding import LEAST_OWNERS, Ledger, ledger_of
from procure.domain.identifiers import is_key
from procure.domain.permissions import Actor, Permission, may
from procure.domain.snapshot import (
    ContributionSnapshot,
    FundingPartySnapshot,
    MoneyTerms,
    SpecificationSnapshot,
)
from procure.models import AgreementSignature, MoneyAgreement, Organisation, Tender
from procure.models.types import now
from procure.services import access, auditing, freezing, unsigning


@dataclass(frozen=True)
class Signed:
    """An owner of the ledger, and who signed for it and when; ``signed_at`` is None for one that has not."""

    party: str
    organisation: str
    signed_by: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Funding:
    """The ledger of a draft with how far its signing has come. ``asked_at`` is None until its owners were asked."""

    ledger: Ledger
    owners: Sequence[Signed]
    asked_at: datetime | None
    own: AgreementSignature | None

    @property
    def is_signed(self) -> bool:
        """Whether two owners or more signed, and none is missing."""
        return len(self.owners) >= LEAST_OWNERS and all(each.signed_at for each in self.owners)


def ledger_of_snapshot(snapshot: SpecificationSnapshot) -> Ledger:
    """The ledger that a snapshot holds."""
    return ledger_of(snapshot.parties, snapshot.contributions, snapshot.money)


def organisations_to_name(session: Session) -> list[Organisation]:
    """Organisations of this service that may be parties, by name."""
    return list(
        session.exec(
            select(Organisation).where(col(Organisation.is_active).is_(True)).order_by(Organisation.name)
        )
    )


def of_draft(session: Session, actor: Actor, tender: Tender) -> Funding:
    """The money of a draft, for its officers. Raises NotAllowed."""
    access.require(actor, Permission.READ_TENDER, tender)
    ledger = unsigning.draft_ledger(session, tender)
    agreement = unsigning.current(session, tender)
    rows = _signatures(session, agreement)
    own = next((row for row in rows if row.organisation_id == actor.organisation_id), None)
    return Funding(ledger, _owners(session, ledger, rows), agreement.asked_at if agreement else None, own)


def ask(session: Session, actor: Actor, tender: Tender, *, at: datetime | None = None) -> MoneyAgreement:
    """Show the ledger as it stands to the organisations that it names as owners, and ask them to sign. Asking again for
    the same ledger changes nothing. Raises NotAllowed, and WrongState with fewer than two owners that can sign."""
    access.require(actor, Permission.SUBMIT_TENDER, tender)
    db.lock(session, tender)
    ledger = unsigning.draft_ledger(session, tender)
    asked = unsigning.current(session, tender)
    if asked is not None and asked.digest == ledger.digest:
        return asked
    known = {each.key: each for each in organisations_to_name(session)}
    owners = [each for each in ledger.owners if each.organisation_key in known]
    if len({each.organisation_key for each in owners}) < LEAST_OWNERS:
        raise WrongState("Name at least two owners that have an account here, so that they can sign.")
    assert tender.id is not None
    assert actor.user_id is not None
    agreement = MoneyAgreement(
        tender_id=tender.id, title=tender.title, buyer_name=tender.organisation.name, digest=ledger.digest,
        ledger_json=_json(ledger, tender), asked_at=at or now(), asked_by_id=actor.user_id,
    )  # fmt: skip
    session.add(agreement)
    session.flush()
    for key in dict.fromkeys(each.organisation_key for each in owners):
        names = [each.name for each in owners if each.organisation_key == key]
        session.add(
            AgreementSignature(
                agreement_id=agreement.id, organisation_id=known[key].id, party_name=", ".join(names)
            )
        )
    session.flush()
    auditing.of_tender(
        session, actor, tender, "money.asked", agreement=agreement.key, digest=ledger.digest,
        owners=[each.name for each in owners],
    )  # fmt: skip
    return agreement


def waiting(session: Session, actor: Actor) -> Sequence[AgreementSignature]:
    """What the actor's organisation was asked to sign, the newest first, with what it signed before."""
    access.require(actor, Permission.LIST_AGREEMENTS)
    return session.exec(
        select(AgreementSignature)
        .where(AgreementSignature.organisation_id == actor.organisation_id)
        .order_by(col(AgreementSignature.id).desc())
        .options(joinedload(AgreementSignature.agreement), joinedload(AgreementSignature.signed_by))
        .limit(200)
    ).all()


def by_key(session: Session, actor: Actor, key: str) -> tuple[AgreementSignature, Ledger]:
    """What the actor's organisation is asked to sign, as it was asked. Raises NotFound, also for others'."""
    if not is_key(key):
        raise NotFound("There is no such agreement.")
    found = session.exec(select(AgreementSignature).where(AgreementSignature.key == key)).one_or_none()
    if found is None or not may(actor, Permission.READ_AGREEMENT, found):
        raise NotFound("There is no such agreement.")
    return found, asked_ledger(found.agreement)


def sign(
    session: Session, actor: Actor, signature: AgreementSignature, *, at: datetime | None = None
) -> None:
    """Sign for the actor's own organisation. Signing twice changes nothing. Raises NotAllowed, and WrongState when the
    money changed since it was asked."""
    access.require(actor, Permission.SIGN_AGREEMENT, signature)
    db.lock(session, signature.agreement)
    db.lock(session, signature)
    if signature.agreement.outdated_at is not None:
        raise WrongState("The money was changed after you were asked. The buyer has to ask you again.")
    if signature.signed_at is not None:
        return
    signature.signed_at, signature.signed_by_id = at or now(), actor.user_id
    session.add(signature)
    session.flush()
    tender = session.get_one(Tender, signature.agreement.tender_id)
    auditing.of_tender(
        session, actor, tender, "money.signed", agreement=signature.agreement.key, digest=signature.agreement.digest,
        party=signature.party_name,
    )  # fmt: skip


def asked_ledger(agreement: MoneyAgreement) -> Ledger:
    """The ledger as its owners were asked to sign it."""
    content = json.loads(agreement.ledger_json)
    return ledger_of(
        tuple(FundingPartySnapshot.model_validate(each) for each in content["parties"]),
        tuple(ContributionSnapshot.model_validate(each) for each in content["contributions"]),
        MoneyTerms.model_validate(content["terms"]),
    )


def owners_of_version(
    session: Session, tender_id: int, ledger: Ledger, frozen_at: datetime
) -> Sequence[Signed]:
    """The owners of a frozen ledger with what they signed of exactly that ledger. A signature that a change to a draft
    ended before the version was frozen does not count; one that ended later does, for this version."""
    rows = session.exec(
        select(AgreementSignature)
        .join(MoneyAgreement, col(MoneyAgreement.id) == AgreementSignature.agreement_id)
        .where(MoneyAgreement.tender_id == tender_id, MoneyAgreement.digest == ledger.digest)
        .options(joinedload(AgreementSignature.signed_by))
        .order_by(col(AgreementSignature.id))
    ).all()
    standing = [row for row in rows if row.voided_at is None or row.voided_at > frozen_at]
    return _owners(session, ledger, standing)


def _signatures(session: Session, agreement: MoneyAgreement | None) -> Sequence[AgreementSignature]:
    if agreement is None:
        return ()
    return session.exec(
        select(AgreementSignature)
        .where(AgreementSignature.agreement_id == agreement.id)
        .options(joinedload(AgreementSignature.signed_by))
        .order_by(col(AgreementSignature.id))
    ).all()


def _owners(session: Session, ledger: Ledger, rows: Sequence[AgreementSignature]) -> list[Signed]:
    keys = [each.organisation_key for each in ledger.owners if each.organisation_key]
    known = {
        row.key: row for row in session.exec(select(Organisation).where(col(Organisation.key).in_(keys)))
    }
    signed = {row.organisation_id: row for row in rows if row.signed_at is not None}
    found = []
    for each in ledger.owners:
        organisation = known.get(each.organisation_key)
        row = signed.get(organisation.id) if organisation else None
        found.append(
            Signed(
                each.name,
                organisation.name if organisation else "",
                row.signed_by.name if row and row.signed_by else "",
                row.signed_at if row else None,
            )
        )
    return found


def _json(ledger: Ledger, tender: Tender) -> str:
    return json.dumps(
        {
            "parties": [each.party.model_dump(mode="json") for each in ledger.standings],
            "contributions": [each.model_dump(mode="json") for each in ledger.contributions],
            "terms": freezing.part_of(MoneyTerms, tender.specification).model_dump(
                mode="json", include={"money_held_by", "tie_breaker", "money_exit"}
            ),
        },
        ensure_ascii=False,
    )
