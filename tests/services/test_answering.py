"""Officers put questions together, answer them to everybody at once, and correct what is public."""

from __future__ import annotations

from datetime import datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from procure.db import reading, writing
from procure.domain.exceptions import Invalid, NotFound, StaleEdit, WrongState
from procure.domain.following import HappeningKind, Pace
from procure.domain.questions import Standing
from procure.models import (
    AnswerBatch,
    AuditEvent,
    Happening,
    Tender,
)
from procure.services import (
    alerting,
    answering,
    asking,
    authoring,
    batching,
    finding,
    handing_out,
    heralding,
    question_lists,
    subscribing,
)
from procure.services.access import actor_of
from tests.browsing import counted_statements
from tests.factories.people import make_officer
from tests.services.question_scene import (
    ANN,
    HOUR,
    SAM,
    SETTINGS,
    Open,
    letters,
    open_tender,
    written,
)


@pytest.mark.both_databases
def test_a_question_counts_once_confirmed_and_is_answered_to_all_at_once(
    session: Session, here: Open
) -> None:
    asked = here.ask(session, part="outcome-1", organisation="Warm Co-op")
    assert asked is not None
    assert answering.desk(session, here.officer, here.tender).questions == []
    (letter,) = letters(session)
    assert f"/questions/{asked.key}/{asked.secret}/confirm" in letter.body
    asking.confirm(session, asked, at=here.at)
    other = here.confirmed(session, "Do flats count too?", ANN)
    draft = here.draft(session, asked, other)
    assert asking.standing_of(asked) == Standing.DRAFTED
    assert question_lists.public(session, here.tender) == []
    batch = here.publish(session, draft)
    assert (batch.number, asking.standing_of(asked), asking.standing_of(other)) == (1, "answered", "answered")
    (public,) = question_lists.public(session, here.tender)
    assert (public.question, public.batch, public.answer) == ("Which homes count?", 1, "**All** homes.")
    told = {each.to: each.body for each in letters(session) if ":confirm:" not in each.purpose}
    assert set(told) == {SAM, ANN}
    assert "answered your question, in batch 1" in told[ANN]
    assert f"/published/{here.tender.reference}/questions#answer-{draft.key}" in told[ANN]
    assert session.exec(select(Happening.subject).where(Happening.kind == "answers")).all() == ["1"]
    actions = session.exec(select(AuditEvent.action).order_by(col(AuditEvent.id))).all()
    assert actions[-4:] == [
        "question.received", "question.received", "question.answer_drafted", "answers.published",
    ]  # fmt: skip


def test_answers_are_news_of_their_tender_in_the_feed(session: Session, here: Open) -> None:
    def news() -> list[tuple[str, datetime | None]]:
        rows = finding.find(session, finding.Criteria()).rows
        listed = handing_out.with_news(
            session, [handing_out.listed(row, "https://p.example") for row in rows]
        )
        return [(each.news, each.news_at) for each in listed]

    heralding.herald(session, here.tender.id or 0, HappeningKind.VERSION, 1, here.at)
    assert news() == [("", None)]
    here.publish(session, here.draft(session, here.confirmed(session)))
    assert news() == [("Questions were answered", here.at + HOUR)]


def test_whether_questions_wait_is_not_asked_of_a_tender_that_was_never_public(session: Session) -> None:
    officer = make_officer(session)
    draft = Tender(title="Warm homes", organisation_id=officer.organisation_id, created_by_id=officer.id)
    session.add(draft)
    session.flush()
    actor = actor_of(officer)
    with counted_statements() as statements:
        assert answering.waiting(session, actor, draft) is None
    assert statements == []


@pytest.mark.both_databases
def test_followers_are_told_of_a_batch_in_its_public_words_alone(engine: Engine) -> None:
    with writing(engine) as session:
        here = open_tender(session)
        followed = subscribing.tender(session, here.tender.reference)
        subscribing.ask(session, followed, "zoe@far.example", Pace.AT_ONCE, SETTINGS, at=here.at)
        (found,) = session.exec(select(subscribing.Subscription)).all()
        subscribing.confirm(session, found, here.at)
        asked = here.confirmed(session, "I, Sam, ask: which?", SAM)
        here.publish(session, here.draft(session, asked, wording="Which one?"))
    assert alerting.spread(engine, SETTINGS, here.at + 2 * HOUR) == 1
    with reading(engine) as session:
        (news,) = letters(session, "news:")
    assert "The buyer answered a question, in batch 1." in news.body
    assert "- Which one?" in news.body
    assert f"/published/{here.tender.reference}/questions#batch-1" in news.body
    assert "Sam" not in news.body


@pytest.mark.both_databases
def test_two_who_publish_in_the_same_moment_make_one_batch_and_one_letter(engine: Engine) -> None:
    with writing(engine) as session:
        here = open_tender(session)
        draft = here.draft(session, here.confirmed(session))
    together, made = Barrier(2), []

    def click() -> None:
        together.wait()
        with writing(engine) as own:
            mine = own.get_one(Tender, here.tender.id)
            made.append(batching.publish(own, here.officer, mine, [draft.key], SETTINGS, at=here.at).number)

    clicks = [Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    with reading(engine) as session:
        assert made == [1, 1]
        assert len(session.exec(select(AnswerBatch)).all()) == 1
        assert [":confirm:" in each.purpose for each in letters(session)] == [True, False]


class Killed(BaseException):
    """The process’s end: nothing catches it."""


def test_killed_while_publishing_nothing_is_public_and_the_next_try_tells_everybody_once(
    engine: Engine,
) -> None:
    with writing(engine) as session:
        here = open_tender(session)
        draft = here.draft(session, here.confirmed(session), here.confirmed(session, "And flats?", ANN))

    def die(*args: object, **words: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batching.heralding, "herald", die)

        def press() -> None:
            with writing(engine) as own:
                here.tender = own.get_one(Tender, here.tender.id)
                here.publish(own, draft)

        with pytest.raises(Killed):
            press()
    with writing(engine) as session:
        here.tender = session.get_one(Tender, here.tender.id)
        assert question_lists.public(session, here.tender) == []
        assert [each for each in letters(session) if ":confirm:" not in each.purpose] == []
        assert here.publish(session, draft).number == 1
        assert here.publish(session, draft).number == 1
        told = [each.to for each in letters(session) if ":confirm:" not in each.purpose]
        assert sorted(told) == [ANN, SAM]


def test_batches_are_numbered_on_each_tender_and_what_is_public_stays(session: Session, here: Open) -> None:
    there = open_tender(session)
    first, second = (here.draft(session, here.confirmed(session, text)) for text in ("One?", "Two?"))
    assert [here.publish(session, each).number for each in (first, second)] == [1, 2]
    assert there.publish(session, there.draft(session, there.confirmed(session))).number == 1
    third = here.draft(session, here.confirmed(session, "Three?"))
    with pytest.raises(WrongState, match="public already"):
        here.publish(session, first, third)
    with pytest.raises(NotFound):
        there.publish(session, third)
    with pytest.raises(WrongState, match="Choose"):
        here.publish(session)
    for change in (
        lambda: answering.save(session, here.officer, here.tender, first, written(text="No."), ""),
        lambda: answering.discard(session, here.officer, here.tender, first),
    ):
        with pytest.raises(WrongState, match="stays"):
            change()


def test_a_correction_stands_beside_what_it_corrects_and_whoever_asked_is_told(
    session: Session, here: Open
) -> None:
    asked = here.confirmed(session)
    wrong = here.draft(session, asked)
    here.publish(session, wrong)
    right = answering.correct(session, here.officer, here.tender, wrong, written(text="Not sheds."))
    with pytest.raises(WrongState, match="already"):
        answering.correct(session, here.officer, here.tender, wrong, written())
    here.publish(session, right)
    first, second = question_lists.public(session, here.tender)
    assert (first.corrected_by, second.corrects, second.batch) == (right.key, wrong.key, 2)
    assert first.answer == "**All** homes."
    assert "corrected the answer to your question, in batch 2" in letters(session)[-1].body
    (row,) = question_lists.log(session, here.officer, here.tender)
    assert (row.corrections, row.batch, row.response_hours) == (1, 1, 1)
    again = answering.correct(session, here.officer, here.tender, right, written(text="Sheds after all."))
    here.publish(session, again)
    assert letters(session)[-1].to == SAM
    assert question_lists.log(session, here.officer, here.tender)[0].corrections == 2


def test_the_same_question_is_merged_and_whoever_asked_is_told_at_once(session: Session, here: Open) -> None:
    draft = here.draft(session, here.confirmed(session))
    here.publish(session, draft)
    late = here.confirmed(session, "Which homes, please?", ANN, at=here.closes_at)
    assert late.is_late
    answering.add(session, here.officer, here.tender, late, draft, SETTINGS)
    assert asking.standing_of(late) == Standing.ANSWERED
    assert "answered already, in batch 1" in letters(session)[-1].body
    with pytest.raises(WrongState, match="stands"):
        answering.set_aside(session, here.officer, here.tender, late, "No")
    with pytest.raises(WrongState):
        answering.take_out(session, here.officer, here.tender, late)


def test_what_is_no_question_is_set_aside_and_taken_up_again(session: Session, here: Open) -> None:
    asked = here.confirmed(session, "Buy our windows")
    with pytest.raises(Invalid):
        answering.set_aside(session, here.officer, here.tender, asked, " ")
    answering.set_aside(session, here.officer, here.tender, asked, "Advertising")
    desk = answering.desk(session, here.officer, here.tender)
    assert (desk.shown("off_topic"), desk.shown("new"), desk.counts["off_topic"]) == ([asked], [], 1)
    answering.take_out(session, here.officer, here.tender, asked)
    assert (asking.standing_of(asked), asked.set_aside_because) == (Standing.NEW, "")


def test_a_draft_is_changed_by_whoever_read_it_last_and_its_questions_come_back(
    session: Session, here: Open
) -> None:
    asked = here.confirmed(session)
    draft = here.draft(session, asked)
    read = authoring.revision_of(authoring.stored(draft, answering.WRITTEN))
    assert answering.save(session, here.officer, here.tender, draft, written(text="Some."), read)
    assert not answering.save(session, here.officer, here.tender, draft, written(text="Some."), read)
    with pytest.raises(StaleEdit):
        answering.save(session, here.officer, here.tender, draft, written(text="None."), read)
    answering.discard(session, here.officer, here.tender, draft)
    assert asking.standing_of(asked) == Standing.NEW


def test_the_address_of_whoever_asked_is_never_published(session: Session, here: Open) -> None:
    asked = here.confirmed(session)
    with pytest.raises(Invalid, match="address of whoever asked"):
        here.draft(session, asked, wording=f"{SAM.upper()} asks: which?")
    draft = here.draft(session, asked, text=f"Ask {ANN}.")
    answering.add(session, here.officer, here.tender, here.confirmed(session, "Mine?", ANN), draft, SETTINGS)
    with pytest.raises(WrongState, match="address of somebody who asked"):
        here.publish(session, draft)
    with pytest.raises(Invalid, match="no such part"):
        here.draft(session, asked, part="outcome-99")
