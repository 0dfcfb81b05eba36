"""Will the award criteria stand: weighted, confirmed, tied to outcomes, and kept to the method chosen?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from procure.act.criteria import (
    Criterion,
    CriterionCheck,
    Importance,
    check_confirmations,
    check_importance,
    check_social_value,
)
from procure.act.regimes import Route
from procure.domain.readiness.contract import contract_facts, notice_day, route
from procure.domain.readiness.issues import Issue, advisory, blocking, from_findings
from procure.domain.snapshot import AwardCriterionSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import AwardMethod, CriterionKind

PAGE = "award-criteria"
#: Kinds of criterion that each method needs at least one of.
NEEDED_KINDS = {
    AwardMethod.PRICE_AND_QUALITY: (CriterionKind.PRICE, CriterionKind.QUALITY),
    AwardMethod.COST_AND_QUALITY: (CriterionKind.COST, CriterionKind.QUALITY),
    AwardMethod.QUALITY_AT_FIXED_PRICE: (CriterionKind.QUALITY,),
}


def check_award(snapshot: SpecificationSnapshot, today: date) -> Iterator[Issue]:
    """Every fault of the criteria and their weights (Procurement Act 2023 ss.19 and 23; PPN 002)."""
    criteria = [_criterion(part) for part in snapshot.award.criteria]
    yield from from_findings(check_importance(criteria, Importance.WEIGHTS), PAGE)
    for part, criterion in zip(snapshot.award.criteria, criteria, strict=True):
        if unconfirmed := check_confirmations(criterion):
            yield blocking(
                "criterion-not-confirmed",
                f"Confirm what the law asks of the criterion “{criterion.name}”",
                PAGE,
                unconfirmed[0].provision,
                " ".join(finding.message.removeprefix(f"{criterion.name}: ") for finding in unconfirmed),
                part.key,
            )
        if not part.name or not part.kind:
            yield blocking(
                "criterion-incomplete",
                f"Give award criterion {part.number} a name and a kind",
                PAGE,
                "SI 2024/692 reg 18(2)(k)",
                key=part.key,
            )
        if part.kind == CriterionKind.QUALITY and not part.outcome_keys:
            yield advisory(
                "criterion-without-outcome",
                f"“{part.name or part.number}” assesses no outcome: link it, or ask if it is needed",
                PAGE,
                key=part.key,
            )
    yield from _check_method(snapshot)
    on = notice_day(snapshot, today)
    is_above = route(snapshot, on) is Route.COVERED
    yield from from_findings(
        [check_social_value(criteria, contract_facts(snapshot), on, is_above_threshold=is_above)], PAGE
    )


def _check_method(snapshot: SpecificationSnapshot) -> Iterator[Issue]:
    method, kinds = snapshot.award.award_method, {part.kind for part in snapshot.award.criteria}
    if not method or not snapshot.award.criteria:
        return
    chosen = AwardMethod(method)
    for kind in NEEDED_KINDS[chosen]:
        if kind not in kinds:
            yield blocking(
                "criterion-kind-missing",
                f"Add a {kind.label.lower()} criterion, or choose another price and quality model",
                PAGE,
                "Procurement Act 2023 s.23(3)",
            )
    if chosen is AwardMethod.QUALITY_AT_FIXED_PRICE and CriterionKind.PRICE in kinds:
        yield blocking(
            "price-at-fixed-price",
            "Remove the price criterion, or choose a model that weighs price",
            PAGE,
            "Procurement Act 2023 s.23(3)",
        )


def _criterion(part: AwardCriterionSnapshot) -> Criterion:
    confirmed = {
        CriterionCheck.SUBJECT_MATTER: part.relates_to_contract,
        CriterionCheck.CLEAR: part.is_clear_and_measurable,
        CriterionCheck.SPECIFICATIONS: part.follows_specification_rules,
        CriterionCheck.PROPORTIONATE: part.is_proportionate,
    }
    return Criterion(
        key=part.key,
        name=part.name or f"Criterion {part.number}",
        weight=part.weight,
        description=part.description,
        is_social_value=part.is_social_value,
        confirmed=frozenset(check for check, is_so in confirmed.items() if is_so),
    )
