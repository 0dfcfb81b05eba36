"""Estimating the value of a contract (Act s.4 and Sch 3). The law is tested on amounts that include VAT
(DEF-5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pydantic import BaseModel, ConfigDict, Field

from .answers import Finding, RuleAnswer, advisory
from .facts import ContractFacts
from .provisions import act
from .tables import amount_line, pounds
from .thresholds import threshold_for

PENNY = Decimal("0.01")


class ValueParts(BaseModel):
    """What goes into an estimate (VAL-1, Act Sch 3 para 1). Every amount is pounds *before* VAT and not
    negative.

    ``vat_rate`` is a percentage, such as 20. ``payments_in_kind`` is value given other than in money.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: Decimal = Field(ge=0)
    vat_rate: Decimal = Field(default=Decimal(20), ge=0, le=100)
    options_to_add: Decimal = Field(default=Decimal(0), ge=0)
    extensions_and_renewals: Decimal = Field(default=Decimal(0), ge=0)
    premiums_fees_and_commissions: Decimal = Field(default=Decimal(0), ge=0)
    prizes_and_payments_to_participants: Decimal = Field(default=Decimal(0), ge=0)
    payments_in_kind: Decimal = Field(default=Decimal(0), ge=0)

    @property
    def net(self) -> Decimal:
        """The most the authority could expect to pay, before VAT."""
        return (
            self.base
            + self.options_to_add
            + self.extensions_and_renewals
            + self.premiums_fees_and_commissions
            + self.prizes_and_payments_to_participants
            + self.payments_in_kind
        )


def gross_of(net: Decimal, vat_rate: Decimal) -> Decimal:
    """``net`` pounds with VAT at ``vat_rate`` percent added, rounded half up to the penny."""
    return (net * (1 + vat_rate / 100)).quantize(PENNY, rounding=ROUND_HALF_UP)


def estimated_value(parts: ValueParts) -> RuleAnswer[Decimal]:
    """VAL-1: the estimated value, VAT included: the most the authority could expect to pay."""
    gross = gross_of(parts.net, parts.vat_rate)
    return RuleAnswer(
        "VAL-1",
        act("Sch 3 para 1"),
        gross,
        "The most you could expect to pay, with every option, extension and fee, is "
        f"{pounds(gross)} including VAT.",
    )


def framework_value(call_offs: Iterable[Decimal]) -> RuleAnswer[Decimal]:
    """VAL-2: a framework is worth every contract that may be awarded under it, VAT included; for an open
    framework, give the contracts of every framework in the scheme."""
    total = sum(call_offs, Decimal(0))
    return RuleAnswer(
        "VAL-2",
        act("Sch 3 para 2"),
        total,
        f"The contracts that may be awarded under the framework come to {pounds(total)} including VAT.",
    )


def concession_value(
    revenue_from_users: Decimal, paid_by_authority: Decimal = Decimal(0)
) -> RuleAnswer[Decimal]:
    """VAL-3: a concession is worth the most the supplier could expect to receive, VAT included."""
    total = revenue_from_users + paid_by_authority
    return RuleAnswer(
        "VAL-3",
        act("Sch 3 para 3"),
        total,
        f"The most the supplier could expect to receive is {pounds(total)} including VAT, users' "
        "payments included.",
    )


def aggregated_value(contracts: Iterable[Decimal], good_reasons: str = "") -> RuleAnswer[tuple[Decimal, ...]]:
    """VAL-4: contracts that could reasonably be one are each worth the total, unless there are good reasons
    not to.

    Takes their separate values including VAT and the recorded reasons, if any; gives the value of each.
    """
    values = tuple(contracts)
    if good_reasons.strip():
        return RuleAnswer(
            "VAL-4",
            act("Sch 3 para 4"),
            values,
            "Each contract keeps its own value, for the good reasons recorded.",
        )
    total = sum(values, Decimal(0))
    return RuleAnswer(
        "VAL-4",
        act("Sch 3 para 4"),
        tuple(total for _ in values),
        f"The contracts could reasonably be one, so each counts as {pounds(total)} including VAT.",
    )


def check_vat_trap(net: Decimal, vat_rate: Decimal, facts: ContractFacts, on: date) -> Finding | None:
    """VAL-8, DEF-5: warns when a value is below the threshold before VAT and not below it with VAT."""
    threshold = threshold_for(facts, on).value
    gross = gross_of(net, vat_rate)
    if not net < threshold.amount <= gross:
        return None
    return advisory(
        "DEF-5",
        "value-above-threshold-with-vat",
        f"{pounds(net)} looks below the threshold, but with VAT it is {pounds(gross)} and the threshold of "
        f"{pounds(threshold.amount)} includes VAT: treat this as above threshold.",
        act("s.123(2)"),
        field="value",
    )


def lines_crossed(
    before: Decimal, after: Decimal, facts: ContractFacts, on: date
) -> RuleAnswer[tuple[str, ...]]:
    """VAL-7: the tests that come out differently when an estimate changes (values include VAT).

    Names among ``threshold``, ``kpi``, ``contract-copy`` and ``pipeline-contract``: ask each rule again.
    """
    threshold = threshold_for(facts, on).value.amount
    crossed = ["threshold"] if (before >= threshold) != (after >= threshold) else []
    for key in ("kpi", "contract-copy", "pipeline-contract"):
        line = amount_line(key, on)
        if (before > line) != (after > line):
            crossed.append(key)
    explanation = (
        "The new estimate changes what applies: check " + ", ".join(crossed) + "."
        if crossed
        else "The new estimate changes no duty."
    )
    return RuleAnswer("VAL-7", act("s.4(1)"), tuple(crossed), explanation)


def check_valuation_note(method_note: str) -> Finding | None:
    """VAL-6: a note of how the estimate was made should be kept, as no estimate may be made to avoid the
    Act."""
    if method_note.strip():
        return None
    return advisory(
        "VAL-6",
        "valuation-method-missing",
        "Say how you estimated the value, so that you can show it was not set to avoid the Act.",
        act("s.4(3)"),
        field="valuation_method",
    )
