"""What the timetable of a tender is made of: the facts asked for, its steps, and the gaps between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .facts import ContractFacts
from .periods import (
    PeriodFacts,
    PeriodKind,
    minimum_period,
)
from .provisions import act
from .standstill import exemption, standstill

OWN_ALLOWANCE = "Your own allowance"


class TimelineFacts(BaseModel):
    """What the timetable is built from. Days of work are calendar days that the authority allows itself.

    Give ``starts_from`` (the first day anything can happen, or the wanted tender notice),
    ``contract_starts_on`` (the wanted start of the contract), or both. ``gross`` is the estimated value
    including VAT. ``fixed`` holds days an officer has set, by step key. ``has_participation_stage`` asks for
    requests to take part before tenders.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    contract: ContractFacts = Field(default_factory=ContractFacts)
    periods: PeriodFacts = Field(default_factory=PeriodFacts)
    gross: Decimal = Field(ge=0)
    starts_from: date | None = None
    contract_starts_on: date | None = None
    contract_ends_on: date | None = None
    has_planned_notice: bool = False
    has_engagement: bool = False
    has_participation_stage: bool = False
    selecting_days: int = Field(default=14, ge=0)
    tendering_days: int | None = Field(default=None, ge=0)
    assessing_days: int = Field(default=28, ge=0)
    approving_days: int = Field(default=7, ge=0)
    mobilising_days: int = Field(default=0, ge=0)
    voluntary_standstill: bool = False
    fixed: Mapping[str, date] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_an_anchor(self) -> TimelineFacts:
        if self.starts_from is None and self.contract_starts_on is None:
            raise ValueError(
                "Give the day the tender notice can be published, or the day the contract should start."
            )
        return self


@dataclass(frozen=True, slots=True)
class Step:
    """One notice, deadline or milestone.

    ``earliest_on`` is absent when no first day was given and ``latest_on`` when no contract start was.
    ``planned_on`` is the fixed day, else the earliest, else the latest. ``is_deadline`` marks steps that
    follow the contract and are deadlines rather than choices. ``shortened_by`` says what would bring the day
    nearer.
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
    shortened_by: str = ""
    is_fixed: bool = False
    is_deadline: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A step and the gap before it: ``forward`` gives the first day allowed after the day of the step
    before."""

    key: str
    label: str
    notice: str
    rule_id: str
    provision: str
    why: str
    forward: Callable[[date], date]
    shortened_by: str = ""


def _after(days: int) -> Callable[[date], date]:
    return lambda day: day + timedelta(days=days)


def chain_of(facts: TimelineFacts) -> list[Link]:
    """The steps that follow one another, from the tender notice to the contract's start."""
    period_facts = facts.periods.model_copy(
        update={
            "is_light_touch": facts.contract.is_light_touch,
            "is_central": facts.contract.is_central,
            "is_utilities": facts.contract.is_utilities,
        }
    )
    if facts.has_planned_notice:
        period_facts = period_facts.model_copy(update={"has_qualifying_planned_notice": True})
    chain = [
        Link(
            "tender-notice",
            "Publish the tender notice",
            "UK4",
            "TEN-1",
            act("s.21"),
            "The competition begins with the tender notice.",
            _after(0),
        ),
    ]
    if facts.has_participation_stage:
        asked = minimum_period(PeriodKind.PARTICIPATION, period_facts)
        chain += [
            Link(
                "participation-deadline",
                "Requests to take part close",
                "",
                asked.rule_id,
                asked.provision,
                asked.explanation,
                _after(asked.value.days),
                "Urgency that makes 25 days impractical: 10 days.",
            ),
            Link(
                "invitation",
                "Invite tenders",
                "",
                "EXC-2",
                act("s.27"),
                f"{OWN_ALLOWANCE} of {facts.selecting_days} days to choose who may tender.",
                _after(facts.selecting_days),
                "Allow fewer days for selection.",
            ),
        ]
    minimum = minimum_period(PeriodKind.TENDERING, period_facts)
    days = max(minimum.value.days, facts.tendering_days or 0)
    chain.append(
        Link(
            "tender-deadline",
            "Tenders close",
            "",
            minimum.rule_id,
            minimum.provision,
            minimum.explanation
            if days == minimum.value.days
            else f"{minimum.explanation} You have allowed {days} days.",
            _after(days),
            _shorter_tendering(minimum.value.days, days, period_facts),
        )
    )
    chain += [
        Link(
            "assessment",
            "Finish assessing tenders",
            "",
            "EXC-1",
            act("s.19"),
            f"{OWN_ALLOWANCE} of {facts.assessing_days} days to assess tenders and check for exclusions.",
            _after(facts.assessing_days),
            "Allow fewer days for assessment.",
        ),
    ]
    if facts.periods.is_covered:
        chain += _award_links(facts)
    else:
        chain.append(
            Link(
                "contract-entry",
                "Enter into the contract",
                "",
                "BTH-6",
                act("s.84"),
                "Below the threshold there is no standstill; a notifiable contract's details "
                "notice follows as soon "
                "as reasonably practicable.",
                _after(facts.approving_days),
                "Allow fewer days for approval.",
            )
        )
    chain.append(
        Link(
            "contract-start",
            "The contract starts",
            "",
            "STD-1",
            OWN_ALLOWANCE,
            f"{OWN_ALLOWANCE} of {facts.mobilising_days} days to mobilise.",
            _after(facts.mobilising_days),
            "Allow fewer days for mobilisation.",
        )
    )
    return chain


def _award_links(facts: TimelineFacts) -> list[Link]:
    return [
        Link(
            "assessment-summaries",
            "Send assessment summaries",
            "",
            "ASM-1",
            act("s.50(3)"),
            "Every assessed tenderer has a summary before the award notice, after "
            f"{facts.approving_days} days "
            "for approval.",
            _after(facts.approving_days),
            "Allow fewer days for approval.",
        ),
        Link(
            "award-notice",
            "Publish the contract award notice",
            "UK6",
            "STD-1",
            act("s.50(1)"),
            "The award notice follows the summaries and comes before the contract.",
            _after(0),
        ),
        _entry_link(facts),
    ]


def _entry_link(facts: TimelineFacts) -> Link:
    reason = exemption(facts.contract)
    stated = 8 if reason is not None and facts.voluntary_standstill else None
    why = (
        "The contract may be entered into the day after a standstill of 8 working days."
        if reason is None or stated
        else f"No standstill is required for {reason}."
    )
    return Link(
        "contract-entry",
        "Enter into the contract",
        "",
        "STD-4" if reason else "STD-2",
        act("s.51(3)") if reason else act("s.51(1)-(2)"),
        why,
        lambda day: standstill(day, facts.contract, stated).value.sign_from,
    )


def _shorter_tendering(minimum: int, days: int, facts: PeriodFacts) -> str:
    if days > minimum:
        return f"You have allowed {days} days; the minimum is {minimum}."
    ways = []
    if minimum > 10:
        ways.append("a qualifying planned procurement notice (10 days)")
        if not facts.documents_all_together:
            ways.append("providing every document with the notice (5 days fewer)")
        if not facts.is_electronic:
            ways.append("taking tenders electronically (5 days fewer)")
        if facts.is_utilities or not facts.is_central:
            ways.append("letting only pre-selected suppliers tender (10 days, or as agreed with them)")
    return f"This could be shortened by {', or '.join(ways)}." if ways else ""
