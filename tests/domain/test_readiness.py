"""What stands between a draft and publication."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from procure.domain.readiness import Issue, blocking, check
from procure.domain.readiness.answers import OPTIONAL_FIELDS
from procure.domain.sections import PAGES, Page, asked_pages, reader_of
from procure.domain.snapshot import ProcurementFacts, SpecificationSnapshot, TargetPoint
from tests.factories.snapshots import make_minimal_snapshot, make_snapshot

Change = Callable[[SpecificationSnapshot], SpecificationSnapshot]
TODAY = date(2026, 11, 23)


def issues(snapshot: SpecificationSnapshot, today: date = TODAY) -> list[Issue]:
    return check(snapshot, today)


def codes(snapshot: SpecificationSnapshot, *, only_blocking: bool = False) -> set[str]:
    found = issues(snapshot)
    return {issue.code for issue in (blocking(found) if only_blocking else found)}


def facts(**values: Any) -> Change:
    return lambda s: s.model_copy(update={"facts": s.facts.model_copy(update=values)})


def whole(**values: Any) -> Change:
    return lambda s: s.model_copy(update=values)


def first(part: str, **values: Any) -> Change:
    def change(snapshot: SpecificationSnapshot) -> SpecificationSnapshot:
        rows = getattr(snapshot, part)
        return snapshot.model_copy(update={part: (rows[0].model_copy(update=values), *rows[1:])})

    return change


def measure(**values: Any) -> Change:
    def change(snapshot: SpecificationSnapshot) -> SpecificationSnapshot:
        outcome = snapshot.outcomes[0]
        measures = (outcome.measures[0].model_copy(update=values), *outcome.measures[1:])
        return first("outcomes", measures=measures)(snapshot)

    return change


def criterion(**values: Any) -> Change:
    def change(snapshot: SpecificationSnapshot) -> SpecificationSnapshot:
        head, *rest = snapshot.award.criteria
        award = snapshot.award.model_copy(update={"criteria": (head.model_copy(update=values), *rest)})
        return snapshot.model_copy(update={"award": award})

    return change


def test_a_whole_specification_has_nothing_that_blocks_it() -> None:
    assert blocking(issues(make_snapshot())) == []


def test_blocking_issues_come_first_and_each_names_a_page_that_exists() -> None:
    found = issues(make_minimal_snapshot())
    kinds = [issue.is_blocking for issue in found]
    assert kinds == sorted(kinds, reverse=True)
    assert kinds.count(True) > 20
    assert {issue.page for issue in found} <= set(PAGES)


def _needed_fields() -> list[tuple[str, str]]:
    read = reader_of(make_snapshot())
    return [
        (page.slug, path)
        for page in asked_pages(read)
        if page.needed
        for path in page.fields
        if path.startswith("facts.") and path not in OPTIONAL_FIELDS
    ]


@pytest.mark.parametrize(("slug", "path"), _needed_fields())
def test_each_needed_answer_blocks_while_it_is_missing(slug: str, path: str) -> None:
    name = path.removeprefix("facts.")
    empty = getattr(ProcurementFacts(), name)
    found = issues(facts(**{name: empty})(make_snapshot()))
    assert any(issue.is_blocking and issue.page == slug for issue in found)


def test_a_question_that_does_not_apply_is_not_asked() -> None:
    open_procedure = facts(procedure="open", procedure_description="")(make_snapshot())
    assert "unanswered-procedure-description" not in codes(open_procedure)


def test_no_is_an_answer() -> None:
    page: Page = PAGES["auction"]
    assert page.is_answered(reader_of(facts(uses_electronic_auction=False)(make_snapshot())))


BLOCKING = {
    "no-outcomes": whole(outcomes=()),
    "no-objective-link": lambda s: s.model_copy(
        update={"outcomes": tuple(o.model_copy(update={"objective_links": ()}) for o in s.outcomes)}
    ),
    "outcome-without-beneficiary": first("outcomes", beneficiary=""),
    "outcome-without-change": first("outcomes", change=""),
    "outcome-without-level": first("outcomes", level=""),
    "outcome-without-place": first("outcomes", place=""),
    "outcome-without-statement": first("outcomes", statement=""),
    "outcome-without-date": first("outcomes", by_when_on=None),
    "outcome-without-measure": first("outcomes", measures=()),
    "placeholder-left": first("outcomes", statement="By {date}, more homes are warm."),
    "measure-without-name": measure(name=""),
    "measure-without-unit": measure(unit=""),
    "measure-without-source": measure(source=""),
    "measure-without-target": measure(target_value=""),
    "measure-without-baseline": measure(baseline_value="", baseline_plan=""),
    "path-after-target": measure(
        target_on=date(2028, 1, 1), target_path=(TargetPoint(on=date(2029, 1, 1), value="50"),)
    ),
    "frame-not-stated": whole(fixed_requirements=(), has_no_fixed_requirements=False),
    "requirement-without-text": first("fixed_requirements", text=""),
    "requirement-without-reason": first("fixed_requirements", reason=""),
    "other-reason-unexplained": first("fixed_requirements", reason="other", explanation=""),
    "challenge-unanswered": first("fixed_requirements", open_to_challenge=None),
    "weights-not-100": criterion(weight=Decimal("1.5")),
    "weight-missing": criterion(weight=None),
    "criterion-not-confirmed": criterion(is_clear_and_measurable=False),
    "criterion-incomplete": criterion(kind=""),
    "gross-below-net": facts(value_gross=Decimal("1.00")),
    "value-not-positive": facts(value_net=Decimal("0.00")),
    "unknown-cpv": facts(cpv_codes=("12345678",)),
    "unknown-region": facts(regions=("UKZ9",)),
    "too-few-lots": lambda s: facts(uses_lots=True)(s).model_copy(update={"lots": ()}),
    "reserved-not-light-touch": facts(
        procedure="competitive_flexible", reserved_public_service_mutual=True, special_regimes=()
    ),
    "reserved-too-long": facts(
        procedure="competitive_flexible",
        reserved_public_service_mutual=True,
        supply_starts_on=date(2029, 1, 1),
        supply_ends_on=date(2034, 1, 1),
        has_extensions=False,
    ),
    "conflicts-assessment-missing": facts(conflicts_assessment_prepared=False),
    "ends-before-start": facts(supply_starts_on=date(2029, 1, 2), supply_ends_on=date(2029, 1, 1)),
    "enquiries-too-late": facts(enquiry_deadline_at=datetime(2040, 1, 1, tzinfo=UTC)),
    "award-before-deadline": facts(estimated_award_on=date(2026, 12, 1)),
    "authority-incomplete": lambda s: s.model_copy(
        update={"authority": s.authority.model_copy(update={"ppon": ""})}
    ),
}


@pytest.mark.parametrize("code", BLOCKING)
def test_each_fault_blocks_publication(code: str) -> None:
    changed = BLOCKING[code](make_snapshot())
    assert code in codes(changed, only_blocking=True)


ADVISORY = {
    "outcome-without-objective": first("outcomes", objective_links=()),
    "outcome-without-comparison": first("outcomes", comparison=""),
    "outcome-without-equality-split": first("outcomes", equality_split=""),
    "measure-without-counter-measure": measure(counter_measure=""),
    "measure-without-data-owner": measure(data_owner=""),
    "baseline-not-verified": measure(baseline_verified=False),
    "baseline-without-source": measure(baseline_url=""),
    "below-threshold": facts(value_net=Decimal("1000.00"), value_gross=Decimal("1200.00")),
    "no-enquiry-deadline": facts(enquiry_deadline_at=None),
    "no-payment-terms": facts(payment_terms=""),
}


@pytest.mark.parametrize("code", ADVISORY)
def test_each_weakness_is_shown_and_does_not_block(code: str) -> None:
    changed = ADVISORY[code](make_snapshot())
    assert code in codes(changed)
    assert code not in codes(changed, only_blocking=True)


def test_an_outcome_that_no_criterion_assesses_is_shown() -> None:
    snapshot = make_snapshot()
    criteria = tuple(c.model_copy(update={"outcome_keys": ()}) for c in snapshot.award.criteria)
    bare = snapshot.model_copy(update={"award": snapshot.award.model_copy(update={"criteria": criteria})})
    unassessed = [issue for issue in issues(bare) if issue.code == "outcome-not-assessed"]
    assert [issue.key for issue in unassessed] == [outcome.key for outcome in snapshot.outcomes]


def _open_with_deadline(days: int) -> SpecificationSnapshot:
    notice = date(2027, 3, 2)
    deadline = datetime(2027, 3, 2, 12, tzinfo=UTC) + timedelta(days=days)
    return facts(
        procedure="open",
        special_regimes=(),
        notice_planned_on=notice,
        tender_deadline_at=deadline,
        enquiry_deadline_at=datetime(2027, 3, 10, 12, tzinfo=UTC),
        participation_deadline_at=None,
        is_electronic=True,
        documents_provided_now=True,
        relies_on_shorter_period=False,
        shorter_period_entry="",
    )(make_snapshot())


def test_t7_twenty_five_days_is_enough_and_twenty_four_is_not() -> None:
    def of_deadline(snapshot: SpecificationSnapshot) -> list[Issue]:
        return [i for i in issues(snapshot) if i.page == "tender-deadline" and i.is_blocking]

    assert of_deadline(_open_with_deadline(25)) == []
    [issue] = of_deadline(_open_with_deadline(24))
    assert "s.54" in issue.source
    assert issue.source_url.startswith("https://www.legislation.gov.uk/")


def test_a_named_product_is_pointed_out_with_the_section_that_questions_it() -> None:
    snapshot = first("fixed_requirements", text="Use Microsoft Teams for every meeting.")(make_snapshot())
    [found] = [i for i in issues(snapshot) if i.code.startswith("trade-name")]
    assert not found.is_blocking
    assert "s.56" in found.source


def test_a_notice_date_that_has_passed_is_counted_from_today() -> None:
    late = facts(notice_planned_on=date(2026, 1, 1))(make_snapshot())
    assert "notice-date-passed" in codes(late)


def test_a_criterion_with_tests_unconfirmed_is_one_issue_that_names_them() -> None:
    snapshot = criterion(is_clear_and_measurable=False, is_proportionate=False)(make_snapshot())
    [found] = [i for i in issues(snapshot) if i.code == "criterion-not-confirmed"]
    assert "measurable" in found.reason
    assert "proportionate" in found.reason
    assert "subject matter" not in found.reason


@pytest.mark.parametrize("page", ["outcomes", "award-criteria"])
def test_parts_of_one_name_are_to_be_told_apart(page: str):
    """Capitals and spaces do not tell two names apart, and parts without a name are not twins."""
    snapshot = make_snapshot()
    parts = snapshot.outcomes if page == "outcomes" else snapshot.award.criteria
    name = "title" if page == "outcomes" else "name"
    one, other = parts[0], parts[1].model_copy(update={name: f"  {getattr(parts[0], name).upper()}"})
    changed = (one, other, *parts[2:])
    if page == "outcomes":
        twins = snapshot.model_copy(update={"outcomes": changed})
    else:
        twins = snapshot.model_copy(update={"award": snapshot.award.model_copy(update={"criteria": changed})})
    assert "same-name" not in codes(snapshot)
    [found] = [issue for issue in issues(twins) if issue.code == "same-name"]
    assert (found.page, found.key, found.is_blocking) == (page, other.key, False)
