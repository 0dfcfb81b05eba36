"""Who pays, who gains, how the supplier is paid, and its cash: the worked examples, and what holds for all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procure.domain.funding import (
    LONGEST_GAP_DAYS,
    Chooser,
    PaymentMechanism,
    cash_flow,
    cash_gap,
    free_riders,
    guards_of,
    ledger_issues,
    ledger_of,
    months_of,
    payment_issues,
    suggest,
    year_label,
)
from procure.domain.snapshot import (
    ContributionSnapshot,
    FundingPartySnapshot,
    MoneyTerms,
    PaymentTerms,
)
from procure.domain.withholding import INTERNAL, is_wholly_public, public
from tests.factories.snapshots import make_snapshot

TERMS = MoneyTerms(
    money_held_by="The council", tie_breaker="The chair of the board", money_exit="At a year's end"
)
HEALTH = FundingPartySnapshot(
    key="hea", number=1, name="Health", organisation_key="o1", is_owner=True, benefit_share=Decimal(60),
    gains="Fewer admissions", stops_doing="A winter grant",
)  # fmt: skip
HOUSING = FundingPartySnapshot(
    key="hou", number=2, name="Housing", organisation_key="o2", is_owner=True, benefit_share=Decimal(30),
)  # fmt: skip
ENERGY = FundingPartySnapshot(key="ene", number=3, name="Energy", benefit_share=Decimal(10))
PARTIES = (HEALTH, HOUSING, ENERGY)


def paid(
    number: int, party: str, year: int, amount: str, fund: str = "Shared Outcomes Fund"
) -> ContributionSnapshot:
    return ContributionSnapshot(
        key=f"con-{number}", number=number, party_key=party, year=year, fund=fund, amount_net=Decimal(amount)
    )


PAID = (
    paid(1, "hea", 2027, "400000.00"), paid(2, "hea", 2028, "200000.00"), paid(3, "hou", 2027, "150000.50", "Housing"),
)  # fmt: skip
amounts = st.decimals(0, 10**7, places=2)
rows = st.lists(
    st.builds(
        paid, st.integers(1, 9), st.sampled_from(["hea", "hou", "ene", "gone"]), st.integers(2025, 2031),
        amounts.map(str), st.sampled_from(["A", "B", ""]),
    ),
    max_size=8,
)  # fmt: skip


def codes(parties=PARTIES, contributions=PAID, terms=TERMS, value=None) -> list[str]:
    return [each.code for each in ledger_issues(ledger_of(parties, contributions, terms), value)]


def test_a_worked_ledger() -> None:
    ledger = ledger_of(PARTIES, PAID, TERMS)
    assert ledger.total == Decimal("750000.50")
    assert ledger.of_year(2027) == Decimal("550000.50")
    assert ledger.by_fund == {"Housing": Decimal("150000.50"), "Shared Outcomes Fund": Decimal(600000)}
    assert ledger.standings[0].by_year == {2027: Decimal(400000), 2028: Decimal(200000)}
    assert [party.name for party in free_riders(ledger)] == ["Energy"]
    assert codes() == ["gains-and-pays-nothing"]
    assert year_label(2027) == "2027 to 2028"


def test_nothing_said_of_money_is_nothing_to_put_right() -> None:
    assert codes((), ()) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"parties": (HEALTH,)}, "too-few-owners"),
        ({"parties": (HEALTH, HOUSING)}, "shares-not-whole"),
        ({"parties": (*PARTIES[:2], ENERGY.model_copy(update={"is_owner": True}))}, "owner-cannot-sign"),
        ({"contributions": (*PAID, paid(4, "gone", 2027, "1.00"))}, "nobody-pays"),
        ({"contributions": (*PAID, paid(4, "hou", 2027, "1.00", " "))}, "contribution-incomplete"),
        ({"terms": MoneyTerms(tie_breaker="The chair")}, "nobody-holds-it"),
        ({"terms": MoneyTerms(money_held_by="The council")}, "nobody-breaks-ties"),
        ({"value": Decimal("750000.51")}, "not-fully-funded"),
    ],
)
def test_what_does_not_add_up_is_said(changed: dict, code: str) -> None:
    assert code in codes(**changed)
    assert code not in codes()


@settings(max_examples=40)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_sum_and_no_signature(found, chance) -> None:
    found = [each.model_copy(update={"key": f"con-{at}"}) for at, each in enumerate(found)]
    mixed = list(found)
    chance.shuffle(mixed)
    before, after = ledger_of(PARTIES, found, TERMS), ledger_of(PARTIES[::-1], mixed, TERMS)
    assert (before.total, before.by_fund, before.years) == (after.total, after.by_fund, after.years)
    assert before.digest == after.digest
    known = sum(each.pays for each in before.standings)
    assert known <= before.total == sum(each.amount_net for each in found)
    assert known == sum(before.of_year(year) for year in before.years)


@settings(max_examples=40)
@given(rows, amounts.filter(bool), st.sampled_from(PARTIES))
def test_paying_more_never_makes_a_free_rider_and_always_needs_new_signatures(found, amount, party) -> None:
    before = ledger_of(PARTIES, found, TERMS)
    after = ledger_of(PARTIES, [*found, paid(99, party.key, 2027, str(amount))], TERMS)
    assert {each.key for each in free_riders(after)} <= {each.key for each in free_riders(before)} - {
        party.key
    }
    assert after.total == before.total + amount
    assert after.digest != before.digest


def test_any_change_to_what_is_signed_is_another_digest() -> None:
    signed = ledger_of(PARTIES, PAID, TERMS).digest
    for parties, contributions, terms in (
        ((HEALTH.model_copy(update={"benefit_share": Decimal(61)}), *PARTIES[1:]), PAID, TERMS),
        ((HEALTH.model_copy(update={"stops_doing": "Nothing"}), *PARTIES[1:]), PAID, TERMS),
        (PARTIES, PAID[1:], TERMS),
        (PARTIES, PAID, TERMS.model_copy(update={"tie_breaker": "Nobody"})),
    ):
        assert ledger_of(parties, contributions, terms).digest != signed
    unchanged = TERMS.model_copy(update={"is_discovery": True, "cash_months": 3})
    assert ledger_of(PARTIES, PAID, unchanged).digest == signed


def test_money_between_departments_is_in_no_public_snapshot_and_leaves_others_as_they_were() -> None:
    whole = make_snapshot(parties=PARTIES, contributions=PAID, money=TERMS)
    opened = public(whole)
    assert [getattr(opened, name) for name in INTERNAL] == [(), (), MoneyTerms(), ()]
    assert public(opened) is opened
    assert not is_wholly_public(whole)
    assert is_wholly_public(make_snapshot())
    assert opened.digest == make_snapshot().digest


# How to pay

RESULTS = Chooser(is_measurable=True, is_attributable=True, passes_noise=True, provider_can_carry_risk=True)
answers = st.one_of(st.none(), st.booleans())
choosers = st.builds(Chooser, *([answers] * 10))


@pytest.mark.parametrize(
    ("facts", "mechanism"),
    [
        (RESULTS, PaymentMechanism.OUTCOME),
        (Chooser(is_slow=True, steps_are_known=True), PaymentMechanism.MILESTONE),
        (Chooser(must_be_ready=True), PaymentMechanism.AVAILABILITY),
        (Chooser(demand_is_unknown=True), PaymentMechanism.UNIT_PRICE),
        (Chooser(is_discovery=True), PaymentMechanism.CAPPED_TIME),
        (Chooser(many_providers=True, is_measurable=True), PaymentMechanism.RATE_CARD),
    ],
)
def test_each_row_of_the_method_chooses_its_way_to_pay(facts: Chooser, mechanism: PaymentMechanism) -> None:
    (found,) = suggest(facts)
    assert found.mechanism == mechanism
    assert found.guards == guards_of(mechanism) != ()
    assert (found.most_at_risk is not None) == (mechanism == PaymentMechanism.OUTCOME)


@settings(max_examples=60)
@given(choosers)
def test_results_pay_only_where_all_four_conditions_are_known_to_hold(facts: Chooser) -> None:
    found = {each.mechanism for each in suggest(facts)}
    four = (facts.is_measurable, facts.is_attributable, facts.passes_noise, facts.provider_can_carry_risk)
    assert (PaymentMechanism.OUTCOME in found) == all(each is True for each in four)


@settings(max_examples=60)
@given(choosers, st.sampled_from(list(Chooser.__dataclass_fields__)))
def test_an_answer_that_becomes_yes_takes_no_way_to_pay_away(facts: Chooser, name: str) -> None:
    values = {each: getattr(facts, each) for each in Chooser.__dataclass_fields__}
    more = Chooser(**{**values, name: True})
    assert {each.mechanism for each in suggest(facts)} <= {each.mechanism for each in suggest(more)}


def weighed(
    facts: Chooser = RESULTS,
    stop: bool = False,
    ready: bool | None = True,
    shares: Sequence[Decimal] = (Decimal(100),),
    **terms: object,
) -> list[str]:
    whole = {
        "payment_mechanism": "outcome", "payment_share_at_risk": Decimal(30), "payment_cap_net": Decimal(100),
        "payment_guards": "As the annex says", **terms,
    }  # fmt: skip
    found = payment_issues(
        PaymentTerms(**whole),
        facts,
        shares=shares,
        has_stop_rule=stop,
        value_net=Decimal(1000),
        data_is_ready=ready,
    )
    return [each.code for each in found]


def test_a_guarded_payment_for_outcomes_has_nothing_to_weigh() -> None:
    assert weighed() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"payment_share_at_risk": Decimal("30.01")}, "too-much-at-risk"),
        ({"payment_cap_net": None}, "payment-without-cap"),
        ({"payment_cap_net": Decimal(1001)}, "cap-above-value"),
        ({"payment_guards": " "}, "guards-unsaid"),
        ({"payment_mechanism": "availability"}, "payment-does-not-fit"),
        ({"ready": False}, "payment-without-data"),
        ({"shares": ()}, "payment-on-nothing-named"),
        ({"shares": (Decimal(60), Decimal(30))}, "payment-shares-do-not-add-up"),
        ({"payment_share_at_risk": None}, "share-at-risk-unsaid"),
        ({"facts": Chooser()}, "payment-on-chance"),
        ({"facts": Chooser(passes_noise=True)}, "payment-on-unmeasured"),
        ({"facts": Chooser(is_discovery=True), "payment_mechanism": "capped_time"}, "no-stop-rule"),
    ],
)
def test_a_guard_that_is_missing_is_named(changed: dict, code: str) -> None:
    assert code in weighed(**changed)


# The supplier's cash


def test_a_worked_gap() -> None:
    flow = cash_gap([Decimal(100)] * 4, [Decimal(0), Decimal(0), Decimal(250), Decimal(150)])
    assert [month.behind for month in flow.months] == [100, 200, 50, 0]
    assert (flow.gap, flow.deepest_month, flow.days) == (Decimal(200), 2, Decimal(61))
    assert flow.is_hard


def test_pay_in_thirty_days_with_a_third_on_results_after_a_year() -> None:
    money = MoneyTerms(
        cash_months=12, cash_start_net=Decimal(12000), cash_monthly_net=Decimal(10000), cash_days_to_pay=30,
        cash_months_to_result=12,
    )  # fmt: skip
    flow = cash_flow(money, PaymentTerms(payment_share_at_risk=Decimal(30)))
    # 132,000 in all: 7,700 a month comes a month late and 3,300 a year later. After twelve months of cost, eleven paid.
    assert flow is not None
    assert (flow.gap, flow.deepest_month) == (Decimal("47300.00"), 12)
    assert flow.days == Decimal(131)
    assert flow.is_hard
    sure = cash_flow(money, PaymentTerms())
    # 11,000 a month comes a month late: the first month costs 22,000, and each later one earns 1,000 of it back.
    assert sure is not None
    assert (sure.gap, sure.deepest_month, sure.is_hard) == (Decimal("22000.00"), 1, True)


def test_without_months_or_cost_there_is_no_flow() -> None:
    assert cash_flow(MoneyTerms(), PaymentTerms()) is None
    assert cash_flow(MoneyTerms(cash_months=3), PaymentTerms()) is None


flows = st.lists(st.decimals(0, 10**6, places=2), max_size=24)


@settings(max_examples=60)
@given(flows, flows)
def test_a_gap_is_never_below_nought_nor_above_all_cost_and_no_month_is_deeper(costs, receipts) -> None:
    flow = cash_gap(costs, receipts)
    assert 0 <= flow.gap <= sum(costs)
    assert all(month.behind <= flow.gap for month in flow.months)
    assert flow.days >= 0
    assert flow.is_hard == (flow.days > LONGEST_GAP_DAYS)


@settings(max_examples=60)
@given(flows, flows, st.integers(0, 23), st.decimals("0.01", 10**6, places=2))
def test_more_cost_never_makes_the_gap_smaller_and_more_receipts_never_larger(
    costs, receipts, at, more
) -> None:
    base = cash_gap(costs, receipts).gap

    def added(flow: list[Decimal]) -> list[Decimal]:
        longer = [*flow, *([Decimal(0)] * (at + 1 - len(flow)))]
        longer[at] += more
        return longer

    assert cash_gap(added(costs), receipts).gap >= base
    assert cash_gap(costs, added(receipts)).gap <= base


terms = st.builds(
    MoneyTerms, cash_months=st.integers(1, 60), cash_start_net=amounts, cash_monthly_net=amounts,
    cash_price_net=st.one_of(st.none(), amounts), cash_days_to_pay=st.integers(0, 365),
    cash_months_to_result=st.integers(0, 36),
)  # fmt: skip


@settings(max_examples=40)
@given(terms, st.decimals(0, 100, places=2))
def test_every_penny_of_the_price_is_received_and_every_penny_of_cost_spent(money, share) -> None:
    costs, receipts = months_of(money, PaymentTerms(payment_share_at_risk=share)) or ([], [])
    cost = money.cash_start_net + money.cash_monthly_net * money.cash_months
    assert sum(costs) == cost
    price = money.cash_price_net if money.cash_price_net is not None else cost
    assert abs(sum(receipts) - price) <= Decimal("0.01")


@settings(max_examples=40)
@given(terms, st.integers(0, 100))
def test_waiting_longer_for_money_never_makes_the_gap_smaller(money, share) -> None:
    payment = PaymentTerms(payment_share_at_risk=Decimal(share))
    later = money.model_copy(update={"cash_days_to_pay": money.cash_days_to_pay + 40})
    before, after = cash_flow(money, payment), cash_flow(later, payment)
    assert before is not None
    assert after is not None
    assert after.gap >= before.gap
