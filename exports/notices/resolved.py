"""A notice with every item settled: the one thing its page, PDF and open data are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from exports.notices.schema import NoticeDefinition
from exports.notices.stamp import NoticeStamp
from exports.notices.values import Values
from procure.domain.notice_facts import NoticeFacts
from procure.domain.notice_facts.words import WithholdingLimb
from procure.domain.snapshot import SpecificationSnapshot

#: The items that hold a title.
TITLES = ("procurement_title", "market_title")


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
    """A notice with every item settled: the one thing its page, PDF and release are made from.

    ``snapshot`` and ``facts`` are what is public of them. ``grounds`` has the limb of s.94(1) by item that is kept
    back, ``silent`` the items of which not even that is said.
    """

    definition: NoticeDefinition
    variant: str
    snapshot: SpecificationSnapshot
    stamp: NoticeStamp | None
    sections: tuple[ResolvedSection, ...]
    given: frozenset[str]
    facts: NoticeFacts
    grounds: Mapping[str, str]
    silent: frozenset[str]

    def walk(self) -> Iterator[ResolvedField]:
        """Every field, those inside groups and lists too."""
        return walk_sections(self.sections)

    @property
    def heading(self) -> str:
        """What the notice is about, from what it tells and nothing else: the title of its procurement or market, or
        for a notice about payments whose they are and when they were made.
        """
        if title := self.title:
            return title
        owner = self.words("contracting_authority_name", "market_owner_name")
        period = self.words("reporting_period", "quarter")
        return ", ".join(part for part in (owner, period) if part) or self.definition.name

    @property
    def title(self) -> str:
        """The title of its procurement or market, as it tells it; empty where it is kept back or is not told. The form
        for members of a utilities market has no item for it, and is known by the title of its procurement all the same.
        """
        told = self.words(*TITLES)
        if told or self.definition.code != "UK4" or self._has_a_place_for_a_title:
            return told
        return self.snapshot.title

    @property
    def _has_a_place_for_a_title(self) -> bool:
        kept_back = self.silent | set(self.grounds)
        return not kept_back.isdisjoint(TITLES) or any(
            item.id in TITLES and (not item.variants or self.variant in item.variants)
            for item in self.definition.items()
        )

    def words(self, *item_ids: str) -> str:
        """The first value given for any of these items, in words; empty for none."""
        for field in self.walk():
            if field.id in item_ids and field.state == "given" and field.values:
                value = field.values[0]
                return value if isinstance(value, str) else value.text
        return ""

    def all_words(self, item_id: str) -> str:
        """Every value given for an item, in words, one paragraph each; empty for none."""
        return "\n\n".join(
            value if isinstance(value, str) else value.text
            for field in self.walk()
            if field.id == item_id and field.state == "given"
            for value in field.values
        )

    def says(self, *item_ids: str) -> bool:
        """Whether the notice gives a value for any of these items, in any entry."""
        return not self.given.isdisjoint(item_ids)

    def tells_of(self, item_id: str) -> bool:
        """Whether this item has a place in the notice and is not kept back, given already or not."""
        return any(not field.withheld for field in self.walk() if field.id == item_id)

    def ground_of(self, item_id: str) -> str:
        """On which limb of s.94(1) an item is kept back, in words (s.94(3)); empty where the notice does not say."""
        return WithholdingLimb.label_of(self.grounds.get(item_id)).lower()

    def withholds(self, item_id: str) -> bool:
        """Whether this item is kept back under s.94."""
        return any(field.withheld for field in self.walk() if field.id == item_id)


def walk_sections(sections: Iterable[ResolvedSection]) -> Iterator[ResolvedField]:
    for section in sections:
        for field in section.fields:
            yield from field.walk()
