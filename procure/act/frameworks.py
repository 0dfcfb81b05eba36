"""How long a framework may run (Act ss.47 and 49). A term is counted from its first day, which is day 1 (DEF-3)."""

from __future__ import annotations

from datetime import date

from .answers import Finding, RuleAnswer, blocking
from .calendar import months_beginning_with, uk_day
from .facts import ContractFacts
from .provisions import act
from .tables import day_in_words

ORDINARY_YEARS, LONGER_YEARS, OPEN_YEARS = 4, 8, 8
MONTHS = 12


def last_day_of_framework(starts_on: date, facts: ContractFacts) -> RuleAnswer[date | None]:
    """FRA-1: the last day a framework may run without reasons: 4 years, or 8 for defence and security or
    utilities. ``None`` for private utilities and light touch, which section 47 leaves alone.
    """
    provision = act("s.47")
    if facts.is_private_utility or facts.is_light_touch:
        who = "a private utility's framework" if facts.is_private_utility else "a light touch framework"
        return RuleAnswer("FRA-1", provision, None, f"The Act sets no longest term for {who}.")
    years = LONGER_YEARS if facts.is_defence or facts.is_utilities else ORDINARY_YEARS
    last = months_beginning_with(starts_on, years * MONTHS)
    return RuleAnswer(
        "FRA-1",
        provision,
        last,
        f"A framework that begins on {day_in_words(uk_day(starts_on))} runs for {years} years at most, to "
        f"{day_in_words(last)}, unless the nature of what is supplied calls for longer.",
        ("Give the reasons for a longer term in the tender notice or the transparency notice.",),
    )


def check_framework_term(
    starts_on: date, last_day: date, facts: ContractFacts, *, reasons: str = ""
) -> Finding | None:
    """FRA-1: blocks a framework that runs too long, extensions included, with no reasons given."""
    limit = last_day_of_framework(starts_on, facts)
    if limit.value is None or uk_day(last_day) <= limit.value or reasons.strip():
        return None
    message = f"End the framework by {day_in_words(limit.value)}, or say why what is supplied needs longer."
    return blocking("FRA-1", "framework-too-long", message, limit.provision, field="framework")


def check_open_framework_term(
    first_starts_on: date, last_day: date, *, has_one_supplier: bool = False
) -> Finding | None:
    """FRA-3: blocks an open framework that runs beyond 8 years from its first framework's beginning, or beyond
    4 where it has one supplier alone (Act s.49).
    """
    years = ORDINARY_YEARS if has_one_supplier else OPEN_YEARS
    limit = months_beginning_with(first_starts_on, years * MONTHS)
    if uk_day(last_day) <= limit:
        return None
    who = "An open framework with one supplier" if has_one_supplier else "An open framework"
    message = f"{who} ends within {years} years: end it by {day_in_words(limit)}."
    return blocking("FRA-3", "open-framework-too-long", message, act("s.49"), field="framework")
