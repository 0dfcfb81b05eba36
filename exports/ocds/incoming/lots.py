"""Lots, and what all of them have in common.

A release without lots still has one, which stands for the whole. A later notice repeats only the names of its
lots and gives the rest with its award or contract: where there is just one of these, it serves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from exports.ocds.incoming.facts import read_value
from exports.ocds.incoming.items import Item, read_items
from exports.ocds.incoming.places import LOTS, Place, Places, lot_place
from exports.ocds.incoming.source import Path, Source
from exports.ocds.lots import ONLY_LOT
from procure.domain.snapshot import LotSnapshot
from procure.domain.vocabulary import Category

NUMBERED = "Lots are numbered here, from 1."


def places_of(source: Source) -> Places:
    """The lots of a release, and whether they are one that stands for the whole."""
    paths = source.entries(LOTS)
    whole = len(paths) < 2 and not any(_is_of_its_own(source, path) for path in paths)
    numbers = [ONLY_LOT] if whole else [str(number) for number in range(1, len(paths) + 1)]
    lots = tuple(lot_place(path, number) for path, number in zip(paths, numbers, strict=False))
    return Places(source, lots, whole)


def read_lots(source: Source, places: Places) -> tuple[dict[str, Any], tuple[LotSnapshot, ...]]:
    """Facts by name, and the lots; none where one stands for the whole."""
    for place in places.lots:
        for name in ("id", "status"):
            source.take(place.under(name), "lots", place.shown_under(name))
        source.because(place.under("id"), NUMBERED)
    facts = _shared(source, places) | _details(source)
    lots: tuple[LotSnapshot, ...] = ()
    items = read_items(source)
    if places.stands_for_all:
        facts |= _whole(source, places, items)
    else:
        lots = tuple(_lot(source, place, n, items) for n, place in enumerate(places.lots, start=1))
        facts |= {"uses_lots": True} | _in_common(lots)
        for place in places.agreed("contractPeriod", "maxExtentDate"):
            facts |= _furthest(source, place, "contractPeriod")
    if any(facts[name] for name in ("lots_max_tendered", "lots_max_awarded", "lots_award_rule")):
        facts["uses_lots"] = True
    if source.at(("tender", "mainProcurementCategory")) is None:
        facts |= _category(source, places)
    return {name: value for name, value in facts.items() if value not in (None, "")}, lots


def _is_of_its_own(source: Source, lot: Path) -> bool:
    """Whether a sole lot says more than the whole does: a title, a description or another value in pounds."""
    words = (source.at((*lot, name)) for name in ("title", "description"))
    if any(isinstance(text, str) and text.strip() for text in words):
        return True
    value, whole = source.at((*lot, "value")), source.at(("tender", "value"))
    both = isinstance(value, dict) and isinstance(whole, dict) and value.get("currency") == "GBP"
    return both and value != whole


def _shared(source: Source, places: Places) -> dict[str, Any]:
    """What a tender answers once for all lots."""
    facts: dict[str, Any] = {}
    for flag, part, has, description in (
        ("hasRenewal", "renewal", "has_extensions", "extension_description"),
        ("hasOptions", "options", "has_options", "options_description"),
    ):
        for place in places.agreed(flag):
            facts[has] = source.true_or_false(place.under(flag), f"facts.{has}", place.shown_under(flag))
        for place in places.agreed(part):
            steps = (part, "description")
            facts[description] = source.text(
                place.under(*steps), f"facts.{description}", place.shown_under(*steps)
            )
    for place in places.agreed("suitability"):
        for size in ("sme", "vcse"):
            steps = ("suitability", size)
            facts[f"{size}_suitable"] = source.true_or_false(
                place.under(*steps), f"facts.{size}_suitable", place.shown_under(*steps)
            )
    for place in places.agreed("secondStage"):
        for name, field in (
            ("minimumCandidates", "minimum_suppliers"),
            ("maximumCandidates", "maximum_suppliers"),
        ):
            steps = ("secondStage", name)
            facts[field] = source.count(place.under(*steps), f"facts.{field}", place.shown_under(*steps))
            facts["caps_suppliers"] = True
    return facts


def _details(source: Source) -> dict[str, Any]:
    where: Path = ("tender", "lotDetails")
    return {
        "lots_max_tendered": source.count((*where, "maximumLotsBidPerSupplier"), "facts.lots_max_tendered"),
        "lots_max_awarded": source.count((*where, "maximumLotsAwardedPerSupplier"), "facts.lots_max_awarded"),
        "lots_award_rule": source.text((*where, "awardCriteriaDetails"), "facts.lots_award_rule"),
        "no_lots_reasons": source.text((*where, "noLotsDivisionRationale"), "facts.no_lots_reasons"),
    }


def _whole(source: Source, places: Places, items: Sequence[Item]) -> dict[str, Any]:
    """The facts of a procurement without lots."""
    facts: dict[str, Any] = {
        "cpv_codes": tuple(dict.fromkeys(code for item in items for code in item.codes)) or None,
        "regions": tuple(dict.fromkeys(region for item in items for region in item.regions)) or None,
    }
    for item in items:
        item.take(source, ONLY_LOT, "facts")
    tags = source.at(("tag",))
    is_planning = isinstance(tags, list) and any("planning" in str(tag) for tag in tags)
    if places.lots and not is_planning:
        facts["uses_lots"] = False
    if source.at(("tender", "value")) is not None:
        for place in places.lots:
            if source.at(place.under("value", "currency")) == "GBP":
                source.take_all(place.under("value"), "facts.value_gross", place.shown_under("value"))
            source.because(place.under("value"), "The value of the whole is kept, in pounds.")
    else:
        for place in places.first(("value",)):
            facts |= read_value(source, place.under("value"))
    for place in places.first(("contractPeriod",), ("period",)):
        name = "period" if source.at(place.under("contractPeriod")) is None else "contractPeriod"
        facts |= _period(source, place, name, "facts")
        facts |= _furthest(source, place, name)
    return facts


def _lot(source: Source, place: Place, number: int, items: Sequence[Item]) -> LotSnapshot:
    into = f"lots.{number}"
    lot_id = source.at(place.under("id"))
    own = [item for item in items if lot_id is not None and item.lot == lot_id]
    for item in own:
        item.take(source, str(number), into)
    value = read_value(source, place.under("value"), place.shown_under("value"), into)
    return LotSnapshot(
        key=f"l{number}",
        number=number,
        title=source.line(place.under("title"), f"{into}.title", place.shown_under("title")),
        description=source.text(
            place.under("description"), f"{into}.description", place.shown_under("description")
        ),
        value_net=value.get("value_net"),
        value_gross=value.get("value_gross"),
        cpv_codes=tuple(dict.fromkeys(code for item in own for code in item.codes)),
        regions=tuple(dict.fromkeys(region for item in own for region in item.regions)),
        **_period(source, place, "contractPeriod", into),
    )


def _period(source: Source, place: Place, name: str, into: str) -> dict[str, date | None]:
    return {
        field: source.day(place.under(name, end), f"{into}.{field}", place.shown_under("contractPeriod", end))
        for end, field in (("startDate", "supply_starts_on"), ("endDate", "supply_ends_on"))
    }


def _furthest(source: Source, place: Place, name: str) -> dict[str, Any]:
    """The last day with every extension, which exists only where there may be extensions."""
    last = source.day(
        place.under(name, "maxExtentDate"),
        "facts.supply_may_extend_to_on",
        place.shown_under("contractPeriod", "maxExtentDate"),
    )
    return {"supply_may_extend_to_on": last, "has_extensions": True} if last is not None else {}


def _in_common(lots: Sequence[LotSnapshot]) -> dict[str, Any]:
    """Facts of the whole that follow from the lots: dates that all share, codes and places of any of them.

    Where a lot gives none, the whole has none either: it would be taken to hold for that lot.
    """
    facts: dict[str, Any] = {}
    for name in ("supply_starts_on", "supply_ends_on"):
        values = {getattr(lot, name) for lot in lots}
        facts[name] = values.pop() if len(values) == 1 else None
    for name in ("cpv_codes", "regions"):
        if all(getattr(lot, name) for lot in lots):
            facts[name] = tuple(dict.fromkeys(code for lot in lots for code in getattr(lot, name)))
    return facts


def _category(source: Source, places: Places) -> dict[str, Any]:
    categories = {each.value: each.value for each in Category}
    for place in places.deals:
        path = place.under("mainProcurementCategory")
        if source.at(path) is not None:
            shown = ("tender", "mainProcurementCategory")
            return {"main_category": source.choice(path, categories, "facts.main_category", shown)}
    return {}
