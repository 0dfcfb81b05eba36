"""The portfolio of a mission: who sees what, what is covered and claimed, and that sums are what the rows say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from procure.db import reading, writing
from procure.domain.exceptions import NotFound
from procure.domain.permissions import ANYONE, Actor
from procure.domain.vocabulary import VerdictKind
from procure.models import Outcome, PortfolioLink, PortfolioSum, Review, Tender, User
from procure.services import aligning, freezing, reviewing, summing, surveying, withdrawing
from procure.services.access import actor_of
from procure.services.summing import financial_year
from procure.services.surveying import Criteria, Portfolio
from tests.factories.boards import (
    SUBMITTED_AT,
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer
from tests.factories.publications import PUBLISHED_AT, make_complete_publication
from tests.factories.snapshots import make_facts, make_snapshot

TODAY = date(2026, 12, 1)
SMALL: dict[str, Any] = {"outcomes": 1, "measures": 1}


def claim(session: Session, tender: Tender, percent: str) -> None:
    """Say that each outcome of a draft closes a share of the gap of each objective that it serves."""
    for outcome in session.exec(select(Outcome).where(Outcome.tender_id == tender.id)):
        for link in outcome.objective_links:
            link.claimed_share, link.claimed_because = Decimal(percent), "Counted"
    session.flush()


@dataclass
class Mission:
    """A mission with one published tender, and one that a board has."""

    id: str
    objective: str
    officer: User
    chair: User
    outsider: User
    waiting: Tender

    def seen_by(self, session: Session, actor: Actor, **criteria: Any) -> Portfolio:
        return surveying.portfolio(session, actor, self.id, Criteria(**criteria), TODAY)


def publish(session: Session, share: str = "", **changes: Any) -> Tender:
    """A tender of somebody else's, public as far as the portfolio can tell."""
    tender = make_ready_tender(session, make_officer(session, make_authority(session)), **(SMALL | changes))
    if share:
        claim(session, tender, share)
    make_complete_publication(session, tender, freezing.draft_snapshot(session, tender), 1, PUBLISHED_AT)
    summing.refresh(session, tender)
    return tender


@pytest.fixture
def mission(session: Session) -> Mission:
    officer = make_officer(session, make_authority(session))
    chair = make_members(session, 1)[0]
    board = make_board(session, chair, quorum=1)
    waiting = make_ready_tender(session, officer, **SMALL)
    claim(session, waiting, "70")
    make_review(session, waiting, officer, board)
    publish(session, "60")
    snapshot = make_snapshot(**SMALL)
    served = snapshot.outcomes[0].objective_links[0].objective_id
    objective = snapshot.objective(served)
    assert objective is not None
    return Mission(objective.mission_id, served, officer, chair, make_officer(session), waiting)


def test_a_financial_year_begins_in_april() -> None:
    assert [financial_year(day) for day in (date(2027, 3, 31), date(2027, 4, 1), None)] == [2026, 2027, 0]


@pytest.mark.both_databases
def test_everybody_sees_what_is_published_and_boards_and_owners_what_is_theirs(
    session: Session, mission: Mission
) -> None:
    def count(actor: Actor) -> int:
        found = mission.seen_by(session, actor)
        listed = {each: tenders for each, _, tenders in surveying.missions(session, actor)}
        assert found.total.tenders == len(found.placed) == listed[mission.id]
        return found.total.tenders

    everybody = [ANYONE, *(actor_of(each) for each in (mission.outsider, mission.officer, mission.chair))]
    assert [count(actor) for actor in everybody] == [1, 1, 2, 2]
    withdrawing_officer = actor_of(mission.officer)
    reviewing.recall(session, withdrawing_officer, mission.waiting)
    assert [count(actor) for actor in everybody] == [1, 1, 1, 1]
    with pytest.raises(NotFound):
        surveying.portfolio(session, ANYONE, "no-such-mission", Criteria(), TODAY)


@pytest.mark.both_databases
def test_claims_on_one_gap_that_pass_all_of_it_are_shown_to_whoever_sees_them_all(
    session: Session, mission: Mission
) -> None:
    def covered(actor: Actor) -> surveying.Covered:
        found = mission.seen_by(session, actor).covered
        return next(each for each in found if each.objective.objective_id == mission.objective)

    outside, inside = covered(ANYONE), covered(actor_of(mission.chair))
    assert (outside.sums.share, outside.sums.claiming, outside.is_claimed_twice) == (Decimal(60), 1, False)
    assert (inside.sums.share, inside.sums.claiming, inside.is_claimed_twice) == (Decimal(130), 2, True)


@pytest.mark.both_databases
def test_the_gate_for_claims_counts_what_others_published_and_no_draft_of_anybody(
    session: Session, mission: Mission
) -> None:
    publish(
        session, "25.5", facts=make_facts(supply_starts_on=date(2020, 1, 1), supply_ends_on=date(2021, 1, 1))
    )
    own = publish(session, "30")
    snapshot = make_snapshot(**SMALL)
    assert aligning.claimed_by_others(session, own, snapshot)[mission.objective] == Decimal(60)
    assert aligning.claimed_by_others(session, mission.waiting, snapshot)[mission.objective] == Decimal(90)


@pytest.mark.both_databases
def test_sums_are_exact_and_what_the_rows_say(session: Session, mission: Mission) -> None:
    for pence in ("0.01", "0.10", "1000000000.99"):
        publish(session, facts=make_facts(value_net=Decimal(pence), value_gross=Decimal(pence)))
    unvalued = publish(
        session, **SMALL, facts=make_facts(value_net=None, value_gross=None, supply_starts_on=None)
    )
    found = mission.seen_by(session, ANYONE)
    rows = [each.row for each in found.placed]
    assert found.total.value_gross == sum((row.value_gross for row in rows if row.value_gross), Decimal(0))
    assert (found.total.tenders, found.total.valued) == (5, 4)
    assert sum(sums.tenders for *_, sums in found.by_buyer_and_year) == 5
    assert 0 in found.years
    none = mission.seen_by(session, ANYONE, year=0)
    assert [each.row.tender_id for each in none.placed] == [unvalued.id]
    again = [summing.refresh(session, session.get_one(Tender, row.tender_id)) for row in rows]
    assert all(again)
    assert mission.seen_by(session, ANYONE).total == found.total, "counted once, however often it is written"
    for row in session.exec(select(PortfolioSum)):
        assert row.tenders > 0


def test_a_portfolio_is_narrowed_by_what_its_address_says(session: Session, mission: Mission) -> None:
    actor = actor_of(mission.chair)
    buyer = mission.officer.organisation.key
    assert mission.seen_by(session, actor, buyer=buyer).total.tenders == 1
    assert mission.seen_by(session, actor, buyer="nobody").total.tenders == 0
    assert mission.seen_by(session, actor, standing="planned").total.tenders == 1
    assert mission.seen_by(session, actor, standing="live", objective=mission.objective).total.tenders == 1
    assert mission.seen_by(session, actor, year=2027).total.tenders == 2
    first = mission.seen_by(session, actor).placed[0].row.id
    assert len(mission.seen_by(session, actor, before=first).placed) == 1


def test_conditions_past_their_day_are_for_those_they_concern(session: Session, mission: Mission) -> None:
    review = reviewing.review_by_key(session, actor_of(mission.chair), _review_of(session, mission.waiting))
    kind = VerdictKind.ENDORSED_WITH_CONDITIONS
    reviewing.record_verdict(session, actor_of(mission.chair), review, kind, "Yes", at=SUBMITTED_AT)
    reviewing.decide(
        session, actor_of(mission.chair), review, kind, "Agreed",
        [("Name the owner", date(2026, 11, 30)), ("Later", date(2027, 1, 1))], at=SUBMITTED_AT,
    )  # fmt: skip
    session.flush()
    for actor, expected in (
        (actor_of(mission.chair), 1),
        (actor_of(mission.officer), 1),
        (actor_of(mission.outsider), 0),
    ):
        found = mission.seen_by(session, actor).overdue
        assert [each.text for each in found] == ["Name the owner"] * expected
    assert mission.seen_by(session, ANYONE).overdue == []


def _review_of(session: Session, tender: Tender) -> str:
    return session.exec(select(Review.key).where(Review.tender_id == tender.id)).one()


def test_a_withdrawn_tender_leaves_no_trace_in_any_sum(session: Session, mission: Mission) -> None:
    reviewing.recall(session, actor_of(mission.officer), mission.waiting)
    withdrawing.withdraw(session, actor_of(mission.officer), mission.waiting, "Not needed")
    assert {row.is_public for row in session.exec(select(PortfolioSum))} == {True}
    assert {link.is_public for link in session.exec(select(PortfolioLink))} == {True}


def test_a_page_takes_as_many_statements_however_many_tenders_there_are(engine: Engine) -> None:
    def statements(mission_id: str) -> int:
        seen: list[str] = []

        def note(*asked: Any) -> None:
            seen.append(asked[2])

        event.listen(engine, "before_cursor_execute", note)
        with reading(engine) as session:
            surveying.portfolio(session, ANYONE, mission_id, Criteria(), TODAY)
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    with writing(engine) as session:
        publish(session)
    mission_id = make_snapshot(**SMALL).objectives[0].mission_id
    few = statements(mission_id)
    with writing(engine) as session:
        for _ in range(5):
            publish(session)
    assert statements(mission_id) == few
