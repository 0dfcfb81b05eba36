"""What two plans to buy have in common, what it is worth, and what to consider first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procure.domain.overlaps import (
    LEAST,
    Alike,
    Match,
    Need,
    NeedOutcome,
    OverlapAnswer,
    Reason,
    Standing,
    compare,
    need_of,
    suggest,
)
from tests.factories.snapshots import make_snapshot

SAME = Alike(1.0, 1.0, "Warm homes", 1.0, "Tenants")
NEVER = Alike()


def need(**changes: Any) -> Need:
    values: dict[str, Any] = {
        "title": "Warm homes",
        "outcomes": (NeedOutcome("Warm homes", "Homes are warm", "Tenants", "warm-homes"),),
        "regions": frozenset({"UKG31"}),
        "cpv_codes": frozenset({"45321000"}),
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2028, 12, 31),
    }
    return Need(**(values | changes))


def kinds(match: Match | None) -> dict[str, int]:
    return {reason.kind: reason.points for reason in match.reasons} if match else {}


def test_the_same_plan_has_all_points_and_says_why() -> None:
    match = compare(need(), need(), SAME)
    assert match is not None
    assert match.points == 100
    assert match.strength == "strong"
    assert {reason.words for reason in match.reasons} == {
        "An outcome from the same library entry: “Warm homes”.",
        "For much the same people: “Tenants”.",
        "In the same place: Birmingham.",
        "The same is bought: Thermal insulation work.",
        "The contracts run together from January 2027 to December 2028.",
    }


@pytest.mark.parametrize(
    ("mine", "theirs", "points"),
    [
        ("UKG31", "UKG31", 15),
        ("UKG31", "UKG3", 12),
        ("UKG", "UKG36", 8),
        ("UK", "UKG36", 3),
        ("UKG", "UKC", 0),
    ],
)
def test_the_narrower_the_area_that_holds_both_the_more_it_says(mine: str, theirs: str, points: int) -> None:
    match = compare(need(regions=frozenset({mine})), need(regions=frozenset({theirs})), NEVER)
    assert kinds(match).get("place", 0) == points


@pytest.mark.parametrize(
    ("theirs", "points"),
    [("45321000", 15), ("45320000", 9), ("45300000", 6), ("45000000", 3), ("71314300", 0), ("45321100", 12)],
)
def test_codes_count_by_how_far_down_the_tree_they_go_together(theirs: str, points: int) -> None:
    assert kinds(compare(need(), need(cpv_codes=frozenset({theirs})), NEVER)).get("cpv", 0) == points


def test_dates_count_by_the_share_of_the_shorter_contract() -> None:
    apart = need(starts_on=date(2029, 1, 1), ends_on=date(2030, 1, 1))
    within = need(starts_on=date(2027, 6, 1), ends_on=date(2027, 8, 1))
    touching = need(starts_on=date(2028, 12, 31), ends_on=date(2031, 1, 1))
    assert "dates" not in kinds(compare(need(), apart, SAME))
    assert kinds(compare(need(), within, SAME))["dates"] == 15
    assert kinds(compare(need(), touching, SAME))["dates"] == 5
    assert "dates" not in kinds(compare(need(), need(ends_on=None), SAME))


def test_dates_and_a_wide_place_alone_trouble_nobody() -> None:
    others = need(outcomes=(), regions=frozenset({"UK"}), cpv_codes=frozenset({"45000000"}))
    assert compare(need(), others, NEVER) is None


def test_a_plan_that_shows_its_title_alone_is_held_to_its_title_alone() -> None:
    match = compare(need(), need(), SAME, only_title=True)
    assert kinds(match) == {"title": 25}
    assert compare(need(), need(), NEVER, only_title=True) is None


def match_of(**points: int) -> Match:
    return Match(tuple(Reason(kind, kind, worth) for kind, worth in points.items()))


@pytest.mark.parametrize(
    ("points", "standing", "lots", "answer"),
    [
        ({"outcome": 40, "place": 15}, Standing.PLANNED, False, OverlapAnswer.JOIN),
        ({"outcome": 40}, Standing.PLANNED, False, OverlapAnswer.SHARE_ENGAGEMENT),
        ({"cpv": 15, "place": 15}, Standing.PLANNED, False, OverlapAnswer.SHARE_LOT),
        ({"outcome": 40, "place": 15}, Standing.LIVE, True, OverlapAnswer.SHARE_LOT),
        ({"outcome": 40, "place": 15}, Standing.LIVE, False, OverlapAnswer.SPLIT),
        ({"outcome": 40, "place": 15}, Standing.AWARDED, True, OverlapAnswer.SPLIT),
        ({"outcome": 40}, Standing.AWARDED, False, OverlapAnswer.SHARE_ENGAGEMENT),
        ({"people": 15, "place": 15}, Standing.AWARDED, False, OverlapAnswer.SPLIT),
        ({"people": 15, "dates": 15}, Standing.LIVE, False, OverlapAnswer.CARRY_ON),
    ],
)
def test_what_to_consider_first(
    points: dict[str, int], standing: Standing, lots: bool, answer: OverlapAnswer
) -> None:
    match = match_of(**points)
    assert suggest(match, we_can_still_change=True, theirs=standing, has_lots=lots)[0] == answer
    ours_is_public = suggest(match, we_can_still_change=False, theirs=standing, has_lots=lots)
    assert ours_is_public[0] == OverlapAnswer.CARRY_ON


def test_a_specification_is_compared_by_all_its_lots_and_outcomes() -> None:
    found = need_of(make_snapshot(outcomes=2, measures=1, lots=2))
    assert len(found.outcomes) == 2
    assert "UKG" in found.regions
    assert found.ends_on == date(2034, 8, 31)


AREAS = st.frozensets(st.sampled_from(["UK", "UKG", "UKG3", "UKG31", "UKC"]), max_size=3)
CODES = st.frozensets(st.sampled_from(["45321000", "45320000", "45000000", "71314300"]), max_size=3)
DAYS = st.dates(date(2026, 1, 1), date(2032, 1, 1))
NEEDS = st.builds(need, regions=AREAS, cpv_codes=CODES, starts_on=DAYS, ends_on=DAYS)
SHARES = st.floats(0, 1)


@settings(max_examples=40)
@given(NEEDS, NEEDS, SHARES, SHARES, st.booleans())
def test_points_have_bounds_grow_with_likeness_and_are_the_same_from_either_side(
    mine: Need, theirs: Need, outcomes: float, people: float, is_adopted: bool
) -> None:
    if not is_adopted:
        theirs = need(
            outcomes=(NeedOutcome("Other", "Other", "Other"),), regions=theirs.regions, cpv_codes=theirs.cpv_codes,
            starts_on=theirs.starts_on, ends_on=theirs.ends_on,
        )  # fmt: skip
    alike = Alike(0, outcomes, "Warm homes", people, "Tenants")
    match, back = compare(mine, theirs, alike), compare(theirs, mine, alike)
    assert (match.points if match else 0) == (back.points if back else 0)
    assert match is None or LEAST <= match.points <= 100
    more = compare(mine, theirs, Alike(0, min(1, outcomes + 0.2), "Warm homes", people, "Tenants"))
    assert (more.points if more else 0) >= (match.points if match else 0)
