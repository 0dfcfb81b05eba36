"""Releases of the notices about a running or ended contract, a procurement that ended, and payments."""

from __future__ import annotations

from exports.ocds.lots import ONLY_LOT, money
from exports.ocds.model import Release
from exports.ocds.notices.awards import AWARD, CONTRACT, metric
from exports.ocds.notices.frame import Frame, Json, period
from exports.ocds.plain import end_of, joined, plain_line, start_of
from exports.wording import day, percent
from procure.domain.notice_facts import (
    ChangeFacts,
    ContractEndFacts,
    ContractFacts,
    FailureFacts,
    PaymentsComplianceFacts,
    PaymentsFacts,
    PerformanceFacts,
    ProcurementEndFacts,
)
from procure.domain.notice_facts.parts import Kpi
from procure.domain.notice_facts.words import BreachResult, ChangeGround, EndingKind, FailureKind, Rating

#: The standard's own words for the five ratings; the Act's words stand beside them.
RATINGS = {
    "good": "met",
    "approaching_target": "slightlyBelow",
    "requires_improvement": "below",
    "inadequate": "significantlyBelow",
    "other": "other",
}
PENALTIES = {"contract": "contracted", "court": "imposed", "settlement": "negotiated"}


def payments(frame: Frame, facts: PaymentsFacts) -> Release:
    """UK8. How the platform writes it is not known: payments stand where the standard has transactions, under the
    contract that each is for.
    """
    contracts: dict[str, list[Json]] = {}
    if frame.says("payments"):
        suppliers = (payment.supplier for payment in facts.payments)
        payees = frame.people(suppliers, "payee", prefix="payment", named_by="payment_supplier")
        for payment, payee in zip(facts.payments, payees, strict=True):
            contracts.setdefault(plain_line(payment.contract_identifier) or CONTRACT, []).append(
                {
                    "id": str(payment.number),
                    "date": frame.given("payment_date", start_of(payment.paid_on)),
                    "value": frame.given("payment_amount", money(None, payment.amount_gross)),
                    "payee": frame.given("payment_supplier", payee),
                }
            )
    told: list[Json] = [
        {"id": contract, "awardID": AWARD, "implementation": {"transactions": found}}
        for contract, found in (contracts or {CONTRACT: []}).items()
    ]
    told[0]["implementation"]["documents"] = [frame.document()]
    quarter = facts.quarter
    covered = (
        f"Payments from {day(quarter.starts_on)} to {day(quarter.ends_on)}."
        if frame.says("quarter") and quarter.starts_on and quarter.ends_on
        else ""
    )
    return frame.release({"amendments": frame.amendments()}, contracts=told, also=covered)


def performance(frame: Frame, facts: PerformanceFacts) -> Release:
    """UK9."""
    prefix = "failing_supplier" if facts.tells_of_breach else "assessed_supplier"
    named = facts.suppliers if frame.says(f"{prefix}s") else ()
    suppliers = frame.people(named, "supplier", prefix=prefix)
    implementation = {
        "metrics": [_assessed(frame, facts, kpi) for kpi in facts.kpis] if frame.says("kpis") else None,
        "performanceFailures": _failures(frame, facts, suppliers) if facts.tells_of_breach else None,
        "documents": [frame.document()],
    }
    return _about_contract(frame, facts, {"implementation": implementation})


def change(frame: Frame, facts: ChangeFacts) -> Release:
    """UK10. The contract is told as it will be after the change."""
    says = frame.says
    joining = frame.people(
        facts.new_suppliers if says("new_suppliers") else (), "supplier", prefix="new_supplier"
    )
    leaving = frame.people(
        facts.leaving_suppliers if says("leaving_suppliers") else (), "removedSupplier", prefix="leaving"
    )
    gone = {each.identifier for each in facts.leaving_suppliers} if leaving else set()
    staying = tuple(each for each in facts.suppliers if each.identifier not in gone)
    frame.people(staying if says("suppliers") else (), "supplier", prefix="suppliers")
    amendment = {
        "id": frame.stamp.notice_id,
        "date": frame.given("estimated_effect_date", start_of(facts.effective_on)),
        "rationale": frame.words("permitted_ground_explanation", facts.ground_explanation),
        "rationaleClassifications": [
            {"scheme": "PA2023-SCH8", "id": facts.ground, "description": ChangeGround.label_of(facts.ground)}
        ]
        if says("permitted_ground")
        else None,
        "standstill": frame.given("voluntary_standstill", facts.has_standstill),
        "suppliersAdded": joining,
        "suppliersRemoved": leaving,
    }
    contract = {
        "period": period(facts.new_term) if says("term_change") else None,
        "value": money(facts.new_value.net, facts.new_value.gross) if says("value_change") else None,
        "amendments": [amendment],
        "documents": [frame.document(), *frame.statements(), *_changed_copy(frame, facts)],
    }
    return _about_contract(frame, facts, contract)


def contract_end(frame: Frame, facts: ContractEndFacts) -> Release:
    """UK11."""
    suppliers = frame.people(
        facts.suppliers if frame.says("suppliers") else (), "supplier", prefix="suppliers"
    )
    ending = {"scheme": "PA2023-S80", "id": facts.ending, "description": EndingKind.label_of(facts.ending)}
    contract = {
        "status": "terminated",
        "terminationRationaleClassifications": [ending] if frame.says("termination_reasons") else None,
        "value": frame.amount("estimated_value", facts.value),
        "implementation": {
            "endDate": frame.given("termination_date", end_of(facts.ended_on)),
            "endDateDetails": frame.words("termination_reasons", facts.reasons),
            "finalValue": money(facts.final_value.net, facts.final_value.gross),
            "performanceFailures": _failures(frame, facts, suppliers) if facts.tells_of_breach else None,
        },
        "documents": [frame.document()],
    }
    return _about_contract(frame, facts, contract)


def procurement_end(frame: Frame, facts: ProcurementEndFacts) -> Release:
    """UK12."""
    lots = [str(lot.number) for lot in frame.notice.snapshot.lots] or [ONLY_LOT]
    tender = {
        "status": "withdrawn",
        "lots": [{"id": lot, "status": "withdrawn"} for lot in lots],
        "amendments": frame.amendments(),
        "documents": [frame.document()],
    }
    cancelled = {
        "id": AWARD,
        "status": "cancelled",
        "finalStatusDate": frame.given("decision_date", start_of(facts.decided_on)),
        "relatedLots": lots,
    }
    return frame.release(tender, awards=[cancelled], also=frame.words("reasons", facts.reasons) or "")


def payments_compliance(frame: Frame, facts: PaymentsComplianceFacts) -> Release:
    """UK17. It is about an authority and no procurement, and the platform's feed is not known to carry it: its
    figures are told in words.
    """
    figures = (
        ("average_days_to_pay", "Mean days to pay", facts.average_days_to_pay, ""),
        ("paid_within_30_days", "Paid within 30 days", facts.paid_within_30_days, "%"),
        ("paid_31_to_60_days", "Paid in 31 to 60 days", facts.paid_31_to_60_days, "%"),
        ("paid_61_days_or_more", "Paid in 61 days or more", facts.paid_61_days_or_more, "%"),
        ("paid_within_implied_term", "Paid within the 30-day term", facts.paid_within_implied_term, "%"),
        ("payable_not_paid_in_period", "Due in the period and not paid in it", facts.payable_not_paid, "%"),
    )
    told = [
        f"{label}: {percent(value) if unit else f'{value.normalize():f}'}."
        for item, label, value, unit in figures
        if value is not None and frame.says(item)
    ]
    term = facts.period
    covered = (
        f"Payments from {day(term.starts_on)} to {day(term.ends_on)}."
        if frame.says("reporting_period") and term.starts_on and term.ends_on
        else ""
    )
    approved = frame.words("finance_director_approval", facts.approval) or ""
    tender = {"amendments": frame.amendments(), "documents": [frame.document()]}
    return frame.release(tender, also=joined(covered, "\n".join(told), approved))


def _about_contract(frame: Frame, facts: ContractFacts, contract: Json) -> Release:
    """A release whose one section is the contract it is about."""
    own = {
        "id": plain_line(facts.contract_identifier) if frame.says("contract_identifier") else CONTRACT,
        "awardID": AWARD,
        "title": frame.contract_title(facts.contract_title),
    }
    # A change notice that corrects an earlier one is one amendment, which says both.
    changes: dict[str, Json] = {}
    for each in (*frame.amendments(), *contract.pop("amendments", [])):
        changes[each["id"]] = {**changes.get(each["id"], {}), **each}
    return frame.release({}, contracts=[{**own, **contract, "amendments": list(changes.values())}])


def _assessed(frame: Frame, facts: PerformanceFacts, kpi: Kpi) -> Json:
    observation = {
        "id": f"{kpi.number}-result",
        "period": frame.given("assessment_period", period(facts.period)),
        "measure": kpi.result,
        "unit": {"name": plain_line(kpi.unit)} if kpi.result is not None else None,
        "measureClassification": {
            "scheme": "UK-KPI-RATING",
            "id": RATINGS[kpi.rating],
            "description": Rating.label_of(kpi.rating),
        }
        if frame.says("kpi_rating") and kpi.rating in RATINGS
        else None,
        "notes": plain_line(f"Rated on {kpi.judged_on}") if kpi.judged_on else None,
    }
    return {**metric(kpi), "observations": [observation]}


def _failures(frame: Frame, facts: FailureFacts, suppliers: list[Json]) -> list[Json]:
    breach, words = facts.breach, frame.words
    assert breach is not None
    said = frame.says
    paid = said("damages_amount")
    return [
        {
            "id": "1",
            "category": FailureKind.label_of(breach.kind),
            "requirement": words("obligation_explanation", breach.obligation),
            "description": joined(
                words("s71_5_circumstances", breach.circumstances) or "",
                BreachResult.label_of(breach.result) + "." if said("breach_result") else "",
                words("breach_impact", breach.impact) or "",
                words("breach_duration", breach.duration) or "",
                words("supplier_mitigation", breach.mitigation) or "",
                words("authority_steps", breach.authority_steps) or "",
                words("supplier_improvement_steps", breach.improvement_steps) or "",
                f"Decision: {plain_line(breach.decision_url)}" if said("decision_link") else "",
            ),
            "decisionDate": frame.given("failure_to_improve_date", start_of(breach.failed_to_improve_on)),
            "penaltyDate": frame.given("breach_result_date", start_of(breach.result_on)),
            "penaltyType": PENALTIES.get(breach.basis) if said("damages_basis") else None,
            "penaltyValue": money(breach.amount.net, breach.amount.gross) if paid else None,
            "partialTermination": words("partial_termination_description", breach.partial_termination),
            "suppliers": suppliers,
        }
    ]


def _changed_copy(frame: Frame, facts: ChangeFacts) -> list[Json]:
    if not frame.says("modified_contract_copy"):
        return []
    return [{"id": "contract", "documentType": "contractSigned", "url": facts.contract_copy_url}]
