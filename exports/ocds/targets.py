"""Outcomes as data: each measure with its baseline and target, so that results can later be held against
them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from exports.ocds.plain import end_of, joined, plain_line
from procure.domain.snapshot import MeasureSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import Direction

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,3})?")


def targets(snapshot: SpecificationSnapshot) -> list[dict[str, Any]]:
    """A metric for each measure, numbered by its outcome: ``2.1`` is the first measure of outcome 2."""
    return [
        _metric(f"{outcome.number}.{number}", outcome.number, outcome.title, measure)
        for outcome in snapshot.outcomes
        for number, measure in enumerate(outcome.measures, start=1)
        if plain_line(measure.name)
    ]


def _metric(metric_id: str, outcome: int, title: str, measure: MeasureSnapshot) -> dict[str, Any]:
    direction = Direction.label_of(measure.direction)
    source = plain_line(measure.source)
    return {
        "id": metric_id,
        "title": plain_line(measure.name),
        "description": joined(
            f"Outcome {outcome}: {plain_line(title)}".removesuffix(": "),
            f"{direction}." if direction else "",
            f"Source: {source}" if source else "",
        ),
        "observations": [observation for observation in _observations(metric_id, measure) if observation],
    }


def _observations(metric_id: str, measure: MeasureSnapshot) -> list[dict[str, Any] | None]:
    unit = {"name": plain_line(measure.unit)} if plain_line(measure.unit) else None
    period = plain_line(measure.baseline_period)
    unverified = "" if measure.baseline_verified else "Not verified."
    steps = enumerate(measure.target_path, start=1)
    return [
        _observation(
            f"{metric_id}-baseline",
            measure.baseline_value,
            unit,
            notes=" ".join(
                part for part in (f"Baseline, {period}." if period else "Baseline.", unverified) if part
            ),
        ),
        *(
            _observation(
                f"{metric_id}-step-{number}", step.value, unit, end_of(step.on), "Step towards the target."
            )
            for number, step in steps
        ),
        _observation(f"{metric_id}-target", measure.target_value, unit, end_of(measure.target_on), "Target."),
    ]


def _observation(
    observation_id: str, value: str, unit: dict[str, str] | None, ends: str | None = None, notes: str = ""
) -> dict[str, Any] | None:
    text = plain_line(value)
    if not text:
        return None
    return {
        "id": observation_id,
        "period": {"endDate": ends},
        "measure": Decimal(text) if _NUMBER.fullmatch(text) else text,
        "unit": unit,
        "notes": notes,
    }
