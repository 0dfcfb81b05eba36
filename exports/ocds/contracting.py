"""Our typed model of what comes after the tender: bids, awards, contracts and how they are carried out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from exports.ocds.parts import (
    Amendment,
    Classification,
    Described,
    Document,
    Item,
    Metric,
    Milestone,
    Moment,
    OrganizationReference,
    Part,
    Period,
    Text,
    Value,
    differ,
)

Category = Literal["goods", "services", "works"]
LotIds = Annotated[tuple[Text, ...], AfterValidator(differ)]


class BidsStatistic(Part):
    id: Text
    measure: Literal["bids", "finalStageBids", "smeFinalStageBids", "vcseFinalStageBids"]
    value: Decimal


class Bids(Part):
    statistics: tuple[BidsStatistic, ...]


class RelatedProcess(Part):
    id: Text
    relationship: tuple[Literal["framework", "prior", "unsuccessfulProcess"], ...] | None = None
    title: Text | None = None
    scheme: Literal["ocid"]
    identifier: Text


class Subcontract(Part):
    """Who a supplier relies on or passes work to, as the platform writes it: the supplier, and the others in words."""

    id: Text
    main_contractors: tuple[OrganizationReference, ...]
    description: Text


class Subcontracting(Part):
    subcontracts: tuple[Subcontract, ...]


class Award(Part):
    id: Text
    title: Text | None = None
    description: Text | None = None
    status: Literal["pending", "active", "cancelled"] | None = None
    date: Moment | None = None
    final_status_date: Moment | None = None
    value: Value | None = None
    suppliers: tuple[OrganizationReference, ...] | None = None
    items: tuple[Item, ...] | None = None
    main_procurement_category: Category | None = None
    above_threshold: bool | None = None
    contract_period: Period | None = None
    has_options: Literal[True] | None = None
    options: Described | None = None
    milestones: tuple[Milestone, ...] | None = None
    standstill_period: Period | None = None
    assessment_summaries_date_sent: Moment | None = None
    related_lots: LotIds | None = None
    subcontracting: Subcontracting | None = None
    amendments: tuple[Amendment, ...] | None = None
    documents: tuple[Document, ...] | None = None


class Transaction(Part):
    id: Text
    date: Moment | None = None
    value: Value | None = None
    payer: OrganizationReference | None = None
    payee: OrganizationReference | None = None


class PerformanceFailure(Part):
    id: Text
    category: Text | None = None
    requirement: Text | None = None
    description: Text | None = None
    period: Period | None = None
    decision_date: Moment | None = None
    penalty_date: Moment | None = None
    penalty_type: Literal["contracted", "imposed", "negotiated"] | None = None
    penalty_value: Value | None = None
    partial_termination: Text | None = None
    suppliers: tuple[OrganizationReference, ...] | None = None
    documents: tuple[Document, ...] | None = None


class Implementation(Part):
    metrics: tuple[Metric, ...] | None = None
    performance_failures: tuple[PerformanceFailure, ...] | None = None
    transactions: tuple[Transaction, ...] | None = None
    end_date: Moment | None = None
    end_date_details: Text | None = None
    final_value: Value | None = None
    documents: tuple[Document, ...] | None = None


class Contract(Part):
    id: Text
    award_i_d: Annotated[Text, Field(alias="awardID")]
    title: Text | None = None
    description: Text | None = None
    status: Literal["active", "terminated"] | None = None
    period: Period | None = None
    value: Value | None = None
    has_renewal: Literal[True] | None = None
    renewal: Described | None = None
    above_threshold: bool | None = None
    date_signed: Moment | None = None
    agreed_metrics: tuple[Metric, ...] | None = None
    no_agreed_metrics_rationale: Text | None = None
    termination_rationale_classifications: tuple[Classification, ...] | None = None
    amendments: tuple[Amendment, ...] | None = None
    proposed_amendments: tuple[Amendment, ...] | None = None
    implementation: Implementation | None = None
    documents: tuple[Document, ...] | None = None
