"""What would shorten a timetable: each way is tried on the timetable itself, and told only if it helps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from .periods import PeriodFacts
from .provisions import act
from .standstill import MANDATORY_WORKING_DAYS, exemption
from .timeline import MISSED_START, Timeline, plan
from .timeline_facts import TimelineFacts
from .timeline_steps import (
    CONTRACT_START,
    PARTICIPATION_DEADLINE,
    STAGE,
    STAGE_DAYS,
    TENDER_DEADLINE,
    TENDER_NOTICE,
    days_in_words,
)

A_WEEK = 7
PLANNED_NOTICE_LEAD = timedelta(days=40)
#: What an officer allows for work, and the words for it.
WORK = {
    "selecting_days": "choosing who may go on",
    "assessing_days": "assessing tenders",
    "approving_days": "approval",
    "mobilising_days": "making ready",
}


@dataclass(frozen=True, slots=True)
class Shortening:
    """One way to shorten a timetable: ``days_saved`` is how many calendar days sooner the contract could start (or,
    counted back from a wanted start, how much later the tender notice could be published). ``facts`` are those of the
    timetable with the change made; ``step`` is the key of the step it is about.
    """

    key: str
    step: str
    words: str
    rule_id: str
    provision: str
    days_saved: int
    facts: TimelineFacts


def with_shortenings(facts: TimelineFacts) -> tuple[Timeline, tuple[Shortening, ...]]:
    """The timetable, each step told what would bring it nearer, and all ways together, the most helpful first.

    Raises ``ValueError`` as ``plan`` does.
    """
    timeline = plan(facts)
    sooner = "later for the tender notice" if counts_back(facts, timeline) else "sooner"
    found = sorted(_that_help(facts, timeline), key=lambda way: -way.days_saved)
    told: dict[str, tuple[str, ...]] = {}
    for way in found:
        told[way.step] = (*told.get(way.step, ()), f"{way.words} ({days_in_words(way.days_saved)} {sooner})")
    steps = tuple(replace(step, shortened_by=told.get(step.key, ())) for step in timeline.steps)
    return replace(timeline, steps=steps), tuple(found)


def _that_help(facts: TimelineFacts, timeline: Timeline) -> Iterator[Shortening]:
    for key, step, words, rule_id, provision, changes in _ways(facts, timeline):
        changed = facts.model_copy(update=changes)
        saved = _days_saved(facts, timeline, plan(changed))
        if saved > 0:
            yield Shortening(key, step, words, rule_id, provision, saved, changed)


def _days_saved(facts: TimelineFacts, before: Timeline, after: Timeline) -> int:
    if counts_back(facts, before):
        return (after.step(TENDER_NOTICE).planned_on - before.step(TENDER_NOTICE).planned_on).days
    start, sooner = before.step(CONTRACT_START).earliest_on, after.step(CONTRACT_START).earliest_on
    return (start - sooner).days if start is not None and sooner is not None else 0


def counts_back(facts: TimelineFacts, timeline: Timeline) -> bool:
    """Whether the days are counted back from the wanted start of the contract, so that what is saved lets the tender
    notice come later; otherwise it brings the start nearer."""
    is_missed = any(finding.code == MISSED_START for finding in timeline.findings)
    return facts.starts_from is None and not is_missed


Way = tuple[str, str, str, str, str, dict[str, object]]


def _ways(facts: TimelineFacts, timeline: Timeline) -> Iterator[Way]:
    if facts.periods.is_covered:
        yield from _shorter_periods(facts, timeline)
        yield from _shorter_standstill(facts)
    yield from _less_given(facts)
    yield from _less_work(facts, timeline)
    for key in facts.fixed:
        kept = {each: day for each, day in facts.fixed.items() if each != key}
        label = next(step.label for step in timeline.steps if step.key == key)
        words = f"Let this step follow the one before, instead of a day you set: {label.lower()}"
        yield f"unfix-{key}", key, words, "", "", {"fixed": kept}


def _shorter_periods(facts: TimelineFacts, timeline: Timeline) -> Iterator[Way]:
    """Other entries of section 54, where they are open to this authority and there is time for them."""
    periods, s54 = facts.periods, act("s.54(4)")

    def so(**answers: bool) -> dict[str, object]:
        return {"periods": periods.model_copy(update=answers)}

    notice_on = timeline.step(TENDER_NOTICE).planned_on
    if not facts.has_planned_notice and (
        facts.today is None or notice_on - facts.today >= PLANNED_NOTICE_LEAD
    ):
        words = "Publish a planned procurement notice 40 days to 12 months before the tender notice"
        yield (
            "planned-notice",
            TENDER_DEADLINE,
            words,
            "PPN-1",
            f"{s54} entry 4",
            {"has_planned_notice": True},
        )
    if not periods.documents_all_together:
        words = "Provide every document with the tender notice"
        yield "documents", TENDER_DEADLINE, words, "TIM-2", s54, so(documents_all_together=True)
    if not periods.is_electronic:
        yield (
            "electronic",
            TENDER_DEADLINE,
            "Take tenders electronically",
            "TIM-2",
            s54,
            so(is_electronic=True),
        )
    yield from _preselection(facts)
    if not periods.is_urgent:
        words = "If there is a state of urgency that makes the ordinary minimum impractical, rely on it"
        step = PARTICIPATION_DEADLINE if facts.has_participation_stage else TENDER_DEADLINE
        yield "urgency", step, words, "TIM-2", f"{s54} entry 5", so(is_urgent=True)


def _preselection(facts: TimelineFacts) -> Iterator[Way]:
    periods: PeriodFacts = facts.period_facts
    is_open_to_them = periods.is_utilities or not periods.is_central
    selects_first = facts.has_participation_stage or periods.uses_dynamic_market
    if not (is_open_to_them and selects_first):
        return
    answers = {"suppliers_are_preselected": True}
    if not periods.suppliers_are_preselected:
        words = "Let only pre-selected suppliers tender"
        yield (
            "pre-selected",
            TENDER_DEADLINE,
            words,
            "TIM-3",
            act("s.54(4) entry 3"),
            {"periods": facts.periods.model_copy(update=answers)},
        )
    if not periods.period_is_agreed_with_them:
        words = "Agree the tendering period with all pre-selected suppliers"
        answers = answers | {"period_is_agreed_with_them": True}
        yield (
            "agreed",
            TENDER_DEADLINE,
            words,
            "TIM-3",
            act("s.54(4) entry 2"),
            {"periods": facts.periods.model_copy(update=answers)},
        )


def _shorter_standstill(facts: TimelineFacts) -> Iterator[Way]:
    if facts.standstill_working_days is None:
        return
    is_voluntary = exemption(facts.contract) is not None
    words = (
        "State no standstill: none is mandatory here"
        if is_voluntary
        else f"State no more than the mandatory {MANDATORY_WORKING_DAYS} working days"
    )
    yield (
        "standstill",
        "standstill-end",
        words,
        "STD-4",
        act("s.51"),
        {"standstill_working_days": None},
    )


def _less_given(facts: TimelineFacts) -> Iterator[Way]:
    """Time given to suppliers beyond the minimum."""
    for name, step, what in (
        ("participation_days", PARTICIPATION_DEADLINE, "participation"),
        ("tendering_days", TENDER_DEADLINE, "tendering"),
    ):
        if getattr(facts, name) is not None:
            words = f"Give suppliers the shortest {what} period, if that is enough for what you ask"
            yield name, step, words, "TIM-1", act("s.54(1)"), {name: None}
    for stage in facts.stages:
        if stage.is_tender_round and stage.days is not None:
            words = f"Give suppliers the shortest period for this round, if that is enough: {stage.name}"
            key = STAGE + stage.key
            yield key, key, words, "TIM-1", act("s.54(1)"), _stage_days(facts, stage.key, None)


def _less_work(facts: TimelineFacts, timeline: Timeline) -> Iterator[Way]:
    """A week less of the authority's own time, or what there is of it."""
    for name, what in WORK.items():
        days = getattr(facts, name)
        step = next((step.key for step in timeline.steps if step.allowance == name), None)
        if step is not None and (fewer := min(A_WEEK, days)):
            yield name, step, f"Allow {days_in_words(fewer)} less for {what}", "", "", {name: days - fewer}
    for stage in facts.stages:
        if stage.is_tender_round:
            continue
        days = STAGE_DAYS if stage.days is None else stage.days
        if fewer := min(A_WEEK, days):
            key, words = STAGE + stage.key, f"Allow {days_in_words(fewer)} less for this stage: {stage.name}"
            yield key, key, words, "", "", _stage_days(facts, stage.key, days - fewer)


def _stage_days(facts: TimelineFacts, key: str, days: int | None) -> dict[str, object]:
    stages = tuple(
        stage.model_copy(update={"days": days}) if stage.key == key else stage for stage in facts.stages
    )
    return {"stages": stages}
