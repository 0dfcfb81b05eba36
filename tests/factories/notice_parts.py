"""The pieces that the filled examples of notices are made of. Everybody in them is fictional."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from procure.domain.notice_facts.parts import (
    Breach,
    ContractLot,
    DirectAward,
    Framework,
    Kpi,
    Market,
    MarketPart,
    Money,
    Supplier,
    Supply,
    Term,
    Withholding,
)
from procure.domain.notice_facts.words import WithholdingLimb

VALUE = Money(net=Decimal("18250000.00"), gross=Decimal("21900000.00"))
SMALL = Money(net=Decimal("1500000.00"), gross=Decimal("1800000.00"))
TERM = Term(starts_on=date(2027, 9, 1), ends_on=date(2032, 8, 31), may_extend_to_on=date(2034, 8, 31))
SUPPLY = Supply(
    main_category="services",
    subject_description="Retrofit of homes that are costly to heat, paid for by warmth reached and kept.",
    supply_method="Street by street, in agreement with the people who live there.",
    supply_quantity="About 4,000 homes.",
    cpv_codes=("71314300", "45321000"),
    regions=("UKG31", "UKG32"),
    term=TERM,
)
WINNER = Supplier(
    name="Warm Streets Cooperative",
    identifier="PQRS-1234-TVWX",
    address="12 Canal Side, Westmarch, WM1 4AB",
    email="bids@warmstreets.example.org",
    is_consortium=False,
    is_sme=True,
    is_vcse=True,
    is_supported_employment=False,
    is_public_service_mutual=False,
    associated_persons=("Loft and Wall Ltd, 3 Mill Lane, Westmarch, WM2 1CD",),
    connected_persons=("A. Example, director, born March 1975",),
)
OTHER = Supplier(
    name="Draughtless Homes Ltd",
    scheme="GB-COH",
    identifier="01234567",
    address="4 Foundry Road, Westmarch, WM3 2EF",
    email="tenders@draughtless.example.org",
    is_consortium=False,
    is_sme=False,
    is_vcse=False,
)
LOT = ContractLot(
    number=1,
    title="Terraces",
    description="Solid-wall terraced homes.",
    supply_method="A street at a time.",
    quantity="2,500 homes",
    supplier_name="Warm Streets Cooperative",
    term=TERM,
    value=Money(net=Decimal("10000000.00"), gross=Decimal("12000000.00")),
    cpv_codes=("45321000",),
    regions=("UKG31",),
)
CEASED = ContractLot(number=2, title="Flats", description="Flats above shops.", cpv_codes=("45321000",))
CONTRACT: dict[str, Any] = {
    "contract_identifier": "WCA-C-0031",
    "contract_title": "Warm homes by outcomes",
    "supply": SUPPLY,
    "suppliers": (WINNER,),
    "value": VALUE,
    "has_options": True,
    "options": "Two extensions of one year, if homes stay warm.",
}
DIRECT = DirectAward(
    is_justified=True,
    ground="urgency",
    ground_explanation="A storm left 200 homes without heating in January.",
)
SWITCH = DirectAward(
    is_to_excluded_supplier=True,
    ground="one_supplier",
    ground_explanation="Only this supplier can reach the equipment.",
    exclusion_event="A conviction in 2024 under the Bribery Act 2010.",
    public_interest="Homes would be without heat in winter (s.41(5)(a)).",
    is_to_protect_life=True,
    regulations="The Example (Protection of Life) Regulations 2026, SI 2026/9999",
    is_a_switch=True,
    switch_reasons="No tender met the conditions of participation, so none could be assessed.",
)
FRAMEWORK = Framework(
    users="The combined authority and its seven councils.",
    term=Term(starts_on=date(2027, 9, 1), ends_on=date(2035, 8, 31)),
    long_term_reasons="Suppliers must train installers before any return.",
    is_open=True,
    previous_identifier="ocds-h6vhtk-0a0a0a",
    open_framework_ends_on=date(2035, 8, 31),
    fee_percentage=Decimal("1.5"),
    fee_note="Paid by the supplier on each payment.",
    price_mechanism="Rate card in schedule 4, uprated each April.",
    selection_process="A mini-competition on price and plan for each street.",
)
KPIS = (
    Kpi(number=1, title="Homes kept at 18 degrees", description="Share of homes that stay warm through winter.",
        target=Decimal(90), unit="percent", reported="every quarter"),
    Kpi(number=2, title="Bills", description="Fall in the yearly bill of a home.", target=Decimal("25.5"),
        unit="percent", reported="every year"),
    Kpi(number=3, title="Complaints mended in 28 days", description="Share of complaints."),
)  # fmt: skip
BREACH = Breach(
    kind="breach",
    circumstances="The supplier left 300 homes without the work it was paid for.",
    result="partial_termination",
    result_on=date(2029, 3, 2),
    obligation="To finish each street within twelve weeks.",
    impact="People spent a second winter in cold homes.",
    duration="From October 2028 to February 2029; it is over.",
    mitigation="Heaters were lent in January.",
    authority_steps="Two warning notices, in November and December 2028.",
    improvement_steps="A second crew came, too late and too small.",
    partial_termination="The streets north of the canal were taken out of the contract.",
    money_paid=True,
    amount=Money(gross=Decimal("120000.00")),
    basis="settlement",
    decision_url="https://courts.example.org/decisions/77",
)
FAILURE = BREACH.model_copy(
    update={"kind": "unsatisfactory", "failed_to_improve_on": date(2029, 2, 1), "result": "", "result_on": None,
            "partial_termination": "", "money_paid": None, "decision_url": ""}
)  # fmt: skip
MARKET = Market(
    identifier="WCA-DM-2",
    how_to_apply="By the form on our website, at any time.",
    conditions="Installers hold a recognised qualification or its equivalent.",
    verification="We ask for certificates and call two referees.",
    users="The combined authority and its seven councils.",
    starts_on=date(2027, 6, 1),
    ends_on=date(2031, 5, 31),
    established_on=date(2027, 6, 7),
    ceased_on=date(2031, 5, 31),
    fee_percentage=Decimal(1),
    parts=(
        MarketPart(number="1", title="Walls", description="Insulation of walls.", cpv_codes=("45321000",)),
    ),
)
UTILITIES_MARKET = MARKET.model_copy(
    update={"is_utilities": True, "is_qualifying": True, "ends_on": None,
            "tender_information": "Work at pumping stations is put out each spring."}
)  # fmt: skip
MEMBER = WINNER.model_copy(update={"part_number": "1", "connected_persons": ()})
LEAVER = OTHER.model_copy(update={"part_number": "1"})
WITHHELD = Withholding(
    item="estimated_value", limb=WithholdingLimb.COMMERCIAL, reason="It would tell rivals the price per home."
)
"""The value of a contract, kept back for its supplier's sake."""
