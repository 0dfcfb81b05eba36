"""Do the gates say what a board and suppliers need, and fit the stages and the money? Nothing here stops anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from procure.domain.gating import issues_of
from procure.domain.readiness.issues import Issue, advisory
from procure.domain.snapshot import SpecificationSnapshot

PAGE = "stage-gates"


def check_gates(snapshot: SpecificationSnapshot, today: date) -> Iterator[Issue]:
    """An issue to weigh for each thing unsaid, out of order or beyond the value."""
    for found in issues_of(snapshot.gates, snapshot.stages, snapshot.facts.value_net):
        yield advisory(found.code, found.message, PAGE, key=found.key)
    known = {measure.key for outcome in snapshot.outcomes for measure in outcome.measures}
    for gate in snapshot.gates:
        if gate.measure_key and gate.measure_key not in known:
            words = f"Gate {gate.number} is measured by a measure that is no longer described"
            yield advisory("gate-without-measure", words, PAGE, key=gate.key)
