"""Releases of the notices about a dynamic market. How the platform writes UK13, UK14 and UK16 is not known."""

from __future__ import annotations

from exports.ocds.model import Release
from exports.ocds.notices.frame import Frame, Json
from exports.ocds.plain import end_of, joined, plain_line, plain_lines, start_of
from exports.ocds.release import SPECIAL_REGIMES
from exports.wording import cpv, day
from procure.domain.notice_facts import (
    MarketChangeFacts,
    MarketEndFacts,
    MarketEstablishedFacts,
    MarketIntentionFacts,
)
from procure.domain.notice_facts.parts import Market, Supplier


def intention(frame: Frame, facts: MarketIntentionFacts) -> Release:
    """UK13."""
    market, words, says = facts.market, frame.words, frame.says
    regions = facts.supply.regions if says("geographical_classification") else ()
    supplied = frame.supply(facts.supply.model_copy(update={"regions": regions}))
    tender = {
        "description": joined(
            words("subject_description", facts.supply.subject_description) or "",
            *(_part(frame, number) for number in range(len(market.parts)) if says("parts")),
        ),
        "status": "planned",
        **supplied,
        "specialRegime": [
            SPECIAL_REGIMES[kind]
            for kind in facts.special_regimes
            if kind in SPECIAL_REGIMES and says("special_regime")
        ],
        "coveredBy": [
            code
            for code, item, is_covered in (
                ("GPA", "gpa_covered", facts.gpa_covered),
                ("CPTPP", "cptpp_covered", facts.cptpp_covered),
            )
            if is_covered and says(item)
        ],
        "techniques": _market("pending"),
        "submissionMethodDetails": words("how_to_apply", market.how_to_apply),
        "lots": [{"id": "1", "status": "planned", **_terms(frame, market)}],
        "participationFees": _fees(frame, market),
        "contractTerms": {"otherTerms": _users(frame, market)},
        "amendments": frame.amendments(),
        "documents": [frame.document(), *frame.statements(), *_documents(frame, facts)],
    }
    return frame.release(tender)


def established(frame: Frame, facts: MarketEstablishedFacts) -> Release:
    """UK14. Members are parties with the role of supplier."""
    members = facts.suppliers if frame.says("members") else ()
    frame.people(members, "supplier", prefix="member")
    on = facts.market.established_on
    said = f"Established on {day(on)}." if on and frame.says("market_established_date") else ""
    tender = {
        "status": "active",
        "techniques": _market("active"),
        "amendments": frame.amendments(),
        "documents": [frame.document(), *frame.statements()],
    }
    return frame.release(
        tender, also=joined(said, *_members_of_parts(frame, members, "member_part", "member_name"))
    )


def changed(frame: Frame, facts: MarketChangeFacts) -> Release:
    """UK15. Who joins has the role of supplier, who leaves that of removed supplier."""
    joining = facts.new_suppliers if frame.says("admitted_suppliers") else ()
    leaving = facts.leaving_suppliers if frame.says("removed_suppliers") else ()
    frame.people(joining, "supplier", prefix="joining", flags="admitted")
    frame.people(leaving, "removedSupplier", prefix="leaving")
    amendment = {
        "id": frame.stamp.notice_id,
        "date": frame.given("modification_date", start_of(facts.effective_on)),
        "description": joined(
            frame.words("other_modifications", facts.other_changes) or "",
            *_members_of_parts(frame, joining, "admitted_part", "joining_name"),
            *_members_of_parts(frame, leaving, "removed_part", "leaving_name"),
        ),
    }
    corrections = [
        {key: value for key, value in each.items() if key != "date"} for each in frame.amendments()
    ]
    for each in corrections:
        amendment |= {**each, "description": joined(str(each["description"]), str(amendment["description"]))}
    tender = {"techniques": _market("active"), "amendments": [amendment], "documents": [frame.document()]}
    return frame.release(tender)


def ended(frame: Frame, facts: MarketEndFacts) -> Release:
    """UK16."""
    on = facts.market.ceased_on
    said = f"Ceased to operate on {day(on)}." if on and frame.says("market_ceased_date") else ""
    tender = {
        "status": "complete",
        "techniques": _market("terminated"),
        "amendments": frame.amendments(),
        "documents": [frame.document()],
    }
    return frame.release(tender, also=said)


def _market(status: str) -> Json:
    return {"hasDynamicPurchasingSystem": True, "dynamicPurchasingSystem": {"type": "open", "status": status}}


def _terms(frame: Frame, market: Market) -> Json:
    conditions = [
        {"type": "other", "description": text}
        for text in (
            frame.words("membership_conditions", market.conditions),
            frame.words("verification_methods", market.verification),
        )
        if text
    ]
    return {
        "contractPeriod": {
            "startDate": frame.given("market_start_date", start_of(market.starts_on)),
            "endDate": frame.given("market_end_date", end_of(market.ends_on)),
        },
        "selectionCriteria": {"criteria": conditions},
    }


def _fees(frame: Frame, market: Market) -> list[Json] | None:
    if not market.fee_percentage or not frame.says("market_fee_percentage", "utilities_market_fees"):
        return None
    said = ". ".join(plain_line(part) for part in market.fees)
    return [{"id": frame.stamp.procurement_id, "type": ["win"], "description": said}]


def _users(frame: Frame, market: Market) -> str:
    users = frame.words("market_users", market.users)
    return f"Who may use the market: {users}" if users else ""


def _documents(frame: Frame, facts: MarketIntentionFacts) -> list[Json]:
    if not frame.says("how_to_get_documents"):
        return []
    access = plain_lines(facts.how_to_get_documents)
    return [{"id": "later", "documentType": "biddingDocuments", "accessDetails": access}]


def _part(frame: Frame, number: int) -> str:
    facts = frame.notice.facts
    assert isinstance(facts, MarketIntentionFacts)
    part = facts.market.parts[number]
    codes = ", ".join(cpv(code) for code in part.cpv_codes)
    heading = (
        f"Part {part.number}: {plain_line(part.title)}" if frame.says("part_title") else f"Part {part.number}"
    )
    return joined(
        heading,
        plain_lines(part.description) if frame.says("part_description") else "",
        codes if frame.says("cpv_codes") else "",
    )


def _members_of_parts(frame: Frame, members: tuple[Supplier, ...], item: str, name: str) -> list[str]:
    if not frame.says(item):
        return []
    is_named = frame.says(name)
    return [
        f"{plain_line(each.name) if is_named else f'Supplier {number}'}: part {plain_line(each.part_number)}."
        for number, each in enumerate(members, start=1)
        if each.part_number
    ]
