"""What is bought, by code, and where, in each lot. Items follow the category: on the tender, then on awards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from exports.notices.fields.amounts import CROWN_DEPENDENCIES
from exports.ocds.incoming.source import Has, Path, Source
from procure.domain.codes import is_cpv, is_itl


@dataclass
class Item:
    """``lot`` is the id of its lot as the release has it. Codes and regions are those of the official lists, by
    the path of their entry.
    """

    path: Path
    lot: Any
    codes: dict[str, Path] = field(default_factory=dict)
    regions: dict[str, Path] = field(default_factory=dict)

    def take(self, source: Source, number: str, into: str) -> None:
        """Say that this item went into the lot that open data of the draft calls ``number``."""
        shown = ("tender", "items", Has("id", number))
        for name in ("id", "relatedLot"):
            source.take((*self.path, name), into, (*shown, name))
            source.because((*self.path, name), "Items are numbered here as their lots are.")
        for code, path in self.codes.items():
            for name in ("scheme", "id", "description"):
                at = (*shown, "additionalClassifications", Has("id", code), name)
                source.take((*path, name), f"{into}.cpv_codes", at)
            source.because((*path, "description"), "The official name of the code is used here.")
        for region, path in self.regions.items():
            for name in ("region", "country", "countryName"):
                at = (*shown, "deliveryAddresses", Has("region", region), name)
                source.take((*path, name), f"{into}.regions", at)


def read_items(source: Source) -> list[Item]:
    """The items of the tender; of the awards where the tender has none."""
    paths = source.entries(("tender", "items"))
    if not paths:
        paths = [item for award in source.entries(("awards",)) for item in source.entries((*award, "items"))]
    return [_item(source, path) for path in paths]


def _item(source: Source, path: Path) -> Item:
    item = Item(path, source.at((*path, "relatedLot")))
    source.because(path, "It belongs to no lot of this release.")
    for entry in source.entries((*path, "additionalClassifications")):
        code = source.at((*entry, "id"))
        if (
            source.at((*entry, "scheme")) == "CPV"
            and isinstance(code, str)
            and is_cpv(code)
            and code not in item.codes
        ):
            item.codes[code] = entry
        source.because(entry, "It is not a code of the CPV of 2008, or is there already.")
    for entry in source.entries((*path, "deliveryAddresses")):
        region = source.at((*entry, "region"))
        known = isinstance(region, str) and (is_itl(region) or region in CROWN_DEPENDENCIES)
        if known and region not in item.regions:
            item.regions[region] = entry
        source.because(entry, "It is not an area of the ITL of 2021, or is there already.")
    return item
