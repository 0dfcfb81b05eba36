"""A measure is drawn from its baseline to its target, and told in a table whether or not it can be drawn."""

from __future__ import annotations

from datetime import date

from exports.measure_chart import HEIGHT, WIDTH, chart_of
from procure.domain.snapshot import MeasureSnapshot, TargetPoint

FALLING = MeasureSnapshot(
    key="m", name="Cold homes", unit="% of homes", baseline_value="40", baseline_period="2025",
    target_value="10", target_on=date(2031, 3, 31),
    target_path=(TargetPoint(on=date(2029, 3, 31), value="20"), TargetPoint(on=date(2028, 3, 31), value="30")),
)  # fmt: skip


def test_points_come_in_the_order_of_time_with_their_values_in_words() -> None:
    chart = chart_of(FALLING)
    assert [(each.called, each.value) for each in chart.points] == [
        ("Baseline", "40% of homes"), ("On the way", "30% of homes"), ("On the way", "20% of homes"),
        ("Target", "10% of homes"),
    ]  # fmt: skip
    assert chart.words.startswith("baseline 40% of homes (2025)")


def test_a_figure_that_falls_is_drawn_falling_and_stays_in_the_picture() -> None:
    points = chart_of(FALLING).points
    heights = [each.y for each in points]
    assert heights == sorted(heights)
    assert all(0 <= each.x <= WIDTH and 0 <= each.y <= HEIGHT for each in points)


def test_a_figure_that_is_no_number_is_told_and_not_drawn() -> None:
    chart = chart_of(FALLING.model_copy(update={"target_value": "fewer"}))
    assert chart.line == ""
    assert [each.value for each in chart.points][-1] == "fewer"


def test_a_measure_without_figures_says_so() -> None:
    chart = chart_of(MeasureSnapshot(key="m"))
    assert (chart.points, chart.words) == ((), "No figure is known yet.")


def test_a_figure_that_does_not_move_is_drawn_level() -> None:
    still = FALLING.model_copy(update={"target_value": "40", "target_path": ()})
    assert len({each.y for each in chart_of(still).points}) == 1
