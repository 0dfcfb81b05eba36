"""From what a line fixes to what should come of it: a ladder of questions, and a sentence to write at its end.

Method, section 3: ask “so that who is better off, and how?” of an input, an activity, a design or an output until the
answer is a change for somebody. Blanks stay blanks: a word is put in only where the line says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from .lexicons import noun_classes, read_yaml
from .parsing import Parse
from .reading import Kind, Reading

#: The kinds that a ladder leads away from.
FIXING = (Kind.OUTPUT, Kind.ACTIVITY, Kind.INPUT, Kind.DESIGN)
_WHO = "[who]"
_AFTER_A_NOUN = frozenset(
    (
        "and",
        "or",
        "who",
        "in",
        "on",
        "at",
        "by",
        "to",
        "with",
        "from",
        "is",
        "are",
        "can",
        "will",
        "must",
        "have",
    )
)
_NOT_BETTER_OFF = frozenset(("staff", "supplier", "bidder", "buyer", "works", "thing"))
_SMALLEST = 4
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: a question, and what it starts from in the line's own words (empty for later steps)."""

    question: str
    start: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """How to get from a line to an outcome. ``pattern`` is a sentence with blanks in square brackets."""

    rungs: tuple[Rung, ...]
    pattern: str
    keep: str


def ladder(reading: Reading) -> Ladder | None:
    """The ladder for a line that fixes how; None for an outcome, for background and for a line without words."""
    if reading.kind not in FIXING or not any(letter.isalpha() for letter in reading.text):
        return None
    said = read_yaml("ladders")[reading.kind.value]
    who = better_off(reading.text) or _WHO
    rungs = [
        Rung(question.replace("{who}", who), reading.text if at == 0 else "")
        for at, question in enumerate(said["rungs"])
    ]
    return Ladder(tuple(rungs), said["pattern"].replace("{who}", who), said["keep"])


def better_off(text: str) -> str:
    """The people that a line names who are not the ones at work in it, in its own words; empty where none are."""
    words = list(Parse(text).words)
    for token, following in zip_longest(words, words[1:]):
        classes = noun_classes().get(token.low, ())
        if not classes or classes[0] != "people" or _NOT_BETTER_OFF & set(classes):
            continue
        if token.low != "public":
            return token.low
        if following is None or following.low in _AFTER_A_NOUN:  # “a public register” is nobody
            return "the public"
    return ""


def words_to_match(text: str) -> str:
    """The words of a line by which to look for outcomes like what it is for: no figures, names or common words."""
    found: list[str] = []
    for token in Parse(text).words:
        classes = noun_classes().get(token.low, ())
        is_weak = bool(classes) and classes[0] in (
            "supplier",
            "bidder",
            "buyer",
            "procurement",
            "law",
            "material",
        )
        is_name = token.text[:1].isupper() and not classes and token.start > 0
        if len(token.low) >= _SMALLEST and not is_weak and not is_name and token.low not in _EVERYWHERE:
            found.append(token.low)
    return " ".join(list(dict.fromkeys(found))[:_MOST_WORDS])


_EVERYWHERE = frozenset(
    [
        "shall",
        "must",
        "should",
        "will",
        "would",
        "provide",
        "provided",
        "providing",
        "supply",
        "supplied",
        "deliver",
        "delivered",
        "with",
        "that",
        "this",
        "from",
        "have",
        "been",
        "into",
        "each",
        "every",
        "including",
        "required",
        "require",
        "requirement",
        "requirements",
        "service",
        "services",
        "least",
        "within",
        "their",
        "which",
        "other",
        "such",
        "than",
        "them",
        "they",
        "when",
        "where",
        "your",
        "ours",
        "under",
        "over",
        "also",
        "only",
        "equivalent",
    ]
)
