"""Makes, UK-only standards and places of origin: what section 56 of the Act asks to be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .catalogue import finding
from .lexicons import read_yaml
from .makes import listed, makes_in
from .parsing import Parse
from .reading import Code, Finding
from .rules import pattern_of

EQUIVALENT = re.compile(
    r"\bor\s+(?:an?\s+|other\s+|its\s+)?(?:approved\s+|similar\s+|suitable\s+|recogni[sz]ed\s+)*(?:equivalents?|equal|similar|comparable)\b"
    r"|\bequivalents?\b|\bsimilar\s+approved\b|\bequal\s+(?:and|or)\s+approved\b|\bor\s+better\b|\bof\s+equal\s+quality\b",
    re.IGNORECASE,
)


@cache
def _rules(name: str) -> re.Pattern[str]:
    return pattern_of(read_yaml("names")[name])


def named(parse: Parse) -> Iterator[Finding]:
    """Findings for makes, standards and origins named in the line with no word of equivalents."""
    text = parse.text
    if EQUIVALENT.search(text):
        return
    for code, places in (
        (Code.BRAND_WITHOUT_EQUIVALENT, makes_in(text)),
        (Code.UK_ONLY_STANDARD, _standards(text)),
        (Code.ORIGIN_OR_PRODUCER, ((m.start(), m.end()) for m in _rules("origin_patterns").finditer(text))),
    ):
        for start, end in places:
            yield finding(code, text, start, end)


def _standards(text: str) -> Iterator[tuple[int, int]]:
    for found in _rules("standard_patterns").finditer(text):
        yield found.span()
    for found in listed("uk_schemes").finditer(text):
        yield found.span()
    for found in listed("uk_schemes_as_written", as_written=True).finditer(text):
        yield found.span()
