"""Gates that no score can hide: any one of them keeps a specification from being called aligned (section 10).

What the record cannot say is not known, and not known is never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from procure.domain.sharing import readiness_of
from procure.domain.snapshot import OutcomeSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import Word


class GateState(Word):
    CLEAR = "clear", "Clear"
    STOPS = "stops", "Stops it"
    NOT_KNOWN = "not_known", "Not known"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate as it stands, with the sentence that says why."""

    code: str
    title: str
    state: GateState
    sentence: str


def gates_of(snapshot: SpecificationSnapshot) -> tuple[Gate, ...]:
    """The seven gates, in the method's order."""
    return (
        _baseline(snapshot),
        _objective(snapshot),
        _payment(),
        _gateway(snapshot),
        _harm(snapshot),
        _equality(snapshot),
        _shares(snapshot),
    )


def is_aligned(gates: tuple[Gate, ...]) -> bool:
    """Whether nothing stands against calling it aligned, whatever its score."""
    return all(gate.state is GateState.CLEAR for gate in gates)


def _baseline(snapshot: SpecificationSnapshot) -> Gate:
    without = [
        outcome
        for outcome in snapshot.outcomes
        if not any(measure.baseline_value or measure.baseline_plan for measure in outcome.measures)
    ]
    if without or not snapshot.outcomes:
        said = f"{_names(without)} {'have' if len(without) > 1 else 'has'} no starting figure and no plan for one."
        return _gate("baseline", GateState.STOPS, said if without else "There is no outcome.")
    return _gate("baseline", GateState.CLEAR, "Each outcome has a starting figure or a plan to set one.")


def _objective(snapshot: SpecificationSnapshot) -> Gate:
    known = {objective.objective_id for objective in snapshot.objectives}
    without = [
        outcome
        for outcome in snapshot.outcomes
        if not any(link.objective_id in known and link.causal_step for link in outcome.objective_links)
    ]
    if len(without) == len(snapshot.outcomes):
        return _gate("objective", GateState.STOPS, "No outcome is linked to an objective.")
    frameworks = sorted({each.framework_name for each in snapshot.objectives if each.framework_name})
    said = f"Linked to objectives of {', '.join(frameworks) or 'a framework without a name'}."
    if without:
        said += f" {_names(without)} {'serve' if len(without) > 1 else 'serves'} none."
    return _gate("objective", GateState.CLEAR, said)


def _payment() -> Gate:
    return _gate(
        "payment",
        GateState.NOT_KNOWN,
        "Which payments hang on which outcomes is not yet stated in the record.",
    )


def _gateway(snapshot: SpecificationSnapshot) -> Gate:
    measures = [measure for outcome in snapshot.outcomes for measure in outcome.measures]
    if snapshot.data_shares:
        return _named_gateways(snapshot)
    unknown = sum(measure.may_use_data is None for measure in measures)
    refused = sum(measure.may_use_data is False for measure in measures)
    if not measures:
        return _gate("gateway", GateState.STOPS, "There is no measure, so no data is named.")
    if unknown or refused:
        parts = [
            f"for {count} of {len(measures)} measures {words}"
            for count, words in (
                (unknown, "nobody has said whether the data may be used"),
                (refused, "there is no permission yet"),
            )
            if count
        ]
        said = "; ".join(parts)
        return _gate("gateway", GateState.STOPS, f"{said[0].upper()}{said[1:]}.")
    return _gate("gateway", GateState.CLEAR, "The data of each measure may be used.")


def _named_gateways(snapshot: SpecificationSnapshot) -> Gate:
    """Where datasets are named: each needs a gateway in law, and each measure a dataset."""
    readiness = readiness_of(snapshot)
    without = sum("a legal gateway" in each.lacks or each.share is None for each in readiness.datasets)
    if without:
        said = f"{without} of {readiness.needed} datasets have no known gateway in law, or are not named."
        return _gate("gateway", GateState.STOPS, said)
    return _gate("gateway", GateState.CLEAR, f"Each dataset has a gateway in law. {readiness.words}.")


def _harm(snapshot: SpecificationSnapshot) -> Gate:
    without = [
        outcome
        for outcome in snapshot.outcomes
        if not any(measure.counter_measure for measure in outcome.measures)
    ]
    if not without and snapshot.outcomes:
        return _gate("harm", GateState.CLEAR, "Each outcome names a figure that would show harm or gaming.")
    named = _names(without) or "The specification"
    return _gate(
        "harm",
        GateState.NOT_KNOWN,
        f"{named} {'name' if len(without) > 1 else 'names'} no such figure. The record does not say whether people "
        "there are vulnerable; where they are, this stops it.",
    )


def _equality(snapshot: SpecificationSnapshot) -> Gate:
    split = sum(bool(outcome.equality_split) for outcome in snapshot.outcomes)
    return _gate(
        "equality",
        GateState.NOT_KNOWN,
        "An equality assessment is not yet stated in the record. The groups that the result will be shown for "
        f"are said for {split} of {len(snapshot.outcomes)} {'outcome' if len(snapshot.outcomes) == 1 else 'outcomes'}.",
    )


def _shares(snapshot: SpecificationSnapshot) -> Gate:
    """What one contract claims can already be too much; that all together claim no more, it cannot say."""
    claimed: dict[str, Decimal] = {}
    for outcome in snapshot.outcomes:
        for link in outcome.objective_links:
            if link.claimed_share is not None:
                claimed[link.objective_id] = claimed.get(link.objective_id, Decimal(0)) + link.claimed_share
    if not claimed:
        return _gate(
            "shares",
            GateState.NOT_KNOWN,
            "Which share of the objective’s gap this contract claims is not yet stated.",
        )
    most = f"{max(claimed.values()).normalize():f}%"
    if max(claimed.values()) > 100:
        return _gate("shares", GateState.STOPS, f"This contract alone claims {most} of one objective’s gap.")
    return _gate(
        "shares",
        GateState.NOT_KNOWN,
        f"This contract claims up to {most} of one objective’s gap. What all contracts claim together stands in the "
        "portfolio of the mission.",
    )


_TITLES = {
    "baseline": "A starting figure, or a plan for one",
    "objective": "A link to a current objective",
    "payment": "No payment on a measure that fails its tests",
    "gateway": "A known way to use the data",
    "harm": "A guard against harm where people are vulnerable",
    "equality": "An equality assessment",
    "shares": "Claims on one objective’s gap of at most 100%",
}


def _gate(code: str, state: GateState, sentence: str) -> Gate:
    return Gate(code, _TITLES[code], state, sentence)


def _names(outcomes: list[OutcomeSnapshot]) -> str:
    numbers = [str(outcome.number) for outcome in outcomes]
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"Outcome {numbers[0]}"
    return f"Outcomes {', '.join(numbers[:-1])} and {numbers[-1]}"
