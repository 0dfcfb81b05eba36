"""Suppliers challenge what a published tender fixes, and officers answer in public."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from procure.domain.engagement import ChallengeAnswer
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.models import RequirementChallenge
from procure.models.types import now
from procure.services import challenging, freezing
from procure.services.access import actor_of
from procure.services.challenging import Challengeable
from tests.factories.people import make_officer
from tests.services.review_cast import Cast

SENDER = {"name": "Sam", "organisation": "Warm Co-op", "email": "sam@warm.example", "may_name": True}


@pytest.fixture
def fixed(session: Session, cast: Cast) -> Challengeable:
    """The tender as a published version would give it: one requirement open to challenge, one not."""
    snapshot = freezing.draft_snapshot(session, cast.tender)
    first = snapshot.fixed_requirements[0].model_copy(update={"open_to_challenge": True, "key": "openone123"})
    shut = first.model_copy(update={"open_to_challenge": False, "key": "shutone123", "number": 2})
    snapshot = snapshot.model_copy(update={"fixed_requirements": (first, shut)})
    return challenging.what_is_open(cast.tender, 1, snapshot)


def challenge(session: Session, fixed: Challengeable) -> RequirementChallenge:
    moment = (fixed.closes_at or now()) - timedelta(days=1)
    return challenging.challenge(session, fixed, "openone123", SENDER, "Why this?", at=moment)


@pytest.mark.both_databases
def test_a_challenge_waits_unseen_and_is_public_with_its_answer(
    session: Session, cast: Cast, fixed: Challengeable
) -> None:
    made = challenge(session, fixed)
    seen = challenging.public(session, cast.tender)
    assert (seen.answered, seen.waiting) == ([], 1)
    challenging.answer(session, cast.as_officer, cast.tender, made, ChallengeAnswer.REMOVED, "You are right.")
    seen = challenging.public(session, cast.tender)
    assert (seen.answered, seen.waiting) == ([made], 0)
    assert made.requirement_text == fixed.requirements[0].text


def test_only_what_its_buyer_opened_is_challenged_and_only_in_time(
    session: Session, fixed: Challengeable
) -> None:
    assert [each.key for each in fixed.requirements] == ["openone123"]
    for key in ("shutone123", "nothing123"):
        with pytest.raises(NotFound):
            challenging.challenge(session, fixed, key, SENDER, "Why this?")
    assert fixed.closes_at is not None
    with pytest.raises(WrongState, match="over"):
        challenging.challenge(session, fixed, "openone123", SENDER, "Why this?", at=fixed.closes_at)
    with pytest.raises(Invalid):
        challenging.challenge(session, replace(fixed, closes_at=None), "openone123", SENDER, "  ")


def test_officers_of_the_buyer_alone_answer_and_an_answer_stands(
    session: Session, cast: Cast, fixed: Challengeable
) -> None:
    made = challenge(session, fixed)
    for stranger in (actor_of(make_officer(session)), cast.as_chair):
        with pytest.raises(NotAllowed):
            challenging.answer(session, stranger, cast.tender, made, ChallengeAnswer.KEPT, "No.")
    with pytest.raises(Invalid):
        challenging.answer(session, cast.as_officer, cast.tender, made, ChallengeAnswer.KEPT, " ")
    challenging.answer(
        session, cast.as_officer, cast.tender, made, ChallengeAnswer.KEPT, "The law asks for it."
    )
    with pytest.raises(WrongState, match="stands"):
        challenging.answer(session, cast.as_officer, cast.tender, made, ChallengeAnswer.CHANGED, "After all.")


def test_what_is_no_challenge_is_set_aside_with_a_reason_and_out_of_public(
    session: Session, cast: Cast, fixed: Challengeable
) -> None:
    made = challenge(session, fixed)
    challenging.set_aside(session, cast.as_officer, cast.tender, made, "Advertising")
    seen = challenging.public(session, cast.tender)
    assert (seen.answered, seen.waiting) == ([], 0)
    assert [each.answer for each in challenging.received(session, cast.as_officer, cast.tender)] == [
        "Advertising"
    ]


def test_a_challenge_sent_twice_is_kept_once(session: Session, cast: Cast, fixed: Challengeable) -> None:
    assert challenge(session, fixed) is challenge(session, fixed)
    assert challenging.public(session, cast.tender).waiting == 1


def test_who_sent_a_challenge_is_erased_and_what_it_says_stays(
    session: Session, cast: Cast, fixed: Challengeable
) -> None:
    made = challenge(session, fixed)
    with pytest.raises(NotAllowed):
        challenging.erase_sender(session, cast.as_chair, cast.tender, made)
    challenging.erase_sender(session, cast.as_officer, cast.tender, made)
    assert (made.name, made.organisation, made.email, made.may_name) == ("", "", "", False)
    assert made.text == "Why this?"


def test_a_tender_that_is_not_published_has_nothing_to_challenge(session: Session, cast: Cast) -> None:
    with pytest.raises(NotFound):
        challenging.challengeable(session, cast.tender.reference)
