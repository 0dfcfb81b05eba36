"""What a snapshot holds of the money: parties and what they pay, who holds it, and how the supplier is paid."""

from __future__ import annotations

from decimal import Decimal

from procure.domain.part import Part


class FundingPartySnapshot(Part):
    """Somebody who pays, gains or both. ``organisation_key`` names an organisation of this service: no other can sign
    here. ``is_owner``: it signs. ``benefit_share`` is the percentage of the benefit that comes to it."""

    key: str
    number: int
    name: str = ""
    organisation_key: str = ""
    is_owner: bool | None = None
    benefit_share: Decimal | None = None
    gains: str = ""
    stops_doing: str = ""


class ContributionSnapshot(Part):
    """What one party pays in one financial year (``year`` is the one it begins in) from one fund, without VAT."""

    key: str
    number: int
    party_key: str = ""
    year: int | None = None
    fund: str = ""
    amount_net: Decimal | None = None


class MoneyTerms(Part):
    """Who holds the money, who breaks ties, how a party leaves; and what only the buyer knows of payment and cash.

    The cash fields describe the contract as a supplier would live it: its months, what it costs to begin and each
    month, how many days after an invoice it is paid, and how many months results take to be checked.
    """

    money_held_by: str = ""
    tie_breaker: str = ""
    money_exit: str = ""
    result_is_attributable: bool | None = None
    provider_can_carry_risk: bool | None = None
    steps_are_known: bool | None = None
    must_be_ready: bool | None = None
    demand_is_unknown: bool | None = None
    is_discovery: bool | None = None
    many_providers: bool | None = None
    cash_months: int | None = None
    cash_start_net: Decimal | None = None
    cash_monthly_net: Decimal | None = None
    cash_price_net: Decimal | None = None
    cash_days_to_pay: int | None = None
    cash_months_to_result: int | None = None


class PaymentTerms(Part):
    """How the supplier is paid, as suppliers may read it. ``payment_share_at_risk`` is a percentage of the value, and
    ``payment_cap_net`` the most that results may earn, without VAT."""

    payment_mechanism: str = ""
    payment_share_at_risk: Decimal | None = None
    payment_trigger: str = ""
    payment_verification: str = ""
    payment_timing: str = ""
    payment_cap_net: Decimal | None = None
    payment_clawback: str = ""
    payment_guards: str = ""
