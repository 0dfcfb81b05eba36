"""A tender grows out of a target outcome, and the two stay linked."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from procure.domain.exceptions import Invalid, NotAllowed, NotFound
from procure.domain.targets import TargetStatus
from procure.models import TargetOutcome, Tender
from procure.services import freezing, growing, publishing, shaping, steering
from procure.services.access import actor_of
from tests.factories.boards import make_board, make_members
from tests.factories.people import make_officer, make_tender
from tests.factories.targets import WHOLE, make_target
from tests.services.test_shaping import OPTION, Shaping


@pytest.fixture
def advised(session: Session) -> Shaping:
    """A whole target outcome on which the officer advises."""
    chair, member = make_members(session, 2)
    board = make_board(session, chair, member)
    officer = make_officer(session)
    target = make_target(session, board, member, **WHOLE, barriers="Only the board knows this")
    steering.invite(session, actor_of(chair), target, officer.email)
    return Shaping(board, chair, member, officer, target)


def grown(session: Session, work: Shaping, title: str = "Warm homes") -> Tender:
    return growing.grow(session, work.as_officer, work.target, title)


def statuses(session: Session, target: TargetOutcome) -> str:
    session.refresh(target)
    return target.status


@pytest.mark.both_databases
def test_the_draft_begins_with_problem_objective_outcome_and_measure(
    session: Session, advised: Shaping
) -> None:
    tender = grown(session, advised)
    draft = freezing.draft_snapshot(session, tender)
    (outcome,) = draft.outcomes
    (measure,) = outcome.measures
    assert (draft.problem.who_affected, draft.problem.where_affected) == (
        "Tenants of the coldest homes",
        "Westmarch",
    )
    assert draft.problem.how_many == "Homes that cannot be kept warm: 18% (2025)."
    assert [objective.objective_id for objective in draft.objectives] == ["homes-warm"]
    assert [link.objective_id for link in outcome.objective_links] == ["homes-warm"]
    assert (outcome.statement, outcome.level) == (WHOLE["change"], "9%")
    assert (measure.baseline_value, measure.target_value, measure.target_on) == (
        "18",
        "9",
        WHOLE["by_when_on"],
    )
    assert tender.organisation_id == advised.officer.organisation_id


def test_what_the_board_keeps_of_market_and_options_does_not_reach_the_draft(
    session: Session, advised: Shaping
) -> None:
    shaping.add_option(session, advised.as_member, advised.target, OPTION)
    draft = freezing.draft_snapshot(session, grown(session, advised)).canonical_json()
    assert "Only the board knows this" not in draft
    assert "New ideas" not in draft


def test_the_board_sees_which_tenders_serve_it_and_the_buyer_where_each_came_from(
    session: Session, advised: Shaping
) -> None:
    tender = grown(session, advised)
    (seen,) = growing.serving(session, advised.as_member, advised.target)
    assert (seen.title, seen.state, seen.may_read) == ("Warm homes", "draft", False)
    colleague = actor_of(make_officer(session, advised.officer.organisation))
    (origin,) = growing.origins(session, advised.as_officer, tender)
    assert (origin.target, origin.may_read) == (advised.target, True)
    assert [each.may_read for each in growing.origins(session, colleague, tender)] == [False]
    assert growing.counts(session, [advised.target]) == {advised.target.id: 1}


def test_only_an_officer_who_advises_grows_or_links_a_tender_and_only_their_own(
    session: Session, advised: Shaping
) -> None:
    outsider = make_officer(session)
    foreign = make_tender(session, outsider)
    for actor in (advised.as_member, actor_of(outsider)):
        with pytest.raises(NotAllowed):
            growing.grow(session, actor, advised.target, "Theirs")
    for reference in (foreign.reference, "7K3M-9Q2X-4D", "' OR 1=1"):
        with pytest.raises(Invalid, match="no tender with this reference"):
            growing.link(session, advised.as_officer, advised.target, reference)


def test_a_tender_begun_otherwise_is_linked_once_and_unlinked(session: Session, advised: Shaping) -> None:
    tender = make_tender(session, advised.officer)
    for _ in range(2):
        growing.link(session, advised.as_officer, advised.target, f" {tender.reference.lower()} ")
    assert len(growing.serving(session, advised.as_member, advised.target)) == 1
    growing.unlink(session, advised.as_officer, advised.target, tender.reference)
    assert growing.serving(session, advised.as_member, advised.target) == []
    with pytest.raises(NotFound):
        growing.unlink(session, advised.as_officer, advised.target, tender.reference)


def test_an_outcome_is_tendered_once_a_tender_that_serves_it_is_published(
    session: Session, advised: Shaping
) -> None:
    tender = grown(session, advised)
    assert statuses(session, advised.target) == "shaping"
    growing.note_published(session, publishing.SYSTEM, tender)
    assert statuses(session, advised.target) == "tendered"
    growing.note_published(session, publishing.SYSTEM, tender)
    kept = shaping.versions(session, advised.as_member, advised.target)
    assert [version.place for version in kept].count("status") == 1


def test_nothing_grows_out_of_an_outcome_that_was_dropped(session: Session, advised: Shaping) -> None:
    tender = grown(session, advised)
    steering.settle(session, advised.as_member, advised.target, TargetStatus.DROPPED, "Too late")
    with pytest.raises(NotAllowed):
        grown(session, advised, "Another")
    growing.note_published(session, publishing.SYSTEM, tender)
    assert statuses(session, advised.target) == "dropped"
