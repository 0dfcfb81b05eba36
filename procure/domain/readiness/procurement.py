"""The rest of the tender notice: value, codes, lots, stages, conditions, gates that must come first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from procure.act.conditions import check_proportion, condition_prompts
from procure.act.conflicts import check_assessment, check_confirmation
from procure.act.kpis import MINIMUM_KPIS, kpis_required
from procure.act.lots import check_lot_limits
from procure.act.regimes import Route
from procure.act.reservations import check_reserved_to_mutuals
from procure.act.specification_rules import lint
from procure.domain.codes import is_cpv, is_itl
from procure.domain.identifiers import is_ppon
from procure.domain.readiness.contract import contract_facts, notice_day, route
from procure.domain.readiness.issues import METHOD, Issue, advisory, blocking, from_findings
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Procedure, StageKind

FEWEST_LOTS = 2


def check_procurement(snapshot: SpecificationSnapshot, today: date) -> Iterator[Issue]:
    """Faults of the procurement facts that are not dates."""
    yield from _check_value(snapshot, notice_day(snapshot, today))
    yield from _check_codes(snapshot)
    yield from _check_lots(snapshot)
    yield from _check_procedure(snapshot)
    yield from _check_conditions(snapshot)
    yield from _check_gates(snapshot, notice_day(snapshot, today))
    yield from _check_wording(snapshot)


def _check_value(snapshot: SpecificationSnapshot, on: date) -> Iterator[Issue]:
    facts = snapshot.facts
    net, gross = facts.value_net, facts.value_gross
    if net is not None and gross is not None and gross < net:
        yield blocking(
            "gross-below-net", "The value with VAT must not be below the value without it", "value"
        )
    if net is not None and net <= 0:
        yield blocking(
            "value-not-positive",
            "The estimated value must be more than £0",
            "value",
            "SI 2024/692 reg 18(2)(g)",
        )
    if gross is None:
        return
    if route(snapshot, on) is Route.OUTSIDE:
        yield blocking(
            "outside-the-act",
            "This procurement is outside the Act: see the guidance",
            "special-regimes",
            "Procurement Act 2023 s.2",
        )
    measures = sum(len(outcome.measures) for outcome in snapshot.outcomes)
    duty = kpis_required(gross, contract_facts(snapshot), on=on)
    if duty.value and measures < MINIMUM_KPIS:
        yield advisory(
            "few-measures-for-kpis",
            f"Plan {MINIMUM_KPIS} or more measures: the contract will need {MINIMUM_KPIS} key "
            "performance indicators",
            "outcomes",
            duty.provision,
            duty.explanation,
        )


def _check_codes(snapshot: SpecificationSnapshot) -> Iterator[Issue]:
    for codes, page in (
        (snapshot.facts.cpv_codes, "cpv-codes"),
        *((lot.cpv_codes, "lots") for lot in snapshot.lots),
    ):
        for code in codes:
            if not is_cpv(code):
                yield blocking(
                    "unknown-cpv",
                    f"{code} is not a CPV code: choose another",
                    page,
                    "SI 2024/692 reg 14(1)(f)",
                )
    for regions, page in (
        (snapshot.facts.regions, "place"),
        *((lot.regions, "lots") for lot in snapshot.lots),
    ):
        for region in regions:
            if not is_itl(region):
                yield blocking(
                    "unknown-region",
                    f"{region} is not a UK area code: choose another",
                    page,
                    "SI 2024/692 reg 14(2)",
                )
    if snapshot.authority.ppon and not is_ppon(snapshot.authority.ppon):
        yield advisory(
            "ppon-form",
            f"{snapshot.authority.ppon} does not look like a PPON: check it on the central platform",
            "contact",
            "SI 2024/692 reg 13(d)",
        )


def _check_lots(snapshot: SpecificationSnapshot) -> Iterator[Issue]:
    facts = snapshot.facts
    if not facts.uses_lots:
        return
    if len(snapshot.lots) < FEWEST_LOTS:
        yield blocking(
            "too-few-lots",
            "Add at least two lots, or answer that you do not use lots",
            "lots",
            "SI 2024/692 reg 18(2)(o)",
        )
    for lot in snapshot.lots:
        if not lot.title or not lot.description:
            yield blocking(
                "lot-incomplete",
                f"Give lot {lot.number} a title and a description",
                "lots",
                "SI 2024/692 reg 18(2)(o)",
                key=lot.key,
            )
    yield from from_findings(
        check_lot_limits(
            len(snapshot.lots),
            tender_limit=facts.lots_max_tendered,
            award_limit=facts.lots_max_awarded,
            award_mechanism=facts.lots_award_rule,
        ),
        "lot-limits",
    )
    values = [lot.value_net for lot in snapshot.lots if lot.value_net is not None]
    total = sum(values, Decimal(0))
    if len(values) == len(snapshot.lots) and facts.value_net is not None and total != facts.value_net:
        yield advisory(
            "lots-do-not-add-up",
            f"The lots come to £{total:,} without VAT, the whole to £{facts.value_net:,}",
            "lots",
        )


def _check_procedure(snapshot: SpecificationSnapshot) -> Iterator[Issue]:
    facts = snapshot.facts
    if facts.procedure != Procedure.COMPETITIVE_FLEXIBLE:
        return
    ends_in_tenders = {StageKind.TENDER_ROUND, StageKind.FINAL_TENDER} & {
        stage.kind for stage in snapshot.stages
    }
    if not snapshot.stages:
        yield blocking(
            "no-stages", "Describe at least one stage of the procedure", "stages", "SI 2024/692 reg 19(2)(c)"
        )
    elif not ends_in_tenders:
        yield blocking(
            "no-tender-stage",
            "Add a stage in which tenders are assessed",
            "stages",
            "Procurement Act 2023 s.19",
            "A contract is awarded to the most advantageous tender.",
        )
    last_day = facts.supply_may_extend_to_on if facts.has_extensions else facts.supply_ends_on
    yield from from_findings(
        check_reserved_to_mutuals(
            is_reserved=bool(facts.reserved_public_service_mutual),
            is_light_touch=contract_facts(snapshot).is_light_touch,
            starts_on=facts.supply_starts_on,
            last_day=last_day,
        ),
        "reserved",
    )
    for stage in snapshot.stages:
        if not stage.name or not stage.kind or not stage.description:
            yield blocking(
                "stage-incomplete",
                f"Give stage {stage.number} a name, a kind and a description",
                "stages",
                "SI 2024/692 reg 19(2)(c)",
                key=stage.key,
            )
    if (
        facts.minimum_suppliers
        and facts.maximum_suppliers
        and facts.minimum_suppliers > facts.maximum_suppliers
    ):
        yield blocking(
            "supplier-limits-crossed",
            "The least number of suppliers must not be above the most",
            "supplier-limits",
            "SI 2024/692 reg 19(2)(d) and (e)",
        )


def _check_conditions(snapshot: SpecificationSnapshot) -> Iterator[Issue]:
    for condition in snapshot.conditions:
        if not condition.text or not condition.kind:
            yield blocking(
                "condition-incomplete",
                f"Write condition of participation {condition.number} and say what it checks",
                "conditions",
                "Procurement Act 2023 s.22",
                key=condition.key,
            )
        yield from from_findings([check_proportion(condition.why_proportionate)], "conditions", condition.key)
        yield from from_findings(condition_prompts(condition.text), "conditions", condition.key)


def _check_gates(snapshot: SpecificationSnapshot, on: date) -> Iterator[Issue]:
    facts = snapshot.facts
    is_covered = route(snapshot, on) is Route.COVERED
    if facts.conflicts_assessment_prepared is not None:
        prepared = bool(facts.conflicts_assessment_prepared)
        yield from from_findings(
            [
                check_assessment(
                    "UK4", facts.conflicts_assessment_on if prepared else None, on, is_covered=is_covered
                )
                or check_confirmation("UK4", prepared, is_covered=is_covered)
            ],
            "conflicts-assessment",
        )
    if facts.documents_provided_now and not snapshot.documents:
        yield advisory(
            "no-documents-listed",
            "You said documents come with the notice: list them, or rely on the specification alone",
            "documents",
            "SI 2024/692 reg 18(2)(u)",
        )


def _check_wording(snapshot: SpecificationSnapshot) -> Iterator[Issue]:
    """Names, origins and UK standards in what suppliers must meet (s.56), for an officer to weigh."""
    for requirement in snapshot.fixed_requirements:
        yield from from_findings(lint(requirement.text), "fixed-requirements", requirement.key)
    for outcome in snapshot.outcomes:
        yield from from_findings(lint(outcome.statement), "outcomes", outcome.key)
    for criterion in snapshot.award.criteria:
        yield from from_findings(lint(criterion.description), "award-criteria", criterion.key)
    yield from from_findings(lint(snapshot.facts.technical_specifications), "technical-specifications")
    if snapshot.facts.payment_terms:
        return
    yield advisory(
        "no-payment-terms",
        "Say how payment follows results, if it does: suppliers price the risk",
        "payment-terms",
        METHOD,
    )
