"""Releases of the notices about an award: transparency, award, contract details."""

from __future__ import annotations

from typing import Any

from exports.ocds.lots import ONLY_LOT, item_of
from exports.ocds.model import Release
from exports.ocds.notices.frame import Frame, Json, period
from exports.ocds.plain import end_of, joined, labelled, plain_line, plain_lines, start_of
from exports.ocds.release import PROCEDURES, SPECIAL_REGIMES
from procure.domain.notice_facts import AwardFacts, ContractDetailsFacts, RouteFacts, TransparencyFacts
from procure.domain.notice_facts.award import procedure_of
from procure.domain.notice_facts.parts import Kpi
from procure.domain.notice_facts.words import CallOffMethod, DirectAwardGround

#: One contract a notice: its award and its contract are each the first.
AWARD, CONTRACT = "1", "1"


def transparency(frame: Frame, facts: TransparencyFacts) -> Release:
    """UK5."""
    award = {
        **_award(frame, facts, status="pending", prefix="supplier"),
        **_value_and_dates(frame, facts),
        "milestones": _signature(frame, facts.contract_on),
        "documents": [frame.document(), *frame.statements()],
    }
    tender = {
        **_tender(frame, facts),
        "riskDetails": frame.words("known_risks", facts.known_risks),
        "contractTerms": {
            "otherTerms": frame.words("modification_provisions", facts.modification_provisions)
        },
    }
    return frame.release(tender, awards=[award], relatedProcesses=_related(frame, facts))


def award(frame: Frame, facts: AwardFacts) -> Release:
    """UK6."""
    frame.people(
        facts.unsuccessful_suppliers if frame.says("unsuccessful_suppliers") else (),
        "tenderer",
        prefix="unsuccessful_supplier",
    )
    won = _award(frame, facts, status="active", prefix="suppliers")
    made = {
        **won,
        **_value_and_dates(frame, facts),
        "subcontracting": {"subcontracts": _associated(frame, facts, won["suppliers"])},
        "date": frame.given("award_decision_date", start_of(facts.decided_on)),
        "milestones": _signature(frame, facts.contract_on),
        "standstillPeriod": {"endDate": frame.given("standstill_end_date", end_of(facts.standstill_ends_on))},
        "assessmentSummariesDateSent": frame.given(
            "assessment_summaries_date", start_of(facts.summaries_given_on)
        ),
        "documents": [frame.document()],
    }
    return frame.release(
        _tender(frame, facts),
        bids=_bids(frame, facts),
        awards=[made],
        relatedProcesses=_related(frame, facts),
    )


def contract_details(frame: Frame, facts: ContractDetailsFacts) -> Release:
    """UK7."""
    made = _award(frame, facts, status="active", prefix="suppliers")
    made.pop("aboveThreshold")
    contract = {
        "id": plain_line(facts.contract_identifier) if frame.says("contract_identifier") else CONTRACT,
        "awardID": AWARD,
        "title": frame.contract_title(facts.contract_title),
        "status": "active",
        "period": frame.given("supply_dates", period(facts.supply.term)),
        "value": frame.amount("estimated_value", facts.value),
        "hasRenewal": True if frame.says("options") else None,
        "renewal": {"description": frame.words("options", facts.options)},
        "aboveThreshold": facts.is_above_threshold,
        "dateSigned": frame.given("contract_date", start_of(facts.signed_on)),
        "agreedMetrics": [metric(kpi) for kpi in facts.kpis] if frame.says("kpis") else None,
        "noAgreedMetricsRationale": frame.words("no_kpi_reasons", facts.no_kpi_reasons),
        "amendments": frame.amendments(),
        "documents": [frame.document(), *frame.statements(), *_contract_copy(frame, facts)],
    }
    tender = {
        **_tender(frame, facts),
        "coveredBy": [
            code
            for code, item, is_covered in (
                ("GPA", "gpa_covered", facts.gpa_covered),
                ("CPTPP", "cptpp_covered", facts.cptpp_covered),
            )
            if is_covered and frame.says(item)
        ],
    }
    if not facts.is_above_threshold:
        tender |= {"procurementMethod": None, "procurementMethodDetails": "Below threshold - unknown"}
    made.pop("amendments")
    return frame.release(tender, awards=[made], contracts=[contract], relatedProcesses=_related(frame, facts))


def metric(kpi: Kpi) -> Json:
    """A key performance indicator, with its target as an observation."""
    observation = {
        "id": f"{kpi.number}-target",
        "measure": kpi.target,
        "unit": {"name": plain_line(kpi.unit)},
        "notes": f"Reported {plain_line(kpi.reported)}" if kpi.reported else None,
    }
    return {
        "id": str(kpi.number),
        "title": plain_line(kpi.title),
        "description": plain_lines(kpi.description),
        "observations": [observation] if kpi.target is not None else None,
    }


def _lot_ids(frame: Frame, facts: RouteFacts) -> list[str]:
    return [str(lot.number) for lot in facts.lots] if frame.says("lots") else [ONLY_LOT]


def _award(frame: Frame, facts: RouteFacts, *, status: str, prefix: str) -> Json:
    """Who won what, and for which lots."""
    suppliers = facts.suppliers if frame.says("suppliers") else ()
    return {
        "id": AWARD,
        "title": frame.contract_title(facts.contract_title),
        "status": status,
        "suppliers": frame.people(suppliers, "supplier", prefix=prefix),
        **frame.supply(facts.supply),
        **_lot_items(frame, facts),
        "aboveThreshold": True,
        "relatedLots": _lot_ids(frame, facts),
        "amendments": frame.amendments(),
    }


def _associated(frame: Frame, facts: RouteFacts, references: list[Json]) -> list[Json]:
    """Those on whom each supplier relies, in words; nothing for a supplier that relies on nobody."""
    if not frame.says("suppliers_associated_persons"):
        return []
    words = ["\n".join(map(plain_line, each.associated_persons)) for each in facts.suppliers]
    return [
        {"id": str(number), "mainContractors": [reference], "description": said}
        for number, (reference, said) in enumerate(zip(references, words, strict=False), start=1)
        if said
    ]


def _lot_items(frame: Frame, facts: RouteFacts) -> Json:
    """An item for each lot; what is said of the whole serves where a notice says nothing of its lots."""
    if not frame.says("lots"):
        return {}
    whole = facts.supply
    return {
        "items": [
            item_of(
                str(lot.number),
                (lot.cpv_codes if frame.says("lot_cpv_codes") else ())
                or (whole.cpv_codes if frame.says("cpv_codes") else ()),
                (lot.regions if frame.says("lot_geographical_classification") else ())
                or (whole.regions if frame.says("geographical_classification") else ()),
            )
            for lot in facts.lots
        ]
    }


def _value_and_dates(frame: Frame, facts: RouteFacts) -> Json:
    has_options = facts.has_options and frame.says("options", "private_utility_options")
    return {
        "value": frame.amount("estimated_value", facts.value),
        "contractPeriod": frame.given("supply_dates", period(facts.supply.term)),
        "hasOptions": True if has_options else None,
        "options": {"description": plain_lines(facts.options) if has_options else None},
    }


def _signature(frame: Frame, on: Any) -> list[Json] | None:
    if not frame.says("estimated_contract_date"):
        return None
    return [{"id": "1", "type": "futureSignatureDate", "dueDate": end_of(on), "status": "scheduled"}]


def _tender(frame: Frame, facts: RouteFacts) -> Json:
    method, details = _method(facts)
    direct = facts.direct_award
    ground = (
        direct.ground
        if direct and frame.says("direct_award_justification", "excluded_supplier_justification")
        else ""
    )
    regimes = facts.special_regimes if frame.says("special_regime_kind", "bt_special_regime") else ()
    return {
        "description": frame.description(facts.supply),
        "status": "complete",
        "procurementMethod": method,
        "procurementMethodDetails": details,
        "procurementMethodRationale": _rationale(frame, facts),
        "procurementMethodRationaleClassifications": [
            {"scheme": "PA2023-SCH5", "id": ground, "description": DirectAwardGround.label_of(ground)}
        ]
        if ground
        else None,
        "procurementMethodRationaleLegalBasis": {
            "scheme": "UKSI",
            "id": plain_line(direct.regulations),
        }
        if direct and frame.says("direct_award_protect_life_si")
        else None,
        "competitive": facts.call_off_method == CallOffMethod.COMPETED
        if facts.is_call_off and frame.says("call_off_method")
        else None,
        "specialRegime": [SPECIAL_REGIMES[kind] for kind in regimes],
        "techniques": _framework(frame, facts),
        "participationFees": _fees(frame, facts),
        "lots": [
            {"id": lot, "status": "complete", **_lot(frame, facts, lot)} for lot in _lot_ids(frame, facts)
        ],
    }


def _lot(frame: Frame, facts: RouteFacts, lot_id: str) -> Json:
    """What the notice says of a lot besides its number; in the order of the standard."""
    lot = next((each for each in facts.lots if str(each.number) == lot_id and frame.says("lots")), None)
    if lot is None:
        return {"suitability": _suitability(frame, facts)}
    return {
        "title": plain_line(lot.title) if frame.says("lot_title") else None,
        "description": joined(
            frame.words("lot_description", lot.description) or "",
            *(
                labelled(label, words)
                for label, item, text in (
                    ("How it will be supplied", "lot_supply_method", lot.supply_method),
                    ("Estimated amount", "lot_quantity", lot.quantity),
                )
                if (words := frame.words(item, text))
            ),
        ),
        "value": frame.amount("lot_value", lot.value) if lot.value.gross is not None else None,
        "contractPeriod": frame.given("lot_supply_dates", period(lot.term)),
        "suitability": _suitability(frame, facts),
    }


def _suitability(frame: Frame, facts: RouteFacts) -> Json:
    if not isinstance(facts, TransparencyFacts):
        return {}
    return {
        "sme": True if facts.sme_suitable and frame.says("sme_suitable") else None,
        "vcse": True if facts.vcse_suitable and frame.says("vcse_suitable") else None,
    }


def _method(facts: RouteFacts) -> tuple[str | None, str | None]:
    if facts.is_direct_award:
        return "direct", "Direct award"
    if facts.is_call_off:
        return "selective", "Award under framework"
    return PROCEDURES.get(procedure_of(facts), (None, None))


def _rationale(frame: Frame, facts: RouteFacts) -> str:
    direct, says = facts.direct_award, frame.says
    if direct is None:
        return frame.words("call_off_no_competition_reasons", facts.no_competition_reasons) or ""
    explained = says("direct_award_justification", "excluded_supplier_justification")
    return joined(
        plain_lines(direct.ground_explanation) if explained else "",
        frame.words("excluded_supplier_event", direct.exclusion_event) or "",
        frame.words("excluded_supplier_public_interest", direct.public_interest) or "",
        frame.words("direct_award_switch_reasons", direct.switch_reasons) or "",
    )


def _framework(frame: Frame, facts: RouteFacts) -> Json:
    framework = facts.framework
    if framework is None:
        return {}
    says = frame.says
    return {
        "hasFrameworkAgreement": True,
        "frameworkAgreement": {
            "period": frame.given("framework_term", period(framework.term)),
            "periodRationale": frame.words("framework_long_term_reasons", framework.long_term_reasons),
            "buyerCategories": frame.words("framework_users", framework.users),
            "description": joined(
                frame.words("framework_selection_process", framework.selection_process) or "",
                frame.words("framework_price_mechanism", framework.price_mechanism) or "",
            ),
            "isOpenFrameworkScheme": frame.given("open_framework", framework.is_open),
            "openFrameworkSchemeEndDate": end_of(framework.open_framework_ends_on)
            if says("open_framework_end_date")
            else None,
        },
    }


def _fees(frame: Frame, facts: RouteFacts) -> list[Json] | None:
    framework = facts.framework
    if framework is None or not framework.fee_percentage or not frame.says("framework_fees"):
        return None
    said = ". ".join(plain_line(part) for part in framework.fees)
    return [{"id": frame.stamp.procurement_id, "type": ["win"], "description": said}]


def _related(frame: Frame, facts: RouteFacts) -> list[Json] | None:
    framework = facts.framework_procurement_identifier
    if framework and frame.says("framework_procurement_identifier"):
        scheme = {"scheme": "ocid", "identifier": plain_line(framework)}
        return [{"id": "1", "relationship": ["framework"], **scheme}]
    earlier = getattr(facts, "previous_procurement_identifier", "")
    if earlier and frame.says("previous_procurement_identifier"):
        scheme = {"scheme": "ocid", "identifier": plain_line(earlier)}
        return [{"id": "1", "relationship": ["unsuccessfulProcess"], **scheme}]
    return None


def _bids(frame: Frame, facts: AwardFacts) -> Json | None:
    counts = (
        ("tenders_submitted", "bids", facts.tenders_submitted),
        ("tenders_assessed", "finalStageBids", facts.tenders_assessed),
        ("tenders_assessed_sme", "smeFinalStageBids", facts.tenders_assessed_sme),
        ("tenders_assessed_vcse", "vcseFinalStageBids", facts.tenders_assessed_vcse),
    )
    told = [(measure, value) for item, measure, value in counts if frame.says(item)]
    statistics = [
        {"id": str(number), "measure": measure, "value": value}
        for number, (measure, value) in enumerate(told, start=1)
    ]
    return {"statistics": statistics} if statistics else None


def _contract_copy(frame: Frame, facts: ContractDetailsFacts) -> list[Json]:
    if not frame.says("contract_copy"):
        return []
    return [{"id": "contract", "documentType": "contractSigned", "url": facts.contract_copy_url}]
