"""A tender notice as an OCDS release: the same resolved notice that its page and its PDF are made from.

Nothing is written that the notice does not say: each part asks the resolved notice first. Paths follow the
habits of the central platform; identifiers of the platform are used once it has given them and never made
up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from exports.artefact import NotFit
from exports.gates import procedure_gates
from exports.notices.definition import ResolvedNotice, resolve
from exports.notices.fields.award import stage_text
from exports.notices.fields.small import TOLD as TOLD_BELOW
from exports.notices.stamp import NoticeStamp
from exports.ocds.checks import release_faults
from exports.ocds.documents import documents
from exports.ocds.lots import items, lots, money
from exports.ocds.model import Release
from exports.ocds.package import release_package, to_json_bytes
from exports.ocds.parties import buyer_reference, parties
from exports.ocds.plain import (
    compact,
    date_time,
    end_of,
    joined,
    labelled,
    plain_line,
    plain_lines,
    start_of,
)
from exports.ocds.targets import targets
from exports.ocds.techniques import MEMBERS, fees, related_processes, techniques
from procure.act.calendar import LONDON
from procure.domain.notice_facts import NoticeFacts
from procure.domain.notice_facts.parts import FieldChange
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import ReservedKind, ReservedPlace, ShortenedPeriod
from procure.domain.welsh import welsh

LEGAL_BASIS = {
    "id": "2023/54",
    "scheme": "UKPGA",
    "uri": "https://www.legislation.gov.uk/ukpga/2023/54/contents",
}
#: Method and its words, as the platform writes them. Both procedures begin with a notice that anybody
#: may answer.
PROCEDURES = {
    "open": ("open", "Open procedure"),
    "competitive_flexible": ("open", "Competitive flexible procedure"),
}
RESERVED_TO_UK = "Reserved to suppliers based in the United Kingdom"
UNITED_KINGDOM_BY_CODE = {"scheme": "GB-ONS", "identifiers": ["K02000001"]}
FLEXIBLE, BELOW = "competitive_flexible", "below_threshold"
BELOW_METHOD = ("open", "Below threshold - open competition")
#: Forms of the tender notice that describe a competitive flexible procedure.
FLEXIBLE_FORMS = frozenset({FLEXIBLE, "framework_flexible", "dynamic_market"})
#: Whether a later direct award is intended, in words: open data has no field of its own for it.
LATER_NOTICE = ("subsequent_tender_notice_date", "udm_subsequent_tender_notice_date")
LATER_DIRECT_AWARD = {
    intended: f"The authority {verb} to award a later contract for similar needs directly "
    "(Procurement Act 2023, Schedule 5, paragraph 8)."
    for intended, verb in ((True, "intends"), (False, "does not intend"))
}
SUBMISSION = ("tender_submission_method", "first_tender_submission_method", "participation_request_method")
SPECIAL_REGIMES = {
    "light_touch": "lightTouch",
    "utilities": "utilities",
    "concession": "concession",
    "defence_and_security": "defence",
}


def tender_release(
    snapshot: SpecificationSnapshot,
    stamp: NoticeStamp,
    *,
    facts: NoticeFacts | None = None,
    withheld: Collection[str] = (),
) -> Release:
    """The release of a tender notice (UK4).

    Raises ``pydantic.ValidationError``, with paths, if it would break our model;
    ``exports.ocds.validate.release_problems`` tells the same without raising.

    ``facts`` tell what an amendment changes. ``withheld`` names notice items kept back under s.94, as the facts may
    too: nothing of them is written.
    """
    notice = resolve(snapshot, stamp, facts=facts, withheld=withheld)
    says = notice.says
    release = {
        "ocid": stamp.procurement_id,
        "id": stamp.notice_id,
        "date": date_time(stamp.published_at),
        "tag": notice.definition.ocds.update_tags
        if notice.facts.is_amendment
        else notice.definition.ocds.tags,
        "description": joined(
            plain_lines(notice.snapshot.facts.additional_information)
            if says("additional_information")
            else "",
            plain_lines(notice.all_words("withheld_information_statement")),
        ),
        "initiationType": "tender",
        "language": snapshot.language,
        "parties": parties(notice, stamp),
        "buyer": buyer_reference(notice, stamp),
        "planning": {
            "noEngagementNoticeRationale": plain_lines(notice.snapshot.facts.no_engagement_notice_reasons)
            if says("no_engagement_notice_reasons")
            else None
        },
        "tender": _tender(notice, stamp),
        "relatedProcesses": related_processes(notice),
    }
    return Release.model_validate(compact(release))


def release_json(
    snapshot: SpecificationSnapshot, stamp: NoticeStamp, *, facts: NoticeFacts | None = None
) -> bytes:
    """The notice as a release package of one, ready to be stored and served. ``facts`` as for ``tender_release``.

    Raises ``pydantic.ValidationError`` or ``NotFit`` when it may not go out as it is.
    """
    return in_package(tender_release(snapshot, stamp, facts=facts), stamp)


def in_package(release: Release, stamp: NoticeStamp) -> bytes:
    """A release as a package of one, ready to be stored and served. Raises ``NotFit`` when it may not go out as it
    is."""
    if faults := list(release_faults(release)):
        raise NotFit("; ".join(f"{fault.path}: {fault.message}" for fault in faults))
    package = release_package(
        [release],
        uri=stamp.release_url or stamp.notice_url,
        publisher_name=plain_line(stamp.publisher_name),
        publisher_uri=stamp.base_url,
    )
    return to_json_bytes(package)


def _tender(notice: ResolvedNotice, stamp: NoticeStamp) -> dict[str, Any]:
    snapshot, facts, says = notice.snapshot, notice.snapshot.facts, notice.says
    method, details = _method(notice)
    has_regime = says("special_regime_kind", "bt_special_regime")
    return {
        "id": plain_line(facts.buyer_reference) or stamp.procurement_id,
        "legalBasis": LEGAL_BASIS,
        "title": plain_line(notice.title),
        "description": _description(notice),
        **_in_welsh(notice),
        "status": "active",
        "items": items(notice),
        "value": money(facts.value_net, facts.value_gross) if says("estimated_value") else None,
        "valueCalculationMethod": plain_lines(facts.valuation_note) if says("estimated_value") else None,
        "procurementMethod": method,
        "procurementMethodDetails": details,
        "mainProcurementCategory": facts.main_category if says("main_category") else None,
        "specialRegime": [SPECIAL_REGIMES[kind] for kind in _regimes(notice)] if has_regime else None,
        # Only a public contract has a notice under section 21, and only above the threshold is a
        # contract public; section 87 has the notice of a smaller one.
        "aboveThreshold": notice.variant != BELOW,
        "coveredBy": [
            code
            for code, item, is_covered in (
                ("GPA", "gpa_covered", facts.gpa_covered),
                ("CPTPP", "cptpp_covered", facts.cptpp_covered),
            )
            if is_covered and says(item)
        ],
        "procedure": _procedure(notice),
        "techniques": techniques(notice),
        "submissionMethodDetails": plain_lines(facts.submission_method) if says(*SUBMISSION) else None,
        "submissionTerms": {
            "electronicSubmissionPolicy": ("allowed" if facts.is_electronic else "notAllowed")
            if says("electronic_submission")
            else None,
            "languages": list(dict.fromkeys(facts.languages)) if says("languages") else None,
        },
        **_times(notice),
        "lots": lots(notice),
        "lotDetails": {
            "maximumLotsBidPerSupplier": facts.lots_max_tendered if says("lots_max_tendered") else None,
            "maximumLotsAwardedPerSupplier": facts.lots_max_awarded if says("lots_max_awarded") else None,
            "awardCriteriaDetails": plain_lines(facts.lots_award_rule)
            if says("lots_multiple_award_criteria")
            else None,
            "noLotsDivisionRationale": plain_lines(facts.no_lots_reasons)
            if says("no_lots_reasons")
            else None,
        },
        "otherRequirements": _other_requirements(notice),
        "contractTerms": {
            "performanceTerms": _performance_terms(snapshot) if says("outcome_statement") else None,
            "financialTerms": plain_lines(facts.payment_terms) if says("payment_terms") else None,
            "otherTerms": plain_lines(facts.modification_provisions)
            if says("modification_provisions")
            else None,
        },
        "subcontractingTerms": {
            "description": plain_lines(facts.subcontract_requirement)
            if says("subcontract_requirement")
            else None
        },
        "targets": targets(snapshot) if says("outcome_statement") else None,
        **_recurrence(notice),
        "riskDetails": plain_lines(facts.known_risks) if says("known_risks") else None,
        "participationFees": fees(notice, stamp),
        "amendments": amendments(notice, stamp),
        "documents": documents(notice, stamp),
    }


def _regimes(notice: ResolvedNotice) -> list[str]:
    """The special regimes that this form of the notice tells of."""
    told = TOLD_BELOW if notice.variant == BELOW else SPECIAL_REGIMES
    return [kind for kind in notice.snapshot.facts.special_regimes if kind in told]


def _method(notice: ResolvedNotice) -> tuple[str | None, str | None]:
    """How suppliers are chosen, as the platform writes it. To a qualifying market, members alone may tender."""
    if notice.variant == BELOW:
        return BELOW_METHOD
    if notice.variant == MEMBERS:
        return "selective", "Competitive flexible procedure"
    return PROCEDURES[FLEXIBLE if notice.variant in FLEXIBLE_FORMS else "open"]


def amendments(notice: ResolvedNotice, stamp: NoticeStamp) -> list[dict[str, Any]]:
    """That this notice changes an earlier one, and what changed."""
    facts = notice.facts
    if not facts.is_amendment:
        return []
    return [
        {
            "id": stamp.notice_id,
            "date": start_of(stamp.published_at.astimezone(LONDON).date()),
            "description": joined(
                plain_lines(facts.what_changed),
                *(change_text(change) for change in facts.changes if notice.says("changed_items")),
            ),
            "amendsReleaseID": facts.amends_notice_id,
        }
    ]


def change_text(change: FieldChange) -> str:
    """``Tender deadline: was 1 May 2027; is now 8 May 2027.``"""
    before, after = plain_lines(change.before), plain_lines(change.after)
    return f"{plain_line(change.heading)}: was {before}; is now {after}"


def _description(notice: ResolvedNotice) -> str:
    facts = notice.snapshot.facts
    method, quantity = plain_lines(facts.supply_method), plain_lines(facts.supply_quantity)
    return joined(
        plain_lines(facts.subject_description)
        if notice.says("subject_description", "udm_kinds_supplied")
        else "",
        labelled("How it will be supplied", method) if notice.says("supply_method") else "",
        labelled("Estimated amount", quantity) if notice.says("supply_quantity", "udm_amount") else "",
    )


def _in_welsh(notice: ResolvedNotice) -> dict[str, str]:
    """What the tender is called and is for in Welsh too, under the names that the standard gives to translations. Only
    what its English may say is said.
    """
    said, says = welsh(notice.snapshot), notice.says
    subject, method = said.get("facts/subject_description", ""), said.get("facts/submission_method", "")
    return {
        "title_cy": plain_line(said.get("title", "")),
        "description_cy": plain_lines(subject) if says("subject_description", "udm_kinds_supplied") else "",
        "submissionMethodDetails_cy": plain_lines(method) if says(*SUBMISSION) else "",
    }


def _performance_terms(snapshot: SpecificationSnapshot) -> str:
    """The outcomes in words: what the winner is to bring about."""
    return joined(
        *(
            joined(
                f"Outcome {outcome.number}: {plain_line(outcome.title)}".removesuffix(": "),
                plain_lines(outcome.statement),
            )
            for outcome in snapshot.outcomes
        )
    )


def _procedure(notice: ResolvedNotice) -> dict[str, Any]:
    snapshot, facts, says = notice.snapshot, notice.snapshot.facts, notice.says
    features = [
        *(plain_lines(text) for text in (facts.procedure_description,) if says("procedure_description")),
        *(plain_lines(stage_text(stage)) for stage in snapshot.stages if says("procedure_description")),
        *(plain_lines(text) for text in procedure_gates(snapshot) if says("procedure_description")),
    ]
    if says("may_include_negotiation"):
        features.append(
            "Negotiation may be used." if facts.may_include_negotiation else "There is no negotiation."
        )
    if says("refinement_summary"):
        features.append(f"How award criteria may be refined: {plain_lines(facts.refinement_summary)}")
    if says("bt_reserved_sme_vcse") and facts.reserved_to_kinds:
        features.append(reserved_to(facts.reserved_to_kinds))
    ground = ShortenedPeriod.label_of(facts.shorter_period_entry)
    return {
        "features": joined(*features),
        "isAccelerated": True if says("shortened_tendering_period_entry") else None,
        "acceleratedRationale": joined(ground, plain_lines(facts.shorter_period_reason))
        if says("shortened_tendering_period_entry")
        else None,
    }


def _times(notice: ResolvedNotice) -> dict[str, Any]:
    facts, says = notice.snapshot.facts, notice.says
    enquiries, requests, tenders = (
        facts.enquiry_deadline_at,
        facts.participation_deadline_at,
        facts.tender_deadline_at,
    )
    return {
        "enquiryPeriod": {
            "endDate": date_time(enquiries) if enquiries and says("enquiry_deadline") else None
        },
        "expressionOfInterestDeadline": date_time(requests)
        if requests and says("participation_request_deadline")
        else None,
        "tenderPeriod": {
            "endDate": date_time(tenders)
            if tenders and says("tender_deadline", "first_tender_deadline")
            else None
        },
        "awardPeriod": {
            "endDate": end_of(facts.estimated_award_on) if says("estimated_award_date") else None
        },
    }


def _other_requirements(notice: ResolvedNotice) -> dict[str, Any]:
    facts, says = notice.snapshot.facts, notice.says
    return {
        "reservedParticipation": [
            code
            for code, item, is_reserved in (
                ("shelteredWorkshop", "reserved_supported_employment", facts.reserved_supported_employment),
                (
                    "publicServiceMissionOrganization",
                    "reserved_public_service_mutual",
                    facts.reserved_public_service_mutual,
                ),
                ("smeVcse", "bt_reserved_sme_vcse", bool(facts.reserved_to_kinds)),
            )
            if is_reserved and says(item)
        ],
        "reservedParticipationLocation": reserved_place(facts.reserved_place, facts.reserved_place_areas)
        if says("bt_reserved_location")
        else None,
        "reductionCriteria": plain_lines(facts.supplier_selection) if says("maximum_suppliers") else None,
    }


def reserved_to(kinds: Sequence[str]) -> str:
    """Which kinds of supplier a small contract is reserved to: the code of the standard does not tell them apart."""
    return f"Reserved to: {'; '.join(ReservedKind.label_of(kind).lower() for kind in kinds)}."


def reserved_place(place: str, areas: str) -> dict[str, Any]:
    """Where suppliers of a small contract must be based, as the platform has it: by code, or as the areas' names."""
    if place == ReservedPlace.UNITED_KINGDOM:
        return {"description": RESERVED_TO_UK, "gazetteer": UNITED_KINGDOM_BY_CODE}
    return {"description": plain_lines(areas)}


def _recurrence(notice: ResolvedNotice) -> dict[str, Any]:
    """Whether the need goes on after the contract, and what may follow it."""
    facts, says = notice.snapshot.facts, notice.says
    if not says("subsequent_direct_award_intended", *LATER_NOTICE):
        return {}
    next_notice = facts.later_tender_notice_on if says(*LATER_NOTICE) else None
    return {
        "hasRecurrence": True,
        "recurrence": {
            "dates": [{"startDate": start_of(next_notice)}],
            "description": LATER_DIRECT_AWARD[bool(facts.later_direct_award_intended)]
            if says("subsequent_direct_award_intended")
            else None,
        },
    }
