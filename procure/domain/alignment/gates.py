"""Gates that no score can hide: any one of them keeps a specification from being called aligned (section 10).

What the record cannot say is not known, and not known is never a pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from procure.domain.alignment.inputs import judged_by
from procure.domain.measurability import Timing
from procure.domain.sharing import readiness_of
from procure.domain.snapshot import OutcomeSnapshot, SpecificationSnapshot
from procure.domain.vocabulary import EqualityState, Word


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


def gates_of(
    snapshot: SpecificationSnapshot, timing: Timing, claimed_elsewhere: Mapping[str, Decimal] | None = None
) -> tuple[Gate, ...]:
    """The seven gates, in the method's order. ``timing`` is what the tests of the measures need; ``claimed_elsewhere``
    the percent of each objective's gap, by its id, that other live contracts claim together, None where nobody looked.
    """
    return (
        _baseline(snapshot),
        _objective(snapshot),
        _payment(snapshot, timing),
        _gateway(snapshot),
        _harm(snapshot),
        _equality(snapshot),
        _shares(snapshot, claimed_elsewhere),
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


def _payment(snapshot: SpecificationSnapshot, timing: Timing) -> Gate:
    """Payment hangs on an outcome that has a share of it; each test of the measure that the outcome is judged by must
    pass, and what is not known is no pass."""
    terms = snapshot.payment
    paid = [outcome for outcome in snapshot.outcomes if outcome.payment_share]
    if not paid and terms.payment_share_at_risk:
        said = "Payment hangs on results, and which outcomes it hangs on is not stated."
        return _gate("payment", GateState.NOT_KNOWN, said)
    if not paid and not terms.payment_mechanism:
        return _gate("payment", GateState.NOT_KNOWN, "How the supplier is paid is not stated yet.")
    if not paid:
        return _gate("payment", GateState.CLEAR, "No payment hangs on an outcome.")
    failing = [outcome for outcome in paid if not _passes_all(outcome, timing)]
    if failing:
        said = f"Payment hangs on {_names(failing)}, whose measure does not pass each of the six tests."
        return _gate("payment", GateState.STOPS, said)
    return _gate("payment", GateState.CLEAR, "Each measure that payment hangs on passes the six tests.")


def _passes_all(outcome: OutcomeSnapshot, timing: Timing) -> bool:
    judged = judged_by(outcome, timing)
    return judged is not None and judged[1].passed == len(judged[1].results)


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
    if not without:
        return _gate("harm", GateState.NOT_KNOWN, "There is no outcome.")
    harmed = [outcome for outcome in without if outcome.people_are_vulnerable]
    if harmed:
        said = "people there could be harmed more easily than most, and no figure would show harm or gaming"
        return _gate("harm", GateState.STOPS, f"{_names(harmed)}: {said}.")
    unsaid = [outcome for outcome in without if outcome.people_are_vulnerable is None]
    if unsaid:
        said = (
            f"{_names(unsaid)} {'name' if len(unsaid) > 1 else 'names'} no such figure, and nobody has said whether "
            "people there could be harmed more easily than most; where they could, this stops it."
        )
        return _gate("harm", GateState.NOT_KNOWN, said)
    said = "The officers say of each outcome without such a figure that nobody there is harmed more easily than most."
    return _gate("harm", GateState.CLEAR, said)


def _equality(snapshot: SpecificationSnapshot) -> Gate:
    assessment = snapshot.equality
    state, on = assessment.equality_state, assessment.equality_on
    day = f"{on.day} {on:%B %Y}" if on else "a day not stated"
    if state == EqualityState.MADE:
        where = "" if assessment.equality_url else " Where it can be read is not stated."
        return _gate("equality", GateState.CLEAR, f"It was made on {day}.{where}")
    if state == EqualityState.NOT_NEEDED:
        return _gate(
            "equality", GateState.CLEAR, f"The officers say that none is needed: {assessment.equality_reason}"
        )
    if state == EqualityState.BEING_MADE:
        return _gate("equality", GateState.STOPS, f"It is not made yet, and is due on {day}.")
    split = sum(bool(outcome.equality_split) for outcome in snapshot.outcomes)
    return _gate(
        "equality",
        GateState.NOT_KNOWN,
        "Whether there is an equality assessment is not stated. The groups that the result will be shown for "
        f"are said for {split} of {len(snapshot.outcomes)} {'outcome' if len(snapshot.outcomes) == 1 else 'outcomes'}.",
    )


def _shares(snapshot: SpecificationSnapshot, elsewhere: Mapping[str, Decimal] | None) -> Gate:
    """What one contract claims can already be too much; with what others claim of the same gap, all of it is known."""
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
    most = max(claimed.values())
    if most > 100:
        return _gate(
            "shares", GateState.STOPS, f"This contract alone claims {_percent(most)} of one objective’s gap."
        )
    if elsewhere is None:
        return _gate(
            "shares",
            GateState.NOT_KNOWN,
            f"This contract claims up to {_percent(most)} of one objective’s gap. What all contracts claim together "
            "stands in the portfolio of the mission.",
        )
    together = max(share + elsewhere.get(objective, Decimal(0)) for objective, share in claimed.items())
    said = (
        f"This contract claims up to {_percent(most)} of one objective’s gap, and with the published tenders that are "
        f"live up to {_percent(together)} is claimed of one."
    )
    return _gate("shares", GateState.STOPS if together > 100 else GateState.CLEAR, said)


def _percent(share: Decimal) -> str:
    return f"{share.normalize():f}%"


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
