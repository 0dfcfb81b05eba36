"""How a measure stands: on path, off path, too early to tell until a day, or not measurable and why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procure.domain.measurability import Noise
from procure.domain.results import (
    Chance,
    ChangeKind,
    Judgement,
    Path,
    Point,
    Reading,
    Rhythm,
    Status,
    VintageRule,
    chance_of,
    changes_between,
    judge,
    known_on,
    path_between,
    revisions,
)
from procure.domain.vocabulary import Direction

STARTS, ENDS = date(2027, 4, 1), date(2031, 3, 31)
MONTHLY = Rhythm(30, 20)
FEW = settings(max_examples=40, deadline=None)
RANK = {Status.OFF_PATH: 0, Status.NOT_MEASURABLE: 1, Status.TOO_EARLY: 1, Status.ON_PATH: 2}
figures = st.integers(-1_000, 11_000).map(lambda n: Decimal(n) / 100)


def a_path(start: str = "60", target: str = "40", **given_: Any) -> Path:
    found = path_between(Decimal(start), STARTS, Decimal(target), ENDS, **given_)
    assert found is not None
    return found


def a_reading(month: int, value: str | Decimal | None, *, late: int = 20, vintage: int = 1) -> Reading:
    """For the month numbered from the start of the contract."""
    ends = STARTS + timedelta(days=30 * month)
    return Reading(
        ends - timedelta(days=29),
        ends,
        None if value is None else Decimal(value),
        ends + timedelta(days=late),
        vintage,
    )


def points(*values: str, first: int = 1) -> list[Point]:
    found = (a_reading(first + at, value) for at, value in enumerate(values))
    return [Point(each, each.value or Decimal(0)) for each in found]


def chance(error: str) -> Chance:
    found = chance_of(Noise(Decimal(error), None), ())
    assert found is not None
    return found


def judged(series: list[Point], error: str = "1", *, path: Path | None = None, after: int = 25) -> Judgement:
    """On the day some days after the last period."""
    today = (series[-1].on if series else STARTS) + timedelta(days=after)
    return judge(series, path or a_path(), MONTHLY, chance(error), today, unit="%")


# The series as it was known


def test_a_series_is_told_as_it_was_known_on_the_day():
    first, revised = a_reading(1, "50"), a_reading(1, "47", late=80, vintage=2)
    before, after = (known_on([revised, first], day) for day in (date(2027, 6, 1), date(2027, 12, 1)))
    assert ([each.value for each in before], [each.value for each in after]) == ([Decimal(50)], [Decimal(47)])


@pytest.mark.parametrize(
    ("rule", "days", "value"),
    [(VintageRule.FIRST, None, 50), (VintageRule.LATEST, None, 45), (VintageRule.AS_OF, 90, 47)],
)
def test_an_indicator_names_the_publication_it_is_judged_on(rule, days, value):
    published = [
        a_reading(1, "50"),
        a_reading(1, "47", late=80, vintage=2),
        a_reading(1, "45", late=200, vintage=3),
    ]
    (point,) = known_on(published, date(2029, 1, 1), rule, days)
    assert point.value == value


def test_a_withdrawn_figure_stands_for_no_period():
    published = [a_reading(1, "50"), a_reading(2, "51"), a_reading(2, None, late=60, vintage=2)]
    assert [each.on for each in known_on(published, date(2029, 1, 1))] == [published[0].ends_on]
    (revision,) = revisions(published)
    assert revision.moved is None


TWICE = [
    a_reading(month, str(50 - month - again), late=20 + 40 * again, vintage=again + 1)
    for month in (1, 2, 3)
    for again in (0, 1)
]


@FEW
@given(st.permutations(TWICE), st.integers(0, 250))
def test_the_order_in_which_figures_come_makes_no_difference(published, days):
    day = STARTS + timedelta(days=days)
    assert known_on(published, day) == known_on(sorted(published, key=lambda each: each.published_on), day)
    assert len({each.reading.period for each in known_on(published, day)}) == len(known_on(published, day))


# The path


def test_without_steps_the_path_is_straight_and_with_steps_it_goes_by_them():
    middle = STARTS + (ENDS - STARTS) / 2
    assert round(a_path().due(middle)) == 50
    stepped = a_path(steps=[(middle, Decimal(58)), (date(2040, 1, 1), Decimal(0))])
    assert stepped.is_given
    assert stepped.due(middle) == 58
    assert (stepped.due(date(2020, 1, 1)), stepped.due(date(2040, 1, 1))) == (60, 40)


def test_there_is_no_path_to_a_target_that_lies_the_wrong_way_or_in_the_past():
    assert path_between(Decimal(60), STARTS, Decimal(40), ENDS, direction="up") is None
    assert path_between(Decimal(60), ENDS, Decimal(40), STARTS) is None


@FEW
@given(figures, figures, st.integers(-400, 2_000), st.integers(0, 400))
def test_what_is_due_stays_between_start_and_target_and_only_ever_nears_it(start, target, day, later):
    path = path_between(start, STARTS, target, ENDS)
    assert path is not None
    now, then = (path.due(STARTS + timedelta(days=each)) for each in (day, day + later))
    assert min(start, target) <= now <= max(start, target)
    assert abs(target - then) <= abs(target - now)


@FEW
@given(figures, figures, figures.map(abs))
def test_the_first_day_on_which_so_much_is_due_is_the_first(start, target, change):
    path = path_between(start, STARTS, target, ENDS)
    assert path is not None
    day = path.first_day_due(change)
    if day is None:
        assert abs(target - start) < change
    else:
        assert abs(path.due(day) - start) >= change or change <= 0
        assert day <= STARTS or abs(path.due(day - timedelta(days=1)) - start) < change


# Status


def test_before_the_first_figure_it_is_too_early_until_that_is_due():
    found = judged([], after=10)
    assert (found.status, found.until) == (Status.TOO_EARLY, STARTS + timedelta(days=50))
    assert found.words == "Too early to tell until 21 May 2027"
    assert judged([], after=50).status is Status.NOT_MEASURABLE


def test_a_reading_counts_once_the_path_asks_for_more_than_chance_does():
    """Half a point is due after a month, and nothing under 2.8 points can be told from chance."""
    early = judged(points("59.4"))
    assert early.status is Status.TOO_EARLY
    assert early.until is not None
    clear = a_path().first_day_due(Decimal("2.8"))
    assert clear is not None
    assert 0 <= (early.until - clear).days <= 50
    assert judged(points("55", first=12)).status is Status.ON_PATH


def test_a_reading_short_of_the_path_is_off_it_only_beyond_chance():
    """After 24 months of 30 days, 50.1% is due; chance reaches 1.96 points."""
    within, beyond = judged(points("51.5", first=24)), judged(points("53", first=24))
    assert within.status is Status.ON_PATH
    assert "within what chance does" in within.reason
    assert beyond.status is Status.OFF_PATH
    assert "more than chance does" in beyond.reason


def test_a_figure_that_got_worse_beyond_chance_is_off_path_however_early_it_is():
    assert judged(points("64")).status is Status.OFF_PATH


def test_a_target_that_chance_alone_could_reach_is_not_measurable():
    found = judged(points("59"), "8")
    assert found.status is Status.NOT_MEASURABLE
    assert "cannot be told from chance" in found.reason


def test_without_knowing_chance_three_readings_are_awaited_and_then_their_scatter_counts():
    def stands(*values: str) -> Judgement:
        series = points(*values)
        today = series[-1].on + timedelta(days=25)
        return judge(series, a_path(), MONTHLY, chance_of(None, series), today)

    one = stands("59.5")
    assert (one.status, one.until) == (Status.TOO_EARLY, STARTS + timedelta(days=110))
    assert stands("59.5", "59.0", "58.5", "58.0", "57.5").status is Status.ON_PATH
    assert stands("60.5", "61.0", "61.5", "62.0", "62.5").status is Status.OFF_PATH


def test_a_publisher_s_own_interval_comes_before_any_other():
    series = points("53", first=24)
    reading = Reading(
        *series[0].reading.period, Decimal(53), series[0].reading.published_on, 1, Decimal(50), Decimal(56)
    )
    sure = chance_of(Noise(Decimal("0.1"), None), [Point(reading, Decimal(53))])
    assert sure is not None
    assert sure.band == 3
    found = judge([Point(reading, Decimal(53))], a_path(), MONTHLY, sure, series[0].on + timedelta(days=25))
    assert found.status is Status.ON_PATH


def test_a_figure_that_should_stay_the_same_may_stray_as_far_as_chance_does():
    path = path_between(Decimal(50), STARTS, Decimal(50), ENDS)
    assert path is not None
    assert path.direction is Direction.HOLD
    assert judged(points("51.9"), path=path).status is Status.ON_PATH
    assert judged(points("52"), path=path).status is Status.OFF_PATH
    assert judged(points("48"), path=path).status is Status.OFF_PATH


def test_readings_of_the_time_before_the_contract_tell_nothing_of_it():
    assert judged(points("99", first=-3), after=110).point is None


def test_a_series_gone_silent_is_not_measurable_any_more():
    series = points("55", first=12)
    fresh, silent = judged(series, after=60), judged(series, after=110)
    assert fresh.status is Status.ON_PATH
    assert fresh.is_overdue(series[0].on + timedelta(days=60))
    assert fresh.again_on == series[0].on + timedelta(days=110)
    assert silent.status is Status.NOT_MEASURABLE
    assert "No figure has come since" in silent.reason


def test_what_cannot_be_judged_says_what_is_missing():
    found = judge(points("5"), None, MONTHLY, None, STARTS, why_no_path="There is no starting figure.")
    assert (found.status, found.reason) == (Status.NOT_MEASURABLE, "There is no starting figure.")
    nobody_said = judge([], a_path(), Rhythm(None, None), None, STARTS)
    assert nobody_said.status is Status.NOT_MEASURABLE
    assert "how often" in nobody_said.reason


@FEW
@given(
    figures, figures, figures, figures.map(abs), st.integers(1, 47), st.integers(0, 60), st.integers(1, 500)
)
def test_a_better_reading_never_makes_the_status_worse(start, target, value, error, month, after, better):
    path = path_between(start, STARTS, target, ENDS)
    assert path is not None
    if path.direction is Direction.HOLD:
        return
    gain = Decimal(better) / 10 * (1 if path.direction is Direction.UP else -1)
    one, other = (
        judged(points(str(each), first=month), str(error), path=path, after=after)
        for each in (value, value + gain)
    )
    assert RANK[one.status] <= RANK[other.status]


@FEW
@given(st.lists(figures, max_size=6), figures.map(abs), st.integers(0, 300))
def test_too_early_always_has_a_day_ahead_and_no_other_status_has_one(values, error, after):
    series = points(*map(str, values))
    today = STARTS + timedelta(days=after)
    found = judge(series, a_path(), MONTHLY, chance(str(error)), today)
    assert (found.until is not None) == (found.status is Status.TOO_EARLY)
    assert found.until is None or found.until > today
    assert found.again_on is None or found.again_on > today


@FEW
@given(figures, figures.map(abs), figures.map(abs))
def test_less_chance_never_takes_back_that_a_reading_is_off_path(value, error, more):
    less, much = (judged(points(str(value), first=30), str(each)) for each in (error, error + more))
    assert less.status is Status.OFF_PATH or much.status is not Status.OFF_PATH


# What changed


def changes(before: list[Reading], after: list[Reading], today: date | None = None) -> list[ChangeKind]:
    sure = chance("1")
    since = before[-1].published_on
    found = changes_between(
        before,
        after,
        since,
        today or after[-1].published_on,
        lambda series, on: judge(series, a_path(), MONTHLY, sure, on),
        sure,
        "%",
    )
    return [each.kind for each in found]


def test_a_revision_that_changes_the_status_comes_first():
    """50% was on path in month 24; a later count says 56%, and the next month jumps further."""
    published = [a_reading(23, "50.8"), a_reading(24, "50")]
    later = [*published, a_reading(24, "56", late=45, vintage=2), a_reading(25, "60")]
    assert changes(published, later) == [ChangeKind.REVISION, ChangeKind.JUMP]


def test_a_status_that_changed_by_a_new_figure_and_an_overdue_one_are_told():
    first, second = a_reading(24, "50"), a_reading(25, "52.2")
    assert changes([first], [first, second]) == [ChangeKind.STATUS]
    assert changes([first, second], [first, second], second.published_on + timedelta(days=45)) == [
        ChangeKind.OVERDUE
    ]


def test_nothing_happened_where_nothing_new_is_known():
    published = [a_reading(24, "50")]
    assert changes(published, [*published, a_reading(24, "50", late=40, vintage=2)]) == []
