"""Where a clause's subject ends and what its verb says, found by its first modal or finite verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from .heads import ADVERBS, DETERMINERS, PREPOSITIONS, RELATIVES
from .lexicons import grammar, noun_classes, read_yaml, verb_forms
from .tokens import Line, Token, loosened

MODALS = grammar("modals")
_NOUNS_AS_OFTEN = grammar("nouns_as_often")
_NOT_PARTICIPLES = grammar("not_participles")
_NOT_SUBJECTS = grammar("not_subjects")
_FINITE = grammar("finite")
_PLURALS_MOSTLY = grammar("plurals_mostly")
_SPEAKERS = frozenset(("we", "they", "you"))
_PLURALS = grammar("plurals")
_BREAKS = frozenset((",", ";", ":", "."))
_SOON = 14


class Form(StrEnum):
    """How what the line says begins, which tells who is understood to act."""

    MODAL = "modal"  # somebody or something must, shall, will …
    FINITE = "finite"  # … provides, has, is
    INFINITIVE = "infinitive"  # to reduce …
    IMPERATIVE = "imperative"  # reduce …
    GERUND = "gerund"  # reducing …
    PARTICIPLE = "participle"  # reduced …
    PHRASE = "phrase"  # a noun phrase with no verb


@dataclass(slots=True)
class Clause:
    """What is said from token ``first`` on. ``verb`` is the main verb's base form, at token ``verb_at`` (or -1)."""

    first: int
    form: Form = Form.PHRASE
    modal: str = ""
    subject: tuple[Token, ...] = ()
    verb: str = ""
    verb_at: int = -1
    is_passive: bool = False
    tense: str = ""


def clause_at(line: Line, first: int) -> Clause:
    """The clause that begins at or just after token ``first``."""
    tokens = line.tokens
    while first < len(tokens) and not (tokens[first].is_word or tokens[first].low[0] in "0123456789%£"):
        first += 1
    while first < len(tokens) - 1 and tokens[first].low in ("and", "or", "also", "then", "both"):
        first += 1
    clause = Clause(first)
    if first >= len(tokens):
        return clause
    form, verb_at = _form_of_beginning(line, first)
    if form is None:
        _scan(line, clause)
    else:
        clause.form = form
        _take_verb(line, clause, verb_at)
    return clause


def _form_of_beginning(line: Line, first: int) -> tuple[Form | None, int]:
    """The form of a clause that begins with its verb, and where the verb is; None for one that begins with a noun."""
    low, following = line.low_at(first), line.low_at(first + 1)
    known = verb_forms().get(low)
    which = known[1] if known else ""
    if which == "base" and first and line.low_at(first - 1) == "to":
        return Form.INFINITIVE, first
    if low == "to" and following and following not in DETERMINERS:
        next_known = verb_forms().get(following)
        if next_known is None or next_known[1] == "base":
            return Form.INFINITIVE, first + 1
    if which == "base" and _begins_as_verb(line, first, low, following):
        return Form.IMPERATIVE, first
    if (
        low.endswith("ing")
        and not _is_name(line, first)
        and (known or low not in noun_classes())
        and following not in ("is", "are", "must", "will", "shall", "of", "services", "service", "and")
        and not _verb_soon(line, first)
    ):
        return Form.GERUND, first
    if (
        which == "s"
        and low not in noun_classes()
        and low not in _PLURALS_MOSTLY
        and _goes_on(following)
        and not _verb_soon(line, first)
    ):
        return Form.FINITE, first
    if which == "ed" and following != "by" and not _verb_soon(line, first):
        return Form.PARTICIPLE, first
    return None, first


def _goes_on(following: str) -> bool:
    """Whether what follows a verb at the very beginning shows that it is one: “integrates with”, “provides a”."""
    if following in PREPOSITIONS or following in DETERMINERS:
        return True
    is_verb = following in MODALS or following in _FINITE or following in verb_forms()
    return following.isalpha() and following not in ("and", "or") and not is_verb


def _is_name(line: Line, first: int) -> bool:
    """Whether a name begins in the middle of the line: “[recommissioning] Housing First services”."""
    return 0 < first < len(line.tokens) - 1 and all(
        token.text[:1].isupper() for token in line.tokens[first : first + 2]
    )


def _begins_as_verb(line: Line, first: int, low: str, following: str) -> bool:
    if following in (":", "="):
        return False
    if low not in noun_classes() and low not in _NOUNS_AS_OFTEN:
        return True
    is_followed = following in DETERMINERS or following in ("people", "ongoing", "new", "at", "with")
    return is_followed and not _verb_soon(line, first)


def _verb_soon(line: Line, first: int) -> bool:
    """Whether a modal or “is” comes before the first break, so that what begins is a subject."""
    for token in line.tokens[first + 1 : first + _SOON]:
        if token.low in MODALS or token.low in ("is", "are", "was", "were"):
            return True
        if token.low in _BREAKS or token.low in RELATIVES:
            return False
    return False


def _scan(line: Line, clause: Clause) -> None:
    """Find the first modal or finite verb that is not inside a relative clause of the subject."""
    tokens, first = line.tokens, clause.first
    in_relative = False
    for at in range(first + 1, len(tokens)):
        low = tokens[at].low
        if low in RELATIVES:
            in_relative = True
        elif low in (",", ")", ";") and in_relative:
            in_relative = False
        elif low in MODALS and tokens[at].text != "May":
            if in_relative and any(token.low in MODALS for token in tokens[at + 1 :]):
                in_relative = False
                continue
            return _take(line, clause, at, Form.MODAL, low, "modal", at + 1)
        elif in_relative:
            continue
        elif low == "to" and line.low_at(at + 1) == "be" and _may_end_subject(tokens[at - 1]):
            return _take(line, clause, at, Form.MODAL, "to", "modal", at + 1)
        elif low in ("is", "are") and line.low_at(at + 1) == "to" and line.low_at(at + 2) not in DETERMINERS:
            return _take(line, clause, at, Form.MODAL, "to", "modal", at + 2)
        elif low in _FINITE or _agrees(line, at):
            return _take(line, clause, at, Form.FINITE, "", _tense(low, line.low_at(at + 1)), at)
    return None


def _take(line: Line, clause: Clause, at: int, form: Form, modal: str, tense: str, verb_at: int) -> None:
    clause.form, clause.modal, clause.tense = form, modal, tense
    clause.subject = _since_a_break(line.tokens[clause.first : at])
    _take_verb(line, clause, verb_at)


def _since_a_break(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens after the last full stop, colon or semicolon: “Cover: GBP 5m. The supplier” is about the supplier."""
    begins = next((at for at in range(len(tokens), 0, -1) if tokens[at - 1].low in (".", ":", ";")), 0)
    return tuple(tokens[begins:])


def _may_end_subject(token: Token) -> bool:
    """Whether a token may end a subject: “path surface to be rolled”, but not “required to be rolled”."""
    low = token.low
    is_noun = low in noun_classes() or low not in verb_forms()
    return token.is_word and is_noun and low not in _NOT_SUBJECTS


def _agrees(line: Line, at: int) -> bool:
    """Whether a known verb agrees with what stands before it: “the service reduces”, “tenants feel”."""
    low, before = line.low_at(at), line.low_at(at - 1)
    known = verb_forms().get(low)
    if known and known[1] == "base" and before in _SPEAKERS:
        return True
    if not known or before in PREPOSITIONS or before in DETERMINERS or low in noun_classes():
        return False
    if low in _PLURALS_MOSTLY:
        return False
    if known[1] == "s":
        return True
    return known[1] == "base" and _is_plural(before) and low not in _NOUNS_AS_OFTEN


def _is_plural(low: str) -> bool:
    return low in _PLURALS or (low.endswith("s") and not low.endswith(("ss", "us", "is", "'s")))


def _take_verb(line: Line, clause: Clause, at: int) -> None:
    """Take the main verb at or after token ``at``, past “be able to”, “will need to” and the like."""
    if at >= len(line.tokens):
        return
    place = line.tokens[at].start
    end = len(line.low.rstrip())
    while (chain := _chain().match(line.low, place)) and place < chain.end() < end:
        place = chain.end()
    index = line.at(place)
    index = at if index >= len(line.tokens) else index
    while index + 1 < len(line.tokens) and _is_manner(line.low_at(index)):
        index += 1  # “can successfully navigate”
    known = verb_forms().get(line.low_at(index))
    clause.verb, clause.verb_at = (known[0] if known else line.low_at(index)), index
    if known and known[0] in ("be", "have"):
        _take_participle(line, clause, index)


def _is_manner(low: str) -> bool:
    """Whether a word only says how something is done."""
    return low.endswith("ly") and len(low) > 4 and low not in verb_forms()


def _take_participle(line: Line, clause: Clause, index: int) -> None:
    """After a form of “be” or “have”, the verb that it helps: “will be fully tested”, “is being replaced”."""
    after = index + 1
    while after < len(line.tokens) - 1 and (
        line.low_at(after) in ADVERBS
        or line.low_at(after).endswith("ly")
        or line.low_at(after) in ("been", "being", "be")
    ):
        after += 1
    low = line.low_at(after)
    known = verb_forms().get(low)
    if not known and low.endswith("ed") and low not in _NOT_PARTICIPLES:
        known = _base_of(low), "ed"
    if not known or known[1] not in ("ed", "ing"):
        return
    with_be = clause.verb == "be" or any(line.low_at(i) == "been" for i in range(index, after))
    if known[1] == "ing" and not with_be:
        return
    clause.is_passive = with_be and known[1] == "ed"
    clause.verb, clause.verb_at = known[0], after


def _base_of(low: str) -> str:
    """The likely base of a participle in “-ed” that is in no list."""
    stem = low[:-2]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "sl":
        return stem[:-1]
    return low[:-1] if stem.endswith(("s", "c", "v", "at", "iz", "is", "ut", "ur", "ir")) else stem


def _tense(low: str, following: str) -> str:
    if low in ("was", "were", "had"):
        return "past"
    is_participle = following.endswith("ed") or following in (
        "been",
        "had",
        "grown",
        "risen",
        "fallen",
        "become",
        "seen",
    )
    if low in ("has", "have") and is_participle:
        return "perfect"
    if low in ("is", "are"):
        return "progressive" if following.endswith("ing") else "is"
    return "present"


@cache
def _chain() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(loosened(each) for each in read_yaml('grammar')['chains'])})\s*")
