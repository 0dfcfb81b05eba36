"""How a line is worded: words open to different readings, several requirements in one, nobody named to act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .catalogue import finding
from .lexicons import read_yaml
from .parsing import Parse
from .reading import Code, Finding
from .rules import pattern_of

_BY = re.compile(r"\bby\b", re.IGNORECASE)
_JOINED = re.compile(
    r"(?:[.;]\s+\S|\b(?:and|as well as)\s+(?:will|must|shall|should|to|the \w+ (?:will|must|shall))\b)",
    re.IGNORECASE,
)


@cache
def _vague() -> re.Pattern[str]:
    return pattern_of([rf"\b(?:{each})\b" for each in read_yaml("wording")["vague"]])


def vague(parse: Parse) -> Iterator[Finding]:
    """A finding for each stretch of soft words."""
    for found in _vague().finditer(parse.text):
        yield finding(Code.VAGUE, parse.text, *found.span())


def compound(parse: Parse) -> Iterator[Finding]:
    """A finding from the second requirement on."""
    found = _JOINED.search(parse.text, parse.begin)
    if found:
        yield finding(Code.COMPOUND, parse.text, found.start(), len(parse.text))


def missing_actor(parse: Parse) -> Iterator[Finding]:
    """A finding at a passive verb that nobody is named for."""
    if parse.is_passive and parse.verb_at >= 0 and parse.modal in ("must", "shall", "should", "will"):
        token = parse.tokens[parse.verb_at]
        if not _BY.search(parse.text, token.end) and not {"supplier", "staff", "bidder", "buyer"} & set(
            parse.subject_kinds
        ):
            yield finding(
                Code.MISSING_ACTOR,
                parse.text,
                parse.subject[-1].start if parse.subject else token.start,
                token.end,
            )
