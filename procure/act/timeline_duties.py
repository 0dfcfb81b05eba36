"""What must or may come before the tender notice of a timetable, and what follows the contract."""

from __future__ import annotations

from datetime import date

from . import deadlines
from .answers import RuleAnswer
from .kpis import kpis_required, performance_reviews_due
from .periods import planned_notice_days_for
from .provisions import act
from .timeline_steps import Step, TimelineFacts


def before_tender(steps: list[Step], facts: TimelineFacts) -> list[Step]:
    """What must or may come before the tender notice, on the day planned for it."""
    notice = steps[0]
    by = notice.planned_on
    found = []
    if facts.has_planned_notice:
        window = planned_notice_days_for(by)
        found.append(
            Step(
                "planned-notice",
                "Publish the planned procurement notice",
                "UK3",
                window.value.opens_on,
                window.value.closes_on,
                window.value.closes_on,
                window.rule_id,
                window.provision,
                window.explanation,
            )
        )
    if facts.has_engagement:
        found.append(
            Step(
                "engagement-notice",
                "Publish the preliminary market engagement notice",
                "UK2",
                None,
                by,
                by,
                "PME-4",
                act("s.17(1)"),
                "It comes before the tender notice, or the tender notice says why not.",
            )
        )
    if facts.periods.is_covered:
        found.append(
            Step(
                "conflicts-assessment",
                "Prepare the conflicts assessment",
                "",
                None,
                by,
                by,
                "COI-3",
                act("s.83(1)-(2)"),
                "It must exist before the tender notice is published.",
            )
        )
    return found


def after_entry(steps: list[Step], facts: TimelineFacts) -> list[Step]:
    """What follows the contract: each a last day, counted from the planned day of entry."""
    entered = next(step for step in steps if step.key == "contract-entry").planned_on
    contract = facts.contract
    if not facts.periods.is_covered:
        return []
    found = []
    has_kpis = kpis_required(facts.gross, contract).value
    if has_kpis:
        found.append(
            Step(
                "kpis",
                "Set key performance indicators",
                "",
                None,
                entered,
                entered,
                "KPI-1",
                act("s.52(1)"),
                "At least three are set before the contract is entered into.",
                is_deadline=True,
            )
        )
    if deadlines.contract_details_required(contract).value:
        answer = deadlines.contract_details_due(entered, is_light_touch=contract.is_light_touch)
        found.append(
            _due_step("contract-details", "Publish the contract details notice", "UK7", entered, answer)
        )
    if deadlines.contract_copy_required(facts.gross, contract, entered).value:
        answer = deadlines.contract_copy_due(entered, is_light_touch=contract.is_light_touch)
        found.append(_due_step("contract-copy", "Publish a copy of the contract", "", entered, answer))
    ends = facts.contract_ends_on
    if has_kpis and ends is not None and ends >= steps[-1].planned_on:
        reviews = performance_reviews_due(steps[-1].planned_on, ends)
        found += [
            Step(
                f"performance-review-{number}",
                "Publish the contract performance notice",
                "UK9",
                None,
                due,
                due,
                reviews.rule_id,
                reviews.provision,
                reviews.explanation,
                is_deadline=True,
            )
            for number, due in enumerate(reviews.value, 1)
        ]
    if facts.contract_ends_on is not None:
        answer = deadlines.contract_termination_due(facts.contract_ends_on)
        found.append(
            _due_step(
                "contract-termination",
                "Publish the contract termination notice",
                "UK11",
                facts.contract_ends_on,
                answer,
            )
        )
    return found


def _due_step(key: str, label: str, notice: str, earliest: date, answer: RuleAnswer[date]) -> Step:
    return Step(
        key,
        label,
        notice,
        earliest,
        answer.value,
        answer.value,
        answer.rule_id,
        answer.provision,
        answer.explanation,
        is_deadline=True,
    )
