"""How alike two texts are: the cosine of their words, each weighing more the fewer of the texts have it.

Words count by their first six letters, so that "discharged" and "discharges" are one; words of fewer than four
letters and {placeholders} do not count. Measured on the library's own 120 entries: two that have nothing to do with
each other come to 2 in 100, the likest pair of different ones to 29, an entry to itself to 100.

How rare a word is can be told from the texts that are compared (``likenesses``) or, where those may be few and all
about one thing, from the files of the outcome library (``profile``).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Mapping
from functools import cache
from typing import TypeVar

from outcome_library import DEFAULT_ROOT
from outcome_library.schema import PLACEHOLDER

Key = TypeVar("Key", bound=Hashable)
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 6


def likenesses(text: str, others: Mapping[Key, str]) -> list[tuple[float, Key]]:
    """How alike ``text`` is to each of the others, from 0 to 1, the most alike first; those with nothing in common
    are left out.
    """
    mine = _stems(text)
    theirs = {key: _stems(other) for key, other in others.items()}
    known_by = Counter(stem for stems in theirs.values() for stem in stems)
    rarity = {
        stem: math.log((len(theirs) + 1) / (known_by[stem] + 0.5)) for stem in known_by.keys() | mine.keys()
    }
    weighed = _weighed(mine, rarity)
    scored = [(alike(weighed, _weighed(stems, rarity)), key) for key, stems in theirs.items()]
    return sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])


def profile(text: str) -> dict[str, float]:
    """The words of a text, each with its weight: the rarer in the library's files, the heavier. For ``alike``."""
    known_by, texts = _library()
    stems = _stems(text)
    return _weighed(stems, {stem: math.log((texts + 1) / (known_by[stem] + 0.5)) for stem in stems})


def alike(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How alike two texts are whose words are weighed, from 0 to 1."""
    common = sum(weight * other[stem] for stem, weight in one.items() if stem in other)
    lengths = math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
    return min(1.0, common / lengths) if lengths else 0.0


@cache
def _library() -> tuple[Counter[str], int]:
    """How many of the library's files have each word, and how many files there are."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(DEFAULT_ROOT.rglob("*.md"))]
    return Counter(stem for text in texts for stem in _stems(text)), len(texts)


def _stems(text: str) -> Counter[str]:
    return Counter(word[:_STEM] for word in _WORD.findall(PLACEHOLDER.sub(" ", text).lower()))


def _weighed(stems: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    return {stem: (1 + math.log(count)) * max(rarity[stem], 0.01) for stem, count in stems.items()}
