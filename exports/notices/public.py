"""What of a notice's facts is public: all but the values of the items that it keeps back.

The other half, the specification behind a notice, is ``procure.domain.withholding.public``. ``resolve`` asks both, and
page, PDF and open data are made from its answer, so that no writer has to remember what may not be said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from exports.notices.schema import ItemDefinition, NoticeDefinition
from procure.domain.notice_facts import NoticeFacts
from procure.domain.notice_facts.parts import Fact

#: Facts that are told through another: what a definition names, and the fields that it is made of.
MADE_OF = {
    "identification": ("identifier",),
    "summary": ("title", "description", "target", "unit", "reported", "result"),
    "payee": ("supplier",),
    "associated_persons_or_none": ("associated_persons",),
    "connected_persons_or_none": ("connected_persons",),
    "special_regimes_or_none": ("special_regimes",),
    "framework.fees": ("framework.fee_percentage", "framework.fee_note"),
    "market.fees": ("market.fee_percentage", "market.fee_note"),
    "direct_award.justification": ("direct_award.ground", "direct_award.ground_explanation"),
}
#: What an item shows when its definition names no fact but a form.
OF_FORM = {"contact": ("address", "email")}


def public_facts(facts: NoticeFacts, definition: NoticeDefinition, withheld: Collection[str]) -> NoticeFacts:
    """The facts without the values of the withheld items. Fields that facts must have keep their value; no item is a
    field of that kind alone.
    """
    found: Any = facts
    for section in definition.sections:
        found = _without(found, section.items, withheld, is_within=False)
    blanked: NoticeFacts = found
    return blanked


def _without(
    part: Any, items: Iterable[ItemDefinition], withheld: Collection[str], *, is_within: bool
) -> Any:
    for item in items:
        is_kept_back = is_within or item.id in withheld
        if item.type == "list" and item.fact is not None:
            part = _list_without(part, item, withheld, is_kept_back=is_kept_back)
        elif item.type == "group":
            part = _without(part, item.items, withheld, is_within=is_kept_back)
        elif is_kept_back:
            for path in _paths(item):
                part = _blank(part, path.split("."))
    return part


def _list_without(part: Any, item: ItemDefinition, withheld: Collection[str], *, is_kept_back: bool) -> Any:
    if is_kept_back:
        return _blank(part, (item.fact or "").split("."))

    def inner(entries: Any) -> Any:
        return tuple(_without(entry, item.items, withheld, is_within=False) for entry in entries or ())

    return _changed(part, (item.fact or "").split("."), inner)


def _paths(item: ItemDefinition) -> tuple[str, ...]:
    if item.fact is None:
        return OF_FORM.get(item.shows or "", ())
    return MADE_OF.get(item.fact, (item.fact,))


def _blank(part: Any, steps: list[str]) -> Any:
    """The part with the field at these steps as it is before anybody fills it in; what is worked out from others, and
    what has to be there, stays.
    """
    return _changed(part, steps, None)


def _changed(part: Any, steps: list[str], change: Any) -> Any:
    name, *rest = steps
    if not isinstance(part, Fact) or name not in type(part).model_fields:
        return part
    field, value = type(part).model_fields[name], getattr(part, name)
    if rest:
        return part.model_copy(update={name: _changed(value, rest, change)})
    if change is not None:
        return part.model_copy(update={name: change(value)})
    return part if field.is_required() else part.model_copy(update={name: field.get_default()})
