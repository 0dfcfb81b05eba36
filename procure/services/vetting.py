"""What the coach says of the library itself: no entry may be what the library warns others against.

The rule. The sentence of an entry is read with its {placeholders} filled with plausible words, since the coach reads
sentences as an officer will publish them. An entry **fails** where

- the sentence names a brand, a standard that only the United Kingdom has, an origin or a producer without accepting
  equivalents, or a prescriptive design (section 56 of the Procurement Act 2023), or a question to suppliers names a
  brand or such a standard, or
- the coach is more than nine parts in ten sure that every sentence of the statement fixes how the work is done, by an
  activity, an input or a design.

It gets a **warning** where the coach is as sure that every sentence is an output or background, finds a vague word in a
sentence that gives no figure, or finds in no sentence somebody who is better off or anything to count. Those are for a
person to judge: a time limit on a service reads like an output whoever it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from outcome_library.library import Library
from outcome_library.schema import PLACEHOLDER, LibraryOutcome
from procure import coach
from procure.coach import Code, Kind, Reading
from procure.services.coaching import MENDED_BY_EQUIVALENT, PRESCRIBING, SECTION_56

#: Above this the coach is taken at its word; below it a person reads the line.
CERTAIN = 0.9
_FAINT = frozenset({Kind.OUTPUT, Kind.OTHER})
#: What one sentence of a statement may leave to another.
_ANSWERED_ELSEWHERE = {
    Code.NO_BENEFICIARY: "no sentence says who is better off",
    Code.UNMEASURABLE: "nothing in it could be counted, observed or asked in a survey",
}
_DATES = {"date": "31 March 2030", "base_year": "2025", "year": "2030"}
_NUMBERS = re.compile(
    r"(?:target|baseline|share|comparison|points|gap|uptime|n|x|y|z|mw|metres|hectares|years|months|weeks|days|hours|"
    r"minutes)(?:_?[a-z0-9]+)?"
)
_MONEY = frozenset({"cost", "price", "wage"})


class Weight(StrEnum):
    """Whether a remark stops an entry or asks for a second look."""

    FAILS = "fails"
    WARNS = "warns"


@dataclass(frozen=True)
class Remark:
    """One thing that the coach says of one entry: its file, relative to the library, and what to do."""

    path: str
    weight: Weight
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def vet(library: Library) -> list[Remark]:
    """Every remark on the outcomes on offer, in the order of their files. Retired entries are left alone."""
    offered = [outcome for outcome in library.outcomes.values() if outcome.status == "current"]
    return [
        Remark(f"outcomes/{outcome.sector_slug}/{outcome.id}.md", weight, message)
        for outcome in sorted(offered, key=lambda each: (each.sector_slug, each.id))
        for weight, message in _remarks(outcome)
    ]


def filled(text: str) -> str:
    """The text as somebody might publish it: dates, numbers and names where its {placeholders} are."""
    return PLACEHOLDER.sub(lambda found: _filling(found[1]), text)


def _filling(name: str) -> str:
    if name in _DATES:
        return _DATES[name]
    if name in _MONEY:
        return "£40"
    return "40" if _NUMBERS.fullmatch(name) else "the " + name.replace("_", " ")


def _remarks(outcome: LibraryOutcome) -> Iterator[tuple[Weight, str]]:
    sentences = coach.read_document(coach.segment(filled(outcome.statement)))
    yield from _of_kind(sentences)
    for reading in sentences:
        for found in reading.findings:
            said = f"'## Outcome' {_quoted(reading, found.start, found.end)}: {found.message}"
            if found.code in SECTION_56:
                yield Weight.FAILS, f"{said} {found.mend}"
            elif found.code is Code.VAGUE and not re.search(r"\d", reading.text):
                yield Weight.WARNS, said
    for code, fault in _ANSWERED_ELSEWHERE.items():
        if all(code in reading.flags for reading in sentences):
            yield Weight.WARNS, f"'## Outcome': {fault}. Say so in words that a reader can check."
    for number, question in enumerate(outcome.questions, start=1):
        for reading in coach.read_document(coach.segment(filled(question))):
            for found in reading.findings:
                if found.code in MENDED_BY_EQUIVALENT:  # a question asks, so it fixes no design
                    excerpt = _quoted(reading, found.start, found.end)
                    yield Weight.FAILS, f"question {number} {excerpt}: {found.message} {found.mend}"


def _of_kind(sentences: list[Reading]) -> Iterator[tuple[Weight, str]]:
    if not sentences or any(reading.confidence <= CERTAIN for reading in sentences):
        return
    kinds = {reading.kind for reading in sentences}
    first = sentences[0]
    if kinds <= PRESCRIBING:
        yield (
            Weight.FAILS,
            f"'## Outcome' is read as {_listed(kinds)}, not as an outcome: {first.reason} "
            "Say who is better off and how anybody would see it.",
        )
    elif kinds <= PRESCRIBING | _FAINT:
        yield (
            Weight.WARNS,
            f"'## Outcome' is read as {_listed(kinds)}: {first.reason} Check that it says who is better off.",
        )


def _listed(kinds: set[Kind]) -> str:
    return " and ".join(sorted(kind.label.lower() for kind in kinds))


def _quoted(reading: Reading, start: int, end: int) -> str:
    words = " ".join(reading.text[start:end].split())
    return f"“{words if len(words) <= 60 else words[:59] + '…'}”"
