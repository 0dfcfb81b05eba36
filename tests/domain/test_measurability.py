"""Can a measure tell success from luck, in time? The six tests, and the arithmetic of chance (method section 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.domain.measurability import (
    TESTS,
    Noise,
    Timing,
    Verdict,
    measurability,
    months_between,
    months_of_lag,
    noise_of,
)
from procure.domain.measurability.six_tests import smallest_change
from procure.domain.snapshot import MeasureSnapshot
from procure.domain.vocabulary import FigureKind, MeasureKind

TODAY = date(2026, 11, 28)
FOUR_YEARS = Timing(date(2027, 4, 1), date(2031, 3, 31), TODAY)


def a_measure(**fields: Any) -> MeasureSnapshot:
    """A reoffending rate that passes everything, but for what a test changes."""
    sound: dict[str, Any] = {
        "key": "m",
        "name": "Proven reoffending",
        "unit": "% of people released",
        "kind": "outcome",
        "source": "Proven reoffending statistics",
        "frequency": "quarterly",
        "lag": "3 months",
        "baseline_value": "59.2",
        "baseline_published_on": date(2026, 4, 30),
        "target_value": "50",
        "may_use_data": True,
        "counter_measure": "Recalls to prison, beside it",
        "figure_kind": "share",
        "people_per_reading": 400,
        "people_in_baseline": 2_000,
    }
    return MeasureSnapshot(**{**sound, **fields})


def chance(**fields: Any) -> Noise:
    found = noise_of(a_measure(**fields))
    assert found is not None
    return found


def verdict(code: str, *, timing: Timing = FOUR_YEARS, beside: Any = (), **fields: Any) -> Verdict:
    return measurability(a_measure(**fields), beside, timing).result(code).verdict


class TestChance:
    """p = 59.2%, n = 400 a year, baseline of 2,000: the method's worked example."""

    def test_the_worked_example_of_the_method(self) -> None:
        noise = chance()
        assert (round(noise.band, 1), round(noise.detectable, 1)) == (Decimal("5.3"), Decimal("7.5"))

    def test_four_times_the_people_still_do_not_show_three_points(self) -> None:
        noise = chance(people_per_reading=1_600, target_value="56.2")
        assert round(noise.detectable, 1) == Decimal("4.6")
        assert noise.is_signal is False

    def test_the_officer_reads_it_in_words(self) -> None:
        assert smallest_change(a_measure(), chance()) == (
            "With 400 people a reading, a change under 7.5 points cannot be told from chance."
        )

    def test_people_in_groups_say_less_each(self) -> None:
        alone, together = chance(), chance(is_clustered=True)
        assert together.standard_error**2 == pytest.approx(alone.standard_error**2 * Decimal("1.5"))

    def test_an_average_needs_its_spread(self) -> None:
        days = a_measure(figure_kind="average", unit="days", baseline_value="30", spread=Decimal(20))
        noise = noise_of(days)
        assert noise is not None
        assert noise.standard_error == pytest.approx(
            Decimal(20) * (1 / Decimal(400) + 1 / Decimal(2000)).sqrt()
        )
        assert noise_of(days.model_copy(update={"spread": None})) is None

    def test_a_count_moves_by_its_square_root(self) -> None:
        noise = chance(figure_kind="count", unit="deaths", baseline_value="1,600")
        assert noise.standard_error == 40

    def test_a_rate_per_thousand_is_a_share_of_a_thousand(self) -> None:
        percent = chance(baseline_value="5", unit="%")
        per_thousand = chance(baseline_value="50", unit="per 1,000 people")
        assert per_thousand.standard_error == pytest.approx(percent.standard_error * 10)

    @pytest.mark.parametrize(
        "fields",
        [
            {"baseline_value": "about 60"},
            {"baseline_value": ""},
            {"baseline_value": "0"},
            {"baseline_value": "100"},
            {"baseline_value": "140"},
            {"figure_kind": ""},
            {"people_per_reading": None},
            {"people_in_baseline": 0},
            {"figure_kind": "count", "baseline_value": "0"},
        ],
    )
    def test_what_cannot_be_worked_out_is_not_known(self, fields: dict[str, Any]) -> None:
        assert noise_of(a_measure(**fields)) is None
        assert verdict("signal", **fields) is Verdict.UNKNOWN

    @given(
        share=st.decimals("0.5", "99.5", places=1),
        people=st.integers(1, 10**6),
        more=st.integers(1, 10**6),
        baseline=st.integers(1, 10**6),
    )
    def test_more_people_never_mean_more_noise(
        self, share: Decimal, people: int, more: int, baseline: int
    ) -> None:
        few = chance(baseline_value=str(share), people_per_reading=people, people_in_baseline=baseline)
        many = chance(
            baseline_value=str(share), people_per_reading=people + more, people_in_baseline=baseline
        )
        assert 0 < many.detectable < few.detectable
        assert few.band < few.detectable

    @given(share=st.decimals("0.5", "99.5", places=1), people=st.integers(1, 10**6))
    def test_a_share_and_its_complement_are_as_noisy(self, share: Decimal, people: int) -> None:
        one = chance(baseline_value=str(share), people_per_reading=people)
        other = chance(baseline_value=str(100 - share), people_per_reading=people)
        assert one.standard_error == other.standard_error


class TestSixTests:
    def test_a_sound_measure_passes_all_six_in_the_order_of_the_method(self) -> None:
        found = measurability(a_measure(), (), FOUR_YEARS)
        assert [result.code for result in found.results] == list(TESTS)
        assert found.passed == 6

    def test_of_nothing_known_nothing_passes(self) -> None:
        found = measurability(MeasureSnapshot(key="m"), (), Timing(None, None, TODAY))
        assert found.passed == 0

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"source": ""}, Verdict.FAIL),
            ({"may_use_data": None}, Verdict.UNKNOWN),
            ({"may_use_data": False}, Verdict.FAIL),
        ],
    )
    def test_a_source_needs_a_name_and_permission(self, fields: dict[str, Any], expected: Verdict) -> None:
        assert verdict("source", **fields) is expected

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"baseline_published_on": date(2024, 11, 30)}, Verdict.PASS),
            ({"baseline_published_on": date(2024, 11, 1)}, Verdict.FAIL),
            ({"baseline_published_on": date(2024, 11, 1), "baseline_plan": "A survey in May"}, Verdict.PASS),
            ({"baseline_published_on": None}, Verdict.UNKNOWN),
            ({"baseline_value": ""}, Verdict.FAIL),
            ({"baseline_value": "", "baseline_plan": "A survey in May"}, Verdict.PASS),
        ],
    )
    def test_a_starting_figure_is_recent_or_planned(self, fields: dict[str, Any], expected: Verdict) -> None:
        assert verdict("baseline", **fields) is expected

    def test_three_readings_are_a_series_and_two_are_not(self) -> None:
        assert verdict("readings", frequency="yearly", lag="6 months") is Verdict.PASS
        two_years = replace(FOUR_YEARS, ends_on=date(2029, 3, 31))
        found = measurability(a_measure(frequency="each May", lag="2 weeks"), (), two_years)
        assert found.result("readings").verdict is Verdict.FAIL
        assert "1 reading" in found.result("readings").sentence

    def test_reoffending_published_two_years_on_comes_too_late(self) -> None:
        """The cohort of April to June 2023 was published in April 2025 (Ministry of Justice)."""
        assert verdict("lag", lag="22 months") is Verdict.FAIL

    def test_a_slow_measure_may_be_led_by_an_early_sign_with_evidence(self) -> None:
        lead = a_measure(key="lead", kind=MeasureKind.LEAD)
        proven = lead.model_copy(update={"predicts_because": "A cohort study of 2024"})
        assert verdict("lag", lag="22 months", beside=[lead]) is Verdict.FAIL
        assert verdict("lag", lag="22 months", beside=[proven]) is Verdict.PASS

    def test_a_target_within_the_noise_is_a_lottery(self) -> None:
        assert verdict("signal", target_value="56.2") is Verdict.FAIL
        assert verdict("signal", target_value="51.6") is Verdict.PASS
        assert verdict("signal", target_value="as low as we can") is Verdict.UNKNOWN

    def test_gaming_needs_a_guard(self) -> None:
        assert verdict("gaming", counter_measure="") is Verdict.FAIL

    @given(
        frequency=st.text(max_size=40),
        lag=st.text(max_size=40),
        baseline=st.text(max_size=12),
        target=st.text(max_size=12),
        unit=st.text(max_size=20),
        kind=st.sampled_from(["", *FigureKind]),
    )
    def test_any_words_give_six_answers(self, **typed: str) -> None:
        measure = a_measure(
            frequency=typed["frequency"],
            lag=typed["lag"],
            baseline_value=typed["baseline"],
            target_value=typed["target"],
            unit=typed["unit"],
            figure_kind=typed["kind"],
        )
        found = measurability(measure, (), FOUR_YEARS)
        assert 0 <= found.passed <= 6
        assert all(result.sentence.endswith(".") for result in found.results)


class TestWordsForTime:
    @pytest.mark.parametrize(
        ("words", "months"),
        [
            ("monthly", 1),
            ("Monthly, published weekly", 1),
            ("Quarterly", 3),
            ("each May", 12),
            ("Every year, in May", 12),
            ("annual", 12),
            ("every three months", 3),
            ("every 2 years", 24),
            ("Biennial", 24),
            ("twice a year", 6),
            ("4 times a year", 3),
            ("half-yearly", 6),
            ("each term", 4),
        ],
    )
    def test_how_often(self, words: str, months: int) -> None:
        assert months_between(words) == months

    @pytest.mark.parametrize("words", ["", "when asked", "ad hoc", "4"])
    def test_how_often_is_not_guessed(self, words: str) -> None:
        assert months_between(words) is None

    @pytest.mark.parametrize(
        ("words", "months"),
        [
            ("5 months", 5),
            ("about six months", 6),
            ("a year", 12),
            ("4 to 6 months", 6),
            ("4–6 months", 6),
            ("none", 0),
            ("one quarter", 3),
        ],
    )
    def test_how_late(self, words: str, months: int) -> None:
        assert months_of_lag(words) == months

    def test_weeks_are_part_of_a_month(self) -> None:
        lag = months_of_lag("about 6 weeks")
        assert lag is not None
        assert 1.3 < lag < 1.4

    @pytest.mark.parametrize("words", ["", "soon", "varies"])
    def test_how_late_is_not_guessed(self, words: str) -> None:
        assert months_of_lag(words) is None
