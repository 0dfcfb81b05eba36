"""Our own typed model of the open data we write: every path of it, and what each may hold.

It follows the Open Contracting Data Standard 1.1.5 with the ten extensions that Find a Tender declares, and
it is stricter: unknown fields, nulls and empties are refused, dates carry an offset, closed codelists are
closed. Names are Python's here and the standard's in JSON (``amount_gross`` is ``amountGross``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

from exports.notices.values import web_address

_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def _says_something(text: str) -> str:
    if not text.strip():
        raise ValueError("is blank: leave the field out")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("holds half a character, which no file can store")
    return text


def _is_date_time(text: str) -> str:
    if not _DATE_TIME.fullmatch(text):
        raise ValueError("is not a date and time with an offset, such as 2027-04-30T12:00:00+01:00")
    datetime.fromisoformat(text)
    return text


def _is_web_address(text: str) -> str:
    if not text.isascii() or web_address(text) is None:
        raise ValueError("is not an http or https address (RFC 3986)")
    return text


def _differ(items: tuple[Any, ...]) -> tuple[Any, ...]:
    if any(item in items[:index] for index, item in enumerate(items)):
        raise ValueError("holds the same entry twice")
    return items


Text = Annotated[str, AfterValidator(_says_something)]
Moment = Annotated[str, AfterValidator(_is_date_time)]
WebAddress = Annotated[str, AfterValidator(_is_web_address)]
CpvCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[A-Za-z0-9.+-]+$")]
#: Fifteen digits are what a JSON number holds without loss wherever it is read.
Money = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]
Percentage = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)]
Status = Literal["planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"]


class Part(BaseModel):
    """A frozen object of a release. Nothing in it is null or empty: what is not known is left out."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )

    @model_validator(mode="before")
    @classmethod
    def _holds_no_empties(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            empty = [str(key) for key, value in data.items() if value is None or value in ("", [], {}, ())]
            if empty:
                raise ValueError(f"empty or null: {', '.join(empty)} (leave out what is not known)")
            if not data:
                raise ValueError("is empty: leave the field out")
        return data


class Classification(Part):
    scheme: Text
    id: Text
    description: Text | None = None
    uri: WebAddress | None = None

    @model_validator(mode="after")
    def _cpv_has_eight_digits(self) -> Classification:
        if self.scheme == "CPV" and not re.fullmatch(r"[0-9]{8}", self.id):
            raise ValueError("a CPV code has eight digits here, without its check digit")
        return self


class Value(Part):
    """``amount`` is without VAT and ``amount_gross`` with it."""

    amount_gross: Money | None = None
    amount: Money | None = None
    currency: Literal["GBP"]


class Period(Part):
    start_date: Moment | None = None
    end_date: Moment | None = None
    max_extent_date: Moment | None = None


class Address(Part):
    street_address: Text | None = None
    locality: Text | None = None
    postal_code: Text | None = None
    country: Literal["GB", "GG", "IM", "JE"] | None = None
    country_name: Text | None = None
    region: Annotated[str, StringConstraints(pattern=r"^(UK[C-N]?[0-9A-Z]{0,2}|GG|IM|JE)$")] | None = None


class Identifier(Part):
    scheme: Literal["GB-PPON"]
    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{4}-[0-9]{4}-[A-Z]{4}$")]


class ContactPoint(Part):
    name: Text | None = None
    email: Text | None = None
    telephone: Text | None = None


class OrganizationDetails(Part):
    url: WebAddress | None = None
    classifications: Annotated[tuple[Classification, ...], AfterValidator(_differ)] | None = None


class Organization(Part):
    name: Text
    id: Text
    identifier: Identifier | None = None
    address: Address | None = None
    contact_point: ContactPoint | None = None
    additional_contact_points: tuple[ContactPoint, ...] | None = None
    roles: tuple[Literal["buyer", "procuringEntity", "processContactPoint"], ...]
    role_details: Text | None = None
    details: OrganizationDetails | None = None


class OrganizationReference(Part):
    id: Text
    name: Text


class Document(Part):
    """``notice_type`` stands on one document of a release alone: the notice itself."""

    id: Text
    document_type: Literal[
        "tenderNotice", "technicalSpecifications", "biddingDocuments", "conflictOfInterest"
    ]
    notice_type: Annotated[str, StringConstraints(pattern=r"^UK([1-9]|1[0-7])$")] | None = None
    title: Text | None = None
    description: Text | None = None
    url: WebAddress | None = None
    date_published: Moment | None = None
    format: MediaType | None = None
    access_details: Text | None = None


class Item(Part):
    id: Text
    additional_classifications: Annotated[tuple[Classification, ...], AfterValidator(_differ)] | None = None
    delivery_addresses: Annotated[tuple[Address, ...], AfterValidator(_differ)] | None = None
    related_lot: Text


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
    criteria: Annotated[tuple[AwardCriterion, ...], AfterValidator(_differ)] | None = None


class SelectionCriterion(Part):
    type: Literal["technical", "economic", "suitability", "other"]
    description: Text


class SelectionCriteria(Part):
    criteria: Annotated[tuple[SelectionCriterion, ...], AfterValidator(_differ)]


class Described(Part):
    """Renewal, options, sub-contracting terms and electronic auctions, as far as we write them: words."""

    description: Text


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


class OtherRequirements(Part):
    reserved_participation: (
        Annotated[
            tuple[Literal["shelteredWorkshop", "publicServiceMissionOrganization"], ...],
            AfterValidator(_differ),
        ]
        | None
    ) = None
    reduction_criteria: Text | None = None


class Recurrence(Part):
    dates: Annotated[tuple[Period, ...], Field(max_length=1)] | None = None
    description: Text | None = None


class SubmissionTerms(Part):
    electronic_submission_policy: Literal["allowed", "notAllowed"] | None = None
    languages: Annotated[tuple[Language, ...], AfterValidator(_differ)] | None = None


class Techniques(Part):
    has_electronic_auction: bool
    electronic_auction: Described | None = None


class Unit(Part):
    name: Text


class Observation(Part):
    """A figure that was, or that is to be. ``measure`` stays a number where it is one."""

    id: Text
    period: Period | None = None
    measure: Decimal | Text
    unit: Unit | None = None
    notes: Text | None = None


class Metric(Part):
    """A measure of an outcome, with its baseline and its target."""

    id: Text
    title: Text | None = None
    description: Text | None = None
    observations: tuple[Observation, ...] | None = None


class Planning(Part):
    no_engagement_notice_rationale: Text | None = None


class Tender(Part):
    id: Text
    legal_basis: LegalBasis
    title: Text
    description: Text | None = None
    status: Status
    items: tuple[Item, ...] | None = None
    value: Value | None = None
    value_calculation_method: Text | None = None
    procurement_method: Literal["open", "selective", "limited", "direct"] | None = None
    procurement_method_details: Text | None = None
    main_procurement_category: Literal["goods", "services", "works"] | None = None
    special_regime: (
        Annotated[
            tuple[Literal["lightTouch", "utilities", "defence", "concession"], ...], AfterValidator(_differ)
        ]
        | None
    ) = None
    above_threshold: bool | None = None
    covered_by: Annotated[tuple[Literal["GPA", "CPTPP"], ...], AfterValidator(_differ)] | None = None
    procedure: Procedure | None = None
    techniques: Techniques | None = None
    submission_method_details: Text | None = None
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
    documents: tuple[Document, ...] | None = None


class Release(Part):
    """What one notice says. The state of a procurement comes from merging the releases of its ``ocid``."""

    ocid: Text
    id: Text
    date: Moment
    tag: tuple[Literal["tender", "tenderUpdate"], ...]
    description: Text | None = None
    initiation_type: Literal["tender"]
    language: Language
    parties: tuple[Organization, ...]
    buyer: OrganizationReference
    planning: Planning | None = None
    tender: Tender


class Publisher(Part):
    name: Text
    uri: WebAddress | None = None


class ReleasePackage(Part):
    uri: WebAddress
    version: Literal["1.1"]
    extensions: Annotated[tuple[WebAddress, ...], AfterValidator(_differ)]
    published_date: Moment
    publisher: Publisher
    license: WebAddress | None = None
    publication_policy: WebAddress | None = None
    releases: tuple[Release, ...]
