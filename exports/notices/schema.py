"""The form of a definition file: what may be said of a notice and its items, and what would contradict itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from exports.notices import conditions, fields
from exports.notices.context import Context


class NoticeDefinitionError(ValueError):
    """A definition file names a function that does not exist, or contradicts itself."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ItemDefinition(_Strict):
    """One item of a notice.

    ``condition`` and ``shown_when`` name functions of ``conditions``; ``value``, ``each`` and ``heading``
    functions of ``fields``. ``shown_when`` shows the item, if it is filled in, although the law does not
    call for it. ``fact`` is a path into the facts of the notice, of which ``shows`` and ``words`` say the form,
    and ``when`` one that calls for the item; ``says`` are words that never vary. ``so_far_as_known``
    items are due only so far as the authority knows them (reg 14(1)). ``is_ours`` marks an item that the law's
    list lacks. ``ocds`` holds the release paths that carry the item.
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
    fact: str | None = None
    shows: Literal["cpv", "places", "contact", "address", "percent", "gross", "number"] | None = None
    words: str | None = None
    when: str | None = None
    says: str | None = None
    items: tuple[ItemDefinition, ...] = ()
    ocds: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> ItemDefinition:
        if (self.requirement == "conditional") != bool(self.condition or self.when or self.so_far_as_known):
            raise NoticeDefinitionError(f"{self.id}: a conditional item, and no other, has a condition")
        if self.type == "list" and not (((self.each and self.heading) or self.fact) and self.items):
            raise NoticeDefinitionError(f"{self.id}: a list needs items, and each and heading or a fact")
        if self.type == "group" and not self.items:
            raise NoticeDefinitionError(f"{self.id}: a group needs items")
        source = self.value or self.fact or self.says or self.shows
        if self.type not in ("list", "group") and (source is None or self.items):
            raise NoticeDefinitionError(f"{self.id}: a field needs a value, and has no items")
        for name in filter(None, (self.condition, self.shown_when)):
            function_called((conditions,), name)
        for name in filter(None, (self.value, self.each, self.heading)):
            function_called(fields.MODULES, name)
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
    """One form of a notice. ``restates``: its regulation lists again, in its own numbers, what others list."""

    title: str
    provision: str
    restates: bool = False


class OcdsDefinition(_Strict):
    """How the notice travels as open data: release tags, and the document that says which notice it is."""

    tags: tuple[str, ...]
    #: The tags of a notice that changes an earlier one, where they differ.
    update_tags: tuple[str, ...] = ()
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


def function_called(modules: tuple[ModuleType, ...], name: str | None) -> Callable[[Context], Any]:
    """The public function of this name in one of the modules. Raises ``NoticeDefinitionError`` for none."""
    for module in modules:
        found = vars(module).get(name or "")
        if callable(found) and found.__module__ == module.__name__ and not found.__name__.startswith("_"):
            return found
    raise NoticeDefinitionError(f"No function for notices is called {name!r}")
