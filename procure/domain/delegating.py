"""What a board may delegate to one of its members, and whether a delegation reaches a tender.

A delegation never reaches a tender in which the member declared an interest, nor one that the member had a hand in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from procure.domain.snapshot import SpecificationSnapshot
from procure.domain.vocabulary import Word


class DelegationScope(Word):
    ANY = "any", "Any version before the board"
    MINOR = "minor", "A later version with minor changes only"
    CONDITIONS = "conditions", "Whether conditions are met"


class HandoverReason(Word):
    INTEREST = "interest", "The chair declared an interest"
    AWAY = "away", "The chair is away"


class Given(Protocol):
    """A delegation as it was given. Days are included; the limit is in pounds with VAT."""

    scope: str
    value_limit: Decimal | None
    from_on: date
    to_on: date


@dataclass(frozen=True)
class Case:
    """What is to be decided. ``value`` is in pounds with VAT; ``since`` is the number of the version that the board
    decided on before, None where there is none, and ``major`` what changed since then that is more than minor."""

    value: Decimal | None
    since: int | None = None
    major: tuple[str, ...] = ()
    #: Whether it is a condition that may be met, and not a version.
    is_condition: bool = False


def is_in_force(given: Given, revoked: bool, today: date) -> bool:
    """Whether a delegation holds on a day in London."""
    return not revoked and given.from_on <= today <= given.to_on


def out_of_reach(given: Given, case: Case) -> tuple[str, ...]:
    """Why the case is not delegated, in sentences; none where it is."""
    reasons = []
    if case.is_condition != (given.scope == DelegationScope.CONDITIONS):
        reasons.append(
            "The delegation is for versions, not for conditions." if case.is_condition
            else "The delegation is for conditions, not for versions."
        )  # fmt: skip
    if given.value_limit is not None:
        if case.value is None:
            reasons.append("The tender has no value with VAT to hold against the limit.")
        elif case.value > given.value_limit:
            reasons.append(f"The tender is worth £{case.value:,} with VAT, above £{given.value_limit:,}.")
    if given.scope == DelegationScope.MINOR and not case.is_condition:
        if case.since is None:
            reasons.append("The board has not decided on an earlier version of this tender.")
        reasons += [f"Since version {case.since} {words}." for words in case.major]
    return tuple(reasons)


def _targets(version: SpecificationSnapshot) -> dict[str, tuple[str, date | None]]:
    """What each measure is to reach, and by when."""
    measures = (measure for outcome in version.outcomes for measure in outcome.measures)
    return {each.key: (each.target_value, each.target_on) for each in measures}


def more_than_minor(before: SpecificationSnapshot, after: SpecificationSnapshot) -> tuple[str, ...]:
    """What changed between two versions that a board decides on itself, each as the end of a sentence: which outcomes,
    objectives and targets there are, what it may cost, how it is bought, by whom, and how tenders are judged."""
    had, has = ({each.key for each in version.outcomes} for version in (before, after))
    found = []
    if has - had:
        found.append("an outcome was added")
    if had - has:
        found.append("an outcome was taken out")
    aimed, aims = _targets(before), _targets(after)
    if any(aims[key] != aimed[key] for key in aims.keys() & aimed.keys()):
        found.append("a measure has another target")
    served = [{each.objective_id for each in version.objectives} for version in (before, after)]
    if served[0] != served[1]:
        found.append("it serves other objectives")
    for name in ("value_net", "value_gross"):
        old, new = getattr(before.facts, name), getattr(after.facts, name)
        if new is not None and (old is None or new > old):
            found.append("its value rose")
            break
    if before.facts.procedure != after.facts.procedure:
        found.append("the procedure is another")
    buyers = [
        {each.name for each in (version.authority, *version.joint_authorities)} for version in (before, after)
    ]
    if buyers[0] != buyers[1]:
        found.append("others buy it")
    judged = [[(each.name, each.weight) for each in version.award.criteria] for version in (before, after)]
    if judged[0] != judged[1] or before.award.award_method != after.award.award_method:
        found.append("tenders are judged by other criteria")
    return tuple(found)
