"""Key performance indicators (KPI) and ratings (PER)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.act import kpis
from procure.act.facts import Authority, Award, ContractFacts

ABOVE = Decimal("5000000.01")


@pytest.mark.parametrize(
    ("answers", "is_required"),
    [
        ({}, True),
        ({"is_framework": True}, False),
        ({"is_framework": True, "award": Award.CALL_OFF}, True),
        ({"award": Award.CALL_OFF}, True),
        ({"is_concession": True}, False),
        ({"is_light_touch": True}, False),
        ({"authority": Authority.PRIVATE_UTILITY}, False),
        ({"authority": Authority.PUBLIC_UNDERTAKING}, True),
        ({"award": Award.DIRECT}, True),
    ],
)
def test_kpi_3_frameworks_concessions_light_touch_and_private_utilities_are_exempt(answers, is_required):
    assert kpis.kpis_required(ABOVE, ContractFacts(**answers)).value is is_required


def test_kpi_2_a_recorded_reason_takes_the_duty_away_and_must_be_published():
    answer = kpis.kpis_required(ABOVE, reason_not_appropriate="A single delivery")

    assert not answer.value
    assert answer.rule_id == "KPI-2"
    assert "contract details notice" in answer.notes[0]
    assert kpis.kpis_required(ABOVE, reason_not_appropriate="  ").value


@pytest.mark.parametrize(("number", "blocks"), [(0, True), (2, True), (3, False), (7, False)])
def test_kpi_1_three_indicators_are_the_least(number, blocks):
    finding = kpis.check_kpis(ABOVE, number)

    assert (finding is not None) is blocks
    assert kpis.check_kpis(Decimal(5_000_000), number) is None


@pytest.mark.parametrize(
    ("described", "number", "blocks"), [(3, 5, False), (2, 5, True), (2, 2, False), (0, 0, False)]
)
def test_kpi_4_the_three_most_material_are_described(described, number, blocks):
    assert (kpis.check_kpis_described(described, number) is not None) is blocks


def test_per_2_there_are_five_ratings_in_the_words_of_the_regulations():
    assert [rating.value for rating in kpis.Rating] == [
        "Good",
        "Approaching target",
        "Requires improvement",
        "Inadequate",
        "Other",
    ]
    assert all(rating.meaning for rating in kpis.Rating)


@pytest.mark.parametrize(
    ("rating", "is_known"), [("Good", True), ("good", False), ("Met", False), ("Inadequate", True)]
)
def test_per_2_any_other_word_is_refused(rating, is_known):
    assert (kpis.check_ratings(["Good", rating]) is None) is is_known


@pytest.mark.parametrize(
    ("starts", "ends", "due"),
    [
        ("2026-06-01", "2026-12-31", ["2026-12-31"]),
        ("2026-06-01", "2027-05-31", ["2027-05-31"]),
        ("2026-06-01", "2027-06-01", ["2027-05-31", "2027-06-01"]),
        ("2028-02-29", "2030-06-30", ["2029-02-28", "2030-02-28", "2030-06-30"]),
    ],
)
def test_per_1_performance_is_published_every_twelve_months_and_at_the_end(starts, ends, due):
    answer = kpis.performance_reviews_due(date.fromisoformat(starts), date.fromisoformat(ends))

    assert list(answer.value) == [date.fromisoformat(day) for day in due]


def test_per_1_a_contract_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="end before it starts"):
        kpis.performance_reviews_due(date(2026, 6, 1), date(2026, 5, 31))


@given(st.decimals(0, 10**8, places=2), st.decimals(0, 10**8, places=2))
def test_kpi_1_a_higher_value_never_takes_the_duty_away(one, other):
    low, high = sorted((one, other))

    assert kpis.kpis_required(low).value <= kpis.kpis_required(high).value


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 4000))
def test_per_1_reviews_ascend_and_are_never_more_than_a_year_apart(starts, length):
    ends = date.fromordinal(starts.toordinal() + length)
    due = kpis.performance_reviews_due(starts, ends).value

    assert due[-1] == ends
    assert all(
        0 < (after - before).days <= 366 for before, after in zip((starts, *due), due, strict=False) if length
    )
