"""Minimum participation and tendering periods (Act s.54). Periods are calendar days counted by DEF-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from .answers import Finding, RuleAnswer, advisory, blocking
from .calendar import is_working_day, months_after, period_after, period_length, uk_day
from .provisions import act, regs
from .tables import day_in_words


class PeriodKind(StrEnum):
    PARTICIPATION = "participation"
    """From the invitation to ask to take part, to the deadline for asking."""
    TENDERING = "tendering"
    """From an invitation to tender to its deadline; each later round is another (TIM-6)."""


@dataclass(frozen=True, slots=True)
class PeriodEntry:
    """One row of the tables in s.54(3) and (4): its number, the case it is for, and the minimum in days."""

    code: str
    kind: PeriodKind
    days: int
    case: str
    provision: str


def _entry(code: str, kind: PeriodKind, days: int, case: str) -> tuple[str, PeriodEntry]:
    subsection = "(3)" if kind is PeriodKind.PARTICIPATION else "(4)"
    return code, PeriodEntry(code, kind, days, case, act(f"s.54{subsection} entry {code[1:]}"))


_P, _T = PeriodKind.PARTICIPATION, PeriodKind.TENDERING
ENTRIES: dict[str, PeriodEntry] = dict(
    (
        _entry("P1", _P, 0, "a light touch contract"),
        _entry("P2", _P, 10, "urgency that makes 25 days impractical"),
        _entry("P3", _P, 25, "any other contract"),
        _entry("T1", _T, 0, "a light touch contract"),
        _entry("T2", _T, 0, "a period agreed with pre-selected suppliers"),
        _entry("T3", _T, 10, "only pre-selected suppliers may tender"),
        _entry("T4", _T, 10, "a qualifying planned procurement notice was published"),
        _entry("T5", _T, 10, "urgency that makes any other minimum impractical"),
        _entry("T6", _T, 10, "an award by reference to a dynamic market"),
        _entry("T7", _T, 25, "electronic tenders, with the notice and all documents provided together"),
        _entry("T8", _T, 30, "electronic tenders, with some documents provided later"),
        _entry(
            "T9",
            _T,
            30,
            "tenders not sent electronically, with the notice and all documents provided together",
        ),
        _entry("T10", _T, 35, "tenders not sent electronically, with some documents provided later"),
    )
)
#: TIM-5: relied on, these must be named in the tender notice (Regulations reg 18(2)(s)).
NAMED_IN_TENDER_NOTICE = frozenset({"T2", "T3", "T4", "T5"})
#: TIM-1: what must be weighed, where relevant, in setting any period (Act s.54(1)).
FACTORS = (
    "the nature and complexity of the contract",
    "any need for site visits, inspections or other practical steps",
    "any need for sub-contracting",
    "the nature and complexity of any change to the notice or documents",
    "avoiding unnecessary delay",
)


class PeriodFacts(BaseModel):
    """What decides the minimum. The defaults are the ordinary case: electronic, everything provided together.

    ``suppliers_are_preselected``: only suppliers assessed as meeting the conditions of participation before
    the invitation, or members of the dynamic market used, may tender (TIM-3).
    ``period_is_agreed_with_them``: and the period was negotiated and agreed with all of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    is_covered: bool = True
    is_light_touch: bool = False
    is_central: bool = False
    is_utilities: bool = False
    suppliers_are_preselected: bool = False
    period_is_agreed_with_them: bool = False
    has_qualifying_planned_notice: bool = False
    is_urgent: bool = False
    uses_dynamic_market: bool = False
    is_electronic: bool = True
    documents_all_together: bool = True


@dataclass(frozen=True, slots=True)
class Minimum:
    """The required minimum in days, the entry that sets it, and every entry that applies, in the table's
    order."""

    days: int
    entry: str
    entries: tuple[str, ...]


def entries_that_apply(kind: PeriodKind, facts: PeriodFacts) -> tuple[str, ...]:
    """The rows of s.54(3) or (4) that fit the facts, in order. Central authorities cannot use T2 or T3 unless
    for a utilities contract (TIM-4)."""
    cases: tuple[tuple[str, bool], ...]
    if kind is PeriodKind.PARTICIPATION:
        cases = (("P1", facts.is_light_touch), ("P2", facts.is_urgent), ("P3", not facts.is_light_touch))
        return tuple(code for code, applies in cases if applies)
    may_preselect = facts.suppliers_are_preselected and (facts.is_utilities or not facts.is_central)
    ordinary = {(True, True): "T7", (True, False): "T8", (False, True): "T9", (False, False): "T10"}[
        facts.is_electronic, facts.documents_all_together
    ]
    cases = (
        ("T1", facts.is_light_touch),
        ("T2", may_preselect and facts.period_is_agreed_with_them),
        ("T3", may_preselect),
        ("T4", facts.has_qualifying_planned_notice),
        ("T5", facts.is_urgent),
        ("T6", facts.uses_dynamic_market),
        (ordinary, True),
    )
    return tuple(code for code, applies in cases if applies)


def minimum_period(kind: PeriodKind, facts: PeriodFacts) -> RuleAnswer[Minimum]:
    """TIM-2: the required minimum is the shortest of all the entries that apply (Act s.54(3)-(4)), entry 4 for a
    qualifying planned procurement notice among them (PPN-2)."""
    if not facts.is_covered:
        return RuleAnswer(
            "TIM-8",
            act("s.87(6)"),
            Minimum(0, "", ()),
            "Below the threshold there is no minimum: the time must be reasonable and the same for "
            "each supplier.",
        )
    codes = entries_that_apply(kind, facts)
    shortest = min((ENTRIES[code] for code in codes), key=lambda entry: entry.days)
    notes = (
        (f"Say in the tender notice that entry {shortest.code[1:]} is relied on (Regulations reg 18(2)(s)).",)
        if shortest.code in NAMED_IN_TENDER_NOTICE
        else ()
    )
    explanation = (
        f"The shortest {kind} period allowed is {shortest.days} days, for {shortest.case}."
        if shortest.days
        else f"No minimum {kind} period is set for {shortest.case}; it must still be fair and the "
        "same for all."
    )
    return RuleAnswer(
        "TIM-2", shortest.provision, Minimum(shortest.days, shortest.code, codes), explanation, notes
    )


def earliest_deadline(kind: PeriodKind, invited_on: date, facts: PeriodFacts) -> RuleAnswer[date]:
    """DEF-4: the earliest day a deadline may fall, given the day suppliers were invited."""
    return _deadline(invited_on, minimum_period(kind, facts))


def earliest_deadline_for_entry(invited_on: date, code: str) -> RuleAnswer[date]:
    """The earliest deadline under one entry, such as ``T7``. Raises ``ValueError`` for an entry there is
    not."""
    entry = ENTRIES.get(code.upper())
    if entry is None:
        raise ValueError(f"{code} is not an entry of section 54: use one of {', '.join(ENTRIES)}.")
    minimum = RuleAnswer("TIM-2", entry.provision, Minimum(entry.days, entry.code, (entry.code,)), entry.case)
    return _deadline(invited_on, minimum)


def _deadline(invited_on: date, minimum: RuleAnswer[Minimum]) -> RuleAnswer[date]:
    invited = uk_day(invited_on)
    last = period_after(invited, minimum.value.days)
    notes = minimum.notes if is_working_day(last) else (*minimum.notes, NON_WORKING_DEADLINE)
    return RuleAnswer(
        minimum.rule_id,
        minimum.provision,
        last,
        f"Invited on {day_in_words(invited)}, the earliest deadline is {day_in_words(last)}: "
        f"{minimum.value.days} days, counted from the day after the invitation.",
        notes,
    )


NON_WORKING_DEADLINE = "This deadline is not a working day: that is allowed, but suppliers may find it hard."


def check_deadline(
    kind: PeriodKind, invited_on: date, deadline_on: date, facts: PeriodFacts
) -> Finding | None:
    """A blocking finding when a deadline gives suppliers less than the required minimum; else ``None``."""
    minimum = minimum_period(kind, facts)
    given = period_length(invited_on, deadline_on)
    field = "deadline_on"
    if given < 0:
        return blocking(
            "DEF-4",
            "deadline-before-invitation",
            "The deadline must not be before the invitation.",
            act("s.54(5)"),
            field=field,
        )
    if given >= minimum.value.days:
        return None
    earliest = period_after(invited_on, minimum.value.days)
    return blocking(
        minimum.rule_id,
        f"{kind}-period-too-short",
        f"The deadline gives suppliers {given} days and the minimum is {minimum.value.days}: "
        f"move it to {day_in_words(earliest)} or later.",
        minimum.provision,
        field=field,
    )


def deadline_prompts(
    kind: PeriodKind, deadline_on: date, facts: PeriodFacts, named_entries: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """What to weigh about a deadline that is long enough.

    ``named_entries`` are those the tender notice says it relies on (TIM-5).
    """
    minimum = minimum_period(kind, facts)
    found = []
    if minimum.value.entry in NAMED_IN_TENDER_NOTICE and minimum.value.entry not in named_entries:
        found.append(
            blocking(
                "TIM-5",
                "shortened-period-not-named",
                "Say in the tender notice that the period is shortened because of "
                f"{ENTRIES[minimum.value.entry].case}.",
                regs("reg 18(2)(s)"),
                field="shortened_period",
            )
        )
    if not is_working_day(deadline_on):
        found.append(
            advisory(
                "TIM-7", "deadline-not-working-day", NON_WORKING_DEADLINE, act("s.54"), field="deadline_on"
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Window:
    """A run of days, both included."""

    opens_on: date
    closes_on: date

    def __contains__(self, day: date) -> bool:
        return self.opens_on <= uk_day(day) <= self.closes_on


PLANNED_NOTICE_DAYS = 40
PLANNED_NOTICE_MONTHS = 12


def planned_notice_window(planned_notice_on: date) -> RuleAnswer[Window]:
    """PPN-1: the days on which a tender notice makes an earlier planned procurement notice a qualifying one.

    At least 40 days and not more than 12 months after it (Act s.15).
    """
    published = uk_day(planned_notice_on)
    window = Window(
        period_after(published, PLANNED_NOTICE_DAYS), months_after(published, PLANNED_NOTICE_MONTHS)
    )
    return RuleAnswer(
        "PPN-1",
        act("s.15"),
        window,
        f"The planned procurement notice qualifies if the tender notice is published from "
        f"{day_in_words(window.opens_on)} to {day_in_words(window.closes_on)}.",
        ("It shortens only the tendering period, to 10 days (entry 4 of s.54(4)).",),
    )


def planned_notice_qualifies(planned_notice_on: date, tender_notice_on: date) -> RuleAnswer[bool]:
    """PPN-1: whether a planned procurement notice is a qualifying one for a tender notice of that day."""
    window = planned_notice_window(planned_notice_on)
    return RuleAnswer(
        window.rule_id, window.provision, tender_notice_on in window.value, window.explanation, window.notes
    )


def planned_notice_days_for(tender_notice_on: date) -> RuleAnswer[Window]:
    """PPN-1 turned round: the days on which to publish UK3 so that it qualifies for a tender notice of that
    day."""
    tender = uk_day(tender_notice_on)
    opens = months_after(tender, -PLANNED_NOTICE_MONTHS)
    if months_after(opens, PLANNED_NOTICE_MONTHS) < tender:
        # From 28 February, 12 months do not reach 29 February.
        opens += timedelta(days=1)
    window = Window(opens, tender - timedelta(days=PLANNED_NOTICE_DAYS))
    return RuleAnswer(
        "PPN-1",
        act("s.15"),
        window,
        f"Publish the planned procurement notice from {day_in_words(window.opens_on)} to "
        f"{day_in_words(window.closes_on)} for it to qualify.",
    )
