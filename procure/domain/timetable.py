"""A tender's timetable: what an officer settles of it, how the draft answers the rest, and the draft's own dates that
would follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from procure.act.answers import RuleAnswer
from procure.act.calendar import LONDON
from procure.act.periods import PeriodKind, minimum_period
from procure.act.regimes import Route
from procure.act.timeline import Timeline, fixable
from procure.act.timeline_duties import ENQUIRY_DEADLINE
from procure.act.timeline_facts import LONGEST_ALLOWANCE, StageFacts, TimelineFacts
from procure.act.timeline_route import routed
from procure.act.timeline_shortening import Shortening, counts_back, with_shortenings
from procure.act.timeline_steps import (
    AWARD_NOTICE,
    CONTRACT_START,
    PARTICIPATION_DEADLINE,
    STAGE,
    TENDER_DEADLINE,
    TENDER_NOTICE,
    chain_of,
)
from procure.domain.gating import PlacedGate, placed
from procure.domain.readiness.contract import contract_facts, period_facts
from procure.domain.snapshot import SpecificationSnapshot, StageSnapshot
from procure.domain.vocabulary import Procedure, ShortenedPeriod, StageKind

MIDDAY = time(12)
ROUNDS = frozenset({StageKind.TENDER_ROUND, StageKind.FINAL_TENDER})
#: Calendar days suppliers are given where the Act sets no minimum and the officer has not said.
DAYS_WITHOUT_MINIMUM = 25
#: Allowances that are not about one stage, in the order of the steps they come before.
ALLOWANCES = (
    "engagement_days",
    "planned_notice_days",
    "enquiries_close_days_before",
    "participation_days",
    "selecting_days",
    "tendering_days",
    "assessing_days",
    "approving_days",
    "standstill_working_days",
    "mobilising_days",
)


Allowance = Annotated[int, Field(ge=0, le=LONGEST_ALLOWANCE)]


class TimetablePlan(BaseModel):
    """What an officer has settled. ``days`` holds allowances in calendar days by the name that a step carries
    (``tendering_days``, ``stage-<key>``), ``fixed`` days by the key of the step.

    What the timetable no longer has, because the procedure changed, is kept and passed over.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = 1
    contract_starts_on: date | None = None
    starts_from: date | None = None
    expects_pipeline: bool = False
    has_engagement: bool = False
    has_planned_notice: bool = False
    days: Mapping[str, Allowance] = Field(default_factory=dict)
    fixed: Mapping[str, date] = Field(default_factory=dict)

    @property
    def is_anchored(self) -> bool:
        """Whether there is a day to plan from."""
        return self.contract_starts_on is not None or self.starts_from is not None


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A timetable with the facts it was made from, the part of the law it follows, and what would shorten it."""

    facts: TimelineFacts
    route: RuleAnswer[Route]
    timeline: Timeline
    ways: tuple[Shortening, ...]

    @property
    def is_within_the_act(self) -> bool:
        return self.route.value is not Route.OUTSIDE

    @property
    def counts_back(self) -> bool:
        """Whether it is counted back from the wanted start of the contract."""
        return counts_back(self.facts, self.timeline)

    @property
    def contract_starts_on(self) -> date:
        return self.timeline.step(CONTRACT_START).planned_on


@dataclass(frozen=True, slots=True)
class DateChange:
    """A date of the draft that the timetable would set. ``path`` is a field path of the snapshot, with ``key`` where
    it is one of the rows of ``stages`` or ``gates``; moments are aware UTC.
    """

    path: str
    label: str
    before: date | datetime | None
    after: date | datetime
    key: str = ""


def first_plan(snapshot: SpecificationSnapshot) -> TimetablePlan:
    """What the draft already says, as a plan to begin from."""
    facts = snapshot.facts
    return TimetablePlan(
        contract_starts_on=facts.supply_starts_on,
        starts_from=facts.notice_planned_on,
        has_engagement=bool(facts.engagement_took_place),
        has_planned_notice=facts.shorter_period_entry == ShortenedPeriod.PLANNED_NOTICE,
    )


def facts_of(snapshot: SpecificationSnapshot, plan: TimetablePlan, today: date) -> TimelineFacts:
    """The draft and the plan as the rules ask for them. Raises ``ValueError`` for a plan without a day."""
    facts = snapshot.facts
    on = plan.starts_from or today
    is_flexible = facts.procedure == Procedure.COMPETITIVE_FLEXIBLE
    periods = period_facts(snapshot, on).model_copy(
        update={"has_qualifying_planned_notice": plan.has_planned_notice}
    )
    return applied(
        TimelineFacts(
            contract=contract_facts(snapshot),
            periods=periods,
            gross=facts.value_gross,
            starts_from=plan.starts_from,
            contract_starts_on=plan.contract_starts_on,
            contract_ends_on=facts.supply_ends_on,
            today=today,
            has_participation_stage=is_flexible and bool(facts.invites_requests),
            stages=tuple(_stages(snapshot)) if is_flexible else (),
        ),
        plan,
    )


def _stages(snapshot: SpecificationSnapshot) -> Iterator[StageFacts]:
    for stage in snapshot.stages:
        if stage.kind != StageKind.REQUEST_TO_PARTICIPATE:
            name = stage.name or f"Stage {stage.number}"
            yield StageFacts(key=stage.key, name=name, is_tender_round=stage.kind in ROUNDS)


def applied(facts: TimelineFacts, plan: TimetablePlan) -> TimelineFacts:
    """The facts with what an officer has settled put in; what this timetable has no place for is passed over."""
    stages = tuple(
        stage.model_copy(update={"days": plan.days.get(STAGE + stage.key)}) for stage in facts.stages
    )
    days = {name: plan.days[name] for name in ALLOWANCES if name in plan.days}
    settled = facts.model_copy(
        update={
            "expects_pipeline": plan.expects_pipeline,
            "has_engagement": plan.has_engagement,
            "has_planned_notice": plan.has_planned_notice,
            "stages": stages,
            **days,
        }
    )
    settled, _ = routed(settled)
    minimum = minimum_period(PeriodKind.TENDERING, settled.period_facts)
    if not minimum.value.days and settled.tendering_days is None:
        settled = settled.model_copy(update={"tendering_days": DAYS_WITHOUT_MINIMUM})
    known = set(fixable(settled))
    fixed = {key: day for key, day in plan.fixed.items() if key in known}
    return settled.model_copy(update={"fixed": fixed})


def lay_out(facts: TimelineFacts) -> LaidOut:
    """The timetable. Raises ``ValueError`` for days on which nothing can be planned, in words for people."""
    facts, route = routed(facts)
    timeline, ways = with_shortenings(facts)
    return LaidOut(facts, route, timeline, ways)


def allowances_of(laid_out: LaidOut) -> tuple[str, ...]:
    """The names of the allowances that this timetable has, in the order of its steps."""
    names = [step.allowance for step in laid_out.timeline.steps if step.allowance]
    names += [link.allowance for link in chain_of(laid_out.facts) if link.allowance]
    return tuple(dict.fromkeys(names))


def draft_changes(snapshot: SpecificationSnapshot, laid_out: LaidOut) -> tuple[DateChange, ...]:
    """The dates of the draft that the timetable would change, in the order they are asked.

    A deadline keeps the time of day that it has in the draft, in London, and is at midday where it has none.
    """
    days = {step.key: step.planned_on for step in laid_out.timeline.steps}
    facts = snapshot.facts
    award = days.get(AWARD_NOTICE, days["assessment"])
    wanted: list[DateChange] = [
        DateChange("facts.notice_planned_on", "Tender notice", facts.notice_planned_on, days[TENDER_NOTICE]),
        DateChange(
            "facts.estimated_award_on", "Estimated award of the contract", facts.estimated_award_on, award
        ),
        DateChange(
            "facts.supply_starts_on", "Start of the contract", facts.supply_starts_on, days[CONTRACT_START]
        ),
    ]
    deadlines = (
        ("facts.enquiry_deadline_at", "Deadline for questions", ENQUIRY_DEADLINE),
        (
            "facts.participation_deadline_at",
            "Deadline for requests to participate",
            PARTICIPATION_DEADLINE,
        ),
        ("facts.tender_deadline_at", "Deadline for tenders", TENDER_DEADLINE),
    )
    found = []
    for path, label, key in deadlines:
        if key in days:
            before: datetime | None = getattr(facts, path.removeprefix("facts."))
            found.append(DateChange(path, label, before, at_same_time(before, days[key])))
    wanted[1:1] = found
    wanted += _stage_changes(snapshot, laid_out)
    return tuple(change for change in wanted if change.before != change.after)


def at_same_time(before: datetime | None, day: date) -> datetime:
    """``day`` at the time of day in London of ``before``, or at midday; as aware UTC.

    Midday too where the clocks change that day, and the time would come twice or not at all.
    """
    clock = before.astimezone(LONDON).time() if before is not None else MIDDAY
    naive = datetime.combine(day, clock)
    offsets = {naive.replace(tzinfo=LONDON, fold=fold).utcoffset() for fold in (0, 1)}
    if len(offsets) > 1:
        naive = datetime.combine(day, MIDDAY)
    return naive.replace(tzinfo=LONDON).astimezone(UTC)


def _stage_changes(snapshot: SpecificationSnapshot, laid_out: LaidOut) -> Iterator[DateChange]:
    """First and last days of stages, and the days of the gates after them that would come too early."""
    for stage, begins_on, planned_on in _days_of_stages(snapshot, laid_out):
        name = stage.name or f"Stage {stage.number}"
        for path, what, before, after in (
            ("starts_on", "first day", stage.starts_on, begins_on),
            ("ends_on", "last day", stage.ends_on, planned_on),
        ):
            yield DateChange(f"stages.{path}", f"{name}: {what}", before, after, stage.key)
    for each in gate_days(snapshot, laid_out):
        gate, day = each.placed.gate, each.evidence_on
        if day is not None and (gate.decided_on is None or gate.decided_on < day):
            label = f"Gate {gate.number}: decision"
            yield DateChange("gates.decided_on", label, gate.decided_on, day, gate.key)


def _days_of_stages(
    snapshot: SpecificationSnapshot, laid_out: LaidOut
) -> Iterator[tuple[StageSnapshot, date, date]]:
    """Stages with their first and last days: the first round of tenders is the step of the tender deadline."""
    if snapshot.facts.procedure != Procedure.COMPETITIVE_FLEXIBLE:
        return
    steps = {step.key: step for step in laid_out.timeline.steps}
    has_had_tenders = has_had_requests = False
    for stage in snapshot.stages:
        key = STAGE + stage.key
        if stage.kind == StageKind.REQUEST_TO_PARTICIPATE:
            key = "" if has_had_requests else PARTICIPATION_DEADLINE
            has_had_requests = True
        elif stage.kind in ROUNDS and not has_had_tenders:
            key, has_had_tenders = TENDER_DEADLINE, True
        step = steps.get(key)
        if step is not None and step.begins_on is not None:
            yield stage, step.begins_on, step.planned_on


@dataclass(frozen=True, slots=True)
class GateDay:
    """A gate in the timetable: the day its stage ends and so its evidence is in, and the day it is decided."""

    placed: PlacedGate
    evidence_on: date | None
    decided_on: date | None

    @property
    def is_too_early(self) -> bool:
        """Whether it would be decided before the evidence is in."""
        return bool(self.evidence_on and self.decided_on and self.decided_on < self.evidence_on)


def gate_days(snapshot: SpecificationSnapshot, laid_out: LaidOut | None) -> tuple[GateDay, ...]:
    """Every gate with its days, in the order of ``procure.domain.gating.placed``. Without a timetable, the day on
    which a stage ends is what the draft says of it."""
    ends: dict[str, date | None] = {stage.key: stage.ends_on for stage in snapshot.stages}
    if laid_out is not None and laid_out.is_within_the_act:
        ends |= {stage.key: last for stage, _, last in _days_of_stages(snapshot, laid_out)}
    return tuple(
        GateDay(each, ends.get(each.gate.stage_key), each.gate.decided_on)
        for each in placed(snapshot.gates, snapshot.stages)
    )
