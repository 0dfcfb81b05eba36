"""A shallow parse of one line: what is wrapped around it, what it is about, and what its verb says.

No grammar is built. What is only wrapping (“it is expected that”, “the Council is seeking a supplier to”, “the aim of
the service is to”) is taken off and remembered. What is left is scanned for its first modal or finite verb: what
stands before is its subject, what follows its object. That is enough to tell “the service will reduce” from “the
provider will support”.
"""

from __future__ import annotations

import re
from functools import cached_property

from .clauses import Clause, Form, clause_at
from .heads import (
    ADVERBS,
    by_ending,
    classes_in,
    classes_of,
    is_list_of_services,
    listed_at,
    phrase_at,
    subject_classes,
)
from .layers import unwrap
from .lexicons import grammar, verb_classes, verb_forms
from .tokens import Line, Token

__all__ = ["Form", "Parse"]

_CAPABLE = re.compile(
    r"\b(?:able|capable|ability|capability|capacity|functionality)\s+(?:to|of)\b|\b(?:allow|enable|permit)s?\b"
)
_PARTICLES = grammar("particles")
_VERBS_LISTED = 9


class Parse:
    """What can be seen of a line without a grammar. Everything else in the coach looks at this.

    ``layers`` names what was wrapped around the line, outermost first; ``outer`` is the clause as it stands, and
    ``core`` the one inside all its layers (the same where there are none). Unless they say otherwise, the other
    attributes are of the core.
    """

    def __init__(self, text: str) -> None:
        line = Line(text)
        self.text = text
        self.low = line.low
        self.begin = line.begin
        self.tokens = line.tokens
        self.words = [token for token in line.tokens if token.is_word]
        outer, self.layers, core = unwrap(line)
        self.outer: Clause = clause_at(line, line.at(outer))
        self.core: Clause = clause_at(line, line.at(core)) if self.layers else self.outer

    @property
    def form(self) -> Form:
        return self.core.form

    @property
    def modal(self) -> str:
        return self.core.modal

    @property
    def verb(self) -> str:
        return self.core.verb

    @property
    def verb_at(self) -> int:
        return self.core.verb_at

    @property
    def subject(self) -> tuple[Token, ...]:
        return self.core.subject

    @property
    def is_passive(self) -> bool:
        return self.core.is_passive

    @property
    def object_at(self) -> int:
        """The index of the token at which the object begins, or the phrase itself where there is no verb."""
        if self.core.verb_at < 0:
            return self.core.first
        at = self.core.verb_at + 1
        return at + 1 if at + 1 < len(self.tokens) and self.tokens[at].low in _PARTICLES else at

    @cached_property
    def verb_kinds(self) -> tuple[str, ...]:
        """The classes of the main verb, its main one first."""
        return verb_classes().get(self.verb, ())

    @cached_property
    def verbs(self) -> tuple[str, ...]:
        """The main verb, and those listed with it: “to build, support and widen”."""
        if self.core.verb_at < 0:
            return ()
        found = [self.core.verb]
        is_listing = False
        for token in self.tokens[self.core.verb_at + 1 : self.core.verb_at + _VERBS_LISTED]:
            if token.low in (",", "and", "or", "&", "/") or token.low in ADVERBS or token.low.endswith("ly"):
                is_listing = True
                continue
            known = verb_forms().get(token.low)
            if not is_listing or not known or token.low == "to":
                break
            found.append(known[0])
            is_listing = False
        return tuple(found)

    @cached_property
    def subject_kinds(self) -> tuple[str, ...]:
        """The classes of the subject's head; ``proper`` for a name that is not known; none if there is none."""
        return subject_classes(self.core.subject)

    @cached_property
    def outer_subject_kinds(self) -> tuple[str, ...]:
        """The same for the clause as it stands, with its layers on."""
        return subject_classes(self.outer.subject)

    @cached_property
    def object(self) -> tuple[Token, ...]:
        """What follows the main verb, or the phrase itself, up to its own end."""
        return phrase_at(self.tokens, self.object_at)

    @cached_property
    def object_kinds(self) -> tuple[str, ...]:
        """The classes of the object's head."""
        if is_list_of_services(self.tokens, self.object_at):
            return ("service",)
        return classes_of(self.object) or by_ending(self.object)

    @cached_property
    def objects(self) -> tuple[str, ...]:
        """The main classes of everything that is listed as the object."""
        return listed_at(self.tokens, self.object_at)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The main class of every known noun or phrase in the line."""
        return frozenset(classes_in(self.words))

    @cached_property
    def is_capable(self) -> bool:
        """Whether it speaks of what a thing is able to do."""
        return bool(_CAPABLE.search(self.low))
