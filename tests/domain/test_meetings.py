"""Quorum of a meeting, item by item, and where a condition stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procure.domain.meetings import ConditionStanding, able_to_decide, missing_for_quorum, standing_of

PEOPLE = st.frozensets(st.integers(1, 8))
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@settings(max_examples=30)
@given(present=PEOPLE, interested=PEOPLE, quorum=st.integers(0, 9))
def test_an_interest_never_helps_a_quorum_and_a_further_member_never_harms_it(
    present: frozenset[int], interested: frozenset[int], quorum: int
) -> None:
    missing = missing_for_quorum(present, interested, quorum)
    assert 0 <= missing <= quorum
    assert missing >= missing_for_quorum(present, frozenset(), quorum)
    assert missing >= missing_for_quorum(present | {9}, interested, quorum)
    assert not able_to_decide(present, interested) & interested


@pytest.mark.parametrize(
    ("due_on", "met", "confirmed", "standing"),
    [
        (None, False, False, ConditionStanding.DUE),
        (TODAY, False, False, ConditionStanding.DUE),
        (TODAY - timedelta(days=1), False, False, ConditionStanding.OVERDUE),
        (TODAY - timedelta(days=1), True, False, ConditionStanding.REPORTED),
        (TODAY - timedelta(days=1), True, True, ConditionStanding.CONFIRMED),
    ],
)
def test_a_condition_is_overdue_from_the_day_after_it_was_due_until_it_is_reported(
    due_on: date | None, met: bool, confirmed: bool, standing: ConditionStanding
) -> None:
    assert standing_of(due_on, AT if met else None, AT if confirmed else None, TODAY) == standing
