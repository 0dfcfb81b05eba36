"""A board and its commercial advisers shape a target outcome; nobody else knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from procure.domain.exceptions import Invalid, NotAllowed, NotFound, NotReady, StaleEdit, WrongState
from procure.domain.permissions import ANYONE, Actor
from procure.domain.targets import NEEDED, TargetStatus
from procure.domain.vocabulary import Role
from procure.models import Board, TargetOutcome, User
from procure.services import authoring, shaping, steering
from procure.services.access import actor_of
from tests.factories.boards import make_board, make_members
from tests.factories.people import make_officer, make_user
from tests.factories.targets import WHOLE, events_of, make_objective, make_target

OPTION = {
    "kind": "prize",
    "description": "",
    "reasons_for": "New ideas",
    "reasons_against": "",
    "standing": "open",
}


@dataclass
class Shaping:
    """A target outcome of a board of two, and an officer whom nobody has invited yet."""

    board: Board
    chair: User
    member: User
    officer: User
    target: TargetOutcome

    @property
    def as_member(self) -> Actor:
        return actor_of(self.member)

    @property
    def as_officer(self) -> Actor:
        return actor_of(self.officer)


@pytest.fixture
def work(session: Session) -> Shaping:
    chair, member = make_members(session, 2)
    board = make_board(session, chair, member)
    return Shaping(board, chair, member, make_officer(session), make_target(session, board, member))


def write(session: Session, actor: Actor, found: TargetOutcome, revision: str = "", **values: object) -> bool:
    revision = revision or authoring.revision_of(authoring.stored(found, list(values)))
    return shaping.save(session, actor, found, found, values, revision, what="change")


@pytest.mark.both_databases
def test_each_save_keeps_a_version_that_nothing_can_change(session: Session, work: Shaping) -> None:
    assert write(session, work.as_member, work.target, change="Warm homes", largest_share=Decimal("40"))
    assert not write(session, work.as_member, work.target, change="Warm homes")
    kept = shaping.versions(session, work.as_member, work.target)
    assert [(version.number, version.place) for version in kept] == [(2, "change"), (1, "started")]
    assert (kept[0].content["largest_share"], kept[0].actor_name) == ("40", work.member.name)
    kept[0].content = {"change": "Never said"}
    session.add(kept[0])
    with pytest.raises(DBAPIError, match="append-only"):
        session.flush()


def test_the_audit_trail_names_what_changed_and_holds_none_of_the_words(
    session: Session, work: Shaping
) -> None:
    write(session, work.as_member, work.target, change="A secret ambition")
    events = events_of(session, work.target)
    assert [event.action for event in events] == ["target.started", "target.saved"]
    assert events[-1].detail == {"page": "change", "fields": ["change"]}


def test_the_second_of_two_who_save_the_same_page_gets_both_texts(session: Session, work: Shaping) -> None:
    revision = authoring.revision_of(authoring.stored(work.target, ["change"]))
    write(session, work.as_member, work.target, change="Mine")
    with pytest.raises(StaleEdit) as clash:
        write(session, actor_of(work.chair), work.target, revision, change="Yours")
    assert (clash.value.theirs, clash.value.yours) == ({"change": "Mine"}, {"change": "Yours"})
    assert work.target.change == "Mine"


def test_an_officer_knows_of_an_outcome_only_once_its_board_invites_them(
    session: Session, work: Shaping
) -> None:
    colleague = make_officer(session, work.officer.organisation)
    with pytest.raises(NotFound):
        shaping.target(session, work.as_officer, work.target.key)
    steering.invite(session, work.as_member, work.target, work.officer.email.upper())
    assert shaping.target(session, work.as_officer, work.target.key) is work.target
    assert write(session, work.as_officer, work.target, market_could="Insulate in a day")
    assert [each.targets for each in shaping.listed(session, work.as_officer)] == [[work.target]]
    with pytest.raises(NotFound):
        shaping.target(session, actor_of(colleague), work.target.key)
    assert shaping.listed(session, actor_of(colleague)) == []
    steering.uninvite(session, work.as_member, work.target, work.officer.key)
    with pytest.raises(NotFound):
        shaping.target(session, work.as_officer, work.target.key)
    assert work.target.market_could == "Insulate in a day"


def test_only_active_officers_are_invited_and_only_by_the_board(session: Session, work: Shaping) -> None:
    administrator = make_user(session, None, Role.ADMINISTRATOR)
    for address in (administrator.email, "nobody@example.org"):
        with pytest.raises(Invalid, match="No commercial officer"):
            steering.invite(session, work.as_member, work.target, address)
    steering.invite(session, work.as_member, work.target, work.officer.email)
    steering.invite(session, work.as_member, work.target, work.officer.email)
    assert len(work.target.advisers) == 1
    with pytest.raises(NotAllowed):
        steering.invite(session, work.as_officer, work.target, make_officer(session).email)
    with pytest.raises(NotAllowed):
        steering.settle(session, work.as_officer, work.target, TargetStatus.DROPPED, "Because")


def test_people_of_other_boards_and_administrators_find_nothing(session: Session, work: Shaping) -> None:
    (stranger,) = make_members(session, 1)
    other = make_board(session, stranger)
    for actor in (actor_of(stranger), actor_of(make_user(session, None, Role.ADMINISTRATOR)), ANYONE):
        with pytest.raises(NotFound):
            shaping.target(session, actor, work.target.key)
    assert shaping.listed(session, actor_of(stranger)) == []
    with pytest.raises(NotAllowed):
        shaping.start(session, work.as_member, other, make_objective(session), "On another's board")


def test_an_outcome_is_ready_only_when_what_a_board_must_say_is_said(session: Session, work: Shaping) -> None:
    with pytest.raises(NotReady) as gap:
        steering.settle(session, work.as_member, work.target, TargetStatus.READY)
    assert gap.value.issues == NEEDED
    write(session, work.as_member, work.target, **WHOLE)
    steering.settle(session, work.as_member, work.target, TargetStatus.READY)
    assert work.target.status == "ready"


def test_a_dropped_outcome_says_why_and_its_words_stand_until_it_is_taken_up_again(
    session: Session, work: Shaping
) -> None:
    with pytest.raises(Invalid, match="why it is dropped"):
        steering.settle(session, work.as_member, work.target, TargetStatus.DROPPED, "  ")
    steering.settle(session, work.as_member, work.target, TargetStatus.DROPPED, "Another board has it")
    with pytest.raises(WrongState, match="take it up again"):
        write(session, work.as_member, work.target, change="Too late")
    steering.settle(session, work.as_member, work.target, TargetStatus.SHAPING)
    assert write(session, work.as_member, work.target, change="In time")
    assert work.target.status_reason == ""


def test_options_have_their_case_and_come_back_after_being_removed(session: Session, work: Shaping) -> None:
    added = shaping.add_option(session, work.as_member, work.target, OPTION, key="0123456789")
    assert shaping.add_option(session, work.as_member, work.target, OPTION, key="0123456789") is added
    for _ in range(2):
        shaping.remove_option(session, work.as_member, work.target, added.key)
    assert shaping.options(work.target) == []
    with pytest.raises(NotFound):
        shaping.option(session, work.as_member, work.target, added.key)
    shaping.restore_option(session, work.as_member, work.target, added.key)
    assert shaping.content_of(work.target)["options"] == {added.key: OPTION}


def test_a_form_sent_twice_begins_one_outcome(session: Session, work: Shaping) -> None:
    objective = make_objective(session)
    begun = [
        shaping.start(session, work.as_member, work.board, objective, "Once", key="abcdefgh12")
        for _ in range(2)
    ]
    assert begun[0] is begun[1]
    with pytest.raises(Invalid):
        shaping.start(session, work.as_member, work.board, "no-such-objective", "Nowhere")
