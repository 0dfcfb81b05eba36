"""Starting a tender from nothing or a copy, finding it again, and giving it up."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.domain.permissions import ANYONE
from procure.services import auditing, authoring, freezing, starting, withdrawing
from procure.services.access import actor_of
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer, make_tender

pytestmark = pytest.mark.both_databases


def test_a_tender_starts_as_an_empty_draft_of_ones_own_organisation(session: Session):
    officer = make_officer(session)
    tender = starting.start(session, actor_of(officer), "Warm homes")
    assert (tender.state, tender.organisation_id) == ("draft", officer.organisation_id)
    assert freezing.draft_snapshot(session, tender).title == "Warm homes"
    with pytest.raises(Invalid):
        starting.start(session, actor_of(officer), "warm HOMES")
    with pytest.raises(NotAllowed):
        starting.start(session, ANYONE, "Mine")


def test_a_copy_has_the_words_but_not_the_dates_or_confirmations(session: Session):
    officer = make_officer(session, make_authority(session))
    actor = actor_of(officer)
    source = make_ready_tender(session, officer)
    copied = starting.copy(session, actor, source.reference, "Warmer homes")
    before, after = (freezing.draft_snapshot(session, tender) for tender in (source, copied))
    assert after.problem == before.problem
    assert [o.statement for o in after.outcomes] == [o.statement for o in before.outcomes]
    assert {o.key for o in after.outcomes}.isdisjoint(o.key for o in before.outcomes)
    assert after.facts.contact_name == before.facts.contact_name
    assert after.facts.tender_deadline_at is None
    assert after.facts.conflicts_assessment_prepared is None
    assert copied.copied_from == source.reference


def test_anothers_draft_cannot_be_copied(session: Session):
    source = make_ready_tender(session, make_officer(session, make_authority(session)))
    stranger = actor_of(make_officer(session))
    with pytest.raises(NotFound):
        starting.copy(session, stranger, source.reference, "Mine now")
    assert source.reference not in {each.reference for each in starting.sources(session, stranger)}


def test_a_copy_is_offered_a_title_that_is_free(session: Session):
    officer = make_officer(session)
    make_tender(session, officer, "Warm homes")
    make_tender(session, officer, "Warm homes (copy)")
    assert starting.title_for_copy(session, actor_of(officer), "Warm homes") == "Warm homes (copy 2)"
    assert starting.title_for_copy(session, actor_of(officer), "100% new_") == "100% new_"


def test_a_title_ends_somewhere(session: Session):
    actor = actor_of(make_officer(session))
    longest = "\U0001f3e1" * authoring.LONGEST_TITLE
    assert starting.start(session, actor, longest).title == longest  # four bytes a letter still fit the index
    with pytest.raises(Invalid, match="500 characters or fewer"):
        starting.start(session, actor, f"{longest}s")
    offered = starting.title_for_copy(session, actor, "y" * 9_000)
    assert offered.endswith("y…")
    assert len(offered) < authoring.LONGEST_TITLE


def test_ones_tenders_are_found_by_word_reference_and_state(session: Session):
    officer = make_officer(session)
    actor = actor_of(officer)
    homes = make_tender(session, officer, "Warm homes for 100% of tenants")
    make_tender(session, officer, "Bus routes", state="published")
    make_tender(session, make_officer(session), "Warm homes elsewhere")

    def titles(*args: str) -> list[str]:
        return [tender.title for tender in starting.own_tenders(session, actor, *args).tenders]

    assert titles("HOMES warm") == titles(homes.reference.lower()) == [homes.title]
    assert titles("100%") == [homes.title]
    cartref = make_tender(session, officer, "Cartref \u0175yr")
    assert titles("CARTREF") == titles("\u0175yr cartref") == [cartref.title]
    assert titles("_") == titles("ho%s") == []
    assert titles(f"{homes.reference} 100%") == [homes.title]
    assert titles(f"{homes.reference} routes") == []
    assert titles("", "published") == ["Bus routes"]
    assert len(titles()) == 3


def test_a_long_list_comes_in_pages(session: Session):
    officer = make_officer(session)
    for number in range(starting.PAGE_SIZE + 1):
        make_tender(session, officer, f"Tender {number}")
    first, second = (starting.own_tenders(session, actor_of(officer), page=page) for page in (1, 2))
    assert (len(first.tenders), first.has_more) == (starting.PAGE_SIZE, True)
    assert (len(second.tenders), second.has_more) == (1, False)


def test_withdrawing_needs_a_reason_and_a_state_that_allows_it(session: Session):
    officer = make_officer(session)
    actor, tender = actor_of(officer), make_tender(session, officer)
    with pytest.raises(Invalid):
        withdrawing.withdraw(session, actor, tender, " ")
    withdrawing.withdraw(session, actor, tender, "The grant ended")
    assert tender.state == "withdrawn"
    assert auditing.history(session, "tender", tender.reference)[0].detail["reason"] == "The grant ended"
    for state in ("in_review", "published", "publishing", "withdrawn"):
        with pytest.raises(WrongState):
            withdrawing.withdraw(session, actor, make_tender(session, officer, f"{state}!", state=state), "x")
