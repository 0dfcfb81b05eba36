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
#: Before a make: it is what is to go. After it: it must not be used.
_TO_GO = re.compile(
    r"\b(?:replac(?:e|es|ing|ement of)|migrat\w+\s+(?:away\s+)?from|mov(?:e|ing)\s+(?:away\s+)?from|"
    r"instead\s+of|in\s+place\s+of|decommission\w*|retir(?:e|ing)|phas(?:e|ing)\s+out)\b(?:(?!\b(?:with|by|to)\b)[^.;])*$",
    re.IGNORECASE,
)
_SHUT_OUT = re.compile(
    r"[^.;]{0,60}\b(?:not\s+(?:\w+\s+)?(?:be\s+)?(?:supported|used|accepted|permitted)|will\s+be\s+rejected|(?:is|are)\s+(?:being|to\s+be)\s+replaced)\b",
    re.IGNORECASE,
)
_SAME_AGAIN = re.compile(r"\b(?:same|like[- ]for[- ]like|identical|match(?:ing|es)?)\b", re.IGNORECASE)


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
    """Where makes and products are named that are wanted: no example of an open class, nothing that is to go."""
    known = [m.span() for m in listed("makes").finditer(text)]
    known += [m.span() for m in listed("makes_as_written", as_written=True).finditer(text) if m.start()]
    known += [m.span() for m in _shapes().finditer(text) if not listed("not_makes").search(m[0])]
    may_go = not _SAME_AGAIN.search(text)
    for start, end in sorted(set(known)):
        before = text[max(0, start - _REACH) : start]
        if not (
            _OPEN_CLASS.search(before) or (may_go and _TO_GO.search(before)) or _SHUT_OUT.match(text, end)
        ):
            yield start, end


def names_make(parse: Parse) -> bool:
    """Whether the line names any."""
    return next(makes_in(parse.text), None) is not None
