"""Notices as data: what a notice must hold, read from its definition file, and resolved against a snapshot.

One resolved list of fields is behind the page, the PDF, the open data and the readiness check of a notice.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from exports.notices import conditions, fields
from exports.notices.context import Context
from exports.notices.stamp import NoticeStamp, PublishedFile
from exports.notices.values import Link, Value, Values
from procure.domain.snapshot import SpecificationSnapshot

__all__ = ["Link", "NoticeStamp", "PublishedFile", "Value", "definition_of", "missing_items", "resolve"]

FOLDER = Path(__file__).parent
REGULATIONS, ACT = "Procurement Regulations 2024", "Procurement Act 2023"


class NoticeDefinitionError(ValueError):
    """A definition file names a function that does not exist, or contradicts itself."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ItemDefinition(_Strict):
    """One item of a notice.

    ``condition`` and ``shown_when`` name functions of ``conditions``; ``value``, ``each`` and ``heading``
    functions of ``fields``. ``shown_when`` shows the item, if it is filled in, although the law does not
    call for it. ``so_far_as_known`` items are due only so far as the authority knows them (reg 14(1)).
    ``is_ours`` marks an item that the law's list lacks. ``ocds`` holds the release paths that carry the
    item.
    """

    id: str
    label: str
    requirement: Literal["always", "conditional", "optional"]
    provision: str
    type: Literal["text", "prose", "boolean", "code", "money", "date", "datetime", "list", "group"] = "text"
    condition: str | None = None
    shown_when: str | None = None
    so_far_as_known: bool = False
    is_ours: bool = False
    variants: tuple[str, ...] = ()
    value: str | None = None
    each: str | None = None
    heading: str | None = None
    items: tuple[ItemDefinition, ...] = ()
    ocds: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> ItemDefinition:
        if (self.requirement == "conditional") != (self.condition is not None or self.so_far_as_known):
            raise NoticeDefinitionError(f"{self.id}: a conditional item, and no other, has a condition")
        if self.type == "list" and not (self.each and self.heading and self.items):
            raise NoticeDefinitionError(f"{self.id}: a list needs each, heading and items")
        if self.type == "group" and not self.items:
            raise NoticeDefinitionError(f"{self.id}: a group needs items")
        if self.type not in ("list", "group") and (self.value is None or self.items):
            raise NoticeDefinitionError(f"{self.id}: a field needs a value, and has no items")
        for name in filter(None, (self.condition, self.shown_when)):
            _function((conditions,), name)
        for name in filter(None, (self.value, self.each, self.heading)):
            _function(fields.MODULES, name)
        return self

    def walk(self) -> Iterator[ItemDefinition]:
        """This item and those inside it."""
        yield self
        for item in self.items:
            yield from item.walk()


class SectionDefinition(_Strict):
    id: str
    title: str
    items: tuple[ItemDefinition, ...]


class VariantDefinition(_Strict):
    title: str
    provision: str


class OcdsDefinition(_Strict):
    """How the notice travels as open data: release tags, and the document that says which notice it is."""

    tags: tuple[str, ...]
    section: str
    document_type: str


class NoticeDefinition(_Strict):
    """A whole notice: its forms (``variants``) and its sections in the order they are read."""

    code: str
    name: str
    provision: str
    variants: dict[str, VariantDefinition] = Field(min_length=1)
    ocds: OcdsDefinition
    sections: tuple[SectionDefinition, ...]

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> NoticeDefinition:
        seen: set[str] = set()
        for item in self.items():
            if item.id in seen:
                raise NoticeDefinitionError(f"{self.code}: {item.id} is there twice")
            seen.add(item.id)
            if unknown := set(item.variants) - set(self.variants):
                raise NoticeDefinitionError(
                    f"{self.code}: {item.id} names unknown variants {sorted(unknown)}"
                )
        return self

    def items(self) -> Iterator[ItemDefinition]:
        """Every item, those inside groups and lists too."""
        for section in self.sections:
            for item in section.items:
                yield from item.walk()


@dataclass(frozen=True, slots=True)
class ResolvedEntry:
    """One entry of a list (a lot, a document), or the one content of a group (no heading)."""

    heading: str
    fields: tuple[ResolvedField, ...]


@dataclass(frozen=True, slots=True)
class ResolvedField:
    """One item as this notice holds it.

    ``state``: given; missing (the law calls for it and nothing is there); unknown (due only so far as
    known, and it is not); withheld (under s.94).
    """

    id: str
    label: str
    provision: str
    type: str
    state: Literal["given", "missing", "unknown", "withheld"]
    values: Values = ()
    entries: tuple[ResolvedEntry, ...] = ()
    ocds: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        return self.state == "missing"

    @property
    def withheld(self) -> bool:
        return self.state == "withheld"

    def walk(self) -> Iterator[ResolvedField]:
        """This field and those inside it."""
        yield self
        for entry in self.entries:
            for field in entry.fields:
                yield from field.walk()


@dataclass(frozen=True, slots=True)
class ResolvedSection:
    id: str
    title: str
    fields: tuple[ResolvedField, ...]


@dataclass(frozen=True, slots=True)
class ResolvedNotice:
    """A notice with every item settled: the one thing its page, PDF and release are made from."""

    definition: NoticeDefinition
    variant: str
    snapshot: SpecificationSnapshot
    stamp: NoticeStamp | None
    sections: tuple[ResolvedSection, ...]
    given: frozenset[str]

    def walk(self) -> Iterator[ResolvedField]:
        """Every field, those inside groups and lists too."""
        return _walk(self.sections)

    def says(self, *item_ids: str) -> bool:
        """Whether the notice gives a value for any of these items, in any entry."""
        return not self.given.isdisjoint(item_ids)

    def withholds(self, item_id: str) -> bool:
        """Whether this item is kept back under s.94."""
        return any(field.withheld for field in self.walk() if field.id == item_id)


def _walk(sections: Iterable[ResolvedSection]) -> Iterator[ResolvedField]:
    for section in sections:
        for field in section.fields:
            yield from field.walk()


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
    path = FOLDER / "definitions" / f"{code.lower()}.yml"
    if not code.isalnum() or not path.exists():
        raise NoticeDefinitionError(f"There is no definition of a notice {code!r}")
    return read_definition(path.read_text(encoding="utf-8"))


def read_definition(text: str) -> NoticeDefinition:
    """A definition from the YAML of its file. Raises ``NoticeDefinitionError`` when it is wrong."""
    try:
        return NoticeDefinition.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise NoticeDefinitionError(str(error)) from error


def coverage() -> list[dict[str, str]]:
    """The account of every item the law lists: notice, item, status (mapped, not-applicable-here), and what
    or why.
    """
    with (FOLDER / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def variant_of(snapshot: SpecificationSnapshot) -> str:
    """Which form of the tender notice a snapshot calls for; open while no procedure is chosen."""
    return "competitive_flexible" if snapshot.facts.procedure == "competitive_flexible" else "open"


def resolve(
    snapshot: SpecificationSnapshot,
    stamp: NoticeStamp | None = None,
    *,
    code: str = "UK4",
    withheld: Collection[str] = (),
) -> ResolvedNotice:
    """Settle every item of a notice. Without a stamp, the notice as it would be if published now.

    ``withheld`` names items kept back under s.94: they keep their label and lose their value, everywhere.
    """
    definition = definition_of(stamp.code if stamp else code)
    variant = variant_of(snapshot)
    resolver = _Resolver(variant, frozenset(withheld))
    context = Context(snapshot, stamp)
    sections = tuple(
        ResolvedSection(section.id, section.title, found)
        for section in definition.sections
        if (found := resolver.fields(section.items, context))
    )
    given = frozenset(field.id for field in _walk(sections) if field.state == "given")
    return ResolvedNotice(definition, variant, snapshot, stamp, sections, given)


def missing_items(snapshot: SpecificationSnapshot, *, code: str = "UK4") -> list[NoticeItem]:
    """Items that the law calls for and that have no value yet, in the order of the notice."""
    return _items_in_state(resolve(snapshot, code=code), "missing")


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
    withheld: frozenset[str]

    def fields(self, items: tuple[ItemDefinition, ...], context: Context) -> tuple[ResolvedField, ...]:
        found = (self._field(item, context) for item in items)
        return tuple(field for field in found if field is not None)

    def _field(self, item: ItemDefinition, context: Context) -> ResolvedField | None:
        """The item settled, or None when it has no place in this notice."""
        if item.variants and self.variant not in item.variants:
            return None
        is_due = item.requirement == "always" or (
            item.requirement == "conditional" and _holds(item.condition, context, when_unnamed=True)
        )
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
            item.id, item.label, item.provision, item.type, state, values, entries, ocds=item.ocds
        )

    def _content(self, item: ItemDefinition, context: Context) -> tuple[Values, tuple[ResolvedEntry, ...]]:
        if item.type == "group":
            return (), (ResolvedEntry("", self.fields(item.items, context)),)
        if item.type == "list":
            each, heading = _function(fields.MODULES, item.each), _function(fields.MODULES, item.heading)
            contexts = [context.at(entry) for entry in each(context)]
            return (), tuple(ResolvedEntry(heading(c), self.fields(item.items, c)) for c in contexts)
        return _function(fields.MODULES, item.value)(context), ()


def _holds(condition: str | None, context: Context, *, when_unnamed: bool) -> bool:
    return when_unnamed if condition is None else bool(_function((conditions,), condition)(context))


def _function(modules: tuple[ModuleType, ...], name: str | None) -> Callable[[Context], Any]:
    for module in modules:
        found = vars(module).get(name or "")
        if callable(found) and found.__module__ == module.__name__ and not found.__name__.startswith("_"):
            return found
    raise NoticeDefinitionError(f"No function for notices is called {name!r}")
