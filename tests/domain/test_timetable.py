"""A tender's answers as a timetable, and the dates of its draft that would follow."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from procure.domain.snapshot import SpecificationSnapshot, StageSnapshot
from procure.domain.timetable import (
    LaidOut,
    TimetablePlan,
    at_same_time,
    draft_changes,
    facts_of,
    first_plan,
    lay_out,
)
from tests.factories.snapshots import make_snapshot

TODAY = date(2026, 11, 28)
MARCH = date(2027, 3, 1)


def tender(**facts: Any) -> SpecificationSnapshot:
    snapshot = make_snapshot()
    return snapshot.model_copy(update={"facts": snapshot.facts.model_copy(update=facts)})


def laid_out(snapshot: SpecificationSnapshot, **plan: Any) -> LaidOut:
    return lay_out(facts_of(snapshot, TimetablePlan(**{"starts_from": MARCH, **plan}), TODAY))


def test_a_plan_begins_from_what_the_draft_says() -> None:
    snapshot = tender(
        supply_starts_on=date(2027, 9, 1),
        notice_planned_on=MARCH,
        engagement_took_place=True,
        relies_on_shorter_period=True,
        shorter_period_entry="T4",
    )
    plan = first_plan(snapshot)
    assert (plan.contract_starts_on, plan.starts_from) == (date(2027, 9, 1), MARCH)
    assert (plan.has_engagement, plan.has_planned_notice) == (True, True)


def test_the_answers_of_the_draft_set_the_periods() -> None:
    together = laid_out(tender(procedure="open", documents_provided_now=True, is_electronic=True))
    later = laid_out(tender(procedure="open", documents_provided_now=False, is_electronic=False))
    assert together.timeline.step("tender-deadline").planned_on == date(2027, 3, 26)
    assert later.timeline.step("tender-deadline").planned_on == date(2027, 4, 5)


def test_a_planned_notice_counts_only_while_the_plan_has_one() -> None:
    snapshot = tender(procedure="open", relies_on_shorter_period=True, shorter_period_entry="T4")
    with_one, without = laid_out(snapshot, has_planned_notice=True), laid_out(snapshot)
    assert with_one.timeline.step("tender-deadline").planned_on == date(2027, 3, 11)
    assert without.timeline.step("tender-deadline").planned_on == date(2027, 3, 26)


def test_where_the_act_sets_no_minimum_suppliers_are_given_time_all_the_same() -> None:
    light = laid_out(tender(procedure="open", special_regimes=("light_touch",)))
    assert light.timeline.step("tender-deadline").planned_on == date(2027, 3, 26)
    small = laid_out(tender(procedure="open", value_net=Decimal(100), value_gross=Decimal(120)))
    assert small.timeline.step("tender-deadline").planned_on == date(2027, 3, 26)
    assert small.route.value == "below-threshold"


def test_stages_of_the_draft_become_steps_and_what_is_gone_is_passed_over() -> None:
    stages = (
        StageSnapshot(key="s1", number=1, name="Requests", kind="request_to_participate"),
        StageSnapshot(key="s2", number=2, name="Outline", kind="tender_round"),
        StageSnapshot(key="s3", number=3, name="Dialogue", kind="negotiation"),
        StageSnapshot(key="s4", number=4, name="Final", kind="final_tender"),
    )
    snapshot = tender(procedure="competitive_flexible", invites_requests=True).model_copy(
        update={"stages": stages}
    )
    days = {"stage-s3": 10, "stage-gone": 3}
    found = laid_out(snapshot, days=days, fixed={"stage-gone": MARCH, "stage-s4": date(2027, 9, 1)})
    keys = [step.key for step in found.timeline.steps]
    assert keys.index("participation-deadline") < keys.index("tender-deadline") < keys.index("stage-s3")
    assert found.timeline.step("stage-s4").planned_on == date(2027, 9, 1)
    changed = {(each.key, each.path): each.after for each in draft_changes(snapshot, found) if each.key}
    assert changed["s2", "stages.ends_on"] == found.timeline.step("tender-deadline").planned_on
    assert changed["s1", "stages.starts_on"] == MARCH
    assert changed["s4", "stages.ends_on"] == date(2027, 9, 1)
    assert not [
        step for step in laid_out(tender(procedure="open")).timeline.steps if step.key.startswith("stage-")
    ]


def test_dates_the_draft_has_already_are_no_change() -> None:
    snapshot = tender(procedure="open")
    found = laid_out(snapshot)
    changes = draft_changes(snapshot, found)
    facts = {each.path.removeprefix("facts."): each.after for each in changes}
    assert set(facts) >= {
        "notice_planned_on",
        "enquiry_deadline_at",
        "tender_deadline_at",
        "supply_starts_on",
    }
    assert "participation_deadline_at" not in facts
    assert draft_changes(tender(procedure="open", **facts), found) == ()


@pytest.mark.parametrize(
    ("before", "day", "after"),
    [
        (None, date(2027, 1, 27), datetime(2027, 1, 27, 12, tzinfo=UTC)),
        (None, date(2027, 7, 27), datetime(2027, 7, 27, 11, tzinfo=UTC)),
        (datetime(2027, 1, 4, 17, tzinfo=UTC), date(2027, 7, 27), datetime(2027, 7, 27, 16, tzinfo=UTC)),
        # 1:30am on the days when the clocks change
        (datetime(2027, 1, 4, 1, 30, tzinfo=UTC), date(2027, 3, 28), datetime(2027, 3, 28, 11, tzinfo=UTC)),
        (datetime(2027, 1, 4, 1, 30, tzinfo=UTC), date(2027, 10, 31), datetime(2027, 10, 31, 12, tzinfo=UTC)),
    ],
)
def test_a_deadline_keeps_its_time_of_day_in_london(
    before: datetime | None, day: date, after: datetime
) -> None:
    assert at_same_time(before, day) == after


def test_a_plan_refuses_what_it_does_not_know_and_days_beyond_reason() -> None:
    for wrong in ({"colour": 1}, {"days": {"assessing_days": -1}}, {"days": {"assessing_days": 9999}}):
        with pytest.raises(ValidationError):
            TimetablePlan(**wrong)


def test_without_a_day_there_is_nothing_to_lay_out() -> None:
    with pytest.raises(ValueError, match="Give the day"):
        facts_of(tender(), TimetablePlan(), TODAY)
