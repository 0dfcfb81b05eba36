"""The learned voter: what lines of the corpus that look like this one turned out to be, and which words say so.

A linear model over ``features``: every feature has a weight for each kind and for each flag, learnt by
``learning`` and committed as ``data/voter.json.gz``. It has a vote beside the rules and never the only one.
"""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .reading import Code, Kind

KINDS = tuple(Kind)
FLAGS = tuple(code for code in Code if not code.is_about_reading)
#: The columns of the weights: every kind, then every flag.
COLUMNS = (*KINDS, *FLAGS)
#: Weights are kept as whole numbers of this fraction.
SCALE = 100
_WORDS_TOLD = 3


@dataclass(frozen=True, slots=True)
class Votes:
    """How likely each kind is, between 0 and 1, and for each flag the log odds and what each kind adds to them."""

    kinds: Mapping[Kind, float]
    scores: Mapping[Code, float]
    by_kind: Mapping[Kind, Mapping[Code, float]]

    def flags(self, kind: Kind) -> Mapping[Code, float]:
        """How likely each flag is, between 0 and 1, once the line is taken to be of a kind."""
        more = self.by_kind.get(kind, {})
        return {code: likelihood(score + more.get(code, 0.0)) for code, score in self.scores.items()}


def is_of(kind: Kind) -> str:
    """The feature that tells the flags' weights which kind a line was judged to be."""
    return f"is:{kind.value}"


class Voter:
    """Weights by feature, one for each of ``COLUMNS``, and the weight of having no feature at all."""

    def __init__(self, bias: Iterable[int], weights: Mapping[str, list[int]]) -> None:
        self._bias = tuple(bias)
        self._weights = weights
        self._by_kind = {
            kind: {
                code: each / SCALE
                for code, each in zip(FLAGS, weights[is_of(kind)][len(KINDS) :], strict=True)
            }
            for kind in KINDS
            if is_of(kind) in weights
        }

    def votes(self, features: Iterable[str]) -> Votes:
        """The votes for a line with these features."""
        sums = list(self._bias)
        weights = self._weights
        for name in features:
            row = weights.get(name)
            if row is not None:
                sums = [a + b for a, b in zip(sums, row, strict=True)]
        scores = [each / SCALE for each in sums]
        most = max(scores[: len(KINDS)])
        odds = [math.exp(each - most) for each in scores[: len(KINDS)]]
        total = sum(odds)
        return Votes(
            {kind: each / total for kind, each in zip(KINDS, odds, strict=True)},
            dict(zip(FLAGS, scores[len(KINDS) :], strict=True)),
            self._by_kind,
        )

    def words_for(self, column: Kind | Code, features: Iterable[str]) -> tuple[str, ...]:
        """The words of the line that speak loudest for a kind or a flag, loudest first; none where none does."""
        at = COLUMNS.index(column)
        loud: dict[str, int] = {}
        for name in features:
            if name.startswith("word:") and (row := self._weights.get(name)) and row[at] > 0:
                loud[name.removeprefix("word:")] = row[at]
        ranked = sorted(loud, key=lambda word: (-loud[word], word))
        return tuple(word for word in ranked if word[0].isalpha() and len(word) > 2)[:_WORDS_TOLD]


def likelihood(score: float) -> float:
    """A score in log odds as a likelihood between 0 and 1."""
    if score >= 0:
        return 1 / (1 + math.exp(-score))
    odds = math.exp(score)
    return odds / (1 + odds)


@cache
def voter() -> Voter:
    """The voter as it was trained and committed."""
    return unpacked(files(f"{__package__}.data").joinpath("voter.json.gz").read_bytes())


def unpacked(packed: bytes) -> Voter:
    """A voter from the bytes of its file. Raises ValueError where they are not what ``learning`` writes."""
    try:
        held = json.loads(gzip.decompress(packed))
        return Voter(held["bias"], held["weights"])
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError):
        raise ValueError("This is not a file of weights as procure.coach.learning writes it.") from None
