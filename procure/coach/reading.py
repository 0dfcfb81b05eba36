"""What the coach says of a line: its kind, how sure that is and why, and what may be worth another look."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a line of a tender is, by what it fixes."""

    OUTCOME = "outcome"
    OUTPUT = "output"
    ACTIVITY = "activity"
    INPUT = "input"
    DESIGN = "design"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words, for a tag or a heading."""
        return _LABELS[self]


_LABELS = {
    Kind.OUTCOME: "Outcome",
    Kind.OUTPUT: "Output",
    Kind.ACTIVITY: "Activity",
    Kind.INPUT: "Input",
    Kind.DESIGN: "Design",
    Kind.OTHER: "Background",
}


class Code(StrEnum):
    """What a finding is about. Those of readability come last: they are suggestions, and are never counted."""

    BRAND_WITHOUT_EQUIVALENT = "brand_without_equivalent"
    UK_ONLY_STANDARD = "uk_only_standard"
    ORIGIN_OR_PRODUCER = "origin_or_producer"
    PRESCRIPTIVE_DESIGN = "prescriptive_design"
    UNMEASURABLE = "unmeasurable"
    NO_TARGET = "no_target"
    NO_DATE = "no_date"
    NO_BENEFICIARY = "no_beneficiary"
    VAGUE = "vague"
    COMPOUND = "compound"
    MISSING_ACTOR = "missing_actor"
    LONG_SENTENCE = "long_sentence"
    HARD_WORDS = "hard_words"
    UNEXPLAINED_CAPITALS = "unexplained_capitals"
    PLAINER_WORD = "plainer_word"

    @property
    def is_about_reading(self) -> bool:
        """Whether it is about how easily the line reads, and not about what it asks for."""
        return self in _ABOUT_READING


_ABOUT_READING = frozenset(
    {Code.LONG_SENTENCE, Code.HARD_WORDS, Code.UNEXPLAINED_CAPITALS, Code.PLAINER_WORD}
)


class Severity(StrEnum):
    """How much a finding asks of its reader. Nothing here forbids anything."""

    CHECK = "check"  # the Act asks for a reason or for other words: look before publication
    IMPROVE = "improve"  # the line would be stronger, or fairer to judge bids by
    SUGGEST = "suggest"  # it would read more easily


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth another look, at characters [start, end) of the line that was read.

    A finding about something that is absent (a date, a target) covers the whole line. ``provision`` cites the
    section or the method that it rests on, and ``url`` is where to read it (empty where there is no address).
    """

    code: Code
    start: int
    end: int
    severity: Severity
    message: str
    why: str
    question: str
    mend: str
    provision: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A finding that another statement of the same document answers: ``by`` is that statement's index."""

    finding: Finding
    by: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """A kind, and how likely it is between 0 and 1."""

    kind: Kind
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the coach says of one line.

    ``confidence`` is between 0 and 1. ``alternatives`` holds every kind, likeliest first. Where ``is_sure`` is
    false, say ``in_words`` and do not show ``kind`` as if it were known. ``rule`` names the rule that decided,
    and ``reason`` says it in a sentence. ``words`` are those of the line that spoke loudest for the kind.
    """

    text: str
    kind: Kind
    confidence: float
    alternatives: tuple[Alternative, ...]
    is_sure: bool
    rule: str
    reason: str
    findings: tuple[Finding, ...] = ()
    words: tuple[str, ...] = ()
    settled: tuple[Settled, ...] = field(default=())

    @property
    def flags(self) -> tuple[Code, ...]:
        """The codes of the findings that count, each once, in the order of ``Code``."""
        found = {finding.code for finding in self.findings}
        return tuple(code for code in Code if code in found and not code.is_about_reading)

    @property
    def in_words(self) -> str:
        """The kind as a person may be told it: “output”, or “could be output or activity”."""
        if self.is_sure or len(self.alternatives) < 2:
            return self.kind.label.lower()
        first, second = (each.kind.label.lower() for each in self.alternatives[:2])
        return f"could be {first} or {second}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a document: characters [start, end) of it, and the heading that it stands under."""

    text: str
    start: int = 0
    end: int = 0
    heading: str = ""
