"""A board decides without meeting and without its chair: under a delegation, in writing, with another member acting."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from procure.domain.decisions import ConditionWanted
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.models import BoardMember, Delegation, Meeting, Review
from procure.services import (
    circulating,
    delegating,
    following,
    meeting,
    minuted,
    minuting,
    presiding,
    reviewing,
    sitting,
)
from procure.services.access import actor_of
from tests.factories.boards import SUBMITTED_AT, make_ready_tender, make_review
from tests.services.review_cast import CHANGES, CONDITIONS, ENDORSED, NOT, Cast, actions

AT = SUBMITTED_AT + timedelta(hours=1)
TODAY = AT.date()
LAST = TODAY + timedelta(days=7)
AFTER = AT + timedelta(days=8)


def delegate(session: Session, cast: Cast, **values: Any) -> Delegation:
    known: dict[str, Any] = {
        "scope": "any", "value_limit": None, "from_on": TODAY, "to_on": LAST, "reason": "We meet in March.",
    }  # fmt: skip
    return delegating.give(session, cast.as_chair, cast.board, cast.mel.key, known | values, at=AT)


def next_meeting(session: Session, cast: Cast, starts_at: datetime, called: datetime = AT) -> Meeting:
    return meeting.call(session, cast.as_chair, cast.board, starts_at, place="R", at=called)


def minutes_signed(session: Session, cast: Cast, made: Meeting, at: datetime) -> None:
    sitting.record_attendance(session, cast.as_chair, made, {cast.chair.id: "present"}, at=at)
    minuting.sign(session, cast.as_chair, made, enqueue=print, at=at)


# Delegation


def test_only_the_chair_delegates_to_another_member_for_days_to_come(session: Session, cast: Cast) -> None:
    values = {"scope": "any", "value_limit": None, "from_on": TODAY, "to_on": LAST, "reason": "Because"}
    with pytest.raises(NotAllowed):
        delegating.give(session, cast.as_mel, cast.board, cast.nour.key, values, at=AT)
    for key in (cast.chair.key, cast.officer.key):
        with pytest.raises(Invalid, match="member"):
            delegating.give(session, cast.as_chair, cast.board, key, values, at=AT)
    for wrong, match in (
        ({"to_on": TODAY - timedelta(days=1)}, "before"),
        ({"value_limit": Decimal(0)}, "more than"),
        ({"reason": " "}, "why"),
        ({"scope": "all"}, "delegated"),
        ({"from_on": date(2020, 1, 1), "to_on": date(2020, 1, 2)}, "today or later"),
    ):
        with pytest.raises(Invalid, match=match):
            delegating.give(session, cast.as_chair, cast.board, cast.mel.key, values | wrong, at=AT)


def test_a_decision_under_a_delegation_names_it_and_is_reported_to_the_next_meeting_alone(
    session: Session, cast: Cast, review: Review
) -> None:
    delegate(session, cast, value_limit=Decimal(10**9))
    first = next_meeting(session, cast, AT + timedelta(days=3))
    second = next_meeting(session, cast, AT + timedelta(days=30))
    delegating.decide(session, cast.as_mel, review, ENDORSED, "It is clear.", at=AT)

    assert (review.decision, cast.tender.state) == (ENDORSED, "endorsed")
    (told,) = minuted.outside_of(session, first, at=first.starts_at)
    assert told.how.startswith(
        "Decided by Mel Member under a delegation: any version before the board up to £"
    )
    assert [minuted.reports_next(session, each) for each in (first, second)] == [True, False]
    minutes_signed(session, cast, first, first.starts_at)
    said = minuted.minutes_of(session, first)
    assert [each.how for each in said.outside] == [told.how]
    assert "We meet in March." in said.delegations[0]
    assert minuted.reports_next(session, second)
    minutes_signed(session, cast, second, second.starts_at)
    later = minuted.minutes_of(session, second)
    assert (later.outside, later.delegations) == ((), ())
    assert actions(session, cast.tender)[-1] == "review.decided"


def test_a_delegation_reaches_no_tender_above_its_limit_nor_after_its_last_day_nor_once_revoked(
    session: Session, cast: Cast, review: Review
) -> None:
    with pytest.raises(NotAllowed, match="delegated no decision"):
        delegating.decide(session, cast.as_mel, review, ENDORSED, "Why", at=AT)
    small = delegate(session, cast, value_limit=Decimal(1))
    with pytest.raises(NotAllowed, match="above £1"):
        delegating.decide(session, cast.as_mel, review, ENDORSED, "Why", at=AT)
    wide = delegate(session, cast)
    assert delegating.open_to(session, cast.as_mel, review, at=AT) == (wide, ())
    assert delegating.open_to(session, cast.as_mel, review, at=AFTER)[0] is None
    assert delegating.open_to(session, cast.as_nour, review, at=AT) == (None, ())
    with pytest.raises(NotAllowed):
        delegating.revoke(session, cast.as_mel, wide, "Mine", at=AT)
    delegating.revoke(session, cast.as_chair, wide, "No longer needed", at=AT)
    with pytest.raises(WrongState):
        delegating.revoke(session, cast.as_chair, wide, "Again", at=AT)
    with pytest.raises(NotAllowed, match="above £1"):
        delegating.decide(session, cast.as_mel, review, ENDORSED, "Why", at=AT)
    assert delegating.delegations_of(session, cast.as_nour) == [wide, small]
    with pytest.raises(NotFound):
        delegating.delegation_by_key(session, cast.as_officer, wide.key)


def test_nobody_decides_under_a_delegation_on_what_they_wrote_or_have_an_interest_in(
    session: Session, cast: Cast, review: Review
) -> None:
    delegate(session, cast)
    reviewing.declare_interest(session, cast.as_mel, review, "My sister bids.")
    with pytest.raises(NotAllowed, match="interest"):
        delegating.decide(session, cast.as_mel, review, ENDORSED, "Why", at=AT)
    session.add(BoardMember(board_id=cast.board.id, user_id=cast.officer.id))
    session.flush()
    session.expire_all()
    values = {"scope": "any", "value_limit": None, "from_on": TODAY, "to_on": LAST, "reason": "Because"}
    delegating.give(session, cast.as_chair, cast.board, cast.officer.key, values, at=AT)
    with pytest.raises(NotAllowed, match="hand in this tender"):
        delegating.decide(session, actor_of(cast.officer), review, ENDORSED, "Why", at=AT)


def test_minor_changes_to_a_version_that_the_board_decided_on_can_be_delegated(
    session: Session, cast: Cast, review: Review
) -> None:
    delegate(session, cast, scope="minor")
    with pytest.raises(NotAllowed, match="not decided on an earlier version"):
        delegating.decide(session, cast.as_mel, review, ENDORSED, "Why", at=AT)
    for actor in (cast.as_chair, cast.as_mel):
        reviewing.record_verdict(session, actor, review, CHANGES, "A word is wrong")
    reviewing.decide(session, cast.as_chair, review, CHANGES, "Mend it", at=AT)
    cast.tender.specification.summary = "Mended"
    again = make_review(session, cast.tender, cast.officer, cast.board)
    assert delegating.open_to(session, cast.as_mel, again, at=AT)[0] is not None
    delegating.decide(session, cast.as_mel, again, ENDORSED, "The word is mended", at=AT)
    assert again.delegation is not None


def test_whoever_it_is_delegated_to_says_whether_conditions_are_met(
    session: Session, cast: Cast, review: Review
) -> None:
    for actor in (cast.as_chair, cast.as_mel):
        reviewing.record_verdict(session, actor, review, ENDORSED, "Because")
    reviewing.decide(session, cast.as_chair, review, CONDITIONS, "Agreed", [("Share it", None)], at=AT)
    (condition,) = review.conditions
    with pytest.raises(NotAllowed):
        following.confirm(session, cast.as_mel, condition, "I read it.")
    today = datetime.now(AT.tzinfo).date()
    given = delegate(
        session, cast, scope="conditions", from_on=min(today, TODAY), to_on=max(today, TODAY) + timedelta(1)
    )
    assert not following.may_confirm(session, cast.as_nour, condition)
    following.confirm(session, cast.as_mel, condition, "I read it.")
    assert (condition.confirmed_by, condition.confirmed_under_id) == (cast.mel, given.id)
    made = next_meeting(session, cast, condition.confirmed_at + timedelta(days=3))
    assert "found met by Mel Member" in " ".join(
        minuted.minutes_of(session, made, at=made.starts_at).delegations
    )


# In writing


def ask(session: Session, cast: Cast, review: Review, kind: str = ENDORSED, **more: Any) -> None:
    circulating.open_question(
        session, cast.as_chair, review, kind, "The papers show it.", LAST, at=AT, **more
    )


def test_what_members_agree_to_in_writing_is_decided_with_dissent_and_abstention_kept(
    session: Session, cast: Cast, review: Review
) -> None:
    due = date(2027, 1, 15)
    ask(session, cast, review, CONDITIONS, conditions=[ConditionWanted("Share it", due, cast.officer.id)])
    with pytest.raises(WrongState, match="asked in writing"):
        reviewing.decide(session, cast.as_chair, review, ENDORSED, "Why", at=AT)
    circulating.answer(session, cast.as_chair, review, "agree", at=AT)
    with pytest.raises(WrongState, match="still have time"):
        circulating.record_result(session, cast.as_chair, review, at=AT)
    with pytest.raises(Invalid, match="reason"):
        circulating.answer(session, cast.as_mel, review, "object", at=AT)
    circulating.answer(session, cast.as_mel, review, "object", "The baseline is a guess.", at=AT)
    circulating.answer(session, cast.as_nour, review, "abstain", "I am new.", at=AT)
    circulating.answer(session, cast.as_chair, review, "agree", "I still do.", at=AT)  # changes their mind
    assert circulating.record_result(session, cast.as_chair, review, at=AT) == "not_agreed"
    assert review.closed_at is None

    ask(session, cast, review, CONDITIONS, conditions=[ConditionWanted("Share it", due, cast.officer.id)])
    circulating.answer(session, cast.as_chair, review, "agree", at=AT)
    circulating.answer(session, cast.as_nour, review, "abstain", "I am new.", at=AT)
    assert circulating.record_result(session, cast.as_chair, review, at=AFTER) == "agreed"
    assert (review.decision, cast.tender.state) == (CONDITIONS, "endorsed")
    assert [(each.text, each.due_on, each.owner) for each in review.conditions] == [
        ("Share it", due, cast.officer)
    ]
    stood = {each.name: (each.stood, each.is_dissent) for each in minuted.positions_of(review)}
    assert stood == {
        "Chris Chair": ("Endorsed with conditions", False), "Nour Member": ("Abstained", False),
    }  # fmt: skip
    assert "1 agreed, 0 objected, 1 abstained; the quorum was 2. Agreed." in minuted.how_decided(review)


def test_an_objector_is_dissent_beside_what_the_others_agreed_to(
    session: Session, cast: Cast, review: Review
) -> None:
    ask(session, cast, review)
    circulating.answer(session, cast.as_mel, review, "object", "Too soon.", at=AT)
    for actor in (cast.as_chair, cast.as_nour):
        circulating.answer(session, actor, review, "agree", at=AT)
    assert circulating.record_result(session, cast.as_chair, review, at=AT) == "agreed"
    assert [(each.user, each.reason) for each in reviewing.dissent(review)] == [(cast.mel, "Too soon.")]


def test_an_objection_that_asks_for_a_meeting_puts_the_tender_on_the_next_agenda(
    session: Session, cast: Cast, review: Review
) -> None:
    coming = next_meeting(session, cast, AT + timedelta(days=9))
    ask(session, cast, review)
    circulating.answer(session, cast.as_nour, review, "object", "Let us talk.", wants_meeting=True, at=AT)
    assert review.in_writing is None
    assert [each.review for each in coming.items] == [review]
    with pytest.raises(NotFound):
        circulating.record_result(session, cast.as_chair, review, at=AFTER)
    (item,) = minuted.minutes_of(session, coming, at=coming.starts_at).items
    assert "A member asked for a meeting. Let us talk." in item.before[0]


def test_where_no_meeting_is_called_yet_the_next_one_takes_what_was_sent_to_it(
    session: Session, cast: Cast, review: Review
) -> None:
    ask(session, cast, review)
    assert circulating.record_result(session, cast.as_chair, review, at=AFTER) == "no_quorum"
    coming = next_meeting(session, cast, AFTER + timedelta(days=9), AFTER)
    assert [each.review for each in coming.items] == [review]
    assert next_meeting(session, cast, AFTER + timedelta(days=19), AFTER).items == []


def test_only_the_chair_asks_in_writing_and_only_members_without_an_interest_answer_in_time(
    session: Session, cast: Cast, review: Review
) -> None:
    with pytest.raises(NotAllowed):
        circulating.open_question(session, cast.as_mel, review, ENDORSED, "Why", LAST, at=AT)
    for wrong, match in (
        ({"proposal": "perhaps"}, "propose"),
        ({"reason": " "}, "why"),
        ({"closes_on": TODAY}, "after today"),
        ({"proposal": CONDITIONS}, "at least one condition"),
        ({"conditions": [ConditionWanted("Do it")]}, "only"),
    ):
        values = {"proposal": ENDORSED, "reason": "Why", "closes_on": LAST} | wrong
        with pytest.raises(Invalid, match=match):
            circulating.open_question(session, cast.as_chair, review, at=AT, **values)
    ask(session, cast, review)
    other = make_other(session, cast)
    with pytest.raises(NotFound):
        circulating.answer(session, cast.as_officer, other, "agree", at=AT)
    reviewing.declare_interest(session, cast.as_mel, review, "My sister bids.")
    with pytest.raises(NotAllowed, match="interest"):
        circulating.answer(session, cast.as_mel, review, "agree", at=AT)
    with pytest.raises(WrongState, match="gone by"):
        circulating.answer(session, cast.as_nour, review, "agree", at=AFTER)
    with pytest.raises(Invalid, match="withdraw"):
        circulating.withdraw(session, cast.as_chair, review, " ", at=AT)
    circulating.withdraw(session, cast.as_chair, review, "A figure is wrong.", at=AT)
    assert (review.in_writing, review.closed_at) == (None, None)


def make_other(session: Session, cast: Cast) -> Review:
    """A review of a board on which the officer sits, and of which nothing was asked in writing."""
    session.add(BoardMember(board_id=cast.board.id, user_id=cast.officer.id))
    session.flush()
    session.expire_all()
    cast.as_officer = actor_of(cast.officer)
    return make_review(session, make_ready_tender(session, cast.officer), cast.officer, cast.board)


# The chair


def test_a_chair_with_an_interest_names_a_member_who_acts_for_that_tender(
    session: Session, cast: Cast, review: Review
) -> None:
    with pytest.raises(Invalid, match="declared no interest"):
        presiding.hand_over(session, cast.as_chair, review, cast.nour.key, "interest", at=AT)
    reviewing.declare_interest(session, cast.as_chair, review, "My firm bids.")
    with pytest.raises(NotAllowed):
        presiding.hand_over(session, cast.as_mel, review, cast.mel.key, "interest", at=AT)
    presiding.hand_over(session, cast.as_chair, review, cast.nour.key, "interest", at=AT)
    for actor in (cast.as_mel, cast.as_nour):
        reviewing.record_verdict(session, actor, review, ENDORSED, "Because")
    with pytest.raises(NotAllowed, match="interest"):
        reviewing.decide(session, cast.as_chair, review, ENDORSED, "Mine", at=AT)
    with pytest.raises(NotAllowed, match="Nour Member acts as chair"):
        reviewing.decide(session, cast.as_mel, review, ENDORSED, "Mine", at=AT)
    reviewing.decide(session, cast.as_nour, review, ENDORSED, "Agreed", at=AT)
    assert "Nour Member acted as chair, named by Chris Chair. The chair declared an interest." in (
        minuted.how_decided(review)
    )


def test_a_vice_chair_takes_the_chair_while_the_chair_is_away_and_gives_it_back(
    session: Session, cast: Cast, review: Review
) -> None:
    seat = next(each for each in cast.board.members if each.user_id == cast.mel.id)
    seat.role = "vice_chair"
    session.flush()
    session.expire_all()
    vice = actor_of(cast.mel)
    assert [each.user for each in presiding.to_choose(vice, review)] == [cast.mel]
    with pytest.raises(Invalid, match="away"):
        presiding.hand_over(session, vice, review, cast.mel.key, "away", at=AT)
    made = meeting.call(
        session, cast.as_chair, cast.board, AT + timedelta(days=3), place="R", reviews=[review], at=AT
    )
    during = made.starts_at
    came = {cast.mel.id: "present", cast.nour.id: "present", cast.chair.id: "apologies"}
    sitting.record_attendance(session, vice, made, came, at=during)
    (item,) = made.items
    stood = {cast.mel.id: (NOT, "Too dear."), cast.nour.id: ("abstained", "")}
    with pytest.raises(NotAllowed):
        sitting.decide_item(session, vice, made, item, NOT, "Too dear", stood, at=during)
    presiding.hand_over(
        session, vice, review, cast.mel.key, "away", "Apologies came this morning.", at=during
    )
    with pytest.raises(NotAllowed, match="Mel Member acts as chair"):
        reviewing.require_part(cast.as_chair, "board:review:decide", review)
    presiding.take_back(session, cast.as_chair, review, at=during)
    with pytest.raises(WrongState):
        presiding.take_back(session, cast.as_chair, review, at=during)
    presiding.hand_over(
        session, vice, review, cast.mel.key, "away", "Apologies came this morning.", at=during
    )
    sitting.decide_item(session, vice, made, item, NOT, "Too dear", stood, at=during)
    (said,) = minuted.minutes_of(session, made, at=during).items
    assert said.chair == "Mel Member acted as chair. The chair is away. Apologies came this morning."
    assert [(each.name, each.stood, each.is_dissent) for each in said.positions] == [
        ("Mel Member", "Not endorsed", False), ("Nour Member", "Abstained", False),
    ]  # fmt: skip


def test_a_member_who_acts_as_chair_records_what_a_meeting_decided_on_that_item_and_nothing_else(
    session: Session, cast: Cast, review: Review
) -> None:
    reviewing.declare_interest(session, cast.as_chair, review, "My firm bids.")
    made = meeting.call(
        session, cast.as_chair, cast.board, AT + timedelta(days=3), place="R", reviews=[review], at=AT
    )
    came = {cast.mel.id: "present", cast.nour.id: "present", cast.chair.id: "present"}
    sitting.record_attendance(session, cast.as_chair, made, came, at=made.starts_at)
    (item,) = made.items
    positions = {cast.mel.id: (ENDORSED, ""), cast.nour.id: (ENDORSED, "")}
    presiding.hand_over(session, cast.as_chair, review, cast.nour.key, "interest", at=AT)
    with pytest.raises(NotAllowed):
        meeting.note_meeting(session, cast.as_nour, made, "Mine")
    sitting.decide_item(session, cast.as_nour, made, item, ENDORSED, "Agreed", positions, at=made.starts_at)
    assert review.decided_by == cast.nour


def test_an_abstention_in_the_service_counts_neither_as_a_verdict_nor_as_dissent(
    session: Session, cast: Cast, review: Review
) -> None:
    reviewing.record_verdict(session, cast.as_mel, review, "abstained", "I know the author.")
    reviewing.record_verdict(session, cast.as_chair, review, ENDORSED, "Because")
    assert reviewing.missing_for_quorum(review) == 1
    reviewing.record_verdict(session, cast.as_nour, review, ENDORSED, "Because")
    reviewing.decide(session, cast.as_chair, review, ENDORSED, "Agreed", at=AT)
    assert reviewing.dissent(review) == []
    assert "Abstained" in {each.stood for each in minuted.positions_of(review)}
