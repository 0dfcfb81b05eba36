"""Whether a line names a make, a model or a product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .lexicons import read_yaml
from .parsing import Parse


@cache
def _known() -> re.Pattern[str]:
    terms = sorted(read_yaml("names")["makes"], key=len, reverse=True)
    joined = "|".join(re.sub(r"(?:\\ )+", r"\\s+", re.escape(term)) for term in terms)
    return re.compile(rf"(?<![\w-])(?:{joined})(?![\w])", re.IGNORECASE)


def makes_in(text: str) -> Iterator[tuple[int, int]]:
    """Where makes and products are named."""
    for found in _known().finditer(text):
        yield found.span()


def names_make(parse: Parse) -> bool:
    """Whether the line names any."""
    return next(makes_in(parse.text), None) is not None
