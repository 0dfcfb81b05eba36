"""Review by a board: submission, verdicts, interests, quorum, decision, dissent and conditions."""

from __future__ import annotations

from dataclasses import dataclass
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
    Board,
    InterestDeclaration,
    Organisation,
    Review,
    SpecificationVersion,
    Tender,
    User,
    Verdict,
)
from procure.services import freezing, publishing, queueing, reviewing
from procure.services.access import actor_of
from tests.browsing import counted_statements
from tests.factories.boards import (
    SUBMITTED_AT,
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer, make_user

ENDORSED, CONDITIONS, CHANGES, NOT = VerdictKind


@dataclass
class Cast:
    """A tender that is ready, its officer, and a board of three with a quorum of two."""

    authority: Organisation
    officer: User
    chair: User
    mel: User
    nour: User
    board: Board
    tender: Tender

    def __post_init__(self) -> None:
        self.as_officer, self.as_chair = actor_of(self.officer), actor_of(self.chair)
        self.as_mel, self.as_nour = actor_of(self.mel), actor_of(self.nour)


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


def make_cast(session: Session) -> Cast:
    authority = make_authority(session)
    officer = make_officer(session, authority)
    chair, mel, nour = make_members(session)
    board = make_board(session, chair, mel, nour, quorum=2)
    return Cast(authority, officer, chair, mel, nour, board, make_ready_tender(session, officer))


@pytest.fixture
def review(session: Session, cast: Cast) -> Review:
    return make_review(session, cast.tender, cast.officer, cast.board)


def give(session: Session, review: Review, **verdicts: tuple[Actor, str]) -> None:
    for reason, (actor, kind) in verdicts.items():
        reviewing.record_verdict(session, actor, review, kind, f"Because of {reason}")


def two_endorse(session: Session, review: Review, cast: Cast) -> None:
    give(session, review, merit=(cast.as_mel, ENDORSED), evidence=(cast.as_chair, ENDORSED))


def actions(session: Session, tender: Tender) -> list[str]:
    return [
        event.action
        for event in session.exec(
            select(AuditEvent).where(AuditEvent.subject_key == tender.reference).order_by(AuditEvent.id)
        )
    ]


# Submission


@pytest.mark.both_databases
def test_submission_freezes_the_draft_and_tells_the_board(session: Session, cast: Cast) -> None:
    review = make_review(session, cast.tender, cast.officer, cast.board)

    assert cast.tender.state == "in_review"
    assert cast.tender.board_id == cast.board.id
    assert review.version.sha256 == freezing.draft_snapshot(session, cast.tender).digest
    assert (review.submitted_at, review.version.frozen_at) == (SUBMITTED_AT, SUBMITTED_AT)
    assert actions(session, cast.tender)[-2:] == ["specification.frozen", "review.submitted"]


def test_a_draft_with_a_blocking_issue_is_refused_with_the_issues(session: Session, cast: Cast) -> None:
    cast.tender.specification.who_affected = ""
    session.add(cast.tender.specification)

    with pytest.raises(NotReady) as refusal:
        make_review(session, cast.tender, cast.officer, cast.board)

    assert refusal.value.issues
    assert all(issue.is_blocking for issue in refusal.value.issues)
    assert cast.tender.state == "draft"
    assert session.exec(select(SpecificationVersion)).all() == []


def test_a_tender_is_before_one_board_at_a_time(session: Session, cast: Cast, review: Review) -> None:
    with pytest.raises(WrongState, match="cannot submit a tender that is “in review”"):
        make_review(session, cast.tender, cast.officer, make_board(session, cast.chair))


def test_only_officers_of_the_buyer_submit_and_recall(session: Session, cast: Cast) -> None:
    elsewhere = actor_of(make_officer(session))
    colleague_without_role = actor_of(make_user(session, cast.authority))
    for stranger in (ANYONE, elsewhere, colleague_without_role, cast.as_chair):
        with pytest.raises(NotAllowed):
            reviewing.submit(session, stranger, cast.tender, cast.board, at=SUBMITTED_AT)
        with pytest.raises(NotAllowed):
            reviewing.recall(session, stranger, cast.tender)
        with pytest.raises(NotAllowed):
            reviewing.reopen(session, stranger, cast.tender)
        with pytest.raises(NotAllowed):
            reviewing.reviews_of(session, stranger, cast.tender)


@pytest.mark.parametrize(
    ("active", "has_chair", "words"), [(False, True, "no longer meets"), (True, False, "no chair")]
)
def test_a_board_that_cannot_decide_is_refused(
    session: Session, cast: Cast, active: bool, has_chair: bool, words: str
) -> None:
    board = make_board(session, *([cast.chair] if has_chair else []), is_active=active)
    with pytest.raises(Invalid, match=words) as refusal:
        make_review(session, cast.tender, cast.officer, board)
    assert refusal.value.field == "board"


def test_a_recalled_tender_is_a_draft_again_and_what_was_said_stays(
    session: Session, cast: Cast, review: Review
) -> None:
    reviewing.comment(session, cast.as_mel, review, "", "The second link is weak.")

    reviewing.recall(session, cast.as_officer, cast.tender)

    assert cast.tender.state == "draft"
    assert (review.decision, review.closed_at is not None) == ("recalled", True)
    assert [
        each.text for each in reviewing.reviews_of(session, cast.as_officer, cast.tender)[0].comments
    ] == ["The second link is weak."]
    with pytest.raises(WrongState):
        reviewing.recall(session, cast.as_officer, cast.tender)


def test_a_second_submission_is_a_new_review_and_knows_the_version_looked_at_before(
    session: Session, cast: Cast, review: Review
) -> None:
    reviewing.recall(session, cast.as_officer, cast.tender)
    again = make_review(session, cast.tender, cast.officer, cast.board)
    assert again.version_id == review.version_id  # the same words are the same version
    assert reviewing.earlier_review(session, again) is None

    reviewing.recall(session, cast.as_officer, cast.tender)
    cast.tender.title = "Warm homes for all of Westmarch"
    changed = make_review(session, cast.tender, cast.officer, cast.board)

    assert changed.version.number == review.version.number + 1
    assert reviewing.earlier_review(session, changed) == again
    assert [each.id for each in reviewing.reviews_of(session, cast.as_officer, cast.tender)] == [
        changed.id, again.id, review.id,
    ]  # fmt: skip


# What the board sees


def test_the_queue_has_open_reviews_of_ones_own_boards_alone(
    session: Session, cast: Cast, review: Review
) -> None:
    other_chair, *_ = make_members(session)
    other = make_board(session, other_chair)
    make_review(session, make_ready_tender(session, cast.officer), cast.officer, other)

    (waiting,) = queueing.queue(session, cast.as_mel)

    assert (waiting.key, waiting.title, waiting.version) == (review.key, "Warm homes for Westmarch", 1)
    assert (waiting.buyer, waiting.board) == (cast.authority.name, cast.board.name)
    reviewing.recall(session, cast.as_officer, cast.tender)
    assert queueing.queue(session, cast.as_mel) == []
    assert [each.decision for each in queueing.decided(session, cast.as_mel).reviews] == ["recalled"]


def test_the_queue_counts_verdicts_comments_and_says_what_one_did_oneself(
    session: Session, cast: Cast, review: Review
) -> None:
    two_endorse(session, review, cast)
    reviewing.declare_interest(session, cast.as_mel, review, "I advised the bidder.")
    reviewing.comment(session, cast.as_nour, review, "", "A question.")

    for actor, own, interest in ((cast.as_mel, "", True), (cast.as_chair, ENDORSED, False)):
        (waiting,) = queueing.queue(session, actor)
        assert (waiting.verdicts, waiting.quorum, waiting.comments) == (1, 2, 1)
        assert (waiting.own_verdict, waiting.has_interest) == (own, interest)


@pytest.mark.both_databases
def test_lists_cost_the_same_queries_however_long(session: Session, cast: Cast) -> None:
    make_review(session, cast.tender, cast.officer, cast.board)

    def cost() -> int:
        session.flush()
        with counted_statements() as seen:
            queueing.queue(session, cast.as_mel)
            queueing.decided(session, cast.as_mel)
        return len(seen)

    with_one = cost()
    for _ in range(4):
        more = make_review(session, make_ready_tender(session, cast.officer), cast.officer, cast.board)
        two_endorse(session, more, cast)
    assert len(queueing.queue(session, cast.as_mel)) == 5
    assert cost() == with_one


def test_nobody_without_a_board_sees_a_queue(session: Session, cast: Cast) -> None:
    for stranger in (ANYONE, cast.as_officer):
        with pytest.raises(NotAllowed):
            queueing.queue(session, stranger)
        with pytest.raises(NotAllowed):
            queueing.decided(session, stranger)


@pytest.mark.both_databases
def test_a_review_is_not_found_by_anybody_off_its_board(session: Session, cast: Cast, review: Review) -> None:
    other_member, *_ = make_members(session)
    make_board(session, other_member)
    for stranger in (ANYONE, cast.as_officer, actor_of(other_member)):
        with pytest.raises(NotFound):
            reviewing.review_by_key(session, stranger, review.key)
    for key in ("", "nothing", "' OR 1=1 --", "\x00"):
        with pytest.raises(NotFound):
            reviewing.review_by_key(session, cast.as_mel, key)
    assert reviewing.review_by_key(session, cast.as_mel, review.key) == review


def test_people_of_other_boards_can_do_nothing_to_a_review(
    session: Session, cast: Cast, review: Review
) -> None:
    other_chair, *_ = make_members(session)
    make_board(session, other_chair)
    for stranger in (ANYONE, cast.as_officer, actor_of(other_chair)):
        for act in (
            lambda who: reviewing.comment(session, who, review, "", "Hello"),
            lambda who: reviewing.declare_interest(session, who, review, "None"),
            lambda who: reviewing.record_verdict(session, who, review, ENDORSED, "Because"),
            lambda who: reviewing.decide(session, who, review, ENDORSED, "Because"),
        ):
            with pytest.raises(NotAllowed):
                act(stranger)


# Comments


def test_a_comment_is_on_an_outcome_of_the_version_or_on_the_whole(
    session: Session, cast: Cast, review: Review
) -> None:
    key = freezing.snapshot_of(review.version).outcomes[1].key
    made = reviewing.comment(session, cast.as_mel, review, key, " Who collects this? ")

    assert (made.outcome_key, made.text) == (key, "Who collects this?")
    with pytest.raises(NotFound):
        reviewing.comment(session, cast.as_mel, review, "another", "Who collects this?")
    with pytest.raises(Invalid) as refusal:
        reviewing.comment(session, cast.as_mel, review, key, "  \n ")
    assert refusal.value.field == "text"


def test_a_comment_sent_twice_is_made_once(session: Session, cast: Cast, review: Review) -> None:
    first = reviewing.comment(session, cast.as_mel, review, "", "Once")
    assert reviewing.comment(session, cast.as_mel, review, "", "Once") == first
    assert reviewing.comment(session, cast.as_nour, review, "", "Once") != first
    assert len(review.comments) == 2


def test_the_buyer_answers_and_the_trail_keeps_what_was_replaced(
    session: Session, cast: Cast, review: Review
) -> None:
    made = reviewing.comment(session, cast.as_mel, review, "", "Who collects this?")
    reviewing.answer_comment(session, cast.as_officer, made.id, "We do.")
    reviewing.answer_comment(session, cast.as_officer, made.id, "The register does.")

    assert (made.answer, made.answered_by_id) == ("The register does.", cast.officer.id)
    replaced = session.exec(select(AuditEvent).where(AuditEvent.action == "comment.answered")).all()
    assert [event.detail.get("before") for event in replaced] == [None, "We do."]
    for stranger in (ANYONE, cast.as_mel, actor_of(make_officer(session))):
        with pytest.raises(NotFound):
            reviewing.answer_comment(session, stranger, made.id, "Mine")
    with pytest.raises(NotFound):
        reviewing.answer_comment(session, cast.as_officer, 10_000, "Mine")


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
        lambda: reviewing.comment(session, cast.as_mel, review, "", "I think"),
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
        lambda: reviewing.comment(session, cast.as_nour, review, "", "Late"),
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
