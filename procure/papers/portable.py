"""PDF, with pypdf: lines in the order the page draws them, which in PDFs made from documents is the order of reading.

What stands at the same place of most pages (running headers and footers, page numbers) is left out.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PdfReadError, PyPdfError

from .lines import Line, gather
from .packages import DAMAGED
from .passages import Gathering, Refused, pages_in_words
from .sniffing import ENCRYPTED

SCANNED = (
    "The PDF holds pictures of pages and no text: it was scanned. Ask for the document that it was made from, "
    "or run it "
    "through text recognition (OCR) and upload the result."
)
_FEWEST_PAGES_WITH_FURNITURE = 3
#: Lines at the top and at the bottom of a page that may be furniture.
_EDGE = 3
#: Line heights by which two lines have to differ to be two for a reader.
_SAME_LINE = 0.4
#: As many, where all of them are furniture from the edge on.
_DEEPEST_EDGE = 8
#: A number that pages give themselves, which need not be theirs in the file.
_NUMBERED = re.compile(r"\bpage\s+\d{1,4}\s+of\s+\d{1,4}\b")
#: Pages before the numbering may begin.
_FRONT_MATTER = 30


def read(data: bytes, into: Gathering) -> int:
    """Read a PDF into passages; the number of pages."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise Refused("encrypted", ENCRYPTED)
        total = len(reader.pages)
    except Refused:
        raise
    except DependencyError as error:
        raise Refused("encrypted", ENCRYPTED) from error
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as error:
        raise Refused("damaged", DAMAGED) from error
    if not total:
        raise Refused("damaged", DAMAGED)
    if total > into.limits.pages:
        raise Refused(
            "too_many_pages",
            f"The document has {total} pages, and at most {into.limits.pages} can be read at once. Split it "
            f"into parts.",
        )
    pages, unreadable = [], []
    for number in range(1, total + 1):
        try:
            pages.append(_lines_of(reader.pages[number - 1], number))
        except (PyPdfError, PdfReadError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError,
                ZeroDivisionError, AssertionError) as error:  # fmt: skip
            if isinstance(error, Refused):
                raise
            pages.append([])
            unreadable.append(number)
        if sum(len(line.text) for line in pages[-1]) > into.limits.characters:
            raise Refused("too_long", "A page of the document holds more text than a page can. Copy the text you need "
                          "into a new document and upload that.")  # fmt: skip
        into.progress(number, total)
    if not any(line.text.strip() for page in pages for line in page):
        raise Refused("damaged" if len(unreadable) == total else "scanned", DAMAGED if len(unreadable) == total
                      else SCANNED)  # fmt: skip
    lines = _without_furniture(pages)
    gather(lines, into, body=_usual_size(lines))
    empty = [
        n
        for n, page in enumerate(pages, start=1)
        if n not in unreadable and not any(x.text.strip() for x in page)
    ]
    if empty:
        into.notes.append(f"No text was found on {pages_in_words(empty)}: what is there may be pictures.")
    if unreadable:
        into.notes.append(f"{pages_in_words(unreadable).capitalize()} could not be read.")
    return total


def _lines_of(page: Any, number: int) -> list[Line]:
    """The lines of a page, with the size and weight of their type and the white above them."""
    lines: list[Line] = []
    words: list[str] = []
    look: tuple[float, float] | None = None  # height on the page, size
    letters: Counter[bool] = Counter()  # how many are bold, and how many are not

    def close() -> None:
        nonlocal look
        text = "".join(words)
        if text.strip() and look is not None:
            is_bold = letters[True] > letters[False]
            lines.append(Line(text.strip(), number, len(lines) + 1, round(look[1], 1), is_bold, look[0]))
        words.clear()
        letters.clear()
        look = None

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        nonlocal look
        for index, piece in enumerate(text.split("\n")):
            if index:
                close()
            if not piece:
                continue
            if look is None and piece.strip():
                scale = abs(cm[3] or cm[1] or 1) * abs(tm[3] or tm[1] or 1)
                look = cm[1] * tm[4] + cm[3] * tm[5] + cm[5], (size or 0) * scale
            if piece.strip():
                name = str((font or {}).get("/BaseFont", ""))
                letters["bold" in name.lower()] += len(piece)
            words.append(piece)

    page.extract_text(visitor_text=visit)
    close()
    return _counted_from_above([_with_gap(lines, at) for at in range(len(lines))])


def _with_gap(lines: list[Line], at: int) -> Line:
    """``gap`` held the height on the page until now."""
    height = lines[at].gap
    if not at:
        return replace(lines[at], gap=0.0, height=height)
    size = lines[at].size or 10.0
    return replace(lines[at], gap=abs(lines[at - 1].gap - height) / size, height=height)


def _counted_from_above(lines: list[Line]) -> list[Line]:
    """The lines as they were drawn, each with the number that a reader counts: feet may be drawn first, and cells side
    by side are one line.
    """
    numbers: dict[int, int] = {}
    counted, last = 0, float("inf")
    for at in sorted(range(len(lines)), key=lambda at: -lines[at].height):
        if last - lines[at].height > _SAME_LINE * (lines[at].size or 10.0):
            counted, last = counted + 1, lines[at].height
        numbers[at] = counted
    return [replace(line, number=numbers[at]) for at, line in enumerate(lines)]


def _without_furniture(pages: list[list[Line]]) -> list[Line]:
    if len(pages) < _FEWEST_PAGES_WITH_FURNITURE:
        return [line for page in pages for line in page]
    seen: Counter[str] = Counter()
    for page in pages:
        edges = page if len(page) <= 2 * _DEEPEST_EDGE else (*page[:_DEEPEST_EDGE], *page[-_DEEPEST_EDGE:])
        seen.update({shape for line in edges for shape in _shapes(line)})
    often = max(3, len(pages) * 0.4)
    furniture = {shape for shape, count in seen.items() if count >= (3 if "#" in shape else often)}
    kept = []
    for page in pages:
        is_furniture = [not furniture.isdisjoint(_shapes(line)) for line in page]
        top = next((at for at, each in enumerate(is_furniture) if not each), len(page))
        bottom = next((at for at, each in enumerate(reversed(is_furniture)) if not each), 0)
        first, last = max(_EDGE, min(top, _DEEPEST_EDGE)), len(page) - max(_EDGE, min(bottom, _DEEPEST_EDGE))
        kept += [
            line for at, line in enumerate(page) if not ((at < first or at >= last) and is_furniture[at])
        ]
    return kept


def _shapes(line: Line) -> set[str]:
    """The text, the text with each number that may be the page's as how far it is from the count of pages, which is
    the same on every page, and the text without “page 3 of 40”.
    """
    text = line.text.strip().casefold()
    found = {text, _NUMBERED.sub("page", text)}
    for number in re.finditer(r"(?<![\d.#])\d{1,4}(?![\d.]*\d)", text):
        distance = int(number[0]) - line.page
        if abs(distance) <= _FRONT_MATTER:
            found.add(f"{text[: number.start()]}#{distance}{text[number.end() :]}")
    return found


def _usual_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
