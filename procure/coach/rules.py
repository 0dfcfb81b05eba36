"""Rules as data: each is a name, what it says of a line, and conditions on the line's parse.

All conditions of a rule must hold. A condition that lists several values holds for any of them. The conditions:

* ``form``: how the line begins (see ``parsing.Form``); ``modal``: its modal verb; ``tense``: of a finite verb
* ``layer``: what is wrapped around it (see ``layers.yml``); ``no_layer``: that nothing is
* ``outer_subject``: classes of the subject of the line as it stands, with its wrapping on
* ``subject``: classes of the subject's head, from ``nouns.yml``; ``subject_is``: a pattern for the whole subject
* ``verb``: base forms of the main verb; ``verb_class``: its classes, from ``verbs.yml``
* ``object``: classes of the head of what follows the verb
* ``has``: classes of any noun in the line; ``names_make``: whether it names a make or a product
* ``passive``: whether the verb is passive
* ``pattern``: a pattern found in the line; ``unless``: a pattern that is not
* ``begins``: a pattern found at the line's very beginning

Patterns ignore case, take any run of white space where they say a space, and ``'`` for either apostrophe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .lexicons import read_yaml
from .makes import names_make
from .parsing import Parse
from .reading import Kind
from .tokens import loosened

_CONDITIONS = frozenset(
    [
        "form",
        "modal",
        "tense",
        "layer",
        "no_layer",
        "subject",
        "outer_subject",
        "subject_is",
        "verb",
        "verb_class",
        "object",
        "has",
        "names_make",
        "passive",
        "pattern",
        "unless",
        "begins",
    ]
)


@dataclass(frozen=True, slots=True)
class KindRule:
    """A rule that speaks for a kind, with a weight of 1 (a hint) to 5 (as good as certain)."""

    name: str
    kind: Kind
    weight: float
    reason: str
    conditions: Mapping[str, Any]
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    def matches(self, parse: Parse) -> tuple[int, int] | None:
        """Where in the line the rule holds, or None."""
        return holds(self.conditions, parse)


@cache
def kind_rules() -> tuple[KindRule, ...]:
    """The rules for kinds, in the order of the file."""
    return tuple(
        KindRule(
            name=row["name"],
            kind=Kind(row["kind"]),
            weight=float(row["weight"]),
            reason=row["reason"],
            conditions=compiled({key: row[key] for key in row if key in _CONDITIONS}),
            hits=tuple(row.get("hits", ())),
            misses=tuple(row.get("misses", ())),
        )
        for row in read_yaml("kind_rules")
    )


def matching(parse: Parse) -> tuple[KindRule, ...]:
    """The rules for kinds that hold of a line, in the order of the file."""
    return tuple(rule for rule in kind_rules() if rule.matches(parse) is not None)


def compiled(conditions: Mapping[str, Any]) -> Mapping[str, Any]:
    """The conditions with their patterns compiled and their lists as sets."""
    made: dict[str, Any] = {}
    for key, value in conditions.items():
        if key in ("pattern", "unless", "begins", "subject_is"):
            made[key] = pattern_of(value)
        elif isinstance(value, bool):
            made[key] = value
        else:
            made[key] = frozenset(_words(value))
    return made


def pattern_of(source: str | Iterable[str]) -> re.Pattern[str]:
    """A pattern as our data files write them; of several, any."""
    joined = source if isinstance(source, str) else "|".join(f"(?:{each})" for each in source)
    return re.compile(loosened(joined), re.IGNORECASE)


def _words(value: str | Iterable[str]) -> Iterable[str]:
    return value.split() if isinstance(value, str) else value


def holds(conditions: Mapping[str, Any], parse: Parse) -> tuple[int, int] | None:
    """Where in the line the conditions hold: the pattern's place, the verb's, or the whole line. None if not."""
    if (forms := conditions.get("form")) and parse.form not in forms:
        return None
    if (modals := conditions.get("modal")) and parse.modal not in modals:
        return None
    if (verbs := conditions.get("verb")) and verbs.isdisjoint(parse.verbs):
        return None
    if (classes := conditions.get("verb_class")) and classes.isdisjoint(parse.verb_kinds):
        return None
    if (classes := conditions.get("subject")) and classes.isdisjoint(parse.subject_kinds):
        return None
    if (tenses := conditions.get("tense")) and parse.core.tense not in tenses:
        return None
    if (layers := conditions.get("layer")) and layers.isdisjoint(parse.layers):
        return None
    if "no_layer" in conditions and parse.layers:
        return None
    if (classes := conditions.get("outer_subject")) and classes.isdisjoint(parse.outer_subject_kinds):
        return None
    if (classes := conditions.get("has")) and classes.isdisjoint(parse.classes):
        return None
    if "names_make" in conditions and not names_make(parse):
        return None
    if (classes := conditions.get("object")) and classes.isdisjoint(parse.object_kinds):
        return None
    if "passive" in conditions and parse.is_passive is not conditions["passive"]:
        return None
    if (wanted := conditions.get("subject_is")) is not None:
        subject = parse.subject
        if not subject or not wanted.search(parse.low, subject[0].start, subject[-1].end):
            return None
    if (unwanted := conditions.get("unless")) is not None and unwanted.search(parse.low):
        return None
    if (wanted := conditions.get("begins")) is not None:
        found = wanted.match(parse.low, parse.begin)
        if not found:
            return None
        place = found.span()
    else:
        place = None
    if (wanted := conditions.get("pattern")) is not None:
        found = wanted.search(parse.low, parse.begin)
        return found.span() if found else None
    if place:
        return place
    if parse.verb_at >= 0:
        verb = parse.tokens[parse.verb_at]
        return verb.start, verb.end
    return parse.begin, len(parse.text)
