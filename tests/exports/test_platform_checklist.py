"""A notice laid out to be entered on the central platform by hand: nothing left out, in the platform's order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exports import wording
from exports.notices.checklist import checklist, platform_order
from exports.notices.definition import definition_of, resolve
from procure.domain.notice_facts import KINDS
from tests.exports.test_filled_notices import stamp_of
from tests.factories.filled_notices import FILLED
from tests.factories.notice_parts import WITHHELD
from tests.factories.snapshots import make_snapshot


def laid_out(name: str, **changes):
    facts = FILLED[name].model_copy(update=changes)
    return checklist(resolve(make_snapshot(), stamp_of(facts), facts=facts))


def test_every_item_of_every_notice_has_one_place_in_the_platforms_order() -> None:
    placed = [item for step in platform_order() for item in step["items"]]
    defined = {
        item.id for code in KINDS for section in definition_of(code).sections for item in section.items
    }
    assert len(placed) == len(set(placed))
    assert set(placed) == defined


@pytest.mark.parametrize("name", FILLED)
def test_every_value_of_a_notice_is_there_to_copy_and_has_a_key_of_its_own(name: str) -> None:
    facts = FILLED[name]
    resolved = resolve(make_snapshot(), stamp_of(facts), facts=facts)
    entries = [entry for step in checklist(resolved) for entry in step.entries]
    given = [
        field
        for field in resolved.walk()
        if field.state == "given" and field.values and field.id != "procurement_identifier"
    ]
    assert len({entry.key for entry in entries}) == len(entries) >= len(given)
    assert {field.label for field in given} <= {
        entry.label.split(", in")[0].split(", ex")[0] for entry in entries
    } | {entry.label for entry in entries}
    assert all(entry.text for entry in entries)


def test_what_is_bought_comes_before_who_buys_it() -> None:
    assert [step.title for step in laid_out("UK2")] == [
        "Begin the notice",
        "Scope",
        "Engagement",
        "Contracting authority",
    ]


def test_an_identifier_of_ours_is_never_offered_to_the_platform() -> None:
    keys = {entry.key for step in laid_out("UK2") for entry in step.entries}
    assert "procurement_identifier" not in keys
    facts = FILLED["UK2"]
    stamp = stamp_of(facts, platform_procurement_id="ocds-h6vhtk-0f1a2b")
    entries = [
        each for step in checklist(resolve(make_snapshot(), stamp, facts=facts)) for each in step.entries
    ]
    assert any("ocds-h6vhtk-0f1a2b" in entry.text for entry in entries)


def test_amounts_are_copied_as_figures_that_say_their_basis() -> None:
    entries = {entry.key: entry for step in laid_out("UK6") for entry in step.entries}
    with_vat, without = entries["estimated_value-including"], entries["estimated_value-excluding"]
    assert with_vat.label.endswith("including VAT")
    assert Decimal(with_vat.text) > Decimal(without.text)
    assert wording.gross(Decimal(with_vat.text)) in str(
        [field.values for field in resolve(make_snapshot(), facts=FILLED["UK6"]).walk()]
    )


def test_authored_words_are_copied_without_their_marks() -> None:
    (engagement,) = (step for step in laid_out("UK2", engagement_process="**Two** workshops:\n\n- one\n- two")
                     if step.id == "engagement")  # fmt: skip
    texts = {entry.label: entry.text for entry in engagement.entries}
    assert "Two workshops:\n\n- one\n- two" in texts.values()


def test_what_is_kept_back_says_so_and_shows_nothing() -> None:
    kept = [
        entry for step in laid_out("UK6", withheld=(WITHHELD,)) for entry in step.entries if entry.is_withheld
    ]
    assert kept
    assert not any(entry.text for entry in kept)
