"""Stage gates: where they stand, what they lack, and what does not fit together."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.diff import changes
from exports.gates import gate_text, procedure_gates
from exports.notices.definition import resolve
from procure.domain.gating import NEEDED, issues_of, lacks, next_decision, placed, released
from procure.domain.snapshot import StageSnapshot
from procure.domain.timetable import TimetablePlan, draft_changes, facts_of, gate_days, lay_out
from procure.domain.withholding import public
from tests.factories.canaries import withheld_at
from tests.factories.gates import make_gate
from tests.factories.snapshots import make_snapshot

MARCH = date(2027, 3, 26)
STAGES = make_snapshot().stages
days = st.dates(date(2027, 1, 1), date(2031, 1, 1))
amounts = st.one_of(st.none(), st.decimals(0, 10**9, places=2))
gates = st.lists(
    st.builds(
        make_gate,
        number=st.integers(1, 50),
        stage_key=st.sampled_from(["", "sta-1", "sta-2", "sta-3", "gone"]),
        decided_on=st.one_of(st.none(), days),
        released_net=amounts,
    ),
    max_size=6,
    unique_by=lambda gate: gate.number,
)


def codes(*given_gates, value=Decimal(18_400_000), stages=STAGES) -> list[str]:
    return [each.code for each in issues_of(given_gates, stages, value)]


def test_a_whole_gate_has_nothing_to_weigh() -> None:
    assert codes(make_gate(), make_gate(2, stage_key="sta-2")) == []


@pytest.mark.parametrize("field", NEEDED)
def test_a_gate_says_what_a_board_cannot_do_without(field: str) -> None:
    gate = make_gate(**{field: None if field == "decided_on" else ""})
    assert lacks(gate) == (NEEDED[field],)
    (issue,) = issues_of([gate], STAGES, None)
    assert issue.key == gate.key
    assert NEEDED[field] in issue.message


def test_a_gate_cannot_be_decided_before_its_stage_has_ended() -> None:
    assert codes(make_gate(stage_key="sta-2", decided_on=MARCH)) == []
    assert codes(make_gate(stage_key="sta-2", decided_on=MARCH - timedelta(1))) == ["gate-before-evidence"]


def test_a_gate_whose_stage_is_gone_says_so_and_is_no_gate_of_the_contract() -> None:
    (each,) = placed([make_gate(stage_key="gone")], STAGES)
    assert each.is_lost
    assert each.where == "after a stage that is no longer described"
    assert codes(make_gate(stage_key="gone")) == ["gate-without-stage"]


def test_gates_release_no_more_than_the_advertised_value() -> None:
    half = Decimal("9200000.00")
    assert codes(make_gate(released_net=half), make_gate(2, released_net=half)) == []
    assert codes(make_gate(released_net=half), make_gate(2, released_net=half + Decimal("0.01"))) == [
        "gates-release-too-much"
    ]
    assert codes(make_gate(), value=None) == []


@settings(max_examples=40)
@given(gates, st.randoms(use_true_random=False))
def test_the_order_in_which_gates_come_changes_neither_their_places_nor_their_sum(found, chance) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    assert placed(mixed, STAGES) == placed(found, STAGES)
    assert released(mixed) == released(found)
    assert next_decision(mixed, MARCH) == next_decision(found, MARCH)
    assert {each.gate.key for each in placed(found, STAGES)} == {gate.key for gate in found}


@settings(max_examples=40)
@given(gates, days)
def test_the_next_decision_is_the_first_day_that_has_not_passed(found, today) -> None:
    following = next_decision(found, today)
    ahead = [gate.decided_on for gate in found if gate.decided_on and gate.decided_on >= today]
    assert (following.decided_on if following else None) == min(ahead, default=None)


@settings(max_examples=40)
@given(gates, amounts.filter(lambda amount: amount is not None))
def test_a_gate_more_never_releases_less(found, more) -> None:
    assert released([*found, make_gate(99, released_net=more)]) == released(found) + more


def test_the_notice_tells_the_gates_of_its_stages_and_what_they_release_with_its_vat() -> None:
    snapshot = make_snapshot(gates=(make_gate(1), make_gate(2, stage_key="sta-2", name="Half way")))
    (told,) = procedure_gates(snapshot)
    assert told.startswith("Gate 2: Half way, after stage 2, Talk it through, decided by 1 March 2028.")
    assert "£1,800,000 excluding VAT, £2,160,000 including VAT: The next 600 homes." in told
    described = next(each for each in resolve(snapshot).walk() if each.id == "procedure_description")
    assert told in described.values


def test_what_a_gate_releases_is_kept_back_with_the_estimated_value() -> None:
    snapshot = withheld_at(make_snapshot(gates=(make_gate(stage_key="sta-2"),)), ["estimated_value"])
    (told,) = procedure_gates(public(snapshot))
    assert "£" not in told
    assert "The next 600 homes" in told


def test_a_snapshot_from_before_there_were_gates_keeps_its_digest() -> None:
    assert '"gates"' not in make_snapshot().canonical_json()
    assert '"gates"' in make_snapshot(gates=(make_gate(),)).canonical_json()


def test_the_timetable_moves_a_gate_to_the_day_its_evidence_is_in_and_no_earlier() -> None:
    stages = (
        StageSnapshot(key="s1", number=1, name="Requests", kind="request_to_participate"),
        StageSnapshot(key="s2", number=2, name="Trial", kind="demonstration"),
        StageSnapshot(key="s3", number=3, name="Final", kind="final_tender"),
    )
    early, unsaid = make_gate(1, stage_key="s2", decided_on=date(2027, 3, 2)), make_gate(2, decided_on=None)
    late = make_gate(3, stage_key="s2", decided_on=date(2029, 1, 1))
    snapshot = make_snapshot(stages=stages, gates=(early, unsaid, late))
    found = lay_out(facts_of(snapshot, TimetablePlan(starts_from=date(2027, 3, 1)), date(2026, 11, 28)))
    ends = found.timeline.step("stage-s2").planned_on
    changed = {
        each.key: each.after for each in draft_changes(snapshot, found) if each.path.startswith("gates")
    }
    assert changed == {"gat-1": ends}
    assert [each.is_too_early for each in gate_days(snapshot, found)] == [True, False, False]
    assert gate_days(snapshot, None)[0].evidence_on is None


def test_a_gate_in_words_has_no_empty_parts() -> None:
    (each,) = placed(
        [make_gate(name="", question="", releases="", released_net=None, released_gross=None)], ()
    )
    assert gate_text(each, make_snapshot()).startswith("Gate 1: a decision, during the contract")
    assert "Question" not in gate_text(each, make_snapshot())
    assert "releases" not in gate_text(each, make_snapshot())


def test_a_gate_that_names_a_measure_says_so_in_words_and_lacks_no_threshold() -> None:
    snapshot = make_snapshot()
    measure = snapshot.outcomes[0].measures[0]
    gate = make_gate(
        threshold="", measure_key=measure.key, threshold_sense="at_least", threshold_value=Decimal("66.50")
    )
    (each,) = placed([gate], ())
    assert f"Measured as: at least 66.5% in “{measure.name}”." in gate_text(each, snapshot)
    assert "how much is enough" not in lacks(gate)
    assert "how much is enough" in lacks(make_gate(threshold="", measure_key=measure.key))


def test_an_old_gate_keeps_the_digest_that_its_version_had() -> None:
    old = json.loads(make_snapshot(gates=(make_gate(),)).canonical_json())["gates"][0]
    assert {"measure_key", "threshold_sense", "threshold_value"}.isdisjoint(old)
    measured = make_gate(measure_key="m", threshold_sense="at_most", threshold_value=Decimal(2))
    new = json.loads(make_snapshot(gates=(measured,)).canonical_json())["gates"][0]
    assert new["threshold_value"] == "2"


def test_suppliers_are_told_in_words_that_a_gate_is_measured_otherwise() -> None:
    base = make_snapshot()
    key = base.outcomes[0].measures[0].key
    by = {"measure_key": key, "threshold_sense": "at_least"}
    old, new = (
        base.model_copy(update={"gates": (make_gate(**by, threshold_value=Decimal(value)),)})
        for value in (60, 65)
    )
    (change,) = changes(old, new)
    (difference,) = change.differences
    assert difference.field == "Measured as"
    assert difference.before.startswith("at least 60")
    assert difference.after.startswith("at least 65")
