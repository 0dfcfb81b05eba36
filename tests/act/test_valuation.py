"""Estimating the value of a contract (VAL)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from procure.act import valuation
from procure.act.facts import Category, ContractFacts
from procure.act.valuation import ValueParts

IN_2026 = date(2026, 6, 1)
COUNCIL = ContractFacts()
AMOUNTS = st.decimals(0, 10**8, places=2)


def test_val_1_the_estimate_counts_everything_that_may_be_paid_and_vat():
    parts = ValueParts(
        base=Decimal(100),
        options_to_add=Decimal(10),
        extensions_and_renewals=Decimal(20),
        premiums_fees_and_commissions=Decimal(5),
        prizes_and_payments_to_participants=Decimal(3),
        payments_in_kind=Decimal(2),
        vat_rate=Decimal(20),
    )

    assert parts.net == 140
    assert valuation.estimated_value(parts).value == 168


@pytest.mark.parametrize(
    ("net", "rate", "gross"),
    [
        ("100", "20", "120.00"),
        ("100", "0", "100.00"),
        ("100", "5", "105.00"),
        ("0.01", "20", "0.01"),
        ("0.03", "20", "0.04"),
        ("0.125", "0", "0.13"),
        ("173099.99", "20", "207719.99"),
        ("173100", "20", "207720.00"),
    ],
)
def test_def_5_vat_is_added_and_rounded_half_up_to_the_penny(net, rate, gross):
    assert valuation.gross_of(Decimal(net), Decimal(rate)) == Decimal(gross)


@pytest.mark.parametrize(
    "bad", [{"base": -1}, {"base": 1, "vat_rate": 101}, {"base": 1, "vat_rate": -1}, {"bse": 1}]
)
def test_val_1_amounts_that_make_no_sense_are_refused(bad):
    with pytest.raises(ValidationError):
        ValueParts(**bad)


def test_val_2_a_framework_is_worth_all_its_call_offs():
    assert valuation.framework_value([Decimal(100), Decimal("50.50")]).value == Decimal("150.50")
    assert valuation.framework_value([]).value == 0


def test_val_3_a_concession_is_worth_what_users_and_the_authority_pay():
    assert valuation.concession_value(Decimal(900), Decimal(100)).value == 1000


def test_val_4_contracts_that_could_be_one_are_each_worth_the_total_unless_there_are_good_reasons():
    parts = [Decimal(120_000), Decimal(100_000)]

    assert valuation.aggregated_value(parts).value == (220_000, 220_000)
    assert valuation.aggregated_value(parts, "Different markets, bought years apart").value == (
        120_000,
        100_000,
    )
    assert valuation.aggregated_value(parts, "   ").value == (220_000, 220_000)


@pytest.mark.parametrize(
    ("net", "warns"),
    [("175000", True), ("173100", True), ("173099", False), ("207720", False), ("207719.99", True)],
)
def test_val_8_a_value_that_only_vat_brings_over_the_threshold_is_pointed_out(net, warns):
    finding = valuation.check_vat_trap(Decimal(net), Decimal(20), COUNCIL, IN_2026)

    assert (finding is not None) is warns


def test_val_8_the_warning_says_both_values_and_the_threshold():
    finding = valuation.check_vat_trap(Decimal(175_000), Decimal(20), COUNCIL, IN_2026)

    assert finding is not None
    assert all(amount in finding.message for amount in ("£175,000", "£210,000", "£207,720"))


@pytest.mark.parametrize(
    ("before", "after", "crossed"),
    [
        ("200000", "210000", ("threshold",)),
        ("210000", "200000", ("threshold",)),
        ("4000000", "5000000", ()),
        ("5000000", "5000000.01", ("kpi", "contract-copy")),
        ("2000000", "2000000.01", ("pipeline-contract",)),
        ("100", "6000000", ("threshold", "kpi", "contract-copy", "pipeline-contract")),
    ],
)
def test_val_7_a_new_estimate_says_which_tests_change(before, after, crossed):
    assert valuation.lines_crossed(Decimal(before), Decimal(after), COUNCIL, IN_2026).value == crossed


def test_val_6_a_note_of_the_method_is_asked_for():
    assert valuation.check_valuation_note(" ") is not None
    assert valuation.check_valuation_note("Last year's spend, with inflation") is None


@given(AMOUNTS, st.decimals(0, 100, places=1), st.decimals(0, 100, places=1))
def test_def_5_a_higher_rate_of_vat_never_gives_less(net, one, other):
    low, high = sorted((one, other))

    assert net.quantize(valuation.PENNY) <= valuation.gross_of(net, low) <= valuation.gross_of(net, high)


@given(st.lists(AMOUNTS, min_size=1, max_size=6))
def test_val_4_aggregation_never_lowers_a_value(values):
    together = valuation.aggregated_value(values).value

    assert all(joined >= alone for joined, alone in zip(together, values, strict=True))


@given(AMOUNTS, AMOUNTS)
def test_val_7_lines_are_crossed_both_ways_alike(one, other):
    works = ContractFacts(category=Category.WORKS)

    there = valuation.lines_crossed(one, other, works, IN_2026).value
    assert there == valuation.lines_crossed(other, one, works, IN_2026).value
