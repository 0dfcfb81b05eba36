"""What a contract's results come to for the objective it serves. It says how far things have moved and what was claimed
of that, not that the contract caused it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from procure.domain.results.path import Path
from procure.domain.results.readings import Point


@dataclass(frozen=True, slots=True)
class Contribution:
    """Of one measure to one objective: percent of the way to its target travelled (below nought where it went back),
    percent of the objective's gap that the contract claims, and what of that claim the way so far comes to."""

    travelled: Decimal
    claimed: Decimal | None

    @property
    def delivered(self) -> Decimal | None:
        """Percent of the objective's gap: the claim, as far as the way is travelled. No more than the claim, and
        none where the figure went back; None without a claim."""
        if self.claimed is None:
            return None
        return self.claimed * min(Decimal(100), max(Decimal(0), self.travelled)) / 100


def contribution_of(point: Point | None, path: Path | None, claimed: Decimal | None) -> Contribution | None:
    """What the newest reading comes to; None without a reading or a path, or for a figure that should stay the
    same."""
    if point is None or path is None:
        return None
    travelled = path.travelled(point.value)
    return None if travelled is None else Contribution(travelled, claimed)


def delivered_in_all(contributions: Iterable[Contribution | None]) -> Decimal | None:
    """Percent of an objective's gap over several contracts; None where none of them claims any of it."""
    known = [each.delivered for each in contributions if each is not None and each.delivered is not None]
    return sum(known, Decimal(0)) if known else None
