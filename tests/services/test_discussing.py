"""Comments between a board and a buyer: what is carried on, who may settle it, and what each member saw."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session

from procure.domain.discussion import Counts
from procure.domain.exceptions import Invalid, NotAllowed, NotFound
from procure.domain.permissions import ANYONE
from procure.models import Review
from procure.services import discussing, queueing, reviewing
from procure.services.access import actor_of
from tests.factories.boards import SUBMITTED_AT, make_board, make_review
from tests.factories.people import make_officer
from tests.services.review_cast import Cast, actions


def next_review(session: Session, cast: Cast, **changes: str) -> Review:
    """The tender taken back, changed and submitted to the same board again."""
    reviewing.recall(session, cast.as_officer, cast.tender)
    for name, value in changes.items():
        setattr(cast.tender.specification, name, value)
    return make_review(session, cast.tender, cast.officer, cast.board)


def test_what_nobody_settled_goes_on_to_the_next_version_and_what_was_settled_stays(
    session: Session, cast: Cast, review: Review
) -> None:
    open_one = discussing.comment(session, cast.as_mel, review, "", "Who marks this?", section="award")
    settled = discussing.comment(session, cast.as_nour, review, "", "A word is missing.")
    discussing.resolve(
        session, cast.as_nour, review, settled.id, is_resolved=True, at=SUBMITTED_AT - timedelta(hours=1)
    )

    again = next_review(session, cast, who_affected="Tenants.")
    found = discussing.discussion_of(session, again)

    assert (list(found.carried), list(found.own), found.counts) == ([open_one], [], Counts(1, 0))
    assert discussing.counts_by_review(session, [again.id, review.id]) == {
        again.id: Counts(1, 0), review.id: Counts(1, 1),
    }  # fmt: skip
    discussing.resolve(session, cast.as_chair, again, open_one.id, is_resolved=True)
    assert discussing.discussion_of(session, again).counts == Counts(0, 1)  # settled here, and shown here
    (waiting,) = queueing.queue(session, cast.as_mel)
    assert (waiting.comments, waiting.open_comments) == (1, 0)


def test_another_board_does_not_see_what_was_said_to_the_first(
    session: Session, cast: Cast, review: Review
) -> None:
    discussing.comment(session, cast.as_mel, review, "", "Between us.")
    cast.board = make_board(session, cast.chair)
    assert discussing.discussion_of(session, next_review(session, cast)).all == []


def test_members_and_the_buyer_reply_and_nobody_else(session: Session, cast: Cast, review: Review) -> None:
    made = discussing.comment(session, cast.as_mel, review, "", "Who collects this?")
    first = discussing.reply(session, cast.as_nour, review, made.id, " I wonder too. ")
    assert discussing.reply(session, cast.as_nour, review, made.id, "I wonder too.") == first
    discussing.reply_as_officer(session, cast.as_officer, made.id, "The register does.")
    assert [each.text for each in made.replies] == ["I wonder too.", "The register does."]
    with pytest.raises(Invalid):
        discussing.reply(session, cast.as_nour, review, made.id, " ")
    for stranger in (ANYONE, cast.as_mel, actor_of(make_officer(session))):
        with pytest.raises(NotFound):
            discussing.reply_as_officer(session, stranger, made.id, "Mine")
    with pytest.raises(NotAllowed):
        discussing.reply(session, cast.as_officer, review, made.id, "As a member")
    with pytest.raises(NotFound):
        discussing.reply(session, cast.as_mel, review, 10_000, "Mine")


def test_whoever_made_a_comment_or_chairs_may_settle_it_and_open_it_again(
    session: Session, cast: Cast, review: Review
) -> None:
    made = discussing.comment(session, cast.as_mel, review, "", "Who collects this?")
    for other in (cast.as_nour, cast.as_officer):
        with pytest.raises(NotAllowed):
            discussing.resolve(session, other, review, made.id, is_resolved=True)
    discussing.resolve(session, cast.as_mel, review, made.id, is_resolved=True)
    discussing.resolve(session, cast.as_mel, review, made.id, is_resolved=True)
    assert made.resolved_by == cast.mel
    discussing.resolve(session, cast.as_chair, review, made.id, is_resolved=False)
    assert (made.resolved_at, made.resolved_by) == (None, None)
    assert actions(session, cast.tender)[-3:] == ["comment.made", "comment.resolved", "comment.reopened"]


def test_whoever_declared_an_interest_takes_no_part_in_the_discussion_of_any_version(
    session: Session, cast: Cast, review: Review
) -> None:
    made = discussing.comment(session, cast.as_mel, review, "", "Who collects this?")
    reviewing.declare_interest(session, cast.as_mel, review, "My brother would bid.")
    again = next_review(session, cast)
    for beside in (review, again):
        with pytest.raises(NotAllowed, match="interest"):
            discussing.resolve(session, cast.as_mel, beside, made.id, is_resolved=True)


def test_each_member_is_told_the_version_they_themselves_saw_last(
    session: Session, cast: Cast, review: Review
) -> None:
    discussing.note_seen(session, cast.as_mel, review)
    discussing.note_seen(session, cast.as_mel, review)
    second = next_review(session, cast, who_affected="Tenants.")
    assert discussing.last_seen(session, cast.as_nour, second) is None
    assert discussing.last_seen(session, cast.as_mel, second) == review.version
    assert not discussing.has_seen(session, cast.as_mel, second)
    discussing.note_seen(session, cast.as_nour, second)
    third = next_review(session, cast, who_affected="Tenants and owners.")
    assert discussing.last_seen(session, cast.as_mel, third) == review.version
    assert discussing.last_seen(session, cast.as_nour, third) == second.version
    with pytest.raises(NotAllowed):
        discussing.note_seen(session, cast.as_officer, third)
