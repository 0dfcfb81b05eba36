"""The timetable of a tender: forwards, backwards, edited, and honest about what cannot be done."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from procure.act.facts import ContractFacts
from procure.act.periods import PeriodFacts
from procure.act.provisions import provision_url
from procure.act.timeline import fixable, plan
from procure.act.timeline_facts import StageFacts, TimelineFacts

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
    assert (finding.code, finding.field) == ("start-not-reachable", "contract_starts_on")
    assert "2 days later" in finding.message


def test_light_touch_has_no_minimum_and_no_standstill_unless_one_is_stated():
    contract = ContractFacts(is_light_touch=True)
    quick = plan(facts(starts_from=MARCH_2, contract=contract, assessing_days=0))
    careful = plan(facts(starts_from=MARCH_2, contract=contract, assessing_days=0, standstill_working_days=8))

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

    assert keys == {
        "tender-notice", "tender-deadline", "assessment", "contract-entry", "contract-start",
        "contract-details",
    }  # fmt: skip


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


def test_pip_2_and_3_every_pipeline_notice_that_lists_the_procurement_is_told():
    timeline = plan(facts(starts_from=date(2027, 6, 1), gross=Decimal(2_000_001), expects_pipeline=True))

    pipelines = {step.key: step.planned_on for step in timeline.steps if step.notice == "UK1"}
    assert pipelines == {"pipeline-2026": date(2026, 5, 26), "pipeline-2027": date(2027, 5, 26)}


@pytest.mark.parametrize(
    "answers",
    [
        {"gross": Decimal(2_000_000)},
        {"contract": ContractFacts(nation="GB-NIR")},
        {"contract": ContractFacts(authority="private-utility", is_utilities=True)},
        {"expects_pipeline": False},
    ],
)
def test_pip_3_and_4_no_pipeline_notice_where_none_is_owed(answers):
    case = {"starts_from": date(2027, 6, 1), "gross": Decimal(3_000_000), "expects_pipeline": True} | answers
    assert not [step for step in plan(facts(**case)).steps if step.notice == "UK1"]


def test_pay_4_and_5_the_first_notices_about_payments_follow_the_start():
    timeline = plan(facts(starts_from=MARCH_2))
    assert timeline.step("payments").planned_on == date(2026, 7, 29)
    assert timeline.step("payments-compliance").planned_on == date(2026, 10, 29)


def test_pay_4_concessions_count_for_no_payments_compliance_notice():
    keys = set(days(plan(facts(starts_from=MARCH_2, contract=ContractFacts(is_concession=True)))))
    assert not keys & {"payments", "payments-compliance"}


def test_questions_close_a_week_before_tenders_or_half_way_where_there_is_less():
    assert plan(facts(starts_from=MARCH_2)).step("enquiry-deadline").planned_on == date(2026, 3, 20)
    short = plan(facts(starts_from=MARCH_2, periods=PeriodFacts(is_urgent=True)))
    assert short.step("enquiry-deadline").planned_on == date(2026, 3, 7)
    none = plan(facts(starts_from=MARCH_2, contract=ContractFacts(is_light_touch=True)))
    assert "enquiry-deadline" not in days(none)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"enquiries_close_days_before": 0}, "enquiries_close_days_before"),
        ({"enquiries_close_days_before": 25}, "enquiries_close_days_before"),
        ({"fixed": {"enquiry-deadline": MARCH_2}}, "enquiry-deadline"),
        ({"fixed": {"enquiry-deadline": date(2026, 3, 27)}}, "enquiry-deadline"),
    ],
)
def test_questions_that_close_outside_the_period_are_refused_at_their_own_field(answers, field):
    (finding,) = plan(facts(starts_from=MARCH_2, **answers)).findings
    assert (finding.code, finding.field) == ("enquiries-outside-the-period", field)


@pytest.mark.parametrize(
    ("answers", "rule_id", "field", "words"),
    [
        ({"tendering_days": 24}, "TIM-2", "tendering_days", "the minimum is 25"),
        (
            {"participation_days": 9, "has_participation_stage": True, "periods": PeriodFacts(is_urgent=True)},
            "TIM-2", "participation_days", "the minimum is 10",
        ),
        ({"standstill_working_days": 7}, "STD-4", "standstill_working_days", "8 working days or more"),
        (
            {"stages": (
                StageFacts(key="a", name="Round 1", is_tender_round=True),
                StageFacts(key="b", name="Round 2", is_tender_round=True, days=24),
            )},
            "TIM-2", "stage-b", "the minimum is 25",
        ),
        ({"has_planned_notice": True, "planned_notice_days": 39}, "PPN-1", "planned_notice_days", "not qualify"),
        (
            {"has_planned_notice": True, "fixed": {"planned-notice": date(2025, 3, 1)}},
            "PPN-1", "planned-notice", "not qualify",
        ),
        (
            {"has_engagement": True, "fixed": {"engagement-notice": date(2026, 3, 3)}},
            "PME-4", "engagement-notice", "after",
        ),
        ({"fixed": {"conflicts-assessment": date(2026, 3, 3)}}, "COI-3", "conflicts-assessment", "too late"),
    ],
)  # fmt: skip
def test_a_change_that_breaks_a_minimum_says_which_rule_at_the_field(answers, rule_id, field, words):
    (finding,) = plan(facts(starts_from=MARCH_2, **answers)).findings
    assert (finding.rule_id, finding.field, finding.is_blocking) == (rule_id, field, True)
    assert words in finding.message
    assert finding.url


def test_a_broken_minimum_does_not_shorten_the_timetable_that_is_shown():
    assert days(plan(facts(starts_from=MARCH_2, tendering_days=1)))["tender-deadline"] == date(2026, 3, 27)


def test_tim_6_each_round_of_tenders_has_an_invitation_and_a_tendering_period():
    stages = (
        StageFacts(key="one", name="Outline tenders", is_tender_round=True),
        StageFacts(key="two", name="Dialogue", days=30),
        StageFacts(key="three", name="Final tenders", is_tender_round=True, days=40),
    )
    planned = days(plan(facts(starts_from=MARCH_2, stages=stages)))
    assert planned["stage-two"] - planned["tender-deadline"] == timedelta(days=30)
    assert planned["invitation-three"] == planned["stage-two"]
    assert planned["stage-three"] - planned["invitation-three"] == timedelta(days=40)
    assert planned["assessment"] - planned["stage-three"] == timedelta(days=14)


def test_a_stage_of_work_may_come_before_the_first_tenders():
    stages = (StageFacts(key="d", name="Site visits", days=10),)
    planned = days(plan(facts(starts_from=MARCH_2, stages=stages)))
    assert planned["tender-deadline"] - planned["stage-d"] == timedelta(days=25)


def test_counting_back_is_told_when_it_is_too_late_and_counts_on_from_today():
    case = facts(contract_starts_on=date(2026, 4, 22), today=date(2026, 3, 3))
    timeline = plan(case)
    (finding,) = timeline.findings
    assert finding.code == "start-not-reachable"
    assert "The tender notice was needed by Monday 2 March 2026" in finding.message
    assert timeline.step("tender-notice").planned_on == date(2026, 3, 3)
    assert plan(case.model_copy(update={"today": MARCH_2})).is_feasible


def test_counting_back_shows_the_earliest_days_from_today_beside_the_latest():
    step = plan(facts(contract_starts_on=date(2026, 5, 1), today=MARCH_2)).step("tender-deadline")
    assert (step.earliest_on, step.latest_on) == (date(2026, 3, 27), date(2026, 4, 7))
    assert (step.planned_on, step.spare_days) == (date(2026, 4, 7), 0)


def test_a_day_fixed_too_late_pushes_what_follows_and_misses_the_start():
    timeline = plan(facts(contract_starts_on=date(2026, 4, 22), fixed={"tender-deadline": date(2026, 4, 20)}))
    assert timeline.step("assessment").planned_on == date(2026, 5, 4)
    assert [finding.code for finding in timeline.findings] == ["start-not-reachable"]


def test_ppn_1_a_planned_notice_that_would_be_too_late_is_told_with_the_day_it_could_begin():
    timeline = plan(facts(starts_from=MARCH_2, has_planned_notice=True, today=date(2026, 2, 1)))
    (finding,) = timeline.findings
    assert finding.code == "planned-notice-too-late"
    assert "Friday 13 March 2026" in finding.message


def test_a_value_nobody_knows_yet_is_told_and_plans_the_rest():
    timeline = plan(facts(starts_from=MARCH_2, gross=None))
    assert [finding.code for finding in timeline.findings] == ["value-unknown"]
    assert timeline.is_feasible
    assert "kpis" not in days(timeline)


def test_pme_5_a_private_utility_publishes_no_engagement_notice():
    contract = ContractFacts(authority="private-utility", is_utilities=True)
    assert "engagement-notice" not in days(
        plan(facts(starts_from=MARCH_2, contract=contract, has_engagement=True))
    )


def test_every_step_says_why_and_where_it_is_written():
    timeline = plan(
        facts(
            starts_from=MARCH_2, gross=Decimal(6_000_000), contract_ends_on=date(2029, 1, 1), has_engagement=True,
            has_planned_notice=True, has_participation_stage=True, expects_pipeline=True,
        )
    )  # fmt: skip
    for step in timeline.steps:
        assert step.rule_id, step.key
        assert step.why.endswith("."), step.key
        assert provision_url(step.provision), step.key
    assert [step.planned_on for step in timeline.steps if not step.is_deadline] == sorted(
        step.planned_on for step in timeline.steps if not step.is_deadline
    )
    assert set(fixable(facts(starts_from=MARCH_2))) <= set(days(plan(facts(starts_from=MARCH_2))))


@pytest.mark.parametrize(
    "answers", [{"starts_from": date(2025, 2, 23)}, {"contract_starts_on": date(2025, 3, 1)}]
)
def test_nothing_is_planned_before_the_act_began(answers):
    with pytest.raises(ValueError, match="24 February 2025"):
        plan(facts(**answers))


def test_being_ready_sooner_does_not_move_a_wanted_start():
    timeline = plan(facts(starts_from=MARCH_2, contract_starts_on=date(2026, 6, 1)))
    assert timeline.step("contract-entry").planned_on == date(2026, 4, 22)
    assert timeline.step("contract-start").planned_on == date(2026, 6, 1)
    assert timeline.step("contract-entry").spare_days == 40
