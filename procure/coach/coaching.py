"""Reading a line: its parse, its kind and its findings put together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import naming, outcomes, wording
from .catalogue import finding
from .judging import SURE, judge
from .parsing import Parse
from .reading import Code, Finding, Kind, Reading

_SIZE = re.compile(
    r"\b\d+(?:\.\d+)?\s?(?:x\s?\d+(?:\.\d+)?\s?)*(?:mm|cm|metres?|millimetres?|micron|gsm)\b", re.IGNORECASE
)


def read(text: str) -> Reading:
    """What the coach says of one line: same words in, same answer out. Never raises, whatever the text."""
    parse = Parse(text)
    judged = judge(parse)
    findings = sorted(
        _findings(parse, judged.kind), key=lambda each: (each.start, list(Code).index(each.code))
    )
    return Reading(
        text=text,
        kind=judged.kind,
        confidence=judged.confidence,
        alternatives=judged.alternatives,
        is_sure=judged.confidence >= SURE,
        rule=judged.rule,
        reason=judged.reason,
        findings=tuple(findings),
    )


def _findings(parse: Parse, kind: Kind) -> Iterator[Finding]:
    if kind is Kind.OTHER or not parse.words:
        return
    yield from naming.named(parse)
    if kind is Kind.OUTCOME:
        yield from outcomes.lacking(parse)
    if kind is Kind.DESIGN:
        found = _SIZE.search(parse.text)
        if found:
            yield finding(Code.PRESCRIPTIVE_DESIGN, parse.text, *found.span())
    yield from wording.vague(parse)
    yield from wording.compound(parse)
    if kind is not Kind.OUTCOME:
        yield from wording.missing_actor(parse)
