"""The pieces that notices are told in: money, terms, suppliers, lots, indicators, failures, payments.

Every piece is frozen and refuses unknown fields. A field may be empty in a draft; what the law calls for is told
by the definition of the notice, never here. Money is Decimal pounds, and says whether VAT is in it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from procure.domain.notice_facts.words import DirectAwardGround, FailureKind, WithholdingLimb


class Fact(BaseModel):
    """A frozen piece of what a notice tells."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def heading(self) -> str:
        """What an entry of a list is called."""
        return ""


class Money(Fact):
    """An amount without (``net``) and with VAT (``gross``), in pounds."""

    net: Decimal | None = Field(default=None, decimal_places=2, max_digits=15)
    gross: Decimal | None = Field(default=None, decimal_places=2, max_digits=15)


class Term(Fact):
    """First and last day of something; ``may_extend_to_on`` is its last day with every extension."""

    starts_on: date | None = None
    ends_on: date | None = None
    may_extend_to_on: date | None = None


class Party(Fact):
    """An organisation as a notice names it. ``scheme`` names the register that ``identifier`` comes from."""

    name: str = ""
    scheme: str = "GB-PPON"
    identifier: str = ""
    address: str = ""
    email: str = ""

    @property
    def heading(self) -> str:
        return self.name or "Supplier"

    @property
    def identification(self) -> str:
        """The number with the register it comes from; the PPON stands alone, as it names itself."""
        register = "" if self.scheme == "GB-PPON" else f" ({self.scheme})"
        return f"{self.identifier}{register}" if self.identifier else ""


class Supplier(Party):
    """A supplier, with what the award notice asks of one (regs 27(2)(e), 32(2)(g))."""

    is_consortium: bool | None = None
    is_sme: bool | None = None
    is_vcse: bool | None = None
    is_supported_employment: bool | None = None
    is_public_service_mutual: bool | None = None
    associated_persons: tuple[str, ...] = ()
    #: Month and year of birth only, never the day (reg 27(4)).
    connected_persons: tuple[str, ...] = ()
    part_number: str = ""

    @property
    def associated_persons_or_none(self) -> tuple[str, ...]:
        return self.associated_persons or ("None",)

    @property
    def connected_persons_or_none(self) -> tuple[str, ...]:
        return self.connected_persons or ("None",)


class Supply(Fact):
    """What is supplied, how, how much, where and when, so far as known (reg 14(1))."""

    main_category: str = ""
    subject_description: str = ""
    supply_method: str = ""
    supply_quantity: str = ""
    cpv_codes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    term: Term = Term()


class ContractLot(Fact):
    number: int
    title: str = ""
    description: str = ""
    supply_method: str = ""
    quantity: str = ""
    supplier_name: str = ""
    term: Term = Term()
    value: Money = Money()
    cpv_codes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return f"Lot {self.number}: {self.title}" if self.title else f"Lot {self.number}"


class Kpi(Fact):
    """A key performance indicator, and in a performance notice how it was met."""

    number: int
    title: str = ""
    description: str = ""
    target: Decimal | None = None
    unit: str = ""
    reported: str = ""
    rating: str = ""
    result: Decimal | None = None
    #: The reading that the rating rests on, with its day of publication and vintage, in words.
    judged_on: str = ""

    @property
    def heading(self) -> str:
        return f"Indicator {self.number}"

    @property
    def summary(self) -> str:
        """Title, description, target, how often it is reported, and what it was rated on, as one text."""
        target = f"Target: {self.target.normalize():f} {self.unit}".strip() if self.target is not None else ""
        reported = f"Reported {self.reported}" if self.reported else ""
        result = f"Result: {self.result.normalize():f} {self.unit}".strip() if self.result is not None else ""
        judged = f"Rated on {self.judged_on}" if self.judged_on else ""
        parts = (self.title, self.description, target, reported, result, judged)
        return ". ".join(part for part in parts if part)


class DirectAward(Fact):
    """Why a contract is awarded without a competition (regs 26(2)(h)-(o), 35(2)(b)-(k))."""

    is_justified: bool = False
    ground: str = ""
    ground_explanation: str = ""
    is_to_excluded_supplier: bool = False
    exclusion_event: str = ""
    public_interest: str = ""
    is_to_protect_life: bool = False
    regulations: str = ""
    is_a_switch: bool = False
    switch_reasons: str = ""

    @property
    def justification(self) -> tuple[str, ...]:
        """The ground and why it applies; both are due."""
        ground = DirectAwardGround.label_of(self.ground)
        return (ground, self.ground_explanation) if ground and self.ground_explanation else ()


class Framework(Fact):
    users: str = ""
    term: Term = Term()
    long_term_reasons: str = ""
    is_open: bool | None = None
    previous_identifier: str = ""
    open_framework_ends_on: date | None = None
    #: A fixed percentage of each contract (s.45(7)); None while unanswered, 0 for no fee.
    fee_percentage: Decimal | None = Field(default=None, ge=0, le=100)
    fee_note: str = ""
    price_mechanism: str = ""
    selection_process: str = ""

    @property
    def fees(self) -> tuple[str, ...]:
        return fee_text(self.fee_percentage, self.fee_note)


class Breach(Fact):
    """A supplier's breach or failure to improve (s.71(3)-(5); regs 39(7), 41(2)(h))."""

    kind: str = ""
    circumstances: str = ""
    result: str = ""
    result_on: date | None = None
    failed_to_improve_on: date | None = None
    obligation: str = ""
    impact: str = ""
    duration: str = ""
    mitigation: str = ""
    authority_steps: str = ""
    improvement_steps: str = ""
    partial_termination: str = ""
    money_paid: bool | None = None
    amount: Money = Money()
    basis: str = ""
    decision_url: str = ""

    @property
    def is_breach(self) -> bool:
        return self.kind == FailureKind.BREACH


class Payment(Fact):
    """One payment above £30,000, VAT included (s.70)."""

    number: int
    procurement_identifier: str = ""
    contract_identifier: str = ""
    supplier: Party = Party()
    amount_gross: Decimal | None = Field(default=None, decimal_places=2, max_digits=15)
    paid_on: date | None = None

    @property
    def heading(self) -> str:
        return f"Payment {self.number}"

    @property
    def payee(self) -> tuple[str, ...]:
        """Name and identifier; both are due."""
        identifier = self.supplier.identification
        return (self.supplier.name, identifier) if self.supplier.name and identifier else ()


class MarketPart(Fact):
    number: str
    title: str = ""
    description: str = ""
    cpv_codes: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return f"Part {self.number}"


class Market(Fact):
    """A dynamic market (regs 25(2)-(8))."""

    identifier: str = ""
    how_to_apply: str = ""
    conditions: str = ""
    verification: str = ""
    users: str = ""
    is_utilities: bool = False
    is_qualifying: bool = False
    tender_information: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    established_on: date | None = None
    ceased_on: date | None = None
    fee_percentage: Decimal | None = Field(default=None, ge=0, le=100)
    fee_note: str = ""
    parts: tuple[MarketPart, ...] = ()

    @property
    def fees(self) -> tuple[str, ...]:
        return fee_text(self.fee_percentage, self.fee_note)


class Withholding(Fact):
    """One item kept back under s.94, on which limb and why. ``is_silent``: national security bars even saying so
    (s.94(4)). The reason is for the record and is never published.
    """

    item: str
    limb: WithholdingLimb
    reason: str = Field(min_length=1)
    is_silent: bool = False


class FieldChange(Fact):
    """One item in which a notice differs from the one that it amends, in the words of its page. ``where`` names the
    entry of a list that it belongs to. Never holds what either notice withholds.
    """

    label: str
    where: str = ""
    before: str = ""
    after: str = ""

    @property
    def heading(self) -> str:
        return f"{self.where}: {self.label}" if self.where else self.label


def fee_text(percentage: Decimal | None, note: str) -> tuple[str, ...]:
    """Whether fees are charged and how much; nothing while unanswered."""
    if percentage is None:
        return (note,) if note else ()
    said = f"{percentage.normalize():f}% of the value of each contract" if percentage else "No fees"
    return (said, note) if note else (said,)
