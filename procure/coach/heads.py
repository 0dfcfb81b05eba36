"""What a phrase is about: its head, and the classes of nouns that the head belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .lexicons import grammar, noun_classes, verb_forms
from .tokens import Token

ADVERBS = grammar("adverbs")
DETERMINERS = grammar("determiners")
PREPOSITIONS = grammar("prepositions")
RELATIVES = grammar("relatives")
_LIGHT = grammar("light_heads")
_JOINING = frozenset(("and", ",", "or", "&", "/"))
_MARKS = frozenset(("(", ".", ";", ":"))
_PRONOUNS = frozenset(("it", "this", "these", "they", "that", "those", "which", "there"))
_LONGEST = 4
_OF_WORK = ("ing", "tion", "sion", "ment", "ance", "ence", "ysis", "ings", "tions", "ments")
_OF_QUALITY = ("ness", "ity", "ship", "ism")


def classes_of(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The classes of the longest known noun or phrase at the tokens' end; of an earlier one where the end is new."""
    nouns = noun_classes()
    lows = [token.low for token in tokens if token.is_word]
    for end in range(len(lows), max(0, len(lows) - _LONGEST), -1):
        for start in range(max(0, end - _LONGEST), end):
            found = nouns.get(" ".join(lows[start:end]))
            if found:
                return found
    return ()


def classes_in(words: Sequence[Token]) -> Iterator[str]:
    """The main class of each known noun or phrase among the words, longest first, in order."""
    nouns = noun_classes()
    lows = [token.low for token in words]
    at = 0
    while at < len(lows):
        for size in range(min(_LONGEST, len(lows) - at), 0, -1):
            found = nouns.get(" ".join(lows[at : at + size]))
            if found:
                yield found[0]
                at += size
                break
        else:
            if "-" in lows[at]:
                yield from (nouns[part][0] for part in lows[at].split("-") if part in nouns)
            at += 1


def subject_classes(subject: Sequence[Token]) -> tuple[str, ...]:
    """The classes of a subject's head; ``proper`` for a name not known, ``it`` for a pronoun, none without one."""
    if not subject:
        return ()
    head = head_of(subject)
    found = classes_of(head)
    if found:
        return found
    last = head[-1] if head else subject[-1]
    if last.low in _PRONOUNS:
        return ("it",)
    if last.text[:1].isupper() and (last.start > 3 or sum(map(str.isupper, last.text)) > 1):
        return ("proper",)
    return by_ending(head)


def head_of(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """A subject up to whatever describes it: “all staff [performing the contract]”, past “the provision of”."""
    taken: list[Token] = []
    for token in tokens:
        if taken and (
            token.low in PREPOSITIONS
            or token.low in RELATIVES
            or token.low in ("(", ",", "–", "-")
            or (_describes(token.low) and classes_of(taken))
        ):
            if taken[-1].low not in _LIGHT or token.low != "of":
                break
            taken = []
            continue
        taken.append(token)
    return tuple(taken)


def phrase_at(tokens: Sequence[Token], start: int) -> tuple[Token, ...]:
    """The phrase that begins at ``start``, past “provision of” and the like, up to its own end."""
    taken: list[Token] = []
    for _ in range(3):
        taken = []
        at = start
        for token in tokens[start : start + 16]:
            low = token.low
            if low in _JOINING and 0 < len(taken) < 5 and not classes_of(taken):
                at += 1
                continue  # “physical and mental health”: no head yet
            if taken and (low in PREPOSITIONS or low in RELATIVES or low in _JOINING or low in _MARKS):
                break
            at += 1
            is_small = low in DETERMINERS or low in ADVERBS or low in PREPOSITIONS or not token.is_word
            if is_small and not taken:
                continue
            taken.append(token)
        holds_more = at < len(tokens) and tokens[at].low in ("of", "for", "in", "and", ",")
        if not (taken and taken[-1].low in _LIGHT and holds_more):
            break
        start = at + 1
    return tuple(taken)


def listed_at(tokens: Sequence[Token], start: int) -> tuple[str, ...]:
    """The main classes of all that is listed from ``start``: “cleaning, equipment and materials”."""
    found: list[str] = []
    taken: list[Token] = []
    for token in tokens[start : start + 26]:
        ends = token.low in RELATIVES or token.low in (".", ";", "(", "to", "by", "so", "at")
        if ends or token.low in _JOINING or token.low in ("including", "of", "for", "in", "with"):
            found += classes_of(taken)[:1]
            taken = []
            if ends:
                break
            continue
        taken.append(token)
    found += classes_of(taken)[:1]
    return tuple(dict.fromkeys(found))


def is_list_of_services(tokens: Sequence[Token], start: int) -> bool:
    """Whether the phrase at ``start`` ends in “services”: “road marking, stud and crack sealing services”."""
    for token in tokens[start : start + 18]:
        if token.low in ("services", "service"):
            return True
        if token.low in PREPOSITIONS or token.low in RELATIVES or token.low in _MARKS:
            return False
    return False


def by_ending(tokens: Sequence[Token]) -> tuple[str, ...]:
    """A guess for a head that is in no list: nouns of work end in ways that things do not."""
    words = [token.low for token in tokens if token.is_word]
    if not words:
        return ()
    if words[-1].endswith(_OF_WORK):
        return ("process",)
    return ("quality",) if words[-1].endswith(_OF_QUALITY) else ("thing",)


def _describes(low: str) -> bool:
    """“Staff performing the contract”: a participle after a head describes it."""
    known = verb_forms().get(low)
    return bool(known and known[1] in ("ing", "ed") and low not in noun_classes())
