"""What results propose for the notices of a running contract, and what decisions oblige a buyer to publish."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from procure.domain.notice_consequences import Decided
from procure.domain.notice_duties import Duty, duties
from procure.domain.notice_facts import (
    ChangeFacts,
    ContractDetailsFacts,
    ContractEndFacts,
    PerformanceFacts,
)
from procure.domain.notice_facts.parts import Money, Supply, Term
from procure.domain.notice_proposals import Ground, Indicator, proposed
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.results import Reading, VintageRule, bands_at, known_on
from procure.domain.results.course import Consequence
from procure.domain.vocabulary import Direction
from tests.factories.notice_parts import KPIS
from tests.factories.snapshots import make_snapshot

TERM = Term(starts_on=date(2027, 4, 1), ends_on=date(2029, 3, 31))
ABOUT = {"contract_identifier": "C-1", "supply": Supply(term=TERM), "value": Money(gross=Decimal(6_000_000))}
DETAILS = ContractDetailsFacts(
    **ABOUT, signed_on=date(2027, 3, 1), contract_copy_url="https://a.example", kpis=KPIS
)
SIGNED = PublishedNotice("UK7", date(2027, 3, 5), "1", DETAILS, number=1)
BANDS = bands_at((Decimal(76), Decimal(70), Decimal(60)), Direction.UP)
TODAY = date(2028, 4, 20)


def reading(value: str, end: date, published: date, vintage: int = 1) -> Reading:
    return Reading(date(end.year, end.month, 1), end, Decimal(value), published, vintage)


def indicator(rule: VintageRule = VintageRule.LATEST, **changes: object) -> Indicator:
    readings = [
        reading("80", date(2027, 3, 31), date(2027, 4, 10)),
        reading("71.5", date(2028, 3, 31), date(2028, 4, 10)),
        reading("69", date(2028, 3, 31), date(2028, 4, 15), 2),
    ]
    values = {
        "title": "Homes at band C", "description": "", "target": Decimal(76), "unit": "%", "reported": "monthly",
        "bands": BANDS, "points": known_on(readings, TODAY, rule), "rule": rule,
    }  # fmt: skip
    return Indicator(**{**values, **changes})  # type: ignore[arg-type]


def ground(consequence: Consequence) -> Ground:
    return Ground(consequence, date(2028, 4, 3), "Two streets were left.", date(2028, 4, 10), "Homes", "76%")


def decided(consequence: Consequence, on: date = date(2028, 4, 3), **changes: object) -> Decided:
    return Decided("A" * 20, consequence, on, **changes)  # type: ignore[arg-type]


def owed(*made: Decided, history: tuple[PublishedNotice, ...] = ()) -> list[Duty]:
    found = duties(make_snapshot(), [SIGNED, *history], made)
    return [each for each in found if each.decision]


# What is proposed


def test_each_indicator_is_rated_on_the_newest_figure_of_the_year_and_says_which() -> None:
    facts, lines = proposed(PerformanceFacts(**ABOUT), [indicator()], [SIGNED], TODAY)
    assert isinstance(facts, PerformanceFacts)
    (kpi,) = facts.kpis
    assert (kpi.rating, kpi.result) == ("requires_improvement", Decimal(69))
    assert kpi.judged_on == "69% for 1 March 2028 to 31 March 2028, as published on 15 April 2028 (vintage 2)"
    assert (facts.period.starts_on, facts.period.ends_on) == (date(2027, 4, 1), date(2028, 3, 31))
    assert "It is 60% or more and less than 70%." in lines[1].words
    assert "The newest figure published counts." in lines[1].words
    assert "vintage 2" in kpi.summary


def test_the_publication_that_an_indicator_names_counts() -> None:
    facts, _ = proposed(PerformanceFacts(**ABOUT), [indicator(VintageRule.FIRST)], [SIGNED], TODAY)
    assert isinstance(facts, PerformanceFacts)
    assert (facts.kpis[0].rating, facts.kpis[0].result) == ("approaching_target", Decimal("71.5"))


def test_a_figure_from_before_the_year_rates_nothing_and_the_officer_is_told() -> None:
    early = known_on([reading("80", date(2027, 3, 31), date(2027, 4, 10))], TODAY)
    facts, lines = proposed(
        PerformanceFacts(**ABOUT),
        [indicator(points=early, other_when="the survey is not held")],
        [SIGNED],
        TODAY,
    )
    assert isinstance(facts, PerformanceFacts)
    assert (facts.kpis[0].rating, facts.kpis[0].judged_on) == ("", "")
    assert lines[1].words.startswith("Not rated")
    assert "rated Other: the survey is not held" in lines[1].words


def test_the_next_assessment_begins_where_the_last_one_ended_and_covers_no_day_to_come() -> None:
    last = PerformanceFacts(**ABOUT, period=Term(starts_on=date(2027, 4, 1), ends_on=date(2028, 1, 31)))
    out = [SIGNED, PublishedNotice("UK9", date(2028, 2, 3), "2", last)]
    facts, _ = proposed(PerformanceFacts(**ABOUT), [indicator()], out, TODAY)
    assert isinstance(facts, PerformanceFacts)
    assert facts.period == Term(starts_on=date(2028, 2, 1), ends_on=TODAY)
    early, lines = proposed(PerformanceFacts(**ABOUT), [indicator()], [SIGNED], date(2027, 3, 20))
    assert isinstance(early, PerformanceFacts)
    assert early.period == Term()
    assert "enter it" in lines[0].words


@pytest.mark.parametrize(
    ("consequence", "result", "kind"),
    [
        (Consequence.ENDED_IN_PART, "partial_termination", "breach"),
        (Consequence.DAMAGES, "damages", "breach"),
        (Consequence.SETTLEMENT, "settlement", "breach"),
        (Consequence.NOT_IMPROVED, "", "unsatisfactory"),
    ],
)
def test_a_breach_is_told_as_it_was_decided_and_asks_for_a_senior_officer(
    consequence: Consequence, result: str, kind: str
) -> None:
    facts, lines = proposed(
        PerformanceFacts(**ABOUT, kpis=KPIS), [indicator()], [SIGNED], TODAY, ground(consequence)
    )
    assert isinstance(facts, PerformanceFacts)
    assert facts.breach is not None
    assert (facts.breach.result, facts.breach.kind, facts.kpis) == (result, kind, ())
    assert (facts.breach.failed_to_improve_on or facts.breach.result_on) == date(2028, 4, 3)
    assert facts.breach.circumstances == "Two streets were left."
    assert facts.breach.impact == ""
    assert "from the decision of 10 April 2028" in lines[0].words
    assert "a senior officer should agree" in lines[-1].words


def test_an_end_is_told_with_its_day_and_a_breach_that_ended_it_is_told_there() -> None:
    expiry, _ = proposed(ContractEndFacts(**ABOUT), [], [SIGNED], TODAY)
    assert isinstance(expiry, ContractEndFacts)
    assert (expiry.ended_on, expiry.ending) == (date(2029, 3, 31), "expiry")
    broken, _ = proposed(ContractEndFacts(**ABOUT), [], [SIGNED], TODAY, ground(Consequence.ENDED_FOR_BREACH))
    assert isinstance(broken, ContractEndFacts)
    assert broken.breach is not None
    assert (broken.ended_on, broken.ending, broken.breach.is_breach) == (date(2028, 4, 3), "by_a_party", True)
    stopped, _ = proposed(ContractEndFacts(**ABOUT), [], [SIGNED], TODAY, ground(Consequence.ENDED))
    assert isinstance(stopped, ContractEndFacts)
    assert (stopped.ending, stopped.reasons, stopped.breach) == ("", "Two streets were left.", None)


def test_a_change_begins_with_its_day_and_why() -> None:
    facts, lines = proposed(ChangeFacts(**ABOUT), [], [SIGNED], TODAY, ground(Consequence.CHANGED))
    assert isinstance(facts, ChangeFacts)
    assert facts.modified_on == facts.effective_on == date(2028, 4, 3)
    assert facts.new_value == Money()
    assert "Enter what they will be" in lines[-1].words


# What is owed


def test_a_breach_is_published_within_thirty_days_beginning_with_its_own() -> None:
    (found,) = owed(decided(Consequence.DAMAGES))
    assert (found.notice, found.rule_id, found.due_on) == ("UK9", "PER-4", date(2028, 5, 2))
    assert "senior officer" in found.explanation


def test_a_contract_that_ends_for_breach_is_told_in_the_notice_of_its_end_alone() -> None:
    found = duties(make_snapshot(), [SIGNED], [decided(Consequence.ENDED_FOR_BREACH)])
    ends = [each for each in found if each.notice == "UK11"]
    assert [(each.rule_id, each.due_on) for each in ends] == [("PER-5", date(2028, 5, 2))]
    # Performance is assessed on termination as well.
    reviews = [each.due_on for each in found if each.notice == "UK9"]
    assert reviews == [date(2028, 3, 31)]


def test_a_change_is_told_before_it_is_made() -> None:
    (found,) = owed(decided(Consequence.CHANGED))
    assert (found.notice, found.due_on, found.earliest_on) == ("UK10", date(2028, 4, 2), None)


def test_what_a_notice_has_told_is_no_longer_owed() -> None:
    made = decided(Consequence.DAMAGES, told_by=frozenset({7}))
    assert (
        owed(made, history=(PublishedNotice("UK9", TODAY, "7", PerformanceFacts(**ABOUT), number=7),)) == []
    )
    told, _ = proposed(PerformanceFacts(**ABOUT), [], [SIGNED], TODAY, ground(Consequence.DAMAGES))
    assert owed(decided(Consequence.DAMAGES), history=(PublishedNotice("UK9", TODAY, "8", told),)) == []
    assert owed(decided(Consequence.DAMAGES, contract="Another")) == []


def test_indicators_that_nobody_had_to_set_are_not_assessed_by_law() -> None:
    small = PublishedNotice(
        "UK7", date(2027, 3, 5), "1", DETAILS.model_copy(update={"value": Money(gross=Decimal(5_000_000))})
    )
    assert [each.notice for each in duties(make_snapshot(), [small])] == ["UK11"]


def test_the_last_assessment_is_still_owed_once_the_end_was_told() -> None:
    ended = PublishedNotice(
        "UK11", date(2028, 1, 9), "3", ContractEndFacts(**ABOUT, ended_on=date(2027, 12, 31))
    )
    found = duties(make_snapshot(), [SIGNED, ended])
    assert [(each.notice, each.due_on) for each in found] == [("UK9", date(2027, 12, 31))]
