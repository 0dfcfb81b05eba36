"""How far an objective still has to go."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.domain.gaps import gap_of, number_of
from procure.domain.snapshot import Figure, ObjectiveSnapshot


def objective(
    direction: str, baseline: str, target: str, latest: str = "", verified: Mapping[str, bool] | None = None
) -> ObjectiveSnapshot:
    known = verified or {}
    return ObjectiveSnapshot(
        objective_id="o", title="O", direction=direction,
        baseline=Figure(value=baseline, verified=known.get("baseline", True)),
        target=Figure(value=target, verified=known.get("target", True)),
        latest=Figure(value=latest, verified=known.get("latest", True)) if latest else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "latest", "remaining"),
    [
        ("up", "58.8", "92", "", "33.2"),
        ("up", "58.8", "92", "61.3", "30.7"),  # from the latest figure, where there is one
        ("down", "13.0", "10.0", "12.1", "2.1"),
        ("down", "13.0", "10.0", "9.0", "0"),  # beyond the target is nothing left to go
        ("up", "67.7", "75", "a strategy was published", "7.3"),  # news that is no figure changes nothing
        ("", "1,500,000", "1,000,000", "", "500000"),
        ("up", "-2", "3", "", "5"),
    ],
)
def test_the_gap_runs_from_the_latest_known_figure_to_the_target(
    direction: str, baseline: str, target: str, latest: str, remaining: str
) -> None:
    found = gap_of(objective(direction, baseline, target, latest))
    assert found is not None
    assert found.remaining == Decimal(remaining)
    assert found.is_reached is (Decimal(remaining) == 0)


@pytest.mark.parametrize(
    "text", ["", "about 30", "1.5 million", "30%", "1,00", "٣", "1e3", "12 to 15", "NaN"]
)
def test_what_is_not_one_plain_number_gives_no_gap(text: str) -> None:
    assert number_of(text) is None
    assert gap_of(objective("up", text, "92")) is None
    assert gap_of(objective("up", "58.8", text)) is None


def test_a_share_may_carry_its_sign() -> None:
    share = objective("up", "67.7", "75", "68.3%").model_copy(update={"unit": "% of children"})
    found = gap_of(share)
    assert found is not None
    assert found.remaining == Decimal("6.7")


@pytest.mark.parametrize("unverified", ["target", "latest"])
def test_a_gap_is_verified_only_when_both_its_figures_are(unverified: str) -> None:
    unused, used = (
        gap_of(objective("up", "1", "9", "2", verified={name: False})) for name in ("baseline", unverified)
    )
    assert unused is not None
    assert used is not None
    assert (unused.is_verified, used.is_verified) == (True, False)


@given(
    st.decimals(-(10**6), 10**6, places=2),
    st.decimals(-(10**6), 10**6, places=2),
    st.sampled_from(["up", "down"]),
)
def test_a_gap_is_never_negative_and_one_direction_at_most_has_one(
    start: Decimal, end: Decimal, way: str
) -> None:
    other = {"up": "down", "down": "up"}[way]
    here, there = (gap_of(objective(each, str(start), str(end))) for each in (way, other))
    assert here is not None
    assert there is not None
    assert min(here.remaining, there.remaining) == 0
    assert max(here.remaining, there.remaining) == abs(start - end)
