"""The alignment score of section 10 of the outcome method: a range with the part each outcome plays in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from procure.domain.alignment.inputs import Inputs, OutcomeInputs
from procure.domain.alignment.scale import (
    EVIDENCE_FLOOR,
    NEAREST,
    NO_LINK,
    PRESCRIPTION_COST,
    TESTS_OF_MEASURABILITY,
    Claim,
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one outcome brings: its four inputs, w, L, E and M, each from 0 to 1."""

    outcome: OutcomeInputs
    claim: Claim | None
    link: Decimal
    evidence: Decimal
    measurable: Decimal

    @property
    def weight(self) -> Decimal:
        """w."""
        return self.outcome.weight

    @property
    def strength(self) -> Decimal:
        """L × √(E × M): how good the outcome is, whatever its weight. From 0 to 1."""
        return self.link * (self.evidence * self.measurable).sqrt()

    @property
    def worth(self) -> Decimal:
        """w × L × √(E × M). From 0 to 1."""
        return self.weight * self.strength


@dataclass(frozen=True, slots=True)
class Score:
    """One case of the score. ``exact`` is from 0 to 100; boards are shown ``shown``, to the nearest 5."""

    parts: tuple[Part, ...]
    rate: Decimal

    @property
    def sum(self) -> Decimal:
        """The sum of w × L × √(E × M); added up in an order of its own, so that no order of outcomes tells."""
        return sum(sorted(part.worth for part in self.parts), Decimal(0))

    @property
    def freedom(self) -> Decimal:
        """1 − 0.5 × p: from 0.5 to 1."""
        return 1 - PRESCRIPTION_COST * self.rate

    @property
    def exact(self) -> Decimal:
        """A, before it is rounded."""
        return min(Decimal(100), 100 * self.sum * self.freedom)

    @property
    def shown(self) -> int:
        """A to the nearest 5."""
        return NEAREST * int((self.exact / NEAREST).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Alignment:
    """The score as claimed, and the low case in which whatever nobody can check is set to its floor."""

    inputs: Inputs
    claimed: Score
    low: Score

    @property
    def weakest(self) -> Part | None:
        """The outcome whose chain is weakest; of two alike, the one with more weight. None without outcomes."""
        return min(
            self.claimed.parts,
            key=lambda part: (part.strength, -part.weight, part.outcome.number),
            default=None,
        )

    @property
    def words(self) -> str:
        """As a board is shown it: "45 (30 to 45)"."""
        return f"{self.claimed.shown} ({self.low.shown} to {self.claimed.shown})"


def align(inputs: Inputs) -> Alignment:
    """Score these inputs."""
    rate = inputs.prescription.rate
    return Alignment(
        inputs,
        Score(tuple(_claimed(outcome) for outcome in inputs.outcomes), rate),
        Score(tuple(_low(outcome) for outcome in inputs.outcomes), rate),
    )


def _claimed(outcome: OutcomeInputs) -> Part:
    found = strongest(outcome.claims)
    measurable = Decimal(outcome.passed) / TESTS_OF_MEASURABILITY
    if found is None:
        return Part(outcome, None, NO_LINK, EVIDENCE_FLOOR, measurable)
    return Part(outcome, found, found.link, found.evidence, measurable)


def _low(outcome: OutcomeInputs) -> Part:
    found = max(
        outcome.claims, key=lambda c: (_pull(c.low_link, c.low_evidence), c.objective_id), default=None
    )
    measurable = Decimal(outcome.proven) / TESTS_OF_MEASURABILITY
    if found is None:
        return Part(outcome, None, NO_LINK, EVIDENCE_FLOOR, measurable)
    return Part(outcome, found, found.low_link, found.low_evidence, measurable)


def strongest(claims: Iterable[Claim]) -> Claim | None:
    """The claim that brings the outcome most: a further, weaker link takes nothing away. None without claims."""
    return max(claims, key=lambda c: (_pull(c.link, c.evidence), c.objective_id), default=None)


def _pull(link: Decimal, evidence: Decimal) -> Decimal:
    return link * link * evidence
