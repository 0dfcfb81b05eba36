"""The answers of a tender notice, those for frameworks, dynamic markets and small contracts among them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from procure.domain.part import Part


class ProcurementFacts(Part):
    """What the tender notice asks for besides the specification (regs 18 to 22 and 24 of SI 2024/692).

    ``arrangement`` is empty for a contract. ``framework_fee_percentage`` is of the value of each contract (s.45(7)).
    """

    procedure: str = ""
    special_regimes: tuple[str, ...] = ()
    arrangement: str = ""
    is_below_threshold: bool | None = None
    reserved_to_kinds: tuple[str, ...] = ()
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
    framework_fee_percentage: Decimal | None = None
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
    cpv_codes: tuple[str, ...] = ()
    value_net: Decimal | None = None
    vat_rate: Decimal | None = None
    value_gross: Decimal | None = None
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
    regions: tuple[str, ...] = ()
    uses_lots: bool | None = None
    lots_considered: bool | None = None
    no_lots_reasons: str = ""
    lots_max_tendered: int | None = None
    lots_max_awarded: int | None = None
    lots_award_rule: str = ""
    notice_planned_on: date | None = None
    enquiry_deadline_at: datetime | None = None
    participation_deadline_at: datetime | None = None
    tender_deadline_at: datetime | None = None
    estimated_award_on: date | None = None
    relies_on_shorter_period: bool | None = None
    shorter_period_entry: str = ""
    shorter_period_reason: str = ""
    submission_method: str = ""
    is_electronic: bool | None = None
    languages: tuple[str, ...] = ()
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
