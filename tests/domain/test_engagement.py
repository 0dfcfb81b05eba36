"""Early market engagement: when responses are taken, what may be shown, and what its notice is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from procure.domain.engagement import (
    ResponseConsent,
    engagement_answers,
    is_open,
    may_be_shown,
    name_shown,
    signed_moment_is_human,
)
from procure.domain.notice_facts import EngagementFacts

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
#: Half an hour before midnight in London summer time: the day in London is not the day in UTC.
LATE = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)


def test_responses_are_taken_from_publication_until_the_very_moment_it_closes() -> None:
    assert is_open(NOON, LATE, LATE - timedelta(seconds=1))
    assert not is_open(NOON, LATE, LATE)
    assert not is_open(None, LATE, NOON)
    assert not is_open(NOON, None, NOON)


@pytest.mark.parametrize(
    ("consent", "shown", "name"),
    [
        (ResponseConsent.NAMED, True, "Acme"),
        (ResponseConsent.UNNAMED, True, ""),
        (ResponseConsent.TEAM_ONLY, False, ""),
        ("", False, ""),
    ],
)
def test_consent_alone_decides_what_others_read(consent: str, shown: bool, name: str) -> None:
    assert may_be_shown(consent) is shown
    assert name_shown(consent, "Acme") == name


@pytest.mark.parametrize(
    ("seconds", "human"), [(-1, False), (0.2, False), (3, True), (3600, True), (90_000, False)]
)
def test_a_form_is_taken_from_people_who_had_time_to_read_it(seconds: float, human: bool) -> None:
    assert signed_moment_is_human(seconds) is human


def test_the_engagement_notice_is_told_of_every_public_round() -> None:
    rounds = [
        {"title": "One", "address": "https://e.org/1", "published_at": NOON, "closes_at": NOON + timedelta(days=9),
         "questions": ("What keeps you out?", "What would show early that it works?")},
        {"title": "Two", "address": "https://e.org/2", "published_at": NOON + timedelta(days=5), "closes_at": LATE,
         "questions": ("What does it cost?",)},
    ]  # fmt: skip
    told = EngagementFacts.model_validate(engagement_answers(rounds, NOON))
    assert (told.engagement_closes_on, told.engagement_closed_on) == (date(2027, 7, 1), None)
    assert told.engagement_response_term.starts_on == date(2027, 3, 1)
    assert "https://e.org/2" in told.engagement_process
    assert "2. What would show early that it works?" in told.engagement_process
    over = EngagementFacts.model_validate(engagement_answers(rounds, LATE))
    assert over.engagement_is_over
    assert engagement_answers([], NOON) == {}
