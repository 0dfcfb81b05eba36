"""HTML read as browsers read it, at the cost of a fast parser wherever that comes to the same.

html5lib follows the standard to the letter, tells every fault, and takes as long as making the page did. What it
tells depends on a page's structure: on its tags, the names of their attributes, and their order. So it reads the
first page of each structure; lxml reads it too, and where both made the same tree of it, lxml alone reads the
pages of that structure that come after. What is not plain enough to be sure of its structure is never left to lxml.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import html5lib
import lxml.html

#: A tag as our templates write it: lower case, values in double quotes.
_TAG = re.compile(r'<(/?[a-z][a-z0-9-]*)((?:\s+[a-zA-Z][a-zA-Z0-9:_-]*(?:="[^"]*")?)*)\s*(/?)>')
_TEXT = re.compile(r"[^<]+")
_VALUE = re.compile(r'="[^"]*"')
#: Characters that a parser puts right or takes for a fault, and references it may not know.
_DOUBTFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U0001fffe\U0001ffff]"
    "|&(?!(?:amp|lt|gt|quot|#34|#39);)"
)
_DOCTYPE = "<!DOCTYPE html>"
#: Attributes without a value, for which lxml puts their name, and the standard nothing.
_SWITCHES = ("checked", "selected", "disabled", "hidden", "multiple", "open", "readonly", "required")

#: Structures in which html5lib found no fault, and which lxml reads alike.
_ALIKE: set[bytes] = set()


def structure_of(html: str) -> bytes | None:
    """A digest of the tags and attributes of a page, in order; None where they cannot be told without doubt."""
    if not html.startswith(_DOCTYPE) or _DOUBTFUL.search(html):
        return None
    parts, at = [], len(_DOCTYPE)
    while at < len(html):
        if text := _TEXT.match(html, at):
            # Whether there are words matters to where they may stand; which they are does not.
            parts.append(" " if text.group().isspace() else "w")
            at = text.end()
        elif tag := _TAG.match(html, at):
            parts.append(f"<{tag[1]}{_VALUE.sub('', tag[2])}{tag[3]}>")
            at = tag.end()
        else:
            return None
    return hashlib.sha256("\0".join(parts).encode()).digest()


@lru_cache(maxsize=8)  # a page is checked, and then its form is filled in
def parsed(html: str) -> tuple[Any, list[str]]:
    """The tree of a page, for XPath, without namespaces; and each fault that html5lib finds in it."""
    structure = structure_of(html)
    if structure is not None and structure in _ALIKE:
        return _by_lxml(html), []
    parser = html5lib.HTMLParser(
        tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False, strict=False
    )
    tree = parser.parse(html)
    faults = [f"line {place[0]}: {code} {data or ''}" for place, code, data in parser.errors]
    if structure is not None and not faults and list(_outline(tree)) == list(_outline(_by_lxml(html))):
        _ALIKE.add(structure)
    return tree, faults


def _by_lxml(html: str) -> Any:
    root = lxml.html.document_fromstring(html)
    for area in root.iter("textarea"):  # as the standard says of the line break after the opening tag
        if area.text and area.text.startswith("\n"):
            area.text = area.text[1:]
    for name in _SWITCHES:
        for element in root.xpath(f"//*[@{name}='{name}']"):
            element.set(name, "")
    return root.getroottree()


def _outline(tree: Any) -> Iterator[tuple[Any, ...]]:
    """All that the checks and the forms read: elements in order and depth, their attributes and their words."""
    for element in tree.getroot().iter():
        depth = sum(1 for _ in element.iterancestors())
        text, tail = element.text or "", element.tail or ""
        if element.tag not in {"textarea", "pre"}:  # elsewhere many spaces are as good as one
            text = " ".join(text.split())
        yield depth, element.tag, sorted(element.attrib.items()), text, " ".join(tail.split())
