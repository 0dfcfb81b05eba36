"""Target outcomes: the gap, how one moves on, and what differs between versions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procure.domain.exceptions import WrongState
from procure.domain.targets import (
    MOVES,
    NEEDED,
    WORDS,
    TargetStatus,
    changes_between,
    gap_of_target,
    lacking,
    plain,
    require_move,
)


@pytest.mark.parametrize(
    ("today", "aim", "direction", "left", "percent"),
    [
        ("18", "9", "down", "9", "50.0"),
        ("59.2", "65", "up", "5.8", "9.8"),
        ("1,200", "300", "down", "900", "75.0"),
        ("70", "65", "up", "0", "0.0"),
        ("40", "50", "", "10", "25.0"),
        ("0", "5", "up", "5", None),
    ],
)
def test_the_gap_is_what_is_left_from_today_to_the_aim(
    today: str, aim: str, direction: str, left: str, percent: str | None
) -> None:
    gap = gap_of_target(today, aim, direction)
    assert gap is not None
    assert gap.remaining == Decimal(left)
    assert gap.percent == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(("today", "aim"), [("", "9"), ("about 18", "9"), ("18", "half of that")])
def test_words_that_are_no_plain_number_have_no_gap(today: str, aim: str) -> None:
    assert gap_of_target(today, aim, "down") is None


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["up", "down", "hold", ""]))
@settings(max_examples=25)
def test_a_gap_is_never_negative(today: int, aim: int, direction: str) -> None:
    gap = gap_of_target(str(today), str(aim), direction)
    assert gap is not None
    assert gap.remaining >= 0


def test_a_board_cannot_call_an_outcome_tendered_by_hand() -> None:
    for was in TargetStatus:
        assert TargetStatus.TENDERED not in MOVES[was]
        with pytest.raises(WrongState):
            require_move(was, TargetStatus.TENDERED)


def test_an_outcome_is_not_ready_for_market_while_a_needed_answer_is_open() -> None:
    assert lacking({}) == NEEDED
    whole = dict.fromkeys(NEEDED, "said")
    assert lacking(whole) == ()
    assert lacking({**whole, "target_value": ""}) == ("target_value",)
    assert set(NEEDED) <= set(WORDS)


def test_versions_are_compared_question_by_question_and_option_by_option() -> None:
    before = {"title": "Warm", "options": {"a": {"kind": "buy", "reasons_for": "Quick"}}}
    after = {"title": "Warm", "place": "York", "options": {"a": {"kind": "grant", "reasons_for": "Quick"}}}
    assert list(changes_between(before, after)) == [
        ("place", None, "York"),
        ("options/a/kind", "buy", "grant"),
    ]
    assert list(changes_between(after, after)) == []


def test_dates_and_decimals_are_kept_as_text_that_equal_values_share() -> None:
    assert plain(date(2029, 3, 31)) == "2029-03-31"
    assert plain(Decimal("5.00")) == plain(Decimal("5")) == "5"
