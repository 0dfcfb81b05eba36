"""Questions are asked and confirmed by email, taken back and erased; officers are told that they wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import reading, writing
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.domain.permissions import Actor
from procure.domain.questions import CONFIRM_WITHIN, MOST_ASKED_A_DAY
from procure.models import (
    Letter,
    QuestionAnswer,
    TenderQuestion,
)
from procure.services import (
    alerting,
    answering,
    asking,
    batching,
    nudging,
    posting,
    question_lists,
)
from procure.services.access import actor_of
from tests.factories.people import make_officer
from tests.services.question_scene import (
    ANN,
    DAY,
    HOUR,
    SAM,
    SETTINGS,
    Open,
    letters,
    open_tender,
    written,
)


def test_late_questions_are_marked_or_refused_as_the_buyer_settles(session: Session, here: Open) -> None:
    waiting = here.ask(session)
    assert waiting is not None
    answering.take_late(session, here.officer, here.tender, is_taken=False)
    with pytest.raises(WrongState, match="over"):
        here.ask(session, at=here.closes_at)
    with pytest.raises(WrongState, match="over"):
        asking.confirm(session, waiting, at=here.closes_at)
    asking.confirm(session, waiting, at=here.closes_at - timedelta(seconds=1))
    assert not waiting.is_late
    answering.take_late(session, here.officer, here.tender, is_taken=True)
    assert here.confirmed(session, "After all?", at=here.closes_at).is_late


def test_a_question_is_taken_back_until_it_is_answered_and_then_nothing_of_it_is_kept(
    session: Session, here: Open
) -> None:
    asked = here.confirmed(session, organisation="Warm Co-op")
    draft = here.draft(session, asked)
    asking.withdraw(session, asked)
    asking.withdraw(session, asked)
    assert (asked.text, asked.email, asked.organisation, asked.answer_id) == ("", None, "", None)
    assert [(each.to, each.body) for each in session.exec(select(Letter))] == [("", "")]
    with pytest.raises(WrongState, match="Nobody asks"):
        here.publish(session, draft)
    answered = here.confirmed(session)
    here.publish(session, here.draft(session, answered))
    with pytest.raises(WrongState, match="answered in public"):
        asking.withdraw(session, answered)


def test_an_address_is_erased_everywhere_and_letters_that_wait_are_not_sent(
    session: Session, here: Open, engine: Engine
) -> None:
    asked = here.confirmed(session, organisation="Warm Co-op")
    here.publish(session, here.draft(session, asked))
    asking.erase(session, asked)
    assert (asked.email, asked.organisation) == (None, "")
    session.commit()
    assert not posting.has_due(engine, here.at + 30 * DAY)
    for row in session.exec(select(Letter)):
        assert (row.to, row.subject, row.body) == ("", "", "")
    correction = answering.correct(
        session,
        here.officer,
        here.tender,
        session.get_one(QuestionAnswer, asked.answer_id),
        written(text="No."),
    )
    here.publish(session, correction)
    assert len(session.exec(select(Letter)).all()) == 2, "nobody is left to tell"


def test_what_is_not_confirmed_is_forgotten_with_its_letter(engine: Engine) -> None:
    with writing(engine) as session:
        here = open_tender(session)
        here.ask(session)
        kept = here.confirmed(session, "And flats?")
    alerting.forget(engine, SETTINGS, here.at + CONFIRM_WITHIN + HOUR)
    with reading(engine) as session:
        assert [each.key for each in session.exec(select(TenderQuestion))] == [kept.key]
        assert sorted(each.to for each in session.exec(select(Letter))) == ["", SAM]


def test_nobody_is_flooded_by_others_and_the_same_question_is_kept_once(session: Session, here: Open) -> None:
    first = here.ask(session)
    assert here.ask(session) is first
    for number in range(MOST_ASKED_A_DAY):
        here.ask(session, f"Question {number}?")
    assert len(letters(session)) == MOST_ASKED_A_DAY
    assert here.ask(session, "One too many?") is None
    assert here.ask(session, "One too many?", at=here.at + DAY + HOUR) is not None
    assert here.ask(session, "From another address?", ANN) is not None
    for bad in ("  ", "x" * 3_001):
        with pytest.raises(Invalid):
            here.ask(session, bad)
    with pytest.raises(Invalid):
        here.ask(session, part="outcome-99")


def test_officers_of_the_buyer_alone_read_and_handle_questions(session: Session, here: Open) -> None:
    asked = here.confirmed(session)
    draft = here.draft(session, asked)
    for stranger in (actor_of(make_officer(session)), Actor()):
        for deed in (
            lambda who: answering.desk(session, who, here.tender),
            lambda who: answering.one(session, who, here.tender, asked.key),
            lambda who: answering.begin(session, who, here.tender, [asked.key], written()),
            lambda who: answering.set_aside(session, who, here.tender, asked, "No"),
            lambda who: answering.erase_sender(session, who, here.tender, asked),
            lambda who: batching.publish(session, who, here.tender, [draft.key], SETTINGS),
            lambda who: question_lists.log(session, who, here.tender),
            lambda who: answering.take_late(session, who, here.tender, is_taken=False),
        ):
            with pytest.raises(NotAllowed):
                deed(stranger)
        assert answering.waiting(session, stranger, here.tender) is None
    there = open_tender(session)
    with pytest.raises(NotFound):
        answering.one(session, there.officer, there.tender, asked.key)


@pytest.mark.both_databases
def test_officers_are_told_once_a_day_while_questions_wait_and_once_of_a_late_one(engine: Engine) -> None:
    with writing(engine) as session:
        here = open_tender(session)
        asked = here.confirmed(session)
    assert nudging.has_work(engine, here.at)
    assert [nudging.tell_officers(engine, SETTINGS, here.at + n * HOUR) for n in (0, 1)] == [1, 0]
    with writing(engine) as session:
        here.confirmed(session, "And flats?", at=here.at + 2 * HOUR)
    assert nudging.tell_officers(engine, SETTINGS, here.at + DAY + 2 * HOUR) == 1
    with writing(engine) as session:
        told = letters(session, "questions-waiting:")
        assert [each.subject.partition(" for")[0] for each in told] == [
            "1 question waits",
            "2 questions wait",
        ]
        assert f"/tenders/{here.tender.reference}/clarifications" in told[0].body
        for each in session.exec(select(TenderQuestion)):
            each.is_late = True
            session.add(each)
    assert nudging.tell_officers(engine, SETTINGS, here.at + 3 * DAY) == 0
    with writing(engine) as session:
        late = here.confirmed(session, "Too late?", at=here.closes_at)
        assert late.is_late
    assert nudging.tell_officers(engine, SETTINGS, here.closes_at + HOUR) == 1
    assert nudging.tell_officers(engine, SETTINGS, here.closes_at + 2 * DAY) == 0
    assert asked.key


def test_a_link_that_is_cut_opens_nothing(session: Session, here: Open) -> None:
    asked = here.confirmed(session)
    assert asking.question(session, asked.key, asked.secret) is asked
    for key, secret in (
        (asked.key, asked.secret[:-1]),
        (asked.key, ""),
        ("0000000000", asked.secret),
        ("x", "é"),
    ):
        with pytest.raises(NotFound):
            asking.question(session, key, secret)
