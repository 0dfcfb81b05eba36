"""Withholding under section 94 of the Procurement Act 2023: which items of a notice may be kept back, and what is
public of a specification once they are.

``data/withholding.csv`` names every item that a notice takes from the specification: what it is called in a list, the
snapshot fields that it is made of, the items that would tell it again (kept back with it), and why it is refused, if it
is. ``public`` is the one place
that takes kept-back values out of a snapshot; whatever anybody may read without signing in is made from its answer.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from procure.domain.notice_facts.words import WithholdingLimb
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.welsh import without_orphans
from procure.languages import gettext, later

PROVISION = "Procurement Act 2023 s.94"
WITHHELD = later("Withheld under section 94 of the Procurement Act 2023")
#: Why some items may not be kept back: each is known from elsewhere already, or nobody could take part without it.
REFUSALS: Mapping[str, str] = {
    "identity": "Who is buying is public with everything this authority publishes, and a notice cannot be sent to the "
    "central digital platform without it",
    "name": "Readers, the central digital platform and later notices tell this procurement and its lots apart by it",
    "part": "Suppliers cannot decide whether to take part, or take part in time, without it",
    "judged": "Suppliers must be able to see how tenders are judged and contracts awarded (section 23)",
    "rules": "It settles which rules apply to the procurement, and so what suppliers may rely on",
    "statement": "It says only what this notice is or confirms, which the Act wants said",
    "outcomes": "It is what suppliers are asked to bring about, and what they tender against",
}

#: What boards and officers settle between departments: no part of a tender, and never published.
INTERNAL = ("parties", "contributions", "money", "data_shares")
#: By form of a notice, the items that it tells by being in that form.
TOLD_BY_FORM: Mapping[str, frozenset[str]] = {"direct_award": frozenset({"procedure_used"})}


@dataclass(frozen=True, slots=True)
class Rule:
    """One item of a notice: its name in a list of them, the snapshot fields behind it, the items kept back with it, and
    why it is refused.
    """

    item: str
    label: str
    paths: tuple[str, ...]
    with_it: tuple[str, ...]
    refused: str

    @property
    def is_of_markets(self) -> bool:
        """Whether notices about dynamic markets have the item, and the tender notice has not."""
        return self.item.startswith("market_")


class Kept(Protocol):
    """One item that is kept back, on a limb of section 94(1), as a specification or a notice names it. ``is_silent``:
    national security bars even saying so (section 94(4)).
    """

    @property
    def item(self) -> str: ...

    @property
    def limb(self) -> str: ...

    @property
    def is_silent(self) -> bool: ...


@cache
def rules() -> Mapping[str, Rule]:
    """Every item that a notice takes from the specification, by its id."""
    path = Path(__file__).parent / "data" / "withholding.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["item"]: Rule(
                row["item"],
                row["label"],
                tuple(row["paths"].split()),
                tuple(row["with_it"].split()),
                row["refused"],
            )
            for row in csv.DictReader(file)
        }


def withholdable() -> list[tuple[str, str]]:
    """The items of the tender notice that may be kept back, with what each is called, in the order of the notice."""
    return [(rule.item, rule.label) for rule in rules().values() if rule.label and not rule.is_of_markets]


def label_of(item: str) -> str:
    """What an item that may be kept back is called where all of them are listed; the id for any other."""
    rule = rules().get(item)
    return rule.label or item if rule else item


def says_something(snapshot: SpecificationSnapshot, item: str) -> bool:
    """Whether a whole snapshot has anything in the fields behind an item, so that there is something to keep back."""
    paths = rules()[item].paths if item in rules() else ()
    return any(value not in (None, "", ()) for path in paths for value in _values(snapshot, path.split(".")))


def refusal(item: str) -> str:
    """Why an item of the tender notice may not be kept back; empty where it may."""
    rule = rules().get(item)
    if rule is None or rule.is_of_markets:
        return "It is no item of the tender notice"
    return REFUSALS.get(rule.refused, "")


def refusal_in(item: str, form: str) -> str:
    """Why an item of another notice, in this form of it, may not be kept back; empty where it may."""
    rule = rules().get(item)
    if item in TOLD_BY_FORM.get(form, ()):
        return "The form of this notice tells it already"
    if item == "procurement_identifier":
        return REFUSALS["name"]
    if rule is not None and rule.refused in {"identity", "statement"}:
        return REFUSALS[rule.refused]
    return ""


def with_what_tells_it(items: Iterable[str]) -> frozenset[str]:
    """The items, and those that would tell the same again, as the values of lots would tell the whole."""
    named = frozenset(items)
    return named.union(*(rules()[item].with_it for item in named if item in rules()))


def public(snapshot: SpecificationSnapshot, also: Collection[str] = ()) -> SpecificationSnapshot:
    """What anybody may read of a specification: without the values of the items that it keeps back, and of those that
    a notice keeps back besides (``also``). The reasons are taken out too: section 94(3) wants the ground alone.

    The answer for a public snapshot is that snapshot. What is between departments (``INTERNAL``) is in none.
    """
    snapshot = _without_internal(snapshot)
    items = {*(kept.item for kept in snapshot.withheld), *also}
    if not items:
        return snapshot
    blanked = snapshot
    for path in sorted({path for item in items if item in rules() for path in rules()[item].paths}):
        blanked = _blank(blanked, path.split("."))
    kept = tuple(each.model_copy(update={"reason": ""}) for each in snapshot.withheld)
    is_told = not kept or any(not each.is_silent for each in kept)
    if not is_told:  # section 94(4): not even that something is kept back
        told_nothing = {"is_information_withheld": False, "withheld_information": ""}
        blanked = blanked.model_copy(update={"facts": blanked.facts.model_copy(update=told_nothing)})
    # Welsh of what is kept back goes with it.
    return without_orphans(blanked.model_copy(update={"withheld": kept}))


def _without_internal(snapshot: SpecificationSnapshot) -> SpecificationSnapshot:
    blank = {name: SpecificationSnapshot.model_fields[name].default for name in INTERNAL}
    said = {name: value for name, value in blank.items() if getattr(snapshot, name) != value}
    return snapshot.model_copy(update=said) if said else snapshot


def is_wholly_public(snapshot: SpecificationSnapshot) -> bool:
    """Whether a snapshot has nothing that the public may not read, so that its own digest gives nothing away."""
    return not snapshot.withheld and _without_internal(snapshot) is snapshot


def public_digest(snapshot: SpecificationSnapshot) -> str:
    """The digest of what is public: one of the whole would let a short value that is kept back be guessed."""
    opened = public(snapshot)
    told = tuple(kept for kept in opened.withheld if not kept.is_silent)
    return opened.model_copy(update={"withheld": told}).digest


def grounds(kept: Iterable[Kept]) -> dict[str, str]:
    """The limb of section 94(1) by item, for each item that is kept back and for those kept back with it. Left out are
    those of which nothing may be said (section 94(4)).
    """
    found: dict[str, str] = {}
    for each in kept:
        for item in (each.item, *sorted(with_what_tells_it((each.item,)))):
            if not each.is_silent:
                found.setdefault(item, each.limb)
    return found


def ground_in_words(limb: str) -> str:
    """The public account of one item that is kept back: under what, and on which limb (section 94(3))."""
    ground = gettext(WithholdingLimb.label_of(limb)).lower() if limb else ""
    return f"{gettext(WITHHELD)}: {ground}" if ground else gettext(WITHHELD)


def _values(part: Any, steps: list[str]) -> Iterator[Any]:
    name, *rest = steps
    value = getattr(part, name)
    if not rest:
        yield value
    else:
        for each in value if isinstance(value, tuple) else (value,):
            yield from _values(each, rest)


def _blank(part: Any, steps: list[str]) -> Any:
    """The part with the field at these steps as it is before anybody fills it in."""
    name, *rest = steps
    value = getattr(part, name)
    if not rest:
        field = type(part).model_fields[name]
        empty = "" if field.is_required() else field.get_default()
        return part.model_copy(update={name: empty})
    inner = tuple(_blank(each, rest) for each in value) if isinstance(value, tuple) else _blank(value, rest)
    return part.model_copy(update={name: inner})
