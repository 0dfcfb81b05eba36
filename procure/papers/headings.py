"""Lines that are headings, and how deep each stands: told by type, numbers, white and what is beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from .passages import squeezed

BULLET = re.compile(
    r"\s*(?:[-*+•●▪◦‣–—·o➢✓\uf0b7\uf0a7\uf0d8\uf0fc]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+\S", re.IGNORECASE
)
CLAUSE = re.compile(r"\s*\d{1,3}(?:\.\d{1,3}){1,4}\.?\s+\S")
NUMBER = re.compile(r"\s*(?:(?:part|section|schedule|annex|appendix|chapter)\s+[\dA-Z]{1,3}\b[.:]?|"
                    r"(?P<digits>[A-Z]?\d{1,3}(?:\.\d{1,3}){0,4})\.?(?=\s))\s*", re.IGNORECASE)  # fmt: skip
ENDS = (".", "!", "?", ":", ";")
UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*$")
#: What somebody is to fill in or to sign: no heading, however it is set.
_BLANK = re.compile(
    r"_{3,}|\.{5,}|\[insert|^(?:for (?:&|and) on behalf|by their|signature|signed|(?:with )?stamp|dear)\b|"
    r"^(?:to|name|date|place|seal|position|designation|address|telephone|e-?mail|witness)\b[\s:.\-–/&]*(?:\[|$)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"[A-Z]\.?\s+(?=[A-Z]{3})")
#: “Work package B”, which stands where “Work package A” stood.
_SERIES = re.compile(r"(?P<words>[A-Za-z][A-Za-z ]{2,30}?) (?P<which>[A-Z]|\d{1,2})(?![\w.])")
_NO_SERIES = frozenset({"table", "figure", "box", "note", "example"})
#: What no heading ends with: the line goes on.
_GOES_ON = re.compile(r"(?:\w-|\b(?:a|an|and|at|by|for|from|in|of|on|or|the|to|with))$", re.IGNORECASE)
#: Marks of a cell that somebody ticked or is to tick.
_TICKED = re.compile("[✓✔✗✘☐☑☒□■]")
_VERBAL = re.compile(r"\b(?:must|shall|should|will|may|can|is|are|has|have)\b", re.IGNORECASE)
_MOST_WORDS_OF_A_HEADING = 12
_MOST_WORDS_OF_A_LONE_LINE = 6
#: Of a line of running type that only its number sets apart, unless the next number stands below it.
_MOST_WORDS_OF_A_NUMBERED_LINE = 8
_DEEPEST = 6
#: Lines of a page within which a heading may be the title of what the page begins.
TOP_OF_PAGE = 3
#: Characters of a bold line that its column may have broken.
_FULL_HEADING = 40
#: The white between two lines of one paragraph, in line heights.
WITHIN = 1.35
#: Line heights within which two lines stand equally high. What is raised stands a little higher.
_SAME_HEIGHT = 0.1
#: Lines before and after a label among which the other cells of its row are.
_AROUND = 4
#: Line heights by which a line may stand higher than the one before it and still be below it.
_LEVEL = 0.5


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
    #: How high on the page it stands, 0 where nothing is known of it.
    height: float = 0.0


def heading_level(lines: list[Line], at: int, body: float, larger: list[float], *, carries_on: bool) -> int:
    """The level of the heading that a line is, 0 where it is none."""
    line = lines[at]
    text = squeezed(line.text)
    number = NUMBER.match(text)
    words = text[number.end() :] if number else text
    if number and not words and not number["digits"] and not carries_on:  # “Section A” by itself
        return 1
    is_part = bool(line.is_bold and number and not number["digits"])  # “APPENDIX B - Response times;”
    words = words.lstrip("-–—: ") if is_part else words
    if not _reads_as_heading(words, is_numbered=is_part) or (body and _goes_on(lines, at, body)):
        return 0
    if body and line.size <= body * 1.12 and _is_in_a_row(lines, at):
        return 0
    depth = _depth_of(number["digits"]) if number else 0
    if body and line.size > body * 1.12:
        return min(depth or larger.index(line.size) + 1, _DEEPEST)
    if body and line.is_bold and not carries_on and not _bold_before(lines, at):
        return min(depth or len(larger) + 1, _DEEPEST)
    if carries_on:
        return 0
    if at + 1 < len(lines) and not body and UNDERLINE.match(lines[at + 1].text):
        return 1 if "=" in lines[at + 1].text else 2
    if words.isupper() and len(words) > 3 and len(words.split()) <= 8:
        return depth or (len(larger) + 1 if body else 1)
    if not number:
        return _DEEPEST if not body and is_guess(lines, at) and not _VERBAL.search(words) else 0
    if (
        _is_listed(lines, at)
        or (body and _wraps(lines, at))
        or _VERBAL.search(words)
        or not words[:1].isupper()
    ):
        return 0
    return depth if len(words.split()) <= _MOST_WORDS_OF_A_NUMBERED_LINE or _is_parent(lines, at) else 0


def _is_parent(lines: list[Line], at: int) -> bool:
    """Whether the number of the next line stands below that of this one: 25.1 below 25."""
    own = NUMBER.match(squeezed(lines[at].text))
    following = next((line.text for line in islice(lines, at + 1, at + 1 + _AROUND) if line.text.strip()), "")
    return own is not None and own["digits"] is not None and _parents_of(following) == own["digits"]


def _is_listed(lines: list[Line], at: int) -> bool:
    """Whether a line that only its number sets apart has a neighbour of the same kind beside it, with nothing between:
    then both are items, and no words are to be lost.
    """
    own = _parents_of(lines[at].text)
    if own is None:
        return False
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(lines) and not lines[near].text.strip():
            near += step
        if 0 <= near < len(lines) and not lines[near].is_bold and _parents_of(lines[near].text) == own:
            return True
    return False


def _parents_of(text: str) -> str | None:
    """What a number stands below: “3.1” for 3.1.4, nothing for 3; None where there is no number."""
    number = NUMBER.match(squeezed(text))
    if number is None or not number["digits"]:
        return None
    return number["digits"].rpartition(".")[0] if "." in number["digits"] else ""


def _wraps(lines: list[Line], at: int) -> bool:
    """Whether the next line stands as close as lines of one paragraph do, in the same type: then this is its first."""
    following = lines[at + 1] if at + 1 < len(lines) else None
    return (
        following is not None
        and following.page == lines[at].page
        and 0 < following.gap < WITHIN
        and following.size == lines[at].size
        and following.is_bold == lines[at].is_bold
        and not NUMBER.match(following.text)
        and not BULLET.match(following.text)
    )


def follows_in_number(first: Line, line: Line) -> bool:
    """Whether a line begins with the whole number after that of ``first``, as rows and items do without a full stop."""
    numbers = [NUMBER.match(squeezed(each.text)) for each in (first, line)]
    digits = [found["digits"] or "" for found in numbers if found]
    return (
        len(digits) == 2 and all(each.isdecimal() for each in digits) and int(digits[1]) == int(digits[0]) + 1
    )


def stands_beside(before: Line, line: Line) -> bool:
    """Whether a line stands as high as the one before it, or well above it, on the same page: in another cell."""
    if before.page != line.page or not before.height or not line.height:
        return False
    rise = (line.height - before.height) / (line.size or 10.0)
    return abs(rise) < _SAME_HEIGHT or rise > 1


def _is_in_a_row(lines: list[Line], at: int) -> bool:
    """Whether one of the lines around stands as high as this one, or higher and yet after it: cells of a table do, and
    a bold one is the label of its row or its column.
    """
    line = lines[at]
    if not line.height:
        return False
    before = [each for each in lines[max(0, at - _AROUND) : at] if each.page == line.page]
    after = [each for each in lines[at + 1 : at + 1 + _AROUND] if each.page == line.page]
    near = _LEVEL * line.size
    return any(each.height < line.height + near for each in before) or any(
        each.height > line.height - near for each in after
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
        and not BULLET.match(following.text)
        and not continues_heading(lines[at], following, body)
    )


def _depth_of(digits: str | None) -> int:
    """How deep a number is: 2 for 3.1, and 1 for 3 and for 3.0."""
    return re.sub(r"(?:\.0)+$", "", digits or "").count(".") + 1


class Levels:
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
        #: The level of the annex, schedule or part that what has no number stands below, 0 outside any.
        self.holds = 0
        #: The page that it began on.
        self.held_from = 0
        #: The number of the last clause of any series.
        self.last = 0
        #: “work package”: the level of its last member, and which that was.
        self.series: dict[str, tuple[int, str]] = {}
        #: The looks of headings without numbers that stand within a series of numbers.
        self.looks: set[tuple[float, bool]] = set()

    def of(self, line: Line, level: int, body: float, *, is_at_top: bool = False) -> int:
        """The level of a heading that by its own look has ``level``; ``is_at_top`` where it may be the title of what
        its page begins. What has no sizes keeps it.
        """
        if not self.has_sizes:
            return level
        text = squeezed(line.text)
        number = NUMBER.match(text)
        if number and number["digits"]:
            first = re.sub(r"\D.*", "", number["digits"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            if self.base is None or (int(first or 0) == 1 and _depth_of(number["digits"]) == 1):
                # A series that begins in the middle has lost the numbers of what is beside it, unless it goes on.
                is_whole = int(first or 0) <= 1 or int(first) == self.last + 1
                self.base = self.title if is_whole else max(0, self.title - 1)
                if self.part is not None:
                    self.base = self.part - 1 if self.is_begun else self.part
                    self.part = None if self.is_begun else self.part
            self.is_begun, self.last = True, int(first or 0)
            return self.base + _depth_of(number["digits"])
        if _LETTERED.match(text):
            self.base = self.title + 1 if self.base is None else max(1, self.base)
            self.part, self.is_begun = self.base, False
            return self.base
        name, which = _member_of_a_series(text)
        if name in self.series and which > self.series[name][1]:
            level = self.series[name][0]
            self.series[name] = level, which
            if self.base is not None and level <= self.base + 1:  # whatever number comes next stands below it
                self.title = self.base = level
            if number:
                self.holds, self.held_from = level, line.page
            return level
        look = (line.size, line.is_bold)
        is_title = (
            line.size > body * 1.12
            or bool(number)
            or (is_at_top and look not in self.looks and line.page != self.held_from)
        )
        if self.base is not None and not is_title:
            level = self.base + 2
            self.looks.add(look)
        else:
            if self.base is not None:  # what begins anew leaves the series that ends here
                level = min(level, self.base + 1)
            elif self.holds and not is_title:  # below the annex that the page began with
                level = max(level, self.holds + 1)
            if is_title or text.isupper():
                self.title, self.base, self.part = level, None, None
                self.holds = level if number else self.holds if level > self.holds else 0
                self.held_from = line.page if number else self.held_from
        if name:
            self.series[name] = level, which
        return level


def _member_of_a_series(text: str) -> tuple[str, str]:
    """“work package” and “ B” of “Work package B: mobilisation”; nothing of any other heading."""
    found = _SERIES.match(text)
    name = found["words"].casefold() if found else ""
    return (name, found["which"].rjust(2)) if found and name not in _NO_SERIES else ("", "")


def is_guess(lines: list[Line], at: int) -> bool:
    """Whether only its standing alone, a few words between white, makes a heading of a line of plain text."""
    text = squeezed(lines[at].text)
    if NUMBER.match(text) or BULLET.match(lines[at].text) or text.isupper() or text.endswith(ENDS):
        return False
    before = lines[at - 1].text.strip() if at else ""
    after = lines[at + 1].text.strip() if at + 1 < len(lines) else "the end"
    return not before and not after and text[:1].isupper() and len(text.split()) <= _MOST_WORDS_OF_A_LONE_LINE


def _reads_as_heading(words: str, *, is_numbered: bool = False) -> bool:
    if _BLANK.search(words) or _GOES_ON.search(words) or _is_stem(words) or _TICKED.search(words):
        return False
    if words.count("(") > words.count(")") or words.count("[") > words.count("]"):
        return False
    if words[:1].islower() and not re.match(r"[a-z]-?[A-Z]|e-", words):
        return False
    return (
        bool(words)
        and words[:1].isalnum()
        and sum(c.isalpha() for c in words) > 1
        and len(words.split()) <= _MOST_WORDS_OF_A_HEADING
        and not words.endswith((".", ",", "!"))
        and not (words.endswith(";") and not is_numbered)
    )


def _bold_before(lines: list[Line], at: int) -> bool:
    """Bold lines one under another are a paragraph in bold, unless white stands between."""
    return at > 0 and lines[at - 1].is_bold and 0 < lines[at].gap < 1.4 and bool(lines[at - 1].text.strip())


def continues_heading(first: Line, line: Line, body: float) -> bool:
    """Whether ``line`` is the second of a heading that ``first`` begins."""
    if not body or line.page != first.page or line.size != first.size or NUMBER.match(line.text):
        return False
    if first.size > body * 1.12:
        return 0 < line.gap < 1.6
    is_full = len(first.text) >= _FULL_HEADING or first.text.rstrip().endswith(("-", "–", "—"))
    return first.is_bold and line.is_bold and is_full and 0 < line.gap < WITHIN
