"""What would raise the score most: single steps that somebody writing the specification can take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from procure.domain.alignment.inputs import Inputs, OutcomeInputs
from procure.domain.alignment.scale import TESTS_OF_MEASURABILITY, Claim
from procure.domain.alignment.scoring import align, strongest
from procure.domain.vocabulary import CausalStep, EvidenceGrade


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and the points it would add to the claimed score before rounding.

    ``kind`` is link, evidence, test or frame. ``key`` is the outcome's, empty for the frame; ``part`` is the
    objective's id or the measure's key, and ``page`` the measure's page, where there is one.
    """

    kind: str
    points: Decimal
    sentence: str
    key: str = ""
    part: str = ""
    page: str = ""


def steps_up(inputs: Inputs) -> list[Step]:
    """Every single step that would raise the claimed score, the one that raises it most first."""
    now = align(inputs).claimed.exact
    found = []
    for changed, step in _candidates(inputs):
        points = align(changed).claimed.exact - now
        if points > 0:
            found.append(replace(step, points=points))
    return sorted(found, key=lambda step: (-step.points, step.kind, step.key))


def _candidates(inputs: Inputs) -> Iterator[tuple[Inputs, Step]]:
    for outcome in inputs.outcomes:
        for changed, step in (*_of_link(outcome), *_of_measure(outcome)):
            others = tuple(changed if each.key == outcome.key else each for each in inputs.outcomes)
            yield replace(inputs, outcomes=others), step
    frame = inputs.prescription
    if frame.flagged:
        freed = replace(frame, flagged=frame.flagged - 1)
        sentence = (
            f"Free one of the {frame.flagged} fixed requirements that say how, or give the reason for it"
        )
        if frame.flagged == 1:
            sentence = "Free the one fixed requirement that says how, or give the reason for it"
        yield replace(inputs, prescription=freed), Step("frame", Decimal(0), sentence)


def _of_link(outcome: OutcomeInputs) -> Iterator[tuple[OutcomeInputs, Step]]:
    best = strongest(outcome.claims)
    if best is None or not best.is_said:
        # The least that a link can be worth: two steps away, on assertion.
        least = Claim(best.objective_id if best else "", CausalStep.TWO_STEPS, EvidenceGrade.ASSERTION)
        sentence = f"Say how outcome {outcome.number} leads to an objective"
        step = Step("link", Decimal(0), sentence, outcome.key, least.objective_id)
        yield replace(outcome, claims=(*outcome.claims, least)), step
        return
    for claim in outcome.claims:
        better = claim.better_evidenced() if claim.is_said else None
        if better is not None:
            claims = tuple(better if each == claim else each for each in outcome.claims)
            grade = EvidenceGrade(better.evidence_grade).label
            sentence = (
                f"Find better evidence for the step from outcome {outcome.number}: "
                f"{grade[0].lower()}{grade[1:]}"
            )
            step = Step("evidence", Decimal(0), sentence, outcome.key, claim.objective_id)
            yield replace(outcome, claims=claims), step


def _of_measure(outcome: OutcomeInputs) -> Iterator[tuple[OutcomeInputs, Step]]:
    if outcome.passed >= TESTS_OF_MEASURABILITY:
        return
    if not outcome.results:
        words, page = f"Add a measure that would show outcome {outcome.number} happening", ""
        if outcome.passed:
            words = f"Let the measure of outcome {outcome.number} pass one more test"
    else:
        first = outcome.unmet[0]
        words = f"Let the measure of outcome {outcome.number} pass one more test. {first.question}"
        page = first.page
    step = Step("test", Decimal(0), words, outcome.key, outcome.measure_key, page)
    yield replace(outcome, passed=outcome.passed + 1), step
