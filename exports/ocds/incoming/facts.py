"""The facts of a procurement from a release: procedure, value, times and terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from exports.ocds.incoming.source import Among, Path, Source, Target
from exports.ocds.incoming.variants import read_variants
from exports.ocds.incoming.words import as_markdown, same_line, same_text
from exports.ocds.release import LATER_DIRECT_AWARD, PROCEDURES, SPECIAL_REGIMES
from procure.domain.snapshot import gross_of
from procure.domain.vocabulary import Category, ShortenedPeriod

PROCEDURE_OF = {details: procedure for procedure, (_, details) in PROCEDURES.items()}
REGIME_OF = {code: regime for regime, code in SPECIAL_REGIMES.items()}
TENDER: Path = ("tender",)


def read_facts(source: Source) -> dict[str, Any]:
    """Values of ``ProcurementFacts`` by name, except those of lots, people and documents."""
    for path in (("planning", "milestones"), ("tender", "communication")):
        source.because(path, "It is about an earlier or a coming notice, not about the tender notice.")
    return {
        **_what(source),
        **_procedure(source),
        **read_value(source, (*TENDER, "value")),
        **_times(source),
        **_terms(source),
        **_recurrence(source),
        **read_variants(source),
    }


def read_value(
    source: Source, path: Path, shown_at: Target = ("tender", "value"), of: str = "facts"
) -> dict[str, Any]:
    """``value_net``, ``value_gross`` and the rate of VAT where it comes out exactly (percent)."""
    currency = source.at((*path, "currency"))
    if source.at(path) is not None and currency != "GBP":
        source.because(path, "Only amounts in pounds can be taken.")
        return {}
    net = source.pounds((*path, "amount"), f"{of}.value_net", (*shown_at, "amount"))
    gross = source.pounds((*path, "amountGross"), f"{of}.value_gross", (*shown_at, "amountGross"))
    if net is not None or gross is not None:
        source.take((*path, "currency"), f"{of}.value_gross", (*shown_at, "currency"))
    return {"value_net": net, "value_gross": gross, "vat_rate": _rate(net, gross)}


def _rate(net: Decimal | None, gross: Decimal | None) -> Decimal | None:
    if not net or gross is None or gross < net:
        return None
    rate = ((gross / net - 1) * 100).quantize(Decimal("0.01"))
    return rate if rate <= 100 and gross_of(net, rate) == gross else None


def _what(source: Source) -> dict[str, Any]:
    found: dict[str, Any] = {
        "subject_description": source.text((*TENDER, "description"), "facts.subject_description"),
        "main_category": source.choice(
            (*TENDER, "mainProcurementCategory"),
            {each.value: each.value for each in Category},
            "facts.main_category",
        ),
        "valuation_note": source.text((*TENDER, "valueCalculationMethod"), "facts.valuation_note"),
        "additional_information": source.text(("description",), "facts.additional_information"),
    }
    if source.at((*TENDER, "id")) == source.at(("ocid",)):
        source.because((*TENDER, "id"), "It is the identifier of the other procurement.")
    else:
        found["buyer_reference"] = source.line((*TENDER, "id"), "facts.buyer_reference")
    for path in (("initiationType",), ("tender", "status"), ("tender", "aboveThreshold")):
        source.take(path, "always so in a tender notice")
    source.take_all((*TENDER, "legalBasis"), "always so in a tender notice")
    return found


def _procedure(source: Source) -> dict[str, Any]:
    found: dict[str, Any] = {
        "procedure": source.choice((*TENDER, "procurementMethodDetails"), PROCEDURE_OF, "facts.procedure"),
        "special_regimes": _codes(source, (*TENDER, "specialRegime"), REGIME_OF, "facts.special_regimes"),
    }
    if found["procedure"]:
        source.take((*TENDER, "procurementMethod"), "facts.procedure")
    found["procedure_description"] = source.text(
        (*TENDER, "procedure", "features"), "facts.procedure_description"
    )
    reasons = source.text(("planning", "noEngagementNoticeRationale"), "facts.no_engagement_notice_reasons")
    if reasons:  # it is only given where there was engagement without a notice
        found |= {
            "no_engagement_notice_reasons": reasons,
            "engagement_took_place": True,
            "engagement_notice_published": False,
        }
    covered = _codes(
        source, (*TENDER, "coveredBy"), {"GPA": "gpa_covered", "CPTPP": "cptpp_covered"}, "facts.gpa_covered"
    )
    found |= dict.fromkeys(covered, True)
    techniques: Path = (*TENDER, "techniques")
    found["uses_electronic_auction"] = source.true_or_false(
        (*techniques, "hasElectronicAuction"), "facts.uses_electronic_auction"
    )
    found["electronic_auction_details"] = source.text(
        (*techniques, "electronicAuction", "description"), "facts.electronic_auction_details"
    )
    reserved = {
        "shelteredWorkshop": "reserved_supported_employment",
        "publicServiceMissionOrganization": "reserved_public_service_mutual",
    }
    where: Path = (*TENDER, "otherRequirements")
    found |= dict.fromkeys(
        _codes(source, (*where, "reservedParticipation"), reserved, "facts.reserved_supported_employment"),
        True,
    )
    found["supplier_selection"] = source.text((*where, "reductionCriteria"), "facts.supplier_selection")
    return found | _accelerated(source)


def _accelerated(source: Source) -> dict[str, Any]:
    """Our own rationale begins with the entry of the table in section 54(4) that is relied on."""
    where: Path = (*TENDER, "procedure")
    rationale = source.at((*where, "acceleratedRationale"))
    if not isinstance(rationale, str):
        return {}
    label, _, reason = rationale.partition("\n\n")
    entry = next((entry for entry in ShortenedPeriod if entry.label == label), None)
    if entry is None:
        source.because(
            where, "It does not name the entry of section 54(4) that it relies on: choose it yourself."
        )
        return {}
    source.take((*where, "isAccelerated"), "facts.relies_on_shorter_period")
    source.take((*where, "acceleratedRationale"), "facts.shorter_period_reason", same=same_text)
    return {
        "relies_on_shorter_period": True,
        "shorter_period_entry": entry.value,
        "shorter_period_reason": as_markdown(reason),
    }


def _times(source: Source) -> dict[str, Any]:
    tender: Path = TENDER
    found: dict[str, Any] = {
        "enquiry_deadline_at": source.moment(
            (*tender, "enquiryPeriod", "endDate"), "facts.enquiry_deadline_at"
        ),
        "tender_deadline_at": source.moment((*tender, "tenderPeriod", "endDate"), "facts.tender_deadline_at"),
        "estimated_award_on": source.day((*tender, "awardPeriod", "endDate"), "facts.estimated_award_on"),
        "participation_deadline_at": source.moment(
            (*tender, "expressionOfInterestDeadline"), "facts.participation_deadline_at"
        ),
    }
    if found["participation_deadline_at"] is not None:
        found["invites_requests"] = True
    return found


def _terms(source: Source) -> dict[str, Any]:
    tender: Path = TENDER
    found: dict[str, Any] = {
        "submission_method": source.text((*tender, "submissionMethodDetails"), "facts.submission_method"),
        "payment_terms": source.text((*tender, "contractTerms", "financialTerms"), "facts.payment_terms"),
        "modification_provisions": source.text(
            (*tender, "contractTerms", "otherTerms"), "facts.modification_provisions"
        ),
        "subcontract_requirement": source.text(
            (*tender, "subcontractingTerms", "description"), "facts.subcontract_requirement"
        ),
        "known_risks": source.text((*tender, "riskDetails"), "facts.known_risks"),
        "languages": _codes(
            source,
            (*tender, "submissionTerms", "languages"),
            {"en": "en", "cy": "cy"},
            "facts.languages",
        ),
    }
    policy = source.choice(
        (*tender, "submissionTerms", "electronicSubmissionPolicy"),
        {"allowed": "yes", "notAllowed": "no"},
        "facts.is_electronic",
    )
    found["is_electronic"] = {"yes": True, "no": False}.get(policy)
    return found


def _recurrence(source: Source) -> dict[str, Any]:
    """Our own open data says in a sentence whether a later direct award is intended."""
    where: Path = (*TENDER, "recurrence")
    if source.at((*TENDER, "hasRecurrence")) is not True:
        return {}
    source.take((*TENDER, "hasRecurrence"), "facts.need_continues")
    said = source.at((*where, "description"))
    intended = next((known for known, text in LATER_DIRECT_AWARD.items() if same_line(text, said)), None)
    if intended is None:
        source.because(where, "It does not say whether a later direct award is intended: answer that first.")
        return {"need_continues": True}
    source.take((*where, "description"), "facts.later_direct_award_intended", same=same_line)
    next_on = source.day((*where, "dates", 0, "startDate"), "facts.later_tender_notice_on")
    return {
        "need_continues": True,
        "later_direct_award_intended": intended,
        "later_tender_notice_on": next_on,
    }


def _codes(source: Source, path: Path, known: dict[str, str], into: str) -> tuple[str, ...]:
    """The known ones of a list of codes, each once."""
    found: list[str] = []
    values = source.at(path)
    for number, code in enumerate(values if isinstance(values, list) else ()):
        if isinstance(code, str) and code in known and known[code] not in found:
            found.append(known[code])
            source.take((*path, number), into, (*path, Among(code)))
        else:
            source.because((*path, number), "This service does not know this code, or has it already.")
    return tuple(found)
