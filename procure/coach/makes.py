"""Whether a line names a make, a model or a product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .lexicons import read_yaml
from .parsing import Parse
from .tokens import loosened

_OPEN_CLASS = re.compile(
    r"\b(?:such\s+as|e\.?g\.?|for\s+example|for\s+instance|including\s+but\s+not\s+limited)\b", re.IGNORECASE
)
_REACH = 40


@cache
def listed(name: str, *, as_written: bool = False) -> re.Pattern[str]:
    """A pattern for any of the names listed under ``name`` in ``names.yml``, whole, in any case or as written."""
    terms = sorted((each.strip() for each in read_yaml("names")[name].split(",")), key=len, reverse=True)
    joined = "|".join(re.sub(r"(?:\\ )+", r"\\s+", re.escape(term)) for term in terms if term)
    return re.compile(rf"(?<![\w-])(?:{joined})(?!\w)", 0 if as_written else re.IGNORECASE)


@cache
def _shapes() -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?:{loosened(each)})" for each in read_yaml("names")["make_patterns"]), re.IGNORECASE
    )


def makes_in(text: str) -> Iterator[tuple[int, int]]:
    """Where makes and products are named, but not as one example of an open class."""
    known = [m.span() for m in listed("makes").finditer(text)]
    known += [m.span() for m in listed("makes_as_written", as_written=True).finditer(text) if m.start()]
    known += [m.span() for m in _shapes().finditer(text) if not listed("not_makes").search(m[0])]
    for start, end in sorted(set(known)):
        if not _OPEN_CLASS.search(text[max(0, start - _REACH) : start]):
            yield start, end


def names_make(parse: Parse) -> bool:
    """Whether the line names any."""
    return next(makes_in(parse.text), None) is not None
