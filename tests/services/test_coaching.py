"""What the coach says of a draft, what officers keep and why, and how free suppliers are left."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session

from exports.freedom import freedom_of
from procure.coach import Code
from procure.domain.exceptions import Invalid, NotFound, WrongState
from procure.domain.permissions import Actor
from procure.models import Tender
from procure.services import arranging, coaching, freezing
from procure.services.access import NotAllowed, actor_of
from procure.services.coaching import Advice, Place, advice_on
from tests.factories.people import make_officer, make_tender

BRAND = "900 Dell Latitude laptops with docks."
PLACE = Place("fixed_requirements", "k", "text", "Fixed requirement 1")


@pytest.fixture
def draft(session: Session) -> tuple[Actor, Tender]:
    officer = make_officer(session)
    return actor_of(officer), make_tender(session, officer)


def fix(session: Session, draft: tuple[Actor, Tender], text: str, **values: Any) -> str:
    actor, tender = draft
    return str(arranging.add(session, actor, tender, "fixed_requirements", {"text": text, **values}).key)


def first(session: Session, draft: tuple[Actor, Tender], code: Code) -> Advice:
    actor, tender = draft
    _, texts = coaching.draft_texts(session, actor, tender)
    return next(advice for text in texts for advice in text.advice if advice.finding.code == code)


def test_a_finding_shows_the_very_words_it_is_about() -> None:
    text = "Some words first. " + BRAND
    for advice in advice_on(PLACE, text).advice:
        assert text[advice.start : advice.end] == advice.excerpt


def test_a_brand_is_kept_for_a_reason_that_is_frozen_with_the_words(
    session: Session, draft: tuple[Actor, Tender]
) -> None:
    actor, tender = draft
    fix(session, draft, BRAND)
    brand = first(session, draft, Code.BRAND_WITHOUT_EQUIVALENT)
    assert not brand.is_kept
    coaching.keep(session, actor, tender, brand.id, "It must fit the docks we have.")
    assert first(session, draft, Code.BRAND_WITHOUT_EQUIVALENT).because == "It must fit the docks we have."
    (kept,) = freezing.draft_snapshot(session, tender).kept_wording
    assert (kept.code, kept.excerpt) == ("brand_without_equivalent", brand.excerpt)
    (told,) = freedom_of(freezing.draft_snapshot(session, tender)).kept
    assert (told.where, told.questioned) == ("Fixed requirement 1", "It names a product")


def test_keeping_twice_keeps_the_later_reason_alone(session: Session, draft: tuple[Actor, Tender]) -> None:
    actor, tender = draft
    fix(session, draft, BRAND)
    advice = first(session, draft, Code.BRAND_WITHOUT_EQUIVALENT)
    for reason in ("First thought.", "Second thought."):
        coaching.keep(session, actor, tender, advice.id, reason)
    assert [kept.because for kept in freezing.draft_snapshot(session, tender).kept_wording] == [
        "Second thought."
    ]


def test_a_reason_goes_with_the_words_it_was_for(session: Session, draft: tuple[Actor, Tender]) -> None:
    actor, tender = draft
    key = fix(session, draft, BRAND)
    coaching.keep(session, actor, tender, first(session, draft, Code.BRAND_WITHOUT_EQUIVALENT).id, "Docks.")
    row = arranging.row(session, actor, tender, "fixed_requirements", key)
    row.text = "900 laptops that run the software in annex A."
    session.flush()
    assert freezing.draft_snapshot(session, tender).kept_wording == ()


def test_a_reason_can_be_taken_back(session: Session, draft: tuple[Actor, Tender]) -> None:
    actor, tender = draft
    fix(session, draft, BRAND)
    advice = first(session, draft, Code.BRAND_WITHOUT_EQUIVALENT)
    coaching.keep(session, actor, tender, advice.id, "Docks.")
    for _ in range(2):
        coaching.reopen(session, actor, tender, advice.id)
    assert freezing.draft_snapshot(session, tender).kept_wording == ()


def test_an_equivalent_is_added_after_the_name_and_mends_it(
    session: Session, draft: tuple[Actor, Tender]
) -> None:
    actor, tender = draft
    key = fix(session, draft, "All wiring to BS 7671.")
    coaching.add_equivalent(session, actor, tender, first(session, draft, Code.UK_ONLY_STANDARD).id)
    assert arranging.row(session, actor, tender, "fixed_requirements", key).text == (
        "All wiring to BS 7671 or equivalent."
    )
    with pytest.raises(StopIteration):
        first(session, draft, Code.UK_ONLY_STANDARD)


def test_a_reason_is_needed_and_the_words_must_still_be_there(
    session: Session, draft: tuple[Actor, Tender]
) -> None:
    actor, tender = draft
    fix(session, draft, BRAND)
    advice = first(session, draft, Code.BRAND_WITHOUT_EQUIVALENT)
    with pytest.raises(Invalid, match="why the words stay"):
        coaching.keep(session, actor, tender, advice.id, "  ")
    with pytest.raises(NotFound):
        coaching.keep(session, actor, tender, "0" * 16, "Because.")


def test_only_whoever_may_change_the_draft_keeps_words(session: Session, draft: tuple[Actor, Tender]) -> None:
    actor, tender = draft
    fix(session, draft, BRAND)
    advice = first(session, draft, Code.BRAND_WITHOUT_EQUIVALENT)
    with pytest.raises(NotAllowed):
        coaching.keep(session, actor_of(make_officer(session)), tender, advice.id, "Because.")
    tender.state = "in_review"
    with pytest.raises(WrongState):
        coaching.keep(session, actor, tender, advice.id, "Because.")


def test_what_other_fields_of_an_outcome_say_is_not_asked_again(
    session: Session, draft: tuple[Actor, Tender]
) -> None:
    actor, tender = draft
    statement = "Reduce homelessness among young people in the town."
    outcome = arranging.add(session, actor, tender, "outcomes", {"statement": statement})
    before = {a.finding.code for a in advice_on(PLACE, statement).advice}
    assert {Code.NO_TARGET, Code.NO_DATE} <= before
    outcome.level = "Half as many as in 2025"
    session.flush()
    notes = coaching.notes_for(session, actor, tender, "outcomes", outcome.key)
    said = {advice.finding.code for advice in notes["statement"].advice}
    assert Code.NO_TARGET not in said
    assert Code.NO_DATE in said


class TestPrescription:
    """Requirements flagged with no accepted reason, of all requirements (outcome method, section 3)."""

    def rate(self, session: Session, draft: tuple[Actor, Tender]) -> tuple[int, int]:
        found = coaching.prescription_of(freezing.draft_snapshot(session, draft[1]))
        return found.flagged, found.requirements

    def test_nothing_fixed_is_nothing_prescribed(self, session: Session, draft: tuple[Actor, Tender]) -> None:
        assert coaching.prescription_of(freezing.draft_snapshot(session, draft[1])).rate == 0

    def test_staffing_without_a_reason_counts_and_with_one_does_not(
        self, session: Session, draft: tuple[Actor, Tender]
    ) -> None:
        fix(session, draft, "The supplier shall provide 12 nurses.")
        fix(
            session, draft, "The supplier shall provide 2 nurses at night.", reason="safety",
            explanation="The safe staffing standard of our regulator",
        )  # fmt: skip
        assert self.rate(session, draft) == (1, 2)

    def test_a_name_counts_until_it_is_kept_for_a_reason_of_its_own(
        self, session: Session, draft: tuple[Actor, Tender]
    ) -> None:
        actor, tender = draft
        fix(session, draft, BRAND, reason="existing_asset", explanation="Docks bought in 2025")
        assert self.rate(session, draft) == (1, 1)
        coaching.keep(
            session, actor, tender, first(session, draft, Code.BRAND_WITHOUT_EQUIVALENT).id, "Docks."
        )
        assert self.rate(session, draft) == (0, 1)
