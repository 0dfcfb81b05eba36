"""A tender's timetable: every notice and period, its earliest and latest day, why, and what would shorten it.

The timetable is a chain of steps with gaps between them. Gaps of law have a minimum; gaps of work are the
authority's own allowance. From a first day it runs forward to earliest days; from a wanted contract start it
runs backward to latest days. A day fixed by an officer moves what follows, and a fixed day that breaks a gap
is a finding at that step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .answers import Finding, blocking
from .calendar import certainty_notes, is_working_day
from .provisions import act
from .tables import day_in_words
from .timeline_duties import after_entry, before_tender
from .timeline_steps import Link, Step, TimelineFacts, chain_of


@dataclass(frozen=True, slots=True)
class Timeline:
    """The steps in order, and what is wrong with them."""

    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]

    def step(self, key: str) -> Step:
        """The step of that key. Raises ``KeyError`` when this timetable has none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    @property
    def is_feasible(self) -> bool:
        return not any(finding.is_blocking for finding in self.findings)


def _latest_before(link: Link, target: date) -> date:
    """The last day of the step before that still lets ``link`` happen on ``target``. Gaps never shrink as
    days pass."""
    day = target
    while link.forward(day) > target:
        day -= timedelta(days=1)
    return day


def plan(facts: TimelineFacts) -> Timeline:
    """The timetable for a competitive procurement, recomputed whole: nothing is remembered from one call to
    the next.

    Raises ``ValueError`` when ``fixed`` names a step this timetable has not.
    """
    chain = chain_of(facts)
    known = {link.key for link in chain}
    unknown = sorted(set(facts.fixed) - known)
    if unknown:
        raise ValueError(
            f"This timetable has no step called {unknown[0]}: it has {', '.join(sorted(known))}."
        )
    earliest = _forward(chain, facts.starts_from, facts.fixed)
    latest = _backward(chain, facts.contract_starts_on, facts.fixed)
    findings: list[Finding] = []
    steps: list[Step] = []
    before: date | None = None
    for link in chain:
        least = (
            link.forward(before) if before is not None and link is not chain[0] else earliest.get(link.key)
        )
        planned = facts.fixed.get(link.key) or earliest.get(link.key) or latest[link.key]
        if link.key in facts.fixed and least is not None and planned < least:
            findings.append(_too_early(link, least))
        steps.append(
            _step(link, earliest.get(link.key), latest.get(link.key), planned, link.key in facts.fixed)
        )
        before = planned
    findings += _missed_start(steps, facts)
    findings += _ends_too_early(steps, facts)
    steps = before_tender(steps, facts) + steps + after_entry(steps, facts)
    return Timeline(tuple(steps), tuple(findings))


def _forward(chain: list[Link], starts_from: date | None, fixed: Mapping[str, date]) -> dict[str, date]:
    days: dict[str, date] = {}
    at = starts_from
    for position, link in enumerate(chain):
        if at is not None:
            at = at if position == 0 else link.forward(at)
            days[link.key] = at
        at = fixed.get(link.key, at)
    return days


def _backward(
    chain: list[Link], contract_starts_on: date | None, fixed: Mapping[str, date]
) -> dict[str, date]:
    """Latest days. A step fixed earlier than it need be draws what comes before it back too."""
    days: dict[str, date] = {}
    at = contract_starts_on
    for position in range(len(chain) - 1, -1, -1):
        link = chain[position]
        if at is not None:
            days[link.key] = at
        held = fixed.get(link.key)
        at = held if at is None or (held is not None and held < at) else at
        if at is not None and position > 0:
            at = _latest_before(link, at)
    return days


def _step(link: Link, earliest: date | None, latest: date | None, planned: date, is_fixed: bool) -> Step:
    notes = certainty_notes(planned) if link.key == "contract-entry" else ()
    if not is_working_day(planned):
        notes += (f"{day_in_words(planned)} is not a working day.",)
    return Step(
        link.key,
        link.label,
        link.notice,
        earliest,
        latest,
        planned,
        link.rule_id,
        link.provision,
        link.why,
        link.shortened_by,
        is_fixed,
        notes=notes,
    )


def _too_early(link: Link, least: date) -> Finding:
    message = f"{link.label}: {day_in_words(least)} is the earliest day allowed. {link.why}"
    return blocking(link.rule_id, f"{link.key}-too-early", message, link.provision, field=link.key)


def _missed_start(steps: list[Step], facts: TimelineFacts) -> list[Finding]:
    wanted = facts.contract_starts_on
    start = steps[-1]
    if wanted is None or start.planned_on <= wanted:
        return []
    days = (start.planned_on - wanted).days
    message = (
        f"The contract cannot start on {day_in_words(wanted)}: the earliest is "
        f"{day_in_words(start.planned_on)}, "
        f"{days} {'day' if days == 1 else 'days'} later. Start sooner, or shorten a step."
    )
    return [blocking("STD-2", "start-not-reachable", message, act("s.51"), field="contract-start")]


def _ends_too_early(steps: list[Step], facts: TimelineFacts) -> list[Finding]:
    if facts.contract_ends_on is None or facts.contract_ends_on >= steps[-1].planned_on:
        return []
    message = (
        f"The contract ends before it starts on {day_in_words(steps[-1].planned_on)}: change "
        "one of the dates."
    )
    return [blocking("TRM-2", "end-before-start", message, act("s.80"), field="contract_ends_on")]
