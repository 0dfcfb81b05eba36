"""When notices, copies and payments are due, and who owes them (CDN, PIP, PAY, PER, TRM, CHN-5, REC, CLM,
DEV)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procure.act import deadlines
from procure.act.devolved import duty_applies
from procure.act.facts import Authority, Award, ContractFacts, Nation

IN_2026 = date(2026, 6, 1)
ABOVE_5M, AT_5M = Decimal("5000000.01"), Decimal(5_000_000)


@pytest.mark.parametrize(
    ("rule", "start", "due", "rule_id"),
    [
        (deadlines.contract_details_due, "2028-02-01", "2028-03-01", "CDN-1"),
        (deadlines.contract_details_due, "2027-02-01", "2027-03-02", "CDN-1"),
        (deadlines.contract_copy_due, "2026-10-01", "2026-12-29", "CDN-2"),
        (deadlines.contract_termination_due, "2026-03-01", "2026-03-30", "TRM-2"),
        (deadlines.breach_notice_due, "2026-03-01", "2026-03-30", "PER-4"),
        (deadlines.exclusion_report_due, "2026-03-01", "2026-03-30", "EXC-7"),
        (deadlines.payments_compliance_due, "2026-09-30", "2026-10-29", "PAY-4"),
        (deadlines.payment_information_due, "2026-06-30", "2026-07-29", "PAY-5"),
        (deadlines.payment_information_due, "2026-09-30", "2026-10-29", "PAY-5"),
        (deadlines.payment_information_due, "2026-03-31", "2026-04-29", "PAY-5"),
        (deadlines.modified_contract_copy_due, "2026-06-01", "2026-08-29", "CHN-5"),
        (deadlines.records_kept_until, "2026-06-01", "2029-05-31", "REC-2"),
        (deadlines.records_kept_until, "2028-02-29", "2031-02-28", "REC-2"),
        (deadlines.claim_period_ends, "2026-06-01", "2026-06-30", "CLM-1"),
        (deadlines.set_aside_period_ends, "2026-06-01", "2026-11-30", "CLM-2"),
    ],
)
def test_periods_beginning_with_a_day_end_on_the_day_the_act_says(rule, start, due, rule_id):
    answer = rule(date.fromisoformat(start))

    assert (answer.value, answer.rule_id) == (date.fromisoformat(due), rule_id)


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_pip_2_is_26_may_in_leap_years_too(year):
    assert deadlines.pipeline_due(year).value == date(year, 5, 26)


@pytest.mark.parametrize("day", ["2026-03-30", "2026-04-01", "2026-06-30", "2026-12-31"])
def test_pay_4_reporting_periods_end_in_march_and_september_only(day):
    with pytest.raises(ValueError, match="31 March or 30 September"):
        deadlines.payments_compliance_due(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-03-30", "2026-05-31", "2026-12-30"])
def test_pay_5_quarters_end_with_the_calendar_quarter(day):
    with pytest.raises(ValueError, match="A quarter ends"):
        deadlines.payment_information_due(date.fromisoformat(day))


@pytest.mark.parametrize(("amount", "is_published"), [("30000", False), ("30000.01", True)])
def test_pay_5_single_payments_above_30_000_are_published(amount, is_published):
    assert deadlines.payment_is_published(Decimal(amount), IN_2026).value is is_published


def test_pay_5_has_no_line_before_april_2026():
    with pytest.raises(ValueError, match="later than 2026-03-31"):
        deadlines.payment_is_published(Decimal(40_000), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("received", "due_in_invoice", "pay_by"),
    [
        ("2026-06-01", None, "2026-06-30"),
        ("2026-06-01", "2026-05-01", "2026-06-30"),
        ("2026-06-01", "2026-06-15", "2026-07-14"),
    ],
)
def test_pay_2_invoices_are_paid_within_30_days_of_receipt_or_their_later_due_date(
    received, due_in_invoice, pay_by
):
    due = date.fromisoformat(due_in_invoice) if due_in_invoice else None

    assert deadlines.payment_due(date.fromisoformat(received), due).value == date.fromisoformat(pay_by)


def test_clm_2_the_earlier_of_30_days_and_six_months_ends_set_aside_claims():
    assert deadlines.set_aside_period_ends(IN_2026, date(2026, 7, 1)).value == date(2026, 7, 30)
    assert deadlines.set_aside_period_ends(IN_2026, date(2026, 12, 1)).value == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("answers", "spend", "is_required", "rule_id"),
    [
        ({}, "100000000", False, "PIP-1"),
        ({}, "100000000.01", True, "PIP-1"),
        ({"nation": Nation.WALES}, "200000000", True, "PIP-1"),
        ({"nation": Nation.NORTHERN_IRELAND}, "200000000", False, "PIP-4"),
        ({"authority": Authority.PRIVATE_UTILITY}, "200000000", False, "PIP-4"),
    ],
)
def test_pip_1_a_pipeline_notice_is_due_above_100_million(answers, spend, is_required, rule_id):
    answer = deadlines.pipeline_required(Decimal(spend), ContractFacts(**answers), IN_2026)

    assert (answer.value, answer.rule_id) == (is_required, rule_id)


@pytest.mark.parametrize(
    ("gross", "notice", "is_listed"),
    [
        ("2000000", "2027-06-01", False),
        ("2000000.01", "2027-06-01", True),
        ("3000000", "2027-03-31", False),
        ("3000000", "2027-04-01", True),
        ("3000000", "2028-09-30", True),
        ("3000000", "2028-10-01", False),
    ],
)
def test_pip_3_contracts_above_2_million_with_a_notice_in_18_months_are_listed(gross, notice, is_listed):
    assert deadlines.belongs_in_pipeline(Decimal(gross), date.fromisoformat(notice), 2027).value is is_listed


@pytest.mark.parametrize(
    ("answers", "gross", "is_required"),
    [
        ({}, ABOVE_5M, True),
        ({}, AT_5M, False),
        ({"is_light_touch": True}, ABOVE_5M, True),
        ({"nation": Nation.WALES}, ABOVE_5M, False),
        ({"nation": Nation.NORTHERN_IRELAND}, ABOVE_5M, False),
        ({"nation": Nation.WALES, "is_reserved_arrangement": True}, ABOVE_5M, True),
        ({"authority": Authority.PRIVATE_UTILITY}, ABOVE_5M, False),
        ({"award": Award.DIRECT_USER_CHOICE}, ABOVE_5M, False),
    ],
)
def test_cdn_2_a_copy_is_published_above_5_million_with_exceptions(answers, gross, is_required):
    assert deadlines.contract_copy_required(gross, ContractFacts(**answers), IN_2026).value is is_required


def test_dir_3_user_choice_awards_need_no_contract_details_notice():
    assert not deadlines.contract_details_required(ContractFacts(award=Award.DIRECT_USER_CHOICE)).value
    assert deadlines.contract_details_required(ContractFacts(award=Award.DIRECT)).value


@pytest.mark.parametrize(
    ("gross", "award", "content"),
    [
        (AT_5M, Award.COMPETITIVE, "counts"),
        (ABOVE_5M, Award.COMPETITIVE, "names"),
        (ABOVE_5M, Award.DIRECT, "neither"),
        (ABOVE_5M, Award.DIRECT_URGENT, "neither"),
        (AT_5M, Award.CALL_OFF, "counts"),
    ],
)
def test_uk6_1_what_the_award_notice_says_of_losers_turns_on_5_million(gross, award, content):
    assert deadlines.award_notice_content(gross, ContractFacts(award=award), IN_2026).value == content


DUE = deadlines.contract_details_due(date(2026, 6, 1))


@pytest.mark.parametrize(
    ("published", "today", "code"),
    [
        (date(2026, 6, 30), date(2026, 7, 5), None),
        (date(2026, 7, 1), date(2026, 7, 5), "published-late"),
        (None, date(2026, 6, 30), None),
        (None, date(2026, 7, 1), "notice-overdue"),
        (datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC), date(2026, 7, 5), None),
        (datetime(2026, 6, 30, 23, 0, 0, tzinfo=UTC), date(2026, 7, 5), "published-late"),
    ],
)
def test_def_8_publication_on_the_last_day_by_uk_clocks_is_in_time(published, today, code):
    finding = deadlines.check_published_on_time(DUE, published, today)

    assert (finding.code if finding else None) == code


def test_an_overdue_notice_blocks_and_a_late_one_asks_for_a_reason():
    overdue = deadlines.check_published_on_time(DUE, None, date(2026, 7, 1))
    late = deadlines.check_published_on_time(DUE, date(2026, 7, 1), date(2026, 7, 1))

    assert overdue is not None
    assert late is not None
    assert (overdue.is_blocking, late.is_blocking) == (True, False)


@pytest.mark.parametrize(
    ("duty", "nation", "on", "applies"),
    [
        ("payments-compliance", "", "2025-12-31", False),
        ("payments-compliance", "", "2026-01-01", True),
        ("payments-compliance", "GB-WLS", "2026-03-31", False),
        ("payments-compliance", "GB-WLS", "2026-04-01", True),
        ("payments-compliance", "GB-NIR", "2026-06-01", False),
        ("payments", "", "2026-03-31", False),
        ("payments", "", "2026-04-01", True),
        ("payments", "GB-WLS", "2026-06-01", False),
        ("performance", "GB-NIR", "2026-01-01", True),
        ("performance", "GB-WLS", "2026-03-31", False),
        ("change", "GB-WLS", "2026-06-01", True),
        ("change", "GB-NIR", "2026-06-01", False),
        ("modified-contract-copy", "GB-WLS", "2026-06-01", False),
        ("below-threshold", "GB-NIR", "2026-06-01", False),
        ("pipeline", "GB-NIR", "2026-06-01", False),
        ("pipeline", "GB-SCT", "2026-06-01", False),
        ("contract-copy", "GB-WLS", "2026-06-01", False),
        ("policy-statement", "GB-WLS", "2026-06-01", False),
    ],
)
def test_dev_duties_differ_between_nations_and_begin_on_their_dates(duty, nation, on, applies):
    assert duty_applies(duty, Nation(nation), date.fromisoformat(on)).value is applies


def test_dev_what_is_not_verified_is_not_certain():
    assert not duty_applies("payments", Nation.WALES, IN_2026).is_certain
    assert duty_applies("payments", Nation.NORTHERN_IRELAND, IN_2026).is_certain


def test_dev_an_unknown_duty_is_refused():
    with pytest.raises(KeyError):
        duty_applies("tea", Nation.WALES, IN_2026)


@given(st.dates(date(2025, 3, 1), date(2040, 1, 1)))
def test_cdn_1_light_touch_always_allows_90_days_more(entered):
    ordinary = deadlines.contract_details_due(entered).value

    assert deadlines.contract_details_due(entered, is_light_touch=True).value - ordinary == timedelta(days=90)
    assert ordinary - entered == timedelta(days=29)
