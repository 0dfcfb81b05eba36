"""How every number of an alignment score was worked out, as pages show it, for boards and for officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from exports.board_view.view import stopping
from exports.html import Reading
from procure.domain.alignment import FORMULA, FORMULA_VERSION, Claim, Gate, Part
from procure.domain.alignment.scoring import strongest
from procure.domain.gaps import Gap, gap_of
from procure.domain.snapshot import (
    AwardCriterionSnapshot,
    MeasureSnapshot,
    ObjectiveLinkSnapshot,
    ObjectiveSnapshot,
    OutcomeSnapshot,
)
from procure.models import LinkJudgement
from procure.services.aligning import Aligned, Reviewer


@dataclass(frozen=True)
class Judged:
    """One reviewer's inputs for a link. ``apart`` are the letters on which they are far from the author."""

    reviewer: Reviewer
    judgement: LinkJudgement
    claim: Claim
    apart: Sequence[str]


@dataclass(frozen=True)
class LinkExplained:
    objective: ObjectiveSnapshot
    link: ObjectiveLinkSnapshot
    claim: Claim
    counts: bool
    judged: Sequence[Judged]

    @property
    def judges(self) -> set[int | None]:
        """Accounts of those who judged it."""
        return {each.reviewer.user.id for each in self.judged}


@dataclass(frozen=True)
class OutcomeExplained:
    """One outcome's part in the score, claimed and low, with where each input comes from."""

    outcome: OutcomeSnapshot
    part: Part
    low: Part
    criteria: Sequence[AwardCriterionSnapshot]
    links: Sequence[LinkExplained]


@dataclass(frozen=True)
class Explained:
    """Everything below the score."""

    aligned: Aligned
    outcomes: Sequence[OutcomeExplained]
    standings: Sequence[tuple[ObjectiveSnapshot, Gap | None]]
    measures: Sequence[tuple[OutcomeSnapshot, MeasureSnapshot]]
    gates: Sequence[Gate]
    marks: Decimal
    missions: Sequence[tuple[str, str]]
    formula: str = FORMULA
    formula_version: str = FORMULA_VERSION

    @property
    def hangs_on_payment(self) -> bool:
        """Whether payment hangs on outcomes, so that half of their weight comes from it."""
        return any(each.outcome.payment_share for each in self.outcomes)


def explained(aligned: Aligned) -> Explained:
    """The explanation of a score, input by input."""
    snapshot, score = aligned.snapshot, aligned.alignment
    reading = Reading(snapshot)
    outcomes = []
    for outcome, part, low in zip(snapshot.outcomes, score.claimed.parts, score.low.parts, strict=True):
        best = strongest(part.outcome.claims)
        claims = {claim.objective_id: claim for claim in part.outcome.claims}
        links = [
            LinkExplained(
                objective,
                link,
                claims[link.objective_id],
                claims[link.objective_id] == best,
                [_judged(each, outcome.key, link.objective_id) for each in aligned.reviewers
                 if (outcome.key, link.objective_id) in each.beside.claims],
            )
            for objective, link in reading.links(outcome)
        ]  # fmt: skip
        criteria = [each for each in reading.criteria_of(outcome) if each.kind not in {"price", "cost"}]
        outcomes.append(OutcomeExplained(outcome, part, low, criteria, links))
    return Explained(
        aligned,
        outcomes,
        [(objective, gap_of(objective)) for objective in snapshot.objectives],
        [(outcome, measure) for outcome in snapshot.outcomes for measure in outcome.measures],
        [*stopping(aligned.gates), *(gate for gate in aligned.gates if gate.state == "clear")],
        sum(
            (
                each.weight or Decimal(0)
                for each in snapshot.award.criteria
                if each.kind not in {"price", "cost"}
            ),
            Decimal(0),
        ),
        list({each.mission_id: each.mission_name for each in snapshot.objectives if each.mission_id}.items()),
    )


def _judged(reviewer: Reviewer, outcome_key: str, objective_id: str) -> Judged:
    place = (outcome_key, objective_id)
    apart = [
        each.letter for each in reviewer.beside.differences if (each.outcome_key, each.objective_id) == place
    ]
    return Judged(reviewer, reviewer.judgements[place], reviewer.beside.claims[place], apart)
