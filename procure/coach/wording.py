"""How a line is worded: words open to different readings, several requirements in one, nobody named to act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .catalogue import finding
from .heads import ADVERBS, DETERMINERS, PREPOSITIONS
from .lexicons import noun_classes, read_yaml, verb_forms
from .parsing import Parse
from .reading import Code, Finding
from .rules import pattern_of

_BY = re.compile(r"\bby\b", re.IGNORECASE)
_JOINED = re.compile(
    r"(?:[.;]\s+\S|\b(?:and|as well as)\s+(?:will|must|shall|should|to|the \w+ (?:will|must|shall))\b)",
    re.IGNORECASE,
)


_JOINS = frozenset(("and", ",", ";", "&", "or"))
_SMALL = ADVERBS | PREPOSITIONS
_BEFORE_VERB = _JOINS | ADVERBS | {"to"}


@cache
def _vague() -> re.Pattern[str]:
    return pattern_of([rf"\b(?:{each})\b" for each in read_yaml("wording")["vague"]])


def vague(parse: Parse) -> Iterator[Finding]:
    """A finding for each stretch of soft words."""
    for found in _vague().finditer(parse.text):
        yield finding(Code.VAGUE, parse.text, *found.span())


def compound(parse: Parse) -> Iterator[Finding]:
    """A finding from the second requirement on: a sentence, a modal or a verb with an object of its own."""
    found = _JOINED.search(parse.text, parse.begin)
    start = found.start() if found else None
    another = second_verb(parse)
    if another is not None and (start is None or another < start):
        start = another
    if start is not None:
        yield finding(Code.COMPOUND, parse.text, start, len(parse.text))


def second_verb(parse: Parse) -> int | None:
    """Where a second verb is joined on that has an object of its own, as the first has: “clean … and report …”.

    “Install and test the pumps” is one requirement: the first verb has no object before the second.
    """
    if parse.verb_at < 0:
        return None
    tokens = parse.tokens
    form = (verb_forms().get(tokens[parse.verb_at].low) or ("", ""))[1]
    if form not in ("base", "ing", "s"):
        return None
    has_object = False
    for at in range(parse.verb_at + 1, len(tokens) - 1):
        low = tokens[at].low
        if low not in _JOINS:
            is_listed = tokens[at - 1].low in _JOINS and low in verb_forms()
            is_small = low in _SMALL or low.endswith("ly") or not tokens[at].is_word
            has_object = has_object or not (is_listed or is_small)
            continue
        then = at + 1
        while then < len(tokens) - 1 and tokens[then].low in _BEFORE_VERB:
            then += 1
        if has_object and _is_verb(parse, then, form):
            return tokens[at].start
    return None


def _is_verb(parse: Parse, at: int, form: str) -> bool:
    """Whether the token is a verb in a form, and not a noun, with something after it."""
    tokens = parse.tokens
    known = verb_forms().get(tokens[at].low)
    if not known or known[1] != form or at + 1 >= len(tokens):
        return False
    after = tokens[at + 1].low
    if after in _JOINS or not (tokens[at + 1].is_word or after[0].isdigit()):
        return False
    if tokens[at].low in noun_classes() or form == "ing":
        return after in DETERMINERS
    return after not in ("of", "services", "service")


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
