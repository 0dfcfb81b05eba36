"""What is wrapped around what a line says: “it is expected that”, “the Council is seeking a supplier to”."""

from __future__ import annotations

import re
from functools import cache

from .clauses import MODALS
from .heads import DETERMINERS, PREPOSITIONS, subject_classes
from .lexicons import read_yaml
from .tokens import Line, after_space, loosened

_MOST = 4
_FARTHEST = 260  # characters in which a verb of seeking may come
_NOT_BEFORE_SEEKING = frozenset(
    (";", ".", "to", "is", "are", "has", "have", "provides", "which", "that", "who")
)
_SEEKERS = frozenset(("buyer", "proper", "procurement", "it", "service", "place"))


def unwrap(line: Line) -> tuple[int, tuple[str, ...], int]:
    """Where the main clause begins, the names of its layers from the outside in, and where their content begins."""
    low = line.low
    start = line.begin
    for _ in range(2):
        preface = _layer("prefaces").match(low, start)
        if preface and preface.end() < len(low) - 8:
            start = after_space(low, preface.end())
    outer = start
    layers: list[str] = []
    said = _layer("said_to_be").match(low, start)
    if said:
        layers.append("said")
        start = after_space(low, said.end())
    end = len(low.rstrip(" .:;"))
    for _ in range(_MOST):
        found = _layer_at(line, start)
        if found is None or not start < found[1] < end:
            break
        layers.append(found[0])
        start = found[1]
    return outer, tuple(layers), start


def _layer_at(line: Line, start: int) -> tuple[str, int] | None:
    low = line.low
    aim = _layer("aim").match(low, start)
    if aim:
        return "aim", after_space(low, aim.end())
    for seek in _seeks():
        found = seek.search(low, start, start + _FARTHEST)
        if found and _may_seek(line, start, found.start()):
            inner = after_space(low, found.end())
            sought = _layer("sought").match(low, inner) or _layer("bought").match(low, inner)
            return "seek", after_space(low, sought.end()) if sought else inner
    for name in ("scope", "ensure"):
        wrapped = _layer(name).match(low, start)
        if wrapped:
            return name, after_space(low, wrapped.end())
    return None


def _may_seek(line: Line, start: int, at: int) -> bool:
    """Whether what comes before a verb of seeking is a buyer, or nobody known to be something else."""
    before = line.tokens[line.at(start) : line.at(at)]
    if not before:
        return True
    if any(token.low in MODALS or token.low in _NOT_BEFORE_SEEKING for token in before):
        return False
    last = before[-1].low
    if last in PREPOSITIONS or last in DETERMINERS or last in ("'", "and", "or"):
        return False
    head = set(subject_classes(before))
    if len(before) < 8 and before[-1].text[:1].isupper() and not {"supplier", "bidder"} & head:
        return True  # a name: “Northmere Homes is looking for”
    return bool(_SEEKERS & head) and ("buyer" in head or not {"supplier", "bidder"} & head)


@cache
def _layer(name: str) -> re.Pattern[str]:
    return re.compile(f"(?:{loosened(read_yaml('layers')[name])})")


@cache
def _seeks() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(loosened(each)) for each in read_yaml("layers")["seek"])
