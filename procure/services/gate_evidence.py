"""Stage gates of a published tender beside their evidence: the readings of its measures, and what they came to before.

A gate says in words what it asks and how much is enough, and may name a measure and a threshold of it: then arithmetic
says whether its newest reading meets it. The measures that its words name are its own; all others that are
followed stand after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from procure.act.calendar import LONDON
from procure.domain.gating import StageGateSnapshot, ThresholdSense
from procure.domain.results import Point, Status, known_on
from procure.domain.results.course import GateResult
from procure.domain.results.thresholds import Tested, held_against
from procure.models import MeasureSeries, ResultDecision, SeriesJudgement, Tender
from procure.services import assessing, concluding

#: Readings of a measure shown at a gate, and observations read for them.
SHOWN, READ = 4, 24


@dataclass(frozen=True)
class GateSeen:
    """A gate with what was decided at it, the newest first."""

    gate: StageGateSnapshot
    decisions: Sequence[ResultDecision]

    @property
    def result(self) -> str:
        """What it came to last; empty where it was not judged."""
        return next((each.gate_result for each in self.decisions if each.gate_result), "")

    @property
    def judged_on(self) -> date | None:
        """When that was, in London."""
        found = next((each for each in self.decisions if each.gate_result), None)
        return found.decided_at.astimezone(LONDON).date() if found else None

    @property
    def comes_on(self) -> date | None:
        """The day on which it is judged, or judged again; None once it has passed or failed, or no day is set."""
        if self.result in (GateResult.PASSED, GateResult.FAILED):
            return None
        last = next((each for each in self.decisions if each.gate_result), None)
        return last.follow_up_on if last else self.gate.decided_on

    def is_due(self, today: date) -> bool:
        """Whether that day has come."""
        return self.comes_on is not None and self.comes_on <= today


@dataclass(frozen=True)
class Evidence:
    """A measure at a gate: how it stands and its newest readings, the newest first. ``is_named``: the gate is measured
    by it, or its words name it."""

    series: MeasureSeries
    judgement: SeriesJudgement
    points: Sequence[Point]
    is_named: bool
    #: What its newest reading says of the gate's threshold; None where the gate is not measured by it.
    tested: Tested | None = None

    @property
    def status(self) -> Status:
        """As it was judged last."""
        return Status(self.judgement.status)


def gates(session: Session, tender: Tender) -> list[GateSeen]:
    """The gates of the newest published version, in order."""
    found = concluding.gates_of(session, tender)
    if not found:
        return []
    made: dict[str, list[ResultDecision]] = {}
    rows = session.exec(
        select(ResultDecision)
        .where(ResultDecision.tender_id == tender.id, ResultDecision.gate_key != "")
        .order_by(col(ResultDecision.id).desc())
    )
    for each in rows:
        made.setdefault(each.gate_key, []).append(each)
    return [GateSeen(gate, made.get(gate.key, [])) for gate in found]


def evidence(session: Session, tender: Tender, gate: StageGateSnapshot, today: date) -> list[Evidence]:
    """The followed measures with their readings as known on ``today``, those that the gate names first."""
    series = concluding.open_series(session, tender)
    judged = {
        row.series_id: row
        for row in session.exec(
            select(SeriesJudgement).where(col(SeriesJudgement.series_id).in_([each.id for each in series]))
        )
    }
    words = " ".join(f"{gate.name} {gate.question} {gate.evidence} {gate.threshold}".split()).casefold()
    found = []
    for each in series:
        if each.id in judged:
            is_test = gate.is_measured and each.measure_key == gate.measure_key
            readings = assessing.readings_of(
                assessing.newest(session, each.id, assessing.LOOKED_AT if is_test else READ)
            )
            known = known_on(readings, today)
            points = list(reversed(known))[:SHOWN]
            test = _tested(gate, each, judged[each.id], known) if is_test else None
            is_named = test is not None or " ".join(each.name.split()).casefold() in words
            found.append(Evidence(each, judged[each.id], points, is_named, test))
    return sorted(found, key=lambda each: (each.tested is None, not each.is_named))


def _tested(
    gate: StageGateSnapshot, series: MeasureSeries, judgement: SeriesJudgement, points: Sequence[Point]
) -> Tested:
    """Readings from before the contract answer nothing."""
    assert gate.threshold_value is not None
    is_ready = assessing.measured(series, judgement.starts_on)
    inside = [each for each in points if judgement.starts_on is None or each.on > judgement.starts_on]
    return held_against(
        inside, gate.threshold_value, is_ready.chance(points), series.unit,
        is_least=gate.threshold_sense == ThresholdSense.AT_LEAST,
    )  # fmt: skip
