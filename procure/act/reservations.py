"""Contracts reserved to supported employment providers or public service mutuals (Act ss.32 and 33)."""

from __future__ import annotations

from datetime import date

from .answers import Finding, blocking
from .calendar import months_beginning_with, uk_day
from .provisions import act
from .tables import day_in_words

MUTUAL_MONTHS = 60


def check_reservation(*, is_reserved: bool, is_flexible: bool) -> Finding | None:
    """RES-1, RES-2: a contract is reserved only through a competitive flexible procedure (Act ss.32, 33)."""
    if not is_reserved or is_flexible:
        return None
    message = "Only a competitive flexible procedure may reserve a contract: choose it, or do not reserve."
    return blocking("RES-1", "reserved-open-procedure", message, act("s.32"), field="reserved")


def check_reserved_to_mutuals(
    *, is_reserved: bool, is_light_touch: bool, starts_on: date | None = None, last_day: date | None = None
) -> tuple[Finding, ...]:
    """RES-2: what is reserved to public service mutuals is a light touch service, for 5 years at most (Act
    s.33). ``last_day`` counts every extension; which services are reservable (marked R in Schedule 1 to the
    Regulations) is for an officer to check.
    """
    if not is_reserved:
        return ()
    found = []
    if not is_light_touch:
        message = "Only light touch services marked as reservable may be reserved to public service mutuals."
        found.append(
            blocking("RES-2", "reserved-not-light-touch", message, act("s.33"), field="special_regimes")
        )
    if starts_on is not None and last_day is not None:
        limit = months_beginning_with(starts_on, MUTUAL_MONTHS)
        if uk_day(last_day) > limit:
            message = (
                f"A contract reserved to public service mutuals runs for 5 years at most: end it by "
                f"{day_in_words(limit)}, extensions included."
            )
            found.append(blocking("RES-2", "reserved-too-long", message, act("s.33"), field="term"))
    return tuple(found)
