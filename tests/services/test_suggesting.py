"""The library's nearest outcomes for a line that fixes how."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from procure.coach import read
from procure.domain.permissions import Actor
from procure.domain.readiness.outcomes import PLACEHOLDER
from procure.services.access import actor_of
from procure.services.suggesting import MOST, nearest, suggestions
from tests.factories.people import make_officer

pytestmark = pytest.mark.with_library


@pytest.fixture
def officer(session: Session) -> Actor:
    return actor_of(make_officer(session))


@pytest.mark.both_databases
def test_a_line_about_rough_sleepers_is_offered_outcomes_for_them_with_their_measures(
    session: Session,
) -> None:
    found = nearest(session, "Provide two outreach workers to visit people sleeping rough each night")
    assert 0 < len(found) <= MOST
    assert any("rough" in f"{each.title} {each.statement}".lower() for each in found)
    assert all(each.measures for each in found)


def test_a_line_that_the_library_knows_nothing_of_is_offered_none(session: Session) -> None:
    assert nearest(session, "Zxqv wvutq blorp") == []
    assert nearest(session, "12") == []


def test_only_lines_that_fix_how_are_answered(session: Session, officer: Actor) -> None:
    lines = ["The supplier shall provide 12 nurses.", "Fewer people sleep rough."]
    (only,) = suggestions(session, officer, map(read, lines))
    assert only.line == lines[0]
    assert only.ladder.rungs


@pytest.mark.parametrize(
    "line",
    ["The supplier shall provide 12 nurses.", "Clean the windows each week.", "Paving to be granite, 50 mm thick.",
     "Supply of 60 desks."],
)  # fmt: skip
def test_no_blank_of_a_ladder_can_be_published_unfilled(session: Session, officer: Actor, line: str) -> None:
    (only,) = suggestions(session, officer, [read(line)])
    assert "[" not in only.pattern
    assert PLACEHOLDER.sub("", only.pattern) != only.pattern
    assert not set("{}") & set(PLACEHOLDER.sub("", only.pattern))
