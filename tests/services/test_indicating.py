"""Indicators of a contract are chosen from followed measures, and every reading has just one rating."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from procure.act.kpis import Rating
from procure.config import Settings
from procure.domain.exceptions import Invalid, NotAllowed, WrongState
from procure.domain.vocabulary import Direction
from procure.models.types import now
from procure.services import indicating
from procure.services.access import actor_of
from tests.factories.people import make_officer
from tests.factories.results import make_followed

ANSWERS: dict[str, Any] = {
    "title": "Homes at band C", "vintage_rule": "latest", "revision_rule": "keep", "is_most_material": True,
    "good": Decimal(76), "approaching": Decimal(70), "improvement": Decimal(60),
}  # fmt: skip


def test_a_form_begins_with_bands_on_the_way_from_start_to_target(session: Session) -> None:
    _, _, (series,) = make_followed(session)
    begun = indicating.suggestion(series)
    assert (begun["good"], begun["approaching"], begun["improvement"]) == (
        Decimal(76), Decimal("69.0"), Decimal("58.5"),
    )  # fmt: skip


def test_a_chosen_indicator_keeps_its_bands_as_they_were_entered(session: Session) -> None:
    tender, officer, (series,) = make_followed(session)

    kpi = indicating.choose(session, officer, tender, series, ANSWERS)

    assert kpi.bands[0] == {"rating": "Good", "low": "76", "high": None}
    assert {name: indicating.answers_of(kpi)[name] for name in indicating.EDGES} == {
        name: ANSWERS[name] for name in indicating.EDGES
    }
    bands = indicating.bands_from(ANSWERS, Direction.UP, None)
    assert [bands.rating(Decimal(value)) for value in ("76", "75.999999", "60", "0")] == [
        Rating.GOOD, Rating.APPROACHING_TARGET, Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"approaching": Decimal(76)}, "approaching"),
        ({"improvement": Decimal(80)}, "approaching"),
        ({"good": None}, "good"),
        ({"vintage_rule": "as_of"}, "vintage_days"),
        ({"revision_rule": "reopen"}, "revision_threshold"),
    ],
)
def test_bands_that_overlap_and_rules_without_their_figure_are_refused(
    session: Session, changes: dict[str, Any], field: str
) -> None:
    tender, officer, (series,) = make_followed(session)
    with pytest.raises(Invalid) as told:
        indicating.choose(session, officer, tender, series, ANSWERS | changes)
    assert told.value.field == field


def test_the_duty_above_five_million_counts_what_is_chosen(session: Session, settings: Settings) -> None:
    tender, officer, series = make_followed(session, measures=4)
    tender.facts.value_gross = Decimal(22_080_000)
    session.flush()
    assert indicating.duty(session, officer, tender, settings).lacking == 3

    for each in series[:3]:
        indicating.choose(session, officer, tender, each, ANSWERS | _edges(each.direction))

    found = indicating.duty(session, officer, tender, settings)
    assert (found.lacking, found.described) == (0, 3)
    with pytest.raises(Invalid, match="most material already"):
        indicating.choose(session, officer, tender, series[3], ANSWERS | _edges(series[3].direction))


def test_a_contract_details_notice_begins_with_the_most_material_and_fixes_what_it_told(
    session: Session,
) -> None:
    tender, officer, series = make_followed(session, measures=2)
    less = ANSWERS | {"title": "Less", "is_most_material": False}
    for each, answers in zip(series, (less, ANSWERS), strict=True):
        kpi = indicating.choose(session, officer, tender, each, answers | _edges(each.direction))

    assert [each.title for each in indicating.told(session, tender)] == ["Homes at band C", "Less"]

    indicating.settle(session, tender, now())
    with pytest.raises(WrongState):
        indicating.remove(session, officer, tender, kpi)


def test_only_officers_of_the_buyer_choose(session: Session) -> None:
    tender, _, (series,) = make_followed(session)
    with pytest.raises(NotAllowed):
        indicating.choose(session, actor_of(make_officer(session)), tender, series, ANSWERS)


def _edges(direction: str) -> dict[str, Decimal]:
    edges = (Decimal(76), Decimal(70), Decimal(60))
    return dict(zip(indicating.EDGES, edges if direction == "up" else edges[::-1], strict=True))
