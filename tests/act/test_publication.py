"""Where a notice goes first, when it counts as published, and when another place will do (DEF-8, PUB-1, PUB-2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from procure.act.facts import Award
from procure.act.publication import (
    Fallback,
    PlatformTimes,
    check_fallback,
    fallback_allowed_from,
    may_publish_elsewhere,
    publication_day,
)

SENT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def test_def_8_a_notice_is_published_on_the_day_it_is_confirmed_or_can_be_read_whichever_is_first() -> None:
    assert publication_day(PlatformTimes(submitted_at=SENT)).value is None
    confirmed = PlatformTimes(SENT, confirmed_at=datetime(2026, 6, 3, 8, 0, tzinfo=UTC))
    assert publication_day(confirmed).value == date(2026, 6, 3)
    read_before = PlatformTimes(SENT, confirmed.confirmed_at, datetime(2026, 6, 2, 8, 0, tzinfo=UTC))
    assert publication_day(read_before).value == date(2026, 6, 2)


def test_def_8_the_day_is_that_of_london() -> None:
    late_evening = PlatformTimes(
        confirmed_at=datetime(2026, 6, 2, 23, 30, tzinfo=UTC)
    )  # 00:30 on 3 June there
    assert publication_day(late_evening).value == date(2026, 6, 3)


@pytest.mark.parametrize(
    ("times", "allowed", "rule"),
    [
        (PlatformTimes(), False, "PUB-1"),
        (PlatformTimes(submitted_at=SENT), False, "PUB-1"),
        (PlatformTimes(confirmed_at=SENT), True, "PUB-1"),
        (PlatformTimes(accessible_at=SENT), True, "PUB-1"),
        (PlatformTimes(fallback_at=SENT, fallback="unavailable"), True, "PUB-2"),
    ],
)
def test_pub_1_the_platform_comes_first(times: PlatformTimes, allowed: bool, rule: str) -> None:
    answer = may_publish_elsewhere(times)
    assert (answer.value, answer.rule_id) == (allowed, rule)
    assert answer.url


@pytest.mark.parametrize(
    ("code", "award", "hours"),
    [
        ("UK5", Award.DIRECT_URGENT, 4),
        ("UK6", Award.DIRECT_URGENT, 4),
        ("UK7", Award.DIRECT_REGULATIONS, 4),
        ("UK5", Award.DIRECT, 48),
        ("UK10", Award.DIRECT_URGENT, 48),
        ("UK4", Award.COMPETITIVE, 48),
    ],
)
def test_pub_2_four_hours_in_urgency_and_two_days_otherwise(code: str, award: Award, hours: int) -> None:
    due = SENT + timedelta(hours=hours)
    assert fallback_allowed_from(SENT, code, award).value == due
    times = PlatformTimes(submitted_at=SENT)
    early = check_fallback(code, award, times, Fallback.NO_WORD, due - timedelta(seconds=1))
    assert early is not None
    assert early.code == "too-soon"
    assert check_fallback(code, award, times, Fallback.NO_WORD, due) is None


def test_pub_2_hours_count_from_submission_and_a_platform_that_is_down_needs_none() -> None:
    unsent = check_fallback("UK4", Award.COMPETITIVE, PlatformTimes(), Fallback.NO_WORD, SENT)
    assert unsent is not None
    assert unsent.code == "not-submitted"
    assert check_fallback("UK4", Award.COMPETITIVE, PlatformTimes(), Fallback.UNAVAILABLE, SENT) is None


def test_pub_2_there_is_nothing_to_fall_back_from_once_the_platform_has_it() -> None:
    there = PlatformTimes(SENT, confirmed_at=SENT)
    finding = check_fallback("UK4", Award.COMPETITIVE, there, Fallback.UNAVAILABLE, SENT)
    assert finding is not None
    assert finding.code == "platform-has-it"
