"""Signing what several organisations pay, and a flat ledger of what frozen versions say of it."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.accounts import Organisation, User
from procure.models.types import Hundredths, Pounds, UtcDateTime, now


class MoneyAgreement(SQLModel, table=True):
    """A ledger as its owners were asked to sign it. ``outdated_at`` is when the draft's money became another."""

    __tablename__ = "money_agreement"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    #: Of the tender and its buyer when asked: all that an owner elsewhere sees besides the ledger.
    title: str
    buyer_name: str
    digest: str
    ledger_json: str = Field(sa_type=Text)
    asked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    asked_by_id: int = Field(foreign_key="user_account.id")
    outdated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AgreementSignature(SQLModel, table=True):
    """One organisation asked to sign one agreement, and its signature once it did. A change to the money voids it."""

    __tablename__ = "agreement_signature"
    __table_args__ = (UniqueConstraint("agreement_id", "organisation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    agreement_id: int = Field(foreign_key="money_agreement.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    party_name: str = ""
    signed_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    agreement: MoneyAgreement = Relationship()
    organisation: Organisation = Relationship()
    signed_by: User | None = Relationship()


class LedgerLine(SQLModel, table=True):
    """One line of a frozen version's ledger: a contribution, or with ``is_party`` a party and what it gains.

    Written with the version and never changed, so that a board's totals are one sum.
    """

    __tablename__ = "ledger_line"

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="specification_version.id", index=True)
    is_party: bool = False
    party_name: str = ""
    year: int | None = None
    fund: str = ""
    amount_net: Decimal | None = Field(default=None, sa_type=Pounds)
    benefit_share: Decimal | None = Field(default=None, sa_type=Hundredths)
    pays_nothing: bool = False
