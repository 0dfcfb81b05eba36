"""Outcomes and measures, where a release holds them as open data of this service does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from exports.ocds.incoming.source import Has, Path, Source, is_number, same_value
from exports.ocds.incoming.words import as_markdown, same_text
from procure.domain.snapshot import MeasureSnapshot, OutcomeSnapshot, TargetPoint
from procure.domain.vocabulary import Direction

TERMS: Path = ("tender", "contractTerms", "performanceTerms")
TARGETS: Path = ("tender", "targets")
MOST = 200
NOT_OURS = "It is not told as outcomes in our form: write it under an outcome."
_HEADING = re.compile(r"Outcome (\d{1,3})(?:: (.+))?")
_METRIC = re.compile(r"(\d{1,3})\.(\d{1,3})")
_BASELINE = re.compile(r"Baseline(?:, (.*?))?\.( Not verified\.)?", re.DOTALL)
_DIRECTION_OF = {f"{direction.label}.": direction.value for direction in Direction}


@dataclass
class _Outcome:
    title: str = ""
    statement: list[str] = field(default_factory=list)
    measures: dict[int, MeasureSnapshot] = field(default_factory=dict)


def read_outcomes(source: Source) -> tuple[OutcomeSnapshot, ...]:
    """The outcomes, numbered from 1 without a gap; none where the release does not tell them in our form."""
    found = _told(source)
    _read_metrics(source, found)
    return tuple(
        OutcomeSnapshot(
            key=f"o{number}",
            number=number,
            title=outcome.title,
            statement=as_markdown("\n\n".join(outcome.statement)),
            measures=tuple(
                outcome.measures.get(each) or MeasureSnapshot(key=f"m{each}")
                for each in range(1, max(outcome.measures, default=0) + 1)
            ),
        )
        for number, outcome in enumerate(found, start=1)
    )


def _told(source: Source) -> list[_Outcome]:
    """Outcomes from the words of the performance terms: a heading with the next number begins each."""
    words = source.at(TERMS)
    if not isinstance(words, str):
        return []
    found: list[_Outcome] = []
    for paragraph in words.split("\n\n"):
        heading = _HEADING.fullmatch(paragraph)
        if heading and int(heading[1]) == len(found) + 1 <= MOST:
            found.append(_Outcome(title=heading[2] or ""))
        elif found:
            found[-1].statement.append(paragraph)
        else:
            source.because(TERMS, NOT_OURS)
            return []
    source.take(TERMS, "outcomes", same=same_text)
    return found


def _read_metrics(source: Source, found: list[_Outcome]) -> None:
    for path in source.entries(TARGETS):
        metric_id = source.at((*path, "id"))
        numbers = _METRIC.fullmatch(metric_id) if isinstance(metric_id, str) else None
        outcome, number = (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)
        if not 1 <= outcome <= len(found) or not 1 <= number <= MOST or number in found[outcome - 1].measures:
            source.because(path, NOT_OURS)
            continue
        into = f"outcomes.{outcome}.measures.{number}"
        shown = (*TARGETS, Has("id", metric_id))
        name = source.line((*path, "title"), f"{into}.name", (*shown, "title"))
        if not name:
            source.because(path, "A measure needs a name here.")
            continue
        source.take((*path, "id"), into, (*shown, "id"))
        found[outcome - 1].measures[number] = MeasureSnapshot(
            key=f"m{number}",
            name=name,
            **_described(source, path, into, shown),
            **_observed(source, path, into, shown),
        )


def _described(source: Source, path: Path, into: str, shown: tuple[Any, ...]) -> dict[str, Any]:
    """Direction and source, from the paragraphs that follow the outcome's title."""
    words = source.at((*path, "description"))
    if not isinstance(words, str):
        return {}
    values: dict[str, Any] = {}
    for paragraph in words.split("\n\n")[1:]:
        if paragraph in _DIRECTION_OF:
            values["direction"] = _DIRECTION_OF[paragraph]
        elif paragraph.startswith("Source: "):
            values["source"] = paragraph.removeprefix("Source: ")
    source.take((*path, "description"), into, (*shown, "description"), same_text)
    return values


def _observed(source: Source, path: Path, into: str, shown: tuple[Any, ...]) -> dict[str, Any]:
    """Baseline, steps and target, by the endings of their ids."""
    metric_id = source.at((*path, "id"))
    values: dict[str, Any] = {"target_path": ()}
    for at in source.entries((*path, "observations")):
        observation = source.at((*at, "id"))
        ending = observation.removeprefix(f"{metric_id}-") if isinstance(observation, str) else ""
        step = len(values["target_path"]) + 1
        new_id = f"{metric_id}-step-{step}" if ending.startswith("step-") else observation
        there = (*shown, "observations", Has("id", new_id))
        figure = _figure(source, at)
        on = source.day((*at, "period", "endDate"), f"{into}.target_on", (*there, "period", "endDate"))
        if not figure:
            source.because(at, "It has no figure.")
            continue
        if ending == "baseline" and on is None:
            values |= {"baseline_value": figure, **_baseline(source, at)}
        elif ending == "target":
            values |= {"target_value": figure, "target_on": on}
        elif ending.startswith("step-") and on is not None and step <= MOST:
            values["target_path"] += (TargetPoint(on=on, value=figure),)
            source.because((*at, "id"), "Steps are numbered here.")
        else:
            source.because(at, NOT_OURS)
            continue
        unit = source.line((*at, "unit", "name"), f"{into}.unit", (*there, "unit", "name"))
        values["unit"] = values.get("unit") or unit
        for name in ("id", "measure", "notes"):
            source.take((*at, name), into, (*there, name), same_value)
    return values


def _baseline(source: Source, at: Path) -> dict[str, Any]:
    notes = source.at((*at, "notes"))
    said = _BASELINE.fullmatch(notes) if isinstance(notes, str) else None
    return {"baseline_period": said[1] or "", "baseline_verified": not said[2]} if said else {}


def _figure(source: Source, at: Path) -> str:
    measure = source.at((*at, "measure"))
    if is_number(measure):
        return f"{measure:f}" if not isinstance(measure, int) else str(measure)
    return measure.strip() if isinstance(measure, str) else ""
