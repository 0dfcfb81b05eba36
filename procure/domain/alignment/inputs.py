"""The inputs of the score, read from a specification.

Where section 10 of the outcome method leaves a choice, it is made here and told in docs/alignment.md: a question tied
to several outcomes is shared equally among them; of several links the strongest counts; of several measures the one
that passes the most tests, and activity is counted only where nothing else is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from procure.domain.alignment.scale import Claim
from procure.domain.measurability import Measurability, TestResult, Timing, Verdict, measurability
from procure.domain.snapshot import MeasureSnapshot, OutcomeSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import CriterionKind, MeasureKind

_PRICED = frozenset({CriterionKind.PRICE, CriterionKind.COST})
_ACTIVITY = frozenset({MeasureKind.OUTPUT, MeasureKind.INPUT})


@dataclass(frozen=True, slots=True)
class Prescription:
    """How many requirements fix how with no accepted reason, of how many (outcome method, section 3)."""

    flagged: int
    requirements: int

    @property
    def rate(self) -> Decimal:
        """p, from 0 to 1; 0 where nothing is required."""
        return Decimal(self.flagged) / self.requirements if self.requirements else Decimal(0)


@dataclass(frozen=True, slots=True)
class OutcomeInputs:
    """What the score needs of one outcome.

    ``weight`` is w, from 0 to 1. ``passed`` counts measurability tests passed, ``proven`` those of them that rest on
    nothing unverified. ``unmet`` are the tests not passed, in their order; ``measure`` names the measure they are of.
    """

    key: str
    number: int
    title: str
    weight: Decimal
    claims: tuple[Claim, ...] = ()
    passed: int = 0
    proven: int = 0
    measure: str = ""
    measure_key: str = ""
    results: tuple[TestResult, ...] = ()

    @property
    def unmet(self) -> tuple[TestResult, ...]:
        """The tests that its measure does not pass."""
        return tuple(result for result in self.results if result.verdict is not Verdict.PASS)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All inputs of one score. ``unassessed`` is the share of the quality marks that judge no outcome, from 0 to 1."""

    outcomes: tuple[OutcomeInputs, ...]
    prescription: Prescription
    unassessed: Decimal = Decimal(0)


def inputs_of(snapshot: SpecificationSnapshot, prescription: Prescription, timing: Timing) -> Inputs:
    """The author's inputs: what the specification itself says. ``prescription`` comes from reading its frame."""
    weights = weights_of(snapshot, payment_shares_of(snapshot))
    assessed = sum(weights_of(snapshot).values(), Decimal(0))
    return Inputs(
        tuple(_outcome(outcome, weights[outcome.key], timing) for outcome in snapshot.outcomes),
        prescription,
        max(Decimal(0), 1 - assessed) if _marks(snapshot) else Decimal(0),
    )


def payment_shares_of(snapshot: SpecificationSnapshot) -> dict[str, Decimal]:
    """The share of what payment hangs on results, from 0 to 1, by outcome key; empty where none hangs on an outcome.
    Shares that come to more than 100% count as their part of the whole."""
    shares = {outcome.key: outcome.payment_share for outcome in snapshot.outcomes if outcome.payment_share}
    whole = max(Decimal(100), sum(shares.values(), Decimal(0)))
    return {key: share / whole for key, share in shares.items()}


def weights_of(
    snapshot: SpecificationSnapshot, payment_shares: Mapping[str, Decimal] | None = None
) -> dict[str, Decimal]:
    """w by outcome key: its share of the non-price marks, where questions tied to no outcome keep their share. With
    ``payment_shares`` (by outcome key, from 0 to 1, at most 1 together) it is the mean of the two shares.
    """
    marks = _marks(snapshot)
    shares = dict.fromkeys((outcome.key for outcome in snapshot.outcomes), Decimal(0))
    for criterion in snapshot.award.criteria:
        tied = [key for key in shares if key in criterion.outcome_keys]
        if criterion.kind in _PRICED or not criterion.weight or not tied:
            continue
        for key in tied:
            shares[key] += criterion.weight / marks / len(tied)
    if not payment_shares:
        return shares
    return {key: (share + payment_shares.get(key, Decimal(0))) / 2 for key, share in shares.items()}


def _marks(snapshot: SpecificationSnapshot) -> Decimal:
    """The marks of all that is not price or cost."""
    return sum(
        (each.weight or Decimal(0) for each in snapshot.award.criteria if each.kind not in _PRICED),
        Decimal(0),
    )


def _outcome(outcome: OutcomeSnapshot, weight: Decimal, timing: Timing) -> OutcomeInputs:
    claims = tuple(
        Claim(link.objective_id, link.causal_step, link.evidence_grade, bool(link.evidence_url))
        for link in outcome.objective_links
    )
    judged = judged_by(outcome, timing)
    if judged is None:
        return OutcomeInputs(outcome.key, outcome.number, outcome.title, weight, claims)
    measure, found = judged
    return OutcomeInputs(
        outcome.key,
        outcome.number,
        outcome.title,
        weight,
        claims,
        found.passed,
        found.passed - len(_unproven(measure, found)),
        measure.name,
        measure.key,
        found.results,
    )


def judged_by(outcome: OutcomeSnapshot, timing: Timing) -> tuple[MeasureSnapshot, Measurability] | None:
    """The measure that the outcome is judged on, with its six results."""
    changes = [measure for measure in outcome.measures if measure.kind not in _ACTIVITY]
    found = [(each, measurability(each, outcome.measures, timing)) for each in changes or outcome.measures]
    return max(
        found,
        key=lambda pair: (pair[1].passed, -len(_unproven(*pair)), pair[0].kind == MeasureKind.OUTCOME),
        default=None,
    )


def _unproven(measure: MeasureSnapshot, found: Measurability) -> tuple[str, ...]:
    """Tests that are passed on a starting figure nobody has checked, or on a plan to find one."""
    if measure.baseline_value and measure.baseline_verified:
        return ()
    return tuple(
        code for code in ("baseline", "signal") if found.result(code).verdict is Verdict.PASS
    )  # fmt: skip
