"""A line as words, numbers and marks, each with its place; and the patterns of our data files."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*(?:['’](?=\s|$))?|\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?|[^\w\s]|[\w]+"
)
#: A bullet or a clause's number, which is no part of what the line says.
_LEADING = re.compile(
    r"\s*(?:[-*+•●▪◦‣–—·o](?=\s)|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)](?=\s)|\d{1,2}(?:\.\d{1,3})+\.?(?=\s))\s*"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark at [start, end) of the line; ``low`` is it in small letters."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()


class Line:
    """The tokens of a line, past its bullet or number. Places in ``low``, its small letters, are those in ``text``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = small(text)
        lead = _LEADING.match(text)
        self.begin = lead.end() if lead else len(text) - len(text.lstrip())
        self.tokens = [
            Token(m[0], self.low[m.start() : m.end()], m.start(), m.end())
            for m in _TOKEN.finditer(text, self.begin)
        ]
        self._starts = {token.start: at for at, token in enumerate(self.tokens)}

    def at(self, place: int) -> int:
        """The index of the first token at or after a place; the number of tokens where there is none."""
        at = self._starts.get(place)
        if at is not None:
            return at
        return next((i for i, token in enumerate(self.tokens) if token.start >= place), len(self.tokens))

    def low_at(self, index: int) -> str:
        """The token at an index in small letters, or nothing beyond the end."""
        return self.tokens[index].low if index < len(self.tokens) else ""


def small(text: str) -> str:
    """The text in small letters, letter for letter, with straight apostrophes and hyphens."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.replace("’", "'").replace("‘", "'").replace("‑", "-").replace("‐", "-")


def after_space(low: str, place: int) -> int:
    """The place past white space, commas and colons."""
    while place < len(low) and (low[place].isspace() or low[place] in ",:"):
        place += 1
    return place


def loosened(source: str) -> str:
    r"""A pattern of our data files, whose spaces stand for any run of white space, and whose lines are joined.

    ``in( a)? good`` keeps its optional parts optional, and a space before ``?`` or ``*`` may be absent.
    """
    tidy = "".join(line.strip(" ") if at else line.rstrip(" ") for at, line in enumerate(source.split("\n")))
    for written, meant in ((" ?", r"\s*"), (" )*", r"\s+)*"), (" )?", r"\s+)?"), (" *", r"\s*")):
        tidy = tidy.replace(written, meant)
    return re.sub(r" +", r"\\s+", tidy)
