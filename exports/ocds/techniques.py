"""How a tender notice is carried out beyond one contract: a framework with its fees, a dynamic market, an auction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from exports.notices.definition import ResolvedNotice
from exports.notices.stamp import NoticeStamp
from exports.ocds.plain import end_of, joined, plain_line, plain_lines, start_of
from exports.wording import percent
from procure.domain.vocabulary import FrameworkAward, SupplierNumber

Json = dict[str, Any]
METHODS: dict[str, str] = {
    FrameworkAward.COMPETED: "withReopeningCompetition",
    FrameworkAward.NOT_COMPETED: "withoutReopeningCompetition",
    FrameworkAward.EITHER: "withAndWithoutReopeningCompetition",
}
HUNDRED = 100
#: The form of the notice that only members of a market get.
MEMBERS = "utilities_dynamic_market"
#: Names of related processes within a release.
MARKET, EARLIER = "dynamic-market", "earlier-framework"
MARKET_TITLE = "Dynamic market"


def techniques(notice: ResolvedNotice) -> Json:
    """Framework, dynamic market and auction, as far as the notice tells of them."""
    facts, says = notice.snapshot.facts, notice.says
    is_framework = notice.variant in ("framework_open", "framework_flexible")
    return {
        "hasFrameworkAgreement": True if is_framework else None,
        "frameworkAgreement": _framework(notice) if is_framework else None,
        "hasDynamicPurchasingSystem": True
        if notice.variant == MEMBERS or says("dynamic_market_statement", "dynamic_market_identifier")
        else None,
        "hasElectronicAuction": facts.uses_electronic_auction if says("electronic_auction") else None,
        "electronicAuction": {"description": plain_lines(facts.electronic_auction_details)}
        if says("electronic_auction_details")
        else None,
    }


def fees(notice: ResolvedNotice, stamp: NoticeStamp) -> list[Json]:
    """The fee under a framework: a fixed percentage of each contract (s.45(7))."""
    facts = notice.snapshot.facts
    if not facts.framework_fee_percentage or not notice.says("framework_fee_percentage"):
        return []
    return [
        {
            "id": stamp.procurement_id,
            "type": ["win"],
            "relativeValue": {
                "proportion": facts.framework_fee_percentage / HUNDRED,
                "monetaryValue": "award",
            },
            "description": joined(
                fee_sentence(facts.framework_fee_percentage), plain_lines(facts.framework_fee_note)
            ),
        }
    ]


def related_processes(notice: ResolvedNotice) -> list[Json]:
    """The dynamic market that is used, with its part in the title, and the last framework of an open framework."""
    facts, says = notice.snapshot.facts, notice.says
    found: list[Json] = []
    if says("dynamic_market_identifier"):
        identifier = plain_line(facts.dynamic_market_identifier)
        found.append(
            {"id": MARKET, "title": _part_of_market(notice), "scheme": "ocid", "identifier": identifier}
        )
    if says("open_framework_previous_identifier"):
        identifier = plain_line(facts.open_framework_previous_identifier)
        found.append({"id": EARLIER, "relationship": ["prior"], "scheme": "ocid", "identifier": identifier})
    return found


def supplier_number_text(number: str) -> str:
    """How many suppliers join a framework, as open data says it in words."""
    return f"Suppliers: {SupplierNumber.label_of(number).lower()}."


def fee_sentence(percentage: Decimal) -> str:
    """A fee in words."""
    return f"{percent(percentage)} of the value of each contract"


def market_title(number: str, title: str) -> str:
    """``Dynamic market, part 2: Insulation``; both empty when no part of the market is meant."""
    part = f", part {number}".rstrip() if number or title else ""
    return f"{MARKET_TITLE}{part}{f': {title}' if title else ''}"


def _part_of_market(notice: ResolvedNotice) -> str:
    facts, says = notice.snapshot.facts, notice.says
    number = plain_line(facts.dynamic_market_part_number) if says("dynamic_market_part_number") else ""
    title = plain_line(facts.dynamic_market_part_title) if says("dynamic_market_part_title") else ""
    return market_title(number, title)


def _framework(notice: ResolvedNotice) -> Json:
    facts, says = notice.snapshot.facts, notice.says
    return {
        "maximumParticipants": facts.framework_maximum_suppliers if says("framework_max_suppliers") else None,
        "method": METHODS.get(facts.framework_award) if says("framework_selection_process") else None,
        "period": {
            "startDate": start_of(facts.framework_starts_on),
            "endDate": end_of(facts.framework_ends_on),
        }
        if says("framework_term")
        else None,
        "periodRationale": plain_lines(facts.framework_long_term_reasons)
        if says("framework_long_term_reasons")
        else None,
        "buyerCategories": plain_lines(facts.framework_users) if says("framework_users") else None,
        "description": joined(
            supplier_number_text(facts.framework_supplier_number)
            if says("framework_supplier_number_type")
            else "",
            plain_lines(facts.framework_selection_process) if says("framework_selection_process") else "",
        ),
        "isOpenFrameworkScheme": facts.is_open_framework if says("open_framework") else None,
        "openFrameworkSchemeEndDate": end_of(facts.open_framework_ends_on)
        if says("open_framework_end_date")
        else None,
    }
