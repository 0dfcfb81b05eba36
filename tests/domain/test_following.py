"""When letters come, and when one that failed is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.act.calendar import LONDON
from procure.domain.following import WAITS, Pace, digest_due, folded, wait_after


def london(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=LONDON)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("pace", "moment", "due"),
    [
        (Pace.DAILY, london(2026, 11, 27, 6, 59), london(2026, 11, 26, 7)),
        (Pace.DAILY, london(2026, 11, 27, 7), london(2026, 11, 27, 7)),
        (Pace.WEEKLY, london(2026, 11, 30, 6, 59), london(2026, 11, 23, 7)),
        (Pace.WEEKLY, london(2026, 11, 30, 7), london(2026, 11, 30, 7)),
        # The clocks go back on 25 October 2026: seven in the morning stays seven in the morning.
        (Pace.DAILY, london(2026, 10, 25, 12), london(2026, 10, 25, 7)),
        (Pace.WEEKLY, london(2026, 10, 26, 12), london(2026, 10, 26, 7)),
    ],
)
def test_digests_are_due_at_seven_in_london(pace: Pace, moment: datetime, due: datetime) -> None:
    assert digest_due(pace, moment.astimezone(UTC)) == due


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.sampled_from([Pace.DAILY, Pace.WEEKLY]))
def test_a_digest_is_never_due_in_the_future_nor_left_for_longer_than_its_span(
    moment: datetime, pace: Pace
) -> None:
    aware = moment.replace(tzinfo=UTC)
    due = digest_due(pace, aware)
    assert due is not None
    span = timedelta(days=1 if pace == Pace.DAILY else 7, hours=1)
    assert aware - span <= due <= aware


def test_letters_that_come_at_once_have_no_digest() -> None:
    assert digest_due(Pace.AT_ONCE, datetime.now(UTC)) is None


def test_a_letter_is_tried_again_ever_later_and_then_given_up() -> None:
    waits = [wait_after(attempts) for attempts in range(1, len(WAITS) + 2)]
    assert waits[-1] is None
    assert sorted(WAITS) == list(WAITS) == waits[:-1]


def test_addresses_are_compared_in_small_letters() -> None:
    assert folded(" Sam@Warm.Example ") == "sam@warm.example"
