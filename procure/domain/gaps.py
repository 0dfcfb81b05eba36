"""How far a mission objective still has to go, where its figures are plain numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from procure.domain.snapshot import Figure, ObjectiveSnapshot
from procure.domain.vocabulary import Direction

_NUMBER = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is left between ``since`` (the latest figure, or the baseline) and the target.

    ``remaining`` is in the objective's own unit and never negative; 0 when the target is reached.
    ``is_verified`` only when both figures are.
    """

    remaining: Decimal
    since: Figure
    is_verified: bool

    @property
    def is_reached(self) -> bool:
        """Whether nothing is left to go."""
        return self.remaining == 0


def gap_of(objective: ObjectiveSnapshot) -> Gap | None:
    """The gap of an objective, from its latest figure that is one plain number; None when there is none, or the
    target is not one."""
    latest = objective.latest
    read = number_of_share if objective.unit.startswith("%") else number_of
    since = latest if latest is not None and read(latest.value) is not None else objective.baseline
    start, target = read(since.value), read(objective.target.value)
    if start is None or target is None:
        return None
    remaining = remaining_between(start, target, objective.direction)
    return Gap(remaining, since, since.verified and objective.target.verified)


def remaining_between(start: Decimal, target: Decimal, direction: str) -> Decimal:
    """What is left from ``start`` to ``target`` for a figure that should go in this direction (a ``Direction``, or
    nothing where it was not said); never negative, 0 when the target is reached."""
    if direction == Direction.UP:
        return max(Decimal(0), target - start)
    if direction == Direction.DOWN:
        return max(Decimal(0), start - target)
    return abs(target - start)


def number_of_share(text: str) -> Decimal | None:
    """As ``number_of``, of a share in percent that may carry its sign: "68.3%"."""
    return number_of(text.strip().removesuffix("%"))


def number_of(text: str) -> Decimal | None:
    """The one plain number that a text is, with or without commas; None when it is anything else ("about 30",
    "1.5 million")."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    return Decimal(text.strip().replace(",", "").replace("−", "-"))
