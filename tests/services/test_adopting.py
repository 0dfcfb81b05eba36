"""Adopting a copy of a library entry that remembers its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, select

from outcome_library import Library, read_library
from outcome_library.schema import Baseline
from procure.domain.exceptions import NotAllowed, NotFound, WrongState
from procure.domain.permissions import ANYONE, Actor
from procure.models import AuditEvent, Outcome, Tender, User
from procure.services.access import actor_of
from procure.services.adopting import adopt, adoptable_tenders, fill, placeholders
from procure.services.browsing import library_entry
from procure.services.loading import load_library
from tests.factories.people import make_officer, make_organisation, make_tender, make_user

pytestmark = pytest.mark.with_library
WAITS = "elective-wait-18-weeks"
NEET = "youth-neet"
SENTENCE = "By {date}, {n} more people in {place} and beyond {place} keep a job for {months} months."


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


@pytest.fixture
def officer(session: Session) -> User:
    return make_officer(session)


@pytest.fixture
def actor(officer: User) -> Actor:
    return actor_of(officer)


@pytest.fixture
def tender(session: Session, officer: User) -> Tender:
    return make_tender(session, officer)


def test_an_entry_names_what_it_serves_and_how_many_of_our_tenders_use_it(
    session: Session, actor: Actor, tender: Tender
) -> None:
    elsewhere = make_officer(session)
    adopt(session, actor_of(elsewhere), make_tender(session, elsewhere), WAITS)
    assert library_entry(session, actor, WAITS).tenders == 0

    adopt(session, actor, tender, WAITS)
    adopt(session, actor, tender, WAITS)
    entry = library_entry(session, actor, WAITS)

    assert entry.tenders == 1
    assert entry.current_version == entry.outcome.version
    assert [name for _, name in entry.missions] == ["Build an NHS fit for the future"]
    assert [title for _, title in entry.objectives] == [
        "Planned treatment within 18 weeks for 92% of patients"
    ]


def test_an_entry_or_version_that_is_not_there_is_not_found(session: Session, actor: Actor) -> None:
    for library_id, version in (("no-such-entry", None), (WAITS, 99), ("' OR 1=1", None)):
        with pytest.raises(NotFound):
            library_entry(session, actor, library_id, version)


# Placeholders


def test_placeholders_are_named_once_in_order() -> None:
    assert placeholders(SENTENCE) == ("date", "n", "place", "months")


def test_filled_placeholders_are_replaced_everywhere_and_empty_ones_keep_their_braces() -> None:
    filled = fill(SENTENCE, {"date": date(2029, 3, 31), "place": " Harrowfell ", "n": "", "months": None})
    assert filled.startswith("By 31 March 2029, {n} more people in Harrowfell and beyond Harrowfell keep")
    assert filled.endswith("{months} months.")


def test_a_percent_sign_is_said_once() -> None:
    assert fill("{x}% more, {x} each", {"x": "45 %"}) == "45% more, 45 % each"
    assert fill("{x}% more", {"x": "%"}) == "{x}% more"


def test_braces_that_were_typed_are_not_filled_in_turn() -> None:
    assert fill("{a} and {b}", {"a": "{b}", "b": r"\1 $& {a}"}) == r"{b} and \1 $& {a}"


# Adopting


def test_an_adopted_copy_remembers_its_source(
    session: Session, actor: Actor, tender: Tender, library: Library
) -> None:
    entry = library.outcomes[WAITS]
    outcome = adopt(session, actor, tender, WAITS, {"date": date(2029, 3, 31), "place": "Harrowfell"})

    assert (outcome.library_id, outcome.library_version) == (WAITS, entry.version)
    assert (outcome.library_title, outcome.library_digest) == (entry.title, entry.digest)
    assert "31 March 2029" in outcome.statement
    assert (outcome.by_when_on, outcome.place) == (date(2029, 3, 31), "Harrowfell")
    assert outcome.beneficiary == entry.beneficiary
    assert [measure.name for measure in outcome.measures] == [measure.name for measure in entry.measures]
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "outcome.adopted")).one()
    assert event.subject_key == tender.reference
    assert event.detail == {"library_id": WAITS, "library_version": entry.version, "key": outcome.key}


def test_an_adopted_copy_does_not_change_when_the_library_does(
    session: Session, actor: Actor, tender: Tender, library: Library
) -> None:
    outcome = adopt(session, actor, tender, WAITS)
    before = (outcome.title, outcome.statement, outcome.measures[0].name, outcome.library_digest)
    changed = library.outcomes[WAITS].model_copy(
        update={
            "version": library.outcomes[WAITS].version + 1,
            "title": "Other",
            "statement": "Other {n}.",
            "measures": library.outcomes[NEET].measures,
        }
    )
    load_library(session, replace(library, outcomes=library.outcomes | {WAITS: changed}))
    session.expire_all()

    again = session.exec(select(Outcome).where(Outcome.key == outcome.key)).one()
    assert (again.title, again.statement, again.measures[0].name, again.library_digest) == before
    adopted = library.outcomes[WAITS].version
    assert again.library_version == adopted
    assert library_entry(session, actor, WAITS, adopted).current_version == changed.version


def test_figures_keep_their_period_source_and_marks(
    session: Session, actor: Actor, tender: Tender, library: Library
) -> None:
    adopted = 0
    for entry in library.outcomes.values():
        outcome = adopt(session, actor, tender, entry.id)
        for copy, measure in zip(outcome.measures, entry.measures, strict=True):
            baseline = measure.baseline or Baseline(
                value=None, value_text=None, period=None, source_url=None, verified=False
            )
            assert copy.baseline_verified == baseline.verified
            assert copy.baseline_period == (baseline.period or "")
            assert copy.baseline_url == (baseline.source_url or "")
            if baseline.value is None and baseline.value_text is None:
                assert copy.baseline_value == ""
            elif baseline.value_text is None:
                assert float(copy.baseline_value) == baseline.value
            else:
                assert copy.baseline_value == baseline.value_text
            assert copy.baseline_published_on is None  # the library does not say, so neither do we
            assert copy.target_value == ""
            adopted += 1
    assert adopted > len(library.outcomes)


def test_a_baseline_of_nought_is_a_figure_and_not_unknown(
    session: Session, actor: Actor, tender: Tender, library: Library
) -> None:
    entry = library.outcomes[WAITS]
    nought = entry.measures[0].model_copy(
        update={
            "baseline": Baseline(
                value=0, value_text=None, period="2024", source_url="https://example.org", verified=True
            )
        }
    )
    load_library(
        session,
        replace(
            library,
            outcomes={WAITS: entry.model_copy(update={"version": entry.version + 1, "measures": (nought,)})},
        ),
    )
    assert adopt(session, actor, tender, WAITS).measures[0].baseline_value == "0"


def test_objectives_it_serves_are_chosen_once_and_their_evidence_is_left_to_the_author(
    session: Session, actor: Actor, tender: Tender
) -> None:
    tender.specification.objective_ids = ["growth-living-standards"]
    first, second = adopt(session, actor, tender, WAITS), adopt(session, actor, tender, WAITS)
    assert tender.specification.objective_ids == ["growth-living-standards", "health-rtt-18-weeks"]
    for outcome in (first, second):
        (link,) = outcome.objective_links
        assert (link.objective_id, link.causal_step, link.evidence_grade) == ("health-rtt-18-weeks", "", "")
    assert (first.position, second.position) == (1, 2)


def test_adopting_twice_with_one_key_gives_one_copy(session: Session, actor: Actor, tender: Tender) -> None:
    first = adopt(session, actor, tender, WAITS, key="0123456789")
    again = adopt(session, actor, tender, WAITS, {"place": "Elsewhere"}, key="0123456789")
    assert first is again
    assert first.key == "0123456789"
    assert len(session.exec(select(Outcome)).all()) == 1


@pytest.mark.parametrize("key", ["0123456789", "../../etc", "", "ABCDEFGHJK", "x" * 500])
def test_a_key_that_is_taken_or_malformed_is_not_used(
    session: Session, actor: Actor, tender: Tender, key: str
) -> None:
    elsewhere = make_officer(session)
    theirs = adopt(session, actor_of(elsewhere), make_tender(session, elsewhere), WAITS, key="0123456789")
    ours = adopt(session, actor, tender, WAITS, key=key)
    assert theirs.key == "0123456789"
    assert ours.key not in {theirs.key, key}
    assert ours.tender_id == tender.id


def test_only_officers_of_the_buyer_adopt_and_only_into_a_draft(
    session: Session, actor: Actor, officer: User, tender: Tender
) -> None:
    stranger = actor_of(make_officer(session))
    colleague = actor_of(make_user(session, officer.organisation))
    for refused in (stranger, colleague, ANYONE):
        with pytest.raises(NotAllowed):
            adopt(session, refused, tender, WAITS)
    for state in ("in_review", "endorsed", "published", "withdrawn", "not_endorsed", "publishing"):
        with pytest.raises(WrongState):
            adopt(session, actor, make_tender(session, officer, state=state), WAITS)
    assert session.exec(select(Outcome)).all() == []
    assert adopt(session, actor, make_tender(session, officer, state="changes_requested"), WAITS).key


def test_an_entry_that_is_no_longer_offered_cannot_be_adopted(
    session: Session, actor: Actor, tender: Tender, library: Library
) -> None:
    load_library(session, replace(library, outcomes={}))
    with pytest.raises(NotFound):
        adopt(session, actor, tender, WAITS)


def test_tenders_offered_for_adoption_are_our_own_drafts(
    session: Session, officer: User, actor: Actor
) -> None:
    draft = make_tender(session, officer, "Ours")
    returned = make_tender(session, officer, "Returned", state="changes_requested")
    make_tender(session, officer, "Gone", state="published")
    make_tender(session, make_officer(session, make_organisation(session)), "Theirs")
    assert {tender.title for tender in adoptable_tenders(session, actor)} == {draft.title, returned.title}
