"""A notice as somebody enters it on the central digital platform by hand: every value in the order we expect there,
each as the words to copy into a box.

The order is data (``platform_order.yml``); the values are those of the one resolved list behind the notice's page, PDF
and open data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from exports.notices.resolved import ResolvedField, ResolvedNotice
from exports.notices.values import Value
from exports.ocds.plain import plain_lines

ORDER = Path(__file__).parent / "platform_order.yml"
#: An amount as ``exports.wording`` writes it. A box on the platform takes the figure alone.
_AMOUNT = re.compile(r"£([0-9,]+(?:\.[0-9]{2})?) (including|excluding) VAT")


@dataclass(frozen=True, slots=True)
class Entry:
    """One value to enter. ``key`` names it within its notice, and stays the same as long as the notice does."""

    key: str
    label: str
    text: str
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Values that stand together: those of one lot or supplier under its ``heading``, or loose ones under none."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the platform's form."""

    id: str
    title: str
    hint: str
    groups: tuple[Group, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for group in self.groups for entry in group.entries)


@cache
def platform_order() -> tuple[dict[str, Any], ...]:
    """The steps as their file has them: id, title, perhaps a hint, and the ids of the items in order."""
    return tuple(yaml.safe_load(ORDER.read_text(encoding="utf-8"))["steps"])


def checklist(notice: ResolvedNotice) -> tuple[Step, ...]:
    """The steps that this notice has something for. Items without a value are left out, withheld ones say so."""
    found = {field.id: field for section in notice.sections for field in section.fields}
    if notice.stamp is None or notice.stamp.platform_procurement_id is None:
        found.pop(
            "procurement_identifier", None
        )  # ours means nothing there: the platform is about to give one
    steps = []
    for row in platform_order():
        fields = [found[each] for each in row["items"] if each in found]
        if groups := tuple(_groups(fields)):
            steps.append(Step(row["id"], row["title"], row.get("hint", ""), groups))
    return tuple(steps)


def _groups(fields: list[ResolvedField]) -> Iterator[Group]:
    loose: list[Entry] = []
    for field in fields:
        if not field.entries:
            loose += _entries(field, "")
            continue
        if loose:
            yield Group("", tuple(loose))
            loose = []
        yield from _inner_groups(field)
    if loose:
        yield Group("", tuple(loose))


def _inner_groups(field: ResolvedField) -> Iterator[Group]:
    for number, entry in enumerate(field.entries, start=1):
        is_named = field.label.removesuffix("s").casefold() in entry.heading.casefold()
        heading = entry.heading if is_named else ": ".join(filter(None, (field.label, entry.heading)))
        if entries := tuple(_within(entry.fields, f"{field.id}-{number}.")):
            yield Group(heading, entries)


def _within(fields: tuple[ResolvedField, ...], prefix: str) -> Iterator[Entry]:
    for field in fields:
        yield from _entries(field, prefix)
        for number, entry in enumerate(field.entries, start=1):
            yield from _within(entry.fields, f"{prefix}{field.id}-{number}.")


def _entries(field: ResolvedField, prefix: str) -> Iterator[Entry]:
    key = f"{prefix}{field.id}"
    if field.withheld:
        yield Entry(key, field.label, "", is_withheld=True)
    if field.state != "given" or not field.values:
        return
    amounts = [_AMOUNT.fullmatch(value) if isinstance(value, str) else None for value in field.values]
    if all(amounts):
        for amount in filter(None, amounts):
            figure, basis = amount[1].replace(",", ""), amount[2]
            yield Entry(f"{key}-{basis}", f"{field.label}, {basis} VAT", figure)
        return
    yield Entry(key, field.label, "\n".join(_copied(value, field.type) for value in field.values))


def _copied(value: Value, kind: str) -> str:
    if isinstance(value, str):
        return plain_lines(value) if kind == "prose" else value
    address = value.url.removeprefix("mailto:")
    return address if value.text in (address, value.url) else f"{value.text}\n{address}"
