"""From the short form in which definitions are written to the full form in which they are used.

A row of a definition names an item and says when it is due; ``items.yml`` holds what the item is called and where
its value comes from, and ``parts.yml`` the sections that several notices share.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DEFINITIONS = Path(__file__).parent / "definitions"
REGULATIONS, ACT = "Procurement Regulations 2024", "Procurement Act 2023"
#: What calls for a conditional item; an item that is always due, or never, has no use for it.
CALLS = ("when", "condition")

#: The C reader where there is one: the definitions are long, and every process reads them.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Row = dict[str, Any]


def load(text: str) -> Any:
    """The data of a YAML text. Raises ``yaml.YAMLError``."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader, one or the other


@cache
def _shared(name: str) -> dict[str, Row]:
    found: dict[str, Row] = load((DEFINITIONS / f"{name}.yml").read_text(encoding="utf-8"))
    return found


def in_full(document: Row) -> Row:
    """A definition with every row, shared section and group of forms written out. Raises KeyError for an unknown item,
    part or group.
    """
    home, groups = document["provision"], document.get("groups", {})
    sections = [_section(section, home) for section in document["sections"]]
    whole = {**document, "sections": [{**each, "items": _formed(each["items"], groups)} for each in sections]}
    whole.pop("groups", None)
    return whole


def _formed(items: list[Row], groups: dict[str, list[str]]) -> list[Row]:
    """Items whose forms are named one by one."""
    found = []
    for item in items:
        full = dict(item)
        if isinstance(full.get("variants"), str):
            full["variants"] = groups[full["variants"]]
        if "items" in full:
            full["items"] = _formed(full["items"], groups)
        found.append(full)
    return found


def _section(section: Row, home: str) -> Row:
    if "part" not in section:
        return {**section, "items": [_row(row, "", home) for row in section["items"]]}
    part, under = _shared("parts")[section["part"]], section.get("under", "")
    items = [_row(row, under, home) for row in part["items"]]
    return {"id": section["part"], "title": part["title"], "items": items}


def _row(row: Row, under: str, home: str) -> Row:
    """One item in full. A row that brings its own label is in full already."""
    if "label" in row:
        return row
    known = _shared("items")[str(row.get("as", row["id"]))]
    given = {key: value for key, value in row.items() if key not in ("as", "by", "items")}
    full = {**known, **given, "provision": _provision(under, row.get("by", ""), home)}
    if row["requirement"] != "conditional" or row.get("so_far_as_known"):
        for name in CALLS:
            full.pop(name, None)
    if inner := row.get("items"):
        full["items"] = [_row(each, under, home) for each in inner]
    return full


def _provision(under: str, by: str, home: str) -> str:
    pinpoint = " with ".join(filter(None, (under, by)))
    if not pinpoint:
        return home
    return f"{REGULATIONS if pinpoint.startswith('reg ') else ACT} {pinpoint}"
