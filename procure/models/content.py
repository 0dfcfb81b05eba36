"""The repeating parts of a draft specification: outcomes and their measures, the frame, criteria, lots and so on.

Every row has a ``key`` (stable over versions, used in URLs under its tender), a ``position`` (order on the page)
and ``removed_at`` (set when an officer removes it, cleared when they undo; removed rows are never frozen).
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_key
from procure.models.types import Hundredths, Pounds, UtcDateTime


class ArrangedRow(SQLModel):
    """What all repeating rows share (not a table)."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(default_factory=new_key, unique=True)
    tender_id: int = Field(foreign_key="tender.id", index=True)
    position: int = 0
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Outcome(ArrangedRow, table=True):
    __tablename__ = "outcome"

    title: str = ""
    priority: str = "primary"
    statement: str = ""
    beneficiary: str = ""
    change: str = ""
    level: str = ""
    by_when_on: date | None = None
    place: str = ""
    comparison: str = ""
    equality_split: str = ""
    people_are_vulnerable: bool | None = None
    payment_share: Decimal | None = Field(default=None, sa_type=Hundredths)
    library_id: str = Field(default="", index=True)
    library_version: int | None = None
    library_title: str = ""
    library_digest: str = ""

    measures: list["Measure"] = Relationship(
        back_populates="outcome",
        sa_relationship_kwargs={"order_by": "Measure.position", "cascade": "all, delete-orphan"},
    )
    objective_links: list["ObjectiveLink"] = Relationship(
        back_populates="outcome",
        sa_relationship_kwargs={"order_by": "ObjectiveLink.id", "cascade": "all, delete-orphan"},
    )


class Measure(ArrangedRow, table=True):
    """One figure that would show the outcome happening. Values are kept as typed, with their unit apart."""

    __tablename__ = "measure"

    outcome_id: int = Field(foreign_key="outcome.id", index=True)
    name: str = ""
    unit: str = ""
    direction: str = ""
    kind: str = ""
    source: str = ""
    publisher: str = ""
    frequency: str = ""
    lag: str = ""
    baseline_value: str = ""
    baseline_period: str = ""
    baseline_published_on: date | None = None
    baseline_url: str = ""
    baseline_verified: bool = False
    baseline_plan: str = ""
    target_value: str = ""
    target_on: date | None = None
    #: [{"on": "2027-03-31", "value": "48"}], oldest first.
    target_path: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    data_owner: str = ""
    may_use_data: bool | None = None
    counter_measure: str = ""
    #: For an early sign: what shows that it predicts the change.
    predicts_because: str = ""
    figure_kind: str = ""
    people_per_reading: int | None = None
    people_in_baseline: int | None = None
    #: Standard deviation of single people's figures, in the measure's unit.
    spread: Decimal | None = Field(default=None, sa_type=Hundredths)
    is_clustered: bool | None = None

    outcome: Outcome = Relationship(back_populates="measures")


class ObjectiveLink(SQLModel, table=True):
    """How an outcome is said to move a chosen mission objective."""

    __tablename__ = "objective_link"

    id: int | None = Field(default=None, primary_key=True)
    outcome_id: int = Field(foreign_key="outcome.id", index=True)
    objective_id: str
    causal_step: str = ""
    evidence_grade: str = ""
    evidence_url: str = ""
    assumption: str = ""
    #: Percent of the objective's gap that this contract says it will close, with the reason.
    claimed_share: Decimal | None = Field(default=None, sa_type=Hundredths)
    claimed_because: str = ""

    outcome: Outcome = Relationship(back_populates="objective_links")


class FixedRequirement(ArrangedRow, table=True):
    __tablename__ = "fixed_requirement"

    text: str = ""
    reason: str = ""
    explanation: str = ""
    open_to_challenge: bool | None = None
    approved_by: str = ""


class AwardCriterion(ArrangedRow, table=True):
    __tablename__ = "award_criterion"

    name: str = ""
    kind: str = ""
    weight: Decimal | None = Field(default=None, sa_type=Hundredths)
    description: str = ""
    question: str = ""
    word_limit: int | None = None
    outcome_keys: list[str] = Field(default_factory=list, sa_type=JSON)
    is_social_value: bool = False
    relates_to_contract: bool = False
    is_clear_and_measurable: bool = False
    follows_specification_rules: bool = False
    is_proportionate: bool = False


class Lot(ArrangedRow, table=True):
    __tablename__ = "lot"

    title: str = ""
    description: str = ""
    value_net: Decimal | None = Field(default=None, sa_type=Pounds)
    value_gross: Decimal | None = Field(default=None, sa_type=Pounds)
    cpv_codes: list[str] = Field(default_factory=list, sa_type=JSON)
    regions: list[str] = Field(default_factory=list, sa_type=JSON)
    supply_starts_on: date | None = None
    supply_ends_on: date | None = None


class Stage(ArrangedRow, table=True):
    __tablename__ = "stage"

    name: str = ""
    kind: str = ""
    description: str = ""
    maximum_suppliers: int | None = None
    selection: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


class ParticipationCondition(ArrangedRow, table=True):
    __tablename__ = "participation_condition"

    text: str = ""
    kind: str = ""
    why_proportionate: str = ""
    evidence_asked: str = ""


class TenderDocument(ArrangedRow, table=True):
    __tablename__ = "tender_document"

    title: str = ""
    url: str = ""
    description: str = ""


class WithheldItem(ArrangedRow, table=True):
    """An item of the tender notice that is kept back under s.94 of the Act."""

    __tablename__ = "withheld_item"

    item: str = ""
    limb: str = ""
    reason: str = ""
    is_silent: bool = False


class StageGate(ArrangedRow, table=True):
    """A decision to scale, change or stop: see ``procure.domain.gating``."""

    __tablename__ = "stage_gate"

    name: str = ""
    #: The key of the stage after which it stands; empty for a gate of the contract.
    stage_key: str = ""
    question: str = ""
    evidence: str = ""
    threshold: str = ""
    #: The measure of this tender that answers it, and how much of it is enough.
    measure_key: str = ""
    threshold_sense: str = ""
    threshold_value: Decimal | None = Field(default=None, sa_type=Hundredths)
    decision_owner: str = ""
    decided_on: date | None = None
    releases: str = ""
    released_net: Decimal | None = Field(default=None, sa_type=Pounds)
    released_gross: Decimal | None = Field(default=None, sa_type=Pounds)
    if_met: str = ""
    if_partly_met: str = ""
    stop_rule: str = ""


class FundingParty(ArrangedRow, table=True):
    """Somebody who pays, gains or both: see ``procure.domain.funding_parts``."""

    __tablename__ = "funding_party"

    name: str = ""
    organisation_key: str = ""
    is_owner: bool | None = None
    benefit_share: Decimal | None = Field(default=None, sa_type=Hundredths)
    gains: str = ""
    stops_doing: str = ""


class Contribution(ArrangedRow, table=True):
    """What one party pays in one financial year from one fund, without VAT."""

    __tablename__ = "contribution"

    party_key: str = ""
    year: int | None = None
    fund: str = ""
    amount_net: Decimal | None = Field(default=None, sa_type=Pounds)


class DataShare(ArrangedRow, table=True):
    """One dataset of one measure, and how it may be shared: see ``procure.domain.sharing_parts``."""

    __tablename__ = "data_share"

    measure_key: str = ""
    name: str = ""
    data_items: str = ""
    purpose: str = ""
    holder: str = ""
    holder_agrees: bool | None = None
    roles: str = ""
    lawful_basis: str = ""
    special_category: str = ""
    gateway: str = ""
    gateway_note: str = ""
    blocker: str = ""
    standard: str = ""
    minimum: str = ""
    assessment_done: bool | None = None
    agreement_reference: str = ""
    register_entry: str = ""
    available_on: date | None = None
    needed_on: date | None = None
    champion: str = ""
    next_step: str = ""
    share_owner: str = ""
    fallback: str = ""


#: Arranged rows that hang directly on a tender, by the name of the snapshot list they freeze into.
ARRANGED: dict[str, type[ArrangedRow]] = {
    "outcomes": Outcome,
    "fixed_requirements": FixedRequirement,
    "criteria": AwardCriterion,
    "lots": Lot,
    "stages": Stage,
    "conditions": ParticipationCondition,
    "documents": TenderDocument,
    "withheld": WithheldItem,
    "gates": StageGate,
    "parties": FundingParty,
    "contributions": Contribution,
    "data_shares": DataShare,
}
