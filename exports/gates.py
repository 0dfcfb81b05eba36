"""Stage gates in words: for the notice, open data, the specification and the board."""

from __future__ import annotations

from exports.markdown import plain_text
from exports.wording import day, gross, net
from procure.domain.gating import PlacedGate, StageGateSnapshot, ThresholdSense, placed
from procure.domain.results.telling import exact_figure
from procure.domain.snapshot import SpecificationSnapshot
from procure.languages import gettext


def released_text(gate: StageGateSnapshot) -> str:
    """``£120,000 excluding VAT, £144,000 including VAT``, then what else it releases; empty for nothing."""
    amounts = ", ".join(
        said
        for value, words in ((gate.released_net, net), (gate.released_gross, gross))
        if value is not None
        for said in [words(value)]
    )
    return ": ".join(part for part in (amounts, plain_text(gate.releases)) if part)


def measured_text(gate: StageGateSnapshot, snapshot: SpecificationSnapshot) -> str:
    """``at least 66% in “Homes made safe”``; empty where words alone say how much is enough."""
    found = (
        measure
        for outcome in snapshot.outcomes
        for measure in outcome.measures
        if measure.key == gate.measure_key
    )
    measure = next(found, None)
    if measure is None or not gate.is_measured or gate.threshold_value is None:
        return ""
    said = {"figure": exact_figure(gate.threshold_value, measure.unit), "measure": plain_text(measure.name)}
    if gate.threshold_sense == ThresholdSense.AT_LEAST:
        return gettext("at least %(figure)s in “%(measure)s”", **said)
    return gettext("at most %(figure)s in “%(measure)s”", **said)


def gate_text(each: PlacedGate, snapshot: SpecificationSnapshot) -> str:
    """One gate as a paragraph of the procedure's description."""
    gate = each.gate
    head = f"Gate {gate.number}: {plain_text(gate.name) or 'a decision'}, {plain_text(each.where)}"
    when = f", decided by {day(gate.decided_on)}" if gate.decided_on else ""
    said = (
        ("Question", gate.question),
        ("Evidence", gate.evidence),
        ("Enough is", gate.threshold),
        ("Measured as", measured_text(gate, snapshot)),
        ("Who decides", gate.decision_owner),
        ("What it releases", released_text(gate)),
        ("If met", gate.if_met),
        ("If partly met", gate.if_partly_met),
        ("Stop", gate.stop_rule),
    )
    parts = [f"{label}: {plain_text(text).rstrip('.')}." for label, text in said if text.strip()]
    return " ".join([f"{head}{when}.", *parts])


def procedure_gates(snapshot: SpecificationSnapshot) -> tuple[str, ...]:
    """The gates that stand after a stage of the procurement, as the notice describes the procedure; those of the
    contract are told in the specification."""
    return tuple(
        gate_text(each, snapshot)
        for each in placed(snapshot.gates, snapshot.stages)
        if each.stage is not None
    )


def board_gates(snapshot: SpecificationSnapshot) -> tuple[str, ...]:
    """A line a gate for boards, each saying what is still unsaid by leaving it out."""
    return tuple(gate_text(each, snapshot) for each in placed(snapshot.gates, snapshot.stages))
