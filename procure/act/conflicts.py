"""Conflicts of interest and the assessment that records them (Act ss.81-83)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from .answers import Finding, advisory, blocking
from .calendar import uk_day
from .provisions import act

#: COI-3: notices that may not be published before an assessment is prepared (Act s.83(1)-(2)).
NEEDS_ASSESSMENT = frozenset({"UK4", "UK5", "UK13"})
#: COI-5: notices that confirm an assessment was prepared and revised. UK6 does not (Act s.83(5), (8)).
CONFIRMS_ASSESSMENT = frozenset({"UK4", "UK5", "UK7", "UK10", "UK13", "UK14"})
#: COI-6: once one of these is published, the duty to keep the assessment under review ends (Act s.83(6)).
ENDS_DUTY = frozenset({"UK11", "UK12", "UK16"})


def check_assessment(
    notice: str, assessed_on: date | None, publishes_on: date, *, is_covered: bool = True
) -> Finding | None:
    """COI-3: blocks a notice such as ``UK4`` when no conflicts assessment was prepared by its publication
    day."""
    if notice not in NEEDS_ASSESSMENT or not is_covered:
        return None
    if assessed_on is not None and uk_day(assessed_on) <= uk_day(publishes_on):
        return None
    message = "Prepare a conflicts assessment before this notice is published."
    return blocking(
        "COI-3", "conflicts-assessment-missing", message, act("s.83(1)-(2)"), field="conflicts_assessed_on"
    )


def check_confirmation(notice: str, is_confirmed: bool, *, is_covered: bool = True) -> Finding | None:
    """COI-5: blocks a notice that must confirm the assessment and does not."""
    if notice not in CONFIRMS_ASSESSMENT or is_confirmed or not is_covered:
        return None
    message = "Confirm in this notice that a conflicts assessment has been prepared and revised as necessary."
    return blocking(
        "COI-5", "conflicts-assessment-unconfirmed", message, act("s.83(5)"), field="conflicts_confirmed"
    )


def check_review(assessed_on: date, reviewed_on: date | None, changed_on: date) -> Finding | None:
    """COI-5: a prompt when something changed (new people, suppliers or stages) after the last review."""
    latest = max(uk_day(assessed_on), uk_day(reviewed_on)) if reviewed_on else uk_day(assessed_on)
    if latest >= uk_day(changed_on):
        return None
    message = "Review the conflicts assessment: things have changed since it was last looked at."
    return advisory("COI-5", "conflicts-review-due", message, act("s.83(5)"), field="conflicts_reviewed_on")


def review_continues(published: Collection[str]) -> bool:
    """COI-6: whether the assessment must still be kept under review, given the codes of the notices
    published."""
    return not ENDS_DUTY & set(published)


def check_unavoidable_advantage(
    has_unavoidable_advantage: bool, is_treated_as_excluded: bool
) -> Finding | None:
    """COI-2: a supplier with an unfair advantage that cannot be avoided is treated as excluded (Act s.82)."""
    if not has_unavoidable_advantage or is_treated_as_excluded:
        return None
    message = "The unfair advantage cannot be avoided: treat this supplier as an excluded supplier."
    return blocking("COI-2", "advantage-not-excluded", message, act("s.82"), field="supplier")
