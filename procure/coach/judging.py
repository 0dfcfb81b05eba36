"""From a parse to a kind: the rules and the learned voter each say how likely every kind is, and are pooled."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .reading import Alternative, Kind
from .rules import KindRule

#: The order of the labelling guide's questions, which settles a tie.
ORDER = (Kind.OTHER, Kind.OUTCOME, Kind.DESIGN, Kind.INPUT, Kind.OUTPUT, Kind.ACTIVITY)
_NO_RULE = "no-rule"
_NO_REASON = "No rule speaks clearly for what this line is; lines like it are most often this."
#: Rules beyond this weight together add nothing: many hints of one kind are often the same words seen twice. A rule
#: that weighs more by itself is one that leaves no doubt, and counts whole.
_MOST = 6.0
#: How much the learned voter counts for, of 1. Between what suits lines that nobody had read (more) and those
#: that rules were written with in view (less).
LEARNED = 0.65
#: What is added for kinds that both find too seldom in real lines, and taken from the one that they find too often.
LEANING = {Kind.OUTCOME: 0.2, Kind.INPUT: 0.3, Kind.ACTIVITY: -0.1}
#: A pooled likelihood from which a kind is told as known.
SURE = 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """A kind, how likely each is, and the rule that spoke loudest for it."""

    kind: Kind
    alternatives: tuple[Alternative, ...]
    rule: str
    reason: str

    @property
    def confidence(self) -> float:
        return self.alternatives[0].score


def judge(matched: Sequence[KindRule], learned: Mapping[Kind, float]) -> Judgement:
    """The kind of a line, from the rules that hold of it and from how likely the learned voter finds each kind."""
    votes = dict.fromkeys(ORDER, 0.0)
    loudest: dict[Kind, KindRule] = {}
    for rule in matched:
        votes[rule.kind] += rule.weight
        best = loudest.get(rule.kind)
        if best is None or rule.weight > best.weight:
            loudest[rule.kind] = rule
    pooled = {
        kind: (1 - LEARNED) * min(votes[kind], max(_MOST, loudest[kind].weight if kind in loudest else 0.0))
        + LEARNED * math.log(max(learned[kind], 1e-9))
        + LEANING.get(kind, 0.0)
        for kind in ORDER
    }
    most = max(pooled.values())
    odds = {kind: math.exp(each - most) for kind, each in pooled.items()}
    total = sum(odds.values())
    scored = sorted(
        (Alternative(kind, odds[kind] / total) for kind in ORDER),
        key=lambda each: (-each.score, ORDER.index(each.kind)),
    )
    kind = scored[0].kind
    decided = loudest.get(kind)
    return Judgement(
        kind, tuple(scored), decided.name if decided else _NO_RULE, decided.reason if decided else _NO_REASON
    )
