"""Preliminary market engagement (Act ss.16-17)."""

from __future__ import annotations

from datetime import date

from .answers import Finding, advisory, blocking
from .calendar import uk_day
from .facts import ContractFacts
from .provisions import act

#: PME-1: what engagement may be for (Act s.16(1)).
PURPOSES = (
    "developing requirements and the approach to the procurement",
    "designing the procedure, conditions of participation or award criteria",
    "preparing the tender notice and documents",
    "finding suppliers that may be interested",
    "finding out likely contractual terms",
    "building capacity among suppliers",
)


def check_engagement(
    facts: ContractFacts,
    *,
    has_engaged: bool,
    engagement_notice_on: date | None = None,
    tender_notice_on: date | None = None,
    reasons: str = "",
) -> Finding | None:
    """PME-4: engagement needs an engagement notice (UK2) before the tender notice, or reasons in the tender
    notice.

    Does not apply to private utilities (PME-5).
    """
    if not has_engaged or facts.is_private_utility or reasons.strip():
        return None
    if engagement_notice_on is not None and (
        tender_notice_on is None or uk_day(engagement_notice_on) <= uk_day(tender_notice_on)
    ):
        return None
    message = (
        "You engaged the market: publish a preliminary market engagement notice before the tender "
        "notice, or give "
        "your reasons in the tender notice for not doing so."
    )
    return blocking("PME-4", "engagement-notice-missing", message, act("s.17(1)"), field="engagement")


def check_fairness(has_engaged: bool, steps_taken: str) -> Finding | None:
    """PME-2: steps must be taken so that those who took part gain no unfair advantage (Act s.16(3))."""
    if not has_engaged or steps_taken.strip():
        return None
    message = (
        "Say what you did so that those who took part gain no unfair advantage and "
        "competition is not distorted."
    )
    return advisory("PME-2", "engagement-steps-missing", message, act("s.16(3)"), field="engagement_steps")


def check_unavoidable_advantage(has_unavoidable_advantage: bool, is_shut_out: bool) -> Finding | None:
    """PME-3: a supplier with an unavoidable unfair advantage from engagement is excluded (Act
    s.16(4)-(5))."""
    if not has_unavoidable_advantage or is_shut_out:
        return None
    message = (
        "The advantage cannot be avoided: treat this supplier as excluded and leave it out of the procedure."
    )
    return blocking("PME-3", "engagement-advantage", message, act("s.16(4)-(5)"), field="supplier")
