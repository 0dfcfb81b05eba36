"""Are the outcomes outcomes: said in full, measurable, tied to an objective, and assessed by somebody?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from procure.domain.measurability import Timing, Verdict, measurability
from procure.domain.readiness.issues import Issue, advisory, blocking
from procure.domain.snapshot import MeasureSnapshot, OutcomeSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import MeasureKind, OutcomePriority

PAGE = "outcomes"
PLACEHOLDER = re.compile(r"\{[^{}\n]{1,60}\}")
MOST_PRIMARY_OUTCOMES = 5
MOST_MEASURES = 12

#: The parts a target outcome must say (method section 3, pattern), and how to ask for each.
PARTS = {
    "statement": "Write the outcome as one sentence",
    "beneficiary": "Say who gains",
    "change": "Say what changes for them",
    "level": "Say how much must change",
    "place": "Say where it must happen",
}
#: Parts that make an outcome fairer and safer to judge, missed but not required.
WISHES = {
    "comparison": "Say what the result will be compared with, so that luck can be told from success",
    "equality_split": "Say which groups the result will be shown for, so that no group is left behind unseen",
}


def check_outcomes(snapshot: SpecificationSnapshot, today: date) -> Iterator[Issue]:
    """Every fault and weakness of the outcomes and their measures."""
    if not snapshot.outcomes:
        yield blocking(
            "no-outcomes",
            "Add at least one outcome",
            PAGE,
            reason="Without one, the specification does not say what must change for anybody.",
        )
    assessed = {key for criterion in snapshot.award.criteria for key in criterion.outcome_keys}
    for outcome in snapshot.outcomes:
        yield from _check_sentence(outcome)
        yield from _check_links(outcome)
        yield from _check_measures(outcome)
        yield from _check_measurability(outcome, Timing.of(snapshot, today))
        if outcome.key not in assessed:
            yield advisory(
                "outcome-not-assessed",
                f"No award criterion assesses outcome {outcome.number}",
                "award-criteria",
                reason="Suppliers will put their effort where the marks are.",
                key=outcome.key,
            )
    if snapshot.outcomes and not any(outcome.objective_links for outcome in snapshot.outcomes):
        yield blocking(
            "no-objective-link",
            "Link at least one outcome to a mission objective",
            PAGE,
            reason="A board cannot judge a tender that serves no objective.",
        )
    yield from _check_counts(snapshot)


def _check_sentence(outcome: OutcomeSnapshot) -> Iterator[Issue]:
    name = f"outcome {outcome.number}"
    for field, request in PARTS.items():
        if not getattr(outcome, field):
            yield blocking(f"outcome-without-{field}", f"{request}: {name}", PAGE, key=outcome.key)
    if outcome.by_when_on is None:
        yield blocking("outcome-without-date", f"Say by when it must happen: {name}", PAGE, key=outcome.key)
    for field, request in WISHES.items():
        if not getattr(outcome, field):
            yield advisory(
                f"outcome-without-{field.replace('_', '-')}", f"{request}: {name}", PAGE, key=outcome.key
            )
    texts = (
        outcome.title,
        outcome.statement,
        outcome.change,
        outcome.level,
        outcome.place,
        outcome.beneficiary,
    )
    left = sorted({found for text in texts for found in PLACEHOLDER.findall(text)})
    if left:
        yield blocking(
            "placeholder-left",
            f"Fill in {', '.join(left)} in {name}",
            PAGE,
            reason="The library leaves these for you, because a fair level depends on the place.",
            key=outcome.key,
        )


def _check_links(outcome: OutcomeSnapshot) -> Iterator[Issue]:
    name = f"outcome {outcome.number}"
    if not outcome.objective_links:
        yield advisory(
            "outcome-without-objective",
            f"Link {name} to a mission objective, or be ready to say why it has none",
            PAGE,
            key=outcome.key,
        )
    for link in outcome.objective_links:
        if not link.causal_step or not link.evidence_grade:
            yield blocking(
                "objective-link-incomplete",
                f"Say how {name} moves the objective, and how well that is known",
                PAGE,
                reason="The board scores the link and the evidence; unknown counts as none.",
                key=outcome.key,
            )


def _check_measures(outcome: OutcomeSnapshot) -> Iterator[Issue]:
    name = f"outcome {outcome.number}"
    if not outcome.measures:
        yield blocking(
            "outcome-without-measure",
            f"Add a measure that would show {name} happening",
            PAGE,
            key=outcome.key,
        )
        return
    for measure in outcome.measures:
        yield from _check_measure(name, outcome.key, measure)
    kinds = {measure.kind for measure in outcome.measures}
    if kinds <= {MeasureKind.OUTPUT, MeasureKind.INPUT}:
        yield advisory(
            "only-outputs-measured",
            f"Every measure of {name} counts activity: add one that shows the change",
            PAGE,
            key=outcome.key,
        )


def _check_measure(outcome: str, key: str, measure: MeasureSnapshot) -> Iterator[Issue]:
    name = f"measure “{measure.name or 'without a name'}” of {outcome}"
    for field, request in (
        ("name", "Name the"),
        ("unit", "Give a unit for the"),
        ("direction", "Say which way is better for the"),
        ("source", "Say where the figure comes from for the"),
    ):
        if not getattr(measure, field):
            yield blocking(f"measure-without-{field}", f"{request} {name}", PAGE, key=key, part=measure.key)
    if not measure.target_value or measure.target_on is None:
        yield blocking(
            "measure-without-target",
            f"Set a target and its date for the {name}",
            PAGE,
            key=key,
            part=measure.key,
        )
    if not measure.baseline_value and not measure.baseline_plan:
        yield blocking(
            "measure-without-baseline",
            f"Give the starting figure, or a plan to find it, for the {name}",
            PAGE,
            reason="Without it nobody can tell whether anything changed.",
            key=key,
            part=measure.key,
        )
    if measure.baseline_value and not measure.baseline_url:
        yield advisory(
            "baseline-without-source",
            f"Give the source of the starting figure of the {name}",
            PAGE,
            key=key,
            part=measure.key,
        )
    elif measure.baseline_value and not measure.baseline_verified:
        yield advisory(
            "baseline-not-verified",
            f"Check the starting figure of the {name} against its source",
            PAGE,
            reason="It is shown to suppliers as not verified until you do.",
            key=key,
            part=measure.key,
        )
    if not measure.counter_measure:
        yield advisory(
            "measure-without-counter-measure",
            f"Name the figure that would show the {name} being gamed",
            PAGE,
            key=key,
            part=measure.key,
        )
    if not measure.data_owner:
        yield advisory(
            "measure-without-data-owner",
            f"Say who holds the data for the {name}",
            PAGE,
            key=key,
            part=measure.key,
        )
    if measure.target_on and measure.target_path and measure.target_path[-1].on > measure.target_on:
        yield blocking(
            "path-after-target",
            f"The path to the target of the {name} must end by its target date",
            PAGE,
            key=key,
            part=measure.key,
        )


#: Tests whose failure no other check here already says.
_SAID_HERE = ("readings", "lag", "signal")


def _check_measurability(outcome: OutcomeSnapshot, timing: Timing) -> Iterator[Issue]:
    for measure in outcome.measures:
        if not measure.target_value:
            continue
        found = measurability(measure, outcome.measures, timing)
        for result in found.results:
            if result.code in _SAID_HERE and result.verdict is Verdict.FAIL:
                yield advisory(
                    f"measure-fails-{result.code}",
                    f"{result.sentence} See measure “{measure.name or 'without a name'}” of outcome {outcome.number}",
                    PAGE,
                    reason=f"{result.question} A board counts the tests that each measure passes.",
                    key=outcome.key,
                    part=measure.key,
                )


def _check_counts(snapshot: SpecificationSnapshot) -> Iterator[Issue]:
    primary = sum(outcome.priority == OutcomePriority.PRIMARY for outcome in snapshot.outcomes)
    if primary > MOST_PRIMARY_OUTCOMES:
        yield advisory(
            "many-primary-outcomes",
            f"{primary} outcomes are primary: {MOST_PRIMARY_OUTCOMES} or fewer are easier to steer by",
            PAGE,
        )
    measures = sum(len(outcome.measures) for outcome in snapshot.outcomes)
    if measures > MOST_MEASURES:
        yield advisory(
            "many-measures", f"There are {measures} measures: {MOST_MEASURES} or fewer get used", PAGE
        )
