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
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})\s*$")
#: A page number of the front matter by itself.
_ROMAN = re.compile(r"\s*[ivxl]{1,6}\s*$")
#: What somebody is to fill in or to sign: no heading, however it is set.
_BLANK = re.compile(
    r"_{3,}|\.{5,}|\[insert|^(?:for (?:&|and) on behalf|by their|signature|signed|(?:with )?stamp|dear)\b|"
    r"^(?:to|name|date|place|seal|position|designation|address|telephone|e-?mail|witness)\b[\s:.\-–/&]*(?:\[|$)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"[A-Z]\.?\s+(?=[A-Z]{3})")
#: What no heading ends with: the line goes on.
_GOES_ON = re.compile(r"(?:\w-|\b(?:a|an|and|at|by|for|from|in|of|on|or|the|to|with))$", re.IGNORECASE)
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*$")
_ENDS = (".", "!", "?", ":", ";")
_VERBAL = re.compile(r"\b(?:must|shall|should|will|may|can|is|are|has|have)\b", re.IGNORECASE)
_MOST_WORDS_OF_A_HEADING = 12
_MOST_WORDS_OF_A_LONE_LINE = 6
_SHORT = 0.8
#: Shares of the usual width: a line that ends before it ends, and one that fills its column.
_FULL = 0.55
_DEEPEST = 6
#: Lines of a page within which a heading may be the title of what the page begins.
_TOP_OF_PAGE = 3


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
    levels = _Levels(has_sizes=bool(body))

    def close() -> None:
        if opened:
            into.passage(_joined(opened), page=opened[0].page, number=opened[0].number, unit=unit)
            opened.clear()

    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.text.strip() or _UNDERLINE.match(line.text) or _ROMAN.match(line.text):
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
            into.heading(levels.of(line, level, body), text)
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
    before = last.text.rstrip()
    if line.page == last.page and line.gap > (
        1.75 if before.endswith(_ENDS) or len(before) < widest * _SHORT else 2.6
    ):  # lines may stand wide apart; a full one without an end goes on all the same
        return False
    if line.size and last.size and abs(line.size - last.size) > 0.6:
        return False
    if before.endswith((":", ";")):
        return False
    if line.text.lstrip()[:1].islower():
        return True
    if before.endswith(_ENDS) and len(before) < widest * _SHORT:
        return False
    if line.page != last.page and before.endswith(_ENDS):
        return False
    return len(before) >= widest * _FULL or before.endswith((",", "and", "or", "the", "of", "to"))


def _heading_level(lines: list[Line], at: int, body: float, larger: list[float], *, carries_on: bool) -> int:
    """The level of the heading that a line is, 0 where it is none."""
    line = lines[at]
    text = squeezed(line.text)
    number = _NUMBER.match(text)
    words = text[number.end() :] if number else text
    if number and not words and not carries_on:  # “Section A” by itself
        return 1
    if not _reads_as_heading(words) or (body and _goes_on(lines, at, body)):
        return 0
    depth = _depth_of(number["digits"]) if number else 0
    if body and line.size > body * 1.12:
        return min(depth or larger.index(line.size) + 1, _DEEPEST)
    if body and line.is_bold and not carries_on and not _bold_before(lines, at):
        return min(depth or len(larger) + 1, _DEEPEST)
    if carries_on:
        return 0
    if at + 1 < len(lines) and not body and _UNDERLINE.match(lines[at + 1].text):
        return 1 if "=" in lines[at + 1].text else 2
    if words.isupper() and len(words) > 3 and len(words.split()) <= 8:
        return depth or (len(larger) + 1 if body else 1)
    if not number:
        return _DEEPEST if not body and _is_guess(lines, at) and not _VERBAL.search(words) else 0
    return (
        depth
        if number and words[:1].isupper() and not _VERBAL.search(words) and len(words.split()) <= 8
        else 0
    )


def _is_stem(words: str) -> bool:
    """“The tender shall comprise:”, which goes on in a list."""
    return words.endswith(":") and (
        bool(_VERBAL.search(words)) or len(words.split()) > _MOST_WORDS_OF_A_LONE_LINE
    )


def _goes_on(lines: list[Line], at: int, body: float) -> bool:
    """Whether the next line is the rest of this one."""
    following = lines[at + 1] if at + 1 < len(lines) else None
    return (
        following is not None
        and following.text.lstrip()[:1].islower()
        and not _BULLET.match(following.text)
        and not _continues_heading(lines[at], following, body)
    )


def _depth_of(digits: str | None) -> int:
    """How deep a number is: 2 for 3.1, and 1 for 3 and for 3.0."""
    return re.sub(r"(?:\.0)+$", "", digits or "").count(".") + 1


class _Levels:
    """Numbered headings stand below the title above the first of their series, and beside one another whatever
    stands between.
    """

    def __init__(self, *, has_sizes: bool) -> None:
        self.has_sizes = has_sizes
        #: The level that the running series of numbers stands below; None before there is one.
        self.base: int | None = None
        self.title = 0
        #: The level of parts with letters, while theirs is the last word, and whether a series began in the last.
        self.part: int | None = None
        self.is_begun = False

    def of(self, line: Line, level: int, body: float) -> int:
        """The level of a heading that by its own look has ``level``. What has no sizes keeps it."""
        if not self.has_sizes:
            return level
        text = squeezed(line.text)
        number = _NUMBER.match(text)
        if number and number["digits"]:
            first = re.sub(r"\D.*", "", number["digits"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            if self.base is None or (int(first or 0) == 1 and _depth_of(number["digits"]) == 1):
                # A series that begins in the middle has lost the numbers of what is beside it.
                self.base = self.title if int(first or 0) <= 1 else max(0, self.title - 1)
                if self.part is not None:
                    self.base = self.part - 1 if self.is_begun else self.part
                    self.part = None if self.is_begun else self.part
            self.is_begun = True
            return self.base + _depth_of(number["digits"])
        if _LETTERED.match(text):
            self.base = self.title + 1 if self.base is None else max(1, self.base)
            self.part, self.is_begun = self.base, False
            return self.base
        is_title = line.size > body * 1.12 or bool(number) or line.number <= _TOP_OF_PAGE
        if self.base is not None and not is_title:
            return self.base + 2
        if self.base is not None:  # what begins anew leaves the series that ends here
            level = min(level, self.base + 1)
        if is_title or text.isupper():
            self.title, self.base, self.part = level, None, None
        return level


def _is_guess(lines: list[Line], at: int) -> bool:
    """Whether only its standing alone, a few words between white, makes a heading of a line of plain text."""
    text = squeezed(lines[at].text)
    if _NUMBER.match(text) or _BULLET.match(lines[at].text) or text.isupper() or text.endswith(_ENDS):
        return False
    before = lines[at - 1].text.strip() if at else ""
    after = lines[at + 1].text.strip() if at + 1 < len(lines) else "the end"
    return not before and not after and text[:1].isupper() and len(text.split()) <= _MOST_WORDS_OF_A_LONE_LINE


def _reads_as_heading(words: str) -> bool:
    if _BLANK.search(words) or _GOES_ON.search(words) or _is_stem(words):
        return False
    if words[:1].islower() and not re.match(r"[a-z]-?[A-Z]|e-", words):
        return False
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
