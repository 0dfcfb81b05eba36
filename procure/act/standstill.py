"""The pause between the contract award notice and the contract (Act ss.50-51, 76, 101)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .answers import Finding, RuleAnswer, blocking
from .calendar import certainty_notes, first_working_day_from, uk_day, working_period_beginning_with
from .facts import Award, ContractFacts
from .provisions import act
from .tables import day_in_words

MANDATORY_WORKING_DAYS = 8


class StandstillKind(StrEnum):
    MANDATORY = "mandatory"
    VOLUNTARY = "voluntary"
    """Not required, but stated in the notice and then binding."""
    NONE = "none"
    """Exempt, and none stated."""


@dataclass(frozen=True, slots=True)
class Standstill:
    """``day_one`` and ``ends_on`` are the first and last day of the pause, absent when there is none.

    ``sign_from`` is the first day the contract may be entered into; ``working_days`` the length counted.
    """

    kind: StandstillKind
    working_days: int
    day_one: date | None
    ends_on: date | None
    sign_from: date


def exemption(facts: ContractFacts) -> str | None:
    """STD-4, FRA-5: why no standstill is mandatory for this award, or ``None`` when one is (Act s.51(3))."""
    reasons = (
        (facts.award is Award.DIRECT_URGENT, "a direct award in extreme and unavoidable urgency"),
        (facts.award is Award.DIRECT_REGULATIONS, "a direct award under regulations made to protect life"),
        (facts.is_private_utility and facts.award.is_direct, "a direct award by a private utility"),
        (facts.award is Award.CALL_OFF, "an award under a framework"),
        (facts.award is Award.DYNAMIC_MARKET, "an award by reference to a dynamic market"),
        (facts.is_light_touch, "a light touch contract"),
    )
    return next((words for applies, words in reasons if applies), None)


def standstill(
    award_notice_on: date, facts: ContractFacts | None = None, stated_working_days: int | None = None
) -> RuleAnswer[Standstill]:
    """STD-2 to STD-4: the standstill that follows a contract award notice (UK6) published on that day.

    ``stated_working_days`` is the length the notice states; absent, the mandatory 8 working days or none.
    Raises ``ValueError`` when the notice states fewer than 8.
    """
    published = uk_day(award_notice_on)
    if stated_working_days is not None and stated_working_days < MANDATORY_WORKING_DAYS:
        raise ValueError(f"A standstill period must be at least {MANDATORY_WORKING_DAYS} working days.")
    reason = exemption(facts) if facts is not None else None
    if reason is not None and stated_working_days is None:
        return RuleAnswer(
            "STD-4",
            act("s.51(3)"),
            Standstill(StandstillKind.NONE, 0, None, None, published),
            f"No standstill is required for {reason}; the notice must still come before the contract.",
        )
    days = stated_working_days or MANDATORY_WORKING_DAYS
    day_one = first_working_day_from(published)
    ends = working_period_beginning_with(published, days)
    signing = ends + timedelta(days=1)
    kind = StandstillKind.MANDATORY if reason is None else StandstillKind.VOLUNTARY
    is_inferred = day_one != published
    notes = certainty_notes(ends)
    if is_inferred:
        notes += (
            "The notice was published on a day that is not a working day, so counting starts on "
            "the next one.",
        )
    counted = f"{days} working days, counting {day_in_words(day_one)} as the first"
    return RuleAnswer(
        "STD-3" if is_inferred else "STD-2" if reason is None else "STD-4",
        act("s.51(1)-(2)") if reason is None else act("s.51(4)-(5)"),
        Standstill(kind, days, day_one, ends, signing),
        f"The {kind} standstill ends on {day_in_words(ends)} ({counted}): the contract may be "
        "entered into from "
        f"{day_in_words(signing)}.",
        notes,
        is_certain=not notes,
    )


def check_stated_standstill(stated_working_days: int | None) -> Finding | None:
    """STD-4: a stated standstill, mandatory or voluntary, is at least 8 working days (Act s.51(2), (4))."""
    if stated_working_days is None or stated_working_days >= MANDATORY_WORKING_DAYS:
        return None
    return blocking(
        "STD-4",
        "standstill-too-short",
        f"State a standstill of {MANDATORY_WORKING_DAYS} working days or more, or none where it is "
        "voluntary.",
        act("s.51(2), (4)"),
        field="standstill_working_days",
    )


def check_entry(entry_on: date, pause: Standstill, *, is_claim_outstanding: bool = False) -> Finding | None:
    """STD-2, STD-5: whether a contract may be entered into on that day.

    ``is_claim_outstanding``: proceedings were notified during the standstill and are neither lifted nor
    resolved.
    """
    if is_claim_outstanding:
        return blocking(
            "STD-5",
            "claim-outstanding",
            "A claim was notified during the standstill: do not enter into the contract until it "
            "is lifted or resolved.",
            act("s.101"),
            field="entered_on",
        )
    if uk_day(entry_on) >= pause.sign_from:
        return None
    if pause.kind is StandstillKind.NONE:
        message = "Publish the contract award notice before entering into the contract."
        return blocking("STD-1", "entry-before-award-notice", message, act("s.50(1)"), field="entered_on")
    return blocking(
        "STD-2",
        "entry-during-standstill",
        f"The standstill has not ended: enter into the contract on {day_in_words(pause.sign_from)} or later.",
        act("s.51(1)"),
        field="entered_on",
    )


def modification_standstill(change_notice_on: date, stated_working_days: int) -> RuleAnswer[Standstill]:
    """CHN-4: a voluntary standstill stated in a contract change notice (UK10), binding once stated (Act
    s.76).

    Raises ``ValueError`` when fewer than 8 working days are stated.
    """
    published = uk_day(change_notice_on)
    if stated_working_days < MANDATORY_WORKING_DAYS:
        raise ValueError(f"A standstill period must be at least {MANDATORY_WORKING_DAYS} working days.")
    ends = working_period_beginning_with(published, stated_working_days)
    signing = ends + timedelta(days=1)
    notes = certainty_notes(ends)
    return RuleAnswer(
        "CHN-4",
        act("s.76"),
        Standstill(
            StandstillKind.VOLUNTARY, stated_working_days, first_working_day_from(published), ends, signing
        ),
        f"The stated standstill ends on {day_in_words(ends)}: modify the contract on "
        f"{day_in_words(signing)} or later.",
        notes,
        is_certain=not notes,
    )
