"""What may follow what, what is due and when, and what a new notice knows from those before it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from procure.domain.carrying import amending, carried
from procure.domain.notice_duties import Duty, act_facts, duties
from procure.domain.notice_facts import (
    KINDS,
    AwardFacts,
    ChangeFacts,
    ContractDetailsFacts,
    ContractEndFacts,
    ContractFacts,
    NoticeFacts,
    PerformanceFacts,
)
from procure.domain.notice_facts.parts import Money
from procure.domain.notice_sequence import PublishedNotice, may_follow, notices_that_may_follow
from tests.factories.filled_notices import FILLED
from tests.factories.notice_parts import OTHER, SMALL, VALUE, WINNER
from tests.factories.snapshots import make_snapshot


def out(*codes: str) -> list[PublishedNotice]:
    """Notices of these codes, published day after day."""
    return [PublishedNotice(code, date(2027, 1, day), f"n-{day}") for day, code in enumerate(codes, start=1)]


def told(name: str, on: date, **changes: object) -> PublishedNotice:
    facts = FILLED[name].model_copy(update=changes)
    return PublishedNotice(facts.code, on, f"{name}-id", facts)


def duty(found: tuple[Duty, ...], label: str) -> Duty:
    return next(each for each in found if each.label == label)


AWARDED = told(
    "UK6", date(2026, 3, 2), special_regimes=(), dynamic_market_identifier="", contract_on=date(2026, 6, 1)
)
SIGNED = told("UK7", date(2026, 6, 10), signed_on=date(2026, 6, 1), contract_copy_url="", special_regimes=(),
              dynamic_market_identifier="")  # fmt: skip


# What may follow what


@pytest.mark.parametrize(
    ("history", "code", "allowed"),
    [
        ((), "UK1", True),
        ((), "UK4", True),
        ((), "UK6", False),
        ((), "UK7", False),
        (("UK4",), "UK6", True),
        (("UK5",), "UK6", True),
        (("UK4",), "UK2", False),
        (("UK4",), "UK12", True),
        (("UK4", "UK6"), "UK7", True),
        (("UK4", "UK6"), "UK4", False),
        (("UK4", "UK6", "UK7"), "UK12", False),
        (("UK4", "UK6", "UK7"), "UK9", True),
        (("UK4", "UK6", "UK7"), "UK10", True),
        (("UK4", "UK6", "UK7", "UK11"), "UK10", False),
        (("UK4", "UK6", "UK7", "UK11"), "UK9", True),
        (("UK4", "UK12"), "UK6", False),
        ((), "UK14", False),
        (("UK13",), "UK14", True),
        (("UK13", "UK14"), "UK15", True),
        (("UK13", "UK14", "UK16"), "UK15", False),
        ((), "UK17", True),
    ],
)
def test_a_notice_comes_in_its_turn_and_the_answer_says_why(
    history: tuple[str, ...], code: str, allowed: bool
) -> None:
    answer = may_follow(code, out(*history))
    assert answer.value is allowed
    assert answer.rule_id
    assert answer.url is not None
    assert answer.explanation.endswith(".")


def test_a_refusal_says_what_to_publish_first_or_what_stands_in_the_way() -> None:
    assert "Publish a UK4 or UK6 first." in may_follow("UK7", []).explanation
    assert "A UK12 has been published." in may_follow("UK6", out("UK4", "UK12")).explanation


def test_a_call_off_and_a_small_contract_need_no_notice_before_them() -> None:
    assert may_follow("UK6", [], FILLED["UK6-call-off"]).value
    assert may_follow("UK7", [], FILLED["UK7-below-threshold"]).value
    assert not may_follow("UK6", [], FILLED["UK6"]).value


def test_the_end_of_one_contract_does_not_bar_a_change_to_another() -> None:
    history = [
        SIGNED,
        told("UK7", date(2026, 6, 11), contract_identifier="B"),
        told("UK11", date(2028, 1, 1)),
    ]
    assert not may_follow("UK10", history, ChangeFacts(contract_identifier="WCA-C-0031")).value
    assert may_follow("UK10", history, ChangeFacts(contract_identifier="B")).value


def test_an_amendment_needs_the_notice_that_it_amends() -> None:
    amendment = amending(AWARDED, "A date was wrong.")
    assert may_follow("UK6", [*out("UK4"), AWARDED], amendment).value
    assert not may_follow("UK6", out("UK4"), amendment).value
    assert amendment.what_changed == "A date was wrong."
    with pytest.raises(ValueError, match="specification"):
        amending(PublishedNotice("UK4", date(2027, 1, 1)))


def test_the_choices_that_are_offered_are_those_that_may_follow() -> None:
    offered = {each.answer.value for each in notices_that_may_follow(out("UK4"))}
    assert offered == {"UK4", "UK5", "UK6", "UK7", "UK12", "UK13", "UK17"}


def test_a_call_off_and_a_small_contract_are_offered_where_nothing_is_out_and_told_as_such() -> None:
    first = {each.answer.value: each.answer for each in notices_that_may_follow([])}
    assert "call-off" in first["UK6"].explanation
    assert "below threshold" in first["UK7"].explanation
    assert not {"UK8", "UK9", "UK10", "UK11", "UK12"} & set(first)


def test_each_choice_names_the_contracts_that_it_may_be_about() -> None:
    history = [
        *out("UK4"),
        told("UK6", date(2026, 3, 2)),
        told("UK6", date(2026, 3, 2), contract_identifier="B", contract_title="Lot 2"),
        told("UK7", date(2026, 6, 10)),
        told("UK7", date(2026, 6, 11), contract_identifier="C"),
        told("UK11", date(2028, 1, 1)),
    ]
    first = history[1].contract
    choices = {each.answer.value: each for each in notices_that_may_follow(history)}
    named = {code: [each.identifier for each in choice.contracts] for code, choice in choices.items()}
    assert named["UK6"] == []
    assert named["UK7"] == ["B"]
    assert named["UK9"] == [first, "C"]
    assert named["UK10"] == named["UK11"] == ["C"]
    assert choices["UK7"].contracts[0].title == "Lot 2"
    assert choices["UK7"].may_be_another
    assert not choices["UK10"].may_be_another


def test_a_contract_that_no_notice_names_yet_takes_nothing_from_the_others() -> None:
    known = carried("UK7", make_snapshot(), [*out("UK4"), AWARDED], is_another_contract=True)
    assert isinstance(known, ContractDetailsFacts)
    assert known.contract_identifier == ""
    assert known.suppliers == ()
    assert known.value.net == make_snapshot().facts.value_net


# What is due


def test_the_contract_may_be_entered_into_the_day_after_the_standstill() -> None:
    found = duties(make_snapshot(), [*out("UK4"), AWARDED])
    entry = duty(found, "The contract may be entered into")
    assert entry.earliest_on == date(2026, 3, 12)
    assert entry.rule_id.startswith("STD")
    details = duty(found, "Contract details notice")
    assert (details.due_on, details.is_estimate) == (date(2026, 6, 30), True)
    assert not details.is_overdue(date(2026, 12, 1))


def test_a_competition_without_an_award_owes_one_or_an_end() -> None:
    (owed,) = duties(make_snapshot(), out("UK4"))
    assert (owed.notice, owed.due_on) == ("UK6", None)
    assert duties(make_snapshot(), out("UK4", "UK12")) == ()


def test_a_large_contract_owes_its_copy_and_one_that_is_copied_does_not() -> None:
    copy = duty(duties(make_snapshot(), [AWARDED, SIGNED]), "Copy of the contract")
    assert copy.due_on == date(2026, 8, 29)
    assert copy.is_overdue(date(2026, 8, 30))
    assert not copy.is_overdue(date(2026, 8, 29))
    for done in ({"contract_copy_url": "https://example.org/c.pdf"}, {"value": SMALL}):
        assert SIGNED.facts is not None
        again = PublishedNotice("UK7", SIGNED.published_on, "x", SIGNED.facts.model_copy(update=done))
        assert "Copy of the contract" not in {each.label for each in duties(make_snapshot(), [again])}


def test_a_light_touch_contract_has_longer() -> None:
    light = told("UK7", date(2026, 6, 10), signed_on=date(2026, 6, 1), contract_copy_url="",
                 special_regimes=("light_touch",))  # fmt: skip
    assert duty(duties(make_snapshot(), [light]), "Copy of the contract").due_on == date(2026, 11, 27)


def test_performance_is_due_each_year_and_the_next_after_each_notice() -> None:
    first = duty(duties(make_snapshot(), [SIGNED]), "Contract performance notice")
    assert (first.due_on, first.rule_id) == (date(2028, 8, 31), "PER-1")
    again = duty(
        duties(make_snapshot(), [SIGNED, told("UK9", date(2028, 8, 1))]), "Contract performance notice"
    )
    assert again.due_on == date(2029, 8, 31)


def test_the_end_of_a_contract_is_told_within_thirty_days_and_moves_with_a_change() -> None:
    assert duty(duties(make_snapshot(), [SIGNED]), "Contract termination notice").due_on == date(2032, 9, 29)
    changed = duties(make_snapshot(), [SIGNED, told("UK10", date(2029, 5, 1))])
    assert duty(changed, "Contract termination notice").due_on == date(2033, 3, 29)
    ended = duties(make_snapshot(), [SIGNED, told("UK11", date(2032, 9, 1))])
    assert "Contract termination notice" not in {each.label for each in ended}


def test_a_change_to_a_large_contract_owes_a_copy_within_ninety_days() -> None:
    found = duties(make_snapshot(), [SIGNED, told("UK10", date(2029, 5, 1), contract_copy_url="")])
    assert duty(found, "Copy of the change or of the changed contract").due_on == date(2029, 8, 11)


def test_what_is_dated_comes_before_what_is_not() -> None:
    dates = [each.due_on for each in duties(make_snapshot(), [*out("UK13"), AWARDED, SIGNED])]
    dated = [each for each in dates if each is not None]
    assert dates == [*sorted(dated), *[None] * (len(dates) - len(dated))]
    assert dated


def test_the_rules_hear_how_a_contract_was_awarded() -> None:
    assert act_facts(make_snapshot(), FILLED["UK6-justified"]).award == "direct-urgent"
    assert act_facts(make_snapshot(), FILLED["UK6-call-off"]).award == "call-off"
    assert act_facts(make_snapshot(), FILLED["UK5"]).is_light_touch


# What is carried forward


@pytest.mark.parametrize("code", KINDS)
def test_every_notice_can_begin_from_the_specification_alone(code: str) -> None:
    facts = carried(code, make_snapshot())
    assert isinstance(facts, KINDS[code])
    assert carried(code, make_snapshot()) == facts


def test_amounts_dates_and_what_is_bought_come_from_the_specification() -> None:
    snapshot = make_snapshot()
    facts = carried("UK6", snapshot, on=date(2026, 3, 2))
    assert isinstance(facts, AwardFacts)
    assert facts.value == Money(net=snapshot.facts.value_net, gross=snapshot.facts.value_gross)
    assert facts.supply.cpv_codes == snapshot.facts.cpv_codes
    assert facts.supply.term.ends_on == snapshot.facts.supply_ends_on
    assert facts.standstill_ends_on == date(2026, 3, 11)
    assert facts.suppliers == ()
    assert facts.contract_identifier == ""


def test_lots_come_with_what_is_said_of_the_whole() -> None:
    facts = carried("UK6", make_snapshot(lots=2))
    assert isinstance(facts, AwardFacts)
    assert [lot.number for lot in facts.lots] == ([1, 2] if facts.uses_lots else [])


def test_identifiers_suppliers_and_amounts_go_on_from_notice_to_notice() -> None:
    for code in ("UK7", "UK9", "UK10", "UK11"):
        facts = carried(code, make_snapshot(), [AWARDED, SIGNED])
        assert isinstance(facts, ContractFacts)
        assert facts.contract_identifier == "WCA-C-0031"
        assert facts.suppliers == (WINNER,)
        assert facts.value == VALUE


def test_indicators_are_carried_without_old_ratings() -> None:
    facts = carried("UK9", make_snapshot(), [SIGNED, told("UK9", date(2028, 8, 1))])
    assert isinstance(facts, PerformanceFacts)
    assert facts.kpis[0].title == "Homes kept at 18 degrees"
    assert {kpi.rating for kpi in facts.kpis} == {""}


def test_a_change_is_carried_to_what_comes_after_it() -> None:
    facts = carried("UK11", make_snapshot(), [SIGNED, told("UK10", date(2029, 5, 1))])
    assert isinstance(facts, ContractEndFacts)
    assert facts.value.gross == Decimal("22800000.00")
    assert facts.supply.term.ends_on == date(2033, 2, 28)
    assert facts.suppliers == (OTHER,)


def test_of_several_contracts_the_one_that_was_chosen_is_carried() -> None:
    second = told("UK7", date(2026, 6, 12), contract_identifier="B", value=SMALL)
    facts = carried("UK10", make_snapshot(), [SIGNED, second], contract="WCA-C-0031")
    assert isinstance(facts, ChangeFacts)
    assert (facts.contract_identifier, facts.value) == ("WCA-C-0031", VALUE)


def test_what_belongs_to_one_notice_is_not_carried() -> None:
    facts: NoticeFacts = carried(
        "UK7", make_snapshot(), [told("UK6", date(2026, 3, 2), additional_information="Only here")]
    )
    assert isinstance(facts, ContractDetailsFacts)
    assert facts.additional_information == ""
