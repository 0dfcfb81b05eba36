"""What the Act finds wrong with a notice, besides what is missing from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from procure.act import deadlines, frameworks, kpis, standstill
from procure.act.answers import Finding, Severity, blocking
from procure.domain.notice_duties import act_facts
from procure.domain.notice_facts import (
    AwardFacts,
    ChangeFacts,
    ContractDetailsFacts,
    FailureFacts,
    NoticeFacts,
    RouteFacts,
)
from procure.domain.notice_facts.words import WithholdingLimb
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.withholding import PROVISION, refusal_in

SIGN_OFF_PROVISION = "Procurement Act 2023 Sch 7 para 12(4)"


def findings(
    snapshot: SpecificationSnapshot,
    facts: NoticeFacts,
    history: Sequence[PublishedNotice],
    today: date,
    *,
    is_agreed: bool = False,
) -> Iterator[Finding]:
    """What is wrong with a notice that is to be published ``today`` after ``history``. ``is_agreed``: a senior officer
    agreed to it as it stands.

    What has happened already, such as a contract entered into too early, is told and blocks nothing: its notice is
    still due.
    """
    yield from _of_what_is_withheld(facts)
    if isinstance(facts, RouteFacts):
        yield from _of_a_framework(snapshot, facts)
    if isinstance(facts, AwardFacts):
        yield from _of_an_award(snapshot, facts, today)
    elif isinstance(facts, ContractDetailsFacts) and facts.is_above_threshold:
        yield from _of_a_contract(snapshot, facts, history, today)
    elif isinstance(facts, ChangeFacts):
        yield from _of_a_change(facts, today)
    elif isinstance(facts, FailureFacts):
        yield from _of_performance(facts, today, is_agreed=is_agreed)


def _of_what_is_withheld(facts: NoticeFacts) -> Iterator[Finding]:
    for number, kept in enumerate(facts.withheld, start=1):
        if why := refusal_in(kept.item, facts.form):
            words = f"Information kept back, entry {number}: this item cannot be withheld. {why}."
            yield blocking("WHD-1", "withheld-refused", words, PROVISION, field="withheld")
        if kept.is_silent and kept.limb != WithholdingLimb.NATIONAL_SECURITY:
            words = (
                f"Information kept back, entry {number}: only national security allows an item to be withheld without "
                "saying so (section 94(4))."
            )
            yield blocking("WHD-3", "withheld-in-silence", words, f"{PROVISION}(4)", field="withheld")


def _of_a_framework(snapshot: SpecificationSnapshot, facts: RouteFacts) -> Iterator[Finding]:
    """A framework that runs too long. Of an open one that follows another, the first day is not told here."""
    framework = facts.framework
    if framework is None or facts.is_call_off or framework.term.starts_on is None:
        return
    starts_on = framework.term.starts_on
    found: Finding | None = None
    if framework.is_open:
        if framework.open_framework_ends_on is not None and not framework.previous_identifier:
            found = frameworks.check_open_framework_term(
                starts_on, framework.open_framework_ends_on, has_one_supplier=len(facts.suppliers) == 1
            )
    elif last_day := framework.term.may_extend_to_on or framework.term.ends_on:
        found = frameworks.check_framework_term(
            starts_on, last_day, act_facts(snapshot, facts), reasons=framework.long_term_reasons
        )
    if found is not None:
        yield found


def _of_an_award(snapshot: SpecificationSnapshot, facts: AwardFacts, today: date) -> Iterator[Finding]:
    pause = standstill.standstill(today, act_facts(snapshot, facts))
    ends_on = pause.value.ends_on
    if ends_on is None:
        return
    if facts.standstill_ends_on is None or facts.standstill_ends_on < ends_on:
        words = f"Published today, the standstill ends on {ends_on.day} {ends_on:%B %Y} at the earliest: give that day."
        yield blocking(
            pause.rule_id, "standstill-too-short", words, pause.provision, field="standstill_ends_on"
        )
    if facts.contract_on is not None and facts.contract_on < pause.value.sign_from:
        finding = standstill.check_entry(facts.contract_on, pause.value)
        if finding is not None:
            yield replace(finding, field="contract_on")


def _of_a_contract(
    snapshot: SpecificationSnapshot,
    facts: ContractDetailsFacts,
    history: Sequence[PublishedNotice],
    today: date,
) -> Iterator[Finding]:
    rules, gross, signed_on = act_facts(snapshot, facts), facts.value.gross, facts.signed_on
    if gross is not None:
        too_few = kpis.check_kpis(gross, len(facts.kpis), rules, reason_not_appropriate=facts.no_kpi_reasons)
        if too_few is not None:
            yield too_few
    if signed_on is None:
        return
    award = next((each for each in reversed(history) if isinstance(each.facts, AwardFacts)), None)
    if award is not None:
        pause = standstill.standstill(award.published_on, act_facts(snapshot, award.facts))
        early = standstill.check_entry(signed_on, pause.value)
        if early is not None:
            yield replace(early, severity=Severity.ADVISORY, field="signed_on")
    answer = deadlines.contract_details_due(signed_on, is_light_touch=rules.is_light_touch)
    late = deadlines.check_published_on_time(answer, today, today)
    if late is not None:
        yield replace(late, field="signed_on")


def needs_agreement(facts: NoticeFacts) -> bool:
    """Whether a senior officer has to agree before a notice goes out: it makes a supplier excludable elsewhere (Sch 7
    para 12(4))."""
    return isinstance(facts, FailureFacts) and facts.breach is not None


def _of_performance(facts: FailureFacts, today: date, *, is_agreed: bool) -> Iterator[Finding]:
    """A breach or failure that is told late, or that no senior officer has agreed to."""
    breach = facts.breach
    if breach is None:
        return
    if not is_agreed:
        words = f"{deadlines.SIGNED_OFF} Nobody else has agreed to this notice as it stands."
        yield blocking("PER-6", "senior-sign-off", words, SIGN_OFF_PROVISION, field="breach")
    first = breach.result_on if breach.is_breach else breach.failed_to_improve_on
    if first is None:
        return
    due = deadlines.breach_notice_due(first)
    late = deadlines.check_published_on_time(due, today, today)
    if late is not None:
        yield replace(late, field="breach")


def _of_a_change(facts: ChangeFacts, today: date) -> Iterator[Finding]:
    if not facts.has_standstill or facts.standstill.ends_on is None:
        return
    least = standstill.modification_standstill(today, standstill.MANDATORY_WORKING_DAYS)
    ends_on = least.value.ends_on
    if ends_on is not None and facts.standstill.ends_on < ends_on:
        words = f"A standstill that begins today ends on {ends_on.day} {ends_on:%B %Y} at the earliest."
        yield blocking(least.rule_id, "standstill-too-short", words, least.provision, field="standstill")
