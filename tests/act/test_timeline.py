"""The timetable of a tender: forwards, backwards, edited, and honest about what cannot be done."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from procure.act.facts import Award, Category, ContractFacts
from procure.act.periods import PeriodFacts
from procure.act.timeline import plan
from procure.act.timeline_steps import TimelineFacts

MARCH_2 = date(2026, 3, 2)


def facts(**answers):
    return TimelineFacts(**{"gross": Decimal(500_000), "assessing_days": 14, "approving_days": 0, **answers})


def days(timeline, field="planned_on"):
    return {step.key: getattr(step, field) for step in timeline.steps}


def test_forwards_every_minimum_falls_where_the_act_puts_it():
    planned = days(plan(facts(starts_from=MARCH_2)))

    assert planned["tender-deadline"] == date(2026, 3, 27)
    assert planned["award-notice"] == date(2026, 4, 10)
    assert planned["contract-entry"] == date(2026, 4, 22)
    assert planned["contract-details"] == date(2026, 5, 21)


def test_backwards_from_the_contract_start_the_latest_days_just_suffice():
    latest = days(plan(facts(contract_starts_on=date(2026, 4, 22))), "latest_on")

    assert latest["contract-entry"] == date(2026, 4, 22)
    # Saturday and Sunday notices count from Monday 13 April, which is too late: Friday 10 April is the last
    # day.
    assert latest["award-notice"] == date(2026, 4, 10)
    assert latest["tender-notice"] == MARCH_2


def test_a_participation_stage_puts_its_25_days_before_the_invitation():
    planned = days(plan(facts(starts_from=MARCH_2, has_participation_stage=True, selecting_days=10)))

    assert planned["participation-deadline"] == date(2026, 3, 27)
    assert planned["invitation"] == date(2026, 4, 6)
    assert planned["tender-deadline"] == date(2026, 5, 1)


def test_ppn_1_a_planned_notice_shortens_the_tendering_period_and_has_its_own_window():
    timeline = plan(facts(starts_from=MARCH_2, has_planned_notice=True))

    assert timeline.step("tender-deadline").planned_on == date(2026, 3, 12)
    assert timeline.step("planned-notice").latest_on == date(2026, 1, 21)
    assert timeline.step("planned-notice").earliest_on == date(2025, 3, 2)


def test_what_would_shorten_a_step_is_told():
    slow = PeriodFacts(is_electronic=False, documents_all_together=False)
    words = plan(facts(starts_from=MARCH_2, periods=slow)).step("tender-deadline").shortened_by

    assert "planned procurement notice" in words
    assert "electronically" in words
    assert "every document" in words


def test_what_is_not_open_to_central_bodies_is_not_offered_to_them():
    council, department = (
        plan(facts(starts_from=MARCH_2, contract=ContractFacts(authority=authority)))
        .step("tender-deadline")
        .shortened_by
        for authority in ("sub-central", "central")
    )

    assert "pre-selected" in council
    assert "pre-selected" not in department


def test_tim_2_a_day_fixed_too_early_is_refused_at_its_own_step_with_the_rule():
    timeline = plan(facts(starts_from=MARCH_2, fixed={"tender-deadline": date(2026, 3, 26)}))

    (finding,) = timeline.findings
    assert (finding.field, finding.rule_id, finding.is_blocking) == ("tender-deadline", "TIM-2", True)
    assert "27 March 2026" in finding.message
    assert not timeline.is_feasible


def test_std_2_signing_inside_the_standstill_is_refused_at_its_step():
    timeline = plan(facts(starts_from=MARCH_2, fixed={"contract-entry": date(2026, 4, 21)}))

    assert [(finding.field, finding.rule_id) for finding in timeline.findings] == [
        ("contract-entry", "STD-2")
    ]


def test_a_fixed_day_moves_everything_after_it():
    before = days(plan(facts(starts_from=MARCH_2)))
    after = days(plan(facts(starts_from=MARCH_2, fixed={"tender-deadline": date(2026, 4, 10)})))

    assert after["tender-notice"] == before["tender-notice"]
    assert after["assessment"] - before["assessment"] == timedelta(days=14)


def test_a_fixed_day_draws_what_comes_before_it_back_when_planning_backwards():
    timeline = plan(facts(contract_starts_on=date(2026, 8, 3), fixed={"tender-deadline": date(2026, 5, 1)}))

    assert timeline.step("tender-notice").planned_on == date(2026, 4, 6)
    assert timeline.is_feasible


def test_a_start_that_cannot_be_reached_is_told_with_the_days_missing():
    timeline = plan(facts(starts_from=MARCH_2, contract_starts_on=date(2026, 4, 20)))

    (finding,) = timeline.findings
    assert (finding.code, finding.field) == ("start-not-reachable", "contract-start")
    assert "2 days later" in finding.message


def test_light_touch_has_no_minimum_and_no_standstill_unless_one_is_stated():
    contract = ContractFacts(is_light_touch=True)
    quick = plan(facts(starts_from=MARCH_2, contract=contract, assessing_days=0))
    careful = plan(facts(starts_from=MARCH_2, contract=contract, assessing_days=0, voluntary_standstill=True))

    assert quick.step("contract-entry").planned_on == MARCH_2
    assert careful.step("contract-entry").planned_on == date(2026, 3, 12)


def test_duties_that_follow_the_contract_depend_on_its_value():
    small = plan(facts(starts_from=MARCH_2, contract_ends_on=date(2028, 4, 21)))
    large = plan(facts(starts_from=MARCH_2, contract_ends_on=date(2028, 4, 21), gross=Decimal(6_000_000)))

    assert {"contract-details", "contract-termination"} <= set(days(small))
    assert set(days(large)) - set(days(small)) == {
        "kpis",
        "contract-copy",
        "performance-review-1",
        "performance-review-2",
    }
    assert large.step("performance-review-1").planned_on == date(2027, 4, 21)
    assert large.step("contract-termination").planned_on == date(2028, 5, 20)


def test_bth_6_below_threshold_there_is_no_award_notice_standstill_or_conflicts_gate():
    keys = set(
        days(plan(facts(starts_from=MARCH_2, gross=Decimal(50_000), periods=PeriodFacts(is_covered=False))))
    )

    assert keys == {"tender-notice", "tender-deadline", "assessment", "contract-entry", "contract-start"}


def test_coi_3_and_pme_4_what_must_come_before_the_tender_notice_is_listed():
    timeline = plan(facts(starts_from=MARCH_2, has_engagement=True))

    assert [step.key for step in timeline.steps][:3] == [
        "engagement-notice",
        "conflicts-assessment",
        "tender-notice",
    ]
    assert timeline.step("engagement-notice").latest_on == MARCH_2


def test_a_contract_that_ends_before_it_starts_is_told_and_not_a_crash():
    timeline = plan(facts(starts_from=MARCH_2, contract_ends_on=MARCH_2, gross=Decimal(6_000_000)))

    assert [finding.code for finding in timeline.findings] == ["end-before-start"]


def test_a_timetable_needs_one_day_to_start_from():
    with pytest.raises(ValidationError, match="Give the day"):
        facts()


def test_an_unknown_step_cannot_be_fixed_and_is_not_found():
    with pytest.raises(ValueError, match="no step called tea-break"):
        plan(facts(starts_from=MARCH_2, fixed={"tea-break": MARCH_2}))
    with pytest.raises(KeyError):
        plan(facts(starts_from=MARCH_2)).step("tea-break")


CASES = st.builds(
    facts,
    contract=st.builds(
        ContractFacts,
        category=st.sampled_from(Category),
        is_light_touch=st.booleans(),
        award=st.sampled_from([Award.COMPETITIVE, Award.DYNAMIC_MARKET]),
    ),
    periods=st.builds(
        PeriodFacts,
        is_urgent=st.booleans(),
        is_electronic=st.booleans(),
        documents_all_together=st.booleans(),
    ),
    has_participation_stage=st.booleans(),
    has_planned_notice=st.booleans(),
    assessing_days=st.integers(0, 60),
    approving_days=st.integers(0, 20),
    mobilising_days=st.integers(0, 60),
    starts_from=st.dates(date(2025, 3, 1), date(2027, 12, 31)),
)


@settings(max_examples=40)
@given(CASES)
def test_planning_back_from_the_earliest_start_never_asks_to_begin_sooner(case):
    forwards = plan(case)
    wanted = forwards.step("contract-start").planned_on
    both = plan(case.model_copy(update={"contract_starts_on": wanted}))

    assert both.is_feasible
    assert all(
        step.earliest_on <= step.latest_on for step in both.steps if step.earliest_on and step.latest_on
    )


@settings(max_examples=40)
@given(CASES)
def test_beginning_a_day_late_against_the_latest_day_misses_the_start(case):
    wanted = date(2028, 9, 1)
    latest = (
        plan(case.model_copy(update={"starts_from": None, "contract_starts_on": wanted}))
        .step("tender-notice")
        .latest_on
    )
    in_time = plan(case.model_copy(update={"starts_from": latest, "contract_starts_on": wanted}))
    late = plan(
        case.model_copy(update={"starts_from": latest + timedelta(days=1), "contract_starts_on": wanted})
    )

    assert in_time.is_feasible
    assert not late.is_feasible
