"""From an outcome in a tender to an entry of the library: what carries over, and what the library keeps open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from procure.domain.gaps import number_of
from procure.domain.snapshot import MeasureSnapshot, OutcomeSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import Direction, MeasureKind, Word


class ProposalState(Word):
    DRAFT = "draft", "Being written"
    PROPOSED = "proposed", "With the curator"
    RETURNED = "returned", "Returned with questions"
    APPROVED = "approved", "In the library"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class TurnKind(Word):
    """What somebody did in the exchange about a proposal; the values are states that it moved to."""

    SENT = "proposed", "Sent to the curator"
    RETURNED = "returned", "Sent back with questions"
    APPROVED = "approved", "Taken into the library"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


#: What the proposer is written to about.
DECISIONS = frozenset({TurnKind.RETURNED, TurnKind.APPROVED, TurnKind.DECLINED})
#: States in which whoever proposed it may change it.
OPEN_TO_PROPOSER = frozenset({ProposalState.DRAFT, ProposalState.RETURNED})
#: Written by the proposer for the library; the rest carries over from the tender.
WRITTEN = ("title", "sector", "geography", "beneficiary", "statement", "cpv", "questions", "prescriptive_trap",
           "gaming_risk", "advice")  # fmt: skip
#: What a measure says by the same names in a tender and in the library.
MEASURED = (
    "name", "unit", "direction", "kind", "source", "publisher", "frequency", "lag", "counter_measure",
)  # fmt: skip
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]|<\s*>")
_DATE = re.compile(
    r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b"
)


def content_of(snapshot: SpecificationSnapshot, outcome: OutcomeSnapshot) -> dict[str, Any]:
    """A library outcome in the making: what the tender knows, and nothing made up for the rest."""
    objectives = [
        (link.objective_id, objective.mission_id)
        for link in outcome.objective_links
        if (objective := snapshot.objective(link.objective_id)) is not None
    ]
    missions = dict.fromkeys(mission for _, mission in objectives if mission)
    return {
        "title": outcome.title,
        "sector": "",
        "missions": list(missions),
        "objectives": [objective for objective, mission in objectives if objective != mission],
        "geography": "",
        "beneficiary": outcome.beneficiary,
        "cpv": list(snapshot.facts.cpv_codes),
        "measures": [_measure(measure) for measure in outcome.measures],
        "data_needs": [],
        "evidence": _evidence(outcome, snapshot.problem.problem_sources),
        "statement": opened(outcome),
        "questions": [],
        "prescriptive_trap": "",
        "gaming_risk": " ".join(m.counter_measure for m in outcome.measures if m.counter_measure),
        "advice": "",
    }


def opened(outcome: OutcomeSnapshot) -> str:
    """The sentence with its place and date left for the next author: ``{place}``, ``{date}``."""
    sentence = outcome.statement
    if len(outcome.place) > 2:
        sentence = sentence.replace(outcome.place, "{place}")
    return _DATE.sub("{date}", sentence, count=1)


def _measure(measure: MeasureSnapshot) -> dict[str, Any]:
    has_figure = bool(measure.baseline_value and measure.baseline_period and measure.baseline_url)
    return {
        "name": measure.name,
        "unit": measure.unit,
        "direction": measure.direction,
        "kind": measure.kind,
        "source": measure.source,
        "publisher": measure.publisher,
        "frequency": measure.frequency,
        "lag": measure.lag,
        "baseline": {
            "value": None,
            "value_text": measure.baseline_value,
            "period": measure.baseline_period,
            "source_url": measure.baseline_url,
            "verified": measure.baseline_verified,
        }
        if has_figure
        else None,
        "counter_measure": measure.counter_measure or None,
    }


def measures_of(content: Mapping[str, Any]) -> list[MeasureSnapshot]:
    """The measures of a proposal as a tender would have them that takes them over, keys counted from 1."""
    found = []
    for number, measure in enumerate(content["measures"], start=1):
        baseline = measure.get("baseline") or {}
        figure = baseline.get("value_text") or baseline.get("value")
        found.append(
            MeasureSnapshot.model_validate(
                {
                    "key": str(number),
                    **{name: measure.get(name) or "" for name in MEASURED},
                    "baseline_value": "" if figure is None else str(figure),
                    "baseline_period": baseline.get("period") or "",
                    "baseline_url": baseline.get("source_url") or "",
                    "baseline_verified": bool(baseline.get("verified")),
                }
            )
        )
    return found


def measure_from(values: Mapping[str, Any]) -> dict[str, Any]:
    """A measure as the library has it, from answers named as ``MeasureSnapshot`` names them. A figure without its
    period or its address is kept as it was typed, for the check to name.
    """
    figure = values["baseline_value"].strip()
    number = number_of(figure) if figure.isascii() and not figure.startswith("+") else None
    is_told = any(values[name] for name in ("baseline_value", "baseline_period", "baseline_url"))
    return {
        **{name: values[name] for name in MEASURED if name != "counter_measure"},
        "baseline": {
            "value": None if number is None else int(number) if number == int(number) else float(number),
            "value_text": figure if figure and number is None else None,
            "period": values["baseline_period"] or None,
            "source_url": values["baseline_url"] or None,
            "verified": bool(values["baseline_verified"] and figure),
        }
        if is_told
        else None,
        "counter_measure": values["counter_measure"] or None,
    }


def _evidence(outcome: OutcomeSnapshot, sources: str) -> list[dict[str, Any]]:
    """The addresses that the outcome names, and what the tender says is there. What has to be true for a link to its
    objective is no claim of the page: where the tender says nothing of an address, the proposer is asked.
    """
    told = told_of(sources)
    found = [
        {"url": link.evidence_url, "supports": told.get(link.evidence_url, ""), "verified": False}
        for link in outcome.objective_links
        if link.evidence_url
    ]
    found += [
        {"url": m.baseline_url, "supports": f"Starting figure: {m.name}", "verified": m.baseline_verified}
        for m in outcome.measures
        if m.baseline_url
    ]
    return list({each["url"]: each for each in found}.values())


def told_of(sources: str) -> dict[str, str]:
    """What a list of sources says of each address, from the lines that name one address and say something of it."""
    told: dict[str, str] = {}
    for line in sources.splitlines():
        addresses = [each.rstrip(".,;:)]>”'") for each in _ADDRESS.findall(line)]
        rest = _EMPTY_BRACKETS.sub("", line.replace(addresses[0], "")) if len(addresses) == 1 else ""
        if words := rest.strip(" \t-–—•*:;,."):
            told.setdefault(addresses[0], words)
    return told


def kept_evidence(
    held: Sequence[Mapping[str, Any]], fresh: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The sources of a proposal once its tender is read again: what the proposer wrote of an address stays, and so do
    addresses that they added; what the tender names beside them is added.
    """
    written = {each["url"]: dict(each) for each in held if each["supports"]}
    named = {each["url"]: dict(each) for each in fresh}
    return list({**named, **written}.values())


def slug_of(title: str) -> str:
    """An id for an entry of this title: lower case words joined by hyphens, at most 80 characters."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    return "-".join(words)[:80].strip("-") or "outcome"


#: What tells the parts of a list apart, by the field that holds the list.
_KNOWN_BY = {"measures": "name", "data_needs": "dataset", "evidence": "url"}
#: Fields whose own name is not what people call them.
_FIELDS = {
    "advice": "advice", "baseline": "starting figure", "beneficiary": "who is better off",
    "blocker": "what stands in the way", "counter_measure": "read beside it", "cpv": "CPV codes",
    "data_needs": "data needed", "frequency": "how often", "gaming_risk": "how it can be gamed",
    "geography": "where figures are from", "holder": "held by", "lag": "how long after", "measures": "measure",
    "prescriptive_trap": "the usual trap", "publisher": "published by", "questions": "questions for suppliers",
    "source_url": "source", "statement": "the sentence", "supports": "what it supports", "value": "figure",
    "value_text": "figure in words",
}  # fmt: skip
_VALUES: dict[str, type[Word]] = {"direction": Direction, "kind": MeasureKind}


def spoken_field(name: str) -> str:
    """A field of an entry as people call it, in lower case: ``gaming_risk`` is "how it can be gamed"."""
    return _FIELDS.get(name, name.replace("_", " "))


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What two versions of an entry say differently: field, before and after, as text. A measure, a source or a need
    for data that changed has a row of its own, with only what changed in it.
    """
    names = [name for name in after if name not in {"id", "version", "status"}]
    changed = [name for name in names if before.get(name) != after[name]]
    return [row for name in changed for row in _rows_of(name, before.get(name), after[name])]


def _rows_of(name: str, was: Any, now: Any) -> list[tuple[str, str, str]]:
    key = _KNOWN_BY.get(name)
    if key is None:
        return [(name, _text(was), _text(now))]
    old, new = ({part.get(key): part for part in parts or ()} for parts in (was, now))
    if len(old) != len(was or ()) or len(new) != len(now or ()):  # two of one name: nothing tells them apart
        return [(name, _text(was), _text(now))]
    rows = []
    for known in dict.fromkeys((*old, *new)):
        one, other = old.get(known), new.get(known)
        if one != other:
            fields = [
                f for f in {**(one or {}), **(other or {})} if (one or {}).get(f) != (other or {}).get(f)
            ]
            texts = [
                "\n".join(
                    [
                        str(known),
                        *(f"{spoken_field(f)}: {_text(part.get(f), f)}" for f in fields if f != key),
                    ]
                )
                if part
                else "Nothing"
                for part in (one, other)
            ]
            rows.append((name, texts[0], texts[1]))
    return rows or [(name, "The same, in another order", "The same, in another order")]


def _text(value: Any, name: str = "") -> str:
    if value is None or value == "" or value == []:
        return "Nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "\n".join(_text(each) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(
            f"{spoken_field(field)}: {_text(each, field)}"
            for field, each in value.items()
            if each is not None
        )
    return _VALUES[name].label_of(value).lower() if name in _VALUES else str(value)
