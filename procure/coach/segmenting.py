"""A document into statements: sentences, bullets, numbered clauses and cells of tables, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .reading import Statement

_BULLET = re.compile(
    r"[ \t]*(?:[-*+•●▪◦‣–—·o](?=[ \t])|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)](?=[ \t])"
    r"|\d{1,3}(?:\.\d{1,3}){1,4}\.?(?=[ \t]))[ \t]+"
)
_HASH_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+(?P<words>.*?)[ \t]*#*[ \t]*$")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,4}\.?[ \t]+")
_RULE = re.compile(r"[ \t]*(?:[-=_*]{3,}|\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?)[ \t]*$")
_CELL = re.compile(r"[^|\t]+")
_VERBAL = re.compile(r"\b(?:must|shall|should|will|may|can|is|are|to)\b", re.IGNORECASE)
#: An end of a sentence: a mark, perhaps a closing quotation mark, a gap, and something that can begin the next.
_END = re.compile(r"[.!?][\"”’)\]]*(?=\s+[\"“‘(\[]?[A-Z0-9])")
_ABBREVIATIONS = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|no|nos|ref|refs|fig|figs|cl|para|paras|vs|cf|incl|min|max|mr|mrs|ms|dr|prof|st|"
    r"ltd|co|inc|dept|s|ss|art|reg|regs|sch|vol|ed|tel|ext|hrs|wk|pt)|\b[A-Z]|(?:^|\s)\(?\d{1,2})\.[\"”’)\]]*$",
    re.IGNORECASE,
)
_LONGEST_HEADING = 90


def segment(text: str) -> list[Statement]:
    """The statements of ``text`` in order, each with its place and the last heading above it.

    A bullet, a numbered clause and a cell of a table are statements, whole or not; a paragraph is split into
    sentences; lines that were wrapped are read on. Bullets' marks and headings' numbers are left out, and a
    heading is not itself a statement. ``text[statement.start:statement.end] == statement.text`` always holds.
    """
    statements: list[Statement] = []
    heading = ""
    for start, end, is_row in _blocks(text):
        block = text[start:end]
        words = None if is_row else _heading_in(block, text, end)
        if words is not None:
            heading = words
            continue
        pieces = _cells(block) if is_row else _sentences(block)
        for first, last in pieces:
            first, last = _trimmed(block, first, last)
            if any(c.isalnum() for c in block[first:last]):
                place = start + first, start + last
                statements.append(Statement(text[place[0] : place[1]], *place, heading))
    return statements


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Paragraphs, bullets and rows of tables: where each begins and ends, and whether it is a row."""
    opened: int | None = None
    closed = 0
    for line in re.finditer(r"[^\n\r]+", text):
        words = line[0]
        if opened is not None and _breaks(text, closed, line.start(), words):
            yield opened, closed, False
            opened = None
        if not words.strip() or _RULE.match(words):
            if opened is not None:
                yield opened, closed, False
                opened = None
            continue
        if _is_row(words):
            if opened is not None:
                yield opened, closed, False
                opened = None
            yield line.start(), line.end(), True
            continue
        if opened is None:
            bullet = _BULLET.match(words)
            opened = line.start() + (bullet.end() if bullet and not _numbers_a_heading(words) else 0)
        closed = line.end()
    if opened is not None:
        yield opened, closed, False


def _breaks(text: str, closed: int, start: int, words: str) -> bool:
    """Whether a line begins something new, and does not carry on the one above."""
    between = text[closed:start]
    if between.count("\n") > 1 or between.count("\r") > 2:
        return True
    if _BULLET.match(words) or _HASH_HEADING.match(words) or _is_row(words):
        return True
    before = text[:closed].rstrip()
    line_above = before[before.rfind("\n") + 1 :]
    if _HASH_HEADING.match(line_above):
        return True
    if before.endswith((".", "!", "?", ":", ";")):
        return True
    begins_small = words.lstrip()[:1].islower()
    return not begins_small and len(line_above) < _LONGEST_HEADING * 0.6


def _is_row(words: str) -> bool:
    inner = words.strip().strip("|")
    return ("|" in inner and words.count("|") > 1) or bool(re.search(r"\S\t+\S", words))


def _numbers_a_heading(words: str) -> bool:
    number = _NUMBER.match(words.strip())
    return bool(number) and _reads_as_heading(words.strip()[number.end() :])  # type: ignore[union-attr]


def _reads_as_heading(words: str) -> bool:
    return (
        0 < len(words) <= _LONGEST_HEADING
        and words[:1].isupper()
        and not words.endswith((".", ";", ",", "!", "?", "; and", "; or"))
        and not _VERBAL.search(words)
        and len(words.split()) <= 8
        and not re.search(r"\d", words)
    )


def _heading_in(block: str, text: str, end: int) -> str | None:
    """The words of a heading, or None for what is not one. A short line is one where more text follows it."""
    marked = _HASH_HEADING.match(block)
    if marked:
        return marked["words"]
    words = block.strip()
    number = _NUMBER.match(words)
    if number and _reads_as_heading(words[number.end() :]):
        return words[number.end() :]
    if "\n" in words or not _reads_as_heading(words.rstrip(":")):
        return None
    capitals = words.isupper() and len(words) > 3
    underlined = re.match(r"\r?\n[=-]{3,}[ \t]*(?:\r?\n|$)", text[end:])
    return words.rstrip(":") if capitals or underlined else None


def _cells(block: str) -> Iterator[tuple[int, int]]:
    for cell in _CELL.finditer(block):
        yield cell.start(), cell.end()


def _sentences(block: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for end in _END.finditer(block):
        if _ABBREVIATIONS.search(block[begin : end.end()]):
            continue
        yield begin, end.end()
        begin = end.end()
    yield begin, len(block)


def _trimmed(block: str, first: int, last: int) -> tuple[int, int]:
    while first < last and block[first].isspace():
        first += 1
    while last > first and block[last - 1].isspace():
        last -= 1
    return first, last
