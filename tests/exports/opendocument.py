"""OpenDocument texts read back with odfpy, and held to the elements and attributes that its grammar knows."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from odf import grammar, teletype
from odf.opendocument import load
from odf.table import Table, TableHeaderRows, TableRow
from odf.text import H


def opened(data: bytes) -> Any:
    """The document."""
    return load(BytesIO(data))


def faults(document: Any) -> set[tuple[str, str, str]]:
    """(what is wrong, element, what in it): empty for a document that the grammar allows."""
    return set(_faults(document.topnode))


def _faults(element: Any) -> Iterator[tuple[str, str, str]]:
    name, given = element.qname, element.attributes or {}
    allowed = grammar.allowed_attributes.get(name)
    if allowed is not None:
        yield from (("attribute", name[1], each[1]) for each in given if each not in allowed)
    missing = (each for each in grammar.required_attributes.get(name, ()) if each not in given)
    yield from (("missing", name[1], each[1]) for each in missing)
    inside = grammar.allowed_children.get(name)
    for child in element.childNodes:
        if child.nodeType == child.ELEMENT_NODE:
            if inside is not None and child.qname not in inside:
                yield "child", name[1], child.qname[1]
            yield from _faults(child)
        elif child.data.strip() and name not in grammar.allows_text:
            yield "text", name[1], child.data[:20]


def headings(document: Any) -> list[tuple[int, str]]:
    """(level, words) of each heading."""
    return [
        (int(each.getAttribute("outlinelevel")), teletype.extractText(each))
        for each in document.text.getElementsByType(H)
    ]


def tables(document: Any) -> list[tuple[int, list[list[str]]]]:
    """(rows that are headings and repeat, the words of every row) of each table."""
    return [
        (
            len([row for head in each.getElementsByType(TableHeaderRows) for row in head.childNodes]),
            [
                [teletype.extractText(cell) for cell in row.childNodes if cell.qname[1] == "table-cell"]
                for row in each.getElementsByType(TableRow)
            ],
        )
        for each in document.text.getElementsByType(Table)
    ]
