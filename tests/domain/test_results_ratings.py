"""Rating bands that neither overlap nor leave gaps, forecasts by a named method, and what results come to."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procure.act.kpis import Rating
from procure.domain.results import (
    RATED,
    Band,
    Bands,
    Forecast,
    NoForecast,
    Point,
    Reading,
    bands_at,
    bands_of,
    contribution_of,
    counts,
    delivered_in_all,
    effect,
    forecast,
    path_between,
    suggested,
)
from procure.domain.vocabulary import Direction

FEW = settings(max_examples=40, deadline=None)
BEGAN = date(2027, 4, 1)
figures = st.integers(-10_000, 10_000).map(lambda n: Decimal(n) / 10)
three = st.lists(figures, min_size=3, max_size=3, unique=True)


def rising(*edges: int) -> Bands:
    return bands_at([Decimal(edge) for edge in edges], Direction.UP)


def point(month: int, value: str | Decimal) -> Point:
    ends = BEGAN + timedelta(days=30 * month)
    reading = Reading(ends - timedelta(days=29), ends, Decimal(value), ends + timedelta(days=20))
    return Point(reading, Decimal(value))


# Bands


@pytest.mark.parametrize(
    ("value", "rating"),
    [("95", "Good"), ("90", "Good"), ("89.9", "Approaching target"), ("80", "Approaching target"),
     ("79", "Requires improvement"), ("60", "Requires improvement"), ("59.99", "Inadequate"), ("-5", "Inadequate")],
)  # fmt: skip
def test_a_reading_on_an_edge_has_the_better_rating(value, rating):
    assert rising(90, 80, 60).rating(Decimal(value)) == rating


def test_for_a_figure_that_should_fall_the_edges_are_turned_round():
    bands = bands_at([Decimal(10), Decimal(20), Decimal(30)], Direction.DOWN)
    assert [bands.rating(Decimal(each)) for each in (5, 10, 15, 30, 31)] == [
        Rating.GOOD, Rating.GOOD, Rating.APPROACHING_TARGET, Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE,
    ]  # fmt: skip


def test_for_a_figure_that_should_stay_the_distance_counts():
    bands = bands_at([Decimal(1), Decimal(2), Decimal(3)], Direction.HOLD, Decimal(50))
    assert bands.rating(Decimal("49.5")) == bands.rating(Decimal("50.5")) == Rating.GOOD
    assert bands.rating(Decimal(46)) == Rating.INADEQUATE


def test_edges_out_of_order_are_refused_in_words_that_say_how_to_mend_them():
    with pytest.raises(ValueError, match="must be lower than the one before"):
        rising(80, 90, 60)
    with pytest.raises(ValueError, match="must be lower"):
        rising(90, 60, 60)
    with pytest.raises(ValueError, match="three figures"):
        bands_at([Decimal(1)], Direction.UP)


def test_bands_given_by_their_own_bounds_must_meet():
    good = list(rising(90, 80, 60).bands)
    assert bands_of(reversed(good), Direction.UP) == rising(90, 80, 60)
    gap = [*good[:1], Band(Rating.APPROACHING_TARGET, Decimal(80), Decimal(85)), *good[2:]]
    with pytest.raises(ValueError, match="Good and Approaching target leave a gap"):
        bands_of(gap, Direction.UP)
    overlap = [*good[:1], Band(Rating.APPROACHING_TARGET, Decimal(80), Decimal(95)), *good[2:]]
    with pytest.raises(ValueError, match="overlap"):
        bands_of(overlap, Direction.UP)
    with pytest.raises(ValueError, match="Give figures for Inadequate"):
        bands_of(good[:3], Direction.UP)
    with pytest.raises(ValueError, match="no limit on its worse side"):
        bands_of([*good[:3], Band(Rating.INADEQUATE, Decimal(0), Decimal(60))], Direction.UP)


@FEW
@given(three, st.sampled_from([Direction.UP, Direction.DOWN]), figures)
def test_every_reading_lies_in_just_one_band_and_has_its_rating(edges, direction, value):
    bands = bands_at(sorted(edges, reverse=direction == Direction.UP), direction)

    def holds(band: Band) -> bool:
        low, high = band.low, band.high
        if direction == Direction.UP:
            return (low is None or value >= low) and (high is None or value < high)
        return (low is None or value > low) and (high is None or value <= high)

    assert [band.rating for band in bands.bands if holds(band)] == [bands.rating(value)]
    assert bands_of(bands.bands, direction) == bands


@FEW
@given(three, st.sampled_from([Direction.UP, Direction.DOWN]), figures, figures)
def test_a_better_reading_never_has_a_worse_rating(edges, direction, one, other):
    bands = bands_at(sorted(edges, reverse=direction == Direction.UP), direction)
    better, worse = (max, min) if direction == Direction.UP else (min, max)
    assert RATED.index(bands.rating(better(one, other))) <= RATED.index(bands.rating(worse(one, other)))


def test_moving_an_edge_shows_what_it_does_to_past_readings():
    readings = [point(2, "85"), point(1, "92"), point(3, "70")]
    bands = rising(90, 80, 60)
    moved = effect(readings, bands, bands.moved(1, Decimal(86)))
    assert [(each.point.value, each.differs) for each in moved] == [(92, False), (85, True), (70, False)]
    assert counts(readings, bands) == {
        Rating.GOOD: 1, Rating.APPROACHING_TARGET: 1, Rating.REQUIRES_IMPROVEMENT: 1, Rating.INADEQUATE: 0,
    }  # fmt: skip
    with pytest.raises(ValueError, match="lower"):
        bands.moved(1, Decimal(95))


def test_bands_to_begin_from_follow_the_way_to_the_target():
    assert suggested(Decimal(60), Decimal(40), Direction.DOWN) == bands_at(
        [Decimal(40), Decimal(44), Decimal(50)], Direction.DOWN
    )
    assert suggested(Decimal(60), Decimal(40), Direction.UP) is None


# Where it is heading


def test_a_forecast_names_its_method_and_goes_on_as_things_went():
    found = forecast([point(m, str(60 - m)) for m in range(1, 7)], BEGAN + timedelta(days=300))
    assert isinstance(found, Forecast)
    assert (round(found.value, 6), round(found.high - found.low, 6)) == (50, 0)
    assert found.method == "a straight line through the last 6 readings"


def test_a_forecast_is_not_given_from_too_little_or_for_too_far_ahead():
    few = forecast([point(m, "50") for m in (1, 2, 3)], date(2028, 1, 1))
    assert few == NoForecast("Not enough readings: 4 are needed, 3 so far.")
    far = forecast([point(m, "50") for m in (1, 2, 3, 4)], date(2031, 1, 1))
    assert isinstance(far, NoForecast)
    assert "too far ahead" in far.reason


def test_a_forecast_says_whether_the_target_would_be_met_only_when_all_of_it_says_so():
    path = path_between(Decimal(60), BEGAN, Decimal(50), BEGAN + timedelta(days=300))
    assert path is not None

    def heading(*values: str) -> bool | None:
        found = forecast([point(m, each) for m, each in enumerate(values, 1)], path.ends_on)
        assert isinstance(found, Forecast)
        return found.reaches(path)

    assert heading("58", "56", "54", "52", "50") is True
    assert heading("59.9", "59.8", "59.7", "59.6", "59.5") is False
    assert heading("58", "60", "55", "58", "54") is None


@FEW
@given(st.lists(figures, min_size=4, max_size=14), st.integers(1, 90), st.randoms())
def test_a_forecast_lies_within_its_interval_and_its_bounds_whatever_the_order(values, ahead, luck):
    series = [point(m, value) for m, value in enumerate(values, 1)]
    mixed = list(series)
    luck.shuffle(mixed)
    day = series[-1].on + timedelta(days=ahead)
    found = forecast(series, day, floor=Decimal(0), ceiling=Decimal(100))
    assert isinstance(found, Forecast)
    assert found == forecast(mixed, day, floor=Decimal(0), ceiling=Decimal(100))
    assert 0 <= found.low <= found.value <= found.high <= 100


# What it comes to


def test_a_result_counts_as_far_as_the_way_is_travelled_and_no_further_than_the_claim():
    path = path_between(Decimal(60), BEGAN, Decimal(40), date(2031, 3, 31))
    half, past, back = (contribution_of(point(9, value), path, Decimal(8)) for value in ("50", "30", "65"))
    assert half
    assert past
    assert back
    assert (half.travelled, half.delivered) == (50, 4)
    assert (past.travelled, past.delivered) == (150, 8)
    assert (back.travelled, back.delivered) == (-25, 0)
    assert delivered_in_all([half, past, None]) == 12
    assert delivered_in_all([contribution_of(point(9, "50"), path, None)]) is None
