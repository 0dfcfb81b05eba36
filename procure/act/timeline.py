"""A tender's timetable: every notice and period, its earliest and latest day, why, and what would shorten it.

The timetable is a chain of steps with gaps between them. Gaps of law have a minimum; gaps of work are the authority's
own allowance. From a first day it runs forward to earliest days; from a wanted contract start it runs backward to
latest days. A day fixed by an officer moves what follows, and a fixed day or an allowance that breaks a minimum is a
finding at that step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .answers import Finding, blocking
from .calendar import add_working_days, certainty_notes, is_working_day
from .provisions import act
from .standstill import check_stated_standstill
from .tables import ACT_BEGAN_ON, day_in_words
from .timeline_duties import after_entry, before_tender, beside_keys, ends_too_early, enquiries, unknown_value
from .timeline_facts import TimelineFacts
from .timeline_steps import CONTRACT_START, TENDER_NOTICE, Link, Step, allowed_days, chain_of, days_in_words

#: The code of the finding that the wanted start of the contract cannot be reached.
MISSED_START = "start-not-reachable"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The steps in the order of their days, and what is wrong with them."""

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


def fixable(facts: TimelineFacts) -> tuple[str, ...]:
    """The keys of the steps whose day an officer may set."""
    return (*(link.key for link in chain_of(facts)), *beside_keys(facts))


def plan(facts: TimelineFacts) -> Timeline:
    """The timetable for a competitive procurement, recomputed whole: nothing is remembered from one call to the next.

    Raises ``ValueError`` when ``fixed`` names a step this timetable has not, or when a step falls before the Act began.
    """
    links = chain_of(facts)
    known = (*(link.key for link in links), *beside_keys(facts))
    unknown = sorted(set(facts.fixed) - set(known))
    if unknown:
        raise ValueError(
            f"This timetable has no step called {unknown[0]}: it has {', '.join(sorted(known))}."
        )
    chain, findings = _chain(links, facts)
    if min(step.planned_on for step in chain) < ACT_BEGAN_ON:
        raise ValueError(
            f"The timetable begins before {day_in_words(ACT_BEGAN_ON)}, when the Procurement Act 2023 began: give "
            "later days."
        )
    before, too_late = before_tender(chain, facts)
    questions, misplaced = enquiries(chain, facts)
    main = sorted([*chain, *questions], key=lambda step: step.planned_on)
    after = sorted(after_entry(chain, facts), key=lambda step: step.planned_on)
    findings += [*_allowances_too_short(links, facts), *too_late, *misplaced]
    findings += [*_missed_start(chain, facts), *ends_too_early(chain, facts), *unknown_value(facts)]
    return Timeline((*before, *main, *after), tuple(findings))


def _chain(links: list[Link], facts: TimelineFacts) -> tuple[list[Step], list[Finding]]:
    latest = _backward(links, facts.contract_starts_on, facts.fixed)
    starts_from = facts.starts_from
    if starts_from is None and facts.today is not None and latest[TENDER_NOTICE] < facts.today:
        starts_from = facts.today  # too late to count back: count on from today, and say so
    earliest = _forward(links, starts_from or facts.today, facts.fixed)
    steps: list[Step] = []
    findings: list[Finding] = []
    before: date | None = None
    for link in links:
        least = link.forward(before) if before is not None else earliest.get(link.key)
        fixed = facts.fixed.get(link.key)
        if fixed is not None:
            planned = fixed
            if least is not None and fixed < least:
                findings.append(_too_early(link, least))
        elif starts_from is not None:
            planned = earliest[link.key]
        else:
            planned = max(latest[link.key], least) if least is not None else latest[link.key]
        if link.key == CONTRACT_START and fixed is None and facts.contract_starts_on is not None:
            planned = max(
                planned, facts.contract_starts_on
            )  # being ready sooner does not move a wanted start
        steps.append(_step(link, earliest.get(link.key), latest.get(link.key), planned, before, facts))
        before = planned
    return steps, findings


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


def _latest_before(link: Link, target: date) -> date:
    """The last day of the step before that still lets ``link`` happen on ``target``. Gaps never shrink as days
    pass."""
    day = target
    while link.forward(day) > target:
        day -= timedelta(days=max(1, (link.forward(day) - target).days // 2))
    while link.forward(day + timedelta(days=1)) <= target:
        day += timedelta(days=1)
    return day


def _step(
    link: Link,
    earliest: date | None,
    latest: date | None,
    planned: date,
    before: date | None,
    facts: TimelineFacts,
) -> Step:
    notes = link.notes + (certainty_notes(planned) if link.key == "standstill-end" else ())
    if not is_working_day(planned):
        near = add_working_days(planned, -1 if facts.starts_from is None else 1)
        which = "before" if facts.starts_from is None else "after"
        notes += (
            f"{day_in_words(planned)} is not a working day: the one {which} it is {day_in_words(near)}.",
        )
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
        link.short,
        before,
        link.allowance,
        link.minimum_days,
        link.is_by_law,
        is_fixed=link.key in facts.fixed,
        notes=notes,
    )


def _too_early(link: Link, least: date) -> Finding:
    message = f"{link.label}: {day_in_words(least)} is the earliest day allowed. {link.why}"
    return blocking(link.rule_id, f"{link.key}-too-early", message, link.provision, field=link.key)


def _allowances_too_short(links: list[Link], facts: TimelineFacts) -> Iterator[Finding]:
    """Periods for which an officer has set fewer days than the law's minimum."""
    for link in links:
        if link.minimum_days is None:
            continue
        if link.allowance == "standstill_working_days":
            finding = check_stated_standstill(facts.standstill_working_days)
            if finding is not None:
                yield finding
            continue
        given = allowed_days(facts, link.allowance)
        if given is not None and given < link.minimum_days:
            message = (
                f"{link.label}: you give suppliers {days_in_words(given)} and the minimum is {link.minimum_days}. "
                f"{link.why}"
            )
            yield blocking(
                link.rule_id, f"{link.key}-period-too-short", message, link.provision, field=link.allowance
            )


def _missed_start(chain: Sequence[Step], facts: TimelineFacts) -> Iterator[Finding]:
    wanted, start = facts.contract_starts_on, chain[-1]
    if wanted is None or start.planned_on <= wanted or start.is_fixed:
        return
    needed = chain[0].latest_on
    missed = (
        f" The tender notice was needed by {day_in_words(needed)}."
        if needed is not None and needed < chain[0].planned_on
        else ""
    )
    message = (
        f"The contract cannot start on {day_in_words(wanted)}: the earliest is {day_in_words(start.planned_on)}, "
        f"{days_in_words((start.planned_on - wanted).days)} later.{missed} Start sooner, or shorten a step."
    )
    yield blocking("STD-2", MISSED_START, message, act("s.51"), field="contract_starts_on")


__all__ = ["CONTRACT_START", "Step", "Timeline", "TimelineFacts", "fixable", "plan"]
