"""What an outcome lacks: a level, a date, somebody who is better off, anything to count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .catalogue import finding
from .lexicons import noun_classes
from .parsing import Parse
from .reading import Code, Finding

LEVEL = re.compile(
    r"\d+(?:\.\d+)?\s?(?:%|per\s?cent|percentage)|\b(?:halve|double|halt|eliminate|eradicate|zero|half|a\s+third|third|quarter|all|every|no\s+more\s+than|"
    r"no\s+longer\s+than|at\s+least|fewer\s+than|less\s+than|more\s+than|majority|nobody|no\s+one|none)\b|\b\d[\d,.]*\b(?!\s*(?:year|st\b|nd\b|rd\b|th\b))",
    re.IGNORECASE,
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
DATE = re.compile(
    rf"\b(?:19|20)\d\d\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})\b|\bby\s+(?:the\s+end|{_MONTHS})\b|"
    r"\b(?:within|over|after|during|for|at)\s+(?:the\s+)?(?:first\s+|next\s+|last\s+)?(?:\d+|one|two|three|four|five|six|ten|twelve|eighteen)\s+"
    r"(?:days?|weeks?|months?|years?)\b|\b(?:each|every|per|a)\s+(?:year|month|quarter)\b|\b(?:annually|monthly|quarterly|yearly)\b"
    r"|\bend\s+of\s+the\s+(?:contract|year|decade|parliament)\b",
    re.IGNORECASE,
)
_YEAR_LIKE = re.compile(r"\b(?:19|20)\d\d\b")


def lacking(parse: Parse) -> Iterator[Finding]:
    """Findings for what this outcome does not say. Each covers the whole line."""
    text = parse.text
    whole = parse.begin, len(text)
    without_dates = DATE.sub(" ", text)
    if not LEVEL.search(without_dates):
        yield finding(Code.NO_TARGET, text, *whole)
    if not DATE.search(text):
        yield finding(Code.NO_DATE, text, *whole)
    if not names_somebody(parse):
        yield finding(Code.NO_BENEFICIARY, text, *whole)
    if not can_be_counted(parse):
        yield finding(Code.UNMEASURABLE, text, *whole)


def names_somebody(parse: Parse) -> bool:
    """Whether the line names a person, group, place, organisation or part of nature."""
    nouns = noun_classes()
    return any(
        not {"people", "place", "nature"}.isdisjoint(nouns.get(token.low, ())) for token in parse.words
    )


_COUNTABLE = re.compile(
    r"\d|\b(?:number|percentage|proportion|rate|rates|admissions?|satisfaction|experience|life expectancy|"
    r"waiting|employment|homelessness|crime|emissions?|tonnes|attendance|reoffending|attainment|accommodation|tenanc\w+|mortality|deaths?|injur\w+|"
    r"reduc\w+|increas\w+|fewer|footfall|use of|inequalit\w+|rough sle\w+|gap)\b",
    re.IGNORECASE,
)


def can_be_counted(parse: Parse) -> bool:
    """Whether something in the line could be counted, observed or asked in a survey."""
    return bool(_COUNTABLE.search(parse.text))
