"""Meetings of a board: called, sat through, minuted and signed; and what they may decide."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from procure.domain.decisions import ConditionWanted
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.models import Meeting, Review
from procure.services import meeting, minuted, minuting, reviewing, sitting
from procure.services.access import actor_of
from tests.factories.boards import SUBMITTED_AT, make_board, make_ready_tender, make_review
from tests.services.review_cast import CHANGES, CONDITIONS, ENDORSED, NOT, Cast

CALLED = SUBMITTED_AT
STARTS = SUBMITTED_AT + timedelta(days=7)
DURING = STARTS + timedelta(minutes=30)


@pytest.fixture
def called(session: Session, cast: Cast, review: Review) -> Meeting:
    """A meeting a week after the tender was submitted, with it on the agenda."""
    return meeting.call(
        session, cast.as_chair, cast.board, STARTS, place="Room 3", reviews=[review], at=CALLED
    )


def attend(session: Session, cast: Cast, called: Meeting, **kinds: str) -> None:
    people = {"chair": cast.chair, "mel": cast.mel, "nour": cast.nour}
    came = {people[name].id: kind for name, kind in kinds.items()}
    sitting.record_attendance(session, cast.as_chair, called, came, at=DURING)


def decide(session: Session, cast: Cast, called: Meeting, kind: str, *conditions: ConditionWanted) -> Review:
    positions = {cast.chair.id: (kind, ""), cast.mel.id: (NOT, "The baseline is a guess.")}
    item = called.items[0]
    return sitting.decide_item(
        session, cast.as_chair, called, item, kind, "On balance.", positions, conditions, at=DURING
    )


# Calling


def test_only_the_chair_calls_a_meeting_in_the_future_at_a_place(
    session: Session, cast: Cast, review: Review
) -> None:
    for other in (cast.as_mel, cast.as_officer):
        with pytest.raises(NotAllowed):
            meeting.call(session, other, cast.board, STARTS, place="Room 3", at=CALLED)
    with pytest.raises(Invalid, match="future"):
        meeting.call(session, cast.as_chair, cast.board, CALLED - timedelta(hours=1), place="R", at=CALLED)
    with pytest.raises(Invalid, match="where"):
        meeting.call(session, cast.as_chair, cast.board, STARTS, place=" ", at=CALLED)
    elsewhere = make_board(session, cast.chair)
    with pytest.raises(Invalid, match="waits for this board"):
        meeting.call(session, actor_of(cast.chair), elsewhere, STARTS, place="R", reviews=[review], at=CALLED)


def test_a_meeting_is_nobody_elses_to_know_of(session: Session, cast: Cast, called: Meeting) -> None:
    assert meeting.meeting_by_key(session, cast.as_nour, called.key) == called
    make_board(session, cast.officer)
    for stranger in (cast.as_officer, actor_of(cast.officer)):
        with pytest.raises(NotFound):
            meeting.meeting_by_key(session, stranger, called.key)


def test_the_agenda_can_be_put_in_another_order_and_added_to(
    session: Session, cast: Cast, called: Meeting
) -> None:
    other = make_review(session, make_ready_tender(session, cast.officer), cast.officer, cast.board)
    assert meeting.waiting_for(session, cast.board, called) == [other]
    added = meeting.add_item(session, cast.as_chair, called, review=other)
    matter = meeting.add_item(session, cast.as_chair, called, title=" Matters arising ")
    meeting.move_item(session, cast.as_chair, called, matter, up=True)
    assert [each.title for each in called.items] == ["", "Matters arising", ""]
    meeting.move_item(session, cast.as_chair, called, called.items[0], up=True)  # it is the first already
    meeting.remove_item(session, cast.as_chair, called, added)
    assert [each.position for each in called.items] == sorted(each.position for each in called.items)
    assert [each.title for each in called.items] == ["", "Matters arising"]
    for refused in ({"review": called.items[0].review}, {"title": "  "}):
        with pytest.raises(Invalid):
            meeting.add_item(session, cast.as_chair, called, **refused)
    with pytest.raises(NotAllowed):
        meeting.add_item(session, cast.as_mel, called, title="Mine")


# Deciding


def test_nothing_is_decided_before_the_meeting_or_without_the_chair_or_a_quorum(
    session: Session, cast: Cast, called: Meeting
) -> None:
    item = called.items[0]
    with pytest.raises(WrongState, match="not begun"):
        sitting.decide_item(session, cast.as_chair, called, item, ENDORSED, "Why", {}, at=CALLED)
    with pytest.raises(NotAllowed, match="present"):
        sitting.decide_item(session, cast.as_chair, called, item, ENDORSED, "Why", {}, at=DURING)
    attend(session, cast, called, chair="present", mel="apologies", nour="absent")
    with pytest.raises(WrongState, match="1 more member"):
        sitting.decide_item(session, cast.as_chair, called, item, ENDORSED, "Why", {}, at=DURING)


def test_whoever_declares_an_interest_at_the_meeting_does_not_count_for_its_quorum_nor_decide(
    session: Session, cast: Cast, called: Meeting
) -> None:
    item, review = called.items[0], called.items[0].review
    assert review is not None
    attend(session, cast, called, chair="present", mel="present")
    sitting.declare_for(session, cast.as_chair, called, item, cast.mel.id, "My brother bids.", at=DURING)
    assert meeting.missing_for(called, review) == 1
    with pytest.raises(WrongState, match="No decision can be made"):
        decide(session, cast, called, ENDORSED)
    attend(session, cast, called, nour="present")
    with pytest.raises(Invalid, match="no interest"):
        decide(session, cast, called, ENDORSED)
    with pytest.raises(NotAllowed, match="interest"):
        reviewing.record_verdict(session, cast.as_mel, review, ENDORSED, "Because")


def test_a_decision_stands_with_where_each_member_stood_and_the_conditions_with_their_owners(
    session: Session, cast: Cast, called: Meeting
) -> None:
    reviewing.record_verdict(session, cast.as_chair, called.items[0].review, ENDORSED, "In my own words.")
    attend(session, cast, called, chair="present", mel="present", nour="absent")
    due = date(2027, 1, 15)
    review = decide(session, cast, called, CONDITIONS, ConditionWanted("Share it", due, cast.officer.id))

    assert (review.decision, review.meeting_id, cast.tender.state) == (CONDITIONS, called.id, "endorsed")
    assert [(each.text, each.due_on, each.owner) for each in review.conditions] == [
        ("Share it", due, cast.officer)
    ]
    assert [(each.user, each.reason) for each in reviewing.dissent(review)] == [
        (cast.mel, "The baseline is a guess.")
    ]
    with pytest.raises(WrongState, match="closed"):
        decide(session, cast, called, ENDORSED)


def test_dissent_needs_a_reason_and_a_verdict_in_ones_own_words_stands(
    session: Session, cast: Cast, called: Meeting
) -> None:
    attend(session, cast, called, chair="present", mel="present")
    item, review = called.items[0], called.items[0].review
    positions = {cast.chair.id: (ENDORSED, ""), cast.mel.id: (NOT, " ")}
    with pytest.raises(Invalid, match="otherwise"):
        sitting.decide_item(session, cast.as_chair, called, item, ENDORSED, "Why", positions, at=DURING)
    reviewing.record_verdict(session, cast.as_mel, review, NOT, "I said why.")
    sitting.decide_item(session, cast.as_chair, called, item, ENDORSED, "Why", positions, at=DURING)
    stood = {each.user_id: (each.reason, each.meeting_id) for each in review.verdicts}
    assert stood == {
        cast.mel.id: ("I said why.", None), cast.chair.id: ("Agreed at the meeting.", called.id),
    }  # fmt: skip


# Minutes


def test_minutes_say_what_was_recorded_and_once_signed_nothing_of_the_meeting_changes(
    session: Session, cast: Cast, called: Meeting
) -> None:
    attend(session, cast, called, chair="present", mel="present", nour="apologies")
    decide(session, cast, called, CHANGES)
    meeting.note_meeting(session, cast.as_chair, called, "The next meeting is in March.")
    with pytest.raises(NotAllowed):
        minuting.sign(session, cast.as_mel, called, enqueue=print, at=DURING)
    signed = minuting.sign(session, cast.as_chair, called, enqueue=print, at=DURING)

    said = minuted.minutes_of(session, called)
    assert [each.name for each in said.present] == ["Chris Chair", "Mel Member"]
    (item,) = said.items
    assert (item.decision, item.able, item.version) == ("Changes requested", 2, 1)
    assert [(each.name, each.is_dissent) for each in item.positions] == [
        ("Chris Chair", False), ("Mel Member", True),
    ]  # fmt: skip
    assert (said.notes, len(signed.sha256)) == ("The next meeting is in March.", 64)
    for change in (
        lambda: meeting.note_meeting(session, cast.as_chair, called, "Another thing."),
        lambda: attend(session, cast, called, nour="present"),
        lambda: minuting.sign(session, cast.as_chair, called, enqueue=print, at=DURING),
        lambda: meeting.cancel(session, cast.as_chair, called, "Never was"),
    ):
        with pytest.raises(WrongState, match="signed"):
            change()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change", ["UPDATE meeting_minutes SET content_json = '{}'", "DELETE FROM meeting_minutes"]
)
def test_signed_minutes_cannot_be_changed_even_in_the_database(
    session: Session, cast: Cast, called: Meeting, change: str
) -> None:
    attend(session, cast, called, chair="present")
    minuting.sign(session, cast.as_chair, called, enqueue=print, at=DURING)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(change))


def test_what_was_decided_outside_a_meeting_is_told_in_the_next_minutes_and_only_there(
    session: Session, cast: Cast, review: Review
) -> None:
    for actor in (cast.as_chair, cast.as_mel):
        reviewing.record_verdict(session, actor, review, ENDORSED, "Because")
    reviewing.decide(session, cast.as_chair, review, ENDORSED, "Agreed", at=CALLED)

    def minutes(starts_at: datetime) -> list[str]:
        made = meeting.call(session, cast.as_chair, cast.board, starts_at, place="R", at=CALLED)
        sitting.record_attendance(session, cast.as_chair, made, {cast.chair.id: "present"}, at=starts_at)
        minuting.sign(session, cast.as_chair, made, enqueue=print, at=starts_at)
        return [each.how for each in minuted.minutes_of(session, made).outside]

    (how,) = minutes(STARTS)
    assert "verdicts" in how
    assert minutes(STARTS + timedelta(days=7)) == []


def test_a_meeting_that_decided_something_cannot_be_called_off(
    session: Session, cast: Cast, called: Meeting
) -> None:
    with pytest.raises(Invalid):
        meeting.cancel(session, cast.as_chair, called, " ", at=CALLED)
    attend(session, cast, called, chair="present", mel="present")
    decide(session, cast, called, CHANGES)
    with pytest.raises(WrongState, match="took place"):
        meeting.cancel(session, cast.as_chair, called, "Nobody came", at=DURING)
    with pytest.raises(WrongState, match="stays on the agenda"):
        meeting.remove_item(session, cast.as_chair, called, called.items[0])
