"""Notices as data: what a notice must hold, read from its definition file, and resolved against a snapshot.

One resolved list of fields is behind the page, the PDF, the open data and the readiness check of a notice.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import ValidationError

from exports.notices import conditions, fields
from exports.notices.context import Context
from exports.notices.fields.told import calls_for, fact_at, told
from exports.notices.public import public_facts
from exports.notices.reading import DEFINITIONS, in_full, load
from exports.notices.resolved import (
    ResolvedEntry,
    ResolvedField,
    ResolvedNotice,
    ResolvedSection,
    walk_sections,
)
from exports.notices.schema import (
    ItemDefinition,
    NoticeDefinition,
    NoticeDefinitionError,
    function_called,
)
from exports.notices.stamp import NoticeStamp, PublishedFile
from exports.notices.values import Link, Value, Values
from procure.domain.notice_facts import KINDS, NoticeFacts
from procure.domain.notice_facts.parts import Fact
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.withholding import Kept, grounds, public, with_what_tells_it

__all__ = [
    "ItemDefinition",
    "Link",
    "NoticeDefinition",
    "NoticeDefinitionError",
    "NoticeStamp",
    "PublishedFile",
    "ResolvedField",
    "ResolvedNotice",
    "Value",
    "definition_of",
    "missing_items",
    "resolve",
]

FOLDER = Path(__file__).parent
#: The regulations whose items others restate.
RESTATED = ("Procurement Regulations 2024 reg 18(", "Procurement Regulations 2024 reg 19(")


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """An item to be filled in: what it is called and where it comes from. ``where`` names the entry of a
    list.
    """

    id: str
    label: str
    provision: str
    where: str = ""


@cache
def definition_of(code: str) -> NoticeDefinition:
    """The definition of a notice such as ``UK4``. Raises ``NoticeDefinitionError`` when there is none or it
    is wrong.
    """
    path = DEFINITIONS / f"{code.lower()}.yml"
    if code not in KINDS or not path.exists():
        raise NoticeDefinitionError(f"There is no definition of a notice {code!r}")
    return read_definition(path.read_text(encoding="utf-8"))


def read_definition(text: str) -> NoticeDefinition:
    """A definition from the YAML of its file. Raises ``NoticeDefinitionError`` when it is wrong."""
    try:
        return NoticeDefinition.model_validate(in_full(load(text)))
    except (ValidationError, yaml.YAMLError, KeyError, TypeError) as error:
        raise NoticeDefinitionError(str(error)) from error


def coverage() -> list[dict[str, str]]:
    """The account of every item the law lists: notice, item, status (mapped, not-applicable-here), and what
    or why.
    """
    with (FOLDER / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def variant_of(snapshot: SpecificationSnapshot) -> str:
    """Which form of the tender notice a snapshot calls for; that of an open procedure while nothing is chosen."""
    facts = snapshot.facts
    if facts.is_below_threshold:
        return "below_threshold"
    if facts.uses_dynamic_market and facts.is_qualifying_utilities_market:
        return "utilities_dynamic_market"
    is_flexible = facts.procedure == "competitive_flexible"
    if snapshot.is_framework:
        return "framework_flexible" if is_flexible else "framework_open"
    if facts.uses_dynamic_market:
        return "dynamic_market"
    return "competitive_flexible" if is_flexible else "open"


def resolve(
    snapshot: SpecificationSnapshot,
    stamp: NoticeStamp | None = None,
    *,
    code: str = "UK4",
    facts: NoticeFacts | None = None,
    withheld: Collection[str] = (),
) -> ResolvedNotice:
    """Settle every item of a notice. Without a stamp, the notice as it would be if published now. ``facts`` are
    what it tells besides the specification, and say which notice it is.

    ``withheld`` names items kept back under s.94, as the facts may too: they keep their label and lose their
    value, everywhere: the snapshot and the facts of the answer are what is public of them. What the tender notice keeps
    back, the notices after it keep back too. Items on which national security bars even saying so (s.94(4)) lose their
    label as well.
    Raises ValueError when the stamp is that of another notice than the facts.
    """
    code = stamp.code if stamp else facts.code if facts else code
    if facts is not None and facts.code != code:
        raise ValueError(f"The stamp is of a {code}, the facts are of a {facts.code}.")
    definition = definition_of(code)
    told_here = facts or KINDS[code]()
    variant = variant_of(snapshot) if code == "UK4" else told_here.form
    form = definition.variants[variant]
    kept: tuple[Kept, ...] = (*told_here.withheld, *snapshot.withheld)
    kept_back = with_what_tells_it((*withheld, *(each.item for each in kept)))
    open_snapshot = public(snapshot, (*withheld, *(each.item for each in told_here.withheld)))
    resolver = _Resolver(
        variant,
        form.provision if form.restates else "",
        kept_back,
        with_what_tells_it(each.item for each in kept if each.is_silent),
        with_what_tells_it(each.item for each in snapshot.withheld) if code == "UK4" else frozenset(),
    )
    context = Context(open_snapshot, stamp, notice_facts=told_here)
    sections = tuple(
        ResolvedSection(section.id, section.title, found)
        for section in definition.sections
        if (found := resolver.fields(section.items, context))
    )
    given = frozenset(field.id for field in walk_sections(sections) if field.state == "given")
    return ResolvedNotice(
        definition,
        variant,
        open_snapshot,
        stamp,
        sections,
        given,
        public_facts(told_here, definition, kept_back),
        grounds(kept),
        resolver.silent,
    )


def missing_items(
    snapshot: SpecificationSnapshot, *, code: str = "UK4", facts: NoticeFacts | None = None
) -> list[NoticeItem]:
    """Items that the law calls for and that have no value yet, in the order of the notice."""
    # An item that is to be kept back has to be there all the same: somebody may have to be told it.
    return _items_in_state(resolve(_as_if_open(snapshot), code=code, facts=facts), "missing")


def _as_if_open(snapshot: SpecificationSnapshot) -> SpecificationSnapshot:
    """The snapshot as if nothing of it were kept back; what is said of that is then not due either."""
    if not snapshot.withheld:
        return snapshot
    facts = snapshot.facts.model_copy(update={"is_information_withheld": False})
    return snapshot.model_copy(update={"withheld": (), "facts": facts})


def unknown_items(snapshot: SpecificationSnapshot, *, code: str = "UK4") -> list[NoticeItem]:
    """Items due only so far as known, and not known: worth a reminder, never a reason to refuse."""
    return _items_in_state(resolve(snapshot, code=code), "unknown")


def _items_in_state(notice: ResolvedNotice, state: str) -> list[NoticeItem]:
    def within(found: tuple[ResolvedField, ...], where: str) -> Iterator[NoticeItem]:
        for field in found:
            if field.state == state:
                yield NoticeItem(field.id, field.label, field.provision, where)
            for entry in field.entries:
                yield from within(entry.fields, entry.heading or where)

    return [item for section in notice.sections for item in within(section.fields, "")]


@dataclass(frozen=True, slots=True)
class _Resolver:
    variant: str
    restated: str
    withheld: frozenset[str]
    silent: frozenset[str] = frozenset()
    #: Items that were there to be kept back, whatever the public rest may say.
    surely_there: frozenset[str] = frozenset()

    def fields(self, items: tuple[ItemDefinition, ...], context: Context) -> tuple[ResolvedField, ...]:
        found = (self._field(item, context) for item in items)
        return tuple(field for field in found if field is not None)

    def _field(self, item: ItemDefinition, context: Context) -> ResolvedField | None:
        """The item settled, or None when it has no place in this notice."""
        if item.id in self.silent or (item.variants and self.variant not in item.variants):
            return None
        is_due = item.requirement == "always" or (
            item.requirement == "conditional"
            and _holds(item.condition, context, when_unnamed=True)
            and (item.when is None or calls_for(context, item.when))
        )
        is_due = is_due or item.id in self.surely_there
        if not is_due and not _holds(item.shown_when, context, when_unnamed=item.requirement == "optional"):
            return None
        values, entries = self._content(item, context)
        has_content = bool(values) or any(entry.fields for entry in entries)
        if not has_content and not is_due:
            return None
        state: Literal["given", "missing", "unknown", "withheld"]
        if item.id in self.withheld:
            state, values, entries = "withheld", (), ()
        elif has_content:
            state = "given"
        else:
            state = "unknown" if item.so_far_as_known else "missing"
        return ResolvedField(
            item.id, item.label, self._provision(item), item.type, state, values, entries, ocds=item.ocds
        )

    def _heading(self, item: ItemDefinition, heading: str, number: int) -> str:
        """What an entry of a list is called: its own name, unless anything that it tells is kept back, as the name may
        tell that.
        """
        is_kept_back = any(inner.id in self.withheld for each in item.items for inner in each.walk())
        return f"{item.label}: {number}" if is_kept_back else heading

    def _provision(self, item: ItemDefinition) -> str:
        """Where the item is asked for. A regulation that restates another's items is cited before the other's."""
        is_of_another = item.provision.startswith(RESTATED)
        return f"{self.restated}, as {item.provision}" if self.restated and is_of_another else item.provision

    def _content(self, item: ItemDefinition, context: Context) -> tuple[Values, tuple[ResolvedEntry, ...]]:
        if item.type == "group":
            return (), (ResolvedEntry("", self.fields(item.items, context)),)
        if item.type == "list" and item.fact is not None:
            told_entries: tuple[Fact, ...] = fact_at(context, item.fact) or ()
            return (), tuple(
                ResolvedEntry(
                    self._heading(item, entry.heading, at), self.fields(item.items, context.at(entry))
                )
                for at, entry in enumerate(told_entries, start=1)
            )
        if item.type == "list":
            each = function_called(fields.MODULES, item.each)
            heading = function_called(fields.MODULES, item.heading)
            contexts = [context.at(entry) for entry in each(context)]
            return (), tuple(
                ResolvedEntry(self._heading(item, heading(c), at), self.fields(item.items, c))
                for at, c in enumerate(contexts, start=1)
            )
        if item.says is not None:
            return (item.says,), ()
        if item.value is not None:
            return function_called(fields.MODULES, item.value)(context), ()
        is_prose = item.type == "prose"
        path, shows, word = item.fact or "", item.shows or "", item.words or ""
        return told(context, path, shows=shows, word=word, is_prose=is_prose), ()


def _holds(condition: str | None, context: Context, *, when_unnamed: bool) -> bool:
    return when_unnamed if condition is None else bool(function_called((conditions,), condition)(context))
