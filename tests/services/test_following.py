"""Conditions are followed up: the owner reports, the chair confirms or sends back, publication waits."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session

from procure.domain.decisions import ConditionWanted
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.domain.meetings import ConditionStanding
from procure.domain.permissions import ANYONE
from procure.models import EndorsementCondition, Review
from procure.services import following, reviewing
from procure.services.access import actor_of
from tests.factories.boards import SUBMITTED_AT
from tests.factories.people import make_officer
from tests.services.review_cast import CONDITIONS, Cast, actions, two_endorse

TODAY = date(2026, 11, 23)


@pytest.fixture
def condition(session: Session, cast: Cast, review: Review) -> EndorsementCondition:
    """One that Nour, a member, has to see to by the new year."""
    two_endorse(session, review, cast)
    wanted = [ConditionWanted("Name the data", date(2027, 1, 1), cast.nour.id)]
    reviewing.decide(session, cast.as_chair, review, CONDITIONS, "Agreed", wanted, at=SUBMITTED_AT)
    return review.conditions[0]


def standings(session: Session, cast: Cast, today: date = TODAY) -> list[tuple[ConditionStanding, bool]]:
    return [(each.standing, each.is_own) for each in following.conditions_for(session, cast.as_nour, today)]


def test_an_owner_sees_what_is_theirs_and_reports_with_evidence_and_the_chair_confirms(
    session: Session, cast: Cast, condition: EndorsementCondition
) -> None:
    assert standings(session, cast) == [(ConditionStanding.DUE, True)]
    assert standings(session, cast, date(2027, 1, 2)) == [(ConditionStanding.OVERDUE, True)]
    following.report_met(session, cast.as_nour, condition, "Signed on Monday.", "https://example.org/data")
    assert standings(session, cast) == [(ConditionStanding.REPORTED, True)]
    assert reviewing.unmet_conditions(session, cast.tender) == []
    for other in (cast.as_mel, cast.as_nour, cast.as_officer):
        with pytest.raises(NotAllowed):
            following.confirm(session, other, condition, "Seen.")
    with pytest.raises(Invalid):
        following.confirm(session, cast.as_chair, condition, " ")
    following.confirm(session, cast.as_chair, condition, "I read the agreement.")
    assert standings(session, cast) == [(ConditionStanding.CONFIRMED, True)]
    assert actions(session, cast.tender)[-2:] == ["condition.met", "condition.confirmed"]
    with pytest.raises(WrongState):
        following.send_back(session, cast.as_chair, condition, "On second thoughts")


def test_a_report_that_is_sent_back_makes_publication_wait_again(
    session: Session, cast: Cast, condition: EndorsementCondition
) -> None:
    with pytest.raises(WrongState):
        following.send_back(session, cast.as_chair, condition, "Nothing came")
    following.report_met(session, cast.as_officer, condition, "We asked.")
    following.send_back(session, cast.as_chair, condition, "Asking is not having.")
    assert (condition.returned_note, condition.met_at) == ("Asking is not having.", None)
    assert reviewing.unmet_conditions(session, cast.tender) == [condition]
    following.confirm(session, cast.as_chair, condition, "They showed me.")
    assert reviewing.unmet_conditions(session, cast.tender) == []
    assert condition.met_by == cast.chair


def test_a_condition_is_nobody_elses_to_know_of(
    session: Session, cast: Cast, condition: EndorsementCondition
) -> None:
    for known in (cast.as_nour, cast.as_mel, cast.as_officer):
        assert following.condition_by_key(session, known, condition.key) == condition
    elsewhere = actor_of(make_officer(session))
    for stranger in (ANYONE, elsewhere):
        with pytest.raises(NotFound):
            following.condition_by_key(session, stranger, condition.key)
        with pytest.raises(NotAllowed):
            following.report_met(session, stranger, condition, "Mine")
    assert following.conditions_for(session, elsewhere, TODAY) == []


def test_a_condition_of_an_endorsement_that_no_longer_holds_is_not_followed(
    session: Session, cast: Cast, condition: EndorsementCondition
) -> None:
    reviewing.reopen(session, cast.as_officer, cast.tender)
    assert following.conditions_for(session, cast.as_nour, TODAY) == []
    with pytest.raises(WrongState, match="no longer holds"):
        following.report_met(session, cast.as_nour, condition, "Done")


def test_officers_of_the_buyer_and_members_may_own_a_condition(
    session: Session, cast: Cast, review: Review
) -> None:
    make_officer(session)
    people = {each.id for each in following.owners_to_choose(session, review)}
    assert people == {cast.officer.id, cast.chair.id, cast.mel.id, cast.nour.id}
