"""Frameworks, dynamic markets and contracts below the threshold: what is asked of each, and what stops it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from procure.domain import readiness
from procure.domain.carrying import carried
from procure.domain.notice_duties import duties
from procure.domain.notice_facts import AwardFacts, ContractDetailsFacts
from procure.domain.notice_sequence import PublishedNotice
from procure.domain.sections import asked_pages, reader_of, without_leftovers
from procure.domain.snapshot import SpecificationSnapshot
from tests.factories.variants import TENDERS

TODAY = date(2026, 12, 1)


def changed(name: str, **facts: Any) -> SpecificationSnapshot:
    snapshot = TENDERS[name]
    return snapshot.model_copy(update={"facts": snapshot.facts.model_copy(update=facts)})


def codes(snapshot: SpecificationSnapshot, *, blocking: bool | None = None) -> set[str]:
    return {
        issue.code
        for issue in readiness.check(snapshot, TODAY)
        if blocking is None or issue.is_blocking is blocking
    }


def asked(snapshot: SpecificationSnapshot) -> set[str]:
    return {page.slug for page in asked_pages(reader_of(snapshot))}


@pytest.mark.parametrize("name", TENDERS)
def test_a_whole_tender_of_each_form_may_be_published(name: str) -> None:
    assert codes(TENDERS[name], blocking=True) == set()


@pytest.mark.parametrize("name", TENDERS)
def test_nothing_that_a_form_asks_is_lost_when_it_is_frozen(name: str) -> None:
    assert without_leftovers(TENDERS[name]).facts.model_dump(exclude_defaults=True).keys() >= {
        "value_gross",
        "submission_method",
    }
    kept = without_leftovers(TENDERS["uk4-framework-flexible"]).facts
    assert (kept.framework_users, kept.framework_fee_percentage) != ("", None)


def test_below_the_threshold_no_procedure_is_asked_for_nor_what_hangs_on_one() -> None:
    pages = asked(changed("uk4-below-threshold", procedure="competitive_flexible", invites_requests=True))
    assert {"reserved-kinds", "reserved-areas", "value", "submission"} <= pages
    assert not pages & {
        "procedure", "procedure-description", "requests-to-participate", "participation-deadline", "uses-lots",
        "conflicts-assessment", "engagement", "languages", "framework-term",
    }  # fmt: skip
    left = without_leftovers(changed("uk4-below-threshold", procedure="competitive_flexible"))
    assert (left.facts.procedure, left.stages) == ("", ())


def test_a_framework_is_asked_about_only_where_there_is_one() -> None:
    assert {"framework-term", "open-framework-details", "framework-fee"} <= asked(
        TENDERS["uk4-framework-flexible"]
    )
    assert not {page for page in asked(TENDERS["uk4-light-touch"]) if "framework" in page}
    assert "qualifying-market" not in asked(TENDERS["uk4-dynamic-market"])
    assert "qualifying-market" in asked(TENDERS["uk4-utilities-market"])


BLOCKED: dict[str, tuple[str, dict[str, Any]]] = {
    # FRA-1: 4 years, and 8 for utilities, unless there are reasons.
    "framework-too-long": ("uk4-framework-open", {"framework_ends_on": date(2031, 9, 1)}),
    # FRA-3: an open framework ends at 8 years, and within 4 with one supplier.
    "open-framework-too-long": (
        "uk4-framework-flexible",
        {"open_framework_previous_identifier": "", "open_framework_ends_on": date(2035, 9, 1)},
    ),
    "framework-ends-before-start": ("uk4-framework-open", {"framework_ends_on": date(2027, 8, 31)}),
    "framework-outlasts-scheme": ("uk4-framework-flexible", {"open_framework_ends_on": date(2035, 8, 30)}),
    "one-supplier-or-more": ("uk4-framework-open", {"framework_supplier_number": "single"}),
    "fee-of-nothing": ("uk4-framework-flexible", {"framework_fee_percentage": Decimal(0)}),
    "not-below-threshold": ("uk4-below-threshold", {"value_gross": Decimal("663540.00")}),
    "unanswered-framework-users": ("uk4-framework-open", {"framework_users": ""}),
    "unanswered-reserved-areas": ("uk4-below-threshold", {"reserved_place_areas": ""}),
    "unanswered-dynamic-market-details": (
        "uk4-dynamic-market",
        {"dynamic_market_identifier": "", "dynamic_market_part_title": "", "dynamic_market_part_number": ""},
    ),
}


@pytest.mark.parametrize("code", BLOCKED)
def test_each_fault_of_a_form_blocks_publication(code: str) -> None:
    name, facts = BLOCKED[code]
    assert code in codes(changed(name, **facts), blocking=True)


def test_fra_1_a_framework_may_run_its_last_lawful_day_and_light_touch_any() -> None:
    assert "framework-too-long" not in codes(
        changed("uk4-framework-open", framework_ends_on=date(2031, 8, 31))
    )
    long = {"framework_ends_on": date(2040, 1, 1), "special_regimes": ("light_touch",)}
    assert "framework-too-long" not in codes(changed("uk4-framework-open", **long))
    reasons = {"framework_ends_on": date(2040, 1, 1), "framework_long_term_reasons": "It takes that long."}
    assert "framework-too-long" not in codes(changed("uk4-framework-open", **reasons))


def test_fra_2_a_call_off_without_competition_from_several_suppliers_is_pointed_out() -> None:
    assert "call-off-without-competition" in codes(TENDERS["uk4-framework-flexible"])
    alone = {
        "framework_award": "not_competed",
        "framework_supplier_number": "single",
        "framework_maximum_suppliers": 1,
    }
    assert "call-off-without-competition" not in codes(changed("uk4-framework-open", **alone))


def test_a_small_value_with_a_procedure_is_pointed_out_and_below_the_notice_line_too() -> None:
    small = {"value_net": Decimal("20000.00"), "value_gross": Decimal("24000.00")}
    assert "below-threshold" in codes(changed("uk4-dynamic-market", **small))
    found = codes(changed("uk4-below-threshold", **small))
    assert "not-notifiable" in found
    assert "below-threshold" not in found
    assert "suitability-below-threshold" in found


def test_t6_an_award_by_a_dynamic_market_needs_ten_days_for_tenders() -> None:
    issues = readiness.check(TENDERS["uk4-dynamic-market"], TODAY)
    assert not [issue for issue in issues if issue.page == "tender-deadline" and issue.is_blocking]


def test_later_notices_begin_with_what_the_tender_notice_said() -> None:
    award = carried("UK6", TENDERS["uk4-framework-flexible"])
    assert isinstance(award, AwardFacts)
    assert award.framework is not None
    assert (award.form, award.framework.fee_percentage) == ("framework_established", Decimal("0.75"))
    plain = carried("UK6", TENDERS["uk4-framework-open"])
    assert isinstance(plain, AwardFacts)
    assert plain.framework is not None
    assert plain.framework.fee_percentage == 0
    small = carried("UK7", TENDERS["uk4-below-threshold"])
    assert isinstance(small, ContractDetailsFacts)
    assert small.form == "below_threshold"
    assert carried("UK6", TENDERS["uk4-dynamic-market"]).dynamic_market_part_number == "2"  # type: ignore[attr-defined]


def test_bth_5_after_a_small_tender_the_contract_details_are_due_and_no_award_notice() -> None:
    out = [PublishedNotice("UK4", date(2027, 1, 11))]
    assert [(duty.notice, duty.rule_id) for duty in duties(TENDERS["uk4-below-threshold"], out)] == [
        ("UK7", "BTH-5")
    ]
    assert [duty.notice for duty in duties(TENDERS["uk4-framework-open"], out)] == ["UK6"]
