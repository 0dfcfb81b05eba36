"""Do the dates follow the Act, and one another?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from procure.act.periods import PeriodKind, check_deadline, deadline_prompts
from procure.domain.readiness.contract import london_day, notice_day, period_facts
from procure.domain.readiness.issues import METHOD, Issue, advisory, blocking, from_findings
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Procedure


def check_timetable(snapshot: SpecificationSnapshot, today: date) -> Iterator[Issue]:
    """Every deadline too early, out of order or past."""
    facts = snapshot.facts
    starts = notice_day(snapshot, today)
    if facts.notice_planned_on and facts.notice_planned_on < today:
        yield advisory(
            "notice-date-passed",
            "The planned notice date has passed: periods are counted from today",
            "notice-date",
        )
    asks_first = facts.procedure == Procedure.COMPETITIVE_FLEXIBLE and bool(facts.invites_requests)
    participation, tender = london_day(facts.participation_deadline_at), london_day(facts.tender_deadline_at)
    enquiry, award = london_day(facts.enquiry_deadline_at), facts.estimated_award_on
    period = period_facts(snapshot, starts)
    if asks_first and participation:
        yield from from_findings(
            [check_deadline(PeriodKind.PARTICIPATION, starts, participation, period)],
            "participation-deadline",
        )
    if tender:
        # After a selection stage the tendering period runs from the later invitation to tender.
        invited = participation if asks_first and participation else starts
        yield from from_findings(
            [check_deadline(PeriodKind.TENDERING, invited, tender, period)], "tender-deadline"
        )
        named = frozenset({facts.shorter_period_entry} if facts.relies_on_shorter_period else ())
        yield from from_findings(
            deadline_prompts(PeriodKind.TENDERING, tender, period, named), "tender-deadline"
        )
    first = participation if asks_first else tender
    if enquiry and first and enquiry >= first:
        yield blocking(
            "enquiries-too-late",
            "The deadline for questions must come before the deadline they are asked for",
            "enquiry-deadline",
            METHOD,
            "Suppliers need the answers to write their tenders.",
        )
    elif enquiry and enquiry <= starts:
        yield blocking(
            "enquiries-too-early",
            "The deadline for questions must come after the tender notice",
            "enquiry-deadline",
        )
    elif first and not enquiry:
        yield advisory(
            "no-enquiry-deadline",
            "Set a deadline for questions, so that all get answered",
            "enquiry-deadline",
        )
    if award and tender and award <= tender:
        yield blocking(
            "award-before-deadline",
            "The estimated award date must come after the deadline for tenders",
            "award-date",
            "SI 2024/692 reg 18(2)(z1)",
        )
    if award and facts.supply_starts_on and facts.supply_starts_on <= award:
        yield blocking(
            "start-before-award",
            "The contract must start after the estimated award date",
            "contract-dates",
            "Procurement Act 2023 s.51",
            "A standstill of eight working days follows the award notice.",
        )
    yield from _check_contract_dates(snapshot)


def _check_contract_dates(snapshot: SpecificationSnapshot) -> Iterator[Issue]:
    facts = snapshot.facts
    starts, ends = facts.supply_starts_on, facts.supply_ends_on
    if starts and ends and ends < starts:
        yield blocking("ends-before-start", "The contract must end after it starts", "contract-dates")
    if (
        facts.has_extensions
        and ends
        and facts.supply_may_extend_to_on
        and facts.supply_may_extend_to_on <= ends
    ):
        yield blocking(
            "extension-before-end",
            "The date with all extensions must be after the contract's end",
            "extension-details",
        )
    last = facts.supply_may_extend_to_on if facts.has_extensions else ends
    for outcome in snapshot.outcomes:
        if outcome.by_when_on and last and outcome.by_when_on > last:
            yield advisory(
                "outcome-after-contract",
                f"Outcome {outcome.number} falls due after the contract ends",
                "outcomes",
                METHOD,
                "Nobody will be under contract when it is judged.",
                outcome.key,
            )
    for stage in snapshot.stages:
        if stage.starts_on and stage.ends_on and stage.ends_on < stage.starts_on:
            yield blocking(
                "stage-ends-before-start",
                f"Stage {stage.number} must end after it starts",
                "stages",
                key=stage.key,
            )
    for lot in snapshot.lots:
        if lot.supply_starts_on and lot.supply_ends_on and lot.supply_ends_on < lot.supply_starts_on:
            yield blocking(
                "lot-ends-before-start", f"Lot {lot.number} must end after it starts", "lots", key=lot.key
            )
