"""Lines into passages, for papers that have nothing but lines: PDF and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .passages import Gathering, Unit, squeezed

_MARK = re.compile(r"\s*[-*+•●▪◦‣–—·➢✓\uf0b7\uf0a7\uf0d8\uf0fc]\s+(?=\S)")
_BULLET = re.compile(
    r"\s*(?:[-*+•●▪◦‣–—·o➢✓\uf0b7\uf0a7\uf0d8\uf0fc]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+\S", re.IGNORECASE
)
_CLAUSE = re.compile(r"\s*\d{1,2}(?:\.\d{1,3}){1,4}\.?\s+\S")
_NUMBER = re.compile(r"\s*(?:(?:part|section|schedule|annex|appendix|chapter)\s+[\dA-Z]{1,3}\b[.:]?|"
                     r"(?P<digits>[A-Z]?\d{1,2}(?:\.\d{1,3}){0,4})\.?(?=\s))\s*", re.IGNORECASE)  # fmt: skip
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}\s*$")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*$")
_ENDS = (".", "!", "?", ":", ";")
_VERBAL = re.compile(r"\b(?:must|shall|should|will|may|can|is|are|has|have)\b", re.IGNORECASE)
_MOST_WORDS_OF_A_HEADING = 12
_MOST_WORDS_OF_A_LONE_LINE = 6
_SHORT = 0.8
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands. ``size`` and ``is_bold`` are of its type, ``gap`` the white above it in line heights; all
    are 0 or False where nothing is known of them.
    """

    text: str
    page: int
    number: int
    size: float = 0.0
    is_bold: bool = False
    gap: float = 0.0


def gather(lines: Iterable[Line], into: Gathering, *, body: float = 0.0, unit: Unit = Unit.LINE) -> None:
    """Headings, paragraphs and items of ``lines``. ``body`` is the size of the running text, 0 where sizes are
    unknown.
    """
    lines = [line for line in lines if not _CONTENTS.search(line.text)]
    widest = _usual_width(lines)
    larger = sorted({line.size for line in lines if body and line.size > body * 1.12}, reverse=True)
    opened: list[Line] = []

    def close() -> None:
        if opened:
            into.passage(_joined(opened), page=opened[0].page, number=opened[0].number, unit=unit)
            opened.clear()

    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.text.strip() or _UNDERLINE.match(line.text):
            close()
        elif level := _heading_level(lines, at, body, larger, carries_on=_carries_on(opened, line, widest)):
            close()
            text = line.text
            if not body and _is_guess(lines, at):
                into.guessed_heading(level, line.text, page=line.page, number=line.number, unit=unit)
                at += 1
                continue
            while at + 1 < len(lines) and _continues_heading(line, lines[at + 1], body):
                at += 1
                text += " " + lines[at].text
            into.heading(level, text)
        else:
            if opened and not _carries_on(opened, line, widest):
                close()
            opened.append(line)
        at += 1
    close()
    into.finish()


def _usual_width(lines: list[Line]) -> int:
    lengths = sorted(len(line.text.rstrip()) for line in lines if len(line.text.split()) > 3)
    return lengths[len(lengths) * 9 // 10] if lengths else 80


def _carries_on(opened: list[Line], line: Line, widest: int) -> bool:
    """Whether a line is the next of the paragraph that is open."""
    if not opened or _BULLET.match(line.text) or _CLAUSE.match(line.text):
        return False
    last = opened[-1]
    if line.page == last.page and line.gap > 1.75:
        return False
    if line.size and last.size and abs(line.size - last.size) > 0.6:
        return False
    before = last.text.rstrip()
    if before.endswith((":", ";")):
        return False
    if line.text.lstrip()[:1].islower():
        return True
    if before.endswith(_ENDS) and len(before) < widest * _SHORT:
        return False
    if line.page != last.page and before.endswith(_ENDS):
        return False
    return len(before) >= widest * 0.6 or before.endswith((",", "and", "or", "the", "of", "to"))


def _heading_level(lines: list[Line], at: int, body: float, larger: list[float], *, carries_on: bool) -> int:
    """The level of the heading that a line is, 0 where it is none."""
    line = lines[at]
    text = squeezed(line.text)
    number = _NUMBER.match(text)
    words = text[number.end() :] if number else text
    if number and not words and not carries_on:  # “Section A” by itself
        return 1
    if not _reads_as_heading(words):
        return 0
    depth = (number["digits"] or "").count(".") + 1 if number else 0
    if body and line.size > body * 1.12:
        return min(depth or larger.index(line.size) + 1, _DEEPEST)
    if body and line.is_bold and not carries_on and not _bold_before(lines, at):
        return min(depth or len(larger) + 1, _DEEPEST)
    if carries_on:
        return 0
    if at + 1 < len(lines) and not body and _UNDERLINE.match(lines[at + 1].text):
        return 1 if "=" in lines[at + 1].text else 2
    if words.isupper() and len(words) > 3 and len(words.split()) <= 8:
        return depth or 1
    if not number:
        return _DEEPEST if not body and _is_guess(lines, at) and not _VERBAL.search(words) else 0
    return (
        depth
        if number and words[:1].isupper() and not _VERBAL.search(words) and len(words.split()) <= 8
        else 0
    )


def _is_guess(lines: list[Line], at: int) -> bool:
    """Whether only its standing alone, a few words between white, makes a heading of a line of plain text."""
    text = squeezed(lines[at].text)
    if _NUMBER.match(text) or _BULLET.match(lines[at].text) or text.isupper() or text.endswith(_ENDS):
        return False
    before = lines[at - 1].text.strip() if at else ""
    after = lines[at + 1].text.strip() if at + 1 < len(lines) else "the end"
    return not before and not after and text[:1].isupper() and len(text.split()) <= _MOST_WORDS_OF_A_LONE_LINE


def _reads_as_heading(words: str) -> bool:
    return (
        bool(words)
        and words[:1].isalnum()
        and any(c.isalpha() for c in words)
        and len(words.split()) <= _MOST_WORDS_OF_A_HEADING
        and not words.endswith((".", ";", ",", "!"))
    )


def _bold_before(lines: list[Line], at: int) -> bool:
    """Bold lines one under another are a paragraph in bold, unless white stands between."""
    return at > 0 and lines[at - 1].is_bold and 0 < lines[at].gap < 1.4 and bool(lines[at - 1].text.strip())


def _continues_heading(first: Line, line: Line, body: float) -> bool:
    return (
        bool(body)
        and line.page == first.page
        and line.size == first.size > body * 1.12
        and 0 < line.gap < 1.6
        and not _NUMBER.match(line.text)
    )


def _joined(lines: list[Line]) -> str:
    """One text of several lines. A word that was parted by a soft hyphen is put together; another hyphen stays."""
    text = ""
    for line in lines:
        words = line.text.strip()
        if text.endswith("\xad"):
            text = text[:-1] + words
        elif re.search(r"\w-$", text) and words[:1].islower():
            text += words
        else:
            text = f"{text} {words}" if text else words
    return _MARK.sub("", text, count=1) if _MARK.match(text) else text
