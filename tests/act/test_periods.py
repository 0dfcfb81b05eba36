"""Participation and tendering periods (TIM) and planned procurement notices (PPN)."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from procure.act import periods
from procure.act.periods import PeriodFacts, PeriodKind

INVITED = date(2026, 3, 2)
P, T = PeriodKind.PARTICIPATION, PeriodKind.TENDERING
DAYS = st.dates(date(2025, 3, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("kind", "answers", "days", "entry"),
    [
        (P, {}, 25, "P3"),
        (P, {"is_urgent": True}, 10, "P2"),
        (P, {"is_light_touch": True}, 0, "P1"),
        (T, {}, 25, "T7"),
        (T, {"documents_all_together": False}, 30, "T8"),
        (T, {"is_electronic": False}, 30, "T9"),
        (T, {"is_electronic": False, "documents_all_together": False}, 35, "T10"),
        (T, {"is_light_touch": True}, 0, "T1"),
        (T, {"is_urgent": True}, 10, "T5"),
        (T, {"has_qualifying_planned_notice": True}, 10, "T4"),
        (T, {"uses_dynamic_market": True}, 10, "T6"),
        (T, {"suppliers_are_preselected": True}, 10, "T3"),
        (T, {"suppliers_are_preselected": True, "period_is_agreed_with_them": True}, 0, "T2"),
        (T, {"period_is_agreed_with_them": True}, 25, "T7"),
        (T, {"has_qualifying_planned_notice": True, "is_electronic": False}, 10, "T4"),
        (T, {"is_light_touch": True, "is_urgent": True}, 0, "T1"),
    ],
)
def test_tim_2_the_minimum_is_the_shortest_entry_that_applies(kind, answers, days, entry):
    minimum = periods.minimum_period(kind, PeriodFacts(**answers)).value

    assert (minimum.days, minimum.entry) == (days, entry)


@pytest.mark.parametrize("agreed", [False, True])
def test_tim_4_central_authorities_cannot_rely_on_pre_selection_unless_for_utilities(agreed):
    answers = {"suppliers_are_preselected": True, "period_is_agreed_with_them": agreed, "is_central": True}

    assert periods.minimum_period(T, PeriodFacts(**answers)).value.days == 25
    assert periods.minimum_period(T, PeriodFacts(**answers, is_utilities=True)).value.days == (
        0 if agreed else 10
    )


def test_tim_2_every_entry_that_applies_is_told():
    answers = PeriodFacts(is_urgent=True, uses_dynamic_market=True, has_qualifying_planned_notice=True)

    assert periods.minimum_period(T, answers).value.entries == ("T4", "T5", "T6", "T7")


def test_tim_8_below_threshold_there_is_no_minimum_but_the_rule_is_told():
    answer = periods.minimum_period(T, PeriodFacts(is_covered=False))

    assert (answer.rule_id, answer.value.days) == ("TIM-8", 0)
    assert "same for each supplier" in answer.explanation


@pytest.mark.parametrize(
    ("kind", "answers", "deadline"),
    [
        (T, {}, "2026-03-27"),
        (T, {"documents_all_together": False}, "2026-04-01"),
        (T, {"is_electronic": False, "documents_all_together": False}, "2026-04-06"),
        (P, {}, "2026-03-27"),
        (P, {"is_urgent": True}, "2026-03-12"),
        (T, {"is_light_touch": True}, "2026-03-02"),
    ],
)
def test_def_4_the_earliest_deadline_counts_from_the_day_after_the_invitation(kind, answers, deadline):
    assert periods.earliest_deadline(kind, INVITED, PeriodFacts(**answers)).value == date.fromisoformat(
        deadline
    )


def test_tim_2_a_deadline_one_day_short_is_refused_with_the_rule_and_the_earliest_day():
    finding = periods.check_deadline(T, INVITED, date(2026, 3, 26), PeriodFacts())

    assert finding is not None
    assert finding.is_blocking
    assert (finding.rule_id, finding.field) == ("TIM-2", "deadline_on")
    assert finding.provision == "Procurement Act 2023 s.54(4) entry 7"
    assert "24 days" in finding.message
    assert "Friday 27 March 2026" in finding.message


def test_tim_2_a_deadline_on_the_earliest_day_is_accepted():
    assert periods.check_deadline(T, INVITED, date(2026, 3, 27), PeriodFacts()) is None


def test_tim_2_a_deadline_before_the_invitation_is_refused():
    finding = periods.check_deadline(T, INVITED, date(2026, 3, 1), PeriodFacts(is_light_touch=True))

    assert finding is not None
    assert finding.code == "deadline-before-invitation"


@pytest.mark.parametrize(
    ("answers", "entry"),
    [
        ({"suppliers_are_preselected": True}, "T3"),
        ({"has_qualifying_planned_notice": True}, "T4"),
        ({"is_urgent": True}, "T5"),
        ({"suppliers_are_preselected": True, "period_is_agreed_with_them": True}, "T2"),
    ],
)
def test_tim_5_a_shortened_period_must_be_named_in_the_tender_notice(answers, entry):
    unsaid = periods.deadline_prompts(T, date(2026, 3, 27), PeriodFacts(**answers))
    said = periods.deadline_prompts(T, date(2026, 3, 27), PeriodFacts(**answers), frozenset({entry}))

    assert [finding.rule_id for finding in unsaid] == ["TIM-5"]
    assert said == ()


@pytest.mark.parametrize("day", ["2026-04-04", "2026-04-06", "2026-06-15"])
def test_tim_7_a_deadline_on_a_day_that_is_not_a_working_day_warns_and_does_not_block(day):
    (finding,) = periods.deadline_prompts(T, date.fromisoformat(day), PeriodFacts())

    assert finding.rule_id == "TIM-7"
    assert not finding.is_blocking


def test_tim_7_there_is_no_longest_period():
    assert periods.check_deadline(T, INVITED, INVITED + timedelta(days=3650), PeriodFacts()) is None


def test_tim_2_an_entry_may_be_named_in_small_letters_and_an_unknown_one_is_refused():
    assert periods.earliest_deadline_for_entry(INVITED, "t7").value == date(2026, 3, 27)
    with pytest.raises(ValueError, match="T11 is not an entry"):
        periods.earliest_deadline_for_entry(INVITED, "T11")


@pytest.mark.parametrize(
    ("uk3", "uk4", "qualifies"),
    [
        ("2026-01-01", "2026-02-09", False),
        ("2026-01-01", "2026-02-10", True),
        ("2026-01-01", "2027-01-01", True),
        ("2026-01-01", "2027-01-02", False),
        ("2028-02-29", "2028-04-09", True),
        ("2028-02-29", "2029-02-28", True),
        ("2028-02-29", "2029-03-01", False),
        ("2026-01-01", "2025-12-01", False),
    ],
)
def test_ppn_1_a_planned_notice_qualifies_from_40_days_to_12_months_before(uk3, uk4, qualifies):
    answer = periods.planned_notice_qualifies(date.fromisoformat(uk3), date.fromisoformat(uk4))

    assert answer.value is qualifies


@given(DAYS)
@example(date(2032, 2, 29))
@example(date(2029, 2, 28))
def test_ppn_1_the_window_turned_round_agrees_with_the_window(uk4):
    days = periods.planned_notice_days_for(uk4).value

    assert periods.planned_notice_qualifies(days.closes_on, uk4).value
    assert not periods.planned_notice_qualifies(days.closes_on + timedelta(days=1), uk4).value
    assert periods.planned_notice_qualifies(days.opens_on, uk4).value
    assert not periods.planned_notice_qualifies(days.opens_on - timedelta(days=1), uk4).value


FLAGS = st.fixed_dictionaries({name: st.booleans() for name in PeriodFacts.model_fields})


@given(DAYS, st.sampled_from([P, T]), FLAGS)
def test_tim_2_the_earliest_deadline_passes_the_check_and_the_day_before_does_not(invited, kind, answers):
    facts = PeriodFacts(**answers)
    earliest = periods.earliest_deadline(kind, invited, facts).value

    assert periods.check_deadline(kind, invited, earliest, facts) is None
    assert periods.check_deadline(kind, invited, earliest - timedelta(days=1), facts) is not None


@given(DAYS, FLAGS, st.integers(0, 400))
def test_tim_7_moving_a_lawful_deadline_later_keeps_it_lawful(invited, answers, more):
    facts = PeriodFacts(**answers)
    earliest = periods.earliest_deadline(T, invited, facts).value

    assert periods.check_deadline(T, invited, earliest + timedelta(days=more), facts) is None


@given(
    FLAGS,
    st.sampled_from(["is_urgent", "has_qualifying_planned_notice", "uses_dynamic_market", "is_light_touch"]),
)
def test_tim_2_a_further_ground_never_lengthens_the_minimum(answers, ground):
    without = periods.minimum_period(T, PeriodFacts(**{**answers, ground: False})).value.days

    assert periods.minimum_period(T, PeriodFacts(**{**answers, ground: True})).value.days <= without
