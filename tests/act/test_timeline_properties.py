"""What holds of every timetable: order, monotony, honest advice, and agreement with the rules taken one by one."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from procure.act import deadlines
from procure.act.facts import Authority, Award, Category, ContractFacts
from procure.act.periods import PeriodFacts, PeriodKind, check_deadline
from procure.act.standstill import standstill
from procure.act.timeline import plan
from procure.act.timeline_facts import StageFacts, TimelineFacts
from procure.act.timeline_shortening import with_shortenings
from procure.act.timeline_steps import chain_of

#: Days that no minimum is longer than (Procurement Act 2023 s.54(4) entry 10), so that no officer has set too few.
ENOUGH = st.integers(35, 60)
STAGES = st.lists(st.tuples(st.booleans(), st.none() | ENOUGH), max_size=3).map(
    lambda rows: tuple(
        StageFacts(key=str(n), name=f"Stage {n}", is_tender_round=is_round, days=days)
        for n, (is_round, days) in enumerate(rows)
    )
)
CASES = st.builds(
    TimelineFacts,
    gross=st.sampled_from([Decimal(500_000), Decimal(6_000_000)]),
    contract=st.builds(
        ContractFacts,
        authority=st.sampled_from([Authority.CENTRAL, Authority.SUB_CENTRAL]),
        category=st.sampled_from(Category),
        is_light_touch=st.booleans(),
        award=st.sampled_from([Award.COMPETITIVE, Award.DYNAMIC_MARKET]),
    ),
    periods=st.builds(
        PeriodFacts,
        is_urgent=st.booleans(),
        is_electronic=st.booleans(),
        documents_all_together=st.booleans(),
        suppliers_are_preselected=st.booleans(),
        is_covered=st.booleans(),
    ),
    has_participation_stage=st.booleans(),
    has_planned_notice=st.booleans(),
    has_engagement=st.booleans(),
    stages=STAGES,
    tendering_days=st.none() | ENOUGH,
    assessing_days=st.integers(0, 60),
    approving_days=st.integers(0, 20),
    mobilising_days=st.integers(0, 60),
    starts_from=st.dates(date(2025, 3, 1), date(2027, 12, 31)),
)
FEW = settings(max_examples=25, deadline=None)


def chain_days(facts, field="planned_on"):
    """The days of the steps that follow one another, in their order."""
    timeline = plan(facts)
    return [getattr(timeline.step(link.key), field) for link in chain_of(facts)]


@FEW
@given(CASES, st.integers(0, 400))
def test_no_step_ever_comes_before_the_one_it_follows(case, later):
    end = chain_days(case)[-1] + timedelta(days=later)
    back = case.model_copy(update={"starts_from": None, "contract_starts_on": end})
    both = case.model_copy(update={"contract_starts_on": end})
    for facts in (case, back, both):
        for field in ("planned_on", "earliest_on", "latest_on"):
            days = [day for day in chain_days(facts, field) if day]
            assert days == sorted(days)
        assert plan(facts).is_feasible


@FEW
@given(CASES, st.data())
def test_a_day_set_by_an_officer_breaks_the_order_only_with_a_finding(case, data):
    key = data.draw(st.sampled_from([link.key for link in chain_of(case)]))
    moved = plan(case).step(key).planned_on + timedelta(days=data.draw(st.integers(-40, 40)))
    facts = case.model_copy(update={"fixed": {key: moved}})
    days = chain_days(facts)
    if days != sorted(days):
        assert key in {finding.field for finding in plan(facts).findings}
    assert plan(facts).step(key).planned_on == moved


@FEW
@given(CASES)
def test_planning_back_from_the_earliest_start_never_asks_to_begin_sooner(case):
    forwards = plan(case)
    wanted = forwards.step("contract-start").planned_on
    both = plan(case.model_copy(update={"contract_starts_on": wanted}))

    assert both.is_feasible
    assert all(
        step.earliest_on <= step.latest_on for step in both.steps if step.earliest_on and step.latest_on
    )


@FEW
@given(CASES)
def test_beginning_a_day_late_against_the_latest_day_misses_the_start(case):
    wanted = date(2028, 9, 1)
    back = case.model_copy(update={"starts_from": None, "contract_starts_on": wanted})
    latest = plan(back).step("tender-notice").latest_on
    in_time = plan(case.model_copy(update={"starts_from": latest, "contract_starts_on": wanted}))
    late = plan(
        case.model_copy(update={"starts_from": latest + timedelta(days=1), "contract_starts_on": wanted})
    )

    assert in_time.is_feasible
    assert not late.is_feasible


@FEW
@given(
    CASES,
    st.integers(1, 30),
    st.sampled_from(["assessing_days", "approving_days", "mobilising_days", "starts_from"]),
)
def test_more_time_or_a_later_beginning_makes_nothing_sooner(case, more, what):
    later = case.model_copy(
        update={what: getattr(case, what) + (timedelta(days=more) if what == "starts_from" else more)}
    )
    assert all(before <= after for before, after in zip(chain_days(case), chain_days(later), strict=True))


@FEW
@given(CASES)
def test_every_way_to_shorten_shortens_by_the_days_it_says(case):
    timeline, ways = with_shortenings(case)
    for way in ways:
        start = plan(way.facts).step("contract-start").earliest_on
        assert timeline.step("contract-start").planned_on - start == timedelta(days=way.days_saved), way.key
        assert way.days_saved > 0
        assert way.words in " ".join(timeline.step(way.step).shortened_by), way.key


@FEW
@given(CASES)
def test_every_way_to_shorten_lets_a_procurement_with_a_wanted_start_begin_later(case):
    wanted = case.model_copy(update={"starts_from": None, "contract_starts_on": date(2028, 9, 1)})
    timeline, ways = with_shortenings(wanted)
    for way in ways:
        notice = plan(way.facts).step("tender-notice").planned_on
        assert (notice - timeline.step("tender-notice").planned_on).days == way.days_saved > 0, way.key


@FEW
@given(CASES)
def test_the_timetable_keeps_every_rule_taken_by_itself(case):
    timeline = plan(case)
    period, covered = case.period_facts, case.periods.is_covered
    notice = timeline.step("tender-notice").planned_on
    if case.has_participation_stage:
        closes = timeline.step("participation-deadline").planned_on
        assert check_deadline(PeriodKind.PARTICIPATION, notice, closes, period) is None
    deadline = timeline.step("tender-deadline")
    assert check_deadline(PeriodKind.TENDERING, deadline.begins_on, deadline.planned_on, period) is None
    entered = timeline.step("contract-entry").planned_on
    if covered:
        pause = standstill(timeline.step("award-notice").planned_on, case.contract).value
        assert entered == pause.sign_from
        details = deadlines.contract_details_due(entered, is_light_touch=case.contract.is_light_touch)
        assert timeline.step("contract-details").planned_on == details.value
