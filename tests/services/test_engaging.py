"""Questions to the market: who sees them when, what becomes of responses, and what was learnt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from procure.domain.exceptions import Invalid, NotAllowed, NotFound, NotReady, StaleEdit, WrongState
from procure.domain.targets import TargetStatus
from procure.models import MarketEngagement
from procure.services import authoring, engaging, growing, noticing, steering
from procure.services.access import actor_of
from tests.factories.people import make_officer
from tests.factories.targets import make_round
from tests.services.test_growing import advised
from tests.services.test_shaping import Shaping

__all__ = ["advised"]
SENDER = {
    "name": "Sam Sender", "organisation": "Warm Co-op", "kind": "charity", "email": "sam@warm.example",
    "consent": "named",
}  # fmt: skip


@pytest.fixture
def asked(session: Session, advised: Shaping) -> MarketEngagement:
    """A round of two questions, public, that closes in a month."""
    found = make_round(session, advised.as_officer, advised.target)
    engaging.publish(session, advised.as_officer, found)
    return found


def answer(session: Session, found: MarketEngagement, **sender: str):
    question = engaging.questions(found)[0]
    return engaging.respond(session, found, {**SENDER, **sender}, {question.key: "Payment in arrears"})


@pytest.mark.both_databases
def test_nothing_of_a_round_is_public_before_it_is_published(session: Session, advised: Shaping) -> None:
    found = make_round(session, advised.as_officer, advised.target)
    assert engaging.public_rounds(session).open == []
    with pytest.raises(NotFound):
        engaging.public_round(session, found.key)
    with pytest.raises(NotFound):
        answer(session, found)
    engaging.publish(session, advised.as_officer, found)
    assert engaging.public_rounds(session).open == [found]
    assert engaging.public_round(session, found.key) is found


def test_an_officer_who_does_not_advise_runs_nothing(session: Session, advised: Shaping) -> None:
    outsider = actor_of(make_officer(session))
    found = make_round(session, advised.as_officer, advised.target)
    for attempt in (
        lambda: engaging.begin(session, outsider, advised.target, {"title": "Mine"}),
        lambda: engaging.publish(session, outsider, found),
        lambda: engaging.rounds(session, outsider, advised.target),
        lambda: engaging.approve(session, advised.as_member, found),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_round_is_published_with_words_questions_and_a_date_to_come(
    session: Session, advised: Shaping
) -> None:
    bare = engaging.begin(session, advised.as_member, advised.target, {"title": "Bare"})
    with pytest.raises(NotReady) as gap:
        engaging.publish(session, advised.as_member, bare)
    assert gap.value.issues == (
        "an introduction",
        "an address to write to",
        "a question",
        "a closing date that is still to come",
    )


def test_what_people_answer_to_is_not_changed_under_them(
    session: Session, advised: Shaping, asked: MarketEngagement
) -> None:
    with pytest.raises(WrongState, match="another round"):
        engaging.ask(session, advised.as_member, asked, "One more thing?")
    words = authoring.stored(asked, ["title"])
    with pytest.raises(WrongState, match="another round"):
        engaging.save(
            session, advised.as_member, asked, {"title": "Other"}, authoring.revision_of(words), what="words"
        )


def test_a_response_is_read_by_the_team_and_by_others_only_as_its_sender_agreed(
    session: Session, advised: Shaping, asked: MarketEngagement
) -> None:
    private, open_one = answer(session, asked, consent="team_only"), answer(session, asked)
    session.refresh(asked, ["responses"])
    assert [each.shown_at for each in asked.responses] == [None, None]
    with pytest.raises(WrongState, match="agreed only that the team"):
        engaging.show(session, advised.as_officer, asked, private.key, is_shown=True)
    engaging.show(session, advised.as_officer, asked, open_one.key, is_shown=True)
    assert open_one.shown_at is not None
    engaging.show(session, advised.as_officer, asked, open_one.key, is_shown=False)
    assert open_one.shown_at is None


def test_a_response_sent_twice_is_kept_once_and_another_word_makes_another(
    session: Session, asked: MarketEngagement
) -> None:
    first = answer(session, asked)
    assert answer(session, asked) is first
    assert answer(session, asked, consent="team_only") is not first


def test_an_erased_response_leaves_only_that_there_was_one(
    session: Session, advised: Shaping, asked: MarketEngagement
) -> None:
    response = answer(session, asked)
    session.refresh(asked, ["responses"])
    engaging.erase(session, advised.as_member, asked, response.key)
    assert (response.name, response.organisation, response.email, response.answers) == ("", "", "", {})
    with pytest.raises(WrongState):
        engaging.show(session, advised.as_member, asked, response.key, is_shown=True)


def test_an_empty_response_and_one_after_closing_are_refused(
    session: Session, asked: MarketEngagement
) -> None:
    with pytest.raises(Invalid, match="at least one"):
        engaging.respond(
            session, asked, SENDER, {"no-such-question": "text", **{q.key: "  " for q in asked.questions}}
        )
    assert asked.closes_at is not None
    key = asked.questions[0].key
    with pytest.raises(WrongState, match="closed"):
        engaging.respond(session, asked, SENDER, {key: "Late"}, at=asked.closes_at)


def test_what_was_learnt_is_public_when_the_chair_approves_and_not_when_it_is_reworded(
    session: Session, advised: Shaping, asked: MarketEngagement
) -> None:
    chair = actor_of(advised.chair)
    with pytest.raises(NotReady):
        engaging.approve(session, chair, asked)
    words = {"learnt": "Cash keeps small firms out", "changed": "Payment monthly, not in arrears"}
    revision = authoring.revision_of(authoring.stored(asked, list(words)))
    engaging.save(session, advised.as_officer, asked, words, revision, what="learning")
    with pytest.raises(StaleEdit):
        engaging.save(
            session, advised.as_member, asked, {**words, "learnt": "Other"}, revision, what="learning"
        )
    engaging.approve(session, chair, asked)
    assert asked.learning_approved_by == advised.chair.name
    revision = authoring.revision_of(authoring.stored(asked, ["learnt"]))
    engaging.save(session, advised.as_officer, asked, {"learnt": "Nothing"}, revision, what="learning")
    assert asked.learning_approved_at is None


def test_the_engagement_notice_of_a_tender_that_grows_out_of_it_begins_with_what_was_asked(
    session: Session, advised: Shaping, asked: MarketEngagement, settings
) -> None:
    tender = growing.grow(session, advised.as_officer, advised.target, "Warm homes")
    assert tender.facts.engagement_took_place is True
    draft = noticing.start(session, advised.as_officer, tender, "UK2", settings)
    assert f"/engagement/{asked.key}" in draft.facts_json
    assert "What keeps you out?" in draft.facts_json


def test_a_dropped_outcome_asks_nothing_more(session: Session, advised: Shaping) -> None:
    found = make_round(session, advised.as_officer, advised.target)
    steering.settle(session, advised.as_member, advised.target, TargetStatus.DROPPED, "Too late")
    with pytest.raises(WrongState, match="dropped"):
        engaging.publish(session, advised.as_officer, found)


def test_a_response_is_erased_when_its_sender_asks_though_the_outcome_was_dropped(
    session: Session, advised: Shaping, asked: MarketEngagement
) -> None:
    response = answer(session, asked)
    session.refresh(asked, ["responses"])
    steering.settle(session, advised.as_member, advised.target, TargetStatus.DROPPED, "Too late")
    engaging.erase(session, advised.as_officer, asked, response.key)
    assert response.email == ""


def test_a_public_closing_date_is_put_off_and_not_brought_forward(
    session: Session, advised: Shaping, asked: MarketEngagement
) -> None:
    assert asked.closes_at is not None
    revision = authoring.revision_of(authoring.stored(asked, ["closes_at"]))
    for days, is_taken in ((-1, False), (7, True)):
        values = {"closes_at": asked.closes_at + timedelta(days=days)}
        if is_taken:
            assert engaging.save(session, advised.as_officer, asked, values, revision, what="closing")
            continue
        with pytest.raises(Invalid, match="not brought forward"):
            engaging.save(session, advised.as_officer, asked, values, revision, what="closing")


def test_rounds_are_listed_as_open_or_closed_by_the_moment(session: Session, asked: MarketEngagement) -> None:
    later = datetime.now(UTC) + timedelta(days=60)
    assert engaging.public_rounds(session, at=later).closed == [asked]
