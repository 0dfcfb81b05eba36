"""What changed between two versions."""

from __future__ import annotations

from datetime import date

from exports.diff import ChangeKind, changes
from procure.domain.snapshot import SpecificationSnapshot
from tests.factories.bilingual import with_welsh
from tests.factories.snapshots import make_facts, make_snapshot


def told(before: SpecificationSnapshot, after: SpecificationSnapshot) -> list[tuple[str, str, str]]:
    return [(each.section, each.kind.value, each.name) for each in changes(before, after)]


def test_equal_versions_have_no_changes() -> None:
    assert changes(make_snapshot(), make_snapshot()) == []


def test_a_reworded_outcome_shows_both_texts() -> None:
    before = make_snapshot()
    second = before.outcomes[1].model_copy(
        update={"statement": "Children miss less school.", "by_when_on": date(2030, 7, 1)}
    )
    after = before.model_copy(update={"outcomes": (before.outcomes[0], second, *before.outcomes[2:])})
    (change,) = changes(before, after)
    assert (change.section, change.kind) == ("Outcomes", ChangeKind.CHANGED)
    assert change.name.startswith("Outcome 2: ")
    assert [(each.field, each.after) for each in change.differences] == [
        ("Statement", "Children miss less school."), ("By when", "1 July 2030"),
    ]  # fmt: skip
    assert change.differences[0].before == before.outcomes[1].statement


def test_rows_that_came_and_went_are_named() -> None:
    before = make_snapshot(outcomes=3)
    after = before.model_copy(update={"outcomes": before.outcomes[:2], "fixed_requirements": ()})
    assert [(section, kind) for section, kind, _ in told(before, after)] == [
        ("Outcomes", "removed"), ("What is fixed", "removed"), ("What is fixed", "removed"),
    ]  # fmt: skip
    assert {kind for _, kind, _ in told(after, before)} == {"added"}


def test_another_order_alone_is_no_change() -> None:
    before = make_snapshot()
    turned = tuple(
        outcome.model_copy(update={"number": number})
        for number, outcome in enumerate(reversed(before.outcomes), start=1)
    )
    assert changes(before, before.model_copy(update={"outcomes": turned})) == []


def test_a_measure_is_told_apart_from_its_outcome() -> None:
    before = make_snapshot()
    first = before.outcomes[0]
    measure = first.measures[0].model_copy(update={"target_value": "9,999"})
    changed = first.model_copy(update={"measures": (measure, *first.measures[1:])})
    after = before.model_copy(update={"outcomes": (changed, *before.outcomes[1:])})
    assert told(before, after) == [
        ("Measures", "changed", f"Outcome 1, measure 1: {measure.name}"),
    ]


def test_facts_are_told_in_words_under_the_title_of_their_page() -> None:
    before = make_snapshot()
    after = make_snapshot(facts=make_facts(uses_lots=True, value_net=None))
    found = {
        difference.field: (difference.before, difference.after)
        for change in changes(before, after)
        for difference in change.differences
    }
    assert found == {"Uses lots": ("No", "Yes"), "Value without VAT": ("£18,400,000", "")}


def test_stored_words_are_shown_by_their_label() -> None:
    before = make_snapshot()
    requirement = before.fixed_requirements[0].model_copy(update={"reason": "safety"})
    after = before.model_copy(update={"fixed_requirements": (requirement, before.fixed_requirements[1])})
    (change,) = changes(before, after)
    assert [(each.before, each.after) for each in change.differences] == [("The law requires it", "Safety")]


def test_objectives_are_told_as_chosen_or_given_up() -> None:
    before = make_snapshot()
    after = before.model_copy(update={"objectives": before.objectives[:1]})
    assert told(before, after) == [("Objectives", "removed", before.objectives[1].title)]
    assert told(after, before) == [("Objectives", "added", before.objectives[1].title)]


def test_long_texts_are_whole_and_have_a_short_form() -> None:
    before = make_snapshot()
    (change,) = changes(before, before.model_copy(update={"summary": "x" * 100_000}))
    assert len(change.differences[0].after) == 100_000
    assert len(change.differences[0].short_after) == 600


def test_wording_in_welsh_is_told_of_by_the_name_of_its_english() -> None:
    plain = make_snapshot()
    outcome = plain.outcomes[0]
    before = with_welsh(plain, title="Cartrefi cynnes", summary="Crynodeb")
    place = f"outcomes/{outcome.key}/statement"
    after = with_welsh(plain, **{"title": "Tai cynnes", place: "Bydd pobl yn gynnes.", "gone": "Ar goll"})
    assert told(before, after) == [
        ("Wording in Welsh", "changed", "Title"),
        ("Wording in Welsh", "removed", "Summary"),
        ("Wording in Welsh", "added", f"Statement: {outcome.title}"),
    ]
    without = after.model_copy(update={"outcomes": after.outcomes[1:]})
    assert {section for section, *_ in told(after, without)} == {"Outcomes"}
