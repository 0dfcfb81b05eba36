"""Specification snapshots for tests: rich, valid and of any size. Places, people and figures are fictional.

``make_snapshot()`` is one whole tender by a made-up combined authority. Give keyword arguments to change any
part of it; ``make_large_snapshot(pages=50)`` repeats outcomes until the PDF is about that long.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from procure.domain.snapshot import (
    Authority,
    AwardCriterionSnapshot,
    AwardSnapshot,
    FixedRequirementSnapshot,
    LotSnapshot,
    OutcomeSnapshot,
    ParticipationConditionSnapshot,
    ProblemStatement,
    ProcurementFacts,
    SpecificationSnapshot,
    StageSnapshot,
    TenderDocumentSnapshot,
    gross_of,
)
from tests.factories.outcomes import OBJECTIVES, make_outcome

VALUE_NET = Decimal("18400000.00")
VAT_RATE = Decimal("20")


def _criteria(outcomes: tuple[OutcomeSnapshot, ...]) -> tuple[AwardCriterionSnapshot, ...]:
    keys = tuple(outcome.key for outcome in outcomes)
    confirmed: dict[str, Any] = {
        "relates_to_contract": True,
        "is_clear_and_measurable": True,
        "follows_specification_rules": True,
        "is_proportionate": True,
    }
    return (
        AwardCriterionSnapshot(
            key="cri-1",
            number=1,
            name="How far and how surely outcomes are reached",
            kind="quality",
            weight=Decimal("50"),
            description="We look for a credible path from what you do to the change we ask for.",
            question="Which outcomes will you reach, by when, and why should we believe it?",
            outcome_keys=keys,
            **confirmed,
        ),
        AwardCriterionSnapshot(
            key="cri-2",
            number=2,
            name="What people who live there will notice",
            kind="quality",
            weight=Decimal("20"),
            description="Respect for the home, and for the time, of the people who live in it.",
            question="What will a tenant see and hear from you, from the first letter to the last visit?",
            outcome_keys=keys[:1],
            **confirmed,
        ),
        AwardCriterionSnapshot(
            key="cri-3",
            number=3,
            name="Price",
            kind="price",
            weight=Decimal("30"),
            description="The lowest total price gets full marks; others in proportion.",
            **confirmed,
        ),
    )


def make_facts(**changes: Any) -> ProcurementFacts:
    """The facts of a competitive flexible procedure that a tender notice asks for."""
    values: dict[str, Any] = {
        "procedure": "competitive_flexible",
        "main_category": "services",
        "subject_description": "Make 6,200 homes warm and cheap to heat, and keep them so for five years.",
        "supply_method": "A partnership paid in part by results",
        "supply_quantity": "About 6,200 homes",
        "cpv_codes": ("71314300", "45321000"),
        "value_net": VALUE_NET,
        "vat_rate": VAT_RATE,
        "value_gross": gross_of(VALUE_NET, VAT_RATE),
        "valuation_note": "Includes every extension and option.",
        "supply_starts_on": date(2027, 9, 1),
        "supply_ends_on": date(2032, 8, 31),
        "has_extensions": True,
        "extension_description": "Up to two more years, one at a time, if results hold.",
        "supply_may_extend_to_on": date(2034, 8, 31),
        "has_options": False,
        "need_continues": False,
        "later_direct_award_intended": False,
        "regions": ("UKG",),
        "uses_lots": False,
        "lots_considered": True,
        "no_lots_reasons": "One partner has to answer for the whole change in a home.",
        "notice_planned_on": date(2027, 1, 11),
        "enquiry_deadline_at": datetime(2027, 1, 27, 17, 0, tzinfo=UTC),
        "participation_deadline_at": datetime(2027, 2, 12, 12, 0, tzinfo=UTC),
        "tender_deadline_at": datetime(2027, 4, 30, 11, 0, tzinfo=UTC),
        "estimated_award_on": date(2027, 7, 16),
        "relies_on_shorter_period": False,
        "submission_method": "Send your tender through the portal at https://portal.westmarch.example.org",
        "is_electronic": True,
        "languages": ("en",),
        "uses_electronic_auction": False,
        "gpa_covered": True,
        "cptpp_covered": True,
        "sme_suitable": True,
        "vcse_suitable": True,
        "payment_terms": "Invoices are paid within 30 days.\n\n1. 70% each month for work done.\n"
        "2. 30% when the yearly reading shows the change.",
        "known_risks": "- Some homes are listed buildings.\n- Grid upgrades may come late.",
        "documents_provided_now": True,
        "documents_follow_later": False,
        "engagement_took_place": True,
        "engagement_notice_published": True,
        "conflicts_assessment_prepared": True,
        "conflicts_assessment_on": date(2026, 12, 4),
        "procedure_description": "We ask who wants to take part, talk with up to five of them, and then ask "
        "those five for a final tender.",
        "invites_requests": True,
        "may_include_negotiation": True,
        "refines_criteria": False,
        "caps_suppliers": True,
        "minimum_suppliers": 3,
        "maximum_suppliers": 5,
        "supplier_selection": "The five highest scores against the conditions of participation go on.",
        "reserved_supported_employment": False,
        "reserved_public_service_mutual": False,
        "contact_name": "Commercial team",
        "contact_email": "commercial@westmarch.example.org",
        "contact_telephone": "020 7946 0123",
        "contact_address": "1 Castle Row, Westmarch, ZZ1 1AA",
        "technical_specifications": "The fixed requirements of the specification, and nothing else.",
        "has_agent": False,
        "is_information_withheld": False,
        "buyer_reference": "WCA/2027/014",
    }
    return ProcurementFacts(**{**values, **changes})


def make_snapshot(
    outcomes: int = 4, measures: int = 3, lots: int = 0, **changes: Any
) -> SpecificationSnapshot:
    """A whole, publishable specification with this many outcomes; ``changes`` replace whole fields."""
    made = tuple(make_outcome(number, measures=measures) for number in range(1, outcomes + 1))
    values: dict[str, Any] = {
        "reference": "WCA-2027-0014",
        "title": "Warm homes for Westmarch",
        "summary": "Westmarch has 6,200 homes that cost too much to heat. We are looking for a partner to "
        "change that by March 2031, and to share the risk with us.\n\n"
        "We say **what must change** for people. You say how.",
        "authority": Authority(
            name="Westmarch Combined Authority",
            ppon="PZZZ-1234-BCDF",
            authority_type="publicAuthoritySubCentralGovernment",
            street="1 Castle Row",
            locality="Westmarch",
            postcode="ZZ1 1AA",
            region="UKG",
            email="commercial@westmarch.example.org",
            website="https://www.westmarch.example.org",
        ),
        "problem": ProblemStatement(
            who_affected="Tenants of six housing associations and of three councils.\n\n"
            "Most are on low incomes; one household in four has a child under five.",
            where_affected="Six districts, and worst in the eastern coalfield villages.",
            how_many="6,200 homes, and about 14,900 people.",
            cause="Solid walls, old boilers and no mains gas in 38 villages.",
            tried_before="Two grant schemes between 2016 and 2022 reached 900 homes. They paid for measures, "
            "not for warmth, and the easiest homes came first.",
            if_nothing_done="About 1,100 more winter admissions in ten years, on present trends.",
            problem_sources="- [Stock condition survey 2026](https://data.westmarch.example.org/stock)\n"
            "- [Winter health needs assessment](https://data.westmarch.example.org/winter)",
        ),
        "objectives": OBJECTIVES,
        "outcomes": made,
        "frame_note": "Everything that is not in this section is yours to propose.",
        "fixed_requirements": (
            FixedRequirementSnapshot(
                key="fix-1",
                number=1,
                text="People who work in homes have had the criminal record check that the role requires.",
                reason="law",
                explanation="The rules on regulated activity apply to work with people at risk.",
                open_to_challenge=False,
                approved_by="Director of Housing",
            ),
            FixedRequirementSnapshot(
                key="fix-2",
                number=2,
                text="Readings from homes can be sent to our asset register through its published interface.",
                reason="interoperability",
                explanation="The register is the only record that all nine landlords share.",
                open_to_challenge=True,
                approved_by="Chief Data Officer",
            ),
        ),
        "award": AwardSnapshot(
            award_method="price_and_quality",
            award_methodology="Each quality criterion is scored from 0 to 5 by three people who do not see "
            "the price.\n\nThey then agree one score and write down why.",
            failing_disqualifies=True,
            disqualifying_note="A score of 0 on criterion 1 ends the assessment of that tender.",
            criteria=_criteria(made),
        ),
        "facts": make_facts(**({"uses_lots": True, "no_lots_reasons": ""} if lots else {})),
        "lots": tuple(
            LotSnapshot(
                key=f"lot-{number}",
                number=number,
                title=f"District {number}",
                description="All homes in the district, whoever the landlord is.",
                value_net=VALUE_NET / lots,
                value_gross=gross_of(VALUE_NET / lots, VAT_RATE),
                cpv_codes=("71314300",),
                regions=("UKG",),
                supply_starts_on=date(2027, 9, 1),
                supply_ends_on=date(2032, 8, 31),
            )
            for number in range(1, lots + 1)
        ),
        "stages": (
            StageSnapshot(
                key="sta-1",
                number=1,
                name="Ask to take part",
                kind="request_to_participate",
                description="A short form and the conditions of participation.",
                maximum_suppliers=None,
                selection="Everyone who meets the conditions is scored; the five best go on.",
                starts_on=date(2027, 1, 11),
                ends_on=date(2027, 2, 12),
            ),
            StageSnapshot(
                key="sta-2",
                number=2,
                name="Talk it through",
                kind="negotiation",
                description="Two meetings with each supplier, and a visit to ten homes.",
                maximum_suppliers=5,
                selection="Nobody is left out at this stage.",
                starts_on=date(2027, 2, 22),
                ends_on=date(2027, 3, 26),
            ),
            StageSnapshot(
                key="sta-3",
                number=3,
                name="Final tender",
                kind="final_tender",
                description="One tender from each supplier, assessed as section 6 says.",
                maximum_suppliers=5,
                starts_on=date(2027, 4, 1),
                ends_on=date(2027, 4, 30),
            ),
        ),
        "conditions": (
            ParticipationConditionSnapshot(
                key="con-1",
                number=1,
                text="You can put right faulty work for six years after a home is finished.",
                kind="legal_and_financial",
                why_proportionate="Most faults in retrofit show within six years.",
                evidence_asked="Accounts for two years, or a guarantee from a parent or an insurer.",
            ),
            ParticipationConditionSnapshot(
                key="con-2",
                number=2,
                text="You have improved at least 300 occupied homes in any three years since 2018.",
                kind="technical_ability",
                why_proportionate="It is a twentieth of the homes in this contract.",
                evidence_asked="A list of schemes, and one person we can speak to for each.",
            ),
        ),
        "documents": (
            TenderDocumentSnapshot(
                key="doc-1",
                number=1,
                title="Draft contract",
                url="https://portal.westmarch.example.org/documents/draft-contract",
                description="With the payment schedule in part C.",
            ),
            TenderDocumentSnapshot(
                key="doc-2",
                number=2,
                title="Stock condition data",
                url="https://portal.westmarch.example.org/documents/stock",
            ),
        ),
    }
    return SpecificationSnapshot(**{**values, **changes})


def make_minimal_snapshot(**changes: Any) -> SpecificationSnapshot:
    """A draft on its first day: a reference, a title and an authority, and nothing else."""
    values: dict[str, Any] = {
        "reference": "WCA-2027-0001",
        "title": "A new tender",
        "authority": Authority(name="Westmarch Combined Authority"),
    }
    return SpecificationSnapshot(**{**values, **changes})


def make_large_snapshot(pages: int) -> SpecificationSnapshot:
    """A specification whose PDF has about 10, 50 or 200 pages. Raises KeyError for another number."""
    if pages == 10:
        return make_snapshot(1, 1, stages=(), conditions=(), objectives=OBJECTIVES[:1])
    return make_snapshot(outcomes={50: 11, 200: 54}[pages])
