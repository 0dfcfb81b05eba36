"""Facts of the notices about an award: transparency (UK5), award (UK6), contract details (UK7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from procure.domain.notice_facts.base import ContractFacts
from procure.domain.notice_facts.parts import ContractLot, DirectAward, Framework, Kpi, Supplier
from procure.domain.notice_facts.words import AwardRoute, CallOffMethod, Reservation

#: Above this, VAT included, an award notice names the assessed losers (reg 27(2)(n)-(o); rule UK6-1).
NAMES_LOSERS_ABOVE = Decimal(5_000_000)


class RouteFacts(ContractFacts):
    """How a contract is awarded: by competition, under a framework, or directly."""

    procedure: str = ""
    direct_award: DirectAward | None = None
    framework: Framework | None = None
    is_call_off: bool = False
    call_off_method: str = ""
    no_competition_reasons: str = ""
    framework_procurement_identifier: str = ""
    framework_lot_number: str = ""
    dynamic_market_identifier: str = ""
    dynamic_market_part_number: str = ""
    uses_lots: bool = False
    lots: tuple[ContractLot, ...] = ()

    @property
    def is_framework(self) -> bool:
        return self.framework is not None

    @property
    def is_direct_award(self) -> bool:
        return self.direct_award is not None

    @property
    def is_not_a_call_off(self) -> bool:
        return not self.is_call_off

    @property
    def is_call_off_without_competition(self) -> bool:
        return self.is_call_off and self.call_off_method == CallOffMethod.NOT_COMPETED

    @property
    def framework_has_lots(self) -> bool:
        return self.is_call_off and bool(self.framework_lot_number)

    @property
    def uses_dynamic_market(self) -> bool:
        return bool(self.dynamic_market_identifier)

    @property
    def uses_dynamic_market_part(self) -> bool:
        return bool(self.dynamic_market_part_number)

    @property
    def is_justified_directly(self) -> bool:
        """A Schedule 5 ground is relied on for a supplier who is not excluded (s.41(1))."""
        award = self.direct_award
        return award is not None and award.is_justified and not award.is_to_excluded_supplier

    @property
    def is_to_excluded_supplier(self) -> bool:
        return self.direct_award is not None and self.direct_award.is_to_excluded_supplier

    @property
    def is_to_protect_life(self) -> bool:
        return self.direct_award is not None and self.direct_award.is_to_protect_life

    @property
    def follows_a_switch(self) -> bool:
        return self.direct_award is not None and self.direct_award.is_a_switch

    @property
    def repeats_supply(self) -> bool:
        return self.direct_award is not None and self.direct_award.ground == "repeat"

    @property
    def succeeds_an_open_framework(self) -> bool:
        return self.framework is not None and bool(self.framework.previous_identifier)


class TransparencyFacts(RouteFacts):
    """UK5 (s.44; reg 26)."""

    code = "UK5"

    direct_award: DirectAward | None = DirectAward()
    previous_procurement_identifier: str = ""
    earlier_competition_identifiers: str = ""
    sme_suitable: bool | None = None
    vcse_suitable: bool | None = None
    known_risks: str = ""
    modification_provisions: str = ""
    contract_on: date | None = None


class AwardFacts(RouteFacts):
    """UK6 (s.50; regs 27 to 30)."""

    code = "UK6"

    is_private_utility: bool = False
    decided_on: date | None = None
    summaries_given: bool | None = None
    summaries_given_on: date | None = None
    tenders_submitted: int | None = Field(default=None, ge=0)
    tenders_assessed: int | None = Field(default=None, ge=0)
    tenders_assessed_sme: int | None = Field(default=None, ge=0)
    tenders_assessed_vcse: int | None = Field(default=None, ge=0)
    unsuccessful_suppliers: tuple[Supplier, ...] = ()
    reserved: str = Reservation.NONE.value
    standstill_ends_on: date | None = None
    has_standstill: bool = True
    no_contract_before_on: date | None = None
    contract_on: date | None = None
    ceased_lots: tuple[ContractLot, ...] = ()
    lots_ceased_on: date | None = None

    @property
    def form(self) -> str:
        if self.is_direct_award:
            return "direct_award"
        if self.is_call_off:
            return "call_off"
        return "framework_established" if self.is_framework else "competition"

    @property
    def counts_tenders(self) -> bool:
        """A competition tells how many tenders came (reg 27(2)(n)(i), (o)(i))."""
        return not self.is_direct_award

    @property
    def counts_assessed_tenders(self) -> bool:
        return self.counts_tenders and not self.names_unsuccessful_suppliers

    @property
    def names_unsuccessful_suppliers(self) -> bool:
        gross = self.value.gross
        return self.counts_tenders and gross is not None and gross > NAMES_LOSERS_ABOVE

    @property
    def reserved_supported_employment_text(self) -> str:
        return self._reserved_text(Reservation.SUPPORTED_EMPLOYMENT)

    @property
    def reserved_public_service_mutual_text(self) -> str:
        return self._reserved_text(Reservation.PUBLIC_SERVICE_MUTUAL)

    def _reserved_text(self, kind: Reservation) -> str:
        if self.reserved != kind:
            return "Not reserved"
        is_mutual = kind is Reservation.PUBLIC_SERVICE_MUTUAL
        held = [
            s.is_public_service_mutual if is_mutual else s.is_supported_employment for s in self.suppliers
        ]
        return (
            "Reserved, and awarded to such a supplier"
            if held and all(held)
            else "Reserved, not awarded to one"
        )

    @property
    def is_private_utility_with_options(self) -> bool:
        return self.is_private_utility and self.has_options

    @property
    def is_private_utility_without_competition(self) -> bool:
        return self.is_private_utility and self.is_call_off_without_competition


class ContractDetailsFacts(RouteFacts):
    """UK7 (s.53; regs 32 to 36)."""

    code = "UK7"

    is_above_threshold: bool = True
    signed_on: date | None = None
    reserved: str = Reservation.NONE.value
    gpa_covered: bool | None = None
    cptpp_covered: bool | None = None
    kpis: tuple[Kpi, ...] = ()
    no_kpi_reasons: str = ""
    framework_is_defence: bool | None = None
    contract_copy_url: str = ""

    @property
    def form(self) -> str:
        if not self.is_above_threshold:
            return "below_threshold"
        if self.is_direct_award:
            return "framework" if self.is_framework else "direct_award"
        if self.is_call_off:
            return "call_off"
        return "framework" if self.is_framework else "open_or_flexible"

    @property
    def has_kpis(self) -> bool:
        return bool(self.kpis)

    @property
    def special_regimes_or_none(self) -> tuple[str, ...]:
        return self.special_regimes or ("none",)


def procedure_of(facts: RouteFacts) -> str:
    """The route of an award, said outright or shown by what else is told."""
    return AwardRoute.DIRECT.value if facts.is_direct_award else facts.procedure
