"""The standstill (STD) and the voluntary pause before a change (CHN-4)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.act import standstill as pauses
from procure.act.calendar import is_working_day, working_days_between
from procure.act.facts import Authority, Award, ContractFacts
from procure.act.standstill import StandstillKind, check_entry, standstill

MONDAY = date(2026, 3, 2)
DAYS = st.dates(date(2025, 3, 1), date(2028, 11, 30))


@pytest.mark.parametrize(
    "answers",
    [
        {"award": Award.DIRECT_URGENT},
        {"award": Award.DIRECT_REGULATIONS},
        {"award": Award.CALL_OFF},
        {"award": Award.DYNAMIC_MARKET},
        {"is_light_touch": True},
        {"authority": Authority.PRIVATE_UTILITY, "award": Award.DIRECT, "is_utilities": True},
    ],
)
def test_std_4_exempt_awards_need_no_standstill_and_a_stated_one_binds(answers):
    facts = ContractFacts(**answers)
    none, stated = standstill(MONDAY, facts).value, standstill(MONDAY, facts, 8).value

    assert (none.kind, none.ends_on, none.sign_from) == (StandstillKind.NONE, None, MONDAY)
    assert (stated.kind, stated.sign_from) == (StandstillKind.VOLUNTARY, date(2026, 3, 12))


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"award": Award.DIRECT},
        {"award": Award.DIRECT_USER_CHOICE},
        {"is_concession": True},
        {"is_utilities": True},
        {"authority": Authority.PRIVATE_UTILITY, "is_utilities": True},
    ],
)
def test_std_2_other_awards_have_a_mandatory_standstill(answers):
    assert standstill(MONDAY, ContractFacts(**answers)).value.kind is StandstillKind.MANDATORY


def test_std_2_a_longer_stated_standstill_binds():
    assert standstill(MONDAY, stated_working_days=10).value.ends_on == date(2026, 3, 13)


@pytest.mark.parametrize("days", [0, 1, 7])
def test_std_4_a_stated_standstill_is_at_least_eight_working_days(days):
    with pytest.raises(ValueError, match="at least 8 working days"):
        standstill(MONDAY, stated_working_days=days)
    finding = pauses.check_stated_standstill(days)
    assert finding is not None
    assert finding.is_blocking


@pytest.mark.parametrize("days", [None, 8, 20])
def test_std_4_eight_or_more_or_none_is_accepted(days):
    assert pauses.check_stated_standstill(days) is None


@pytest.mark.parametrize(
    ("published", "ends"),
    [
        pytest.param("2026-03-27", "2026-04-09", id="over Easter"),
        pytest.param("2026-04-03", "2026-04-16", id="published on Good Friday"),
        pytest.param("2028-02-21", "2028-03-01", id="over a leap day"),
        pytest.param("2026-04-24", "2026-05-06", id="over early May"),
        pytest.param("2026-07-06", "2026-07-16", id="over the substitute for 12 July"),
        pytest.param("2026-07-27", "2026-08-06", id="over the Scottish summer holiday"),
        pytest.param("2025-12-22", "2026-01-06", id="over the turn of the year"),
    ],
)
def test_std_2_standstill_steps_over_every_holiday(published, ends):
    assert standstill(date.fromisoformat(published)).value.ends_on == date.fromisoformat(ends)


def test_std_3_counting_from_a_day_that_is_not_a_working_day_is_told_to_be_an_inference():
    answer = standstill(date(2026, 11, 28))

    assert answer.rule_id == "STD-3"
    assert not answer.is_certain
    assert "next one" in answer.notes[-1]


def test_std_2_a_count_into_an_unsettled_year_is_told():
    assert standstill(date(2026, 12, 10)).is_certain
    assert not standstill(date(2026, 12, 21)).is_certain


def test_std_2_the_day_of_publication_is_by_uk_clocks():
    late_sunday_by_utc = datetime(2026, 6, 21, 23, 30, tzinfo=UTC)

    assert standstill(late_sunday_by_utc).value == standstill(date(2026, 6, 22)).value


def test_std_2_signing_on_the_last_day_of_standstill_is_refused_and_the_day_after_is_not():
    pause = standstill(MONDAY).value
    finding = check_entry(date(2026, 3, 11), pause)

    assert finding is not None
    assert finding.rule_id == "STD-2"
    assert "Thursday 12 March 2026" in finding.message
    assert check_entry(date(2026, 3, 12), pause) is None


def test_std_5_an_outstanding_claim_blocks_entry_even_after_the_standstill():
    finding = check_entry(date(2026, 5, 1), standstill(MONDAY).value, is_claim_outstanding=True)

    assert finding is not None
    assert finding.rule_id == "STD-5"


def test_std_1_without_standstill_the_notice_still_comes_before_the_contract():
    pause = standstill(MONDAY, ContractFacts(is_light_touch=True)).value
    finding = check_entry(date(2026, 3, 1), pause)

    assert finding is not None
    assert finding.rule_id == "STD-1"
    assert check_entry(MONDAY, pause) is None


def test_chn_4_a_stated_pause_before_a_change_is_at_least_eight_working_days():
    assert pauses.modification_standstill(MONDAY, 8).value.ends_on == date(2026, 3, 11)
    with pytest.raises(ValueError, match="at least 8"):
        pauses.modification_standstill(MONDAY, 7)


@given(DAYS)
def test_std_2_every_standstill_holds_eight_working_days_and_no_fewer(published):
    pause = standstill(published).value

    assert working_days_between(published - timedelta(days=1), pause.ends_on) == 8
    assert is_working_day(pause.ends_on)
    assert pause.sign_from == pause.ends_on + timedelta(days=1)


@given(DAYS, st.integers(8, 30))
def test_std_2_a_longer_standstill_or_later_notice_never_lets_the_contract_be_signed_sooner(published, days):
    sooner = standstill(published, stated_working_days=days).value.sign_from

    assert sooner < standstill(published, stated_working_days=days + 1).value.sign_from
    assert sooner <= standstill(published + timedelta(days=1), stated_working_days=days).value.sign_from
