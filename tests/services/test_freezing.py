"""What a frozen version says of the objectives it serves."""

from __future__ import annotations

import pytest

from procure.models import ObjectiveRow
from procure.services.freezing import objective_snapshot


@pytest.mark.parametrize(
    ("updates", "latest"),
    [
        ([("68.3%", "2024/25"), ("51.5% of some", "2023/24")], "68.3%"),
        ([("early", "2025-07"), ("later", "2025-09-30")], "later"),
        ([("a survey", "year ending March 2025"), ("a plan", "2025-12")], "a plan"),
    ],
)
def test_the_latest_figure_of_an_objective_is_the_one_of_the_latest_time(
    updates: list[tuple[str, str]], latest: str
):
    content = {"updates": [{"value": value, "date": day, "verified": True} for value, day in updates]}
    row = ObjectiveRow(
        objective_id="ready", title="Ready", mission_id="opportunity", mission_name="Opportunity",
        framework_id="plan", framework_name="Plan", framework_effective_from="2024-12-05", content=content,
    )  # fmt: skip
    shown = objective_snapshot(row).latest
    assert shown is not None
    assert shown.value == latest
