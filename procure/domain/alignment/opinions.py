"""A reviewer's own inputs beside the author's. Two opinions are shown side by side and never averaged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from procure.domain.alignment.inputs import Inputs
from procure.domain.alignment.scale import DISAGREEMENT, Claim, JudgedStep
from procure.domain.alignment.scoring import Alignment, align


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reviewer says of one link: a JudgedStep and, unless it leads nowhere, an EvidenceGrade."""

    outcome_key: str
    objective_id: str
    causal_step: str
    evidence_grade: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two people more than 0.25 apart on one input (``letter`` L or E) of one link."""

    outcome_key: str
    objective_id: str
    letter: str
    author: Decimal
    reviewer: Decimal


@dataclass(frozen=True, slots=True)
class Beside:
    """A reviewer's inputs beside the author's. ``alignment`` is None until they have judged every link: a score half
    somebody else's is nobody's.
    """

    claims: dict[tuple[str, str], Claim]
    missing: int
    alignment: Alignment | None
    differences: tuple[Difference, ...]


def beside(inputs: Inputs, opinions: Iterable[Opinion]) -> Beside:
    """Put a reviewer's ``opinions`` in place of the author's claims. An opinion on a link that the version does not
    have is left out. Whether evidence has an address stays as the author gave it.
    """
    given = {(opinion.outcome_key, opinion.objective_id): opinion for opinion in opinions}
    claims: dict[tuple[str, str], Claim] = {}
    differences: list[Difference] = []
    outcomes = []
    missing = 0
    for outcome in inputs.outcomes:
        own = []
        for claim in outcome.claims:
            opinion = given.get((outcome.key, claim.objective_id))
            if opinion is None:
                missing += 1
                continue
            judged = replace(claim, causal_step=opinion.causal_step, evidence_grade=opinion.evidence_grade)
            own.append(judged)
            claims[outcome.key, claim.objective_id] = judged
            differences += [
                Difference(outcome.key, claim.objective_id, letter, theirs, mine)
                for letter, theirs, mine in (
                    ("L", claim.link, judged.link),
                    ("E", claim.evidence, judged.evidence),
                )
                if abs(theirs - mine) > DISAGREEMENT
                and (letter == "L" or judged.causal_step != JudgedStep.NONE)
            ]
        outcomes.append(replace(outcome, claims=tuple(own)))
    whole = align(replace(inputs, outcomes=tuple(outcomes))) if claims and not missing else None
    return Beside(claims, missing, whole, tuple(differences))
