"""Our own HTML read for word processors: what its blocks are, and the text inside a paragraph as stretches that each
look one way (runs, spans). It knows the elements that our templates use and refuses any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
CONTAINERS = frozenset({"div", "section", "main"})
BLOCKS = frozenset({"p", "ul", "ol", "table", "blockquote", "div", "section", *HEADINGS})
#: Styles of paragraphs by the class of the element.
PARAGRAPH_STYLES = {
    "spec-draft": "Draft Mark",
    "spec-tags": "Tags",
    "spec-source": "Note",
    "spec-question": "Question",
    "spec-answer": "Answer",
}
#: Parts of the text width that columns have, in percent, for tables whose columns are not equal.
COLUMN_SHARES = {
    "spec-measures": (34, 19, 19, 28),
    "spec-frame": (11, 35, 34, 20),
    "spec-conditions": (11, 35, 30, 24),
    "spec-criteria": (46, 14, 26, 14),
}
#: Millimetres between the margins of a page, and those of the first column of a table of facts.
TEXT_WIDTH, FACT_WIDTH = 160, 49.4
_INLINE = frozenset({"strong", "em", "span", "bdi", "a", "br"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
BREAK = "\v"
"""Stands for a line break among the text of a paragraph; text itself never holds it, as it is cleaned."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text is set."""

    bold: bool = False
    italic: bool = False
    right_to_left: bool = False
    missing: bool = False
    language: str = ""
    link: str = ""


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that looks one way, or a line break."""

    text: str
    look: Look


def stretches_of_text(text: str | None, look: Look) -> list[Stretch]:
    """One stretch, or none where there is no text."""
    return [Stretch(text, look)] if text else []


def inline(element: Any, look: Look, own: bool = False, leave_out: Iterable[str] = ()) -> list[Stretch]:
    """The text inside an element with its look; ``own`` when the element itself is the block around it."""
    tag = element.tag
    if tag == "br":
        return [Stretch(BREAK, look)]
    if not own:
        if tag not in _INLINE:
            raise ValueError(f"A word processor's file cannot show the element {tag!r} inside a paragraph.")
        look = replace(
            look,
            bold=look.bold or tag == "strong",
            italic=look.italic or tag == "em",
            right_to_left=look.right_to_left or element.get("dir") == "rtl",
            missing=look.missing or "spec-missing" in (element.get("class") or ""),
            language=element.get("lang") or look.language,
            link=element.get("href") or "" if tag == "a" else look.link,
        )
    else:
        around = element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
        look = replace(look, right_to_left=element.get("dir") == "rtl", language=around)
    stretches = stretches_of_text(element.text, look)
    for child in element:
        if child.tag not in leave_out and isinstance(child.tag, str):
            stretches += inline(child, look)
        stretches += stretches_of_text(child.tail, look)
    return stretches


def tidied(stretches: list[Stretch]) -> list[Stretch]:
    """Stretches with white space as a browser shows it: one space between words, none at the ends of lines."""
    tidy: list[Stretch] = []
    at_line_start = True
    for stretch in stretches:
        text = _SPACE.sub(" ", stretch.text)
        if at_line_start:
            text = text.lstrip(" ")
        if text == BREAK and tidy:
            tidy[-1] = replace(tidy[-1], text=tidy[-1].text.rstrip(" "))
        if text:
            at_line_start = text.endswith((" ", BREAK))
            tidy.append(replace(stretch, text=text))
    while tidy and not tidy[-1].text.strip(f" {BREAK}"):
        tidy.pop()
    if tidy:
        tidy[-1] = replace(tidy[-1], text=tidy[-1].text.rstrip(f" {BREAK}"))
    return [stretch for stretch in tidy if stretch.text]
