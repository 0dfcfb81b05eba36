"""Saving a page of a draft: nobody's words are lost, and nobody else's tender is found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from procure.domain.exceptions import Invalid, NotFound, StaleEdit, WrongState
from procure.domain.progress import Progress
from procure.models import Tender
from procure.services import auditing, authoring
from procure.services.access import actor_of
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer, make_tender

pytestmark = pytest.mark.both_databases


def revision(record: object, *names: str) -> str:
    return authoring.revision_of(authoring.stored(record, names))


def test_a_page_is_saved_and_the_audit_trail_names_its_fields_not_its_words(session: Session):
    officer = make_officer(session)
    tender = make_tender(session, officer)
    actor, before = actor_of(officer), tender.updated_at
    changed = authoring.save(
        session, actor, tender, tender.specification, {"cause": "Old boilers"},
        revision(tender.specification, "cause"), what="cause",
    )  # fmt: skip
    assert changed
    assert tender.specification.cause == "Old boilers"
    assert tender.updated_at > before
    event = auditing.history(session, "tender", tender.reference)[0]
    assert (event.action, event.detail) == ("tender.saved", {"page": "cause", "fields": ["cause"]})


def test_a_stale_save_gives_back_both_texts_and_changes_nothing(session: Session):
    officer = make_officer(session)
    tender = make_tender(session, officer)
    first, second = actor_of(officer), actor_of(make_officer(session, officer.organisation, "Sam Example"))
    opened = revision(tender.specification, "cause")
    authoring.save(session, first, tender, tender.specification, {"cause": "Theirs"}, opened, what="cause")
    with pytest.raises(StaleEdit) as conflict:
        authoring.save(session, second, tender, tender.specification, {"cause": "Mine"}, opened, what="cause")
    assert (conflict.value.theirs, conflict.value.yours) == ({"cause": "Theirs"}, {"cause": "Mine"})
    assert tender.specification.cause == "Theirs"
    saved_by = authoring.last_save(session, tender, "cause")
    assert saved_by is not None
    assert saved_by.actor_name == "Robin Example"
    again = conflict.value.revision
    assert authoring.save(
        session, second, tender, tender.specification, {"cause": "Both"}, again, what="cause"
    )


def test_two_people_who_typed_the_same_are_not_asked_to_choose(session: Session):
    officer = make_officer(session)
    tender, actor = make_tender(session, officer), actor_of(officer)
    opened = revision(tender.facts, "value_net", "regions")
    values = {"value_net": Decimal("1000.00"), "regions": ["UKC"]}
    assert authoring.save(session, actor, tender, tender.facts, values, opened, what="value")
    assert not authoring.save(session, actor, tender, tender.facts, values, opened, what="value")


def test_a_revision_read_back_from_the_database_is_the_one_that_was_stored(session: Session):
    officer = make_officer(session)
    tender, actor = make_tender(session, officer), actor_of(officer)
    names = ("value_net", "supply_starts_on", "cpv_codes", "has_options")
    values = dict(zip(names, (Decimal("5"), date(2027, 1, 2), ["85000000"], False), strict=True))
    authoring.save(session, actor, tender, tender.facts, values, revision(tender.facts, *names), what="x")
    as_stored = revision(tender.facts, *names)
    session.expire(tender.facts)
    assert revision(tender.facts, *names) == as_stored


def test_a_tender_of_another_organisation_is_not_found(session: Session):
    tender = make_tender(session, make_officer(session))
    stranger = actor_of(make_officer(session))
    with pytest.raises(NotFound):
        authoring.tender_by_reference(session, stranger, tender.reference)


@pytest.mark.parametrize(
    "state", ["in_review", "endorsed", "not_endorsed", "publishing", "published", "withdrawn"]
)
def test_a_tender_that_is_not_a_draft_cannot_be_changed(session: Session, state: str):
    officer = make_officer(session)
    tender = make_tender(session, officer, state=state)
    with pytest.raises(WrongState):
        authoring.tender_to_edit(session, actor_of(officer), tender.reference)
    with pytest.raises(WrongState):
        authoring.save(
            session, actor_of(officer), tender, tender.specification, {"cause": "x"},
            revision(tender.specification, "cause"), what="cause",
        )  # fmt: skip


def test_a_title_is_used_once_in_an_organisation_until_withdrawn(session: Session):
    officer = make_officer(session)
    make_tender(session, officer, "Warm homes")
    make_tender(session, officer, "Given up", state="withdrawn")
    make_tender(session, make_officer(session), "Elsewhere")
    tender, actor = make_tender(session, officer, "Mine"), actor_of(officer)
    with pytest.raises(Invalid) as refusal:
        authoring.save(
            session, actor, tender, tender, {"title": "WARM homes"}, revision(tender, "title"), what="title"
        )
    assert refusal.value.field == "title"
    for free in ("Given up", "Elsewhere", "MINE"):
        assert authoring.save(
            session, actor, tender, tender, {"title": free}, revision(tender, "title"), what="title"
        )


def test_an_empty_draft_has_nearly_everything_to_do_and_a_whole_one_nothing(session: Session):
    officer = make_officer(session, make_authority(session))
    empty, whole = make_tender(session, officer), make_ready_tender(session, officer)

    def progress(tender: Tender) -> dict[str, Progress]:
        _, _, sections = authoring.overview(session, actor_of(officer), tender, date(2026, 11, 23))
        return {each.section.slug: each.progress for each in sections}

    before, after = progress(empty), progress(whole)
    assert before["contract"] == before["frame"] == before["outcomes"] == Progress.NOT_STARTED
    assert before["problem"] == Progress.IN_PROGRESS
    assert before["terms"] == Progress.OPTIONAL
    # Money put in together, gates and shared data are for tenders that have them.
    assert {slug for slug, each in after.items() if each != Progress.DONE} == {"data", "gates", "money"}
    assert {after[slug] for slug in ("data", "gates", "money")} == {Progress.OPTIONAL}


def test_a_section_confirmed_with_gaps_shows_a_problem(session: Session):
    officer = make_officer(session)
    tender, actor = make_tender(session, officer), actor_of(officer)
    authoring.confirm_section(session, actor, tender, "contract")
    authoring.confirm_section(session, actor, tender, "terms")
    _, _, sections = authoring.overview(session, actor, tender, date(2026, 11, 23))
    progress = {each.section.slug: each.progress for each in sections}
    assert progress["contract"] == Progress.PROBLEMS
    assert progress["terms"] == Progress.DONE
