"""Loading the library: once, again, and after it has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from outcome_library import Library, read_library
from outcome_library.schema import LibraryOutcome
from procure.domain.permissions import Actor
from procure.models import AuditEvent, LibraryOutcomeRow, LibraryTag, ObjectiveRow
from procure.services.browsing import LibraryQuery, library_outcome, search_library
from procure.services.loading import LoadReport, VersionReused, load_library

OFFICER = Actor(user_id=1, name="Robin Example", organisation_id=1, roles=frozenset({"officer"}))
WAITS = "elective-wait-18-weeks"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


def with_outcome(library: Library, outcome: LibraryOutcome) -> Library:
    return replace(library, outcomes=library.outcomes | {outcome.id: outcome})


def revised(outcome: LibraryOutcome, **changes: object) -> LibraryOutcome:
    return outcome.model_copy(update={"version": outcome.version + 1, **changes})


@pytest.mark.both_databases
def test_loading_again_changes_nothing(session: Session, library: Library) -> None:
    first = load_library(session, library)
    rows = session.exec(select(LibraryOutcomeRow.id, LibraryOutcomeRow.digest)).all()
    again = load_library(session, library)

    assert first.added == len(library.outcomes) == len(rows)
    assert again == LoadReport(0, 0, len(rows), 0, first.objectives)
    assert session.exec(select(LibraryOutcomeRow.id, LibraryOutcomeRow.digest)).all() == rows
    assert len(session.exec(select(AuditEvent)).all()) == 1


def test_every_milestone_mission_and_foundation_may_be_served(session: Session, library: Library) -> None:
    load_library(session, library)
    stored = {row.objective_id for row in session.exec(select(ObjectiveRow))}
    assert stored == {*library.objectives, *library.missions, *library.foundations}


@pytest.mark.both_databases
def test_a_new_version_is_offered_and_the_earlier_one_can_still_be_read(
    session: Session, library: Library
) -> None:
    load_library(session, library)
    old = library.outcomes[WAITS]
    new = revised(old, title="Swifter treatment", cpv=("85110000",))

    report = load_library(session, with_outcome(library, new))

    assert (report.added, report.updated, report.retired) == (0, 1, 0)
    assert library_outcome(session, OFFICER, WAITS).title == "Swifter treatment"
    assert library_outcome(session, OFFICER, WAITS, version=old.version) == old
    tags = session.exec(
        select(LibraryTag.value).join(LibraryOutcomeRow).where(
            LibraryOutcomeRow.library_id == WAITS, LibraryTag.kind == "cpv"
        )
    ).all()  # fmt: skip
    assert tags == ["85110000"]


@pytest.mark.both_databases
def test_only_the_offered_version_is_found_by_its_words(session: Session, library: Library) -> None:
    load_library(session, library)
    load_library(
        session, with_outcome(library, revised(library.outcomes[WAITS], advice="Ask the zookeeper."))
    )
    found = search_library(session, OFFICER, LibraryQuery(words="zookeeper")).outcomes
    assert [(outcome.id, outcome.version) for outcome in found] == [
        (WAITS, library.outcomes[WAITS].version + 1)
    ]


def test_a_retired_entry_can_be_read_and_is_not_offered(session: Session, library: Library) -> None:
    load_library(session, library)
    retired = revised(library.outcomes[WAITS], status="retired")

    assert load_library(session, with_outcome(library, retired)).retired == 1
    assert load_library(session, with_outcome(library, retired)).retired == 0
    assert library_outcome(session, OFFICER, WAITS, version=retired.version).status == "retired"
    titles = {
        outcome.id
        for outcome in search_library(session, OFFICER, LibraryQuery(words="planned treatment")).outcomes
    }
    assert titles
    assert WAITS not in titles


def test_an_entry_whose_file_has_gone_is_not_offered(session: Session, library: Library) -> None:
    load_library(session, library)
    fewer = replace(library, outcomes={k: v for k, v in library.outcomes.items() if k != WAITS})
    assert load_library(session, fewer).retired == 1
    assert library_outcome(session, OFFICER, WAITS, library.outcomes[WAITS].version).id == WAITS


def test_going_back_to_an_earlier_version_offers_it_again(session: Session, library: Library) -> None:
    load_library(session, with_outcome(library, revised(library.outcomes[WAITS])))
    load_library(session, library)
    load_library(session, with_outcome(library, revised(library.outcomes[WAITS])))
    load_library(session, library)
    assert library_outcome(session, OFFICER, WAITS).version == library.outcomes[WAITS].version
    assert (
        len(session.exec(select(LibraryOutcomeRow).where(LibraryOutcomeRow.library_id == WAITS)).all()) == 2
    )


def test_words_that_change_without_a_new_version_are_refused(session: Session, library: Library) -> None:
    load_library(session, library)
    slipped = library.outcomes[WAITS].model_copy(update={"title": "Something else"})
    same, next_ = slipped.version, slipped.version + 1
    with pytest.raises(
        VersionReused, match=f"{WAITS} has changed but is still version {same}: make it version {next_}"
    ):
        load_library(session, with_outcome(library, slipped))
    assert library_outcome(session, OFFICER, WAITS).title == library.outcomes[WAITS].title
