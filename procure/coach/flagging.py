"""From what rules propose to findings: the learned voter confirms, turns down or adds, each flag by its own bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import naming, outcomes, wording
from .catalogue import finding
from .parsing import Parse
from .reading import Code, Finding, Kind

_SIZE = re.compile(
    r"\b\d+(?:\.\d+)?\s?(?:x\s?\d+(?:\.\d+)?\s?)*(?:mm|cm|metres?|millimetres?|micron|gsm)\b", re.IGNORECASE
)


_STANDARD = re.compile(r"\b(?:EN|ISO|IEC|WCAG)\b|\bEN ?\d|\bISO ?\d|\bequivalent\b")
#: An open class or an equivalent: what is named is an example, and the voter alone cannot say otherwise.
_OPEN = re.compile(r"\bsuch as\b|\bor (?:equal|equivalent|similar)\b|\bsimilar approved\b", re.IGNORECASE)
_NAMED = frozenset({Code.BRAND_WITHOUT_EQUIVALENT, Code.UK_ONLY_STANDARD, Code.ORIGIN_OR_PRODUCER})


@dataclass(frozen=True, slots=True)
class Bounds:
    """How likely the voter must find a flag: to keep a rule's finding, and to add one that no rule made."""

    keep: float
    add: float


#: A bound that no likelihood reaches: of joined requirements, real lines bear out what the rules find, and not what
#: the voter alone would.
_NEVER = 1.1
#: Chosen on real lines, each flag's as a whole, so that few with nothing wrong are flagged (docs/coach.md).
BOUNDS = {
    Code.BRAND_WITHOUT_EQUIVALENT: Bounds(0.02, 0.7),
    Code.UK_ONLY_STANDARD: Bounds(0.02, 0.7),
    Code.ORIGIN_OR_PRODUCER: Bounds(0.02, 0.8),
    Code.PRESCRIPTIVE_DESIGN: Bounds(0.05, 0.9),
    Code.UNMEASURABLE: Bounds(0.5, 0.8),
    Code.NO_TARGET: Bounds(0.3, 0.7),
    Code.NO_DATE: Bounds(0.4, 0.6),
    Code.NO_BENEFICIARY: Bounds(0.2, 0.8),
    Code.VAGUE: Bounds(0.4, 0.85),
    Code.COMPOUND: Bounds(0.4, _NEVER),
    Code.MISSING_ACTOR: Bounds(0.7, 0.75),
}
_OF_OUTCOMES = (Code.UNMEASURABLE, Code.NO_TARGET, Code.NO_DATE, Code.NO_BENEFICIARY)


def proposed(parse: Parse) -> tuple[Finding, ...]:
    """What the rules would find in the line, whatever its kind."""
    if not parse.words:
        return ()
    found = [*naming.named(parse), *outcomes.lacking(parse)]
    if size := _SIZE.search(parse.text):
        found.append(finding(Code.PRESCRIPTIVE_DESIGN, parse.text, *size.span()))
    found += wording.fixed(parse)
    found += [*wording.vague(parse), *wording.compound(parse), *wording.missing_actor(parse)]
    return tuple(found)


def _fixed_by_itself(parse: Parse, found: Sequence[Finding]) -> Iterator[Finding]:
    """The whole line, where it fixes a design and not by a make or a standard, which are found by themselves."""
    if not any(each.code in _NAMED for each in found) and not _STANDARD.search(parse.text):
        yield finding(Code.PRESCRIPTIVE_DESIGN, parse.text, parse.begin, len(parse.text))


def decided(
    parse: Parse, kind: Kind, found: Sequence[Finding], likely: Mapping[Code, float]
) -> Iterator[Finding]:
    """The findings that stand for a line of this kind. Background has none; what outcomes lack, only outcomes can."""
    if kind is Kind.OTHER or not parse.words:
        return
    for code, bounds in BOUNDS.items():
        if (code in _OF_OUTCOMES) and kind is not Kind.OUTCOME:
            continue
        if code in (Code.PRESCRIPTIVE_DESIGN, Code.MISSING_ACTOR) and kind is Kind.OUTCOME:
            continue
        of_rules = [each for each in found if each.code is code]
        if code is Code.PRESCRIPTIVE_DESIGN and kind is Kind.DESIGN and not of_rules:
            of_rules = list(_fixed_by_itself(parse, found))
        if of_rules and likely[code] >= bounds.keep:
            yield from of_rules
        elif (
            not of_rules and likely[code] >= bounds.add and not (code in _NAMED and _OPEN.search(parse.text))
        ):
            yield finding(code, parse.text, parse.begin, len(parse.text))
