"""Which items of the tender notice may be withheld, on which ground, and what is public then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from procure.domain.notice_facts.words import withheld_statement
from procure.domain.readiness import check
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.withholding import public, public_digest, refusal, refusal_in, withholdable
from tests.factories.canaries import withheld_at
from tests.factories.snapshots import make_snapshot

TODAY = date(2026, 11, 23)


def faults(snapshot: SpecificationSnapshot) -> set[str]:
    return {issue.code for issue in check(snapshot, TODAY) if issue.code.startswith("withheld-")}


def changed(snapshot: SpecificationSnapshot, **values: Any) -> SpecificationSnapshot:
    (kept,) = snapshot.withheld
    return snapshot.model_copy(update={"withheld": (kept.model_copy(update=values),)})


KEPT = withheld_at(make_snapshot(outcomes=1, measures=1), ["payment_terms"])


def test_an_item_is_withheld_with_a_ground_and_a_reason() -> None:
    assert faults(KEPT) == set()
    assert faults(changed(KEPT, limb="")) == {"withheld-incomplete"}
    assert faults(changed(KEPT, reason=" ")) == {"withheld-incomplete"}
    assert faults(changed(KEPT, item="")) == {"withheld-incomplete"}


@pytest.mark.parametrize(
    "item",
    ["contracting_authority_name", "authority_identifier", "procurement_title", "tender_deadline",
     "participation_request_deadline", "award_criteria", "outcome_statement", "no_such_item", "market_title"],
)  # fmt: skip
def test_what_nobody_could_take_part_without_is_refused_with_why(item: str) -> None:
    assert refusal(item)
    assert item not in dict(withholdable())
    assert faults(changed(KEPT, item=item)) == {"withheld-refused"}


def test_what_is_not_filled_in_cannot_be_withheld() -> None:
    assert faults(changed(KEPT, item="modification_provisions")) == {"withheld-nothing"}


def test_one_item_is_withheld_once() -> None:
    (kept,) = KEPT.withheld
    assert faults(KEPT.model_copy(update={"withheld": (kept, kept)})) == {"withheld-twice"}


def test_only_national_security_allows_silence() -> None:
    assert faults(changed(KEPT, is_silent=True)) == {"withheld-in-silence"}
    assert faults(changed(KEPT, is_silent=True, limb="national_security")) == set()


def test_somebody_who_withholds_says_what() -> None:
    facts = KEPT.facts.model_copy(update={"withheld_information": ""})
    nothing = KEPT.model_copy(update={"withheld": (), "facts": facts})
    assert faults(nothing) == {"withheld-unnamed"}
    in_words = facts.model_copy(update={"withheld_information": "Addresses of refuges in the annex."})
    assert faults(nothing.model_copy(update={"facts": in_words})) == set()


def test_what_is_public_has_no_value_and_no_reason_and_a_digest_of_its_own() -> None:
    opened = public(KEPT)
    assert opened.facts.payment_terms == ""
    assert [(kept.item, kept.limb, kept.reason) for kept in opened.withheld] == [
        ("payment_terms", "commercial", "")
    ]
    assert public(opened) == opened
    assert public_digest(KEPT) == public_digest(opened) != KEPT.digest


def test_where_nothing_is_withheld_all_is_public_and_the_digest_is_as_it_always_was() -> None:
    snapshot = make_snapshot(outcomes=1, measures=1)
    assert public(snapshot) is snapshot
    assert public_digest(snapshot) == snapshot.digest
    assert '"withheld":' not in snapshot.canonical_json()


def test_what_is_withheld_in_silence_leaves_no_word_of_it_in_what_is_public() -> None:
    silent = changed(KEPT, is_silent=True, limb="national_security")
    said = silent.facts.model_copy(update={"withheld_information": "Something is withheld."})
    opened = public(silent.model_copy(update={"facts": said}))
    assert opened.facts.withheld_information == ""
    assert opened.facts.is_information_withheld is False


def test_the_total_goes_with_the_values_of_lots() -> None:
    opened = public(withheld_at(make_snapshot(outcomes=1, measures=1, lots=2), ["estimated_value"]))
    assert opened.facts.value_gross is None
    assert {lot.value_gross for lot in opened.lots} == {None}
    lots_alone = public(withheld_at(make_snapshot(outcomes=1, measures=1, lots=2), ["lot_value"]))
    assert lots_alone.facts.value_gross is not None


def test_other_notices_may_withhold_all_but_who_buys_and_what_they_are() -> None:
    assert refusal_in("authority_identifier", "only")
    assert refusal_in("market_owner_name", "only")
    assert refusal_in("procedure_used", "direct_award")
    assert not refusal_in("procedure_used", "competition")
    assert not refusal_in("suppliers_name", "competition")


def test_a_statement_names_each_ground_once_and_nothing_where_there_is_none() -> None:
    both = withheld_statement(["commercial", "national_security", "commercial"])
    assert both.count("commercial") == 1
    assert "national security" in both
    assert withheld_statement([]) == ""
