"""Our own typed model of the open data we write: every path of it, and what each may hold.

Names are Python's here and the standard's in JSON (``amount_gross`` is ``amountGross``). ``parts`` holds what the
sections share, ``contracting`` what comes after the tender.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from exports.ocds.contracting import Award, Bids, Contract, RelatedProcess
from exports.ocds.parts import (
    Amendment,
    Classification,
    Described,
    Document,
    Item,
    Language,
    Metric,
    Milestone,
    Moment,
    Organization,
    OrganizationReference,
    Part,
    Percentage,
    Period,
    Status,
    Text,
    Value,
    WebAddress,
    differ,
    in_welsh,
)


class CriterionNumber(Part):
    number: Percentage
    weight: Literal["percentageExact"]


class AwardCriterion(Part):
    type: Literal["price", "cost", "quality"] | None = None
    name: Text
    description: Text | None = None
    numbers: Annotated[tuple[CriterionNumber, ...], Field(max_length=1)] | None = None


class AwardCriteria(Part):
    description: Text | None = None
    criteria: Annotated[tuple[AwardCriterion, ...], AfterValidator(differ)] | None = None


class SelectionCriterion(Part):
    type: Literal["technical", "economic", "suitability", "other"]
    description: Text


class SelectionCriteria(Part):
    criteria: Annotated[tuple[SelectionCriterion, ...], AfterValidator(differ)]


class SecondStage(Part):
    minimum_candidates: Annotated[int, Field(ge=1)] | None = None
    maximum_candidates: Annotated[int, Field(ge=1)] | None = None


class Suitability(Part):
    """Only "true" is ever written."""

    sme: Literal[True] | None = None
    vcse: Literal[True] | None = None


class Lot(Part):
    id: Text
    title: Text | None = None
    description: Text | None = None
    status: Status
    value: Value | None = None
    contract_period: Period | None = None
    has_renewal: Literal[True] | None = None
    renewal: Described | None = None
    has_options: Literal[True] | None = None
    options: Described | None = None
    suitability: Suitability | None = None
    award_criteria: AwardCriteria | None = None
    selection_criteria: SelectionCriteria | None = None
    second_stage: SecondStage | None = None


class LotDetails(Part):
    maximum_lots_bid_per_supplier: Annotated[int, Field(ge=1)] | None = None
    maximum_lots_awarded_per_supplier: Annotated[int, Field(ge=1)] | None = None
    award_criteria_details: Text | None = None
    no_lots_division_rationale: Text | None = None


class LegalBasis(Part):
    id: Literal["2023/54"]
    scheme: Literal["UKPGA"]
    uri: Literal["https://www.legislation.gov.uk/ukpga/2023/54/contents"]


class Procedure(Part):
    features: Text | None = None
    is_accelerated: Literal[True] | None = None
    accelerated_rationale: Text | None = None


class ContractTerms(Part):
    performance_terms: Text | None = None
    financial_terms: Text | None = None
    other_terms: Text | None = None


class Gazetteer(Part):
    """Codes of the Office for National Statistics; only the United Kingdom is ever written by its code."""

    scheme: Literal["GB-ONS"]
    identifiers: tuple[Literal["K02000001"]]


class ReservedLocation(Part):
    description: Text
    gazetteer: Gazetteer | None = None


class OtherRequirements(Part):
    reserved_participation: (
        Annotated[
            tuple[Literal["shelteredWorkshop", "publicServiceMissionOrganization", "smeVcse"], ...],
            AfterValidator(differ),
        ]
        | None
    ) = None
    reserved_participation_location: ReservedLocation | None = None
    reduction_criteria: Text | None = None


class Recurrence(Part):
    dates: Annotated[tuple[Period, ...], Field(max_length=1)] | None = None
    description: Text | None = None


class SubmissionTerms(Part):
    electronic_submission_policy: Literal["allowed", "notAllowed"] | None = None
    languages: Annotated[tuple[Language, ...], AfterValidator(differ)] | None = None


class FrameworkAgreement(Part):
    maximum_participants: int | None = None
    method: (
        Literal[
            "withReopeningCompetition", "withoutReopeningCompetition", "withAndWithoutReopeningCompetition"
        ]
        | None
    ) = None
    period: Period | None = None
    period_rationale: Text | None = None
    buyer_categories: Text | None = None
    description: Text | None = None
    is_open_framework_scheme: bool | None = None
    open_framework_scheme_end_date: Moment | None = None


class DynamicPurchasingSystem(Part):
    type: Literal["open", "closed"] | None = None
    status: Literal["pending", "active", "terminated"] | None = None


class Techniques(Part):
    has_framework_agreement: Literal[True] | None = None
    framework_agreement: FrameworkAgreement | None = None
    has_dynamic_purchasing_system: bool | None = None
    dynamic_purchasing_system: DynamicPurchasingSystem | None = None
    has_electronic_auction: bool | None = None
    electronic_auction: Described | None = None


class Communication(Part):
    future_notice_date: Moment


class Planning(Part):
    milestones: tuple[Milestone, ...] | None = None
    documents: tuple[Document, ...] | None = None
    no_engagement_notice_rationale: Text | None = None


class RelativeValue(Part):
    """``proportion`` of what a supplier is awarded: 0.01 is 1%."""

    proportion: Decimal
    monetary_value: Literal["award"]


class ParticipationFee(Part):
    id: Text
    type: tuple[Literal["win"], ...]
    relative_value: RelativeValue | None = None
    description: Text


class Tender(Part):
    id: Text
    legal_basis: LegalBasis
    #: What notices about payments alone do not tell, and any may keep back.
    title: Text | None = None
    title_cy: Text | None = in_welsh("title")
    description: Text | None = None
    description_cy: Text | None = in_welsh("description")
    status: Status | None = None
    items: tuple[Item, ...] | None = None
    value: Value | None = None
    value_calculation_method: Text | None = None
    procurement_method: Literal["open", "selective", "limited", "direct"] | None = None
    procurement_method_details: Text | None = None
    procurement_method_rationale: Text | None = None
    procurement_method_rationale_classifications: tuple[Classification, ...] | None = None
    procurement_method_rationale_legal_basis: Classification | None = None
    competitive: bool | None = None
    communication: Communication | None = None
    main_procurement_category: Literal["goods", "services", "works"] | None = None
    special_regime: (
        Annotated[
            tuple[Literal["lightTouch", "utilities", "defence", "concession"], ...], AfterValidator(differ)
        ]
        | None
    ) = None
    above_threshold: bool | None = None
    covered_by: Annotated[tuple[Literal["GPA", "CPTPP"], ...], AfterValidator(differ)] | None = None
    procedure: Procedure | None = None
    techniques: Techniques | None = None
    submission_method_details: Text | None = None
    submission_method_details_cy: Text | None = in_welsh("submissionMethodDetails")
    submission_terms: SubmissionTerms | None = None
    enquiry_period: Period | None = None
    expression_of_interest_deadline: Moment | None = None
    tender_period: Period | None = None
    award_period: Period | None = None
    lots: tuple[Lot, ...] | None = None
    lot_details: LotDetails | None = None
    other_requirements: OtherRequirements | None = None
    contract_terms: ContractTerms | None = None
    subcontracting_terms: Described | None = None
    targets: tuple[Metric, ...] | None = None
    has_recurrence: Literal[True] | None = None
    recurrence: Recurrence | None = None
    risk_details: Text | None = None
    participation_fees: tuple[ParticipationFee, ...] | None = None
    amendments: tuple[Amendment, ...] | None = None
    documents: tuple[Document, ...] | None = None


Tag = Literal[
    "planning",
    "planningUpdate",
    "tender",
    "tenderUpdate",
    "tenderCancellation",
    "award",
    "awardUpdate",
    "contract",
    "contractUpdate",
    "contractAmendment",
    "implementation",
    "contractTermination",
]


class Release(Part):
    """What one notice says. The state of a procurement comes from merging the releases of its ``ocid``."""

    ocid: Text
    id: Text
    date: Moment
    tag: Annotated[tuple[Tag, ...], Field(min_length=1)]
    description: Text | None = None
    initiation_type: Literal["tender"]
    language: Language
    parties: tuple[Organization, ...]
    buyer: OrganizationReference
    planning: Planning | None = None
    tender: Tender
    bids: Bids | None = None
    awards: tuple[Award, ...] | None = None
    contracts: tuple[Contract, ...] | None = None
    related_processes: tuple[RelatedProcess, ...] | None = None


class Publisher(Part):
    """``scheme`` and ``uid`` identify the publisher in packages of the central platform; we write neither."""

    name: Text
    scheme: Text | None = None
    uid: Text | None = None
    uri: WebAddress | None = None


class Links(Part):
    """``next`` is the address of the page after this one."""

    next: WebAddress


class ReleasePackage(Part):
    uri: WebAddress
    version: Literal["1.1"]
    extensions: Annotated[tuple[WebAddress, ...], AfterValidator(differ)]
    published_date: Moment
    publisher: Publisher
    license: WebAddress | None = None
    publication_policy: WebAddress | None = None
    releases: tuple[Release, ...]
    links: Links | None = None
