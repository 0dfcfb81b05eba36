"""What the alignment score reads in a specification, and the gates beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from procure.domain.alignment import (
    Gate,
    GateState,
    Inputs,
    Prescription,
    align,
    gates_of,
    inputs_of,
    is_aligned,
    weights_of,
)
from procure.domain.equality import EqualityAssessment
from procure.domain.measurability import Timing
from procure.domain.snapshot import AwardCriterionSnapshot, AwardSnapshot, PaymentTerms, SpecificationSnapshot
from tests.factories.outcomes import make_measure
from tests.factories.snapshots import make_snapshot

TODAY = date(2026, 11, 23)


def read(snapshot: SpecificationSnapshot) -> Inputs:
    return inputs_of(snapshot, Prescription(0, 2), Timing.of(snapshot, TODAY))


def criterion(weight: str, *keys: str, kind: str = "quality") -> AwardCriterionSnapshot:
    return AwardCriterionSnapshot(
        key=f"c{weight}{kind}{len(keys)}", number=1, kind=kind, weight=Decimal(weight), outcome_keys=keys
    )


def with_criteria(*criteria: AwardCriterionSnapshot) -> SpecificationSnapshot:
    return make_snapshot(outcomes=2, measures=1, award=AwardSnapshot(criteria=criteria))


def test_a_question_tied_to_two_outcomes_is_shared_and_price_counts_for_nothing():
    snapshot = with_criteria(
        criterion("40", "out-1", "out-2"), criterion("10", "out-1"), criterion("50", "out-1", kind="price")
    )
    assert weights_of(snapshot) == {"out-1": Decimal("0.6"), "out-2": Decimal("0.4")}
    assert read(snapshot).unassessed == 0


def test_a_question_tied_to_no_outcome_keeps_its_marks_and_brings_nothing():
    snapshot = with_criteria(criterion("30", "out-1"), criterion("20"), criterion("50", kind="cost"))
    assert weights_of(snapshot) == {"out-1": Decimal("0.6"), "out-2": Decimal(0)}
    assert read(snapshot).unassessed == Decimal("0.4")


def test_where_payment_is_tied_too_the_weight_is_the_mean_of_both_shares():
    snapshot = with_criteria(criterion("50", "out-1"))
    assert weights_of(snapshot, {"out-1": Decimal("0.2"), "out-2": Decimal("0.8")}) == {
        "out-1": Decimal("0.6"),
        "out-2": Decimal("0.4"),
    }


def test_without_marks_nothing_is_weighed():
    assert set(weights_of(with_criteria()).values()) == {Decimal(0)}
    assert align(read(with_criteria())).claimed.shown == 0


def outcome_with(*measures: Any) -> SpecificationSnapshot:
    whole = make_snapshot(outcomes=1, measures=1)
    return whole.model_copy(
        update={"outcomes": (whole.outcomes[0].model_copy(update={"measures": measures}),)}
    )


SURE = {
    "figure_kind": "share", "people_per_reading": 4000, "people_in_baseline": 4000, "may_use_data": True,
    "baseline_verified": True, "baseline_value": "41", "target_value": "76", "frequency": "every month",
    "lag": "2 weeks", "unit": "% of homes",
}  # fmt: skip


def test_the_measure_that_passes_most_tests_counts_and_activity_only_where_nothing_else_is():
    weak = make_measure("weak", "Warm homes", "% of homes").model_copy(update={"kind": "outcome"})
    sure = make_measure("sure", "Visits made", "% of homes").model_copy(update=SURE | {"kind": "output"})
    (both,) = read(outcome_with(weak, sure)).outcomes
    assert (both.measure_key, both.passed < 6) == ("weak", True)
    assert both.unmet[0].code == "source"
    (alone,) = read(outcome_with(sure)).outcomes
    assert (alone.measure_key, alone.passed, alone.proven) == ("sure", 6, 6)


def test_a_starting_figure_that_nobody_checked_leaves_two_tests_unproven():
    sure = make_measure("sure", "Warm homes", "% of homes").model_copy(
        update=SURE | {"kind": "outcome", "baseline_verified": False}
    )
    (found,) = read(outcome_with(sure)).outcomes
    assert (found.passed, found.proven) == (6, 4)


def gates(snapshot: SpecificationSnapshot, elsewhere: dict[str, Decimal] | None = None) -> tuple[Gate, ...]:
    return gates_of(snapshot, Timing.of(snapshot, TODAY), elsewhere)


def states(
    snapshot: SpecificationSnapshot, elsewhere: dict[str, Decimal] | None = None
) -> dict[str, GateState]:
    return {gate.code: gate.state for gate in gates(snapshot, elsewhere)}


def test_what_the_record_cannot_say_is_not_known_and_keeps_it_from_being_called_aligned():
    sure = make_measure("sure", "Warm homes", "% of homes").model_copy(update=SURE)
    snapshot = outcome_with(sure)
    assert states(snapshot) == {
        "baseline": GateState.CLEAR,
        "objective": GateState.CLEAR,
        "payment": GateState.NOT_KNOWN,
        "gateway": GateState.CLEAR,
        "harm": GateState.CLEAR,
        "equality": GateState.NOT_KNOWN,
        "shares": GateState.NOT_KNOWN,
    }
    assert not is_aligned(gates(snapshot))
    assert is_aligned(tuple(gate for gate in gates(snapshot) if gate.state is GateState.CLEAR))


def test_gates_stop_what_has_no_baseline_no_objective_and_no_way_to_its_data():
    bare = make_measure("bare", "Warm homes", "% of homes").model_copy(
        update={"baseline_value": "", "baseline_plan": "", "counter_measure": "", "may_use_data": False}
    )
    snapshot = outcome_with(bare)
    outcome = snapshot.outcomes[0].model_copy(update={"objective_links": ()})
    found = states(snapshot.model_copy(update={"outcomes": (outcome,)}))
    stopped = {code for code, state in found.items() if state is GateState.STOPS}
    assert stopped == {"baseline", "objective", "gateway"}
    assert found["harm"] is GateState.NOT_KNOWN


def claims(percent: str) -> tuple[Any, ...]:
    (outcome,) = outcome_with(make_measure("sure", "Warm homes", "% of homes")).outcomes
    return tuple(
        link.model_copy(update={"claimed_share": Decimal(percent)}) for link in outcome.objective_links
    )


def changed(outcome: dict[str, Any], measure: dict[str, Any] | None = None) -> SpecificationSnapshot:
    """One outcome whose one measure passes every test, with these changes."""
    sure = make_measure("sure", "Warm homes", "% of homes").model_copy(update=SURE | (measure or {}))
    snapshot = outcome_with(sure)
    return snapshot.model_copy(update={"outcomes": (snapshot.outcomes[0].model_copy(update=outcome),)})


def test_a_contract_that_claims_more_than_a_whole_gap_is_stopped_and_one_that_claims_less_is_not_known():
    def claiming(percent: str) -> GateState:
        snapshot = outcome_with(make_measure("sure", "Warm homes", "% of homes"))
        (outcome,) = snapshot.outcomes
        links = tuple(
            link.model_copy(update={"claimed_share": Decimal(percent)}) for link in outcome.objective_links
        )
        outcome = outcome.model_copy(update={"objective_links": links})
        return states(snapshot.model_copy(update={"outcomes": (outcome,)}))["shares"]

    assert claiming("100.01") is GateState.STOPS
    assert claiming("100") is GateState.NOT_KNOWN


@pytest.mark.parametrize(("elsewhere", "state"), [("59", "clear"), ("60", "clear"), ("60.01", "stops")])
def test_what_live_contracts_claim_of_one_gap_together_is_at_most_all_of_it(elsewhere: str, state: str):
    links = claims("40")
    elsewhere_of = {links[0].objective_id: Decimal(elsewhere)}
    assert states(changed({"objective_links": links}), elsewhere_of)["shares"] == state


@pytest.mark.parametrize(
    ("terms", "share", "measure", "state"),
    [
        ({}, None, {}, "not_known"),
        ({"payment_mechanism": "unit"}, None, {}, "clear"),
        ({"payment_mechanism": "outcome", "payment_share_at_risk": Decimal(20)}, None, {}, "not_known"),
        ({"payment_mechanism": "outcome", "payment_share_at_risk": Decimal(20)}, Decimal(100), {}, "clear"),
        ({}, Decimal(100), {"counter_measure": ""}, "stops"),
        ({}, Decimal(100), {"people_per_reading": 4}, "stops"),
        ({}, Decimal(0), {"counter_measure": ""}, "not_known"),
    ],
)
def test_payment_hangs_on_no_measure_that_fails_one_of_its_tests(
    terms: dict[str, Any], share: Decimal | None, measure: dict[str, Any], state: str
):
    snapshot = changed({"payment_share": share}, measure)
    assert states(snapshot.model_copy(update={"payment": PaymentTerms(**terms)}))["payment"] == state


@pytest.mark.parametrize(("answer", "state"), [(True, "stops"), (False, "clear"), (None, "not_known")])
def test_where_people_could_be_harmed_something_has_to_show_it(answer: bool | None, state: str):
    unguarded = changed({"people_are_vulnerable": answer}, {"counter_measure": ""})
    assert states(unguarded)["harm"] == state
    assert states(changed({"people_are_vulnerable": answer}))["harm"] == "clear"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, "not_known"),
        ({"equality_state": "being_made", "equality_on": TODAY}, "stops"),
        ({"equality_state": "made", "equality_on": TODAY}, "clear"),
        ({"equality_state": "not_needed", "equality_reason": "It buys grit for roads"}, "clear"),
    ],
)
def test_an_equality_assessment_is_made_or_not_needed_for_a_reason(said: dict[str, Any], state: str):
    assert (
        states(changed({}).model_copy(update={"equality": EqualityAssessment(**said)}))["equality"] == state
    )


def test_a_specification_of_which_everything_is_said_can_be_called_aligned():
    whole = changed({"objective_links": claims("40"), "payment_share": Decimal(100)}).model_copy(
        update={
            "payment": PaymentTerms(payment_mechanism="outcome", payment_share_at_risk=Decimal(20)),
            "equality": EqualityAssessment(equality_state="made", equality_on=TODAY),
        }
    )
    assert is_aligned(gates(whole, {}))
    assert not is_aligned(gates(whole))


def test_half_of_the_weight_is_the_share_of_payment_where_payment_hangs_on_outcomes():
    two = with_criteria(criterion("60", "out-1"), criterion("40", "out-2"))
    first, second = two.outcomes
    paid = two.model_copy(
        update={"outcomes": (first, second.model_copy(update={"payment_share": Decimal(100)}))}
    )
    assert [each.weight for each in read(paid).outcomes] == [Decimal("0.3"), Decimal("0.7")]
    over = tuple(each.model_copy(update={"payment_share": Decimal(100)}) for each in two.outcomes)
    assert sum(each.weight for each in read(two.model_copy(update={"outcomes": over})).outcomes) == 1


def test_what_nobody_said_of_payment_harm_and_equality_leaves_older_digests_as_they_were():
    text = make_snapshot().canonical_json()
    assert not any(name in text for name in ('payment_share"', "people_are_vulnerable", "equality_state"))


def test_an_empty_draft_has_gates_and_a_score_of_nought():
    empty = make_snapshot(outcomes=0).model_copy(update={"objectives": (), "award": AwardSnapshot()})
    assert states(empty)["objective"] is GateState.STOPS
    assert align(read(empty)).words == "0 (0 to 0)"
