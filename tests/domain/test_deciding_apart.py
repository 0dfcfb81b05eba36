"""What a delegation reaches, and what comes of a question put in writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from procure.domain.delegating import Case, DelegationScope, is_in_force, more_than_minor, out_of_reach
from procure.domain.written import AnswerKind, WrittenResult, may_end, result_of, tally
from tests.factories.snapshots import make_snapshot

ANY, MINOR, CONDITIONS = DelegationScope
DAY = date(2026, 12, 1)


@dataclass
class Given:
    scope: str = ANY
    value_limit: Decimal | None = None
    from_on: date = DAY
    to_on: date = date(2026, 12, 31)


@dataclass
class Said:
    user_id: int
    kind: str


def said(*kinds: str) -> list[Said]:
    return [Said(number, kind) for number, kind in enumerate(kinds)]


def test_a_delegation_holds_on_its_first_day_and_its_last_unless_it_is_revoked() -> None:
    given = Given()
    held = [
        is_in_force(given, False, day) for day in (date(2026, 11, 30), DAY, given.to_on, date(2027, 1, 1))
    ]
    assert held == [False, True, True, False]
    assert not is_in_force(given, True, DAY)


def test_a_limit_is_held_against_the_value_with_vat_and_an_unknown_value_is_out_of_reach() -> None:
    given = Given(value_limit=Decimal("120000"))
    assert out_of_reach(given, Case(Decimal("120000"))) == ()
    assert "£120,000.01 with VAT" in out_of_reach(given, Case(Decimal("120000.01")))[0]
    assert out_of_reach(given, Case(None))
    assert out_of_reach(Given(), Case(None)) == ()


def test_minor_changes_are_delegated_only_after_the_board_decided_on_an_earlier_version() -> None:
    given = Given(MINOR)
    assert "earlier version" in out_of_reach(given, Case(None))[0]
    assert out_of_reach(given, Case(None, since=2)) == ()
    assert out_of_reach(given, Case(None, 2, ("its value rose",))) == ("Since version 2 its value rose.",)


def test_a_delegation_for_conditions_decides_on_no_version_and_the_other_way_round() -> None:
    assert out_of_reach(Given(CONDITIONS), Case(None))
    assert out_of_reach(Given(ANY), Case(None, is_condition=True))
    assert out_of_reach(Given(CONDITIONS), Case(None, is_condition=True)) == ()


def test_more_words_and_a_lower_value_are_minor() -> None:
    before = make_snapshot()
    cheaper = before.facts.model_copy(update={"value_gross": Decimal(1), "value_net": Decimal(1)})
    after = before.model_copy(update={"summary": "Other words", "facts": cheaper})
    assert more_than_minor(before, after) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda v: {"outcomes": v.outcomes[1:]}, "an outcome was taken out"),
        (lambda v: {"objectives": ()}, "it serves other objectives"),
        (lambda v: {"facts": v.facts.model_copy(update={"value_gross": Decimal(10**10)})}, "its value rose"),
        (lambda v: {"facts": v.facts.model_copy(update={"procedure": "other"})}, "the procedure is another"),
        (
            lambda v: {"joint_authorities": (v.authority.model_copy(update={"name": "Another"}),)},
            "others buy it",
        ),
        (
            lambda v: {"award": v.award.model_copy(update={"criteria": v.award.criteria[1:]})},
            "tenders are judged by other criteria",
        ),
        (
            lambda v: {
                "outcomes": tuple(
                    each.model_copy(
                        update={
                            "measures": tuple(
                                m.model_copy(update={"target_value": "1 at most"}) for m in each.measures
                            )
                        }
                    )
                    for each in v.outcomes
                )
            },
            "a measure has another target",
        ),
    ],
)
def test_what_a_board_decides_on_itself_is_more_than_minor(change: Any, words: str) -> None:
    before = make_snapshot()
    assert more_than_minor(before, before.model_copy(update=change(before))) == (words,)


def test_whoever_has_an_interest_is_not_counted_and_whoever_abstains_is_for_the_quorum() -> None:
    counted = tally(said("agree", "object", "abstain", "agree"), {3}, quorum=4)
    assert counted == (1, 1, 1, 1)
    assert result_of(counted) == WrittenResult.NO_QUORUM


def test_a_proposal_is_agreed_when_more_agree_than_object() -> None:
    results = [
        result_of(tally(said(*kinds), (), 1)) for kinds in (["agree"], ["agree", "object"], ["abstain"])
    ]
    assert results == [WrittenResult.AGREED, WrittenResult.NOT_AGREED, WrittenResult.NOT_AGREED]


@settings(max_examples=40)
@given(some.lists(some.sampled_from(AnswerKind), max_size=8), some.integers(1, 6), some.randoms())
def test_the_order_of_answers_changes_nothing_and_one_more_agreement_never_loses(
    kinds: list[AnswerKind], quorum: int, chance: Any
) -> None:
    mixed = list(kinds)
    chance.shuffle(mixed)
    result = result_of(tally(said(*kinds), (), quorum))
    assert result == result_of(tally(said(*mixed), (), quorum))
    if result == WrittenResult.AGREED:
        assert result_of(tally(said(*kinds, AnswerKind.AGREE), (), quorum)) == WrittenResult.AGREED


def test_a_result_is_recorded_after_the_last_day_or_once_nobody_is_awaited() -> None:
    assert not may_end(DAY, DAY, awaited=1)
    assert may_end(DAY, date(2026, 12, 2), awaited=1)
    assert may_end(DAY, date(2026, 11, 20), awaited=0)
