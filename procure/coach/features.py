"""What a learned voter sees of a line: its rules, its parse and its words, each as a feature with a readable name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from .heads import DETERMINERS, classes_in
from .lexicons import grammar, noun_classes, verb_classes, verb_forms
from .parsing import Parse
from .reading import Code
from .rules import KindRule
from .tokens import Token
from .wording import passives

_SHAPES = {
    "percent": re.compile(r"\d\s?%|\bper\s?cent\b", re.IGNORECASE),
    "money": re.compile(r"£|\bGBP\b|\bpounds?\b", re.IGNORECASE),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "duration": re.compile(
        r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s?(?:\(\d+\)\s)?(?:working\s|calendar\s|business\s)?"
        r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\b",
        re.IGNORECASE,
    ),
    "frequency": re.compile(
        r"\b(?:daily|weekly|monthly|quarterly|annual(?:ly)?|yearly|fortnightly|termly|twice|regular(?:ly)?|each|every|per)\b",
        re.IGNORECASE,
    ),
    "dimension": re.compile(
        r"\d\s?(?:mm|cm|m|metres?|km|kg|g|tonnes?|litres?|kw|kva|kwh|v|inch(?:es)?|gb|tb|mb|ghz|hz|lux|db|micron|gsm)\b",
        re.IGNORECASE,
    ),
    "by": re.compile(r"\d\s?[x×]\s?\d", re.IGNORECASE),
    "standard": re.compile(r"\b(?:BS|EN|ISO|IEC|PAS|HTM|ASTM|DIN|IP)[ -]?(?:EN )?(?:ISO )?\d", re.IGNORECASE),
    "equivalent": re.compile(r"\bequivalent\b|\bor equal\b|\bsimilar approved\b", re.IGNORECASE),
    "in-order": re.compile(
        r"\bso (?:that|as)\b|\bin order\b|\baim(?:ed|s)? (?:to|of)\b|\bto ensure\b", re.IGNORECASE
    ),
    "bracket": re.compile(r"\("),
    "colon": re.compile(r":"),
    "sentences": re.compile(r"[.!?]\s+[A-Z]"),
    "semicolon": re.compile(r";"),
    "number": re.compile(r"\d"),
    "small-number": re.compile(
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred)\b", re.IGNORECASE
    ),
    "capitals": re.compile(r"\b[A-Z]{2,}\b"),
    "model": re.compile(r"\b(?=\w*\d)(?=\w*[A-Z])[A-Z0-9]{3,}\b"),
    "ends-dot": re.compile(r"\.\s*$"),
    "begins-small": re.compile(r"^\s*[a-z]"),
}
_SENTENCES = _SHAPES["sentences"]
_MODALS = grammar("modals")
_JOINING = frozenset(("and", ",", ";", "&", "or"))
_MARKS = frozenset((",", ".", ";", ":", ")", "and", "or"))
_LENGTHS = (4, 8, 13, 20, 30, 45)
_WITHOUT = re.compile(r"[^a-z0-9%£]")


def features(parse: Parse, matched: Sequence[KindRule], named: Iterable[Code] = ()) -> tuple[str, ...]:
    """Every feature of the line, once: its rules, what is named in it, its structure and its words.

    A feature's name begins with what it is: ``rule:``, ``names:``, ``word:``, ``pair:``.
    """
    found = [f"rule:{rule.name}" for rule in matched]
    found += [f"names:{code}" for code in sorted(named)]  # a set has no order, and training needs one
    found += _structure(parse)
    found += _joins(parse)
    found += _words(parse)
    return tuple(dict.fromkeys(found))


def _structure(parse: Parse) -> Iterator[str]:
    core, outer = parse.core, parse.outer
    subject = parse.subject_kinds or ("-",)
    verbs = parse.verb_kinds or ("?",) if parse.verb else ("-",)
    objects = parse.object_kinds or ("-",)
    layers = "+".join(parse.layers) or "-"
    form, modal = core.form.value, core.modal or core.tense or "-"
    acting = subject[0] + (":passive" if core.is_passive else "")
    yield f"layers:{layers}"
    for layer in parse.layers:
        yield f"layer:{layer}"
    yield f"form:{form}"
    yield f"modal:{modal}"
    yield f"verb:{parse.verb}"
    yield f"form-verb:{form}:{verbs[0]}"
    yield f"subject-verb:{acting}:{verbs[0]}"
    yield f"subject-modal-verb:{acting}:{modal}:{verbs[0]}"
    yield f"verb-object:{verbs[0]}:{objects[0]}"
    yield f"form-object:{form}:{objects[0]}"
    yield f"subject-object:{acting}:{objects[0]}"
    yield f"subject-modal:{acting}:{modal}"
    yield f"layers-verb:{layers}:{verbs[0]}"
    yield f"layers-object:{layers}:{objects[0]}"
    if parse.layers:
        yield f"layers-verb-object:{layers}:{verbs[0]}:{objects[0]}"
        outer_subject = (parse.outer_subject_kinds or ("-",))[0]
        yield f"outer:{outer_subject}:{outer.modal or outer.tense}"
        yield f"outer-layers:{outer_subject}:{layers}"
    if parse.is_capable:
        yield "capable"
        yield f"capable:{subject[0]}"
    if outer.tense in ("past", "perfect"):
        yield f"tense:{outer.tense}"
    for name in subject:
        yield f"subject:{name}"
    for name in verbs:
        yield f"verb-class:{name}"
    for name in objects:
        yield f"object:{name}"
    for name in parse.objects:
        yield f"listed:{name}"
        yield f"verb-listed:{verbs[0]}:{name}"
    for name in parse.verbs[1:]:
        yield f"verb:{name}"
        for kind in verb_classes().get(name, ())[:1]:
            yield f"verb-class:{kind}"
    shapes = [name for name, shape in _SHAPES.items() if shape.search(parse.text)]
    for name in shapes:
        yield f"shape:{name}"
        if name in ("dimension", "percent", "duration", "standard", "frequency"):
            yield f"shape-form:{name}:{form}"
    count = len(parse.words)
    yield f"length:{sum(count > limit for limit in _LENGTHS)}"
    nouns, classes, forms = noun_classes(), verb_classes(), verb_forms()
    seen: dict[str, int] = {}
    last = ""
    for name in classes_in(parse.words):
        seen[name] = seen.get(name, 0) + 1
        last = name
    for name, times in seen.items():
        yield f"has:{name}"
        if times > 2:
            yield f"many:{name}"
    if last:
        yield f"last-class:{last}"
    for token in parse.words[:60]:
        known = forms.get(token.low)
        if known and token.low not in nouns:
            yield f"has-verb:{classes[known[0]][0]}"
            if known[1] == "ing":
                yield f"has-ing:{classes[known[0]][0]}"


def _joins(parse: Parse) -> Iterator[str]:
    """What may join one requirement to another, and who is left unnamed."""
    tokens = parse.tokens
    modals = sum(token.low in _MODALS for token in tokens)
    yield f"joins:modals:{min(modals, 3)}"
    forms, nouns = verb_forms(), noun_classes()
    gerunds = verbs = infinitives = 0
    for before, token, after in zip(
        tokens, tokens[1:], [*tokens[2:], tokens[-1]] if tokens else (), strict=False
    ):
        known = forms.get(token.low)
        if not known or after.low in _MARKS or token.low in nouns:
            continue
        if before.low == "to" and known[1] == "base":
            infinitives += 1
        elif before.low in _JOINING and known[1] == "ing":
            gerunds += 1
        elif before.low in _JOINING and known[1] in ("base", "s"):
            verbs += 1
            if after.low in DETERMINERS:
                yield f"joins:verb-the:{known[1]}"
    for name, times in (("gerunds", gerunds), ("verbs", verbs), ("infinitives", infinitives)):
        if times:
            yield f"joins:{name}:{min(times, 3)}"
            yield f"joins:{name}:{min(times, 3)}:{parse.form.value}"
    if _SENTENCES.search(parse.text) and modals > 1:
        yield "joins:sentences-with-duties"
    for how in sorted({how for how, *_ in passives(parse)}):
        yield f"passive:{how}"
        yield f"passive:{how}:{(parse.subject_kinds or ('-',))[0]}"
        yield f"passive:{how}:{parse.modal or parse.core.tense or '-'}"


def _words(parse: Parse) -> Iterator[str]:
    lows = [_shape_of(token) for token in parse.tokens]
    for low in lows:
        yield f"word:{low}"
    for first, second in pairwise(["^", *lows, "$"]):
        yield f"pair:{first} {second}"
    for at, low in enumerate(lows[:3]):
        yield f"first{at}:{low}"
    yield "opening:" + " ".join(lows[:2])
    for token in parse.words:
        word = token.low
        if len(word) > 4:
            yield f"stem:{word[:5]}"
            yield f"ending:{word[-4:]}"


def _shape_of(token: Token) -> str:
    if token.low[0].isdigit():
        return "9" if len(token.low) < 3 else "999"
    return token.low
