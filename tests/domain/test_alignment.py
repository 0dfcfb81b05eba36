"""The alignment score of section 10 of the outcome method."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procure.domain.alignment import (
    EVIDENCE,
    Claim,
    Inputs,
    JudgedStep,
    Opinion,
    OutcomeInputs,
    Prescription,
    align,
    beside,
    steps_up,
)
from procure.domain.vocabulary import CausalStep, EvidenceGrade

GRADES = [grade.value for grade in EVIDENCE]
STEPS = ["", JudgedStep.NONE.value, *[step.value for step in CausalStep]]
#: From the step that counts least to the one that counts most.
NEARER = ["", "two_steps", "one_step", "same_indicator"]


def of(
    number: int, weight: str, claim: Claim | None, passed: int, proven: int | None = None
) -> OutcomeInputs:
    return OutcomeInputs(
        f"key{number}", number, f"Outcome {number}", Decimal(weight), (claim,) if claim else (), passed,
        passed if proven is None else proven, "A figure",
    )  # fmt: skip


def worked_example() -> Inputs:
    """The one that section 10 works: in the low case a test of A fails, nobody can check the evidence of B, and the
    step of C is asserted."""
    return Inputs(
        (
            of(1, "0.5", Claim("m", "one_step", "before_and_after", has_source=True), 5, 4),
            of(2, "0.3", Claim("m", "same_indicator", "comparison_group"), 4),
            of(3, "0.2", Claim("m", "two_steps", "theory", has_source=True), 3),
        ),
        Prescription(2, 10),
    )


def test_the_worked_example_of_the_method_comes_out_as_it_says():
    found = align(worked_example())
    assert [round(part.worth, 3) for part in found.claimed.parts] == [
        Decimal("0.265"), Decimal("0.219"), Decimal("0.022"),
    ]  # fmt: skip
    assert round(found.claimed.sum, 3) == Decimal("0.507")
    assert (round(found.claimed.exact, 1), found.claimed.shown) == (Decimal("45.6"), 45)
    assert (round(found.low.exact, 1), found.low.shown) == (Decimal("31.2"), 30)
    assert found.words == "45 (30 to 45)"
    assert found.weakest is not None
    assert found.weakest.outcome.number == 3


def test_the_biggest_gain_of_the_worked_example_is_evidence_for_the_step_of_a():
    steps = steps_up(worked_example())
    assert (steps[0].kind, steps[0].key) == ("evidence", "key1")
    assert steps[0].sentence == "Find better evidence for the step from outcome 1: a comparison group"
    assert round(steps[0].points, 1) == Decimal("3.7")


@pytest.mark.parametrize(
    ("step", "grade", "link", "evidence"),
    [
        ("same_indicator", "assertion", "1", "0.2"),
        ("same_indicator", "replicated", "1", "1"),
        ("one_step", "comparison_group", "0.75", "0.8"),
        ("one_step", "before_and_after", "0.75", "0.6"),
        ("one_step", "theory", "0.5", "0.4"),
        ("one_step", "assertion", "0.5", "0.2"),
        ("two_steps", "before_and_after", "0.5", "0.6"),
        ("two_steps", "theory", "0.25", "0.4"),
        ("two_steps", "", "0.25", "0.2"),
        ("none", "replicated", "0", "1"),
        ("", "", "0", "0.2"),
    ],
)
def test_each_step_and_grade_counts_for_what_the_method_says(step, grade, link, evidence):
    claim = Claim("m", step, grade)
    assert (claim.link, claim.evidence) == (Decimal(link), Decimal(evidence))


def test_in_the_low_case_whatever_nobody_can_check_falls_to_its_floor():
    checked = Claim("m", "one_step", "comparison_group", has_source=True)
    assert (checked.low_link, checked.low_evidence) == (Decimal("0.75"), Decimal("0.8"))
    unsourced = replace(checked, has_source=False)
    assert (unsourced.low_link, unsourced.low_evidence) == (Decimal(0), Decimal("0.2"))
    asserted = Claim("m", "one_step", "theory", has_source=True)
    assert (asserted.low_link, asserted.low_evidence) == (Decimal(0), Decimal("0.4"))
    same = Claim("m", "same_indicator", "comparison_group")
    assert (same.low_link, same.low_evidence) == (Decimal(1), Decimal("0.2"))


def test_a_second_weaker_link_takes_nothing_away():
    strong = Claim("m", "one_step", "comparison_group", has_source=True)
    one = Inputs((of(1, "1", strong, 6),), Prescription(0, 0))
    two = replace(
        one, outcomes=(replace(one.outcomes[0], claims=(Claim("a", "two_steps", "assertion"), strong)),)
    )
    assert align(two).words == align(one).words


def test_nothing_linked_or_nothing_assessed_is_nought_and_the_first_step_is_said():
    unlinked = Inputs((of(1, "1", None, 6),), Prescription(0, 0))
    assert align(unlinked).claimed.exact == 0
    assert steps_up(unlinked)[0].sentence == "Say how outcome 1 leads to an objective"
    nobody = Inputs((), Prescription(0, 0))
    assert (align(nobody).claimed.shown, align(nobody).weakest, steps_up(nobody)) == (0, None, [])


def test_a_frame_that_fixes_everything_halves_the_score_and_freeing_one_requirement_is_a_step():
    whole = Claim("m", "same_indicator", "replicated", has_source=True)
    free = Inputs((of(1, "1", whole, 6),), Prescription(0, 4))
    assert align(free).claimed.exact == 100
    assert steps_up(free) == []
    fixed = replace(free, prescription=Prescription(4, 4))
    assert align(fixed).claimed.exact == 50
    assert [(step.kind, step.points) for step in steps_up(fixed)] == [("frame", Decimal("12.5"))]


# What holds of any inputs

claims = st.builds(
    Claim,
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(STEPS),
    st.sampled_from(["", *GRADES]),
    st.booleans(),
)


@st.composite
def inputs(draw: st.DrawFn) -> Inputs:
    shares = draw(st.lists(st.integers(0, 50), min_size=1, max_size=5))
    whole = sum(shares) + draw(st.integers(0, 20)) or 1
    outcomes = []
    for number, share in enumerate(shares, start=1):
        passed = draw(st.integers(0, 6))
        said = draw(st.lists(claims, max_size=3, unique_by=lambda claim: claim.objective_id))
        made = of(number, "0", None, passed, draw(st.integers(0, passed)))
        outcomes.append(replace(made, weight=Decimal(share) / whole, claims=tuple(said)))
    requirements = draw(st.integers(0, 9))
    return Inputs(tuple(outcomes), Prescription(draw(st.integers(0, requirements)), requirements))


few = settings(max_examples=25, deadline=None)


@few
@given(inputs())
def test_the_score_is_from_0_to_100_and_the_low_case_is_never_above_the_claim(made: Inputs):
    found = align(made)
    assert 0 <= found.low.exact <= found.claimed.exact <= 100
    assert found.claimed.shown % 5 == 0
    assert abs(found.claimed.exact - found.claimed.shown) <= Decimal("2.5")


@few
@given(inputs(), st.data())
def test_no_order_of_outcomes_or_links_changes_it(made: Inputs, data: st.DataObject):
    shuffled = [
        replace(each, claims=tuple(data.draw(st.permutations(each.claims)))) for each in made.outcomes
    ]
    other = replace(made, outcomes=tuple(data.draw(st.permutations(shuffled))))
    assert (align(other).claimed.exact, align(other).low.exact) == (
        align(made).claimed.exact,
        align(made).low.exact,
    )


@few
@given(inputs(), st.data())
def test_a_better_input_never_lowers_it(made: Inputs, data: st.DataObject):
    at = data.draw(st.integers(0, len(made.outcomes) - 1))
    outcome = made.outcomes[at]
    better = [replace(outcome, passed=min(6, outcome.passed + 1))]
    if outcome.claims:
        one, *rest = outcome.claims
        better += [
            replace(outcome, claims=(changed, *rest))
            for changed in (one.better_evidenced(), replace(one, has_source=True), nearer(one))
            if changed is not None
        ]
    for each in better:
        outcomes = (*made.outcomes[:at], each, *made.outcomes[at + 1 :])
        changed = align(replace(made, outcomes=outcomes))
        assert changed.claimed.exact >= align(made).claimed.exact
        assert changed.low.exact >= align(made).low.exact


def nearer(claim: Claim) -> Claim | None:
    at = NEARER.index(claim.causal_step) if claim.causal_step in NEARER else 0
    return replace(claim, causal_step=NEARER[at + 1]) if at + 1 < len(NEARER) else None


@few
@given(inputs())
def test_more_prescription_never_raises_it(made: Inputs):
    frame = made.prescription
    if frame.flagged < frame.requirements:
        worse = replace(made, prescription=replace(frame, flagged=frame.flagged + 1))
        assert align(worse).claimed.exact <= align(made).claimed.exact


@few
@given(inputs())
def test_every_step_up_adds_the_points_it_says_and_the_best_comes_first(made: Inputs):
    steps = steps_up(made)
    assert all(step.points > 0 for step in steps)
    assert [step.points for step in steps] == sorted((step.points for step in steps), reverse=True)


# A reviewer beside the author


def test_a_reviewer_more_than_a_quarter_apart_on_an_input_is_shown_to_differ():
    judged = [
        Opinion("key1", "m", "two_steps", "assertion"),  # L 0.25 for 0.75, E 0.2 for 0.6
        Opinion("key2", "m", "same_indicator", "before_and_after"),  # E 0.6 for 0.8: near enough
        Opinion("key3", "m", "none", "theory"),  # L 0 for 0.25: exactly a quarter
    ]
    found = beside(worked_example(), judged)
    assert [(each.outcome_key, each.letter) for each in found.differences] == [("key1", "L"), ("key1", "E")]
    assert found.alignment is not None
    assert found.alignment.claimed.shown < 45
    assert align(worked_example()).claimed.shown == 45


def test_a_reviewer_who_has_not_judged_every_link_has_no_score_yet():
    found = beside(worked_example(), [Opinion("key1", "m", "one_step", "before_and_after")])
    assert (found.missing, found.alignment) == (2, None)


def test_a_reviewer_who_agrees_with_everything_scores_the_same():
    author = worked_example()
    same = [
        Opinion(outcome.key, claim.objective_id, claim.causal_step, claim.evidence_grade)
        for outcome, claim in ((each, each.claims[0]) for each in author.outcomes)
    ]
    found = beside(author, [*same, Opinion("gone", "m", "none", "assertion")])
    assert found.alignment is not None
    assert found.alignment.words == align(author).words
    assert found.differences == ()


def test_every_pair_of_step_and_grade_lies_between_nought_and_one():
    for step, grade, sourced in product(STEPS, ["", *[g.value for g in EvidenceGrade]], (True, False)):
        claim = Claim("m", step, grade, sourced)
        assert 0 <= claim.low_link <= claim.link <= 1
        assert Decimal("0.2") <= claim.low_evidence <= claim.evidence <= 1
