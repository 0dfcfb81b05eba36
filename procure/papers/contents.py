"""Tables of contents without leaders: a title, then lines that end in page numbers which never fall."""

from __future__ import annotations

import re

from .headings import Line
from .passages import squeezed

_TITLE = re.compile(r"(?:table of )?contents(?: page)?:?", re.IGNORECASE)
_NUMBER = re.compile(r"(?:^|[\s.])(\d{1,3})$")
_FEWEST_ENTRIES = 3
#: Lines without a number that an entry may begin with.
_LONGEST_ENTRY = 3


def is_title_of_contents(text: str) -> bool:
    """“Contents”, “Table of contents”."""
    return _TITLE.fullmatch(squeezed(text)) is not None


def without_contents(lines: list[Line]) -> list[Line]:
    """The lines without the entries of a table of contents. Its title stays: what stood above it ends there."""
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        kept.append(lines[at])
        at += 1
        if is_title_of_contents(kept[-1].text):
            at = _end_of_entries(lines, at)
    return kept


def _end_of_entries(lines: list[Line], start: int) -> int:
    """Where the entries end; ``start`` where what follows is no table of contents."""
    end, last, entries = start, 0, 0
    for at in range(start, len(lines)):
        text = squeezed(lines[at].text)
        number = _NUMBER.search(text)
        if number and int(number[1]) >= last:
            last, entries, end = int(number[1]), entries + 1, at + 1
        elif text and at - end >= _LONGEST_ENTRY:
            break
    return end if entries >= _FEWEST_ENTRIES else start
