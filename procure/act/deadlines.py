"""When notices, copies and payments are due. Periods are calendar days beginning with a day (DEF-3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .answers import Finding, RuleAnswer, advisory, blocking
from .calendar import months_beginning_with, period_beginning_with, uk_day
from .devolved import duty_applies
from .facts import Award, ContractFacts
from .provisions import act, regs
from .tables import amount_line, day_in_words, pounds

REPORTING_PERIOD_ENDS = ((3, 31), (9, 30))
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
#: These follow "as soon as reasonably practicable" after the event: no number of days is set.
AS_SOON_AS_PRACTICABLE = {
    "procurement-termination": ("TRM-3", act("s.55")),
    "dynamic-market": ("DYN-2", act("s.39")),
    "below-threshold-contract-details": ("BTH-5", act("s.87(3)")),
}


def _due(rule_id: str, provision: str, start: date, days: int, duty: str) -> RuleAnswer[date]:
    last = period_beginning_with(start, days)
    return RuleAnswer(
        rule_id,
        provision,
        last,
        f"{duty} by {day_in_words(last)}: {days} days beginning with {day_in_words(uk_day(start))}.",
    )


#: PER-6.
SIGNED_OFF = (
    "Publication makes the supplier excludable elsewhere (Sch 7 para 12(4)): have it signed off by a senior "
    "officer."
)


def contract_details_due(entered_on: date, *, is_light_touch: bool = False) -> RuleAnswer[date]:
    """CDN-1: the last day to publish the contract details notice (UK7): 30 days, or 120 for light touch
    (s.53(1))."""
    days = 120 if is_light_touch else 30
    return _due("CDN-1", act("s.53(1)"), entered_on, days, "Publish the contract details notice")


def contract_copy_due(entered_on: date, *, is_light_touch: bool = False) -> RuleAnswer[date]:
    """CDN-2: the last day to publish a copy of a contract above £5 million: 90 days, or 180 for light
    touch."""
    return _due(
        "CDN-2", act("s.53(3)"), entered_on, 180 if is_light_touch else 90, "Publish a copy of the contract"
    )


def contract_details_required(facts: ContractFacts) -> RuleAnswer[bool]:
    """DIR-3: UK7 is not required for user choice direct awards (Act s.53(6)(b))."""
    is_exempt = facts.award is Award.DIRECT_USER_CHOICE
    return RuleAnswer(
        "DIR-3" if is_exempt else "CDN-1",
        act("s.53(6)(b)") if is_exempt else act("s.53(1)"),
        not is_exempt,
        "No contract details notice is required for a user choice contract."
        if is_exempt
        else "A contract details notice must follow the contract.",
    )


def contract_copy_required(gross: Decimal, facts: ContractFacts, on: date) -> RuleAnswer[bool]:
    """CDN-2: whether a copy of the contract must be published (Act s.53(3)-(6)). ``gross`` includes VAT."""
    line = amount_line("contract-copy", uk_day(on))
    if not gross > line:
        words = f"{pounds(gross)} including VAT is not more than {pounds(line)}: no copy need be published."
        return RuleAnswer("CDN-2", act("s.53(3)"), False, words)
    nation = duty_applies("contract-copy", facts.governing_nation, on)
    if not nation.value:
        return RuleAnswer("CDN-2", nation.provision, False, nation.explanation, nation.notes)
    if facts.is_private_utility or facts.award is Award.DIRECT_USER_CHOICE:
        words = "No copy need be published of a private utility's contract or a user choice contract."
        return RuleAnswer("CDN-2", act("s.53(6)"), False, words)
    words = f"{pounds(gross)} including VAT is more than {pounds(line)}: publish a copy of the contract."
    return RuleAnswer("CDN-2", act("s.53(3)"), True, words)


def contract_termination_due(terminated_on: date) -> RuleAnswer[date]:
    """TRM-2: the last day to publish the contract termination notice (UK11), ordinary expiry included (Act
    s.80)."""
    return _due("TRM-2", act("s.80"), terminated_on, 30, "Publish the contract termination notice")


def breach_notice_due(first_applies_on: date) -> RuleAnswer[date]:
    """PER-4, PER-6: the last day to publish a supplier's breach or failure to improve (UK9; Act s.71(3)-(6)), with the
    note that a senior officer should agree."""
    answer = _due("PER-4", act("s.71(5)"), first_applies_on, 30, "Publish the breach or failure")
    return RuleAnswer(answer.rule_id, answer.provision, answer.value, answer.explanation, (SIGNED_OFF,))


def exclusion_report_due(excluded_on: date) -> RuleAnswer[date]:
    """EXC-7: the last day to tell the appropriate authority of an exclusion or replacement (Act s.59(2))."""
    return _due("EXC-7", act("s.59(2)"), excluded_on, 30, "Report the exclusion")


def pipeline_due(year: int) -> RuleAnswer[date]:
    """PIP-2: the last day to publish the pipeline notice (UK1) for the financial year that begins on 1 April
    of ``year``."""
    return _due("PIP-2", act("s.93(2)"), date(year, 4, 1), 56, "Publish the pipeline notice")


def pipeline_required(expected_spend: Decimal, facts: ContractFacts, on: date) -> RuleAnswer[bool]:
    """PIP-1, PIP-4: whether a pipeline notice is due: more than £100 million, VAT included, expected to be
    paid under relevant contracts in the coming financial year (Act s.93(1), (4), (6))."""
    if not pipeline_is_owed(facts, on).value:
        words = "Private utilities and transferred Northern Ireland authorities publish no pipeline notice."
        return RuleAnswer("PIP-4", act("s.93(6)"), False, words)
    line = amount_line("pipeline-spend", uk_day(on))
    is_required = expected_spend > line
    words = f"{pounds(expected_spend)} is {'' if is_required else 'not '}more than {pounds(line)}."
    return RuleAnswer("PIP-1", act("s.93(1), (4)"), is_required, words)


def pipeline_is_owed(facts: ContractFacts, on: date) -> RuleAnswer[bool]:
    """PIP-4: whether this kind of authority publishes pipeline notices at all, whatever it spends (Act s.93(6))."""
    nation = duty_applies("pipeline", facts.governing_nation, on)
    value = nation.value and not facts.is_private_utility
    who = "publishes" if value else "publishes no"
    return RuleAnswer("PIP-4", act("s.93(6)"), value, f"An authority of this kind {who} pipeline notices.")


def belongs_in_pipeline(gross: Decimal, notice_on: date, year: int) -> RuleAnswer[bool]:
    """PIP-3: whether a contract is listed in the pipeline notice for the year from 1 April of ``year``.

    More than £2 million including VAT, with a UK4 or UK5 intended within 18 months beginning with that 1
    April.
    """
    begins = date(year, 4, 1)
    line = amount_line("pipeline-contract", begins)
    is_listed = gross > line and begins <= uk_day(notice_on) <= months_beginning_with(begins, 18)
    words = (
        f"List contracts above {pounds(line)} with a notice intended in the 18 months from "
        f"{day_in_words(begins)}."
    )
    return RuleAnswer("PIP-3", act("s.93(3)-(4)"), is_listed, words)


def payments_compliance_due(period_ends_on: date) -> RuleAnswer[date]:
    """PAY-4: the last day to publish the payments compliance notice (UK17; Act s.69, Regulations reg 38).

    Raises ``ValueError`` unless the period ends on 31 March or 30 September.
    """
    end = uk_day(period_ends_on)
    if (end.month, end.day) not in REPORTING_PERIOD_ENDS:
        raise ValueError("A reporting period ends on 31 March or 30 September.")
    return _due("PAY-4", act("s.69"), end, 30, "Publish the payments compliance notice")


def payments_compliance_is_owed(facts: ContractFacts, on: date) -> RuleAnswer[bool]:
    """PAY-4: whether payments under a contract like this count for a payments compliance notice (Act s.69(6)): not
    those of transferred Northern Ireland authorities, private utilities or schools, nor under concessions.
    """
    nation = duty_applies("payments-compliance", facts.governing_nation, on)
    value = nation.value and not (facts.is_private_utility or facts.is_school or facts.is_concession)
    words = f"Payments under this contract {'count' if value else 'do not count'} for a payments compliance notice."
    return RuleAnswer("PAY-4", act("s.69(6)"), value, words, nation.notes)


def payments_are_published(facts: ContractFacts, on: date) -> RuleAnswer[bool]:
    """PAY-5: whether single payments under a contract like this are published (Act s.70). Subsection (4) leaves
    some contracts out; beyond the nations, which ones is not verified, so the answer is not certain for them.
    """
    nation = duty_applies("payments", facts.governing_nation, on)
    is_doubtful = facts.is_private_utility or facts.is_school or facts.is_concession
    value = nation.value and not is_doubtful
    words = f"Payments above £30,000 under this contract are {'' if value else 'not '}published."
    return RuleAnswer("PAY-5", act("s.70"), value, words, nation.notes, nation.is_certain and not is_doubtful)


def first_end_of(ends: tuple[tuple[int, int], ...], day: date) -> date:
    """The first end of a quarter or reporting period, as (month, day), that falls on ``day`` or after it."""
    return min(
        end
        for year in (day.year, day.year + 1)
        for month, last in ends
        if (end := date(year, month, last)) >= uk_day(day)
    )


def payment_information_due(quarter_ends_on: date) -> RuleAnswer[date]:
    """PAY-5: the last day to publish information about payments above £30,000 (UK8; Act s.70).

    Raises ``ValueError`` unless the day ends a quarter of the calendar year.
    """
    end = uk_day(quarter_ends_on)
    if (end.month, end.day) not in QUARTER_ENDS:
        raise ValueError("A quarter ends on 31 March, 30 June, 30 September or 31 December.")
    return _due("PAY-5", act("s.70"), end, 30, "Publish the information about payments")


def payment_is_published(amount: Decimal, paid_on: date) -> RuleAnswer[bool]:
    """PAY-5: whether a single payment, VAT included, is published: more than £30,000, from 1 April 2026."""
    line = amount_line("payment-notice", uk_day(paid_on))
    words = f"Publish each payment of more than {pounds(line)}; single payments are tested, not totals."
    return RuleAnswer("PAY-5", act("s.70"), amount > line, words)


def payment_due(received_on: date, due_on: date | None = None) -> RuleAnswer[date]:
    """PAY-2: the last day to pay a valid, undisputed invoice: 30 days beginning with its receipt or, if
    later, its own due date (Act s.68)."""
    start = max(uk_day(received_on), uk_day(due_on)) if due_on else uk_day(received_on)
    return _due("PAY-2", act("s.68"), start, 30, "Pay the invoice")


def modified_contract_copy_due(modified_on: date) -> RuleAnswer[date]:
    """CHN-5: the last day to publish a modification, or the contract as modified (Act s.77)."""
    return _due("CHN-5", act("s.77"), modified_on, 90, "Publish the modification or the contract as modified")


def records_kept_until(entered_or_awarded_on: date) -> RuleAnswer[date]:
    """REC-2: the last day records must be kept: 3 years beginning with entry, or award if not entered (Act
    s.98)."""
    last = months_beginning_with(entered_or_awarded_on, 36)
    note = (
        "Records also stop being required on a procurement termination notice; longer duties "
        "elsewhere still apply."
    )
    return RuleAnswer(
        "REC-2", act("s.98(4)-(6)"), last, f"Keep the records until {day_in_words(last)}.", (note,)
    )


def claim_period_ends(knew_on: date) -> RuleAnswer[date]:
    """CLM-1: the last day for most claims: 30 days beginning with when the supplier knew or ought to have
    known."""
    return _due("CLM-1", act("s.106(2)"), knew_on, 30, "Most claims must be started")


def set_aside_period_ends(entered_or_modified_on: date, knew_on: date | None = None) -> RuleAnswer[date]:
    """CLM-2: the last day for a set-aside claim where UK7 was not published, or of a modification (s.106(1),
    (5))."""
    last = months_beginning_with(entered_or_modified_on, 6)
    if knew_on is not None:
        last = min(last, claim_period_ends(knew_on).value)
    return RuleAnswer(
        "CLM-2",
        act("s.106(1), (5)"),
        last,
        f"A set-aside claim must be started by {day_in_words(last)}: the earlier of 30 days from "
        "knowledge and 6 months.",
    )


def check_published_on_time(due: RuleAnswer[date], published_on: date | None, today: date) -> Finding | None:
    """Whether a notice came in time: publication on the last day is (DEF-3, DEF-8, Regulations reg 5(4)).

    ``published_on`` is the day the platform confirmed it; ``None`` when not yet published. Late publication
    blocks nothing, for it cannot be undone, so it is advisory; a notice overdue today is blocking.
    """
    if published_on is not None:
        if uk_day(published_on) <= due.value:
            return None
        words = f"The notice was due by {day_in_words(due.value)} and was published late: record why."
        return advisory(due.rule_id, "published-late", words, due.provision, field="published_on")
    if uk_day(today) <= due.value:
        return None
    words = f"The notice was due by {day_in_words(due.value)}: publish it now and record why it is late."
    return blocking(due.rule_id, "notice-overdue", words, due.provision, field="published_on")


def award_notice_content(gross: Decimal, facts: ContractFacts, on: date) -> RuleAnswer[str]:
    """UK6-1: what the award notice says of other tenders: ``counts``, ``names`` of assessed losers, or
    ``neither``."""
    provision = regs("reg 27(2)(n)-(o)")
    if facts.award.is_direct:
        return RuleAnswer(
            "UK6-1", provision, "neither", "A direct award notice says nothing of other tenders."
        )
    line = amount_line("award-notice-detail", uk_day(on))
    if gross > line:
        words = (
            f"Above {pounds(line)}, give the number submitted and the names and identifiers of "
            "assessed losers."
        )
        return RuleAnswer("UK6-1", provision, "names", words)
    words = f"At {pounds(line)} or less, give the numbers submitted, assessed, and from SMEs and VCSEs."
    return RuleAnswer("UK6-1", provision, "counts", words)
