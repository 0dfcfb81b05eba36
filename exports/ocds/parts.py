"""The pieces of open data that every section shares: texts, dates, money, people, documents, figures.

It follows the Open Contracting Data Standard 1.1.5 with the ten extensions that Find a Tender declares, and it is
stricter: unknown fields, nulls and empties are refused, dates carry an offset, closed codelists are closed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel

from exports.notices.values import web_address

_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)

_PPON = re.compile(r"[A-Z]{4}-[0-9]{4}-[A-Z]{4}")


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


def differ(items: tuple[Any, ...]) -> tuple[Any, ...]:
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


def in_welsh(name: str) -> Any:
    """A field of the same words in Welsh: the standard names translations by the code of their language."""
    return Field(default=None, alias=f"{name}_cy")


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
    """A number in a register. The schemes are those that the platform knows (rule IDN-5)."""

    scheme: Literal[
        "GB-PPON",
        "GB-COH",
        "GB-CHC",
        "GB-SC",
        "GB-NIC",
        "GB-MPR",
        "GB-NHS",
        "GB-UKPRN",
        "GG-RCE",
        "JE-FSC",
        "IM-CR",
    ]
    id: Text

    @field_validator("id")
    @classmethod
    def _ppon_has_its_form(cls, number: str, info: ValidationInfo) -> str:
        if info.data.get("scheme") == "GB-PPON" and not _PPON.fullmatch(number):
            raise ValueError("a PPON looks like PQRS-1234-TVWX")
        return number


class ContactPoint(Part):
    name: Text | None = None
    email: Text | None = None
    telephone: Text | None = None


class OrganizationDetails(Part):
    url: WebAddress | None = None
    classifications: Annotated[tuple[Classification, ...], AfterValidator(differ)] | None = None
    scale: Literal["sme", "large"] | None = None
    vcse: bool | None = None
    public_service_mission_organization: bool | None = None
    sheltered_workshop: bool | None = None


class Organization(Part):
    name: Text
    id: Text
    identifier: Identifier | None = None
    address: Address | None = None
    contact_point: ContactPoint | None = None
    additional_contact_points: tuple[ContactPoint, ...] | None = None
    roles: tuple[
        Literal[
            "buyer",
            "procuringEntity",
            "processContactPoint",
            "supplier",
            "tenderer",
            "removedSupplier",
            "payer",
            "payee",
        ],
        ...,
    ]
    role_details: Text | None = None
    details: OrganizationDetails | None = None
    control: Described | None = None


class OrganizationReference(Part):
    id: Text
    name: Text


class Document(Part):
    """``notice_type`` stands on one document of a release alone: the notice itself."""

    id: Text
    document_type: Literal[
        "plannedProcurementNotice",
        "marketEngagementNotice",
        "tenderNotice",
        "awardNotice",
        "contractNotice",
        "implementationNotice",
        "contractTerminationNotice",
        "tenderCancellationNotice",
        "technicalSpecifications",
        "biddingDocuments",
        "conflictOfInterest",
        "contractSigned",
    ]
    notice_type: Annotated[str, StringConstraints(pattern=r"^UK([1-9]|1[0-7])$")] | None = None
    title: Text | None = None
    title_cy: Text | None = in_welsh("title")
    description: Text | None = None
    description_cy: Text | None = in_welsh("description")
    url: WebAddress | None = None
    date_published: Moment | None = None
    format: MediaType | None = None
    language: Language | None = None
    access_details: Text | None = None


class Item(Part):
    id: Text
    additional_classifications: Annotated[tuple[Classification, ...], AfterValidator(differ)] | None = None
    delivery_addresses: Annotated[tuple[Address, ...], AfterValidator(differ)] | None = None
    related_lot: Text


class Described(Part):
    """Renewal, options, sub-contracting terms, control and electronic auctions, as far as we write them: words."""

    description: Text


class Unit(Part):
    name: Text


class Observation(Part):
    """A figure that was, or that is to be. ``measure`` stays a number where it is one."""

    id: Text
    period: Period | None = None
    measure: Decimal | Text | None = None
    unit: Unit | None = None
    measure_classification: Classification | None = None
    notes: Text | None = None


class Metric(Part):
    """A measure of an outcome, with its baseline and its target."""

    id: Text
    title: Text | None = None
    description: Text | None = None
    observations: tuple[Observation, ...] | None = None


class Amendment(Part):
    """A change: which release makes it, of which, when, and what it changes."""

    id: Text
    date: Moment | None = None
    description: Text | None = None
    amends_release_i_d: Annotated[Text | None, Field(alias="amendsReleaseID")] = None
    rationale: Text | None = None
    rationale_classifications: tuple[Classification, ...] | None = None
    value: Value | None = None
    period: Period | None = None
    standstill: bool | None = None
    suppliers_added: tuple[OrganizationReference, ...] | None = None
    suppliers_removed: tuple[OrganizationReference, ...] | None = None


class Milestone(Part):
    id: Text
    type: Literal["engagement", "futureSignatureDate"]
    description: Text | None = None
    due_date: Moment | None = None
    status: Literal["scheduled", "met"]
