"""Target outcomes that a mission board shapes before any tender exists: what each is made of, and how it moves on.

Market questions follow the market-health method of the house (able suppliers, the largest share, small firms and
charities, barriers, each with its source and date); options follow the five-case habit of weighing more than one way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from procure.domain.exceptions import WrongState
from procure.domain.gaps import number_of, remaining_between
from procure.domain.vocabulary import Word


class TargetStatus(Word):
    SHAPING = "shaping", "Being shaped"
    READY = "ready", "Ready for market"
    TENDERED = "tendered", "Tendered"
    DROPPED = "dropped", "Dropped"


class OptionKind(Word):
    """Ways in which public money can get a result."""

    DO_MINIMUM = "do_minimum", "Do the minimum"
    BUY = "buy", "Buy it"
    GRANT = "grant", "Give a grant"
    PRIZE = "prize", "Offer a prize"
    ADVANCE_COMMITMENT = "advance_commitment", "Commit in advance to buy what works"
    STAGED_TEST = "staged_test", "Test in stages, then scale or stop"


class OptionStanding(Word):
    OPEN = "open", "Still open"
    PREFERRED = "preferred", "Preferred"
    SET_ASIDE = "set_aside", "Set aside"


S = TargetStatus
#: Where a board may take a target outcome. ``TENDERED`` comes of itself: a tender that grew out of it is published.
MOVES: dict[TargetStatus, tuple[TargetStatus, ...]] = {
    S.SHAPING: (S.READY, S.DROPPED),
    S.READY: (S.SHAPING, S.DROPPED),
    S.TENDERED: (S.SHAPING, S.DROPPED),
    S.DROPPED: (S.SHAPING,),
}
#: While the words may be changed.
OPEN = frozenset({S.SHAPING, S.READY})
#: What a board must be able to say before it calls an outcome ready for market.
NEEDED = ("change", "beneficiary", "place", "by_when_on", "measure_name", "baseline_value", "baseline_source",
          "target_value")  # fmt: skip
#: Fewer able suppliers than this is a thin market.
THIN_MARKET = 3
#: Every question about a target outcome, as its columns are called.
WORDS = (
    "objective_id", "title", "change", "beneficiary", "place", "by_when_on",
    "measure_name", "measure_unit", "direction",
    "baseline_value", "baseline_period", "baseline_source", "baseline_url", "target_value",
    "market_could", "money_could",
    "able_suppliers", "able_suppliers_source", "able_suppliers_on",
    "largest_share", "largest_share_source", "largest_share_on",
    "small_firm_share", "small_firm_share_source", "small_firm_share_on",
    "charity_share", "charity_share_source", "charity_share_on",
    "barriers", "barriers_source", "barriers_on",
    "public_goal", "public_resources", "public_people", "public_capacity",
)  # fmt: skip
OPTION_WORDS = ("kind", "description", "reasons_for", "reasons_against", "standing")


@dataclass(frozen=True, slots=True)
class TargetGap:
    """What is left between today's figure and the target, in the measure's own unit and never negative."""

    remaining: Decimal
    #: Share of today's figure that this is, in percent to one place; None where that means nothing.
    percent: Decimal | None


def gap_of_target(baseline: str, target: str, direction: str) -> TargetGap | None:
    """How far today's figure is from the target; None unless both are one plain number."""
    start, goal = number_of(baseline), number_of(target)
    if start is None or goal is None:
        return None
    remaining = remaining_between(start, goal, direction)
    percent = (100 * remaining / abs(start)).quantize(Decimal("0.1")) if start else None
    return TargetGap(remaining, percent)


def lacking(words: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions that stand unanswered between an outcome and the market, in the order they are asked."""
    return tuple(name for name in NEEDED if words.get(name) in (None, ""))


def require_move(was: str, to: TargetStatus) -> None:
    """Raises WrongState unless a board may take an outcome from one status to the other."""
    if to not in MOVES[TargetStatus(was)]:
        raise WrongState(
            f"A target outcome that is “{TargetStatus.label_of(was).lower()}” cannot become “{to.label.lower()}”."
        )


def plain(value: Any) -> Any:
    """A value as JSON keeps it: dates and decimals as text, equal values equal."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Word) else value


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """What differs between two kept versions: (place, was, is). A place is a question, or ``options/KEY/question``."""
    for name in WORDS:
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)
    old, new = before.get("options", {}), after.get("options", {})
    for key in dict.fromkeys([*old, *new]):
        one, other = old.get(key, {}), new.get(key, {})
        for name in OPTION_WORDS:
            if one.get(name) != other.get(name):
                yield f"options/{key}/{name}", one.get(name), other.get(name)
