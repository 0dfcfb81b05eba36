"""A shallow parse of one line: its words, what it is about, what its verb says and which numbers it gives.

No grammar is built. A line is scanned for its first modal or finite verb; what stands before is its subject, what
follows its verb. That is enough to tell “the service will reduce” from “the provider will support”.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from .lexicons import grammar, noun_classes, verb_classes, verb_forms

_TOKEN = re.compile(
    r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?:['’](?=\s|$))?|\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?|[^\w\s]|[\w]+",
    re.UNICODE,
)
_LEADING = re.compile(
    r"\s*(?:[-*+•●▪◦‣–—·o](?=\s)|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)](?=\s)|\d{1,2}(?:\.\d{1,3})+\.?(?=\s))\s*"
)
MODALS = grammar("modals")
_ADVERBS = grammar("adverbs")
_DETERMINERS = grammar("determiners")
_PREPOSITIONS = grammar("prepositions")
_AMBIGUOUS = grammar("nouns_as_often")
_NOT_PARTICIPLES = grammar("not_participles")
_OPENERS = grammar("openers")
_CHAIN = re.compile(
    r"\s*(?:,?\s*(?:also|therefore|normally|ideally|ultimately|only|not|always|further|then|either|both|fully|"
    r"at all times|in addition|as a minimum|at a minimum|where (?:necessary|possible|appropriate)|typically|"
    r"usually|initially|occasionally|currently|actively)\s*,?\s*"
    r"|(?:be|is|are|being)\s+(?:able|capable)(?:\s+(?:to|of))|have\s+(?:the\s+)?(?:ability|capability|capacity|functionality)\s+to"
    r"|(?:be|is|are)\s+(?:required|expected|asked|obliged|encouraged|responsible|asked|needed|necessary|intended|designed|"
    r"hoped|anticipated|aimed|likely|prepared|willing|ready|invited|requested|tasked|seeking|looking|liable|going|contracted)"
    r"(?:\s+(?:at a minimum|as a minimum))?(?:\s+(?:to|for|at|that))?"
    r"|need(?:s)?\s+to|has\s+to|have\s+to|wish(?:es)?\s+to|aim(?:s)?\s+to|want(?:s)?\s+to|seek(?:s)?\s+to|intend(?:s)?\s+to|"
    r"strive(?:s)?\s+to|ensure(?:s)?\s+that\s+they|agree(?:s)?\s+to|undertake(?:s)?\s+to|continue(?:s)?\s+to|help(?:s)?\s+to|"
    r"endeavour(?:s)?\s+to|work(?:s)?\s+to|serve(?:s)?\s+to|look(?:s)?\s+to|commit(?:s)?\s+to)\b\s*",
    re.IGNORECASE,
)
_CAPABLE = re.compile(
    r"\b(?:able|capable|ability|capability|capacity|functionality)\s+(?:to|of)\b|\b(?:allow|enable|permit)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark at [start, end) of the line; ``low`` is it in small letters."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()


class Form:
    """How a line begins, which says who is understood to act."""

    MODAL = "modal"  # somebody or something must, shall, will …
    FINITE = "finite"  # … is seeking, provides, has
    INFINITIVE = "infinitive"  # to reduce …
    IMPERATIVE = "imperative"  # reduce …
    GERUND = "gerund"  # reducing …
    PARTICIPLE = "participle"  # reduced …
    PHRASE = "phrase"  # a noun phrase with no verb


class Parse:
    """What can be seen of a line without a grammar. Everything else in the coach looks at this."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = _small(text)
        lead = _LEADING.match(text)
        self.begin = lead.end() if lead else len(text) - len(text.lstrip())
        self.tokens = [
            Token(m[0], self.low[m.start() : m.end()], m.start(), m.end())
            for m in _TOKEN.finditer(text, self.begin)
        ]
        self.words = [token for token in self.tokens if token.is_word]
        self._find_verb()

    def _find_verb(self) -> None:
        self.form = Form.PHRASE
        self.modal = ""
        self.subject: tuple[Token, ...] = ()
        self.verb = ""
        self.verb_at = -1
        self.is_passive = False
        tokens = self.tokens
        if not tokens:
            return
        forms = verb_forms()
        first = tokens[0].low
        if first in ("to", "and", "or", "by") and len(tokens) > 1:
            following = forms.get(tokens[1].low)
            if first == "to" and (following is None or following[1] in ("base", "ed")) and tokens[1].is_word:
                self.form = Form.INFINITIVE
                self._take_verb(1)
                return
        known = forms.get(first)
        second = tokens[1].low if len(tokens) > 1 else ""
        if known and known[1] == "base" and self._begins_as_verb(first, second):
            self.form = Form.IMPERATIVE
            self._take_verb(0)
            return
        if (
            first.endswith("ing")
            and (known or first not in noun_classes())
            and second not in ("is", "are", "must", "will", "shall")
        ) and not self._modal_soon():
            self.form = Form.GERUND
            self._take_verb(0)
            return
        if known and known[1] == "ed" and second not in ("by",) and not self._modal_soon():
            self.form = Form.PARTICIPLE
            self._take_verb(0)
            return
        self._scan()

    def _begins_as_verb(self, first: str, second: str) -> bool:
        if first not in noun_classes() and first not in _AMBIGUOUS:
            return True
        if second in _DETERMINERS or second in (
            "and",
            "or",
            "with",
            "up",
            "out",
            "to",
            "people",
            "ongoing",
            "new",
        ):
            return second not in ("and", "or", "to", "with", "up", "out") or first not in noun_classes()
        return False

    def _modal_soon(self) -> bool:
        """Whether a modal or a form of “be” comes before the first comma, so that what begins is a subject."""
        for token in self.tokens[1:12]:
            if token.low in MODALS or token.low in ("is", "are", "was", "were"):
                return True
            if token.low in (",", ";", ":", ".", "that", "which", "who", "so", "where", "when"):
                return False
        return False

    def _scan(self) -> None:
        forms = verb_forms()
        relative = False
        for at, token in enumerate(self.tokens):
            low = token.low
            if low in ("that", "which", "who", "whom", "where", "when", "if", "as") and at:
                relative = True
            if at == 0 and low in (
                "where",
                "when",
                "if",
                "should",
                "following",
                "once",
                "as",
                "in",
                "during",
                "for",
            ):
                relative = low in ("where", "when", "if", "should", "once", "as")
            if low == "," and relative:
                relative = False
                continue
            is_modal = low in MODALS and not (low == "may" and token.text == "May" and at) and at > 0
            if is_modal:
                if relative and self._later_modal(at):
                    relative = False
                    continue
                self.form, self.modal = Form.MODAL, low
                self.subject = tuple(self.tokens[:at])
                self._take_verb(at + 1)
                return
            if relative or not at:
                continue
            known = forms.get(low)
            if low in (
                "is",
                "are",
                "was",
                "were",
                "has",
                "have",
                "had",
                "wishes",
                "requires",
                "require",
                "seeks",
                "needs",
                "need",
                "wish",
            ):
                self.form = Form.FINITE
                self.subject = tuple(self.tokens[:at])
                self._take_verb(at)
                return
            if (
                known
                and known[1] == "s"
                and low not in noun_classes()
                and self.tokens[at - 1].low not in _PREPOSITIONS
            ):
                self.form = Form.FINITE
                self.subject = tuple(self.tokens[:at])
                self._take_verb(at)
                return
        self.form = Form.PHRASE

    def _later_modal(self, at: int) -> bool:
        return any(token.low in MODALS for token in self.tokens[at + 1 :])

    def _take_verb(self, at: int) -> None:
        """Take the main verb at or after the token ``at``, past “be able to”, “will need to” and the like."""
        tokens = self.tokens
        if at >= len(tokens):
            return
        place = tokens[at].start
        while True:
            chain = _CHAIN.match(self.text, place)
            if not chain or chain.end() == place or chain.end() >= len(self.text):
                break
            place = chain.end()
        index = next((i for i, token in enumerate(tokens) if token.start >= place), at)
        forms = verb_forms()
        known = forms.get(tokens[index].low)
        if known and known[0] == "be" and index + 1 < len(tokens):
            after = index + 1
            while after < len(tokens) and (tokens[after].low in _ADVERBS or tokens[after].low.endswith("ly")):
                after += 1
            if after < len(tokens):
                participle = forms.get(tokens[after].low)
                low = tokens[after].low
                if low == "being" and after + 1 < len(tokens):
                    after += 1
                    participle = forms.get(tokens[after].low)
                    low = tokens[after].low
                if (participle and participle[1] == "ed") or (
                    low.endswith("ed") and low not in _NOT_PARTICIPLES
                ):
                    self.is_passive = True
                    self.verb, self.verb_at = (participle[0] if participle else low), after
                    return
                if participle and participle[1] == "ing":
                    self.verb, self.verb_at = participle[0], after
                    return
        self.verb, self.verb_at = (known[0] if known else tokens[index].low), index

    @cached_property
    def verb_kinds(self) -> tuple[str, ...]:
        """The classes of the main verb, its main one first."""
        return verb_classes().get(self.verb, ())

    @cached_property
    def subject_kinds(self) -> tuple[str, ...]:
        """The classes of the subject's head, or none."""
        return classes_of(self.subject_head)

    @cached_property
    def subject_head(self) -> tuple[Token, ...]:
        """The subject up to its first preposition or relative, which holds its head at its end."""
        taken: list[Token] = []
        tokens = list(self.subject)
        # Past an opening clause: “Where waste is stored, the contractor …”
        commas = [i for i, token in enumerate(tokens) if token.low == ","]
        if commas and tokens and tokens[0].low in _OPENERS:
            tokens = tokens[commas[-1] + 1 :]
        for token in tokens:
            if taken and (token.low in _PREPOSITIONS or token.low in ("that", "which", "who", "(", ",")):
                break
            taken.append(token)
        return tuple(taken)

    @cached_property
    def object(self) -> tuple[Token, ...]:
        """What follows the main verb up to the first preposition or clause (or the whole phrase)."""
        start = self.verb_at + 1 if self.verb_at >= 0 else 0
        taken: list[Token] = []
        for token in self.tokens[start : start + 14]:
            if taken and (
                token.low in _PREPOSITIONS or token.low in ("that", "which", "who", "and", ",", "(", ".", ";")
            ):
                break
            if token.low in _DETERMINERS and not taken:
                continue
            taken.append(token)
        return tuple(taken)

    @cached_property
    def object_kinds(self) -> tuple[str, ...]:
        """The classes of the object's head."""
        return classes_of(self.object)

    @cached_property
    def is_capable(self) -> bool:
        """Whether it speaks of what a thing is able to do."""
        return bool(_CAPABLE.search(self.text))

    def after_verb(self) -> str:
        """The text from the main verb on, in small letters."""
        return self.low[self.tokens[self.verb_at].start :] if self.verb_at >= 0 else self.low[self.begin :]


def _small(text: str) -> str:
    """The text in small letters, letter for letter, so that places in one are places in the other."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return small.replace("’", "'").replace("‘", "'")


def classes_of(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """The classes of the longest known noun or phrase that ends the tokens; of an earlier one if the last is new."""
    nouns = noun_classes()
    lows = [token.low for token in tokens if token.is_word]
    for end in range(len(lows), 0, -1):
        for start in range(max(0, end - 4), end):
            found = nouns.get(" ".join(lows[start:end]))
            if found:
                return found
    return ()
