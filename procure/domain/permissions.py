"""Who may do what: one table, one question, ``may(actor, permission, thing)``.

Each permission lists its clauses; one clause whose predicates all hold is enough. What is not in the table is
refused. Predicates read plain attributes, so the things may be rows or stand-ins. Role and membership come from
the actor; everything else (state, organisation, board, declared interests) from the thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from procure.domain.states import EDITABLE
from procure.domain.targets import OPEN, TargetStatus
from procure.domain.vocabulary import BoardRole, JointAccess, JointStanding, Role, TenderState


@dataclass(frozen=True)
class Actor:
    """Whoever asks. An anonymous reader has no id, no organisation, no roles and no boards."""

    user_id: int | None = None
    name: str = "Anyone"
    organisation_id: int | None = None
    roles: frozenset[str] = frozenset()
    boards: Mapping[int, str] = field(default_factory=dict)
    #: The one tender that a key of another system is for; None for people, and for keys of a whole organisation.
    only_tender_id: int | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return self.user_id is not None


ANYONE = Actor()
#: What a key of another system is allowed: no person has it.
RESULTS_KEY = "results_key"


class Permission(StrEnum):
    """Named area:thing:action; each says in a sentence what it allows."""

    READ_PUBLIC = "public:tender:read"  # read a published tender and its files
    READ_NOTICE = "public:notice:read"  # read a published notice and its files
    USE_ACCOUNT = "account:self:use"  # see and change one's own account
    LIST_TENDERS = "authoring:tender:list"  # see the list of one's own organisation's tenders
    START_TENDER = "authoring:tender:start"  # begin a new tender
    READ_TENDER = "authoring:tender:read"  # read a tender in any state, preview and history
    EDIT_TENDER = "authoring:tender:edit"  # change the draft
    LEAD_TENDER = "joint:partner:invite"  # invite authorities to buy jointly, and settle what they may do
    JOIN_TENDER = "joint:invitation:answer"  # answer an invitation to one's own organisation, or leave
    COMMENT_JOINTLY = "joint:tender:comment"  # say something of a joint draft to all who take part
    APPROVE_JOINTLY = "joint:version:approve"  # record one's own organisation's decision on a frozen version
    PLAN_TENDER = "authoring:timetable:plan"  # settle the timetable of a tender in any state
    SUBMIT_TENDER = "authoring:tender:submit"  # send it to a board, or recall it
    PUBLISH_TENDER = "authoring:tender:publish"  # publish an endorsed version
    WITHDRAW_TENDER = "authoring:tender:withdraw"  # give the tender up before publication
    AGREE_NOTICE = "authoring:notice:agree"  # agree, as a second person, that a notice of a breach goes out
    DISCLOSE_TENDER = "authoring:tender:disclose"  # say what other organisations see of it before publication
    ANSWER_OVERLAP = "authoring:overlap:answer"  # answer what is done where another buys much the same
    BROWSE_LIBRARY = "library:outcome:read"  # search and read the outcome library
    PROPOSE_OUTCOME = "library:proposal:write"  # propose an outcome of one's own tender for the library
    READ_PROPOSAL = "library:proposal:read"  # read a proposal
    CURATE_LIBRARY = "library:entry:curate"  # decide on proposals, retire entries, take in a library
    SEE_PORTFOLIO = (
        "board:portfolio:read"  # see the portfolio of a mission with what boards and one's organisation have
    )
    SEE_BOARD = "board:queue:read"  # see a board's queue
    READ_REVIEW = "board:review:read"  # read the frozen version under review
    COMMENT_ON_REVIEW = "board:review:comment"  # comment on the version under review
    RESOLVE_COMMENT = "board:comment:resolve"  # say that a comment is settled, or open again
    JUDGE_LINK = "board:link:judge"  # give one's own inputs to the alignment score
    DECLARE_INTEREST = "board:interest:declare"  # declare an interest in a tender under review
    RECORD_VERDICT = "board:verdict:record"  # give one's own verdict
    DECIDE_REVIEW = "board:review:decide"  # close the review with the board's decision
    HAND_OVER_CHAIR = (
        "board:chair:hand-over"  # have another member act as chair for one tender, or take the chair
    )
    RUN_WRITTEN = "board:written:run"  # put a decision to the members in writing, and record its result
    ANSWER_WRITTEN = "board:written:answer"  # agree, object or abstain in writing
    READ_DELEGATION = "board:delegation:read"  # see what the board delegated, and what was decided under it
    GIVE_DELEGATION = "board:delegation:give"  # delegate decisions to a member, and revoke that
    USE_DELEGATION = "board:delegation:use"  # decide under a delegation one holds
    CONFIRM_UNDER_DELEGATION = "board:delegation:confirm"  # say under one that a condition is met
    READ_MEETING = "board:meeting:read"  # read a meeting's agenda, papers and minutes
    CALL_MEETING = "board:meeting:call"  # call a meeting
    RUN_MEETING = "board:meeting:run"  # change its agenda, and record who came and what was decided
    DECIDE_ITEM = "board:item:decide"  # record what a meeting decided on an item
    SIGN_MINUTES = "board:minutes:sign"  # sign the minutes
    READ_CONDITION = "board:condition:read"  # read a condition of an endorsement and how it was met
    MEET_CONDITION = "board:condition:meet"  # report how it was met
    CONFIRM_CONDITION = "board:condition:confirm"  # say that it is met, or send the report back
    LIST_TARGETS = "shaping:target:list"  # see the target outcomes of one's boards, and those one advises on
    START_TARGET = "shaping:target:start"  # begin a target outcome of a board
    READ_TARGET = "shaping:target:read"  # read a target outcome, in any status, and its history
    SHAPE_TARGET = "shaping:target:shape"  # change its words and its options
    STEER_TARGET = "shaping:target:steer"  # invite advisers, and say how it stands
    GROW_TENDER = "shaping:target:tender"  # begin a tender from a target outcome, or link one's own to it
    RUN_ENGAGEMENT = (
        "shaping:engagement:run"  # write questions to the market, publish them, look after responses
    )
    APPROVE_LEARNING = "shaping:engagement:approve"  # let out what the market taught
    READ_ENGAGEMENT = "public:engagement:read"  # read published questions to the market, and respond
    ANSWER_CHALLENGE = "authoring:challenge:answer"  # answer challenges to one's own published tender
    ANSWER_QUESTION = "authoring:question:answer"  # read and answer questions on one's own published tender
    LIST_AGREEMENTS = "money:agreement:list"  # see what one's organisation is asked to sign
    READ_AGREEMENT = "money:agreement:read"  # read a ledger that one's organisation is asked to sign
    SIGN_AGREEMENT = "money:agreement:sign"  # sign it for one's organisation
    MAP_FRAMEWORKS = "library:framework:map"  # map the objectives of one framework to those of the next
    READ_RESULTS = "results:series:read"  # see what was observed of a measure
    RECORD_RESULTS = "results:observation:record"  # record, revise or withdraw what was observed
    PUBLISH_RESULTS = "results:series:publish"  # let anybody see what was observed, or nobody any more
    CHOOSE_KPIS = "results:kpi:choose"  # choose the indicators of a contract and how they are rated
    SEE_RESULT_DECISIONS = "results:decision:read"  # read what was decided on results
    DECIDE_ON_RESULTS = (
        "results:decision:make"  # decide on results: go on, turn round, stop or scale; and follow it up
    )
    MANAGE_RESULTS_KEYS = "results:key:manage"  # make and revoke keys by which other systems record
    SEE_DATA_REGISTER = "data:register:read"  # see which data holds up outcomes, in what one may know of
    ADMINISTER = "admin:everything:manage"  # organisations, people, roles, boards
    READ_AUDIT = "admin:audit:read"  # read the audit trail


Predicate = Callable[[Actor, Any], bool]


def anyone(actor: Actor, thing: Any) -> bool:
    return True


def signed_in(actor: Actor, thing: Any) -> bool:
    return actor.is_signed_in


def is_officer(actor: Actor, thing: Any) -> bool:
    return Role.OFFICER in actor.roles


def is_administrator(actor: Actor, thing: Any) -> bool:
    return Role.ADMINISTRATOR in actor.roles


def is_curator(actor: Actor, thing: Any) -> bool:
    return Role.CURATOR in actor.roles


def sits_on_any_board(actor: Actor, thing: Any) -> bool:
    return bool(actor.boards)


def of_own_organisation(actor: Actor, thing: Any) -> bool:
    return actor.organisation_id is not None and thing.organisation_id == actor.organisation_id


def buys_jointly(actor: Actor, thing: Any) -> bool:
    """An authority that accepted to buy jointly reads the tender, in any state."""
    return bool(_granted(actor, thing))


def may_comment_jointly(actor: Actor, thing: Any) -> bool:
    return _granted(actor, thing) in {JointAccess.COMMENT, JointAccess.EDIT}


def may_change_jointly(actor: Actor, thing: Any) -> bool:
    return _granted(actor, thing) == JointAccess.EDIT


def _granted(actor: Actor, thing: Any) -> str:
    """What the lead lets officers of the actor's organisation do; empty for one that does not buy jointly."""
    if actor.organisation_id is None:
        return ""
    found: str = thing.partner_access.get(actor.organisation_id, "")
    return found


def takes_part(actor: Actor, thing: Any) -> bool:
    return thing.standing == JointStanding.ACCEPTED


def is_editable(actor: Actor, thing: Any) -> bool:
    return TenderState(thing.state) in EDITABLE


def is_complete(actor: Actor, thing: Any) -> bool:
    """A publication or notice is public from the moment its files were stored, whatever became of its tender."""
    return thing.completed_at is not None


def sits_on_its_board(actor: Actor, thing: Any) -> bool:
    return thing.board_id in actor.boards


def chairs_its_board(actor: Actor, thing: Any) -> bool:
    return actor.boards.get(thing.board_id) == BoardRole.CHAIR


def is_vice_chair_of_its_board(actor: Actor, thing: Any) -> bool:
    """Takes the chair where the chair has an interest or is away."""
    return actor.boards.get(thing.board_id) == BoardRole.VICE_CHAIR


def nobody_else_acts(actor: Actor, thing: Any) -> bool:
    """While another member acts as chair for a tender, its chair does not."""
    return thing.acting_chair_id is None


def acts_as_chair(actor: Actor, thing: Any) -> bool:
    return actor.user_id is not None and thing.acting_chair_id == actor.user_id


def holds_it(actor: Actor, thing: Any) -> bool:
    return actor.user_id is not None and thing.delegate_id == actor.user_id


def did_not_write_it(actor: Actor, thing: Any) -> bool:
    """Nobody decides on a tender that they had a hand in."""
    return actor.user_id not in thing.author_ids


def did_not_change_it_last(actor: Actor, thing: Any) -> bool:
    """Nobody agrees to their own words."""
    return actor.user_id is not None and thing.last_changed_by_id != actor.user_id


def review_is_open(actor: Actor, thing: Any) -> bool:
    return thing.closed_at is None


def has_no_interest(actor: Actor, thing: Any) -> bool:
    """A member who declared an interest takes no part in the decision."""
    return actor.user_id not in thing.interested_user_ids


def said_it(actor: Actor, thing: Any) -> bool:
    return actor.user_id is not None and thing.user_id == actor.user_id


def owns_it(actor: Actor, thing: Any) -> bool:
    return actor.user_id is not None and thing.owner_id == actor.user_id


def does_not_own_it(actor: Actor, thing: Any) -> bool:
    """Nobody confirms their own work."""
    return thing.owner_id is None or thing.owner_id != actor.user_id


def is_unsigned(actor: Actor, thing: Any) -> bool:
    """Nothing of a meeting changes once its minutes are signed, or it was called off."""
    return bool(thing.is_unsigned)


def advises_on_it(actor: Actor, thing: Any) -> bool:
    """A board invites an officer by name; nobody else of the officer's organisation comes with them."""
    return actor.user_id in thing.adviser_user_ids


def may_be_shaped(actor: Actor, thing: Any) -> bool:
    return thing.status in OPEN


def is_not_dropped(actor: Actor, thing: Any) -> bool:
    return thing.status != TargetStatus.DROPPED


def is_out(actor: Actor, thing: Any) -> bool:
    return thing.published_at is not None


def results_are_public(actor: Actor, thing: Any) -> bool:
    return bool(thing.is_public)


def is_key_for_it(actor: Actor, thing: Any) -> bool:
    """A key of another system is for one tender, or for all of its organisation."""
    return RESULTS_KEY in actor.roles and actor.only_tender_id in (None, thing.id)


TABLE: dict[Permission, tuple[tuple[Predicate, ...], ...]] = {
    Permission.READ_PUBLIC: ((anyone, is_complete),),
    Permission.READ_NOTICE: ((anyone, is_complete),),
    Permission.USE_ACCOUNT: ((signed_in,),),
    Permission.LIST_TENDERS: ((is_officer,),),
    Permission.START_TENDER: ((is_officer,),),
    Permission.READ_TENDER: ((is_officer, of_own_organisation), (is_officer, buys_jointly)),
    Permission.EDIT_TENDER: (
        (is_officer, of_own_organisation, is_editable),
        (is_officer, may_change_jointly, is_editable),
    ),
    Permission.LEAD_TENDER: ((is_officer, of_own_organisation),),
    Permission.JOIN_TENDER: ((is_officer, of_own_organisation),),
    Permission.COMMENT_JOINTLY: ((is_officer, of_own_organisation), (is_officer, may_comment_jointly)),
    Permission.APPROVE_JOINTLY: ((is_officer, of_own_organisation, takes_part),),
    Permission.PLAN_TENDER: ((is_officer, of_own_organisation),),
    Permission.SUBMIT_TENDER: ((is_officer, of_own_organisation),),
    Permission.PUBLISH_TENDER: ((is_officer, of_own_organisation),),
    Permission.AGREE_NOTICE: ((is_officer, of_own_organisation, did_not_change_it_last),),
    Permission.WITHDRAW_TENDER: ((is_officer, of_own_organisation),),
    Permission.DISCLOSE_TENDER: ((is_officer, of_own_organisation),),
    Permission.ANSWER_OVERLAP: ((is_officer, of_own_organisation),),
    Permission.BROWSE_LIBRARY: ((is_officer,), (sits_on_any_board,), (is_curator,)),
    Permission.PROPOSE_OUTCOME: ((is_officer, of_own_organisation),),
    Permission.READ_PROPOSAL: ((is_officer, of_own_organisation), (is_curator,)),
    Permission.CURATE_LIBRARY: ((is_curator,),),
    Permission.SEE_PORTFOLIO: ((sits_on_any_board,), (is_officer,)),
    Permission.SEE_BOARD: ((sits_on_any_board,),),
    Permission.READ_REVIEW: ((sits_on_its_board,),),
    Permission.COMMENT_ON_REVIEW: ((sits_on_its_board, review_is_open, has_no_interest),),
    Permission.RESOLVE_COMMENT: ((sits_on_its_board, said_it), (chairs_its_board,)),
    Permission.JUDGE_LINK: ((sits_on_its_board, review_is_open, has_no_interest),),
    Permission.DECLARE_INTEREST: ((sits_on_its_board, review_is_open),),
    Permission.RECORD_VERDICT: ((sits_on_its_board, review_is_open, has_no_interest),),
    Permission.DECIDE_REVIEW: (
        (chairs_its_board, nobody_else_acts, review_is_open, has_no_interest),
        (sits_on_its_board, acts_as_chair, review_is_open, has_no_interest),
    ),
    Permission.HAND_OVER_CHAIR: (
        (chairs_its_board, review_is_open),
        (is_vice_chair_of_its_board, review_is_open, has_no_interest),
    ),
    Permission.RUN_WRITTEN: (
        (chairs_its_board, nobody_else_acts, review_is_open, has_no_interest),
        (sits_on_its_board, acts_as_chair, review_is_open, has_no_interest),
    ),
    Permission.ANSWER_WRITTEN: ((sits_on_its_board, review_is_open, has_no_interest),),
    Permission.READ_DELEGATION: ((sits_on_its_board,),),
    Permission.GIVE_DELEGATION: ((chairs_its_board,),),
    Permission.USE_DELEGATION: (
        (sits_on_its_board, holds_it, review_is_open, has_no_interest, did_not_write_it),
    ),
    Permission.CONFIRM_UNDER_DELEGATION: (
        (sits_on_its_board, holds_it, has_no_interest, did_not_write_it, does_not_own_it),
    ),
    Permission.READ_MEETING: ((sits_on_its_board,),),
    Permission.CALL_MEETING: ((chairs_its_board,),),
    Permission.RUN_MEETING: ((chairs_its_board, is_unsigned), (is_vice_chair_of_its_board, is_unsigned)),
    Permission.DECIDE_ITEM: (
        (chairs_its_board, is_unsigned),
        (is_vice_chair_of_its_board, is_unsigned),
        (sits_on_its_board, acts_as_chair, is_unsigned),
    ),
    Permission.SIGN_MINUTES: ((chairs_its_board, is_unsigned),),
    Permission.READ_CONDITION: ((owns_it,), (sits_on_its_board,), (is_officer, of_own_organisation)),
    Permission.MEET_CONDITION: ((owns_it,), (is_officer, of_own_organisation)),
    Permission.CONFIRM_CONDITION: ((chairs_its_board, does_not_own_it),),
    Permission.LIST_TARGETS: ((sits_on_any_board,), (is_officer,)),
    Permission.START_TARGET: ((sits_on_its_board,),),
    Permission.READ_TARGET: ((sits_on_its_board,), (is_officer, advises_on_it)),
    Permission.SHAPE_TARGET: ((sits_on_its_board, may_be_shaped), (is_officer, advises_on_it, may_be_shaped)),
    Permission.STEER_TARGET: ((sits_on_its_board,),),
    Permission.GROW_TENDER: ((is_officer, advises_on_it, is_not_dropped),),
    Permission.RUN_ENGAGEMENT: ((sits_on_its_board,), (is_officer, advises_on_it)),
    Permission.APPROVE_LEARNING: ((chairs_its_board,),),
    Permission.READ_ENGAGEMENT: ((anyone, is_out),),
    Permission.ANSWER_CHALLENGE: ((is_officer, of_own_organisation),),
    Permission.ANSWER_QUESTION: ((is_officer, of_own_organisation), (is_officer, may_change_jointly)),
    Permission.LIST_AGREEMENTS: ((is_officer,),),
    Permission.READ_AGREEMENT: ((is_officer, of_own_organisation),),
    Permission.SIGN_AGREEMENT: ((is_officer, of_own_organisation),),
    Permission.MAP_FRAMEWORKS: ((is_curator,), (is_administrator,)),
    Permission.READ_RESULTS: (
        (anyone, results_are_public),
        (is_officer, of_own_organisation),
        (is_officer, buys_jointly),
        (sits_on_its_board,),
    ),
    Permission.RECORD_RESULTS: (
        (is_officer, of_own_organisation),
        (is_officer, may_change_jointly),
        (is_key_for_it, of_own_organisation),
    ),
    Permission.PUBLISH_RESULTS: ((is_officer, of_own_organisation),),
    Permission.CHOOSE_KPIS: ((is_officer, of_own_organisation),),
    Permission.SEE_RESULT_DECISIONS: (
        (is_officer, of_own_organisation),
        (is_officer, buys_jointly),
        (sits_on_its_board,),
    ),
    Permission.DECIDE_ON_RESULTS: ((is_officer, of_own_organisation), (sits_on_its_board,)),
    Permission.MANAGE_RESULTS_KEYS: ((is_officer, of_own_organisation), (is_administrator,)),
    Permission.SEE_DATA_REGISTER: ((is_officer,), (sits_on_any_board,)),
    Permission.ADMINISTER: ((is_administrator,),),
    Permission.READ_AUDIT: ((is_administrator,),),
}


def may(actor: Actor, permission: Permission, thing: Any = None) -> bool:
    """Whether ``actor`` may do this to ``thing``. ``thing`` is None for permissions about nothing in particular."""
    return any(all(holds(actor, thing) for holds in clause) for clause in TABLE.get(permission, ()))
