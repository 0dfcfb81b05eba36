"""Review by a board: submission, verdicts, interests, quorum, decision, dissent and conditions."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from procure.domain.exceptions import Invalid, NotAllowed, NotFound, NotReady, WrongState
from procure.domain.permissions import ANYONE
from procure.models import (
    AuditEvent,
    Review,
    SpecificationVersion,
)
from procure.services import discussing, freezing, queueing, reviewing
from procure.services.access import actor_of
from tests.browsing import counted_statements
from tests.factories.boards import (
    SUBMITTED_AT,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer, make_user
from tests.services.review_cast import ENDORSED, Cast, actions, two_endorse

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
    discussing.comment(session, cast.as_mel, review, "", "The second link is weak.")

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
    discussing.comment(session, cast.as_nour, review, "", "A question.")

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
            lambda who: discussing.comment(session, who, review, "", "Hello"),
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
    made = discussing.comment(session, cast.as_mel, review, key, " Who collects this? ")

    assert (made.outcome_key, made.text) == (key, "Who collects this?")
    with pytest.raises(NotFound):
        discussing.comment(session, cast.as_mel, review, "another", "Who collects this?")
    with pytest.raises(Invalid) as refusal:
        discussing.comment(session, cast.as_mel, review, key, "  \n ")
    assert refusal.value.field == "text"


def test_a_comment_sent_twice_is_made_once(session: Session, cast: Cast, review: Review) -> None:
    first = discussing.comment(session, cast.as_mel, review, "", "Once")
    assert discussing.comment(session, cast.as_mel, review, "", "Once") == first
    assert discussing.comment(session, cast.as_nour, review, "", "Once") != first
    assert len(review.comments) == 2


def test_the_buyer_answers_and_the_trail_keeps_what_was_replaced(
    session: Session, cast: Cast, review: Review
) -> None:
    made = discussing.comment(session, cast.as_mel, review, "", "Who collects this?")
    discussing.answer_comment(session, cast.as_officer, made.id, "We do.")
    discussing.answer_comment(session, cast.as_officer, made.id, "The register does.")

    assert (made.answer, made.answered_by_id) == ("The register does.", cast.officer.id)
    replaced = session.exec(select(AuditEvent).where(AuditEvent.action == "comment.answered")).all()
    assert [event.detail.get("before") for event in replaced] == [None, "We do."]
    for stranger in (ANYONE, cast.as_mel, actor_of(make_officer(session))):
        with pytest.raises(NotFound):
            discussing.answer_comment(session, stranger, made.id, "Mine")
    with pytest.raises(NotFound):
        discussing.answer_comment(session, cast.as_officer, 10_000, "Mine")
