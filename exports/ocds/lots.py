"""Lots and items. A procurement without lots still has exactly one, numbered 1, and one item that points to
it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from exports.notices.definition import ResolvedNotice
from exports.notices.fields.amounts import CROWN_DEPENDENCIES
from exports.notices.fields.award import failing_text
from exports.notices.values import tidy
from exports.ocds.parties import UNITED_KINGDOM
from exports.ocds.plain import end_of, joined, plain_line, plain_lines, start_of
from procure.domain.codes import cpv_label
from procure.domain.snapshot import LotSnapshot

ONLY_LOT = "1"
SELECTION_TYPES = {"legal_and_financial": "economic", "technical_ability": "technical"}


def money(net: Decimal | None, gross: Decimal | None) -> dict[str, Any] | None:
    """An amount without and with VAT, in pounds; nothing when neither is known."""
    if net is None and gross is None:
        return None
    return {"amountGross": gross, "amount": net, "currency": "GBP"}


def lots(notice: ResolvedNotice) -> list[dict[str, Any]]:
    """The lots, or the one lot that stands for the whole."""
    shared = _shared(notice)
    given = _lots_given(notice)
    if not given:
        facts = notice.snapshot.facts
        value = money(facts.value_net, facts.value_gross) if notice.says("estimated_value") else None
        return [{"id": ONLY_LOT, "status": "active", "value": value, **shared}]
    return [
        {
            "id": str(lot.number),
            "title": plain_line(lot.title) if notice.says("lot_title") else None,
            "description": plain_lines(lot.description) if notice.says("lot_description") else None,
            "status": "active",
            "value": money(lot.value_net, lot.value_gross)
            if notice.says("lot_value") and lot.value_gross is not None
            else None,
            **shared,
            "contractPeriod": _contract_period(notice, lot),
        }
        for lot in given
    ]


def items(notice: ResolvedNotice) -> list[dict[str, Any]]:
    """One item for each lot: what is bought (CPV) and where."""
    facts = notice.snapshot.facts
    given = _lots_given(notice)
    if not given:
        codes = facts.cpv_codes if notice.says("cpv_codes") else ()
        regions = facts.regions if notice.says("geographical_classification") else ()
        return [item_of(ONLY_LOT, codes, regions)]
    return [
        item_of(
            str(lot.number),
            (lot.cpv_codes or facts.cpv_codes) if notice.says("lot_cpv_codes") else (),
            (lot.regions or facts.regions) if notice.says("lot_geographical_classification") else (),
        )
        for lot in given
    ]


def _lots_given(notice: ResolvedNotice) -> tuple[LotSnapshot, ...]:
    return notice.snapshot.lots if notice.says("lots") else ()


def item_of(lot_id: str, codes: tuple[str, ...], regions: tuple[str, ...]) -> dict[str, Any]:
    """What is bought (CPV) and where, for one lot."""
    return {
        "id": lot_id,
        "additionalClassifications": [
            {"scheme": "CPV", "id": code, "description": cpv_label(code)} for code in dict.fromkeys(codes)
        ],
        "deliveryAddresses": [_place(region) for region in dict.fromkeys(regions)],
        "relatedLot": lot_id,
    }


def _place(region: str) -> dict[str, str]:
    if region in CROWN_DEPENDENCIES:
        return {"region": region, "country": region, "countryName": CROWN_DEPENDENCIES[region]}
    return {"region": region, **UNITED_KINGDOM}


def _shared(notice: ResolvedNotice) -> dict[str, Any]:
    """What every lot has in common: options, suitability, and how suppliers are chosen."""
    facts, says = notice.snapshot.facts, notice.says
    # A draft may know that there are extensions before it can describe them; publication waits for the words.
    is_told = notice.tells_of("options")
    extends = facts.has_extensions is True and is_told
    has_option = facts.has_options is True and is_told
    return {
        "contractPeriod": _contract_period(notice, None),
        "hasRenewal": True if extends else None,
        "renewal": {"description": plain_lines(facts.extension_description)} if extends else None,
        "hasOptions": True if has_option else None,
        "options": {"description": plain_lines(facts.options_description)} if has_option else None,
        "suitability": {
            "sme": True if facts.sme_suitable and says("sme_suitable") else None,
            "vcse": True if facts.vcse_suitable and says("vcse_suitable") else None,
        },
        "awardCriteria": _award_criteria(notice),
        "selectionCriteria": {"criteria": _selection_criteria(notice)},
        "secondStage": {
            "minimumCandidates": facts.minimum_suppliers if says("minimum_suppliers") else None,
            "maximumCandidates": facts.maximum_suppliers if says("maximum_suppliers") else None,
        },
    }


def _contract_period(notice: ResolvedNotice, lot: LotSnapshot | None) -> dict[str, Any]:
    """The lot's own dates where it has any, else those of the whole; the furthest end where extensions
    exist.
    """
    facts = notice.snapshot.facts
    starts, ends = facts.supply_starts_on, facts.supply_ends_on
    if lot is not None:
        starts, ends = lot.supply_starts_on or starts, lot.supply_ends_on or ends
    if not notice.says("lot_supply_dates" if lot is not None else "supply_dates"):
        starts = ends = None
    extends = facts.has_extensions is True and notice.tells_of("options")
    return {
        "startDate": start_of(starts),
        "endDate": end_of(ends),
        "maxExtentDate": end_of(facts.supply_may_extend_to_on) if extends else None,
    }


def _award_criteria(notice: ResolvedNotice) -> dict[str, Any]:
    award = notice.snapshot.award
    return {
        "description": joined(
            plain_lines(award.award_methodology),
            " ".join(part for part in (failing_text(award), plain_lines(award.disqualifying_note)) if part),
        )
        if notice.says("assessment_methodology", "bt_award_explanation")
        else None,
        "criteria": [
            {
                "type": criterion.kind,
                "name": plain_line(criterion.name),
                "description": plain_lines(criterion.description),
                "numbers": [{"number": criterion.weight, "weight": "percentageExact"}]
                if criterion.weight is not None
                else None,
            }
            for criterion in award.criteria
            if tidy(criterion.name) and notice.says("award_criteria", "bt_award_explanation")
        ],
    }


def _selection_criteria(notice: ResolvedNotice) -> list[dict[str, Any]]:
    """Conditions of participation. Two that read the same are one."""
    found: list[dict[str, Any]] = []
    for condition in notice.snapshot.conditions if notice.says("conditions_of_participation") else ():
        text, evidence = plain_lines(condition.text), plain_lines(condition.evidence_asked)
        criterion = {
            "type": SELECTION_TYPES.get(condition.kind, "other"),
            "description": joined(text, f"Evidence asked for: {evidence}" if evidence else ""),
        }
        if text and criterion not in found:
            found.append(criterion)
    return found
