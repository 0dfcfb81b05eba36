"""Facts of the notices about a running or ended contract (UK8 to UK11), the end of a procurement (UK12) and the
payments of an authority (UK17).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from procure.domain.notice_facts.base import ContractFacts, NoticeFacts
from procure.domain.notice_facts.parts import Breach, Kpi, Money, Payment, Supplier, Term
from procure.domain.notice_facts.words import BreachResult, ChangeGround, EndingKind


class PaymentsFacts(NoticeFacts):
    """UK8 (s.70). What it holds is not settled in a text we have read: reg 38A is unverified."""

    code = "UK8"

    quarter: Term = Term()
    payments: tuple[Payment, ...] = ()


class FailureFacts(ContractFacts):
    """What notices that may tell of a breach share."""

    breach: Breach | None = None

    @property
    def tells_of_breach(self) -> bool:
        return self.breach is not None

    @property
    def is_for_breach(self) -> bool:
        return self.breach is not None and self.breach.is_breach

    @property
    def is_for_failure_to_improve(self) -> bool:
        return self.breach is not None and not self.breach.is_breach

    @property
    def ends_in_part(self) -> bool:
        return self.breach is not None and self.breach.result == BreachResult.PARTIAL_TERMINATION

    @property
    def breach_was_paid_for(self) -> bool:
        return self.breach is not None and bool(self.breach.money_paid)

    @property
    def breach_was_judged(self) -> bool:
        return self.breach is not None and bool(self.breach.decision_url)


class PerformanceFacts(FailureFacts):
    """UK9 (s.71; reg 39): an assessment against indicators, or a breach or failure."""

    code = "UK9"

    kpis: tuple[Kpi, ...] = ()
    period: Term = Term()

    @property
    def form(self) -> str:
        return "breach_or_failure" if self.tells_of_breach else "kpi_assessment"

    @property
    def has_kpis(self) -> bool:
        return not self.tells_of_breach


class ChangeFacts(ContractFacts):
    """UK10 (s.75; reg 40). ``value`` and ``supply.term`` stand as they were just before the change."""

    code = "UK10"

    ground: str = ""
    ground_explanation: str = ""
    new_value: Money = Money()
    new_term: Term = Term()
    new_suppliers: tuple[Supplier, ...] = ()
    leaving_suppliers: tuple[Supplier, ...] = ()
    modified_on: date | None = None
    effective_on: date | None = None
    has_standstill: bool | None = None
    standstill: Term = Term()
    contract_copy_url: str = ""

    @property
    def changes_value(self) -> bool:
        return self.new_value != Money()

    @property
    def changes_term(self) -> bool:
        return self.new_term != Term()

    @property
    def is_restructuring(self) -> bool:
        return self.ground == ChangeGround.RESTRUCTURING

    @property
    def value_text(self) -> tuple[str, ...]:
        """The change to the estimated value, VAT included, as it stood just before."""
        before, after = self.value.gross, self.new_value.gross
        if before is None or after is None:
            return ()
        return (f"From £{before:,.2f} to £{after:,.2f}, a change of £{after - before:+,.2f}, including VAT",)

    @property
    def term_text(self) -> tuple[str, ...]:
        """The change to the term."""
        before, after = self.supply.term.ends_on, self.new_term.ends_on
        if before is None or after is None:
            return ()
        return (f"End moves from {before.day} {before:%B %Y} to {after.day} {after:%B %Y}",)


class ContractEndFacts(FailureFacts):
    """UK11 (s.80; reg 41)."""

    code = "UK11"

    ending: str = ""
    reasons: str = ""
    ended_on: date | None = None
    final_value: Money = Money()

    @property
    def reasons_text(self) -> tuple[str, ...]:
        """The kind of ending (s.80(3)) and the reasons; both are due."""
        kind = EndingKind.label_of(self.ending)
        return (kind, self.reasons) if kind and self.reasons else ()


class ProcurementEndFacts(NoticeFacts):
    """UK12 (s.55; reg 37)."""

    code = "UK12"

    decided_on: date | None = None
    reasons: str = ""


class PaymentsComplianceFacts(NoticeFacts):
    """UK17 (s.69; reg 38). Percentages of sums or invoices, as regulation 38(2)(c) to (d) asks."""

    code = "UK17"

    period: Term = Term()
    average_days_to_pay: Decimal | None = Field(default=None, ge=0)
    paid_within_30_days: Decimal | None = Field(default=None, ge=0, le=100)
    paid_31_to_60_days: Decimal | None = Field(default=None, ge=0, le=100)
    paid_61_days_or_more: Decimal | None = Field(default=None, ge=0, le=100)
    paid_within_implied_term: Decimal | None = Field(default=None, ge=0, le=100)
    payable_not_paid: Decimal | None = Field(default=None, ge=0, le=100)
    approver_name: str = ""
    approver_title: str = ""

    @property
    def approval(self) -> str:
        """Who approved the figures, with their job title; both are due."""
        if not (self.approver_name and self.approver_title):
            return ""
        return f"Reviewed and approved by {self.approver_name}, {self.approver_title}."
