"""From a parse to a kind: rules vote by their weight, and the guide's order breaks a tie."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .parsing import Parse
from .reading import Alternative, Kind
from .rules import KindRule, kind_rules

#: The order of the labelling guide's questions, which settles a tie.
ORDER = (Kind.OTHER, Kind.OUTCOME, Kind.DESIGN, Kind.INPUT, Kind.OUTPUT, Kind.ACTIVITY)
_NO_RULE = "no-rule"
_NO_REASON = "No rule speaks clearly for what this line is."
#: A kind's share of what real documents say, where no rule speaks.
_PRIOR = {
    Kind.OUTPUT: 0.9,
    Kind.ACTIVITY: 1.0,
    Kind.OUTCOME: 0.3,
    Kind.DESIGN: 0.2,
    Kind.INPUT: 0.3,
    Kind.OTHER: 0.5,
}
SURE = 0.6


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


def judge(parse: Parse) -> Judgement:
    """The kind of the line, by rules alone."""
    votes = dict(_PRIOR)
    loudest: dict[Kind, KindRule] = {}
    for rule in kind_rules():
        if rule.matches(parse) is None:
            continue
        votes[rule.kind] += rule.weight
        best = loudest.get(rule.kind)
        if best is None or rule.weight > best.weight:
            loudest[rule.kind] = rule
    total = sum(math.exp(vote) for vote in votes.values())
    scored = sorted(
        (Alternative(kind, math.exp(votes[kind]) / total) for kind in ORDER),
        key=lambda each: (-each.score, ORDER.index(each.kind)),
    )
    kind = scored[0].kind
    decided = loudest.get(kind)
    return Judgement(
        kind, tuple(scored), decided.name if decided else _NO_RULE, decided.reason if decided else _NO_REASON
    )
