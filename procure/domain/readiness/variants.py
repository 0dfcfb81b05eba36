"""Frameworks, dynamic markets and contracts below the threshold: what the Act allows of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from procure.act.frameworks import check_framework_term, check_open_framework_term
from procure.act.regimes import Route, is_notifiable_below_threshold, may_use_suitability_stage
from procure.domain.readiness.contract import contract_facts, notice_day, route
from procure.domain.readiness.issues import Issue, advisory, blocking, from_findings
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import (
    FrameworkAward,
    Procedure,
    ReservedPlace,
    SpecialRegime,
    StageKind,
    SupplierNumber,
)

BELOW = (Route.BELOW_THRESHOLD, Route.BELOW_THRESHOLD_UNREGULATED)


def check_variants(snapshot: SpecificationSnapshot, today: date) -> Iterator[Issue]:
    """Every fault of the form that this procurement takes."""
    on = notice_day(snapshot, today)
    yield from _check_threshold(snapshot, on)
    if snapshot.is_framework:
        yield from _check_framework(snapshot)
    if snapshot.facts.uses_dynamic_market:
        yield from _check_market(snapshot)


def _check_threshold(snapshot: SpecificationSnapshot, on: date) -> Iterator[Issue]:
    facts = snapshot.facts
    if facts.value_gross is None:
        return
    taken = route(snapshot, on)
    if not facts.is_below_threshold:
        if taken in BELOW:
            yield advisory(
                "below-threshold",
                "The value is below the threshold, so a shorter notice would do and no procedure of the Act is "
                "needed: say that it is below the threshold, or run a procedure all the same",
                "threshold",
                "Procurement Act 2023 s.84",
            )
        return
    if taken is Route.COVERED:
        yield blocking(
            "not-below-threshold",
            "The estimated value with VAT reaches the threshold: answer that it is not below it, or correct the value",
            "threshold",
            "Procurement Act 2023 s.3",
        )
        return
    if taken is Route.BELOW_THRESHOLD_UNREGULATED:
        yield advisory(
            "below-threshold-unregulated",
            "Part 6 of the Act does not cover this contract, so no tender notice is required",
            "threshold",
            "Procurement Act 2023 s.84",
        )
    elif not is_notifiable_below_threshold(facts.value_gross, contract_facts(snapshot), on).value:
        yield advisory(
            "not-notifiable",
            "A contract of this value may be advertised without a notice",
            "threshold",
            "Procurement Act 2023 s.87(4)",
        )
    suitability = may_use_suitability_stage(facts.value_gross, contract_facts(snapshot), on)
    if snapshot.conditions and not suitability.value:
        yield advisory(
            "suitability-below-threshold",
            "Below the threshold no supplier may be kept from tendering by its suitability: see that these conditions "
            "are judged with the tender",
            "conditions",
            suitability.provision,
        )
    if facts.reserved_place == ReservedPlace.LOCAL_AREA and contract_facts(snapshot).is_central:
        yield blocking(
            "local-area-not-for-central",
            "Only English best value authorities and parish councils may reserve to a local area",
            "reserved-place",
            "SI 2024/692 reg 24(2)(k)",
        )


def _check_framework(snapshot: SpecificationSnapshot) -> Iterator[Issue]:
    facts, contract = snapshot.facts, contract_facts(snapshot)
    starts, ends = facts.framework_starts_on, facts.framework_ends_on
    has_one = facts.framework_supplier_number == SupplierNumber.SINGLE
    if starts and ends and ends < starts:
        yield blocking(
            "framework-ends-before-start",
            "The framework must end after it begins",
            "framework-term",
            "SI 2024/692 reg 20(2)(d)",
        )
    elif starts and ends and not facts.is_open_framework:
        finding = check_framework_term(starts, ends, contract, reasons=facts.framework_long_term_reasons)
        yield from from_findings([finding], "framework-term")
    elif starts and ends and not facts.open_framework_previous_identifier:
        last = max(ends, facts.open_framework_ends_on or ends)
        finding = check_open_framework_term(starts, last, has_one_supplier=has_one)
        yield from from_findings([finding], "open-framework-details")
    if (
        facts.is_open_framework
        and facts.open_framework_ends_on
        and ends
        and ends > facts.open_framework_ends_on
    ):
        yield blocking(
            "framework-outlasts-scheme",
            "The framework must not end after the open framework it belongs to",
            "open-framework-details",
            "Procurement Act 2023 s.49",
        )
    if facts.framework_supplier_number == SupplierNumber.LIMITED and not facts.framework_maximum_suppliers:
        yield advisory(
            "no-maximum-suppliers",
            "Give the most suppliers intended, if you intend one",
            "framework-suppliers",
            "SI 2024/692 reg 20(2)(j)",
        )
    if has_one and (facts.framework_maximum_suppliers or 1) > 1:
        yield blocking(
            "one-supplier-or-more",
            "One supplier joins, and the most intended is more: correct one of the two",
            "framework-suppliers",
            "SI 2024/692 reg 20(2)(i)",
        )
    if not has_one and facts.framework_award in (FrameworkAward.NOT_COMPETED, FrameworkAward.EITHER):
        yield advisory(
            "call-off-without-competition",
            "Awarding without competition needs the core terms of the contracts, and an objective way to choose the "
            "supplier, to be set out in the framework: say so in the selection process",
            "framework-selection",
            "Procurement Act 2023 s.45(4)",
        )
    if facts.framework_charges_fees and facts.framework_fee_percentage == 0:
        yield blocking(
            "fee-of-nothing",
            "Give a fee above 0%, or answer that no fee is charged",
            "framework-fee",
            "Procurement Act 2023 s.45(7)",
        )


def _check_market(snapshot: SpecificationSnapshot) -> Iterator[Issue]:
    facts = snapshot.facts
    if facts.procedure == Procedure.COMPETITIVE_FLEXIBLE and any(
        stage.kind == StageKind.REQUEST_TO_PARTICIPATE for stage in snapshot.stages
    ):
        yield advisory(
            "request-stage-in-a-market",
            "Members of the market have met its conditions already: ask whether a stage of requests is needed",
            "stages",
            "Procurement Act 2023 s.34",
        )
    if facts.is_qualifying_utilities_market and SpecialRegime.UTILITIES not in facts.special_regimes:
        yield blocking(
            "market-is-not-for-utilities",
            "Only a utilities contract is awarded by a qualifying utilities dynamic market",
            "qualifying-market",
            "Procurement Act 2023 s.40",
        )
