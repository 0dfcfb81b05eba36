"""Counting days (DEF-1 to DEF-4)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.act import calendar as days
from procure.act.calendar import LONDON

SETTLED = st.dates(date(2024, 1, 1), date(2028, 12, 31))
COUNTS = st.integers(1, 120)


@pytest.mark.parametrize(
    ("day", "because"),
    [
        ("2026-01-01", "New Year's Day"),
        ("2026-01-02", "2 January, Scotland alone"),
        ("2026-03-17", "St Patrick's Day, Northern Ireland alone"),
        ("2026-04-03", "Good Friday"),
        ("2026-04-06", "Easter Monday, not Scotland"),
        ("2026-05-04", "early May"),
        ("2026-05-25", "spring"),
        ("2026-06-15", "Scotland's one-off holiday"),
        ("2026-07-13", "Battle of the Boyne, substitute"),
        ("2026-08-03", "summer, Scotland alone"),
        ("2026-08-31", "late August"),
        ("2026-11-30", "St Andrew's Day"),
        ("2026-12-25", "Christmas"),
        ("2026-12-28", "Boxing Day, substitute"),
        ("2025-04-21", "Easter Monday 2025"),
        ("2025-07-14", "Battle of the Boyne 2025, substitute"),
        ("2025-12-01", "St Andrew's Day 2025, substitute"),
        ("2024-03-18", "St Patrick's Day 2024, substitute"),
        ("2024-12-02", "St Andrew's Day 2024, substitute"),
        ("2027-12-27", "Christmas 2027, substitute"),
        ("2027-12-28", "Boxing Day 2027, substitute"),
        ("2027-01-04", "2 January 2027, substitute"),
        ("2027-03-26", "Good Friday 2027"),
    ],
)
def test_def_1_a_bank_holiday_in_any_part_of_the_uk_is_not_a_working_day(day, because):
    assert not days.is_working_day(date.fromisoformat(day)), because
    assert days.holidays_on(date.fromisoformat(day)), because


@pytest.mark.parametrize(
    "day", ["2026-03-07", "2026-03-08", "2026-12-26", "2026-12-27", "2028-01-01", "2028-01-02"]
)
def test_def_1_weekends_are_not_working_days(day):
    assert not days.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day",
    [
        "2026-03-16",
        "2026-04-02",
        "2026-04-07",
        "2026-06-12",
        "2026-12-24",
        "2026-12-29",
        "2028-02-29",
        "2025-06-16",
    ],
)
def test_def_1_other_days_are_working_days(day):
    assert days.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(("year", "holidays"), [(2024, 13), (2025, 13), (2026, 14), (2027, 13), (2028, 13)])
def test_def_1_every_year_held_has_the_union_of_all_parts(year, holidays):
    held = {holiday.on for holiday in days.bank_holidays() if holiday.on.year == year}

    assert len(held) == holidays
    assert {h.part for h in days.bank_holidays() if h.on.year == year} == set(days.PartOfUK)
    assert all(day.weekday() < 5 for day in held)


@pytest.mark.parametrize(
    ("year", "good_friday"),
    [
        (2024, "2024-03-29"),
        (2025, "2025-04-18"),
        (2026, "2026-04-03"),
        (2027, "2027-03-26"),
        (2028, "2028-04-14"),
    ],
)
def test_def_1_good_friday_agrees_with_the_date_of_easter(year, good_friday):
    held = [h.on for h in days.bank_holidays() if h.name == "Good Friday" and h.on.year == year]

    assert set(held) == {date.fromisoformat(good_friday)} == {_easter(year) - timedelta(days=2)}
    assert len(held) == 3


def _easter(year: int) -> date:
    """The Gregorian reckoning of Easter Sunday, by the method of Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    n = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return date(year, month, day + 1)


def test_every_bank_holiday_says_where_it_comes_from():
    assert all(holiday.source and holiday.name for holiday in days.bank_holidays())


def test_years_not_yet_settled_are_marked_unverified():
    assert days.verified_through() == date(2026, 12, 31)
    assert days.is_verified_through(date(2026, 12, 31))
    assert not days.is_verified_through(date(2027, 1, 1))
    assert not days.is_verified_through(date(2023, 12, 31))
    assert days.certainty_notes(date(2026, 5, 1)) == ()
    assert days.certainty_notes(date(2026, 5, 1), date(2027, 5, 1)) == (days.UNVERIFIED_HOLIDAYS,)


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2026-03-02", "2026-03-03"),
        ("2026-03-06", "2026-03-09"),
        ("2026-04-02", "2026-04-07"),
        ("2026-12-24", "2026-12-29"),
        ("2026-12-31", "2027-01-05"),
        ("2026-03-16", "2026-03-18"),
    ],
)
def test_def_1_next_working_day_comes_after_the_day_itself(day, following):
    assert days.next_working_day(date.fromisoformat(day)) == date.fromisoformat(following)


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        ("2026-03-02", 1, "2026-03-02"),
        ("2026-03-02", 30, "2026-03-31"),
        ("2028-02-01", 29, "2028-02-29"),
        ("2027-02-01", 29, "2027-03-01"),
        ("2026-03-28", 3, "2026-03-30"),
        ("2026-10-24", 3, "2026-10-26"),
        ("2027-04-01", 56, "2027-05-26"),
    ],
)
def test_def_3_a_period_beginning_with_a_day_counts_that_day_as_day_1(day, count, last):
    assert days.period_beginning_with(date.fromisoformat(day), count) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("invited", "count", "last"),
    [
        ("2026-03-02", 0, "2026-03-02"),
        ("2026-03-02", 25, "2026-03-27"),
        ("2028-02-04", 25, "2028-02-29"),
        ("2027-02-04", 25, "2027-03-01"),
    ],
)
def test_def_4_a_tendering_period_begins_the_day_after_the_invitation(invited, count, last):
    start, end = date.fromisoformat(invited), date.fromisoformat(last)

    assert days.period_after(start, count) == end
    assert days.period_length(start, end) == count


@pytest.mark.parametrize("bad", [0, -1])
def test_def_3_a_period_has_at_least_one_day(bad):
    with pytest.raises(ValueError, match="at least 1"):
        days.period_beginning_with(date(2026, 3, 2), bad)
    with pytest.raises(ValueError, match="at least 1"):
        days.working_period_beginning_with(date(2026, 3, 2), bad)


def test_def_4_a_period_has_no_negative_length():
    with pytest.raises(ValueError, match="fewer than no days"):
        days.period_after(date(2026, 3, 2), -1)


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        ("2026-01-01", 12, "2027-01-01"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-02-28", -12, "2026-02-28"),
        ("2028-02-29", -12, "2027-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
    ],
)
def test_months_run_to_the_corresponding_day_or_the_end_of_the_month(day, count, later):
    assert days.months_after(date.fromisoformat(day), count) == date.fromisoformat(later)


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        ("2026-04-01", 18, "2027-09-30"),
        ("2026-01-01", 12, "2026-12-31"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-06-01", 36, "2029-05-31"),
    ],
)
def test_a_period_of_months_beginning_with_a_day_ends_on_the_eve_of_the_corresponding_day(day, count, last):
    assert days.months_beginning_with(date.fromisoformat(day), count) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("moment", "uk"),
    [
        ("2026-06-30T22:59:59+00:00", "2026-06-30"),
        ("2026-06-30T23:00:00+00:00", "2026-07-01"),
        ("2026-12-31T23:59:59+00:00", "2026-12-31"),
        ("2027-01-01T00:00:00+00:00", "2027-01-01"),
        ("2026-03-29T00:30:00+00:00", "2026-03-29"),
        ("2026-03-28T23:30:00+00:00", "2026-03-28"),
        ("2026-10-24T23:30:00+00:00", "2026-10-25"),
        ("2026-10-25T23:30:00+00:00", "2026-10-25"),
    ],
)
def test_a_moment_counts_as_the_day_it_is_by_uk_clocks(moment, uk):
    assert days.uk_day(datetime.fromisoformat(moment)) == date.fromisoformat(uk)


def test_def_3_the_last_moment_of_the_last_day_is_in_time_and_the_next_is_not():
    last = date(2026, 6, 30)
    midnight = days.end_of(last)

    assert midnight == datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
    assert days.is_in_time(midnight - timedelta(microseconds=1), last)
    assert not days.is_in_time(midnight, last)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_on_which_clocks_change_is_still_one_day(day, hours):
    start = date.fromisoformat(day)

    assert days.end_of(start) - days.end_of(start - timedelta(days=1)) == timedelta(hours=hours)
    assert days.period_beginning_with(start, 2) == start + timedelta(days=1)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="with its zone"):
        days.is_working_day(datetime(2026, 3, 2, 12, 0))


def test_std_3_a_late_evening_in_summer_counts_as_the_next_day_once_past_uk_midnight():
    friday_night = datetime(2026, 6, 5, 23, 30, tzinfo=UTC)

    assert days.first_working_day_from(friday_night) == date(2026, 6, 8)


@given(SETTLED, COUNTS)
def test_def_3_a_longer_period_never_ends_sooner(day, count):
    assert days.period_beginning_with(day, count) < days.period_beginning_with(day, count + 1)
    assert days.working_period_beginning_with(day, count) < days.working_period_beginning_with(day, count + 1)


@given(SETTLED, COUNTS)
def test_def_3_a_later_start_never_ends_sooner(day, count):
    tomorrow = day + timedelta(days=1)

    assert days.working_period_beginning_with(day, count) <= days.working_period_beginning_with(
        tomorrow, count
    )


@given(SETTLED, st.integers(-60, 60))
def test_def_1_adding_and_counting_working_days_are_inverse(day, count):
    assert days.working_days_between(
        day, days.add_working_days(day, count)
    ) == count or not days.is_working_day(day)


@given(SETTLED, COUNTS)
def test_def_1_going_forward_and_back_returns_to_a_working_day(day, count):
    start = days.first_working_day_from(day)

    assert days.add_working_days(days.add_working_days(start, count), -count) == start


@given(SETTLED, COUNTS)
def test_def_1_working_periods_end_on_working_days_and_hold_as_many_as_asked(day, count):
    last = days.working_period_beginning_with(day, count)

    assert days.is_working_day(last)
    assert days.working_days_between(day - timedelta(days=1), last) == count


@given(SETTLED, SETTLED)
def test_def_1_counting_the_other_way_round_changes_only_the_sign(one, other):
    assert days.working_days_between(one, other) == -days.working_days_between(other, one)


@given(SETTLED, COUNTS)
def test_def_4_length_undoes_the_period(invited, count):
    assert days.period_length(invited, days.period_after(invited, count)) == count


@given(SETTLED, st.integers(1, 60))
def test_months_beginning_with_a_day_never_reach_the_corresponding_day_of_the_next_period(day, count):
    last = days.months_beginning_with(day, count)

    assert day < last <= days.months_after(day, count)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(LONDON)))
def test_every_uk_moment_lies_within_its_own_day(moment):
    day = days.uk_day(moment)

    assert day == moment.date()
    assert days.end_of(day - timedelta(days=1)) <= moment.astimezone(UTC) < days.end_of(day)
