"""Dividing a contract into lots (Act ss.18, 20, 23)."""

from __future__ import annotations

from .answers import Finding, blocking
from .facts import ContractFacts
from .provisions import act


def check_lots(
    facts: ContractFacts,
    *,
    is_considered: bool,
    could_be_lots: bool = False,
    uses_lots: bool = False,
    reasons: str = "",
) -> Finding | None:
    """LOT-1, LOT-2: lots are considered before the tender notice, and used or declined with reasons.

    ``could_be_lots``: supply could reasonably be under more than one contract and appropriately by lots.
    Reasons go in the tender notice, except for utilities and light touch contracts (Regulations reg
    18(2)(q)), where they are still kept.
    """
    if not is_considered:
        message = "Before the tender notice, consider whether the contract could be divided into lots."
        return blocking("LOT-1", "lots-not-considered", message, act("s.18(1)"), field="lots")
    if could_be_lots and not uses_lots and not reasons.strip():
        where = "" if reasons_are_published(facts) else " They need not be in the tender notice."
        message = f"Use lots, or give your reasons for not using them.{where}"
        return blocking("LOT-2", "no-lots-reasons-missing", message, act("s.18(2)"), field="no_lots_reasons")
    return None


def reasons_are_published(facts: ContractFacts) -> bool:
    """LOT-2: whether reasons for not using lots belong in the tender notice."""
    return not (facts.is_utilities or facts.is_light_touch)


def check_lot_limits(
    lots: int, *, tender_limit: int | None = None, award_limit: int | None = None, award_mechanism: str = ""
) -> tuple[Finding, ...]:
    """LOT-3: limits on lots tendered for and won make sense, and an award limit has an objective
    mechanism."""
    found = []
    for name, limit, provision in (
        ("tender_limit", tender_limit, act("s.20(7)")),
        ("award_limit", award_limit, act("s.23(4)")),
    ):
        if limit is not None and not 1 <= limit <= lots:
            message = f"The limit must be from 1 to the number of lots, which is {lots}."
            found.append(blocking("LOT-3", "lot-limit-impossible", message, provision, field=name))
    if award_limit is not None and award_limit < lots and not award_mechanism.strip():
        message = (
            "Say how lots are shared out when a supplier would win more than the limit, by "
            "an objective mechanism."
        )
        found.append(
            blocking("LOT-3", "lot-mechanism-missing", message, act("s.23(4)"), field="award_mechanism")
        )
    return tuple(found)
