"""Publishing on the central platform first, and elsewhere only when it fails (Regulations reg 5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .answers import RuleAnswer
from .facts import Award
from .provisions import regs

#: PUB-2: how long to wait for the platform before another system may be used.
URGENT_WAIT, ORDINARY_WAIT = timedelta(hours=4), timedelta(hours=48)
URGENT_NOTICES = frozenset({"UK5", "UK6", "UK7"})
URGENT_AWARDS = frozenset({Award.DIRECT_URGENT, Award.DIRECT_REGULATIONS})


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
