"""The coach's reading of the library: what fails an entry, what only asks for a second look."""

from __future__ import annotations

import pytest

from outcome_library import Library, read_library
from outcome_library.schema import LibraryOutcome
from procure.services.vetting import Weight, filled, vet


@pytest.fixture(scope="module")
def sound() -> LibraryOutcome:
    return read_library().outcomes["children-in-care-settled"]


def remarks(outcome: LibraryOutcome, **changes: object) -> list[tuple[Weight, str]]:
    changed = outcome.model_copy(update=changes)
    return [(each.weight, str(each)) for each in vet(Library(outcomes={changed.id: changed}))]


def test_a_sound_outcome_gets_no_remark(sound: LibraryOutcome) -> None:
    assert remarks(sound) == []


@pytest.mark.parametrize(
    "statement",
    [
        "By {date} the supplier shall install Cisco Webex terminals at {place}.",
        "By {date} {n} rooms at {place} have doors that comply with BS 476.",
    ],
)
def test_a_brand_or_a_national_standard_fails_an_entry(sound: LibraryOutcome, statement: str) -> None:
    assert Weight.FAILS in {weight for weight, _ in remarks(sound, statement=statement)}


def test_a_statement_that_says_how_the_work_is_done_fails(sound: LibraryOutcome) -> None:
    said = remarks(sound, statement="The supplier shall provide {n} nurses on every shift at {place}.")
    assert [weight for weight, _ in said] == [Weight.FAILS, Weight.FAILS]
    (_, kind), (_, staffing) = said
    assert "outcomes/children-and-families/children-in-care-settled.md" in kind
    assert "outcomes/children-and-families/children-in-care-settled.md" in staffing
    assert "not as an outcome" in kind
    assert "“40 nurses” fixes how it is made or done" in staffing


def test_a_question_that_names_a_brand_fails(sound: LibraryOutcome) -> None:
    said = remarks(sound, questions=(*sound.questions[:2], "How will you use Microsoft Teams for visits?"))
    assert {weight for weight, _ in said} == {Weight.FAILS}
    assert "question 3 “Microsoft" in said[0][1]


def test_an_output_only_asks_for_a_second_look(sound: LibraryOutcome) -> None:
    said = remarks(sound, statement="By {date} {target}% of calls to {place} are answered within 20 seconds.")
    assert {weight for weight, _ in said} <= {Weight.WARNS}


def test_a_vague_word_is_settled_by_a_figure_in_its_sentence(sound: LibraryOutcome) -> None:
    vague = remarks(sound, statement=f"Children are supported in a robust and timely way. {sound.statement}")
    assert {weight for weight, _ in vague} == {Weight.WARNS}
    assert "robust" in vague[0][1]
    assert remarks(sound, statement=sound.statement.replace("feel safe", "feel safe and well")) == []


def test_a_retired_entry_is_left_alone(sound: LibraryOutcome) -> None:
    assert (
        remarks(sound, status="retired", statement="The supplier shall provide {n} nurses at {place}.") == []
    )


def test_placeholders_are_read_as_somebody_would_fill_them() -> None:
    assert filled("By {date}, {target}% of {group} in {place}") == (
        "By 31 March 2030, 40% of the group in the place"
    )
