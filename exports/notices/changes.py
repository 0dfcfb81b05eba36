"""In what a notice differs from the one that it amends, item by item, in the words of their pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exports.notices.resolved import ResolvedField, ResolvedNotice
from exports.notices.values import Value
from procure.domain.notice_facts.parts import FieldChange
from procure.domain.withholding import WITHHELD

NOT_GIVEN = "Not given"
#: What the one notice said and the other withholds is not said again.
NOT_REPEATED = "Given before, and not repeated here"
#: Which notice it is, and what it says about its own changes.
OF_ITSELF = frozenset({"amended_notice", "what_changed", "changed_items", "procurement_identifier"})

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    label: str
    where: str
    text: str
    is_withheld: bool


def changes(before: ResolvedNotice, after: ResolvedNotice) -> tuple[FieldChange, ...]:
    """The items in which ``after`` differs from ``before``, in the order of the new notice, then those it leaves out.

    Nothing that either withholds is in the answer, and of what the new one withholds in silence (s.94(4)) not even
    the label.
    """
    old, new = (dict(_leaves(notice)) for notice in (before, after))
    found = []
    for key in (*new, *(key for key in old if key not in new)):
        if after.silent.intersection(key):
            continue
        was, now = old.get(key), new.get(key)
        shown = now or was
        if shown is None or _said(was) == _said(now):
            continue
        is_hidden = now is not None and now.is_withheld
        found.append(
            FieldChange(
                label=shown.label,
                where=shown.where,
                before=NOT_REPEATED if is_hidden and was is not None else _said(was),
                after=_said(now),
            )
        )
    return tuple(found)


def _said(leaf: _Leaf | None) -> str:
    if leaf is None:
        return NOT_GIVEN
    return WITHHELD if leaf.is_withheld else leaf.text or NOT_GIVEN


def _leaves(notice: ResolvedNotice) -> Iterator[tuple[Key, _Leaf]]:
    for section in notice.sections:
        for field in section.fields:
            if field.id not in OF_ITSELF:
                yield from _of_field(field, (), "")


def _of_field(field: ResolvedField, at: Key, where: str) -> Iterator[tuple[Key, _Leaf]]:
    key = (*at, field.id)
    if not field.entries:
        words = "\n\n".join(map(_words, field.values)) if field.state == "given" else ""
        yield key, _Leaf(field.label, where, words, field.withheld)
        return
    for number, entry in enumerate(field.entries, start=1):
        for inner in entry.fields:
            yield from _of_field(inner, (*key, str(number)), entry.heading or where)


def _words(value: Value) -> str:
    if isinstance(value, str):
        return value
    address = value.url.removeprefix("mailto:")
    return address if value.text in (address, value.url) else f"{value.text} ({address})"
