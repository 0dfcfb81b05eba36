"""Key performance indicators and how performance against them is rated (Act ss.52, 71; Regulations reg
39)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .answers import Finding, RuleAnswer, blocking
from .calendar import months_beginning_with, uk_day
from .facts import Award, ContractFacts
from .provisions import act, regs
from .tables import ACT_BEGAN_ON, amount_line, pounds

MINIMUM_KPIS = 3
KPIS_DESCRIBED = 3


class Rating(StrEnum):
    """PER-2: the five ratings, in the Regulations' own words (reg 39(5)). ``meaning`` says when each fits."""

    GOOD = "Good"
    APPROACHING_TARGET = "Approaching target"
    REQUIRES_IMPROVEMENT = "Requires improvement"
    INADEQUATE = "Inadequate"
    OTHER = "Other"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Rating.GOOD: "Performance meets or exceeds the indicator.",
    Rating.APPROACHING_TARGET: "Performance is close to meeting the indicator.",
    Rating.REQUIRES_IMPROVEMENT: "Performance is below the indicator.",
    Rating.INADEQUATE: "Performance is significantly below the indicator.",
    Rating.OTHER: "None of the other ratings describes the performance.",
}


def kpi_exemption(facts: ContractFacts) -> str | None:
    """KPI-3: what takes a contract out of the duty, or ``None`` (Act s.52(6)). Call-offs are within it."""
    reasons = (
        (facts.is_framework and facts.award is not Award.CALL_OFF, "a framework"),
        (facts.is_concession, "a concession contract"),
        (facts.is_light_touch, "a light touch contract"),
        (facts.is_private_utility, "a private utility's contract"),
    )
    return next((words for applies, words in reasons if applies), None)


def kpis_required(
    gross: Decimal,
    facts: ContractFacts | None = None,
    *,
    reason_not_appropriate: str = "",
    on: date | None = None,
) -> RuleAnswer[bool]:
    """KPI-1 to KPI-3: whether at least three indicators must be set before the contract is entered into.

    ``gross`` is the estimated value in pounds including VAT. ``reason_not_appropriate`` records why
    performance could not appropriately be assessed this way; it is published in the contract details notice.
    """
    provision = act("s.52(1)")
    line = amount_line("kpi", uk_day(on) if on else ACT_BEGAN_ON)
    if not gross > line:
        return RuleAnswer(
            "KPI-1",
            provision,
            False,
            f"{pounds(gross)} including VAT is not more than {pounds(line)}: none required.",
        )
    exempt = kpi_exemption(facts) if facts is not None else None
    if exempt:
        return RuleAnswer(
            "KPI-3", act("s.52(6)"), False, f"Key performance indicators are not required for {exempt}."
        )
    if reason_not_appropriate.strip():
        return RuleAnswer(
            "KPI-2",
            act("s.52(2)"),
            False,
            "None required, because performance could not appropriately be assessed by them.",
            ("Publish the reason in the contract details notice (Regulations reg 32(2)(s)).",),
        )
    return RuleAnswer(
        "KPI-1",
        provision,
        True,
        f"{pounds(gross)} including VAT is more than {pounds(line)}: set and publish at least "
        f"{MINIMUM_KPIS} key "
        "performance indicators before entering into the contract.",
    )


def check_kpis(
    gross: Decimal, number_set: int, facts: ContractFacts | None = None, *, reason_not_appropriate: str = ""
) -> Finding | None:
    """KPI-1: blocks a contract above £5 million with fewer than three indicators and no recorded reason."""
    required = kpis_required(gross, facts, reason_not_appropriate=reason_not_appropriate)
    if not required.value or number_set >= MINIMUM_KPIS:
        return None
    return blocking(
        "KPI-1",
        "too-few-kpis",
        f"Set at least {MINIMUM_KPIS} key performance indicators, or record why performance could "
        "not appropriately "
        "be assessed by them.",
        required.provision,
        field="kpis",
    )


def check_kpis_described(described: int, number_set: int) -> Finding | None:
    """KPI-4: the contract details notice describes the three most material indicators (reg 32(2)(r))."""
    wanted = min(KPIS_DESCRIBED, number_set)
    if described >= wanted:
        return None
    return blocking(
        "KPI-4",
        "kpis-not-described",
        f"Describe the {wanted} most material key performance indicators in the contract details notice.",
        regs("reg 32(2)(r)"),
        field="kpis",
    )


def performance_reviews_due(starts_on: date, ends_on: date) -> RuleAnswer[tuple[date, ...]]:
    """PER-1: the last day for each yearly assessment and its notice (UK9), and at the contract's end (Act
    s.71(2)).

    The first falls within 12 months beginning with the contract's start (inference). Days are ascending.
    Raises ``ValueError`` when the contract ends before it starts.
    """
    start, end = uk_day(starts_on), uk_day(ends_on)
    if end < start:
        raise ValueError("The contract must not end before it starts.")
    due = []
    year = 1
    while (last := months_beginning_with(start, 12 * year)) < end:
        due.append(last)
        year += 1
    return RuleAnswer(
        "PER-1",
        act("s.71(2)"),
        (*due, end),
        "Assess performance against the indicators and publish it at least once in every 12 months "
        "and on termination.",
    )


def check_ratings(ratings: Sequence[str]) -> Finding | None:
    """PER-2: ratings must be exactly the words of reg 39(5)."""
    known = {rating.value for rating in Rating}
    wrong = [rating for rating in ratings if rating not in known]
    if not wrong:
        return None
    return blocking(
        "PER-2",
        "rating-not-known",
        f"{wrong[0]!r} is not a rating: use {', '.join(rating.value for rating in Rating)}.",
        regs("reg 39(5)"),
        field="rating",
    )
