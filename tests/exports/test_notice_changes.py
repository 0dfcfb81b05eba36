"""In what a notice differs from the one that it amends."""

from __future__ import annotations

from typing import Any

from exports.notices.changes import NOT_GIVEN, NOT_REPEATED, WITHHELD, changes
from exports.notices.definition import resolve
from exports.notices.html import notice_html
from procure.domain.notice_facts import NoticeFacts
from procure.domain.notice_facts.parts import FieldChange, Withholding
from tests.factories.filled_notices import FILLED
from tests.factories.notice_parts import WITHHELD as VALUE_WITHHELD
from tests.factories.snapshots import make_snapshot

SNAPSHOT = make_snapshot()
UK7 = FILLED["UK7"]


def between(before: NoticeFacts, after: NoticeFacts) -> tuple[FieldChange, ...]:
    return changes(resolve(SNAPSHOT, facts=before), resolve(SNAPSHOT, facts=after))


def but(facts: NoticeFacts, **update: Any) -> NoticeFacts:
    return facts.model_copy(update=update)


def test_the_same_notice_differs_in_nothing() -> None:
    for facts in FILLED.values():
        again = but(facts, amends_notice_id="041267-2027", what_changed="Nothing.")
        assert between(facts, again) == ()


def test_a_change_names_its_item_and_both_values() -> None:
    (change,) = between(but(UK7, additional_information="One."), but(UK7, additional_information="Two."))
    assert (change.before, change.after) == ("One.", "Two.")
    assert change.label == "Anything else"


def test_what_is_added_or_left_out_is_a_change_too() -> None:
    (added,) = between(but(UK7, additional_information=""), but(UK7, additional_information="Two."))
    (left_out,) = between(but(UK7, additional_information="Two."), but(UK7, additional_information=""))
    assert (added.before, left_out.after) == (NOT_GIVEN, NOT_GIVEN)


def test_a_change_in_the_entry_of_a_list_says_which() -> None:
    first, *others = UK7.suppliers
    renamed = but(UK7, suppliers=(first.model_copy(update={"address": "1 New Street, Westmarch"}), *others))
    (change,) = between(UK7, renamed)
    assert change.where == first.heading
    assert "1 New Street, Westmarch" in change.after


def test_a_value_that_is_withheld_now_is_not_said_again() -> None:
    kept_back = but(UK7, withheld=(VALUE_WITHHELD,))
    found = {change.label: change for change in between(UK7, kept_back)}
    value = found[
        next(each.label for each in resolve(SNAPSHOT, facts=UK7).walk() if each.id == "estimated_value")
    ]
    assert (value.before, value.after) == (NOT_REPEATED, WITHHELD)
    assert "21,900,000" not in str(found)


def test_what_is_withheld_in_silence_is_not_even_named() -> None:
    silent = Withholding(item="estimated_value", limb="national_security", reason="A base.", is_silent=True)
    assert between(UK7, but(UK7, withheld=(silent,))) == ()


def test_a_notice_that_changes_another_says_so_among_its_particulars() -> None:
    facts = but(UK7, amends_notice_id="041267-2027", what_changed="A date.")
    particulars = notice_html(SNAPSHOT, facts=facts).partition("<section")[0]
    assert "041267-2027" in particulars
    assert "Changes an earlier notice" not in notice_html(SNAPSHOT, facts=UK7)
