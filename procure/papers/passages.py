"""What a paper is read into: passages, each with the headings above it and its place in the source."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from .blanks import asks_for_nothing


class Form(StrEnum):
    """What a paper is written in, found by looking at it."""

    DOCX = "docx"
    ODT = "odt"
    PDF = "pdf"
    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """As people call it."""
        return _LABELS[self]


_LABELS = {
    Form.DOCX: "Word document",
    Form.ODT: "OpenDocument text",
    Form.PDF: "PDF",
    Form.MARKDOWN: "Markdown",
    Form.HTML: "Web page",
    Form.TEXT: "Plain text",
    Form.NOTICE: "Imported notice",
}


class Unit(StrEnum):
    """What ``Passage.number`` counts: lines (of a page where there are pages), paragraphs, or fields of a notice."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one paper may take: bytes of the file, bytes unpacked, pages, characters and passages of text, bytes
    of memory, and seconds.
    """

    size: int = 20 * 1024 * 1024
    unpacked: int = 200 * 1024 * 1024
    #: How many times its packed size a large part may unpack to.
    ratio: int = 200
    parts: int = 5_000
    pages: int = 500
    characters: int = 3_000_000
    passages: int = 20_000
    memory: int = 1024 * 1024 * 1024
    seconds: int = 90


LIMITS = Limits()
MEGABYTE = 1024 * 1024


class Refused(ValueError):
    """A paper that is not read. The message says why and how to mend it; ``code`` is short and stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, an item of a list or a row of a table.

    ``page`` counts from 1, 0 where the paper has no pages. ``number`` counts from 1 in ``unit``. ``path`` is where a
    notice has it, empty for any other paper. ``headings`` go from the outermost in.
    """

    text: str
    headings: tuple[str, ...] = ()
    page: int = 0
    number: int = 0
    unit: Unit = Unit.PARAGRAPH
    path: str = ""

    @property
    def place_in_words(self) -> str:
        """``page 3, line 12``."""
        return place_in_words(self.page, self.unit, self.number, self.path)


def place_in_words(page: int, unit: str, number: int, path: str = "") -> str:
    """Where a passage is, for people: ``page 3, line 12``, ``paragraph 40``, or ``the field “Lots 2: description”``."""
    if path:
        return f"the field “{field_in_words(path)}”"
    return f"page {page}, {unit} {number}" if page else f"{unit} {number}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was read. ``pages`` is 0 where it has none; ``notes`` are sentences about what was left out."""

    form: Form
    passages: tuple[Passage, ...]
    pages: int = 0
    notes: tuple[str, ...] = ()


def field_in_words(path: str) -> str:
    """``releases/0/tender/lots/1/description`` as “Lots 2: description”."""
    names: list[str] = []
    for part in path.split("/"):
        if part.isdigit():
            names[-1:] = [f"{name} {int(part) + 1}" for name in names[-1:]]
        elif part not in ("releases", "tender"):
            names.append(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part).lower())
    *above, last = names or [path]
    words = f"{', '.join(above)}: {last}" if above else last
    return words[:1].upper() + words[1:]


def nothing_said(done: int, total: int) -> None:
    """For who does not care how far the reading has come."""


@dataclass
class Gathering:
    """Passages as they are found, held to the limits, under the headings met so far."""

    limits: Limits
    progress: Callable[[int, int], None] = nothing_said
    passages: list[Passage] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    characters: int = 0
    #: Places to fill in that were left out, and the pages that they stand on.
    blanks: int = 0
    blank_pages: set[int] = field(default_factory=set)
    #: The blank that came last, None once anything else has.
    _blank: str | None = None
    _headings: list[tuple[int, str]] = field(default_factory=list)
    _guessed: tuple[str, int, int, Unit] | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in force."""
        return tuple(text for _, text in self._headings)

    def heading(self, level: int, text: str) -> None:
        """A heading: what follows stands under it and those of lower levels above it."""
        self.finish()
        text = squeezed(text)[:LONGEST_HEADING]
        if asks_for_nothing(text):
            self._leave_out(0, text)
        elif text:
            self._blank = None
            self._headings = [*[each for each in self._headings if each[0] < level][-7:], (level, text)]

    def close(self, level: int) -> None:
        """What follows stands under none of the headings of ``level`` and below any more."""
        self.finish()
        self._headings = [each for each in self._headings if each[0] < level]

    def guessed_heading(self, level: int, text: str, *, page: int, number: int, unit: Unit) -> None:
        """A line that looks like a heading and may not be one: where nothing comes to stand under it, it is a passage,
        so that no words are lost.
        """
        self.heading(level, text)
        self._guessed = text, page, number, unit

    def finish(self) -> None:
        """Nothing more stands under the last heading: if it was guessed and has nothing, it is a passage."""
        if self._guessed is not None:
            text, page, number, unit = self._guessed
            self._guessed = None
            held, self._headings = self._headings, self._headings[:-1]
            self.passage(text, page=page, number=number, unit=unit)
            self._headings = held

    def passage(
        self,
        text: str,
        *,
        page: int = 0,
        number: int = 0,
        unit: Unit = Unit.PARAGRAPH,
        path: str = "",
        below: str = "",
    ) -> None:
        """A passage under the headings in force, and under ``below`` if given; several where it numbers its points in
        one run. Raises Refused beyond the limits.
        """
        text = squeezed(text)
        if (cells := _cells_of(text)) and not below and not path:
            self.row(cells, page=page, number=number, unit=unit)
            return
        if (labelled := _LABELLED_ITEM.match(text)) and not below and not path:
            text, below = text[labelled.end() :], labelled[1]
        for point in points_of(text):
            self._passage(point, page, number, unit, path, below)

    def _passage(self, text: str, page: int, number: int, unit: Unit, path: str, below: str) -> None:
        if not _SAYS_SOMETHING.search(text) or _JOINS.fullmatch(text):
            return
        if not path and (self._closes_a_blank(text) or self._is_blank(text)):
            self._leave_out(page, text)
            return
        self._guessed = self._blank = None
        self.characters += len(text)
        if self.characters > self.limits.characters or len(self.passages) >= self.limits.passages:
            raise Refused(
                "too_long",
                "The document holds more text than can be read at once. Split it into parts and upload each.",
            )
        headings = (*self.headings, squeezed(below)[:LONGEST_HEADING]) if below else self.headings
        self.passages.append(Passage(text, headings, page, number, unit, path))

    def _is_blank(self, text: str) -> bool:
        return asks_for_nothing(text, follows_a_blank=self._blank is not None)

    def _closes_a_blank(self, text: str) -> bool:
        """Whether a text is the rest of a blank whose bracket is open: “[Insert the title as” / “published]”."""
        before = self._blank or ""
        return (
            before.count("[") > before.count("]")
            and text.count("]") > text.count("[")
            and len(text.split()) <= _LONGEST_REST
        )

    def _leave_out(self, page: int, text: str) -> None:
        if not self._closes_a_blank(text):
            self.blanks += 1
        self.blank_pages.add(page)
        self._blank = text

    def tell_of_blanks(self, *, has_pages: bool) -> None:
        """A note about the places to fill in that were left out, where there were any."""
        if self.blanks:
            pages = sorted(self.blank_pages - {0}) if has_pages else []
            places = "1 place" if self.blanks == 1 else f"{self.blanks} places"
            where = f", on {pages_in_words(pages)}" if pages else ""
            self.notes.append(
                f"{places} to fill in, to tick or to sign {'was' if self.blanks == 1 else 'were'} left out{where}."
            )

    def row(self, cells: list[str], *, page: int = 0, number: int = 0, unit: Unit = Unit.PARAGRAPH) -> None:
        """A row of a table. Short cells are labels: of the longer ones beside them, or joined where all are short."""
        cells = [cell for cell in map(squeezed, cells) if cell]
        long = [cell for cell in cells if len(cell.split()) >= WORDS_OF_A_LABEL]
        if not cells:
            return
        if all(map(self._is_blank, cells)):
            self._leave_out(page, cells[-1])
            return
        if not long:
            joined = f"{cells[0].rstrip(':')}: {'; '.join(cells[1:])}" if len(cells) > 1 else cells[0]
            self.passage(joined, page=page, number=number, unit=unit)
            return
        is_labelled = len(cells) > 1 and cells[0] not in long
        for cell in cells[1:] if is_labelled else cells:
            self.passage(cell, page=page, number=number, unit=unit, below=cells[0] if is_labelled else "")


#: A word of two letters at least.
_SAYS_SOMETHING = re.compile(r"[^\W\d_]{2}")
#: What only joins the items of a list, or the parties of a contract.
_JOINS = re.compile(r"\W*(?:and|or|and\s*/\s*or|between)\W*", re.IGNORECASE)
#: Words of the end of a blank that began in the paragraph before.
_LONGEST_REST = 10
#: Pages that a note names.
_MOST_PAGES_NAMED = 8
LONGEST_HEADING = 200
WORDS_OF_A_LABEL = 5
#: Two numbers in a row may be of sentences; three count.
FEWEST_POINTS = 3


#: Upright strokes at both ends and between, and the line of dashes below a head.
_STROKED = re.compile(r"\|[^|]+(?:\|[^|]+)+\|")


#: “Standard ● The Supplier shall …”, “Standard 2.2 The Supplier …”: the label of a row, and the first item beside it.
_LABELLED_ITEM = re.compile(
    r"(\w[\w'’/-]*(?: [\w'’/-]+){0,3}(?= [●•▪] )|(?:Standards?|Requirements?|Objectives?|Measures?|Guidance|Scope)"
    r"(?= \d{1,3}(?:\.\d{1,3})+\.? [A-Z]))(?: [●•▪])? (?=\w)"
)


def _cells_of(text: str) -> list[str]:
    """The cells of a row that somebody drew with upright strokes; none for other text."""
    return [cell.strip(" -:") for cell in text[1:-1].split("|")] if _STROKED.fullmatch(text) else []


_POINT = re.compile(r"(?:^|(?<=[.;:!?)] ))(?P<number>\d{1,2})[.)] (?=[A-Z“\"])")


def points_of(text: str) -> list[str]:
    """The points of a text that numbers them one after the other from 1, as descriptions in notices do; else the text
    whole. What stands before the first point is a part of its own.
    """
    starts: list[int] = []
    for found in _POINT.finditer(text):
        if int(found["number"]) == len(starts) + 1:
            starts.append(found.start())
    if len(starts) < FEWEST_POINTS:
        return [text]
    cuts = [0, *(start for start in starts if start), len(text)]
    return [part for at, end in pairwise(cuts) if (part := text[at:end].strip())]


#: Letters that a typeface joins, which no search and no coach would find.
_JOINED = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xad": ""}
)


def squeezed(text: str) -> str:
    """On one line, without characters that no text needs, soft hyphens and joined letters."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).translate(_JOINED).split())


def pages_in_words(numbers: list[int]) -> str:
    """``page 3`` or ``pages 3, 5 and 8 others``."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if len(numbers) > _MOST_PAGES_NAMED:
        named = ", ".join(map(str, numbers[:_MOST_PAGES_NAMED]))
        more = len(numbers) - _MOST_PAGES_NAMED
        return f"pages {named} and {more} {'other' if more == 1 else 'others'}"
    return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
