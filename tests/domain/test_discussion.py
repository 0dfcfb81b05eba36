"""Where a comment stands, whether it goes on to the next version, and how many are open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from procure.domain.discussion import Counts, counts, is_carried, place_of

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@dataclass
class Comment:
    outcome_key: str = ""
    section: str = ""
    resolved_at: datetime | None = None


@pytest.mark.parametrize(
    ("comment", "place"),
    [
        (Comment(), ""),
        (Comment(outcome_key="A"), "A"),
        (Comment(outcome_key="GONE"), ""),
        (Comment(section="award"), "section:award"),
        (Comment(section="no such section"), ""),
    ],
)
def test_a_comment_stands_at_its_outcome_or_section_and_else_at_the_whole(
    comment: Comment, place: str
) -> None:
    assert place_of(comment, {"A", "B"}) == place


def test_a_comment_goes_on_with_the_next_version_unless_it_was_settled_before() -> None:
    assert is_carried(None, AT)
    assert is_carried(AT + timedelta(days=1), AT)
    assert not is_carried(AT - timedelta(days=1), AT)


def test_comments_are_counted_as_open_or_resolved() -> None:
    assert counts([Comment(), Comment(resolved_at=AT), Comment()]) == Counts(2, 1)
    assert counts([]).total == 0
