"""The worked examples every reader of the Act should agree on, to the day and the penny."""

from datetime import date
from decimal import Decimal

import pytest

from procure.act import deadlines
from procure.act.facts import Authority, Category, ContractFacts
from procure.act.kpis import kpis_required
from procure.act.periods import earliest_deadline_for_entry, planned_notice_window
from procure.act.standstill import standstill
from procure.act.thresholds import is_above_threshold
from procure.act.valuation import ValueParts, estimated_value

COUNCIL_SERVICES = ContractFacts(authority=Authority.SUB_CENTRAL, category=Category.SERVICES)
IN_2026 = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("award_notice", "day_one", "ends", "signs"),
    [
        pytest.param("2026-03-02", "2026-03-02", "2026-03-11", "2026-03-12", id="an ordinary week"),
        pytest.param("2026-03-09", "2026-03-09", "2026-03-19", "2026-03-20", id="over St Patrick's Day"),
        pytest.param(
            "2026-06-08", "2026-06-08", "2026-06-18", "2026-06-19", id="over Scotland's one-off holiday"
        ),
        pytest.param("2026-11-23", "2026-11-23", "2026-12-03", "2026-12-04", id="over St Andrew's Day"),
        pytest.param("2026-11-28", "2026-12-01", "2026-12-10", "2026-12-11", id="published on a Saturday"),
        pytest.param("2026-12-21", "2026-12-21", "2027-01-05", "2027-01-06", id="over Christmas"),
    ],
)
def test_std_2_standstill_is_eight_working_days_beginning_with_publication(
    award_notice, day_one, ends, signs
):
    pause = standstill(date.fromisoformat(award_notice)).value

    assert (pause.day_one, pause.ends_on, pause.sign_from) == tuple(
        map(date.fromisoformat, (day_one, ends, signs))
    )


@pytest.mark.parametrize(
    ("entry", "deadline"),
    [
        ("T7", date(2026, 3, 27)),
        ("T8", date(2026, 4, 1)),
        ("T10", date(2026, 4, 6)),
        ("T3", date(2026, 3, 12)),
        ("T4", date(2026, 3, 12)),
        ("T5", date(2026, 3, 12)),
        ("T6", date(2026, 3, 12)),
    ],
)
def test_tim_2_earliest_deadline_for_an_invitation_on_2_march(entry, deadline):
    assert earliest_deadline_for_entry(IN_2026, entry).value == deadline


def test_cdn_1_contract_details_follow_within_30_days_or_120_for_light_touch():
    assert deadlines.contract_details_due(date(2026, 6, 1)).value == date(2026, 6, 30)
    assert deadlines.contract_details_due(date(2026, 6, 1), is_light_touch=True).value == date(2026, 9, 28)


def test_cdn_2_contract_copy_follows_within_90_days_or_180_for_light_touch():
    assert deadlines.contract_copy_due(date(2026, 6, 1)).value == date(2026, 8, 29)
    assert deadlines.contract_copy_due(date(2026, 6, 1), is_light_touch=True).value == date(2026, 11, 27)


def test_pip_2_pipeline_notice_is_due_by_26_may():
    assert deadlines.pipeline_due(2027).value == date(2027, 5, 26)


def test_pay_4_payments_compliance_notice_is_due_by_29_april():
    assert deadlines.payments_compliance_due(date(2027, 3, 31)).value == date(2027, 4, 29)


def test_pay_5_payment_information_is_due_by_29_january():
    assert deadlines.payment_information_due(date(2026, 12, 31)).value == date(2027, 1, 29)


def test_ppn_1_planned_notice_of_1_january_qualifies_from_10_february_for_a_year():
    window = planned_notice_window(date(2026, 1, 1)).value

    assert (window.opens_on, window.closes_on) == (date(2026, 2, 10), date(2027, 1, 1))


@pytest.mark.parametrize(("gross", "is_above"), [("207720", True), ("207719.99", False)])
def test_thr_2_council_services_are_above_threshold_at_the_very_amount(gross, is_above):
    assert is_above_threshold(Decimal(gross), COUNCIL_SERVICES, IN_2026).value is is_above


@pytest.mark.parametrize(("gross", "is_required"), [("5000000.00", False), ("5000000.01", True)])
def test_kpi_1_indicators_are_required_above_five_million_and_not_at_it(gross, is_required):
    assert kpis_required(Decimal(gross)).value is is_required


def test_val_8_175_000_before_vat_is_above_threshold_for_a_council():
    gross = estimated_value(ValueParts(base=Decimal(175_000), vat_rate=Decimal(20))).value

    assert gross == Decimal(210_000)
    assert is_above_threshold(gross, COUNCIL_SERVICES, IN_2026).value
    assert not is_above_threshold(Decimal(175_000), COUNCIL_SERVICES, IN_2026).value
