"""Stage gates: test and learn, then scale, change or stop (outcome method, sections 1 and 7).

A gate belongs to the end of a stage of the procurement (``stage_key``) or, without one, to the contract. What it
releases is said in words, and in pounds without and with VAT. How much is enough is said in words, and
where one measure answers it also as a figure of that measure, so that arithmetic says whether it is met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from procure.domain.part import Part
from procure.domain.vocabulary import Word
from procure.languages import gettext


class ThresholdSense(Word):
    """On which side of its threshold a figure is enough; the threshold itself is enough either way."""

    AT_LEAST = "at_least", "At least"
    AT_MOST = "at_most", "At most"


class StageGateSnapshot(Part):
    """One gate: what is asked, what evidence answers it, how much is enough, who decides and when, and what follows."""

    key: str
    number: int
    name: str = ""
    stage_key: str = ""
    question: str = ""
    evidence: str = ""
    threshold: str = ""
    #: The measure that answers it, by its key, and how much of it is enough, in its unit.
    measure_key: str = ""
    threshold_sense: str = ""
    threshold_value: Decimal | None = None
    decision_owner: str = ""
    decided_on: date | None = None
    releases: str = ""
    released_net: Decimal | None = None
    released_gross: Decimal | None = None
    if_met: str = ""
    if_partly_met: str = ""
    stop_rule: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether a figure of a measure says if it is met."""
        return bool(self.measure_key and self.threshold_sense and self.threshold_value is not None)


class StageLike(Protocol):
    """What a gate needs to know of a stage of the procurement."""

    @property
    def key(self) -> str: ...

    @property
    def number(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def ends_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class PlacedGate:
    """A gate with where it stands. ``stage`` is None for a gate of the contract, and for one whose stage is gone
    (``is_lost``)."""

    gate: StageGateSnapshot
    stage: StageLike | None
    is_lost: bool = False

    @property
    def where(self) -> str:
        """``after stage 2, Trial in two schools`` or ``during the contract``."""
        if self.is_lost:
            return gettext("after a stage that is no longer described")
        if self.stage is None:
            return gettext("during the contract")
        if not self.stage.name:
            return gettext("after stage %(number)s", number=self.stage.number)
        return gettext("after stage %(number)s, %(name)s", number=self.stage.number, name=self.stage.name)


#: What a board cannot do without, by field: the words for its lack.
NEEDED = {
    "question": "the question it answers",
    "evidence": "the evidence it needs",
    "threshold": "how much is enough",
    "decision_owner": "who decides",
    "decided_on": "when it is decided",
    "stop_rule": "when to stop",
}


def placed(gates: Sequence[StageGateSnapshot], stages: Sequence[StageLike]) -> tuple[PlacedGate, ...]:
    """Every gate with its place, those of stages first in the order of their stages, then those of the contract.

    The answer has each gate once, whatever order they come in.
    """
    by_key = {stage.key: stage for stage in stages}
    found = [
        PlacedGate(gate, by_key.get(gate.stage_key), bool(gate.stage_key) and gate.stage_key not in by_key)
        for gate in gates
    ]
    return tuple(
        sorted(
            found,
            key=lambda each: (
                each.stage is None,
                each.stage.number if each.stage else 0,
                each.gate.decided_on or date.max,
                each.gate.number,
            ),
        )
    )


def lacks(gate: StageGateSnapshot) -> tuple[str, ...]:
    """What is not said of a gate yet, in words, in the order it is asked."""
    return tuple(
        words
        for name, words in NEEDED.items()
        if not getattr(gate, name) and not (name == "threshold" and gate.is_measured)
    )


def released(gates: Sequence[StageGateSnapshot]) -> Decimal:
    """Pounds without VAT that all gates release together; a gate that releases no money, or does not say, adds none."""
    return sum((gate.released_net for gate in gates if gate.released_net is not None), Decimal(0))


def next_decision(gates: Sequence[StageGateSnapshot], today: date) -> StageGateSnapshot | None:
    """The gate that is decided next, on or after ``today``; None when no gate has such a day."""
    ahead = [gate for gate in gates if gate.decided_on is not None and gate.decided_on >= today]
    return min(ahead, key=lambda gate: (gate.decided_on or date.max, gate.number), default=None)


@dataclass(frozen=True, slots=True)
class GateIssue:
    """Something to weigh about a gate, or with no ``key`` about all of them."""

    code: str
    message: str
    key: str = ""


def issues_of(
    gates: Sequence[StageGateSnapshot], stages: Sequence[StageLike], value_net: Decimal | None
) -> Iterator[GateIssue]:
    """What does not fit together: something unsaid, a lost stage, a decision before its stage has ended, or more
    money released than the advertised value (pounds without VAT) has."""
    for each in placed(gates, stages):
        gate, what = each.gate, f"Gate {each.gate.number}"
        if missing := lacks(gate):
            yield GateIssue("gate-incomplete", f"{what} does not say {_listed(missing)}", gate.key)
        if each.is_lost:
            yield GateIssue(
                "gate-without-stage", f"{what} stands after a stage that is no longer described", gate.key
            )
        ends = each.stage.ends_on if each.stage else None
        if ends and gate.decided_on and gate.decided_on < ends:
            yield GateIssue("gate-before-evidence", f"{what} is decided before its stage has ended", gate.key)
    if value_net is not None and (total := released(gates)) > value_net:
        yield GateIssue(
            "gates-release-too-much",
            f"The gates release £{total:,.2f} without VAT in all, more than the estimated value of £{value_net:,.2f}",
        )


def _listed(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"
