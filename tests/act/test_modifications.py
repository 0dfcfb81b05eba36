"""Changing contracts (CHG, CHN) and tenders under way (MOD)."""

from datetime import date
from decimal import Decimal

import pytest

from procure.act import modifications
from procure.act.facts import Authority, Category, ContractFacts, Nation
from procure.act.modifications import Change

IN_2026 = date(2026, 6, 1)
SERVICES, WORKS = ContractFacts(), ContractFacts(category=Category.WORKS)
THRESHOLD = Decimal(207_720)


def change(**answers):
    return Change(**{"value_before": Decimal(1_000_000), "maximum_term_days": 1000, **answers})


@pytest.mark.parametrize(
    ("answers", "is_substantial"),
    [
        ({}, False),
        ({"term_change_days": 100}, False),
        ({"term_change_days": 101}, True),
        ({"term_change_days": -101}, True),
        ({"changes_scope_materially": True}, True),
        ({"shifts_balance_to_supplier": True}, True),
        ({"value_change": Decimal(500_000)}, False),
    ],
)
def test_chg_2_substantial_means_term_scope_or_balance(answers, is_substantial):
    assert modifications.is_substantial(change(**answers)).value is is_substantial


@pytest.mark.parametrize(
    ("facts", "answers", "is_small"),
    [
        (SERVICES, {"value_change": Decimal(100_000)}, True),
        (SERVICES, {"value_change": Decimal("100000.01")}, False),
        (SERVICES, {"value_change": Decimal(-100_000)}, True),
        (WORKS, {"value_change": Decimal(150_000)}, True),
        (WORKS, {"value_change": Decimal("150000.01")}, False),
        (SERVICES, {"value_change": Decimal(100_000), "earlier_small_changes": Decimal(107_720)}, False),
        (SERVICES, {"value_change": Decimal(100_000), "earlier_small_changes": Decimal("107719.99")}, True),
        (SERVICES, {"changes_scope_materially": True}, False),
    ],
)
def test_chg_3_small_means_10_percent_or_15_for_works_and_together_below_threshold(facts, answers, is_small):
    assert (
        modifications.is_below_threshold_modification(change(**answers), facts, THRESHOLD).value is is_small
    )


@pytest.mark.parametrize(
    ("facts", "answers", "may", "rule_id"),
    [
        (SERVICES, {}, True, "CHG-2"),
        (SERVICES, {"term_change_days": 500, "value_change": Decimal(50_000)}, True, "CHG-3"),
        (SERVICES, {"term_change_days": 500, "value_change": Decimal(300_000)}, False, "CHG-1"),
        (ContractFacts(is_light_touch=True), {"changes_scope_materially": True}, True, "CHG-1"),
        (SERVICES, {"schedule_8_paragraph": 8, "value_change": Decimal(500_000)}, True, "CHG-4"),
        (SERVICES, {"schedule_8_paragraph": 8, "value_change": Decimal("500000.01")}, False, "CHG-4"),
        (
            ContractFacts(is_utilities=True),
            {"schedule_8_paragraph": 8, "value_change": Decimal(900_000)},
            True,
            "CHG-4",
        ),
        (SERVICES, {"schedule_8_paragraph": 1, "value_change": Decimal(900_000)}, True, "CHG-4"),
    ],
)
def test_chg_1_a_contract_is_changed_only_on_a_ground(facts, answers, may, rule_id):
    answer = modifications.may_modify(change(**answers), facts, THRESHOLD)

    assert (answer.value, answer.rule_id) == (may, rule_id)


BIG = {"value_change": Decimal(200_000), "term_change_days": 200}


@pytest.mark.parametrize(
    ("facts", "answers", "is_required", "is_certain"),
    [
        (SERVICES, {}, False, True),
        (SERVICES, BIG, True, True),
        (SERVICES, {"value_change": Decimal(200_000)}, True, False),
        (SERVICES, {"term_change_days": 200}, True, False),
        (SERVICES, {"schedule_8_paragraph": 9}, True, True),
        (WORKS, {"value_change": Decimal(150_000), "term_change_days": 100}, False, True),
        (ContractFacts(is_light_touch=True), BIG, False, True),
        (ContractFacts(is_defence=True), BIG, False, True),
        (ContractFacts(authority=Authority.PRIVATE_UTILITY), BIG, False, True),
        (ContractFacts(nation=Nation.NORTHERN_IRELAND), BIG, False, True),
        (ContractFacts(nation=Nation.WALES), BIG, True, True),
    ],
)
def test_chn_1_to_3_a_change_notice_is_asked_for_when_either_limit_is_passed(
    facts, answers, is_required, is_certain
):
    answer = modifications.change_notice_required(change(**answers), facts, IN_2026)

    assert (answer.value, answer.is_certain) == (is_required, is_certain)


@pytest.mark.parametrize(
    ("gross", "notice", "nation", "is_required"),
    [
        ("5000000.01", True, "", True),
        ("5000000", True, "", False),
        ("6000000", False, "", False),
        ("6000000", True, "GB-WLS", False),
        ("6000000", True, "GB-NIR", False),
    ],
)
def test_chn_5_a_copy_follows_a_noticed_change_of_a_contract_above_5_million(
    gross, notice, nation, is_required
):
    facts = ContractFacts(nation=Nation(nation))

    assert modifications.modified_copy_required(Decimal(gross), notice, facts, IN_2026).value is is_required


@pytest.mark.parametrize(
    ("is_open", "passed", "final", "substantial", "light_touch", "code"),
    [
        (True, False, False, True, False, None),
        (True, True, False, False, False, "change-too-late"),
        (False, False, False, True, False, None),
        (False, True, False, False, False, None),
        (False, True, False, True, False, "change-substantial"),
        (False, True, False, True, True, None),
        (False, True, True, False, True, "change-too-late"),
    ],
)
def test_mod_1_and_2_terms_change_only_until_deadlines(
    is_open, passed, final, substantial, light_touch, code
):
    finding = modifications.check_tender_change(
        is_open_procedure=is_open,
        deadline_has_passed=passed,
        final_deadline_has_passed=final,
        is_substantial_change=substantial,
        is_light_touch=light_touch,
    )

    assert (finding.code if finding else None) == code
