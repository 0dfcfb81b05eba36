"""Award criteria (AWD, REF), social value (SV-1) and conditions of participation (CON)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.act.conditions import check_proportion, condition_prompts
from procure.act.criteria import (
    Criterion,
    CriterionCheck,
    Importance,
    check_confirmations,
    check_importance,
    check_methodology,
    check_refinement,
    check_social_value,
    social_value_applies,
)
from procure.act.facts import Authority, ContractFacts

IN_2026 = date(2026, 6, 1)
CENTRAL = ContractFacts(authority=Authority.CENTRAL)


def weighted(*weights):
    return [
        Criterion(key=f"c{n}", name=f"Criterion {n}", weight=weight) for n, weight in enumerate(weights, 1)
    ]


def ranked(*ranks):
    return [Criterion(key=f"c{n}", name=f"Criterion {n}", rank=rank) for n, rank in enumerate(ranks, 1)]


def codes(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    "weights",
    [("60", "40"), ("33.33", "33.33", "33.34"), ("0.5", "99.5"), ("10",) * 10],
)
def test_awd_5_weights_that_sum_to_100_are_accepted(weights):
    assert check_importance(weighted(*map(Decimal, weights)), Importance.WEIGHTS) == ()


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        (("60", "39.99"), ["weights-not-100"]),
        (("60", "40.01"), ["weights-not-100"]),
        (("100", "0"), ["weight-missing"]),
        (("110", "-10"), ["weight-missing", "weight-missing"]),
        (("60", None), ["weight-missing", "weights-not-100"]),
    ],
)
def test_awd_5_weights_that_do_not_sum_to_100_or_are_missing_are_refused(weights, found):
    criteria = weighted(*(Decimal(weight) if weight else None for weight in weights))

    assert codes(check_importance(criteria, Importance.WEIGHTS)) == found


def test_awd_5_the_message_says_what_the_weights_come_to():
    (finding,) = check_importance(weighted(Decimal(60), Decimal("39.50")), Importance.WEIGHTS)

    assert "99.5%" in finding.message


@pytest.mark.parametrize(
    ("ranks", "is_accepted"),
    [
        ((1, 2, 3), True),
        ((3, 1, 2), True),
        ((1, 1, 2), False),
        ((1, 3), False),
        ((0, 1), False),
        ((1, None), False),
    ],
)
def test_awd_5_ranks_are_unique_and_complete(ranks, is_accepted):
    assert (check_importance(ranked(*ranks), Importance.RANKING) == ()) is is_accepted


def test_awd_5_each_criterion_is_described_when_neither_weighted_nor_ranked():
    told = Criterion(key="a", name="Quality", description="Most important")
    untold = Criterion(key="b", name="Price")

    (finding,) = check_importance([told, untold], Importance.DESCRIPTION)
    assert (finding.code, finding.field) == ("importance-missing", "b")


@pytest.mark.parametrize("shown_by", list(Importance))
def test_awd_5_a_single_criterion_needs_no_importance_and_none_at_all_is_refused(shown_by):
    assert check_importance([Criterion(key="a", name="Price")], shown_by) == ()
    assert codes(check_importance([], shown_by)) == ["no-criteria"]


@given(st.lists(st.integers(1, 40), min_size=2, max_size=8))
def test_awd_5_weights_are_accepted_exactly_when_they_sum_to_100(weights):
    findings = check_importance(weighted(*map(Decimal, weights)), Importance.WEIGHTS)

    assert (findings == ()) is (sum(weights) == 100)


@given(st.permutations(range(1, 7)))
def test_awd_5_any_order_of_complete_ranks_is_accepted(ranks):
    assert check_importance(ranked(*ranks), Importance.RANKING) == ()


def test_awd_1_every_criterion_has_four_confirmations():
    none = Criterion(key="a", name="Quality")
    some = Criterion(key="a", name="Quality", confirmed={CriterionCheck.CLEAR, CriterionCheck.PROPORTIONATE})
    every = Criterion(key="a", name="Quality", confirmed=set(CriterionCheck))

    assert [len(check_confirmations(criterion)) for criterion in (none, some, every)] == [4, 2, 0]
    assert all(finding.rule_id == "AWD-1" and finding.is_blocking for finding in check_confirmations(none))


def test_awd_4_methodology_and_effect_of_failing_are_stated():
    assert codes(check_methodology("", False)) == ["methodology-missing", "disqualification-unsaid"]
    assert check_methodology("Scored 0 to 5 by three assessors", True) == ()


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, []),
        ({"is_flexible": False}, ["refining-open-procedure"]),
        ({"is_provided_for": False}, ["refining-not-provided-for"]),
        ({"final_tenders_invited": True}, ["refining-too-late"]),
        ({"would_admit_others": True}, ["refining-unfair"]),
    ],
)
def test_ref_1_and_3_criteria_are_refined_only_when_provided_for_and_fair(answers, found):
    allowed = {
        "is_flexible": True,
        "is_provided_for": True,
        "final_tenders_invited": False,
        "would_admit_others": False,
    }

    assert codes(check_refinement(**{**allowed, **answers})) == found


@pytest.mark.parametrize(
    ("contract", "on", "applies"),
    [
        (CENTRAL, date(2025, 10, 1), True),
        (CENTRAL, date(2025, 9, 30), False),
        (ContractFacts(), IN_2026, False),
        (ContractFacts(authority=Authority.CENTRAL, is_defence=True), IN_2026, False),
        (ContractFacts(authority=Authority.PRIVATE_UTILITY), IN_2026, False),
    ],
)
def test_sv_1_the_social_value_minimum_binds_central_bodies_from_october_2025(contract, on, applies):
    assert social_value_applies(contract, on).value is applies


def test_sv_1_that_it_leaves_out_below_threshold_contracts_is_not_certain():
    answer = social_value_applies(CENTRAL, IN_2026, is_above_threshold=False)

    assert not answer.value
    assert not answer.is_certain


@pytest.mark.parametrize(("social", "blocks"), [("10", False), ("9.99", True), ("0.01", True), ("25", False)])
def test_sv_1_social_value_has_at_least_ten_percent(social, blocks):
    criteria = [
        Criterion(key="s", name="Social value", weight=Decimal(social), is_social_value=True),
        Criterion(key="p", name="Price", weight=100 - Decimal(social)),
    ]

    assert (check_social_value(criteria, CENTRAL, IN_2026) is not None) is blocks
    assert check_social_value(criteria, ContractFacts(), IN_2026) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Send three years of audited accounts.", "audited-accounts"),
        ("Your audited financial statements are needed.", "audited-accounts"),
        ("You must have £5 million of public liability insurance.", "insurance-before-award"),
        ("Bidders hold professional indemnity insurance before award.", "insurance-before-award"),
        ("You must have a previous contract with the council.", "contract-with-particular-authority"),
        ("Prior experience of working for us is essential.", "contract-with-particular-authority"),
        ("The lead engineer is chartered.", "qualification-without-equivalent"),
        ("Staff need a degree in civil engineering.", "qualification-without-equivalent"),
    ],
)
def test_con_2_and_3_wording_the_act_forbids_is_pointed_at(text, code):
    (finding,) = condition_prompts(text, field="condition")

    assert (finding.code, finding.field, finding.is_blocking) == (code, "condition", False)
    start, end = finding.span
    assert text[start:end].strip() == text[start:end] != ""


@pytest.mark.parametrize(
    "text",
    [
        "Send accounts for two years, or other evidence of financial standing.",
        "Send audited accounts if required by law, or other evidence.",
        "You commit to have £5 million of public liability insurance by the contract start.",
        "You have, or will obtain on award, public liability insurance.",
        "Show experience of comparable contracts in the last five years.",
        "The lead engineer is chartered or holds an equivalent qualification.",
        "",
    ],
)
def test_con_2_and_3_lawful_wording_is_left_alone(text):
    assert condition_prompts(text) == ()


def test_con_1_a_condition_says_why_it_is_proportionate():
    assert check_proportion("  ") is not None
    assert check_proportion("The site handles asbestos") is None
