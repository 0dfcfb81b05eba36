"""One procurement, its one draft specification, and the facts of its tender notice.

Columns carry the names of the snapshot parts they freeze into (``procure.domain.snapshot``), so that freezing
is reading, and a question is added in one place per layer.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON
from sqlmodel import Field, Relationship, SQLModel

from procure.domain.identifiers import new_reference
from procure.models.accounts import Board, Organisation
from procure.models.types import Hundredths, Pounds, UtcDateTime, now

if TYPE_CHECKING:
    from procure.models.joining import JointAuthority


class Tender(SQLModel, table=True):
    """One procurement. ``state`` changes only through ``procure.domain.states``.

    An organisation's tenders are listed and searched in `ix_search_own_tenders`, which differs between the databases
    and is made by hand: PostgreSQL keeps the title folded in it, as ``search_title``, a column that it fills itself.
    """

    __tablename__ = "tender"

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(default_factory=new_reference, unique=True)
    title: str
    organisation_id: int = Field(foreign_key="organisation.id")
    state: str = Field(default="draft", index=True)
    board_id: int | None = Field(default=None, foreign_key="board.id", index=True)
    origin: str = "scratch"
    copied_from: str = ""
    #: While a published tender is changed: what its next tender notice says of the change.
    what_changed: str = ""
    #: What other organisations see of it before it is published: a ``procure.domain.overlaps.Disclosure``.
    shown_before_publication: str = ""
    #: Whether questions are taken after the deadline for them, and marked late.
    takes_late_questions: bool = True
    #: When its officers were last told that questions wait.
    questions_told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_by_id: int = Field(foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)

    organisation: Organisation = Relationship()
    board: Board | None = Relationship()
    specification: "Specification" = Relationship(
        back_populates="tender", sa_relationship_kwargs={"uselist": False}
    )
    facts: "ProcurementFactsRow" = Relationship(
        back_populates="tender", sa_relationship_kwargs={"uselist": False}
    )
    #: Authorities asked to buy jointly, whatever they answered.
    partners: list["JointAuthority"] = Relationship(
        back_populates="tender", sa_relationship_kwargs={"order_by": "JointAuthority.id"}
    )

    @property
    def partner_access(self) -> dict[int, str]:
        """What officers of each organisation that buys jointly may do, by the organisation's id."""
        return {each.organisation_id: each.access for each in self.partners if each.standing == "accepted"}


class Specification(SQLModel, table=True):
    """The draft words of a tender: problem, frame and award method."""

    __tablename__ = "specification"

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", unique=True)
    summary: str = ""
    language: str = "en"
    who_affected: str = ""
    where_affected: str = ""
    how_many: str = ""
    cause: str = ""
    tried_before: str = ""
    if_nothing_done: str = ""
    problem_sources: str = ""
    frame_note: str = ""
    has_no_fixed_requirements: bool = False
    award_method: str = ""
    award_methodology: str = ""
    failing_disqualifies: bool | None = None
    disqualifying_note: str = ""
    objective_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    #: Words the coach questioned and an officer kept: place, field, code, excerpt, because, kept_by, kept_at.
    kept_wording: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    #: Words in Welsh by place, each with a digest of the English that it stands for (``procure.domain.welsh``).
    welsh: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)
    #: Sections an officer has looked through and marked done, by slug.
    sections_done: list[str] = Field(default_factory=list, sa_type=JSON)

    #: Money and payment: see ``procure.domain.funding_parts``.
    money_held_by: str = ""
    tie_breaker: str = ""
    money_exit: str = ""
    result_is_attributable: bool | None = None
    provider_can_carry_risk: bool | None = None
    steps_are_known: bool | None = None
    must_be_ready: bool | None = None
    demand_is_unknown: bool | None = None
    is_discovery: bool | None = None
    many_providers: bool | None = None
    cash_months: int | None = None
    cash_start_net: Decimal | None = Field(default=None, sa_type=Pounds)
    cash_monthly_net: Decimal | None = Field(default=None, sa_type=Pounds)
    cash_price_net: Decimal | None = Field(default=None, sa_type=Pounds)
    cash_days_to_pay: int | None = None
    cash_months_to_result: int | None = None
    payment_mechanism: str = ""
    payment_share_at_risk: Decimal | None = Field(default=None, sa_type=Hundredths)
    payment_trigger: str = ""
    payment_verification: str = ""
    payment_timing: str = ""
    payment_cap_net: Decimal | None = Field(default=None, sa_type=Pounds)
    payment_clawback: str = ""
    payment_guards: str = ""

    #: See ``procure.domain.equality``.
    equality_state: str = ""
    equality_on: date | None = None
    equality_url: str = ""
    equality_reason: str = ""

    tender: Tender = Relationship(back_populates="specification")


class ProcurementFactsRow(SQLModel, table=True):
    """The rest of the tender notice; see ``procure.domain.snapshot.ProcurementFacts`` for what each means."""

    __tablename__ = "procurement_facts"

    id: int | None = Field(default=None, primary_key=True)
    tender_id: int = Field(foreign_key="tender.id", unique=True)
    procedure: str = ""
    special_regimes: list[str] = Field(default_factory=list, sa_type=JSON)
    arrangement: str = ""
    is_below_threshold: bool | None = None
    reserved_to_kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    reserved_place: str = ""
    reserved_place_areas: str = ""
    framework_starts_on: date | None = None
    framework_ends_on: date | None = None
    framework_long_term_reasons: str = ""
    framework_users: str = ""
    framework_award: str = ""
    framework_selection_process: str = ""
    framework_supplier_number: str = ""
    framework_maximum_suppliers: int | None = None
    is_open_framework: bool | None = None
    open_framework_previous_identifier: str = ""
    open_framework_ends_on: date | None = None
    framework_charges_fees: bool | None = None
    framework_fee_percentage: Decimal | None = Field(default=None, sa_type=Hundredths)
    framework_fee_note: str = ""
    uses_dynamic_market: bool | None = None
    is_qualifying_utilities_market: bool | None = None
    dynamic_market_identifier: str = ""
    dynamic_market_part_title: str = ""
    dynamic_market_part_number: str = ""
    main_category: str = ""
    subject_description: str = ""
    supply_method: str = ""
    supply_quantity: str = ""
    cpv_codes: list[str] = Field(default_factory=list, sa_type=JSON)
    value_net: Decimal | None = Field(default=None, sa_type=Pounds)
    vat_rate: Decimal | None = Field(default=None, sa_type=Hundredths)
    value_gross: Decimal | None = Field(default=None, sa_type=Pounds)
    valuation_note: str = ""
    supply_starts_on: date | None = None
    supply_ends_on: date | None = None
    has_extensions: bool | None = None
    extension_description: str = ""
    supply_may_extend_to_on: date | None = None
    has_options: bool | None = None
    options_description: str = ""
    need_continues: bool | None = None
    later_direct_award_intended: bool | None = None
    later_tender_notice_on: date | None = None
    regions: list[str] = Field(default_factory=list, sa_type=JSON)
    uses_lots: bool | None = None
    lots_considered: bool | None = None
    no_lots_reasons: str = ""
    lots_max_tendered: int | None = None
    lots_max_awarded: int | None = None
    lots_award_rule: str = ""
    notice_planned_on: date | None = None
    enquiry_deadline_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    participation_deadline_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tender_deadline_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    estimated_award_on: date | None = None
    relies_on_shorter_period: bool | None = None
    shorter_period_entry: str = ""
    shorter_period_reason: str = ""
    submission_method: str = ""
    is_electronic: bool | None = None
    languages: list[str] = Field(default_factory=list, sa_type=JSON)
    uses_electronic_auction: bool | None = None
    electronic_auction_details: str = ""
    gpa_covered: bool | None = None
    cptpp_covered: bool | None = None
    sme_suitable: bool | None = None
    vcse_suitable: bool | None = None
    payment_terms: str = ""
    known_risks: str = ""
    modification_provisions: str = ""
    subcontract_requirement: str = ""
    documents_provided_now: bool | None = None
    documents_follow_later: bool | None = None
    documents_later_access: str = ""
    engagement_took_place: bool | None = None
    engagement_notice_published: bool | None = None
    no_engagement_notice_reasons: str = ""
    conflicts_assessment_prepared: bool | None = None
    conflicts_assessment_on: date | None = None
    procedure_description: str = ""
    invites_requests: bool | None = None
    may_include_negotiation: bool | None = None
    refines_criteria: bool | None = None
    refinement_summary: str = ""
    caps_suppliers: bool | None = None
    minimum_suppliers: int | None = None
    maximum_suppliers: int | None = None
    supplier_selection: str = ""
    reserved_supported_employment: bool | None = None
    reserved_public_service_mutual: bool | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_telephone: str = ""
    contact_address: str = ""
    has_agent: bool | None = None
    agent_name: str = ""
    agent_address: str = ""
    agent_email: str = ""
    agent_ppon: str = ""
    agent_role: str = ""
    technical_specifications: str = ""
    additional_information: str = ""
    is_information_withheld: bool | None = None
    withheld_information: str = ""
    buyer_reference: str = ""

    tender: Tender = Relationship(back_populates="facts")
