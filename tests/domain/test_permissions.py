"""Who may do what: every permission against every kind of person, and every condition on the thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from procure.domain.permissions import ANYONE, RESULTS_KEY, TABLE, Actor, Permission, may
from procure.domain.states import EDITABLE
from procure.domain.vocabulary import TenderState

HERE, ELSEWHERE, BOARD, OTHER_BOARD = 1, 2, 10, 20

PEOPLE = {
    "anonymous": ANYONE,
    "signed_in": Actor(1, "Sam", HERE),
    "officer": Actor(2, "Olu", HERE, frozenset({"officer"})),
    "officer_elsewhere": Actor(3, "Orla", ELSEWHERE, frozenset({"officer"})),
    "member": Actor(4, "Mel", ELSEWHERE, boards={BOARD: "member"}),
    "chair": Actor(5, "Chris", ELSEWHERE, boards={BOARD: "chair"}),
    "vice_chair": Actor(9, "Vic", ELSEWHERE, boards={BOARD: "vice_chair"}),
    "chair_elsewhere": Actor(6, "Cass", HERE, boards={OTHER_BOARD: "chair"}),
    "curator": Actor(8, "Cleo", ELSEWHERE, frozenset({"curator"})),
    "administrator": Actor(7, "Ada", HERE, frozenset({"administrator"})),
    "key": Actor(None, "Key of a monitoring system", HERE, frozenset({RESULTS_KEY})),
    "key_of_another_tender": Actor(None, "Key", HERE, frozenset({RESULTS_KEY}), only_tender_id=99),
}
KEYS = {"key", "key_of_another_tender"}
ON_THE_BOARD = {"member", "vice_chair", "chair"}
BOARD_PEOPLE = ON_THE_BOARD | {"chair_elsewhere"}


@dataclass
class Thing:
    """A tender, its review, a member's comment, a meeting, a condition and a target outcome at once, as the predicates
    see them: a draft of ours, before the board, open; the officer elsewhere advises on the outcome."""

    organisation_id: int = HERE
    state: str = "draft"
    board_id: int = BOARD
    closed_at: object = None
    interested_user_ids: frozenset[int] = frozenset()
    completed_at: object = "a moment"
    status: str = "shaping"
    published_at: object = "a moment"
    adviser_user_ids: frozenset[int] = frozenset({3})
    user_id: int = 4
    partner_access: dict[int, str] = field(default_factory=dict)
    standing: str = "accepted"
    owner_id: int = 3
    is_unsigned: bool = True
    id: int = 1
    is_public: bool = False
    acting_chair_id: int | None = None
    delegate_id: int = 4
    author_ids: frozenset[int] = frozenset({2})
    last_changed_by_id: int = 99


#: Permission → who may, for a thing of ours in the state that allows it. Said a second time on purpose.
EXPECTED = {
    Permission.READ_PUBLIC: set(PEOPLE),
    Permission.READ_NOTICE: set(PEOPLE),
    Permission.USE_ACCOUNT: set(PEOPLE) - {"anonymous"} - KEYS,
    Permission.LIST_TENDERS: {"officer", "officer_elsewhere"},
    Permission.START_TENDER: {"officer", "officer_elsewhere"},
    Permission.READ_TENDER: {"officer"},
    Permission.EDIT_TENDER: {"officer"},
    Permission.DISCLOSE_TENDER: {"officer"},
    Permission.ANSWER_OVERLAP: {"officer"},
    Permission.LEAD_TENDER: {"officer"},
    Permission.JOIN_TENDER: {"officer"},
    Permission.COMMENT_JOINTLY: {"officer"},
    Permission.APPROVE_JOINTLY: {"officer"},
    Permission.PLAN_TENDER: {"officer"},
    Permission.SUBMIT_TENDER: {"officer"},
    Permission.PUBLISH_TENDER: {"officer"},
    Permission.AGREE_NOTICE: {"officer"},
    Permission.WITHDRAW_TENDER: {"officer"},
    Permission.BROWSE_LIBRARY: {"officer", "officer_elsewhere", "curator"} | BOARD_PEOPLE,
    Permission.PROPOSE_OUTCOME: {"officer"},
    Permission.READ_PROPOSAL: {"officer", "curator"},
    Permission.CURATE_LIBRARY: {"curator"},
    Permission.SEE_BOARD: BOARD_PEOPLE,
    Permission.READ_REVIEW: ON_THE_BOARD,
    Permission.COMMENT_ON_REVIEW: ON_THE_BOARD,
    Permission.RESOLVE_COMMENT: {"member", "chair"},
    Permission.JUDGE_LINK: ON_THE_BOARD,
    Permission.DECLARE_INTEREST: ON_THE_BOARD,
    Permission.RECORD_VERDICT: ON_THE_BOARD,
    Permission.DECIDE_REVIEW: {"chair"},
    Permission.HAND_OVER_CHAIR: {"chair", "vice_chair"},
    Permission.RUN_WRITTEN: {"chair"},
    Permission.ANSWER_WRITTEN: ON_THE_BOARD,
    Permission.READ_DELEGATION: ON_THE_BOARD,
    Permission.GIVE_DELEGATION: {"chair"},
    Permission.USE_DELEGATION: {"member"},
    Permission.CONFIRM_UNDER_DELEGATION: {"member"},
    Permission.DECIDE_ITEM: {"chair", "vice_chair"},
    Permission.READ_MEETING: ON_THE_BOARD,
    Permission.CALL_MEETING: {"chair"},
    Permission.RUN_MEETING: {"chair", "vice_chair"},
    Permission.SIGN_MINUTES: {"chair"},
    Permission.READ_CONDITION: {"officer", "officer_elsewhere"} | ON_THE_BOARD,
    Permission.MEET_CONDITION: {"officer", "officer_elsewhere"},
    Permission.CONFIRM_CONDITION: {"chair"},
    Permission.LIST_TARGETS: {"officer", "officer_elsewhere"} | BOARD_PEOPLE,
    Permission.START_TARGET: ON_THE_BOARD,
    Permission.READ_TARGET: ON_THE_BOARD | {"officer_elsewhere"},
    Permission.SHAPE_TARGET: ON_THE_BOARD | {"officer_elsewhere"},
    Permission.STEER_TARGET: ON_THE_BOARD,
    Permission.GROW_TENDER: {"officer_elsewhere"},
    Permission.RUN_ENGAGEMENT: ON_THE_BOARD | {"officer_elsewhere"},
    Permission.APPROVE_LEARNING: {"chair"},
    Permission.READ_ENGAGEMENT: set(PEOPLE),
    Permission.ANSWER_CHALLENGE: {"officer"},
    Permission.ANSWER_QUESTION: {"officer"},
    Permission.LIST_AGREEMENTS: {"officer", "officer_elsewhere"},
    Permission.READ_AGREEMENT: {"officer"},
    Permission.SIGN_AGREEMENT: {"officer"},
    Permission.SEE_PORTFOLIO: BOARD_PEOPLE | {"officer", "officer_elsewhere"},
    Permission.MAP_FRAMEWORKS: {"curator", "administrator"},
    Permission.READ_RESULTS: {"officer"} | ON_THE_BOARD,
    Permission.RECORD_RESULTS: {"officer", "key"},
    Permission.PUBLISH_RESULTS: {"officer"},
    Permission.CHOOSE_KPIS: {"officer"},
    Permission.SEE_RESULT_DECISIONS: {"officer"} | ON_THE_BOARD,
    Permission.DECIDE_ON_RESULTS: {"officer"} | ON_THE_BOARD,
    Permission.MANAGE_RESULTS_KEYS: {"officer", "administrator"},
    Permission.SEE_DATA_REGISTER: {"officer", "officer_elsewhere"} | BOARD_PEOPLE,
    Permission.ADMINISTER: {"administrator"},
    Permission.READ_AUDIT: {"administrator"},
}


def test_every_permission_is_in_the_table_and_in_this_test() -> None:
    assert set(TABLE) == set(Permission) == set(EXPECTED)
    assert all(clauses and all(clauses) for clauses in TABLE.values())


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("permission", Permission)
def test_each_permission_is_for_those_it_names(permission: Permission, person: str) -> None:
    thing = Thing(state="draft")
    assert may(PEOPLE[person], permission, thing) is (person in EXPECTED[permission])


@pytest.mark.parametrize("state", TenderState)
@pytest.mark.parametrize("permission", [Permission.READ_NOTICE, Permission.READ_PUBLIC])
def test_what_is_published_is_public_once_it_is_complete_whatever_became_of_its_tender(
    permission: Permission, state: TenderState
) -> None:
    assert may(ANYONE, permission, Thing(state=state))
    assert not may(ANYONE, permission, Thing(state=state, completed_at=None))


@pytest.mark.parametrize("state", TenderState)
def test_only_drafts_are_edited(state: TenderState) -> None:
    thing = Thing(state=state)
    assert may(PEOPLE["officer"], Permission.EDIT_TENDER, thing) is (state in EDITABLE)
    assert may(PEOPLE["officer"], Permission.READ_TENDER, thing)
    assert not may(PEOPLE["officer_elsewhere"], Permission.READ_TENDER, thing)


@pytest.mark.parametrize(
    "permission",
    [
        Permission.COMMENT_ON_REVIEW,
        Permission.JUDGE_LINK,
        Permission.DECLARE_INTEREST,
        Permission.RECORD_VERDICT,
        Permission.DECIDE_REVIEW,
    ],
)
def test_nobody_takes_part_in_a_closed_review_which_the_board_still_reads(permission: Permission) -> None:
    closed = Thing(closed_at="yesterday")
    assert not may(PEOPLE["chair"], permission, closed)
    assert may(PEOPLE["chair"], Permission.READ_REVIEW, closed)


def test_a_declared_interest_bars_from_everything_but_reading() -> None:
    chair = PEOPLE["chair"]
    thing = Thing(interested_user_ids=frozenset({chair.user_id or 0}))
    for permission in (
        Permission.COMMENT_ON_REVIEW,
        Permission.RECORD_VERDICT,
        Permission.DECIDE_REVIEW,
    ):
        assert not may(chair, permission, thing)
        assert may(chair, permission, Thing())
    assert may(chair, Permission.READ_REVIEW, thing)
    assert may(PEOPLE["member"], Permission.RECORD_VERDICT, thing)


def test_while_another_member_acts_as_chair_the_chair_does_not() -> None:
    thing = Thing(acting_chair_id=PEOPLE["member"].user_id)
    for permission in (Permission.DECIDE_REVIEW, Permission.RUN_WRITTEN):
        assert [name for name in ON_THE_BOARD if may(PEOPLE[name], permission, thing)] == ["member"]
    elsewhere = Thing(acting_chair_id=PEOPLE["chair_elsewhere"].user_id)
    assert not may(PEOPLE["chair_elsewhere"], Permission.DECIDE_REVIEW, elsewhere)


def test_a_delegation_lets_nobody_decide_with_an_interest_or_on_what_they_wrote() -> None:
    member = PEOPLE["member"]
    for barred in (
        Thing(interested_user_ids=frozenset({4})), Thing(author_ids=frozenset({4})), Thing(delegate_id=5),
        Thing(closed_at="yesterday"), Thing(board_id=OTHER_BOARD),
    ):  # fmt: skip
        assert not may(member, Permission.USE_DELEGATION, barred)


def test_an_organisation_is_never_matched_by_having_none() -> None:
    homeless = Actor(8, "Hal", None, frozenset({"officer"}))
    assert not may(homeless, Permission.READ_TENDER, SimpleNamespace(organisation_id=None, state="draft"))


def test_nobody_agrees_to_a_notice_that_they_changed_last() -> None:
    officer = PEOPLE["officer"]
    assert not may(officer, Permission.AGREE_NOTICE, Thing(last_changed_by_id=officer.user_id or 0))


def test_what_the_table_does_not_know_is_refused() -> None:
    assert not may(PEOPLE["administrator"], "admin:everything:destroy", Thing())  # type: ignore[arg-type]


def test_an_administrator_reads_no_drafts_and_decides_nothing() -> None:
    for permission in (Permission.READ_TENDER, Permission.READ_REVIEW, Permission.DECIDE_REVIEW):
        assert not may(PEOPLE["administrator"], permission, Thing())


@pytest.mark.parametrize(
    ("granted", "may_do"),
    [
        ("read", {Permission.READ_TENDER}),
        ("comment", {Permission.READ_TENDER, Permission.COMMENT_JOINTLY}),
        (
            "edit",
            {
                Permission.READ_TENDER,
                Permission.COMMENT_JOINTLY,
                Permission.EDIT_TENDER,
                Permission.ANSWER_QUESTION,
            },
        ),
    ],
)
def test_officers_of_an_authority_that_buys_jointly_do_what_the_lead_granted_and_no_more(
    granted: str, may_do: set[Permission]
) -> None:
    tender = Thing(partner_access={ELSEWHERE: granted})
    of_the_draft = {
        Permission.READ_TENDER, Permission.EDIT_TENDER, Permission.COMMENT_JOINTLY, Permission.LEAD_TENDER,
        Permission.SUBMIT_TENDER, Permission.PUBLISH_TENDER, Permission.WITHDRAW_TENDER, Permission.PLAN_TENDER,
        Permission.ANSWER_QUESTION,
    }  # fmt: skip
    assert {each for each in of_the_draft if may(PEOPLE["officer_elsewhere"], each, tender)} == may_do
    assert not any(may(PEOPLE["member"], each, tender) for each in of_the_draft)


def test_only_an_authority_that_takes_part_approves() -> None:
    assert not may(PEOPLE["officer"], Permission.APPROVE_JOINTLY, Thing(standing="invited"))
