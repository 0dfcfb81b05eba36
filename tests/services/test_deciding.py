"""What a board says of a version, and what it decides."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import open_session, reading, writing
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, NotReady, WrongState
from procure.domain.permissions import ANYONE, Actor
from procure.domain.vocabulary import VerdictKind
from procure.models import (
    AuditEvent,
    InterestDeclaration,
    Review,
    Verdict,
)
from procure.services import discussing, publishing, reviewing
from procure.services.access import actor_of
from tests.factories.boards import (
    SUBMITTED_AT,
    make_board,
    make_review,
)
from tests.factories.people import make_officer, make_user
from tests.services.review_cast import (
    CHANGES,
    CONDITIONS,
    ENDORSED,
    NOT,
    Cast,
    actions,
    give,
    make_cast,
    two_endorse,
)

# Verdicts


def test_a_verdict_needs_a_reason_and_a_known_kind(session: Session, cast: Cast, review: Review) -> None:
    with pytest.raises(Invalid) as refusal:
        reviewing.record_verdict(session, cast.as_mel, review, ENDORSED, " ")
    assert refusal.value.field == "reason"
    with pytest.raises(Invalid) as refusal:
        reviewing.record_verdict(session, cast.as_mel, review, "maybe", "Because")
    assert refusal.value.field == "kind"


def test_a_second_verdict_replaces_ones_own_and_the_trail_says_from_what(
    session: Session, cast: Cast, review: Review
) -> None:
    give(session, review, doubt=(cast.as_mel, NOT), others=(cast.as_nour, ENDORSED))
    give(session, review, proof=(cast.as_mel, ENDORSED))

    assert {(each.user_id, each.reason) for each in review.verdicts} == {
        (cast.mel.id, "Because of proof"), (cast.nour.id, "Because of others"),
    }  # fmt: skip
    last = session.exec(select(AuditEvent).where(AuditEvent.action == "verdict.recorded")).all()[-1]
    assert (last.detail["before"], last.detail["after"]) == (NOT, ENDORSED)


def test_a_verdict_sent_twice_is_recorded_once(session: Session, cast: Cast, review: Review) -> None:
    give(session, review, merit=(cast.as_mel, ENDORSED))
    give(session, review, merit=(cast.as_mel, ENDORSED))
    assert len(review.verdicts) == 1
    assert actions(session, cast.tender).count("verdict.recorded") == 1


def test_whoever_declares_an_interest_takes_no_part_and_their_verdict_no_longer_counts(
    session: Session, cast: Cast, review: Review
) -> None:
    two_endorse(session, review, cast)
    reviewing.declare_interest(session, cast.as_mel, review, "My partner works for a likely bidder.")
    reviewing.declare_interest(session, cast.as_mel, review, "Sent twice.")

    assert [each.nature for each in review.interests] == ["My partner works for a likely bidder."]
    for act in (
        lambda: reviewing.record_verdict(session, cast.as_mel, review, NOT, "Because"),
        lambda: discussing.comment(session, cast.as_mel, review, "", "I think"),
    ):
        with pytest.raises(NotAllowed, match="You declared an interest"):
            act()
    with pytest.raises(WrongState, match="1 more verdict before"):
        reviewing.decide(session, cast.as_chair, review, ENDORSED, "Agreed")


def test_a_chair_with_an_interest_cannot_decide(session: Session, cast: Cast, review: Review) -> None:
    give(session, review, a=(cast.as_mel, ENDORSED), b=(cast.as_nour, ENDORSED))
    reviewing.declare_interest(session, cast.as_chair, review, "I sit on the buyer's pension board.")
    with pytest.raises(NotAllowed, match="You declared an interest"):
        reviewing.decide(session, cast.as_chair, review, ENDORSED, "Agreed")


def test_working_for_the_buyer_is_shown_and_bars_nobody(session: Session, cast: Cast) -> None:
    member = make_user(session, cast.authority)
    board = make_board(session, cast.chair, member)
    review = make_review(session, cast.tender, cast.officer, board)

    assert reviewing.works_for_buyer(actor_of(member), review)
    assert not reviewing.works_for_buyer(actor_of(cast.chair), review)
    assert reviewing.record_verdict(session, actor_of(member), review, ENDORSED, "Because").id


# Decisions


@pytest.mark.parametrize(
    ("kind", "state"), [(ENDORSED, "endorsed"), (CHANGES, "changes_requested"), (NOT, "not_endorsed")]
)
def test_a_decision_closes_the_review_and_moves_the_tender(
    session: Session, cast: Cast, review: Review, kind: VerdictKind, state: str
) -> None:
    two_endorse(session, review, cast)
    later = SUBMITTED_AT + timedelta(days=3)

    reviewing.decide(session, cast.as_chair, review, kind, " Agreed on Tuesday. ", at=later)

    assert cast.tender.state == state
    assert (review.decision, review.decision_reason) == (kind, "Agreed on Tuesday.")
    assert (review.closed_at, review.decided_by) == (later, cast.chair)
    assert actions(session, cast.tender)[-1] == "review.decided"


def test_only_the_chair_decides(session: Session, cast: Cast, review: Review) -> None:
    two_endorse(session, review, cast)
    with pytest.raises(NotAllowed):
        reviewing.decide(session, cast.as_mel, review, ENDORSED, "Agreed")


def test_a_decision_waits_for_the_quorum_with_the_chairs_own_verdict_included(
    session: Session, cast: Cast, review: Review
) -> None:
    with pytest.raises(WrongState, match="2 more verdicts before"):
        reviewing.decide(session, cast.as_chair, review, ENDORSED, "Agreed")
    give(session, review, merit=(cast.as_mel, ENDORSED))
    with pytest.raises(WrongState, match="1 more verdict before"):
        reviewing.decide(session, cast.as_chair, review, ENDORSED, "Agreed")
    give(session, review, evidence=(cast.as_chair, ENDORSED))
    reviewing.decide(session, cast.as_chair, review, ENDORSED, "Agreed")
    assert cast.tender.state == "endorsed"


def test_dissent_is_kept_with_its_reason(session: Session, cast: Cast, review: Review) -> None:
    two_endorse(session, review, cast)
    give(session, review, fairness=(cast.as_nour, NOT))
    reviewing.decide(session, cast.as_chair, review, ENDORSED, "Two to one.")
    assert [(each.user.name, each.reason) for each in reviewing.dissent(review)] == [
        ("Nour Member", "Because of fairness")
    ]


def test_a_closed_review_never_changes(session: Session, cast: Cast, review: Review) -> None:
    two_endorse(session, review, cast)
    reviewing.decide(session, cast.as_chair, review, ENDORSED, "Agreed")
    for act in (
        lambda: reviewing.decide(session, cast.as_chair, review, NOT, "On reflection"),
        lambda: reviewing.record_verdict(session, cast.as_nour, review, NOT, "Late"),
        lambda: discussing.comment(session, cast.as_nour, review, "", "Late"),
        lambda: reviewing.declare_interest(session, cast.as_nour, review, "Late"),
    ):
        with pytest.raises(WrongState, match="closed: “endorsed”"):
            act()
    assert (review.decision, len(review.verdicts), review.comments, review.interests) == (ENDORSED, 2, [], [])


def test_conditions_go_with_an_endorsement_with_conditions_alone(
    session: Session, cast: Cast, review: Review
) -> None:
    two_endorse(session, review, cast)
    for kind, conditions in ((CONDITIONS, []), (CONDITIONS, [(" ", None)]), (ENDORSED, [("Share it", None)])):
        with pytest.raises(Invalid) as refusal:
            reviewing.decide(session, cast.as_chair, review, kind, "Agreed", conditions)
        assert refusal.value.field == "conditions"
    assert review.closed_at is None


def test_conditions_are_met_by_the_buyer_once_with_a_note(
    session: Session, cast: Cast, review: Review
) -> None:
    two_endorse(session, review, cast)
    wanted = [("Share the baseline.", date(2027, 1, 4)), ("Name the data owner.", None)]
    reviewing.decide(session, cast.as_chair, review, CONDITIONS, "Agreed", wanted)
    first, second = review.conditions
    assert [(each.text, each.due_on) for each in review.conditions] == wanted
    assert cast.tender.state == "endorsed"

    reviewing.meet_condition(session, cast.as_officer, first.key, "Shared on 2 January.")
    reviewing.meet_condition(session, cast.as_officer, first.key, "Something else.")

    assert (first.met_note, first.met_by_id) == ("Shared on 2 January.", cast.officer.id)
    assert second.met_at is None
    with pytest.raises(Invalid):
        reviewing.meet_condition(session, cast.as_officer, second.key, " ")
    for stranger in (ANYONE, cast.as_chair, actor_of(make_officer(session))):
        with pytest.raises(NotFound):
            reviewing.meet_condition(session, stranger, second.key, "Done")


def test_publication_waits_for_conditions(session: Session, cast: Cast, review: Review) -> None:
    two_endorse(session, review, cast)
    reviewing.decide(session, cast.as_chair, review, CONDITIONS, "Agreed", [("Share the baseline.", None)])
    with pytest.raises(NotReady):
        publishing.request_publication(session, cast.as_officer, cast.tender, at=SUBMITTED_AT)
    reviewing.meet_condition(session, cast.as_officer, review.conditions[0].key, "Shared.")
    publishing.request_publication(session, cast.as_officer, cast.tender, at=SUBMITTED_AT)
    assert cast.tender.state == "publishing"


def test_a_reopened_tender_needs_a_new_review_and_old_conditions_no_longer_matter(
    session: Session, cast: Cast, review: Review
) -> None:
    two_endorse(session, review, cast)
    reviewing.decide(session, cast.as_chair, review, CONDITIONS, "Agreed", [("Share the baseline.", None)])
    reviewing.reopen(session, cast.as_officer, cast.tender)

    assert cast.tender.state == "draft"
    with pytest.raises(WrongState, match="no longer holds"):
        reviewing.meet_condition(session, cast.as_officer, review.conditions[0].key, "Shared.")
    with pytest.raises(WrongState):
        publishing.request_publication(session, cast.as_officer, cast.tender, at=SUBMITTED_AT)


# At once


@pytest.mark.both_databases
def test_two_members_voting_at_once_both_count(engine: Engine) -> None:
    with writing(engine) as session:
        cast = make_cast(session)
        key = make_review(session, cast.tender, cast.officer, cast.board).key
    start = Barrier(3)
    failures: list[Exception] = []

    def vote(actor: Actor, reason: str) -> None:
        try:
            start.wait()
            with writing(engine) as session:
                review = reviewing.review_by_key(session, actor, key)
                reviewing.record_verdict(session, actor, review, ENDORSED, reason)
        except Exception as error:
            failures.append(error)

    votes = [(cast.as_mel, "One"), (cast.as_nour, "Two"), (cast.as_nour, "Two")]
    threads = [Thread(target=vote, args=args) for args in votes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with reading(engine) as session:
        assert sorted(session.exec(select(Verdict.reason))) == ["One", "Two"]


@pytest.mark.both_databases
def test_of_two_decisions_at_once_one_stands(engine: Engine) -> None:
    with writing(engine) as session:
        cast = make_cast(session)
        review = make_review(session, cast.tender, cast.officer, cast.board)
        two_endorse(session, review, cast)
    start = Barrier(2)
    outcomes: list[str] = []

    def decide(kind: VerdictKind) -> None:
        start.wait()
        try:
            with writing(engine) as session:
                found = reviewing.review_by_key(session, cast.as_chair, review.key)
                reviewing.decide(session, cast.as_chair, found, kind, "Agreed")
            outcomes.append(kind)
        except WrongState:
            outcomes.append("refused")

    threads = [Thread(target=decide, args=(kind,)) for kind in (ENDORSED, NOT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("refused") == 1
    with open_session(engine, writes=False) as session:
        stored = session.exec(select(Review)).one()
        assert [stored.decision] == [kind for kind in outcomes if kind != "refused"]
        assert stored.tender.state == {ENDORSED: "endorsed", NOT: "not_endorsed"}[stored.decision]
        assert session.exec(select(InterestDeclaration)).all() == []
