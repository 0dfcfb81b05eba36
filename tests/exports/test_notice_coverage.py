"""Every item that the law lists for the seventeen notices is accounted for, and every definition can be read."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from exports.notices.definition import coverage, definition_of
from exports.notices.schema import ItemDefinition, NoticeDefinitionError
from procure.act.provisions import provision_url
from procure.domain import vocabulary
from procure.domain.notice_facts import KINDS, words
from procure.domain.notice_facts.parts import Fact

#: How many items the law lists for each notice, and so how many rows the account has.
LISTED = {
    "UK1": 27, "UK2": 30, "UK3": 33, "UK4": 112, "UK5": 61, "UK6": 94, "UK7": 84, "UK8": 9, "UK9": 49, "UK10": 38,
    "UK11": 41, "UK12": 20, "UK13": 36, "UK14": 21, "UK15": 20, "UK16": 13, "UK17": 22,
}  # fmt: skip


def items_of(code: str) -> dict[str, ItemDefinition]:
    return {item.id: item for item in definition_of(code).items()}


def test_the_account_has_a_row_for_each_item_that_the_law_lists() -> None:
    assert Counter(row["notice"] for row in coverage()) == LISTED
    assert len({(row["notice"], row["item"]) for row in coverage()}) == sum(LISTED.values()) == 710


@pytest.mark.parametrize("code", KINDS)
def test_every_item_is_mapped_or_excused_with_a_reason(code: str) -> None:
    rows = [row for row in coverage() if row["notice"] == code]
    defined = {item.id for item in definition_of(code).items() if not item.is_ours}
    assert {row["item"] for row in rows if row["status"] == "mapped"} == defined
    excused = [row for row in rows if row["status"] == "not-applicable-here"]
    assert len(excused) == len(rows) - len(defined)
    assert all(row["what_or_why"].endswith(".") for row in excused)


def source_of(item: ItemDefinition) -> str:
    """What the account says of a mapped item."""
    if item.type == "group":
        return "the items inside it"
    if item.fact:
        return f"fact {item.fact}"
    return item.value or item.each or ("words that never vary" if item.says else "the entry in hand")


@pytest.mark.parametrize("code", KINDS)
def test_the_account_names_where_each_value_comes_from(code: str) -> None:
    items = items_of(code)
    told = {row["item"]: row["what_or_why"] for row in coverage() if row["notice"] == code}
    assert {id: source_of(item) for id, item in items.items() if not item.is_ours} == {
        id: what for id, what in told.items() if id in items
    }


@pytest.mark.parametrize("code", KINDS)
def test_every_provision_can_be_looked_up(code: str) -> None:
    assert [item.id for item in definition_of(code).items() if provision_url(item.provision) is None] == []


def entry_of(kind: type[Fact], path: str) -> type[Fact]:
    """The class of the entries of a list of facts."""
    for step in path.split("."):
        arguments = get_args(kind.model_fields[step].annotation)
        found = [
            each for each in arguments or (kind.model_fields[step].annotation,) if isinstance(each, type)
        ]
        kind = next(each for each in found if issubclass(each, Fact))
    return kind


def leads_somewhere(kind: type[Fact], path: str) -> bool:
    *steps, last = path.split(".")
    for step in steps:
        kind = entry_of(kind, step)
    return last in kind.model_fields or hasattr(kind, last)


def astray(items: tuple[ItemDefinition, ...], kind: type[Fact]) -> list[str]:
    """Items whose fact, or what calls for them, is no fact of the notice, or of the entry of the list."""
    found: list[str] = []
    for item in items:
        paths = [path for path in (item.fact, item.when) if path and path != "always"]
        found += [f"{item.id}: {path}" for path in paths if not leads_somewhere(kind, path)]
        is_list = item.type == "list" and item.fact is not None
        inner = entry_of(kind, item.fact) if is_list and item.fact else kind
        found += astray(item.items, inner)
        if item.words is not None:
            assert hasattr(words, item.words) or hasattr(vocabulary, item.words), item.id
    return found


@pytest.mark.parametrize("code", KINDS)
def test_every_fact_that_a_definition_names_exists(code: str) -> None:
    assert [fault for part in definition_of(code).sections for fault in astray(part.items, KINDS[code])] == []


def test_the_forms_of_a_notice_are_those_that_its_facts_can_take() -> None:
    for code, kind in KINDS.items():
        if code != "UK4":
            assert kind().form in definition_of(code).variants


def test_a_notice_that_does_not_exist_has_no_definition() -> None:
    with pytest.raises(NoticeDefinitionError):
        definition_of("UK18")


@pytest.mark.skipif(not os.environ.get("NOTICES_FILE"), reason="NOTICES_FILE names no list of notice items")
@pytest.mark.parametrize("code", KINDS)
def test_the_account_lists_the_items_of_the_reference(code: str) -> None:
    notices = json.loads(Path(os.environ["NOTICES_FILE"]).read_text("utf-8"))
    listed = {item["id"]: item for each in notices if each["code"] == code for item in each["contents"]}
    assert {row["item"] for row in coverage() if row["notice"] == code} == set(listed)
    offered = set(definition_of(code).variants)
    for item in definition_of(code).items():
        if not item.is_ours:
            # That the buyer is a private utility is a condition here, and not a form of the award notice.
            asked_in = (set(listed[item.id].get("variants") or offered) & offered) or offered
            assert asked_in == set(item.variants or offered), item.id
            assert listed[item.id]["required"] == item.requirement, item.id
