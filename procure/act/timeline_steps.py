"""The steps of a timetable that follow one another, from the tender notice to the contract's start, and the gaps
between them. Gaps of law have a minimum; gaps of work are the authority's own allowance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .answers import RuleAnswer
from .periods import Minimum, PeriodKind, minimum_period
from .provisions import act, provision_url
from .regimes import is_regulated_below_threshold
from .standstill import MANDATORY_WORKING_DAYS, exemption, standstill
from .timeline_facts import StageFacts, TimelineFacts

OWN_ALLOWANCE = "Your own allowance"
TENDER_NOTICE, TENDER_DEADLINE, PARTICIPATION_DEADLINE = (
    "tender-notice",
    "tender-deadline",
    "participation-deadline",
)
AWARD_NOTICE, CONTRACT_ENTRY, CONTRACT_START = "award-notice", "contract-entry", "contract-start"
STAGE, INVITATION = "stage-", "invitation-"
#: Calendar days allowed for a stage that is not a round of tenders, where the officer has not said.
STAGE_DAYS = 21


@dataclass(frozen=True, slots=True)
class Step:
    """One notice, deadline or milestone.

    ``short`` names it in a few words. ``earliest_on`` is absent when no first day was given and ``latest_on`` when no
    contract start was. ``planned_on`` is the fixed day, else the earliest, else the latest. ``begins_on`` is the day
    of the step that it waits for. ``allowance`` names the field of ``TimelineFacts`` that sets the time before it
    (``stage-<key>`` for that of a stage), and ``minimum_days`` the least that the law allows. ``is_by_law`` tells a
    gap of law from an allowance; ``is_deadline`` marks duties that follow the contract. ``shortened_by`` says what
    would bring the day nearer.
    """

    key: str
    label: str
    notice: str
    earliest_on: date | None
    latest_on: date | None
    planned_on: date
    rule_id: str
    provision: str
    why: str
    short: str = ""
    begins_on: date | None = None
    allowance: str = ""
    minimum_days: int | None = None
    is_by_law: bool = False
    shortened_by: tuple[str, ...] = ()
    is_fixed: bool = False
    is_deadline: bool = False
    notes: tuple[str, ...] = ()

    @property
    def url(self) -> str | None:
        """Where the provision can be read."""
        return provision_url(self.provision)

    @property
    def spare_days(self) -> int | None:
        """Calendar days that it may still slip; none known without a wanted contract start."""
        return None if self.latest_on is None else (self.latest_on - self.planned_on).days


@dataclass(frozen=True, slots=True)
class Link:
    """A step and the gap before it: ``forward`` gives the first day allowed after the day of the step before."""

    key: str
    label: str
    notice: str
    rule_id: str
    provision: str
    why: str
    forward: Callable[[date], date]
    short: str = ""
    allowance: str = ""
    minimum_days: int | None = None
    is_by_law: bool = False
    notes: tuple[str, ...] = ()


def _after(days: int) -> Callable[[date], date]:
    return lambda day: day + timedelta(days=days)


def days_in_words(days: int) -> str:
    """``1 day``, ``25 days``."""
    return f"{days} {'day' if days == 1 else 'days'}"


def allowed_days(facts: TimelineFacts, allowance: str) -> int | None:
    """The days an officer has set for an allowance, by the name that a step carries; ``None`` for the minimum."""
    if allowance.startswith(STAGE):
        key = allowance.removeprefix(STAGE)
        return next((stage.days for stage in facts.stages if stage.key == key), None)
    days: int | None = getattr(facts, allowance)
    return days


def chain_of(facts: TimelineFacts) -> list[Link]:
    """The steps that follow one another, from the tender notice to the contract's start."""
    is_covered = facts.periods.is_covered
    chain = [
        Link(
            TENDER_NOTICE,
            "Publish the tender notice",
            "UK4",
            "TEN-1" if is_covered else "BTH-4",
            act("s.21") if is_covered else act("s.87"),
            "The competition begins with the tender notice, which tells suppliers what is required."
            if is_covered
            else "Below the threshold a notifiable contract is not advertised before this notice.",
            _after(0),
            "Tender notice",
            is_by_law=True,
        )
    ]
    if facts.has_participation_stage:
        chain += _selection(facts)
    chain += _rounds(facts)
    chain.append(
        Link(
            "assessment",
            "Finish assessing tenders",
            "",
            "EXC-1",
            act("s.19"),
            f"{OWN_ALLOWANCE} of {days_in_words(facts.assessing_days)} to assess tenders and check for exclusions.",
            _after(facts.assessing_days),
            "Assessment ends",
            "assessing_days",
        )
    )
    chain += _award(facts) if is_covered else _below_threshold_entry(facts)
    chain.append(
        Link(
            CONTRACT_START,
            "The contract starts",
            "",
            "STD-1",
            act("s.50(1)"),
            f"{OWN_ALLOWANCE} of {days_in_words(facts.mobilising_days)} for the supplier to make ready."
            if facts.mobilising_days
            else "It starts on the day it is entered into: allow days to make ready if the supplier needs them.",
            _after(facts.mobilising_days),
            "Contract starts",
            "mobilising_days",
        )
    )
    return chain


def _selection(facts: TimelineFacts) -> Iterator[Link]:
    minimum = minimum_period(PeriodKind.PARTICIPATION, facts.period_facts)
    yield _period(
        PARTICIPATION_DEADLINE,
        "Requests to take part close",
        "Requests close",
        "participation_days",
        minimum,
        facts.participation_days,
    )
    yield Link(
        "invitation",
        "Invite tenders",
        "",
        "EXC-2",
        act("s.27"),
        f"{OWN_ALLOWANCE} of {days_in_words(facts.selecting_days)} to check who may go on, and who is excluded.",
        _after(facts.selecting_days),
        "Invite tenders",
        "selecting_days",
    )


def _rounds(facts: TimelineFacts) -> Iterator[Link]:
    """The stages in order. The first round of tenders is *the* tender deadline; each later one has an invitation
    and a tendering period of its own (TIM-6)."""
    stages = facts.stages
    if not any(stage.is_tender_round for stage in stages):
        stages = (*stages, StageFacts(key="", name="Tenders", is_tender_round=True))
    minimum = minimum_period(PeriodKind.TENDERING, facts.period_facts)
    has_had_tenders = False
    after_tenders = False
    for stage in stages:
        if not stage.is_tender_round:
            yield _work_stage(stage)
        elif not has_had_tenders:
            yield _period(
                TENDER_DEADLINE,
                "Tenders close",
                "Tenders close",
                "tendering_days",
                minimum,
                facts.tendering_days,
            )
        else:
            days = facts.selecting_days if after_tenders else 0
            yield Link(
                INVITATION + stage.key,
                f"Invite tenders: {stage.name}",
                "",
                "EXC-2",
                act("s.27"),
                f"{OWN_ALLOWANCE} of {days_in_words(days)} to check who may go on, and who is excluded.",
                _after(days),
                f"Invite: {stage.name}",
                "selecting_days" if after_tenders else "",
            )
            label = f"Tenders close: {stage.name}"
            yield _period(STAGE + stage.key, label, label, STAGE + stage.key, minimum, stage.days)
        has_had_tenders = has_had_tenders or stage.is_tender_round
        after_tenders = stage.is_tender_round


def _work_stage(stage: StageFacts) -> Link:
    days = STAGE_DAYS if stage.days is None else stage.days
    return Link(
        STAGE + stage.key,
        f"Finish: {stage.name}",
        "",
        "PRO-6",
        act("s.20(2)(b)"),
        f"{OWN_ALLOWANCE} of {days_in_words(days)} for this stage.",
        _after(days),
        f"{stage.name} ends",
        STAGE + stage.key,
    )


def _period(
    key: str, label: str, short: str, allowance: str, minimum: RuleAnswer[Minimum], given: int | None
) -> Link:
    """A participation or tendering period: what the officer gives, and never less than the minimum."""
    least = minimum.value.days
    days = max(least, given or 0)
    own = f" You give suppliers {days_in_words(days)}." if days > least else ""
    return Link(
        key,
        label,
        "",
        minimum.rule_id,
        minimum.provision,
        minimum.explanation + own,
        _after(days),
        short,
        allowance,
        least,
        is_by_law=True,
        notes=minimum.notes,
    )


def _award(facts: TimelineFacts) -> Iterator[Link]:
    yield Link(
        "assessment-summaries",
        "Send assessment summaries",
        "",
        "ASM-1",
        act("s.50(3)"),
        "Every assessed tenderer has a summary before the award notice, all at the same time, after "
        f"{days_in_words(facts.approving_days)} for approval.",
        _after(facts.approving_days),
        "Assessment summaries",
        "approving_days",
        # ASM-2 to ASM-4
        notes=(
            "Each summary gives the criteria, the score for each with the reason, and the total; the others’ also say "
            "why they did not win and give the winner’s scores (Procurement Regulations 2024, regulation 31).",
            "Tenders that were disregarded have no summary.",
        ),
    )
    yield Link(
        AWARD_NOTICE,
        "Publish the contract award notice",
        "UK6",
        "STD-1",
        act("s.50(1)"),
        "The award notice follows the summaries and comes before the contract.",
        _after(0),
        "Award notice",
        is_by_law=True,
    )
    yield from _standstill(facts)


def _standstill(facts: TimelineFacts) -> Iterator[Link]:
    reason = exemption(facts.contract)
    stated = facts.standstill_working_days
    if reason is not None and stated is None:
        why = f"No standstill is required for {reason}. You may state one of 8 working days or more."
        yield _entry("STD-4", act("s.51(3)"), why, _after(0), "standstill_working_days")
        return
    days = max(stated or 0, MANDATORY_WORKING_DAYS)
    kind = "mandatory" if reason is None else "voluntary"
    binds = "" if reason is None else " Once the notice states it, it binds."
    yield Link(
        "standstill-end",
        "The standstill ends",
        "",
        "STD-2" if reason is None else "STD-4",
        act("s.51(1)-(2)") if reason is None else act("s.51(4)-(5)"),
        f"The {kind} standstill is {days} working days, and the day of the award notice is the first.{binds}",
        lambda day: standstill(day, facts.contract, days).value.sign_from - timedelta(days=1),
        "Standstill ends",
        "standstill_working_days",
        MANDATORY_WORKING_DAYS,
        is_by_law=True,
    )
    why = "The contract may be entered into from the day after the standstill ends."
    yield _entry("STD-2", act("s.51(1)-(2)"), why, _after(1))


def _below_threshold_entry(facts: TimelineFacts) -> Iterator[Link]:
    part_6 = is_regulated_below_threshold(facts.contract)
    why = (
        f"Below the threshold there is no standstill. {part_6.explanation} "
        f"{OWN_ALLOWANCE} of {days_in_words(facts.approving_days)} for approval."
    )
    yield _entry("BTH-6", part_6.provision, why, _after(facts.approving_days), "approving_days")


def _entry(
    rule_id: str, provision: str, why: str, forward: Callable[[date], date], allowance: str = ""
) -> Link:
    return Link(
        CONTRACT_ENTRY,
        "Enter into the contract",
        "",
        rule_id,
        provision,
        why,
        forward,
        "Contract signed",
        allowance,
        is_by_law=allowance != "approving_days",
    )
