"""The worked examples once more, through the planner: a timetable never says otherwise than the rule alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from procure.act.facts import ContractFacts
from procure.act.periods import PeriodFacts
from procure.act.timeline import plan
from procure.act.timeline_facts import TimelineFacts
from procure.act.timeline_route import routed
from procure.act.valuation import gross_of

LONG_BEFORE = timedelta(days=300)
MARCH_2 = date(2026, 3, 2)
TOGETHER, LATER = {"documents_all_together": True}, {"documents_all_together": False}


def timetable(**answers):
    return plan(TimelineFacts(**{"gross": Decimal(6_000_000), **answers}))


def entered_on(day, **contract):
    return timetable(
        starts_from=day - LONG_BEFORE, fixed={"contract-entry": day}, contract=ContractFacts(**contract)
    )


@pytest.mark.parametrize(
    ("published", "ends", "signs"),
    [
        (MARCH_2, date(2026, 3, 11), date(2026, 3, 12)),
        (date(2026, 3, 9), date(2026, 3, 19), date(2026, 3, 20)),
        (date(2026, 6, 8), date(2026, 6, 18), date(2026, 6, 19)),
        (date(2026, 11, 23), date(2026, 12, 3), date(2026, 12, 4)),
        (date(2026, 11, 28), date(2026, 12, 10), date(2026, 12, 11)),
        (date(2026, 12, 21), date(2027, 1, 5), date(2027, 1, 6)),
    ],
)
def test_std_2_and_3_the_standstill(published, ends, signs):
    timeline = timetable(starts_from=published - LONG_BEFORE, fixed={"award-notice": published})
    assert timeline.step("standstill-end").planned_on == ends
    assert timeline.step("contract-entry").planned_on == signs


@pytest.mark.parametrize(
    ("contract", "periods", "has_planned_notice", "entry", "deadline"),
    [
        ({}, TOGETHER, False, "entry 7", date(2026, 3, 27)),
        ({}, LATER, False, "entry 8", date(2026, 4, 1)),
        ({}, {"is_electronic": False}, False, "entry 9", date(2026, 4, 1)),
        ({}, LATER | {"is_electronic": False}, False, "entry 10", date(2026, 4, 6)),
        ({"award": "dynamic-market"}, TOGETHER, False, "entry 6", date(2026, 3, 12)),
        ({}, {"is_urgent": True}, False, "entry 5", date(2026, 3, 12)),
        ({}, TOGETHER, True, "entry 4", date(2026, 3, 12)),
        ({}, {"suppliers_are_preselected": True}, False, "entry 3", date(2026, 3, 12)),
        (
            {}, {"suppliers_are_preselected": True, "period_is_agreed_with_them": True}, False, "entry 2", MARCH_2,
        ),
        ({"is_light_touch": True}, TOGETHER, False, "entry 1", MARCH_2),
        ({"authority": "central"}, {"suppliers_are_preselected": True}, False, "entry 7", date(2026, 3, 27)),
    ],
)  # fmt: skip
def test_tim_2_the_tendering_period_of_every_case(contract, periods, has_planned_notice, entry, deadline):
    timeline = timetable(
        starts_from=MARCH_2,
        contract=ContractFacts(**contract),
        periods=PeriodFacts(**periods),
        has_planned_notice=has_planned_notice,
    )
    step = timeline.step("tender-deadline")
    assert step.planned_on == deadline
    assert step.provision.endswith(entry)


def test_tim_2_the_participation_period():
    ordinary, urgent, light = (
        timetable(starts_from=MARCH_2, has_participation_stage=True, **answers).step("participation-deadline")
        for answers in (
            {},
            {"periods": PeriodFacts(is_urgent=True)},
            {"contract": ContractFacts(is_light_touch=True)},
        )
    )
    assert (ordinary.planned_on, urgent.planned_on, light.planned_on) == (
        date(2026, 3, 27), date(2026, 3, 12), MARCH_2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("contract", "details", "copy"),
    [
        ({}, date(2026, 6, 30), date(2026, 8, 29)),
        ({"is_light_touch": True}, date(2026, 9, 28), date(2026, 11, 27)),
    ],
)
def test_cdn_1_and_2_contract_details_and_copy(contract, details, copy):
    timeline = entered_on(date(2026, 6, 1), **contract)
    assert timeline.step("contract-details").planned_on == details
    assert timeline.step("contract-copy").planned_on == copy


def test_pip_2_the_pipeline_notice():
    timeline = timetable(starts_from=date(2027, 6, 1), expects_pipeline=True)
    assert timeline.step("pipeline-2027").planned_on == date(2027, 5, 26)


def test_pay_4_and_5_the_notices_about_payments():
    timeline = entered_on(date(2026, 11, 2))
    assert timeline.step("payments").planned_on == date(2027, 1, 29)
    assert timeline.step("payments-compliance").planned_on == date(2027, 4, 29)


@pytest.mark.parametrize(
    ("notice", "qualifies"),
    [
        (date(2026, 2, 9), False), (date(2026, 2, 10), True), (date(2027, 1, 1), True), (date(2027, 1, 2), False),
    ],
)  # fmt: skip
def test_ppn_1_the_qualifying_planned_notice(notice, qualifies):
    timeline = timetable(
        starts_from=notice, has_planned_notice=True, fixed={"planned-notice": date(2026, 1, 1)}
    )
    assert timeline.is_feasible is qualifies


@pytest.mark.parametrize(
    ("gross", "is_covered"),
    [
        (Decimal(207_720), True),
        (Decimal("207719.99"), False),
        (gross_of(Decimal(175_000), Decimal(20)), True),
        (None, True),
    ],
)
def test_thr_2_only_what_is_above_threshold_has_a_standstill(gross, is_covered):
    facts, route = routed(TimelineFacts(gross=gross, starts_from=MARCH_2))
    assert ("standstill-end" in {step.key for step in plan(facts).steps}) is is_covered
    assert route.explanation


@pytest.mark.parametrize(("gross", "is_required"), [("5000000.00", False), ("5000000.01", True)])
def test_kpi_1_indicators_above_five_million(gross, is_required):
    timeline = timetable(starts_from=MARCH_2, gross=Decimal(gross))
    assert ("kpis" in {step.key for step in timeline.steps}) is is_required
