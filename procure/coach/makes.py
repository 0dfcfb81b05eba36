"""Whether a line names a make, a model or a product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from .lexicons import grammar, noun_classes, read_yaml, verb_forms
from .parsing import Parse
from .tokens import loosened

_OPEN_CLASS = re.compile(
    r"\b(?:such\s+as|e\.?g\.?|for\s+example|for\s+instance|including\s+but\s+not\s+limited)\b", re.IGNORECASE
)
_REACH = 40
_NEAR = 70
#: Before a make: it is what is to go. After it: it must not be used.
_TO_GO = re.compile(
    r"\b(?:replac(?:e|es|ing|ement of)|migrat\w+\s+(?:away\s+)?from|mov(?:e|ing)\s+(?:away\s+)?from|"
    r"instead\s+of|in\s+place\s+of|decommission\w*|retir(?:e|ing)|phas(?:e|ing)\s+out)\b(?:(?!\b(?:with|by|to)\b)[^.;])*$",
    re.IGNORECASE,
)
_SHUT_OUT = re.compile(
    r"[^.;]{0,60}\b(?:not\s+(?:\w+\s+)?(?:be\s+)?(?:supported|used|accepted|permitted)|will\s+be\s+rejected|(?:is|are)\s+(?:being|to\s+be)\s+replaced)\b",
    re.IGNORECASE,
)
#: Before a word that is a make at times: it ends a longer name, such as “European Union”.
_IN_A_NAME = re.compile(r"\b[A-Z][a-z]+\s$")
_SAME_AGAIN = re.compile(r"\b(?:same|like[- ]for[- ]like|identical|match(?:ing|es)?)\b", re.IGNORECASE)
#: The first half of a postcode, and the number of an agreement, a form or a year: “Harcombe TA21”, “RM6190”, “FY26”.
_NO_MODEL = re.compile(
    r"\s(?:(?:AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|FK|"
    r"FY|GL|GU|HA|HD|HG|HP|HR|HS|HU|HX|IG|IP|IV|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|"
    r"PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|"
    r"YO|ZE|[BEGLMNSW])\d{1,2}[A-Z]?|RM\d{3,}|F0\d|[ABM]\d{1,4})$"
)
_AGREEMENT = re.compile(
    r"\b(?:frameworks?|agreements?|consorti\w+|councils?|notices?|call[- ]?off|ref)\b", re.IGNORECASE
)


@cache
def listed(name: str, *, as_written: bool = False) -> re.Pattern[str]:
    """A pattern for any of the names listed under ``name`` in ``names.yml``, whole, in any case or as written."""
    terms = sorted((each.strip() for each in read_yaml("names")[name].split(",")), key=len, reverse=True)
    joined = "|".join(re.sub(r"(?:\\ )+", r"\\s+", re.escape(term)) for term in terms if term)
    return re.compile(rf"(?<![\w-])(?:{joined})(?!\w)", 0 if as_written else re.IGNORECASE)


@cache
def _shapes() -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?:{loosened(each)})" for each in read_yaml("names")["make_patterns"]), re.IGNORECASE
    )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{loosened(read_yaml('names')[name])})\b", re.IGNORECASE)


@cache
def _ordinary() -> frozenset[str]:
    """Words of the language, which do not make a name when they are written with capitals."""
    listed_words = {word for phrase in noun_classes() for word in phrase.split()}
    small = (grammar(name) for name in ("modals", "adverbs", "determiners", "prepositions", "relatives"))
    return frozenset(listed_words.union(verb_forms(), read_yaml("names")["ordinary"].split(), *small))


def _may_be_a_name(found: str) -> bool:
    """Whether any word of it with a capital is no ordinary word: “Zentora SaaS”, but not “Named User Licences”."""
    words = re.findall(r"\b[A-Z][\w'-]*", found)
    return any(word.lower() not in _ordinary() for word in words) or not words


def _is_among_products(text: str, start: int, end: int) -> bool:
    """Whether what stands around a name says that it is a product: a town or a firm may be called the same."""
    around = text[max(0, start - _NEAR) : start] + " " + text[end : end + _NEAR]
    return bool(_pattern("product_words").search(around)) and not _pattern("of_a_body").match(text, end)


def _is_no_word(name: str) -> bool:
    """Whether a listed name is written as one: “Allocate” may be a make, “allocate” is a verb."""
    return not (name.islower() and name in _ordinary())


def _by_shape(text: str) -> Iterator[tuple[int, int]]:
    for found in _shapes().finditer(text):
        name = found[0]
        if listed("not_makes").search(name) or _NO_MODEL.search(name) or not _may_be_a_name(name):
            continue
        is_one_word = " " not in name
        if is_one_word and not _is_among_products(text, *found.span()):
            continue  # “CoastRail”: a body as often as a product
        if re.search(r"\d{2,}$", name) and _AGREEMENT.search(
            text[max(0, found.start() - 30) : found.end() + 15]
        ):
            continue
        yield found.span()


@lru_cache(maxsize=64)
def makes_in(text: str) -> tuple[tuple[int, int], ...]:
    """Where makes and products are named that are wanted: no example of an open class, nothing that is to go."""
    found: list[tuple[int, int]] = []
    known = [
        m.span()
        for m in listed("makes").finditer(text)
        if _is_no_word(m[0]) and not _pattern("of_a_place").match(text, m.end())
    ]
    known += [
        m.span()
        for m in listed("makes_as_written", as_written=True).finditer(text)
        if m.start() and not _IN_A_NAME.search(text, 0, m.start()) and _is_among_products(text, *m.span())
    ]
    known += _by_shape(text)
    may_go = not _SAME_AGAIN.search(text)
    is_bidding = _pattern("bidding_places").search(text) is not None
    for start, end in sorted(set(known)):
        before = text[max(0, start - _REACH) : start]
        if is_bidding and listed("portals").fullmatch(text, start, end):
            continue
        if not (
            _OPEN_CLASS.search(before) or (may_go and _TO_GO.search(before)) or _SHUT_OUT.match(text, end)
        ):
            found.append((start, end))
    return tuple(found)


def names_make(parse: Parse) -> bool:
    """Whether the line names any."""
    return bool(makes_in(parse.text))
