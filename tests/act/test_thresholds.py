"""Threshold amounts and the row of the table (THR), the route of a procurement (REG, BTH)."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.act import regimes
from procure.act.facts import Authority, Award, Category, ContractFacts, Nation
from procure.act.thresholds import (
    CommencedBy,
    figures_date,
    is_above_threshold,
    threshold_amount,
    threshold_for,
    threshold_row,
)

IN_2025, IN_2026 = date(2025, 6, 1), date(2026, 6, 1)
CENTRAL, COUNCIL = Authority.CENTRAL, Authority.SUB_CENTRAL
PENNY = Decimal("0.01")


def facts(**answers):
    return ContractFacts(**answers)


ROWS = [
    ({"is_defence": True, "category": Category.WORKS}, 1),
    ({"is_defence": True, "is_concession": True}, 2),
    ({"is_defence": True, "is_light_touch": True}, 8),
    ({"is_defence": True}, 3),
    ({"is_utilities": True, "category": Category.WORKS}, 4),
    ({"is_utilities": True, "is_light_touch": True}, 5),
    ({"is_utilities": True}, 6),
    ({"is_utilities": True, "is_concession": True}, 6),
    ({"is_light_touch": True, "is_concession": True}, 7),
    ({"is_light_touch": True}, 8),
    ({"is_concession": True, "category": Category.WORKS}, 9),
    ({"is_concession": True}, 9),
    ({"category": Category.WORKS}, 10),
    ({"category": Category.WORKS, "authority": CENTRAL}, 10),
    ({"category": Category.GOODS, "authority": CENTRAL}, 11),
    ({"category": Category.SERVICES, "authority": CENTRAL}, 11),
    ({"category": Category.GOODS}, 12),
    ({"category": Category.SERVICES}, 12),
]


@pytest.mark.parametrize(("answers", "row"), ROWS)
def test_thr_1_the_first_matching_row_applies(answers, row):
    assert threshold_row(facts(**answers)).value == row


AMOUNTS_2026 = {
    1: 5193000,
    2: 5193000,
    3: 415440,
    4: 5193000,
    5: 884720,
    6: 415440,
    7: 5372609,
    8: 663540,
    9: 5193000,
    10: 5193000,
    11: 135018,
    12: 207720,
}
AMOUNTS_2025 = {
    1: 5372609,
    2: 5372609,
    3: 429809,
    4: 5372609,
    5: 884720,
    6: 429809,
    7: 5372609,
    8: 663540,
    9: 5372609,
    10: 5372609,
    11: 139688,
    12: 214904,
}


@pytest.mark.parametrize(("row", "amount"), AMOUNTS_2026.items())
def test_thr_1_amounts_from_1_january_2026(row, amount):
    threshold = threshold_amount(row, date(2026, 1, 1))

    assert threshold.amount == amount
    assert threshold.effective_from == date(2026, 1, 1)


@pytest.mark.parametrize(("row", "amount"), AMOUNTS_2025.items())
def test_thr_6_amounts_until_the_end_of_2025(row, amount):
    assert threshold_amount(row, date(2025, 2, 24)).amount == amount
    assert threshold_amount(row, date(2025, 12, 31)).amount == amount


def test_there_are_no_amounts_before_the_act_began():
    with pytest.raises(ValueError, match="later than 2025-02-23"):
        threshold_amount(12, date(2025, 2, 23))


def test_there_are_twelve_rows():
    with pytest.raises(KeyError):
        threshold_amount(13, IN_2026)


@pytest.mark.parametrize(("answers", "row"), ROWS)
def test_thr_2_a_value_at_the_amount_is_above_and_a_penny_less_is_not(answers, row):
    amount = Decimal(AMOUNTS_2026[row])

    assert is_above_threshold(amount, facts(**answers), IN_2026).value
    assert not is_above_threshold(amount - PENNY, facts(**answers), IN_2026).value


def test_thr_3_defence_only_through_7_1_g_is_not_defence_for_the_table():
    assert threshold_row(facts(is_defence=True, is_defence_by_7_1_g=True)).value == 12


@pytest.mark.parametrize(
    "overlap",
    [
        {"is_utilities": True, "is_light_touch": True, "is_concession": True},
        {"is_defence": True, "is_light_touch": True, "is_concession": True},
        {"is_defence": True, "is_light_touch": True, "is_utilities": True},
    ],
)
def test_thr_1_overlaps_the_table_leaves_open_go_to_an_officer(overlap):
    answer = threshold_row(facts(**overlap))

    assert not answer.is_certain
    assert "officer" in answer.notes[0]


@pytest.mark.parametrize("step", list(CommencedBy))
def test_thr_6_a_procurement_begun_before_2026_keeps_the_earlier_figures(step):
    used = figures_date(date(2026, 3, 1), step, date(2025, 12, 31)).value

    assert threshold_for(facts(), used).value.amount == 214904


def test_thr_6_a_step_taken_in_2026_changes_nothing():
    used = figures_date(date(2026, 3, 1), CommencedBy.TENDER_NOTICE, date(2026, 1, 1)).value

    assert used == date(2026, 3, 1)
    assert threshold_for(facts(), used).value.amount == 207720


def test_thr_6_a_step_needs_its_date():
    with pytest.raises(ValueError, match="which day"):
        figures_date(date(2026, 3, 1), CommencedBy.TENDER_NOTICE)


def test_thr_7_figures_for_2028_are_marked_as_likely_to_change():
    assert threshold_for(facts(), date(2027, 12, 31)).is_certain
    assert not threshold_for(facts(), date(2028, 1, 1)).is_certain


@given(st.decimals(0, 10**7, places=2), st.decimals(0, 10**7, places=2), st.sampled_from(ROWS))
def test_thr_2_raising_a_value_never_takes_it_below_threshold(one, other, row):
    lower, higher = sorted((one, other))
    contract = facts(**row[0])

    assert (
        is_above_threshold(lower, contract, IN_2026).value
        <= is_above_threshold(higher, contract, IN_2026).value
    )


def test_thr_1_every_combination_of_facts_finds_a_row():
    for authority, category, *flags in product(Authority, Category, *[(False, True)] * 4):
        answers = dict(
            zip(("is_light_touch", "is_utilities", "is_concession", "is_defence"), flags, strict=True)
        )
        assert 1 <= threshold_row(facts(authority=authority, category=category, **answers)).value <= 12


# Which part of the law applies


@pytest.mark.parametrize(
    ("answers", "gross", "route", "rule_id"),
    [
        ({}, "207720", regimes.Route.COVERED, "DEF-9"),
        ({}, "207719.99", regimes.Route.BELOW_THRESHOLD, "BTH-1"),
        ({}, None, regimes.Route.COVERED, "VAL-5"),
        ({"is_exempted": True}, "9000000", regimes.Route.OUTSIDE, "REG-1"),
        ({"is_regulated_health": True}, "9000000", regimes.Route.OUTSIDE, "REG-2"),
        ({"nation": Nation.SCOTLAND}, "9000000", regimes.Route.OUTSIDE, "DEV-2"),
        (
            {"nation": Nation.SCOTLAND, "is_reserved_arrangement": True},
            "9000000",
            regimes.Route.COVERED,
            "DEF-9",
        ),
        ({"is_concession": True}, "100000", regimes.Route.BELOW_THRESHOLD_UNREGULATED, "BTH-1"),
        ({"is_utilities": True}, "100000", regimes.Route.BELOW_THRESHOLD_UNREGULATED, "BTH-1"),
        ({"is_school": True}, "100000", regimes.Route.BELOW_THRESHOLD_UNREGULATED, "BTH-1"),
        ({"nation": Nation.NORTHERN_IRELAND}, "100000", regimes.Route.BELOW_THRESHOLD_UNREGULATED, "BTH-1"),
        ({"nation": Nation.WALES}, "100000", regimes.Route.BELOW_THRESHOLD, "BTH-1"),
    ],
)
def test_reg_1_the_route_follows_exemption_regime_value_and_nation(answers, gross, route, rule_id):
    answer = regimes.route_for(facts(**answers), Decimal(gross) if gross else None, IN_2026)

    assert (answer.value, answer.rule_id) == (route, rule_id)


@pytest.mark.parametrize(
    ("answers", "gross", "is_notifiable"),
    [
        ({"authority": CENTRAL}, "12000", True),
        ({"authority": CENTRAL}, "11999.99", False),
        ({"authority": COUNCIL}, "30000", True),
        ({"authority": COUNCIL}, "29999.99", False),
        ({"authority": CENTRAL, "nation": Nation.WALES}, "29999.99", False),
        ({"authority": CENTRAL, "nation": Nation.WALES}, "30000", True),
        ({"is_school": True}, "100000", False),
        ({"nation": Nation.NORTHERN_IRELAND}, "100000", False),
    ],
)
def test_bth_4_notices_are_needed_from_12_000_for_central_bodies_and_30_000_for_others(
    answers, gross, is_notifiable
):
    assert (
        regimes.is_notifiable_below_threshold(Decimal(gross), facts(**answers), IN_2026).value
        is is_notifiable
    )


WORKS = Category.WORKS


@pytest.mark.parametrize(
    ("answers", "gross", "on", "may"),
    [
        ({"category": WORKS, "authority": CENTRAL}, "135018", IN_2026, True),
        ({"category": WORKS, "authority": CENTRAL}, "135017.99", IN_2026, False),
        ({"category": WORKS}, "207720", IN_2026, True),
        ({"category": WORKS}, "207719.99", IN_2026, False),
        ({"category": WORKS, "authority": CENTRAL}, "138759.99", IN_2025, False),
        ({"category": WORKS, "authority": CENTRAL}, "138760", IN_2025, True),
        ({"category": WORKS}, "213477", IN_2025, True),
        ({"category": Category.SERVICES}, "200000", IN_2026, False),
        ({"nation": Nation.WALES}, "40000", IN_2026, True),
        ({"award": Award.CALL_OFF}, "40000", IN_2026, True),
        ({"is_school": True}, "40000", IN_2026, True),
    ],
)
def test_bth_2_suitability_stages_below_threshold_only_for_larger_works_wales_and_call_offs(
    answers, gross, on, may
):
    assert regimes.may_use_suitability_stage(Decimal(gross), facts(**answers), on).value is may


@pytest.mark.parametrize(
    ("separable", "above", "treated"), [(True, False, True), (False, False, False), (False, True, True)]
)
def test_reg_4_a_separable_part_above_threshold_takes_the_whole_with_it(separable, above, treated):
    assert regimes.is_treated_as_above(separable, above).value is treated


def test_reg_5_a_separable_ordinary_part_above_threshold_ends_special_treatment_but_for_defence_reasons():
    assert not regimes.keeps_special_regime(True).value
    assert regimes.keeps_special_regime(False).value
    assert regimes.keeps_special_regime(True, is_defence_with_good_reasons=True).value


def test_def_11_utility_bodies_come_under_the_act_for_utilities_contracts_only():
    assert not regimes.facts_fit_authority(facts(authority=Authority.PRIVATE_UTILITY)).value
    assert regimes.facts_fit_authority(facts(authority=Authority.PRIVATE_UTILITY, is_utilities=True)).value
    assert regimes.facts_fit_authority(facts()).value
