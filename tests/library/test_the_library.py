"""The library as it ships: every entry valid, every figure sourced, every version locked."""

import re
from urllib.parse import urlsplit

import pytest

from outcome_library import Library, check_lock, read_library
from outcome_library.lock import read_lock
from procure.domain.codes import cpv_label


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library()


def test_every_entry_is_there_and_valid(library):
    assert len(library.outcomes) == 120
    assert set(library.missions) == {"growth", "health", "safer-streets", "opportunity", "clean-energy"}
    assert len(library.objectives) == 9
    assert set(library.foundations) == {"economic-stability", "secure-borders", "national-security"}
    assert len(library.frameworks) == 4
    assert len(library.policies) == 4


def test_every_version_is_locked_and_nothing_locked_has_changed(library):
    assert check_lock(library) == []
    assert set(read_lock()) == {key for key, _ in library.entries()}


def test_every_mission_has_an_objective_and_outcomes_to_choose(library):
    for mission in library.missions.values():
        assert mission.objectives
        assert any(mission.id in outcome.missions for outcome in library.outcomes.values())


def test_every_figure_says_when_and_where_it_was_published(library):
    figures = [
        measure.baseline
        for outcome in library.outcomes.values()
        for measure in outcome.measures
        if measure.baseline is not None
    ]
    assert len(figures) >= 70
    for baseline in figures:
        assert baseline.value is not None or baseline.value_text
        assert baseline.period
        assert urlsplit(baseline.source_url).hostname


def test_what_is_not_known_is_not_zero(library):
    homes = library.objectives["growth-infrastructure-decisions"]
    assert homes.baseline.value is None
    assert homes.target.value == 150
    assert homes.frequency is None
    assert not any(
        measure.baseline and measure.baseline.value == 0
        for outcome in library.outcomes.values()
        for measure in outcome.measures
    )


def test_what_was_not_verified_stays_marked(library):
    assert not library.frameworks["leadership-change-2026"].verified
    assert not library.missions["growth"].departments_verified
    assert library.objectives["health-rtt-18-weeks"].departments_verified
    assert not library.objectives["growth-living-standards"].data_source_verified
    assert library.objectives["growth-homes"].data_source_verified


def test_a_milestone_keeps_its_figures_dates_and_sources(library):
    waits = library.objectives["health-rtt-18-weeks"]
    assert (waits.baseline.value, waits.baseline.date) == (58.8, "July 2024")
    assert (waits.target.value, waits.target.date) == (92, "March 2029")
    assert [(step.value, step.date) for step in waits.interim_targets] == [(65, "March 2026")]
    assert [update.date for update in waits.updates] == ["2025-07", "2026-05-14"]
    assert waits.mission == "health"
    assert waits.framework == "plan-for-change-2024"


def test_an_ambition_is_not_passed_off_as_a_milestone(library):
    kinds = {objective.id: objective.kind for objective in library.objectives.values()}
    ambitions = {id_ for id_, kind in kinds.items() if kind == "ambition"}
    assert ambitions == {"streets-halve-vawg", "streets-halve-knife-crime"}
    assert {library.objectives[id_].framework for id_ in ambitions} == {"five-missions-2024"}


def test_frameworks_are_dated(library):
    dates = {framework.id: framework.effective_from for framework in library.frameworks.values()}
    assert dates == {
        "five-missions-2024": "2024-07-05",
        "plan-for-change-2024": "2024-12-05",
        "three-priorities-2025": "2025-09",
        "leadership-change-2026": "2026-06",
    }


def test_outcomes_can_be_adopted_as_they_stand(library):
    for outcome in library.outcomes.values():
        assert len(outcome.placeholders) >= 2, outcome.id
        assert 2 <= len(outcome.questions) <= 4, outcome.id
        assert all(cpv_label(code) for code in outcome.cpv), outcome.id
        assert not re.search(r"\bshall provide\b|\bthe supplier (must|will)\b", outcome.statement, re.I), (
            outcome.id
        )


def test_measures_that_could_be_gamed_name_a_second_figure(library):
    with_counter = [
        measure
        for outcome in library.outcomes.values()
        for measure in outcome.measures
        if measure.counter_measure
    ]
    every = [measure for outcome in library.outcomes.values() for measure in outcome.measures]
    assert len(with_counter) >= len(every) * 3 // 4


def test_an_entry_is_known_by_the_digest_of_what_it_says(library):
    digests = [entry.digest for _, entry in library.entries()]
    assert len(set(digests)) == len(digests)
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in digests)


def test_entries_cannot_be_changed_in_memory(library):
    outcome = next(iter(library.outcomes.values()))
    with pytest.raises(ValueError, match="frozen"):
        outcome.title = "Something else"
