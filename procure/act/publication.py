"""Where a notice is published first, when it counts as published, and when another place may be used instead
(Regulations reg 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from .answers import Finding, RuleAnswer, blocking
from .calendar import LONDON
from .facts import Award
from .provisions import regs

#: PUB-2: how long to wait for the platform before another system may be used.
URGENT_WAIT, ORDINARY_WAIT = timedelta(hours=4), timedelta(hours=48)
URGENT_NOTICES = frozenset({"UK5", "UK6", "UK7"})
URGENT_AWARDS = frozenset({Award.DIRECT_URGENT, Award.DIRECT_REGULATIONS})


class Fallback(StrEnum):
    """Why a notice was published elsewhere before the platform had it (reg 5(5)-(9))."""

    UNAVAILABLE = "unavailable"
    NO_WORD = "no_word"


@dataclass(frozen=True, slots=True)
class PlatformTimes:
    """What is recorded of a notice on the central digital platform; times are aware, None while not recorded.

    ``confirmed_at``: the platform said that it has the notice. ``accessible_at``: anybody could read it there.
    ``fallback_at``: from then another place was relied on, for the reason ``fallback``.
    """

    submitted_at: datetime | None = None
    confirmed_at: datetime | None = None
    accessible_at: datetime | None = None
    fallback_at: datetime | None = None
    fallback: str = ""

    @property
    def reached_at(self) -> datetime | None:
        """The first moment that counts as publication: confirmation, or access for the public, whichever came first."""
        return min((at for at in (self.confirmed_at, self.accessible_at) if at is not None), default=None)


def publication_day(times: PlatformTimes) -> RuleAnswer[date | None]:
    """DEF-8: the day, in London, on which a notice counts as published; None while the platform has not confirmed it
    and nobody can read it there.
    """
    reached = times.reached_at
    day = reached.astimezone(LONDON).date() if reached else None
    words = (
        "A notice is published when the platform confirms that it was submitted, or when anybody can read it there, "
        "whichever is first."
    )
    return RuleAnswer("DEF-8", regs("reg 5(4)"), day, words)


def fallback_allowed_from(submitted_at: datetime, notice: str, award: Award) -> RuleAnswer[datetime]:
    """PUB-2: from when a notice (such as ``UK6``) may be published on another system, because the platform has
    neither confirmed it nor shown it: 4 hours for direct awards in urgency or under section 42, else 48 hours.

    Takes and gives aware times, given in UTC. Raises ``ValueError`` for a time without a zone.
    """
    if submitted_at.utcoffset() is None:
        raise ValueError("Give the time with its zone.")
    is_urgent = notice in URGENT_NOTICES and award in URGENT_AWARDS
    allowed = submitted_at.astimezone(UTC) + (URGENT_WAIT if is_urgent else ORDINARY_WAIT)
    return RuleAnswer(
        "PUB-2",
        regs("reg 5(5)-(10)"),
        allowed,
        f"If the platform has neither confirmed nor shown the notice {'4' if is_urgent else '48'} hours after it "
        "was submitted, it may be published on another free and accessible system.",
        ("It must still reach the platform afterwards (reg 5(10)).",),
    )


def may_publish_elsewhere(times: PlatformTimes) -> RuleAnswer[bool]:
    """PUB-1 and PUB-2: whether a notice may be published in another place than the platform by now."""
    if times.reached_at is not None:
        words = "The platform has the notice, so it may be published here as well."
        return RuleAnswer("PUB-1", regs("reg 5(1), (11)"), True, words)
    if times.fallback_at is not None:
        words = "The platform could not be used, so the notice may be published here. It must still reach the platform."
        return RuleAnswer("PUB-2", regs("reg 5(5)-(10)"), True, words)
    words = (
        "A notice is published on the central digital platform first. Record that the platform confirmed it, or that "
        "it can be read there."
    )
    return RuleAnswer("PUB-1", regs("reg 5(1), (11)"), False, words)


def check_fallback(
    code: str, award: Award, times: PlatformTimes, reason: str, at: datetime
) -> Finding | None:
    """PUB-2: what is wrong with relying on another place at that moment, for that reason; None for nothing."""
    provision = regs("reg 5(5)-(10)")
    if times.reached_at is not None:
        words = "The platform has this notice already, so there is nothing to fall back from."
        return blocking("PUB-2", "platform-has-it", words, provision, field="fallback")
    if reason == Fallback.UNAVAILABLE:
        return None
    if times.submitted_at is None:
        words = "Record first when the notice was submitted to the platform: the hours count from then."
        return blocking("PUB-2", "not-submitted", words, provision, field="fallback")
    due = fallback_allowed_from(times.submitted_at, code, award).value
    if at >= due:
        return None
    local = due.astimezone(LONDON)
    words = (
        f"Wait until {local:%H:%M} on {local.day} {local:%B %Y}: only then have "
        f"{int((due - times.submitted_at) / timedelta(hours=1))} hours passed since the notice was submitted."
    )
    return blocking("PUB-2", "too-soon", words, provision, field="fallback")
