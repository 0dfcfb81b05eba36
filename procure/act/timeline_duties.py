"""What stands beside the chain of a timetable: what comes before the tender notice, the deadline for questions, and
the duties that follow the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from . import deadlines
from .answers import Finding, RuleAnswer, advisory, blocking
from .kpis import kpis_required, performance_reviews_due
from .periods import FACTORS, planned_notice_days_for, planned_notice_window
from .provisions import act
from .regimes import is_notifiable_below_threshold
from .tables import ACT_BEGAN_ON, day_in_words
from .timeline_facts import TimelineFacts
from .timeline_steps import CONTRACT_ENTRY, PARTICIPATION_DEADLINE, TENDER_DEADLINE, Step

PLANNED_NOTICE, ENGAGEMENT_NOTICE = "planned-notice", "engagement-notice"
CONFLICTS, ENQUIRY_DEADLINE = "conflicts-assessment", "enquiry-deadline"
#: Calendar days before the deadline by which questions close, where the officer has not said and there is room.
ENQUIRY_DAYS = 7
#: Calendar days from the notice to the deadline that leave one between the two.
LEAST_ROOM = 2
Found = tuple[list[Step], list[Finding]]


def needs_engagement_notice(facts: TimelineFacts) -> bool:
    """Whether engagement calls for a notice: private utilities publish none (PME-5, Act s.17(3))."""
    return facts.has_engagement and not facts.contract.is_private_utility


def beside_keys(facts: TimelineFacts) -> tuple[str, ...]:
    """The steps beside the chain whose day an officer may set."""
    keys = [ENQUIRY_DEADLINE]
    keys += [PLANNED_NOTICE] if facts.has_planned_notice else []
    keys += [ENGAGEMENT_NOTICE] if needs_engagement_notice(facts) else []
    keys += [CONFLICTS] if facts.periods.is_covered else []
    return tuple(keys)


def before_tender(chain: Sequence[Step], facts: TimelineFacts) -> Found:
    """What must or may come before the tender notice, on the day planned for it, in order of their days."""
    notice_on = chain[0].planned_on
    steps, findings = list(_pipeline(notice_on, facts)), list[Finding]()
    for make, wanted in (
        (_planned_notice, facts.has_planned_notice),
        (_engagement_notice, needs_engagement_notice(facts)),
        (_conflicts_assessment, facts.periods.is_covered),
    ):
        if wanted:
            step, finding = make(notice_on, facts)
            steps.append(step)
            findings += [finding] if finding is not None else []
    return sorted(steps, key=lambda step: step.planned_on), findings


def _pipeline(notice_on: date, facts: TimelineFacts) -> Iterator[Step]:
    """The pipeline notices that list this procurement: of the financial year it falls in, and the one before."""
    if not facts.expects_pipeline or facts.gross is None or not facts.periods.is_covered:
        return
    year = notice_on.year if (notice_on.month, notice_on.day) >= (4, 1) else notice_on.year - 1
    for each in (year - 1, year):
        begins = date(each, 4, 1)
        if begins < ACT_BEGAN_ON:
            continue
        is_listed = deadlines.belongs_in_pipeline(facts.gross, notice_on, each).value
        if not is_listed or not deadlines.pipeline_is_owed(facts.contract, begins).value:
            continue
        due = deadlines.pipeline_due(each)
        notes = (
            ("The tender notice is planned before this day: the pipeline notice is due all the same.",)
            if due.value > notice_on
            else ()
        )
        yield Step(
            f"pipeline-{each}",
            f"List it in the pipeline notice for {each} to {each + 1}",
            "UK1",
            begins,
            due.value,
            due.value,
            due.rule_id,
            due.provision,
            f"{due.explanation} It lists contracts of more than £2 million whose notice is intended within 18 months.",
            f"Pipeline notice {each}",
            is_by_law=True,
            notes=notes,
        )


def _planned_notice(notice_on: date, facts: TimelineFacts) -> tuple[Step, Finding | None]:
    window = planned_notice_days_for(notice_on)
    fixed = facts.fixed.get(PLANNED_NOTICE)
    planned = fixed or notice_on - timedelta(days=facts.planned_notice_days)
    step = Step(
        PLANNED_NOTICE,
        "Publish the planned procurement notice",
        "UK3",
        window.value.opens_on,
        window.value.closes_on,
        planned,
        window.rule_id,
        window.provision,
        f"{window.explanation} It makes the shortest tendering period 10 days.",
        "Planned notice",
        allowance="planned_notice_days",
        minimum_days=40,
        is_by_law=True,
        is_fixed=fixed is not None,
    )
    if planned not in window.value:
        from_there = planned_notice_window(planned).explanation
        message = f"The planned procurement notice does not qualify. {from_there}"
        field = PLANNED_NOTICE if fixed else "planned_notice_days"
        return step, blocking(
            "PPN-1", "planned-notice-does-not-qualify", message, window.provision, field=field
        )
    if fixed is None and facts.today is not None and planned < facts.today:
        soonest = planned_notice_window(facts.today).value.opens_on
        message = (
            f"It is too late for a planned procurement notice that qualifies: it was needed by "
            f"{day_in_words(window.value.closes_on)}. Publish it today and the tender notice from "
            f"{day_in_words(soonest)}, or plan without one."
        )
        return step, blocking(
            "PPN-1", "planned-notice-too-late", message, window.provision, field=PLANNED_NOTICE
        )
    return step, None


def _engagement_notice(notice_on: date, facts: TimelineFacts) -> tuple[Step, Finding | None]:
    fixed = facts.fixed.get(ENGAGEMENT_NOTICE)
    planned = fixed or notice_on - timedelta(days=facts.engagement_days)
    step = Step(
        ENGAGEMENT_NOTICE,
        "Publish the preliminary market engagement notice",
        "UK2",
        None,
        notice_on,
        planned,
        "PME-4",
        act("s.17(1)"),
        "It comes before the tender notice, or the tender notice says why there was none.",
        "Engagement notice",
        allowance="engagement_days",
        is_fixed=fixed is not None,
    )
    if planned <= notice_on:
        return step, None
    message = (
        f"The engagement notice comes after the tender notice of {day_in_words(notice_on)}: publish it by then, or "
        "give the reasons in the tender notice."
    )
    return step, blocking(
        "PME-4", "engagement-notice-too-late", message, step.provision, field=ENGAGEMENT_NOTICE
    )


def _conflicts_assessment(notice_on: date, facts: TimelineFacts) -> tuple[Step, Finding | None]:
    fixed = facts.fixed.get(CONFLICTS)
    step = Step(
        CONFLICTS,
        "Prepare the conflicts assessment",
        "",
        None,
        notice_on,
        fixed or notice_on,
        "COI-3",
        act("s.83(1)-(2)"),
        "It must exist before the tender notice is published, which confirms it.",
        "Conflicts assessment",
        is_by_law=True,
        is_fixed=fixed is not None,
    )
    if step.planned_on <= notice_on:
        return step, None
    message = f"The conflicts assessment comes too late: prepare it by {day_in_words(notice_on)}."
    return step, blocking("COI-3", "conflicts-assessment-too-late", message, step.provision, field=CONFLICTS)


def enquiries(chain: Sequence[Step], facts: TimelineFacts) -> Found:
    """The deadline for questions, some days before the first deadline; none where there is no room for it."""
    notice, deadline = (
        chain[0],
        next(s for s in chain if s.key in (PARTICIPATION_DEADLINE, TENDER_DEADLINE)),
    )
    room = (deadline.planned_on - notice.planned_on).days
    fixed, given = facts.fixed.get(ENQUIRY_DEADLINE), facts.enquiries_close_days_before
    if fixed is None and given is None and room < LEAST_ROOM:
        return [], []
    before = min(ENQUIRY_DAYS, room // 2) if given is None else given
    planned = fixed or deadline.planned_on - timedelta(days=before)
    step = Step(
        ENQUIRY_DEADLINE,
        "Questions close",
        "",
        notice.planned_on + timedelta(days=1),
        deadline.planned_on - timedelta(days=1),
        planned,
        "TIM-1",
        act("s.54(1)-(2)"),
        "The Act sets no day. Close questions while there is time to answer everybody and for suppliers to use the "
        "answers.",
        "Questions close",
        begins_on=notice.planned_on,
        allowance="enquiries_close_days_before",
        is_fixed=fixed is not None,
        notes=(f"In setting any period, weigh {'; '.join(FACTORS)}.",),
    )
    if notice.planned_on < planned < deadline.planned_on:
        return [step], []
    field = ENQUIRY_DEADLINE if fixed else "enquiries_close_days_before"
    message = (
        f"Questions must close after the tender notice of {day_in_words(notice.planned_on)} and before "
        f"{day_in_words(deadline.planned_on)}, when the answers are needed."
    )
    return [step], [blocking("TIM-1", "enquiries-outside-the-period", message, step.provision, field=field)]


def after_entry(chain: Sequence[Step], facts: TimelineFacts) -> Iterator[Step]:
    """What follows the contract: each a last day, counted from the planned day of entry."""
    entered = next(step for step in chain if step.key == CONTRACT_ENTRY).planned_on
    if not facts.periods.is_covered:
        yield from _below_threshold_details(entered, facts)
        return
    contract, gross = facts.contract, facts.gross
    duty = None if gross is None else kpis_required(gross, contract, on=entered)
    has_kpis = duty is not None and duty.value
    if duty is not None and has_kpis:
        words = "At least three are set and published before the contract is entered into."
        yield _due(
            "kpis",
            "Set key performance indicators",
            "",
            None,
            RuleAnswer(duty.rule_id, duty.provision, entered, words),
        )
    if deadlines.contract_details_required(contract).value:
        details = deadlines.contract_details_due(entered, is_light_touch=contract.is_light_touch)
        yield _due("contract-details", "Publish the contract details notice", "UK7", entered, details)
    if gross is not None and deadlines.contract_copy_required(gross, contract, entered).value:
        copy = deadlines.contract_copy_due(entered, is_light_touch=contract.is_light_touch)
        yield _due("contract-copy", "Publish a copy of the contract", "", entered, copy)
    yield from _payments(chain[-1].planned_on, facts)
    starts, ends = chain[-1].planned_on, facts.contract_ends_on
    if ends is None or ends < starts:
        return
    if has_kpis:
        yield from _reviews(starts, ends)
    end = deadlines.contract_termination_due(ends)
    yield _due("contract-termination", "Publish the contract termination notice", "UK11", ends, end)


def _reviews(starts: date, ends: date) -> Iterator[Step]:
    reviews = performance_reviews_due(starts, ends)
    for number, due in enumerate(reviews.value, 1):
        answer = RuleAnswer(reviews.rule_id, reviews.provision, due, reviews.explanation)
        key, label = f"performance-review-{number}", f"Publish contract performance notice {number}"
        yield _due(key, label, "UK9", None, answer)


def _payments(starts: date, facts: TimelineFacts) -> Iterator[Step]:
    """The first of the notices about payments: each quarter, and each half year, while the contract runs."""
    quarter = deadlines.first_end_of(deadlines.QUARTER_ENDS, starts)
    if deadlines.payments_are_published(facts.contract, quarter).value:
        answer = deadlines.payment_information_due(quarter)
        notes = ("Then each quarter in which more than £30,000 is paid at once.",)
        label = "Publish information about payments"
        yield replace(_due("payments", label, "UK8", quarter, answer), notes=notes)
    half_year = deadlines.first_end_of(deadlines.REPORTING_PERIOD_ENDS, starts)
    if deadlines.payments_compliance_is_owed(facts.contract, half_year).value:
        answer = deadlines.payments_compliance_due(half_year)
        notes = ("Then each half year, for all the authority's public contracts together.",)
        label = "Publish the payments compliance notice"
        yield replace(_due("payments-compliance", label, "UK17", half_year, answer), notes=notes)


def _below_threshold_details(entered: date, facts: TimelineFacts) -> Iterator[Step]:
    if facts.gross is None or not is_notifiable_below_threshold(facts.gross, facts.contract, entered).value:
        return
    rule_id, provision = deadlines.AS_SOON_AS_PRACTICABLE["below-threshold-contract-details"]
    words = "As soon as reasonably practicable after the contract is entered into: no number of days is set."
    answer = RuleAnswer(rule_id, provision, entered, words)
    yield _due("contract-details", "Publish the contract details notice", "UK7", entered, answer)


def _due(key: str, label: str, notice: str, earliest: date | None, answer: RuleAnswer[date]) -> Step:
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
        is_by_law=True,
        is_deadline=True,
    )


def ends_too_early(chain: Sequence[Step], facts: TimelineFacts) -> Iterator[Finding]:
    """A contract that ends before it starts."""
    starts, ends = chain[-1].planned_on, facts.contract_ends_on
    if ends is None or ends >= starts:
        return
    message = f"The contract ends before it starts on {day_in_words(starts)}: change one of the dates."
    yield blocking("TRM-2", "end-before-start", message, act("s.80"), field="contract_ends_on")


def unknown_value(facts: TimelineFacts) -> Iterator[Finding]:
    """Without a value, the duties that turn on one are left out, and the reader is told."""
    if facts.gross is None:
        message = "Estimate the value to see whether indicators, a copy of the contract or a pipeline notice are due."
        yield advisory("VAL-5", "value-unknown", message, act("Sch 3 para 5"), field="gross")
