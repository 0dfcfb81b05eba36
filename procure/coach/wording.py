"""How a line is worded: words open to different readings, several requirements in one, nobody named to act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from .catalogue import finding
from .heads import ADVERBS, DETERMINERS, PREPOSITIONS, RELATIVES
from .lexicons import grammar, noun_classes, read_yaml, verb_forms
from .parsing import Parse
from .reading import Code, Finding, Kind
from .rules import matching, pattern_of

_BY = re.compile(r"\bby\b", re.IGNORECASE)
_BY_WHEN = re.compile(
    r"\bby\s+(?:the\s+)?(?:\d|end\b|time\b|means\b|way\b|hand\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)",
    re.IGNORECASE,
)
#: Participles that say what a thing or a person is like, and not what is done to it.
_NOT_DONE = grammar("not_done")
_JOINED = re.compile(
    r"(?:(?<!\betc)(?<!\bincl)(?<!\bexcl)(?<!\bapprox)(?<!\bno)(?<!\bref)(?<!\btel)(?<!\bmin)(?<!\bmax)(?<!\be\.g)(?<!\bi\.e)(?<!\s[A-Z])[.;]\s+(?!(?:i\.?e|e\.?g)\b)\S|"
    r"\b(?:and|as well as)\s+(?:will|must|shall|should|to|the \w+ (?:will|must|shall))\b)",
    re.IGNORECASE,
)


#: The end of an Act's or a regulation's name: what follows it in a list is another name and no other requirement.
_LAW = re.compile(r"\b(?:Acts?|Regulations|Order|Directive)\b[^.;]{0,50}\b(?:19|20)\d\d$")
#: “A suitably qualified and experienced contractor”, “professional development”: decoration, and a fixed term.
_DESCRIBED = re.compile(
    r"\b(?:(?:suitabl[ey]|suitably|appropriately|experienced|qualified|competent|skilled|professional|reputable|capable|specialist|"
    r"established|expert)(?:,?\s+(?:and\s+)?))+(?:[\w-]+\s+){0,3}?(?:contractors?|suppliers?|providers?|consultants?|compan(?:y|ies)|"
    r"organisations?|firms?|partners?|operators?|bidders?|installers?|economic\s+operators?|service\s+providers?)\b"
    r"|\bhigh[- ]level\s+(?:cleaning|access|works?|windows?|glazing)\b|\bsignificant\s+others?\b|\bage-appropriate\b"
    r"|\bgreen\s+(?:waste|spaces?|belt|flag|infrastructure)\b|\b(?:evaluat\w+|measur\w+|assess\w*)\s+(?:of\s+)?the\s+effectiveness\b"
    r"|\baccessible\s+(?:by|via|from|on|to|toilets?|vehicles?|parking|bays?|routes?|formats?|rooms?|information)\b|\binclusive\s+of\b"
    r"|\breasonable\s+adjustments?\b|\bappropriate\s+(?:operator'?s?'?\s+)?licen[cs]es?\b|\bquick\s+hitch\b"
    r"|\bstrong\s+sense\b|\bgood\s+level\s+of\s+development\b"
    r"|\bgood\s+quality\s+of\s+life\b|\bgood\s+condition\s+(?:for|by)\b|\bsimple\s+(?:guide|instructions?)\b|\bcomfortable\s+using\b"
    r"|\boverall\s+effectiveness\b"
    r"|\b(?:satisf\w+|happy)\s+with\s+(?:the\s+)?value\s+for\s+money\b"
    r"|\bhigh[- ]level\s+(?:business|requirements?|overview|design|summary|plan)\b"
    r"|\((?:if|as|where)\s+(?:required|necessary|applicable)\)|\bdefects?\s+outstanding\b|\boutstanding\s+(?:at|defects?|balances?|works?)\b|\bflexible\s+(?:pipes?|hoses?|scopes?)\b"
    r"|\bprofessional\s+(?:development|indemnity|services|membership|advice|body|bodies)\b|\bquality\s+(?:management|assurance|checks?|control)\b",
    re.IGNORECASE,
)
#: A stretch of fewer words is a heading or an aside.
_FEWEST = 3
_BEGUN = re.compile(r"[a-z,(][\w,()'’&-]*\s+(?:[A-Z&][\w'’-]*\s+)*$")
_NAME_BEFORE = re.compile(r"\b[A-Z][\w'’-]*\s+(?:(?:&|and|of)\s+)?$")
_NAME_AFTER = re.compile(r"\s+(?:(?:&|and)\s+)?[A-Z]")
_JOINS = frozenset(("and", ",", ";", "&", "or"))
#: “…, including the reduction of waste”: more of the same, and no other requirement.
_ENLARGING = frozenset(("including", "comprising", "covering", "ranging", "using", "involving"))
#: Verbs that as often describe a thing: “results and clear instructions”.
_AS_OFTEN_OF_THINGS = frozenset(
    ("clear", "brief", "complete", "open", "present", "secure", "lead", "clean", "empty", "level", "live")
)
_SMALL = ADVERBS | PREPOSITIONS
_NO_NOUN = _SMALL | DETERMINERS | _JOINS
_BEFORE_VERB = _JOINS | ADVERBS | {"to"}


@cache
def _vague() -> re.Pattern[str]:
    return pattern_of([rf"\b(?:{each})\b" for each in read_yaml("wording")["vague"]])


def vague(parse: Parse) -> Iterator[Finding]:
    """A finding for each stretch of soft words, but for those that only describe whom a buyer looks for."""
    described = [found.span() for found in _DESCRIBED.finditer(parse.text)]
    for found in _vague().finditer(parse.text):
        if _is_in_a_name(parse.text, *found.span()):
            continue
        if not any(start <= found.start() < end for start, end in described):
            yield finding(Code.VAGUE, parse.text, *found.span())


def _is_in_a_name(text: str, start: int, end: int) -> bool:
    """Whether a soft word is part of a name: “the Accessible Information Standard”, “UK Research & Innovation”."""
    if not text[start].isupper() or not _BEGUN.search(text, 0, start):
        return False
    return bool(_NAME_BEFORE.search(text, 0, start) or _NAME_AFTER.match(text, end))


@cache
def _fixed() -> re.Pattern[str]:
    return pattern_of([rf"\b(?:{each})\b" for each in read_yaml("wording")["fixed"]])


def fixed(parse: Parse) -> Iterator[Finding]:
    """A finding for each stretch that fixes a material, a technology, a model, a frequency or a number of staff."""
    for found in _fixed().finditer(parse.text):
        yield finding(Code.PRESCRIPTIVE_DESIGN, parse.text, *found.span())


def compound(parse: Parse) -> Iterator[Finding]:
    """A finding from the second requirement on: a sentence, a modal or a verb with an object of its own."""
    start = next(_joints(parse), None)
    another = second_verb(parse)
    if another is not None and (start is None or another < start):
        start = another
    if start is not None:
        yield finding(Code.COMPOUND, parse.text, start, len(parse.text))


def _joints(parse: Parse) -> Iterator[int]:
    """Where something is joined on that asks for something by itself, as what comes before it does."""
    places = [found.start() for found in _JOINED.finditer(parse.text, parse.begin)]
    for at, until in pairwise([*places, len(parse.text)]):
        if _LAW.search(parse.text, 0, at):
            continue
        if parse.text[at] in ".;" and not (
            _asks(parse.text[parse.begin : at]) and _asks(parse.text[at + 1 : until])
        ):
            continue
        yield at


def _asks(text: str) -> bool:
    """Whether a sentence asks for something, by the rules for kinds: not “it should be noted that TUPE may apply”."""
    sentence = Parse(text.strip())
    if len(sentence.words) < _FEWEST:
        return False
    votes = {True: 0.0, False: 0.0}
    for rule in matching(sentence):
        votes[rule.kind is not Kind.OTHER] += rule.weight
    return votes[True] >= votes[False] and (any(votes.values()) or bool(sentence.modal))


def second_verb(parse: Parse) -> int | None:
    """Where a second verb is joined on that has an object of its own, as the first has: “clean … and report …”.

    “Install and test the pumps” is one requirement: the first verb has no object before the second.
    """
    if parse.verb_at < 0:
        return None
    tokens = parse.tokens
    form = (verb_forms().get(tokens[parse.verb_at].low) or ("", ""))[1]
    if form not in ("base", "ing", "s"):
        return None
    has_object = is_inner = False
    for at in range(parse.verb_at + 1, len(tokens) - 1):
        low = tokens[at].low
        if (
            low in RELATIVES
            or (low == "to" and form != "base")
            or (low == "to" and _is_base(tokens[at + 1].low))
        ):
            is_inner = (
                True  # “who can listen and inform”, “to build savings, reduce debt”: of what they describe
            )
        if low not in _JOINS:
            is_listed = tokens[at - 1].low in _JOINS and low in verb_forms()
            is_small = low in _SMALL or low.endswith("ly") or not tokens[at].is_word
            has_object = has_object or not (is_listed or is_small)
            continue
        then = at + 1
        while then < len(tokens) - 1 and tokens[then].low in _BEFORE_VERB:
            then += 1
        is_purpose = low == "," and "to" in {token.low for token in tokens[at + 1 : then]}
        is_inner = is_inner and low != "and"
        if has_object and not is_inner and not is_purpose and _is_verb(parse, then, form, low):
            return tokens[at].start
    return None


def _is_base(low: str) -> bool:
    return (verb_forms().get(low) or ("", ""))[1] == "base"


def _is_verb(parse: Parse, at: int, form: str, join: str) -> bool:
    """Whether the token is a verb in a form, and not a noun, with something after it."""
    tokens = parse.tokens
    known = verb_forms().get(tokens[at].low)
    if not known or known[1] != form or at + 1 >= len(tokens):
        return False
    after = tokens[at + 1].low
    if after in _JOINS or not (tokens[at + 1].is_word or after[0].isdigit()):
        return False
    low = tokens[at].low
    if low in _ENLARGING:
        return False
    if low in noun_classes() or low in _AS_OFTEN_OF_THINGS or (form == "ing" and join != "and"):
        return after in DETERMINERS
    return after not in ("of", "services", "service")


def missing_actor(parse: Parse) -> Iterator[Finding]:
    """A finding at each passive verb that nobody is named for: “shall be cleaned”, “are sought”, “to be rolled”."""
    for how, start, end in passives(parse):
        if how != "by":
            yield finding(Code.MISSING_ACTOR, parse.text, start, end)
            return


def passives(parse: Parse) -> Iterator[tuple[str, int, int]]:
    """Each passive verb of doing: how it is put, and its place.

    How is ``duty`` after a modal or “to be”, ``state`` after “is” or “are”, and ``by`` where an agent is named.
    What only says what a thing is like (“designed to”, “based on”) and what people must be are left out.
    """
    tokens = parse.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.low not in ("be", "is", "are"):
            continue
        then = at + 1
        while then < len(tokens) - 1 and (tokens[then].low in ADVERBS or tokens[then].low.endswith("ly")):
            then += 1
        if (
            not _is_done(tokens[then].low)
            and tokens[then].is_word
            and tokens[then].low not in _NO_NOUN
            and then < len(tokens) - 1
        ):
            then += 1  # “to be vibration rolled”
        if not _is_done(tokens[then].low):
            continue
        named = _BY.search(parse.text, tokens[then].end)
        if named and not _BY_WHEN.match(parse.text, named.start()):
            how = "by"
        else:
            how = "duty" if token.low == "be" else "state"
        if at and tokens[at - 1].low in ("may", "can", "could", "might"):
            continue
        yield how, token.start, tokens[then].end


def _is_done(low: str) -> bool:
    """Whether a word is a participle of something that somebody does."""
    if low in _NOT_DONE:
        return False
    known = verb_forms().get(low)
    return bool(known and known[1] == "ed") or (low.endswith("ed") and len(low) > 4)
