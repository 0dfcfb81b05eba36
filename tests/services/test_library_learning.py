"""A library that learns: officers propose, a curator decides, and nothing adopted or published ever changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from outcome_library import read_library
from outcome_library.writing import to_json
from procure.coach import Code
from procure.domain.exceptions import Invalid, NotFound, NotReady, StaleEdit, WrongState
from procure.domain.measurability import Verdict
from procure.domain.permissions import Actor
from procure.domain.proposals import MEASURED, differences, measure_from, measures_of, opened, slug_of
from procure.domain.vocabulary import Role
from procure.models import Outcome, Tender
from procure.search import corrected
from procure.services import adopting, authoring, browsing, curating, loading, proposing
from procure.services.access import NotAllowed, actor_of
from procure.services.browsing import LibraryQuery
from tests.factories.outcomes import make_outcome
from tests.factories.people import make_officer, make_user
from tests.factories.proposals import complete, make_proposed, make_written

pytestmark = [pytest.mark.with_library]


@pytest.fixture
def officer(session: Session) -> Actor:
    return actor_of(make_officer(session))


@pytest.fixture
def curator(session: Session) -> Actor:
    return actor_of(make_user(session, None, Role.CURATOR))


@pytest.fixture
def written(session: Session) -> tuple[Actor, Tender, Outcome]:
    """An officer with an outcome that is whole."""
    return make_written(session)


class TestProposing:
    def test_what_the_tender_knows_carries_over_and_the_rest_is_asked(
        self, session: Session, written: tuple[Actor, Tender, Outcome]
    ) -> None:
        actor, tender, outcome = written
        found = proposing.begin(session, actor, tender, outcome)
        assert found.content["measures"][0]["name"] == outcome.measures[0].name
        asked = {field for field, _ in proposing.problems(found)}
        assert {"sector", "questions", "prescriptive_trap", "advice"} <= asked
        with pytest.raises(NotReady):
            proposing.submit(session, actor, found, "Because")
        complete(session, actor, found)
        assert proposing.problems(found) == []

    def test_beginning_twice_goes_on_with_the_one(
        self, session: Session, written: tuple[Actor, Tender, Outcome]
    ) -> None:
        actor, tender, outcome = written
        first = proposing.begin(session, actor, tender, outcome)
        assert proposing.begin(session, actor, tender, outcome) is first

    def test_place_and_date_are_left_for_the_next_author(self) -> None:
        outcome = make_outcome(1).model_copy(
            update={"statement": "By 31 March 2031, homes in Harrowfell are warm.", "place": "Harrowfell"}
        )
        assert opened(outcome) == "By {date}, homes in {place} are warm."

    def test_nobody_else_sees_or_changes_it(
        self, session: Session, written: tuple[Actor, Tender, Outcome], officer: Actor
    ) -> None:
        actor, tender, outcome = written
        found = proposing.begin(session, actor, tender, outcome)
        with pytest.raises(NotFound):
            proposing.proposal(session, officer, found.key)
        with pytest.raises(NotAllowed):
            proposing.begin(session, officer, tender, outcome)
        with pytest.raises(NotAllowed):
            curating.queue(session, actor)

    def test_two_who_write_at_once_lose_nothing(
        self, session: Session, written: tuple[Actor, Tender, Outcome]
    ) -> None:
        actor, tender, outcome = written
        found = proposing.begin(session, actor, tender, outcome)
        seen = authoring.revision_of({"advice": found.content["advice"]})
        proposing.save(session, actor, found, {"advice": "Mine"}, seen)
        with pytest.raises(StaleEdit):
            proposing.save(session, actor, found, {"advice": "Yours"}, seen)
        assert found.content["advice"] == "Mine"

    def test_what_is_withdrawn_or_sent_cannot_be_changed_by_its_writer(
        self, session: Session, written: tuple[Actor, Tender, Outcome]
    ) -> None:
        actor = written[0]
        found = make_proposed(session, written)
        with pytest.raises(WrongState):
            complete(session, actor, found, advice="Later thought")
        for _ in range(2):
            proposing.withdraw(session, actor, found)
        assert found.state == "withdrawn"


class TestCurating:
    def test_an_approved_proposal_is_offered_and_found(
        self, session: Session, written: tuple[Actor, Tender, Outcome], curator: Actor
    ) -> None:
        found = make_proposed(session, written)
        assert found in curating.queue(session, curator)
        entry = curating.approve(session, curator, found, "New.")
        assert (entry.version, entry.id) == (1, slug_of(found.content["title"]))
        results = browsing.search_library(session, curator, LibraryQuery(words=entry.title))
        assert entry.id in {each.id for each in results.outcomes}
        with pytest.raises(WrongState):
            curating.decline(session, curator, found, "No")

    def test_a_better_version_of_an_entry_leaves_copies_as_they_are(
        self, session: Session, written: tuple[Actor, Tender, Outcome], curator: Actor
    ) -> None:
        actor, tender, _ = written
        copied = adopting.adopt(session, actor, tender, "school-attendance")
        words = copied.statement
        found = proposing.begin(session, actor, tender, copied)
        complete(session, actor, found, statement="Pupils in {place} are in class by {date}, all of them.")
        proposing.submit(session, actor, found, "Said more plainly.")
        entry = curating.approve(session, curator, found, "Said more plainly.")
        assert (entry.id, entry.version) == ("school-attendance", 2)
        assert copied.statement == words
        (news,) = browsing.news(session, actor, [copied])
        assert (news.outcome, news.version, news.has_differences) == (copied, 2, True)
        old = browsing.library_outcome(session, actor, "school-attendance", 1)
        changed = {
            name for name, _, _ in differences(old.model_dump(mode="json"), entry.model_dump(mode="json"))
        }
        assert "statement" in changed

    def test_loading_the_files_again_keeps_what_curators_approved(
        self, session: Session, written: tuple[Actor, Tender, Outcome], curator: Actor
    ) -> None:
        actor, tender, _ = written
        copied = adopting.adopt(session, actor, tender, "school-attendance")
        found = proposing.begin(session, actor, tender, copied)
        complete(session, actor, found)
        proposing.submit(session, actor, found, "Better.")
        curating.approve(session, curator, found, "Better.")
        report = loading.load_library(session, read_library())
        assert (report.added, report.updated, report.retired) == (0, 0, 0)
        assert browsing.library_outcome(session, curator, "school-attendance").version == 2
        # A release of the library that reached the same number in other words stops nobody's service.
        library = read_library()
        theirs = library.outcomes["school-attendance"].model_copy(update={"version": 2, "advice": "Other."})
        report = loading.load_library(
            session, replace(library, outcomes={**library.outcomes, theirs.id: theirs})
        )
        assert (report.kept, report.updated) == (1, 0)
        theirs = theirs.model_copy(update={"version": 3})
        report = loading.load_library(
            session, replace(library, outcomes={**library.outcomes, theirs.id: theirs})
        )
        assert (report.kept, report.updated) == (0, 1)

    def test_loading_the_files_again_brings_back_nothing_that_curators_retired(
        self, session: Session, written: tuple[Actor, Tender, Outcome], curator: Actor
    ) -> None:
        actor, tender, _ = written
        copied = adopting.adopt(session, actor, tender, "school-attendance")
        curating.retire(session, curator, "school-attendance", "Split in two.", "school-readiness")
        report = loading.load_library(session, read_library())
        assert (report.added, report.updated, report.kept) == (0, 0, 1)
        with pytest.raises(NotFound):
            browsing.library_outcome(session, curator, "school-attendance")
        found = proposing.begin(session, actor, tender, copied)
        complete(session, actor, found)
        proposing.submit(session, actor, found, "It is needed after all.")
        back = curating.approve(session, curator, found, "Brought back.")
        assert browsing.library_outcome(session, curator, "school-attendance") == back

    def test_one_that_reads_like_an_entry_is_shown_beside_it(
        self, session: Session, written: tuple[Actor, Tender, Outcome], curator: Actor
    ) -> None:
        found = make_proposed(session, written)
        entry = browsing.library_outcome(session, curator, "school-attendance")
        found.content = {**found.content, "title": entry.title, "statement": entry.statement}
        session.flush()
        best = curating.like(session, curator, found)[0]
        assert (best.outcome.id, best.likeness, best.may_be_the_same) == ("school-attendance", 100, True)
        reworded = {
            "title": "Pupils who are in school",
            "statement": entry.statement.replace("Pupils", "Children"),
        }
        found.content = {**found.content, **reworded}
        best, *others = curating.like(session, curator, found)
        assert (best.outcome.id, best.may_be_the_same) == ("school-attendance", True)
        assert not any(each.may_be_the_same for each in others)

    def test_the_coach_asks_no_figure_of_a_question_and_reads_the_sentence_as_it_would_be_filled(
        self, session: Session, written: tuple[Actor, Tender, Outcome]
    ) -> None:
        found = make_proposed(session, written)
        found.content = {
            **found.content,
            "statement": "By {date}, at least {target}% of tenants in {place} are warm at home.",
            "questions": ["Would you use Vaillant boilers?", "What would tenants notice in the first month?"],
        }
        sentence, brand, question = curating.coached(found)
        assert (sentence.open, question.open) == ((), ())
        assert [advice.finding.code for advice in brand.open] == [Code.BRAND_WITHOUT_EQUIVALENT]

    def test_its_measures_are_tried_in_a_contract_of_three_years_and_can_be_mended(
        self, session: Session, written: tuple[Actor, Tender, Outcome], curator: Actor
    ) -> None:
        found = make_proposed(session, written)
        ((before, tests), *_) = curating.measured(found, date(2028, 2, 29))
        assert tests.result("readings").verdict is not Verdict.UNKNOWN
        assert tests.result("source").verdict is Verdict.UNKNOWN
        answers = measures_of(found.content)[0].model_dump() | {
            "counter_measure": "",
            "baseline_value": "82.5",
        }
        seen = authoring.revision_of({"measures": found.content["measures"]})
        proposing.change_part(session, curator, found, "measures", 1, measure_from(answers), seen)
        ((after, tests), *others) = curating.measured(found, date(2026, 11, 28))
        assert (after.name, after.baseline_value) == (before.name, "82.5")
        assert tests.result("gaming").verdict is Verdict.FAIL
        with pytest.raises(StaleEdit):
            proposing.change_part(session, curator, found, "measures", 1, None, seen)
        seen = authoring.revision_of({"measures": found.content["measures"]})
        with pytest.raises(NotFound):
            proposing.change_part(
                session, curator, found, "measures", len(others) + 3, measure_from(answers), seen
            )
        proposing.change_part(session, curator, found, "measures", 1, None, seen)
        assert len(curating.measured(found, date(2026, 11, 28))) == len(others)

    @given(
        st.sampled_from(["", "0", "82.5", "-3", "1,200", "about 30", "+5", "²", "1e5"]),
        st.sampled_from(["", "2024"]),
        st.booleans(),
    )
    def test_a_measure_comes_back_from_its_answers_as_it_was(
        self, figure: str, period: str, seen: bool
    ) -> None:
        answers = {name: name for name in MEASURED} | {
            "baseline_value": figure, "baseline_period": period, "baseline_url": "", "baseline_verified": seen
        }  # fmt: skip
        (back,) = measures_of({"measures": [measure_from(answers)]})
        assert {name: getattr(back, name) for name in MEASURED} == {name: name for name in MEASURED}
        assert back.baseline_value.replace(",", "") == figure.replace(",", "")
        assert back.baseline_period == period

    def test_a_return_comes_with_words_and_can_be_sent_again(
        self, session: Session, written: tuple[Actor, Tender, Outcome], curator: Actor
    ) -> None:
        found = make_proposed(session, written)
        with pytest.raises(Invalid):
            curating.send_back(session, curator, found, " ")
        curating.send_back(session, curator, found, "Name the source.")
        complete(session, written[0], found, advice="The source is the winter survey.")
        proposing.submit(session, written[0], found, "With its source.", "The advice names it now.")
        assert found.state == "proposed"

    def test_a_retired_entry_is_read_but_not_offered_and_names_its_successor(
        self, session: Session, curator: Actor
    ) -> None:
        with pytest.raises(Invalid, match="another entry"):
            curating.retire(session, curator, "school-attendance", "Old", "no-such-entry")
        curating.retire(session, curator, "school-attendance", "Split in two.", "school-readiness")
        with pytest.raises(NotFound):
            browsing.library_outcome(session, curator, "school-attendance")
        entry = browsing.library_entry(session, curator, "school-attendance", 1)
        assert entry.current_version is None
        assert entry.successor is not None
        assert entry.successor[0] == "school-readiness"

    def test_another_library_comes_in_as_proposals(self, session: Session, curator: Actor) -> None:
        ours = json.loads(to_json(curating.whole_library(session, curator)))
        new = {**ours[0], "id": "something-new", "title": "Something new"}
        changed = {**ours[1], "advice": "Something else."}
        report = curating.take_in(session, curator, [*ours[2:5], new, changed, {"id": "broken"}, 7])
        assert len(report.same) == 3
        assert report.proposed == ("something-new", ours[1]["id"])
        assert [name for name, _ in report.refused] == ["broken", "Entry 7"]
        assert curating.take_in(session, curator, [new]).same == ("something-new",)


@pytest.mark.both_databases
class TestSlipsOfTheKeyboard:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("attendence", "attendance"), ("shcool", "school"), ("atendance of pupls", "attendance of pupils")],
    )
    def test_a_word_nothing_holds_is_put_right(self, session: Session, typed: str, meant: str) -> None:
        assert corrected(session, "search_library", typed) == meant

    @pytest.mark.parametrize("typed", ["", "school", "zzzzzzzz", "' OR 1=1 --", "a" * 500])
    def test_what_is_known_or_beyond_guessing_stays(self, session: Session, typed: str) -> None:
        assert corrected(session, "search_library", typed) is None

    def test_the_search_says_what_it_looked_for(self, session: Session) -> None:
        found = browsing.search_library(
            session, actor_of(make_officer(session)), LibraryQuery(words="shcool pupils")
        )
        assert found.corrected == (("shcool pupils", "school pupils"),)
        assert "school-attendance" in {each.id for each in found.outcomes}
