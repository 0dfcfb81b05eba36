"""A document as a whole: what one statement lacks, another may say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .coaching import read
from .naming import EQUIVALENT
from .outcomes import DATE, LEVEL
from .reading import Code, Kind, Reading, Settled, Statement

#: A sentence that accepts equivalents for whatever the document names, and not for one thing.
_NAMES_IN_GENERAL = re.compile(
    r"\b(?:any|all|every|each|where|wherever|whenever|references?|no)\b"
    r".{0,120}\b(?:brands?|makes?|trade ?marks?|trade names?|"
    r"products?|standards?|manufacturers?|proprietary|named|specifications?|makers?|types?|suppliers?|origins?)\b",
    re.IGNORECASE | re.DOTALL,
)
_SETTLED_BY_EQUIVALENCE = frozenset(
    {Code.BRAND_WITHOUT_EQUIVALENT, Code.UK_ONLY_STANDARD, Code.ORIGIN_OR_PRODUCER}
)
#: How many rows below an outcome may still speak of it.
_REACH = 2
_LABEL = re.compile(
    r"\s*(?:target|level|measure|measured by|indicator|threshold|baseline|date|by when|deadline|timescale|when|kpi|"
    r"milestone|performance|review|frequency)\b[^:]{0,40}(?::|$|\s)",
    re.IGNORECASE,
)


def read_document(statements: Sequence[str | Statement]) -> list[Reading]:
    """Read every statement, and let each answer for the others: one reading for each, in order.

    A sentence that accepts equivalents for all that the document names answers every name, standard and origin.
    A level or a date in the next row or two answers an outcome's that lacks it. What was answered is kept in
    ``settled`` with the index of the statement that answers, and is no longer among the findings.
    """
    lines = [each if isinstance(each, Statement) else Statement(each, 0, len(each)) for each in statements]
    readings = [read(line.text) for line in lines]
    accepting = next((i for i, line in enumerate(lines) if accepts_equivalents(line.text)), None)
    return [_settle(reading, index, lines, readings, accepting) for index, reading in enumerate(readings)]


def accepts_equivalents(text: str) -> bool:
    """Whether a sentence accepts equivalents for anything that its document names."""
    return bool(EQUIVALENT.search(text) and _NAMES_IN_GENERAL.search(text))


def _settle(
    reading: Reading, index: int, lines: list[Statement], readings: list[Reading], accepting: int | None
) -> Reading:
    settled: list[Settled] = []
    for found in reading.findings:
        by = None
        if found.code in _SETTLED_BY_EQUIVALENCE:
            by = accepting
        elif found.code is Code.NO_TARGET:
            by = _row_below(index, lines, readings, LEVEL)
        elif found.code is Code.NO_DATE:
            by = _row_below(index, lines, readings, DATE)
        if by is not None and by != index:
            settled.append(Settled(found, by))
    if not settled:
        return reading
    answered = {each.finding for each in settled}
    return replace(
        reading,
        findings=tuple(each for each in reading.findings if each not in answered),
        settled=tuple(settled),
    )


def _row_below(
    index: int, lines: list[Statement], readings: list[Reading], wanted: re.Pattern[str]
) -> int | None:
    """The next row or two that gives what is wanted, before the next outcome that stands by itself."""
    for by in range(index + 1, min(index + 1 + _REACH, len(lines))):
        if lines[by].heading != lines[index].heading:
            return None
        is_label = _LABEL.match(lines[by].text)
        if readings[by].kind is Kind.OUTCOME and not is_label:
            return None
        text = lines[by].text
        if wanted is LEVEL:
            text = DATE.sub(" ", text)
        if wanted.search(text) and (is_label or len(text.split()) <= 12):
            return by
    return None
