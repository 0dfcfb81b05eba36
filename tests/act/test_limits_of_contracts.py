"""How long frameworks and reserved contracts may run, how changes may be made, and when another system may be
used: limits with a number in the law."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from procure.act import conflicts, frameworks, modifications, reservations
from procure.act.facts import Authority, Award, ContractFacts
from procure.act.publication import fallback_allowed_from

FIRST = date(2027, 4, 1)
MIDDAY = datetime(2027, 3, 27, 12, tzinfo=UTC)


def code(finding):
    return finding.code if finding else None


@pytest.mark.parametrize(
    ("facts", "last"),
    [
        (ContractFacts(), date(2031, 3, 31)),
        (ContractFacts(is_utilities=True), date(2035, 3, 31)),
        (ContractFacts(is_defence=True), date(2035, 3, 31)),
        (ContractFacts(is_light_touch=True), None),
        (ContractFacts(authority=Authority.PRIVATE_UTILITY, is_utilities=True), None),
    ],
)
def test_fra_1_a_framework_runs_four_years_or_eight(facts, last):
    assert frameworks.last_day_of_framework(FIRST, facts).value == last


def test_fra_1_a_day_too_many_needs_reasons():
    check = frameworks.check_framework_term
    assert code(check(FIRST, date(2031, 3, 31), ContractFacts())) is None
    assert code(check(FIRST, date(2031, 4, 1), ContractFacts())) == "framework-too-long"
    assert code(check(FIRST, date(2031, 4, 1), ContractFacts(), reasons=" ")) == "framework-too-long"
    assert code(check(FIRST, date(2031, 4, 1), ContractFacts(), reasons="Tunnels take ten years.")) is None
    assert code(check(FIRST, date(2050, 1, 1), ContractFacts(is_light_touch=True))) is None


def test_fra_3_an_open_framework_ends_at_eight_years_and_at_four_with_one_supplier():
    check = frameworks.check_open_framework_term
    assert code(check(FIRST, date(2035, 3, 31))) is None
    assert code(check(FIRST, date(2035, 4, 1))) == "open-framework-too-long"
    assert code(check(FIRST, date(2031, 4, 1), has_one_supplier=True)) == "open-framework-too-long"


def test_res_1_reserving_needs_a_competitive_flexible_procedure():
    assert (
        code(reservations.check_reservation(is_reserved=True, is_flexible=False)) == "reserved-open-procedure"
    )
    assert code(reservations.check_reservation(is_reserved=True, is_flexible=True)) is None
    assert code(reservations.check_reservation(is_reserved=False, is_flexible=False)) is None


def test_res_2_mutuals_are_reserved_light_touch_services_for_five_years():
    def found(**answers):
        return [finding.code for finding in reservations.check_reserved_to_mutuals(**answers)]

    five_years = {"is_reserved": True, "starts_on": FIRST, "last_day": date(2032, 3, 31)}
    assert found(is_light_touch=True, **five_years) == []
    assert found(is_light_touch=False, **five_years) == ["reserved-not-light-touch"]
    assert found(is_light_touch=True, **five_years | {"last_day": date(2032, 4, 1)}) == ["reserved-too-long"]
    assert found(is_reserved=False, is_light_touch=False) == []


def test_chg_5_to_7_splitting_suppliers_and_converting():
    split = modifications.check_split_change
    assert code(split(could_be_one_change=True, whole_is_allowed=False)) == "change-split"
    assert code(split(could_be_one_change=True, whole_is_allowed=True)) is None
    supplier = modifications.check_change_of_supplier
    assert code(supplier(changes_supplier=True, schedule_8_paragraph=4)) == "supplier-changed"
    assert code(supplier(changes_supplier=True, schedule_8_paragraph=9)) is None
    threshold = Decimal(207_720)
    assert modifications.is_convertible(Decimal(200_000), threshold, threshold).value
    assert not modifications.is_convertible(Decimal(200_000), threshold - 1, threshold).value
    assert not modifications.is_convertible(threshold, threshold + 1, threshold).value


@pytest.mark.parametrize(
    ("published", "continues"),
    [((), True), (("UK4", "UK6", "UK7"), True), (("UK4", "UK12"), False), (("UK7", "UK11"), False)],
)
def test_coi_6_the_assessment_is_reviewed_until_the_procurement_or_contract_ends(published, continues):
    assert conflicts.review_continues(published) is continues


@pytest.mark.parametrize(
    ("notice", "award", "hours"),
    [
        ("UK4", Award.COMPETITIVE, 48),
        ("UK6", Award.DIRECT, 48),
        ("UK6", Award.DIRECT_URGENT, 4),
        ("UK5", Award.DIRECT_REGULATIONS, 4),
        ("UK7", Award.DIRECT_URGENT, 4),
        ("UK4", Award.DIRECT_URGENT, 48),
    ],
)
def test_pub_2_the_platform_has_48_hours_or_4_in_urgency(notice, award, hours):
    assert fallback_allowed_from(MIDDAY, notice, award).value == MIDDAY + timedelta(hours=hours)


def test_pub_2_waits_by_the_clock_when_the_clocks_go_forward():
    # 27 March 2027 at midday, two days later by the sun: 1pm in London.
    assert fallback_allowed_from(MIDDAY, "UK4", Award.COMPETITIVE).value == datetime(
        2027, 3, 29, 12, tzinfo=UTC
    )
    with pytest.raises(ValueError, match="with its zone"):
        fallback_allowed_from(datetime(2027, 3, 27, 12), "UK4", Award.COMPETITIVE)
