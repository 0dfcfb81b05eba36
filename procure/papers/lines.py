"""Lines into passages, for papers that have nothing but lines: PDF and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .contents import is_title_of_contents, without_contents
from .headings import (
    BULLET,
    CLAUSE,
    ENDS,
    TOP_OF_PAGE,
    UNDERLINE,
    WITHIN,
    Levels,
    Line,
    continues_heading,
    follows_in_number,
    heading_level,
    is_guess,
    stands_beside,
)
from .passages import Gathering, Unit

_MARK = re.compile(r"\s*[-*+•●▪◦‣–—·➢✓\uf0b7\uf0a7\uf0d8\uf0fc]\s+(?=\S)")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})\s*$")
#: A page number of the front matter by itself.
_ROMAN = re.compile(r"\s*[ivxl]{1,6}\s*$")
#: “(20) Working Days”, which may stand at the beginning of a line and number nothing.
_BRACKETED_NUMBER = re.compile(r"\s*\(\d")
__all__ = ["Line", "gather"]
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|cf|approx|incl|nos?)\.$", re.IGNORECASE)
_SHORT = 0.8
#: Shares of the usual width: a line that ends before it ends, and one that fills its column.
_FULL = 0.55
#: Lines within which a bracket that was opened is closed.
_LONGEST_BRACKET = 12


def gather(lines: Iterable[Line], into: Gathering, *, body: float = 0.0, unit: Unit = Unit.LINE) -> None:
    """Headings, paragraphs and items of ``lines``. ``body`` is the size of the running text, 0 where sizes are
    unknown.
    """
    lines = without_contents([line for line in lines if not _LEADERS.search(line.text)])
    widest = _usual_width(lines)
    larger = sorted({line.size for line in lines if body and line.size > body * 1.12}, reverse=True)
    opened: list[Line] = []
    levels = Levels(has_sizes=bool(body))

    def close() -> None:
        if opened:
            into.passage(_joined(opened), page=opened[0].page, number=opened[0].number, unit=unit)
            opened.clear()

    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.text.strip() or UNDERLINE.match(line.text) or _ROMAN.match(line.text):
            close()
        elif level := heading_level(lines, at, body, larger, carries_on=_carries_on(opened, line, widest)):
            close()
            text = line.text
            is_at_top = at < TOP_OF_PAGE or lines[at - TOP_OF_PAGE].page != line.page
            if is_title_of_contents(text):
                into.close(levels.of(line, level, body, is_at_top=is_at_top))
                at += 1
                continue
            if not body and is_guess(lines, at):
                into.guessed_heading(level, line.text, page=line.page, number=line.number, unit=unit)
                at += 1
                continue
            while at + 1 < len(lines) and continues_heading(line, lines[at + 1], body):
                at += 1
                text += " " + lines[at].text
            into.heading(levels.of(line, level, body, is_at_top=is_at_top), text)
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
    if not opened or CLAUSE.match(line.text):
        return False
    last = opened[-1]
    before = last.text.rstrip()
    is_wide = len(before) >= widest * _FULL
    if BULLET.match(line.text) and not (
        is_wide and before[-1:].isalpha() and _BRACKETED_NUMBER.match(line.text) and line.gap < WITHIN
    ):
        return False
    if line.page == last.page and line.gap > (
        1.75 if before.endswith(ENDS) or len(before) < widest * _SHORT else 2.6
    ):  # lines may stand wide apart; a full one without an end goes on all the same
        return False
    if line.size and last.size and abs(line.size - last.size) > 0.6:
        return False
    if stands_beside(last, line) or follows_in_number(opened[0], line):
        return False
    if line.page != last.page and line.is_bold and not last.is_bold:
        return False
    if before.endswith((":", ";")):
        return False
    if line.text.lstrip()[:1].islower() or _is_within_brackets(opened):
        return True
    is_cut = _ABBREVIATED.search(before) is not None
    is_ended = before.endswith(ENDS) and not is_cut
    if is_ended and (len(before) < widest * _SHORT or line.page != last.page):
        return False
    return is_wide or is_cut or before.endswith((",", "and", "or", "the", "of", "to"))


def _is_within_brackets(opened: list[Line]) -> bool:
    """Whether a bracket that was opened a few lines ago is not closed yet."""
    text = " ".join(line.text for line in opened[-_LONGEST_BRACKET:])
    return text.rfind("(") > text.rfind(")") and text.count("(") > text.count(")")


def _joined(lines: list[Line]) -> str:
    """One text of several lines. A word that was parted by a soft hyphen is put together; another hyphen stays."""
    text = ""
    for line in lines:
        words = line.text.strip()
        if text.endswith("\xad"):
            text = text[:-1] + words
        elif re.search(r"\w-$", text[-2:]) and words[:1].islower():
            text += words
        else:
            text = f"{text} {words}" if text else words
    return _MARK.sub("", text, count=1) if _MARK.match(text) else text
