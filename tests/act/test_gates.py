"""What must be settled before a notice: lots (LOT), conflicts (COI), engagement (PME), policy (OBJ)."""

from datetime import date

import pytest

from procure.act import conflicts, engagement, lots, policy
from procure.act.facts import Authority, Award, ContractFacts, Nation

IN_2026 = date(2026, 6, 1)
COUNCIL = ContractFacts()


def code(finding):
    return finding.code if finding else None


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"is_considered": False}, "lots-not-considered"),
        ({"is_considered": True}, None),
        ({"is_considered": True, "could_be_lots": True}, "no-lots-reasons-missing"),
        ({"is_considered": True, "could_be_lots": True, "reasons": " "}, "no-lots-reasons-missing"),
        ({"is_considered": True, "could_be_lots": True, "reasons": "One road, one contractor"}, None),
        ({"is_considered": True, "could_be_lots": True, "uses_lots": True}, None),
    ],
)
def test_lot_1_and_2_lots_are_considered_and_declined_only_with_reasons(answers, found):
    assert code(lots.check_lots(COUNCIL, **answers)) == found


@pytest.mark.parametrize(
    ("answers", "published"), [({}, True), ({"is_utilities": True}, False), ({"is_light_touch": True}, False)]
)
def test_lot_2_reasons_are_published_except_for_utilities_and_light_touch(answers, published):
    assert lots.reasons_are_published(ContractFacts(**answers)) is published


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, []),
        ({"tender_limit": 3}, []),
        ({"tender_limit": 0}, ["lot-limit-impossible"]),
        ({"tender_limit": 4}, ["lot-limit-impossible"]),
        ({"award_limit": 2}, ["lot-mechanism-missing"]),
        ({"award_limit": 2, "award_mechanism": "Best combined score"}, []),
        ({"award_limit": 3}, []),
    ],
)
def test_lot_3_limits_are_possible_and_award_limits_have_a_mechanism(answers, found):
    assert [finding.code for finding in lots.check_lot_limits(3, **answers)] == found


@pytest.mark.parametrize("notice", ["UK4", "UK5", "UK13"])
def test_coi_3_no_assessment_no_notice(notice):
    assert code(conflicts.check_assessment(notice, None, IN_2026)) == "conflicts-assessment-missing"
    assert (
        code(conflicts.check_assessment(notice, date(2026, 6, 2), IN_2026)) == "conflicts-assessment-missing"
    )
    assert conflicts.check_assessment(notice, IN_2026, IN_2026) is None


@pytest.mark.parametrize("notice", ["UK1", "UK2", "UK3", "UK6"])
def test_coi_3_other_notices_do_not_wait_for_it(notice):
    assert conflicts.check_assessment(notice, None, IN_2026) is None


def test_coi_3_below_threshold_no_assessment_is_required():
    assert conflicts.check_assessment("UK4", None, IN_2026, is_covered=False) is None


@pytest.mark.parametrize(
    ("notice", "asks"), [("UK4", True), ("UK5", True), ("UK7", True), ("UK10", True), ("UK6", False)]
)
def test_coi_5_notices_confirm_the_assessment_but_the_award_notice_does_not(notice, asks):
    assert (conflicts.check_confirmation(notice, False) is not None) is asks
    assert conflicts.check_confirmation(notice, True) is None


@pytest.mark.parametrize(
    ("reviewed", "changed", "is_due"),
    [(None, "2026-06-02", True), ("2026-06-03", "2026-06-02", False), (None, "2026-06-01", False)],
)
def test_coi_5_the_assessment_is_reviewed_when_things_change(reviewed, changed, is_due):
    finding = conflicts.check_review(
        IN_2026, date.fromisoformat(reviewed) if reviewed else None, date.fromisoformat(changed)
    )

    assert (finding is not None) is is_due


def test_coi_2_and_pme_3_an_unavoidable_advantage_means_exclusion():
    assert code(conflicts.check_unavoidable_advantage(True, False)) == "advantage-not-excluded"
    assert code(engagement.check_unavoidable_advantage(True, False)) == "engagement-advantage"
    assert conflicts.check_unavoidable_advantage(True, True) is None
    assert engagement.check_unavoidable_advantage(False, False) is None


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"has_engaged": False}, None),
        ({"has_engaged": True}, "engagement-notice-missing"),
        ({"has_engaged": True, "reasons": "Talks were informal and public"}, None),
        ({"has_engaged": True, "engagement_notice_on": IN_2026}, None),
        ({"has_engaged": True, "engagement_notice_on": IN_2026, "tender_notice_on": date(2026, 7, 1)}, None),
        (
            {"has_engaged": True, "engagement_notice_on": IN_2026, "tender_notice_on": date(2026, 5, 1)},
            "engagement-notice-missing",
        ),
    ],
)
def test_pme_4_engagement_needs_its_notice_first_or_reasons(answers, found):
    assert code(engagement.check_engagement(COUNCIL, **answers)) == found


def test_pme_5_private_utilities_need_no_engagement_notice():
    assert (
        engagement.check_engagement(ContractFacts(authority=Authority.PRIVATE_UTILITY), has_engaged=True)
        is None
    )


def test_pme_2_steps_against_unfair_advantage_are_recorded():
    assert code(engagement.check_fairness(True, "")) == "engagement-steps-missing"
    assert engagement.check_fairness(True, "Slides published to all") is None
    assert engagement.check_fairness(False, "") is None


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ({}, "npps"),
        ({"authority": Authority.CENTRAL}, "npps"),
        ({"nation": Nation.WALES}, "wpps"),
        ({"nation": Nation.WALES, "is_reserved_arrangement": True}, "npps"),
        ({"nation": Nation.NORTHERN_IRELAND}, None),
        ({"authority": Authority.PRIVATE_UTILITY}, None),
        ({"award": Award.CALL_OFF}, None),
        ({"award": Award.DYNAMIC_MARKET}, None),
    ],
)
def test_obj_4_to_6_the_statement_that_binds_depends_on_nation_and_award(answers, key):
    statement = policy.policy_statement_for(ContractFacts(**answers), IN_2026).value

    assert (statement.key if statement else None) == key


def test_obj_4_no_statement_bound_before_24_february_2025():
    assert policy.policy_statement_for(COUNCIL, date(2025, 2, 23)).value is None


def test_obj_8_each_priority_is_recorded_be_it_as_not_relevant():
    nothing = policy.check_policy_record(COUNCIL, IN_2026, {})
    keys = [finding.field for finding in nothing]

    assert len(keys) == 3
    assert all(finding.is_blocking for finding in nothing)
    assert (
        policy.check_policy_record(
            COUNCIL, IN_2026, dict.fromkeys(keys, "Considered, not relevant because …")
        )
        == ()
    )
    assert policy.check_policy_record(ContractFacts(award=Award.CALL_OFF), IN_2026, {}) == ()


def test_obj_1_each_objective_has_a_line():
    assert [finding.field for finding in policy.check_objectives({})] == list(policy.OBJECTIVES)
    assert policy.check_objectives(dict.fromkeys(policy.OBJECTIVES, "Weighed")) == ()


def test_obj_3_barriers_to_smaller_enterprises_are_considered():
    assert policy.check_sme_barriers({}) is not None
    assert policy.check_sme_barriers({"sme-barriers": "Lots"}) is None
