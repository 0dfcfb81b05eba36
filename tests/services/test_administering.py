"""Organisations, people, roles and boards as administrators keep them, and the trail they read."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import reading, writing
from procure.domain.exceptions import Invalid, NotAllowed, NotFound
from procure.domain.identifiers import new_password
from procure.domain.permissions import ANYONE, Actor
from procure.domain.vocabulary import Role
from procure.models import AuditEvent, User
from procure.services import accounts, administering, enrolling, inspecting
from procure.services.access import actor_of
from tests.browsing import counted_statements
from tests.factories.boards import make_board, make_members
from tests.factories.people import make_officer, make_organisation, make_user
from tests.services.administration import ORGANISATION, last_event

# Who may


def test_nobody_but_an_administrator_administers(session: Session, actor: Actor) -> None:
    organisation = administering.add_organisation(session, actor, ORGANISATION)
    chair, *_ = make_members(session)
    board = make_board(session, chair)
    for stranger in (ANYONE, actor_of(make_officer(session)), actor_of(chair)):
        for act in (
            lambda who: administering.organisations(session, who),
            lambda who: administering.organisation_by_key(session, who, organisation.key),
            lambda who: administering.add_organisation(session, who, {}),
            lambda who: administering.change_organisation(session, who, organisation, {}),
            lambda who: administering.boards(session, who),
            lambda who: administering.board_by_key(session, who, board.key),
            lambda who: administering.add_board(session, who, {}),
            lambda who: administering.change_board(session, who, board, {}),
            lambda who: administering.seat(session, who, board, chair, "chair"),
            lambda who: administering.unseat(session, who, board, chair),
            lambda who: enrolling.people(session, who),
            lambda who: enrolling.person_by_key(session, who, chair.key),
            lambda who: enrolling.person_by_email(session, who, chair.email),
            lambda who: enrolling.add_person(session, who, "A", "a@example.org", organisation),
            lambda who: enrolling.change_person(
                session, who, chair, name="A", organisation=organisation, is_active=True
            ),
            lambda who: enrolling.set_roles(session, who, chair, ["administrator"]),
            lambda who: enrolling.reset_password(session, who, chair),
            lambda who: inspecting.events(session, who, inspecting.AuditQuery()),
            lambda who: inspecting.every_event(session, who, inspecting.AuditQuery()),
            lambda who: inspecting.actions(session, who),
        ):
            with pytest.raises(NotAllowed):
                act(stranger)


@pytest.mark.both_databases
@pytest.mark.parametrize("key", ["", "nothing", "0123456789x", "\x00", "' OR 1=1"])
def test_a_key_that_nothing_has_is_not_found(session: Session, actor: Actor, key: str) -> None:
    for find in (administering.organisation_by_key, administering.board_by_key, enrolling.person_by_key):
        with pytest.raises(NotFound):
            find(session, actor, key)


# Organisations


def test_an_organisation_is_added_and_audited(session: Session, actor: Actor) -> None:
    added = administering.add_organisation(session, actor, ORGANISATION | {"name": "  Borough of Elsewhere "})
    stored = administering.organisation_by_key(session, actor, added.key)
    assert {field: getattr(stored, field) for field in ORGANISATION} == ORGANISATION
    assert last_event(session, "organisation.added").subject_key == added.key


def test_changes_say_from_what_to_what(session: Session, actor: Actor) -> None:
    organisation = administering.add_organisation(session, actor, ORGANISATION)
    changed = administering.change_organisation(
        session, actor, organisation, ORGANISATION | {"locality": "Nearby", "is_active": False}
    )
    expected = {
        "locality": {"from": "Elsewhere", "to": "Nearby"}, "is_active": {"from": True, "to": False},
    }  # fmt: skip
    assert changed == expected
    assert last_event(session, "organisation.changed").detail == {"changes": expected}
    events = len(session.exec(select(AuditEvent)).all())
    assert administering.change_organisation(session, actor, organisation, {"locality": "Nearby"}) == {}
    assert len(session.exec(select(AuditEvent)).all()) == events


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", " ", "Enter a name"),
        ("name", "BOROUGH OF TAKEN", "already one called Borough of Taken"),
        ("ppon", "PABC-1234-GHJL", "three consonants"),
        ("ppon", "PBCD-1034-GHJL", "from 1 to 9"),
        ("ppon", "PZZZ-9999-ZZZZ", "Borough of Taken has this PPON"),
        ("authority_type", "council", "from the list"),
        ("devolved_regime", "GB-SCT", "from the list"),
        ("region", "UKX", "region from the list"),
    ],
)
def test_a_wrong_value_is_refused_on_its_field(
    session: Session, actor: Actor, field: str, value: str, words: str
) -> None:
    taken = ORGANISATION | {"name": "Borough of Taken", "ppon": "PZZZ-9999-ZZZZ"}
    administering.add_organisation(session, actor, taken)
    organisation = administering.add_organisation(session, actor, ORGANISATION)
    for attempt in (
        lambda: administering.add_organisation(
            session, actor, {**ORGANISATION, "name": "New", "ppon": "", field: value}
        ),
        lambda: administering.change_organisation(session, actor, organisation, {field: value}),
    ):
        with pytest.raises(Invalid, match=words) as refusal:
            attempt()
        assert refusal.value.field == field


def test_an_organisation_may_keep_its_own_name_and_number(session: Session, actor: Actor) -> None:
    organisation = administering.add_organisation(session, actor, ORGANISATION)
    assert administering.change_organisation(session, actor, organisation, ORGANISATION) == {}


# People


def test_a_new_person_gets_a_first_password_that_must_be_changed(session: Session, actor: Actor) -> None:
    organisation = make_organisation(session)
    person, password = enrolling.add_person(
        session, actor, " Sam Example ", " Sam@Example.org ", organisation, [Role.OFFICER]
    )
    assert (person.name, person.email, person.must_change_password) == (
        "Sam Example",
        "sam@example.org",
        True,
    )
    assert accounts.sign_in(session, "sam@example.org", password) == person
    assert actor_of(person).roles == {"officer"}
    assert password not in str([event.detail for event in session.exec(select(AuditEvent))])

    accounts.change_password(session, person, password, "three random words")
    assert not person.must_change_password


def test_first_passwords_differ_and_are_long_enough() -> None:
    passwords = {new_password() for _ in range(100)}
    assert len(passwords) == 100
    assert min(map(len, passwords)) >= accounts.MINIMUM_PASSWORD


def test_an_address_has_one_account_and_a_closed_organisation_gets_no_people(
    session: Session, actor: Actor
) -> None:
    organisation, closed = make_organisation(session), make_organisation(session, is_active=False)
    enrolling.add_person(session, actor, "Sam", "sam@example.org", organisation)
    for args, field in (
        (("Sam", "SAM@example.org", organisation), "email"),
        (("Sam", "sam2@example.org", closed), "organisation"),
        ((" ", "sam3@example.org", organisation), "name"),
    ):
        with pytest.raises(Invalid) as refusal:
            enrolling.add_person(session, actor, *args)
        assert refusal.value.field == field


def test_a_person_moves_is_renamed_and_closed_with_a_trail(session: Session, actor: Actor) -> None:
    person, new = make_officer(session), make_organisation(session, "Borough of New")
    before = person.organisation.name
    changes = enrolling.change_person(
        session, actor, person, name="Robin New", organisation=new, is_active=False
    )
    assert changes == {
        "name": {"from": "Robin Example", "to": "Robin New"},
        "organisation": {"from": before, "to": "Borough of New"},
        "is_active": {"from": True, "to": False},
    }
    assert person.session_epoch == 1  # signed out everywhere
    assert last_event(session, "person.changed").detail == {"changes": changes}


def test_roles_are_granted_and_revoked_one_by_one(session: Session, actor: Actor) -> None:
    person = make_officer(session)
    enrolling.set_roles(session, actor, person, ["administrator"])
    assert actor_of(person).roles == {"administrator"}
    assert last_event(session, "role.granted").detail["role"] == "administrator"
    assert last_event(session, "role.revoked").detail["role"] == "officer"
    with pytest.raises(Invalid):
        enrolling.set_roles(session, actor, person, ["king"])


def test_the_last_administrator_stays_one(session: Session, actor: Actor, administrator: User) -> None:
    for act in (
        lambda: enrolling.set_roles(session, actor, administrator, []),
        lambda: enrolling.change_person(
            session,
            actor,
            administrator,
            name="Ada",
            organisation=administrator.organisation,
            is_active=False,
        ),
    ):
        with pytest.raises(Invalid, match="last administrator"):
            act()
    second = make_user(session, None, Role.ADMINISTRATOR)
    second.is_active = False
    with pytest.raises(Invalid, match="last administrator"):  # a closed account administers nothing
        enrolling.set_roles(session, actor, administrator, [])
    second.is_active = True
    enrolling.set_roles(session, actor, administrator, ["officer"])
    assert actor_of(administrator).roles == {"officer"}


@pytest.mark.both_databases
def test_two_administrators_who_leave_at_once_leave_one_behind(engine: Engine) -> None:
    with writing(engine) as session:
        keys = [make_user(session, None, Role.ADMINISTRATOR).key for _ in range(2)]
    start, refusals = Barrier(2), []

    def leave(key: str) -> None:
        start.wait()
        try:
            with writing(engine) as session:
                person = session.exec(select(User).where(User.key == key)).one()
                enrolling.set_roles(session, actor_of(person), person, [])
        except Invalid as refusal:
            refusals.append(refusal.field)

    threads = [Thread(target=leave, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refusals == ["roles"]
    with reading(engine) as session:
        assert [len(user.roles) for user in session.exec(select(User))].count(1) == 1


def test_a_reset_password_signs_out_everywhere_and_is_not_for_oneself(
    session: Session, actor: Actor, administrator: User
) -> None:
    person = make_officer(session)
    password = enrolling.reset_password(session, actor, person)
    assert accounts.sign_in(session, person.email, password) == person
    assert (person.must_change_password, person.session_epoch) == (True, 1)
    with pytest.raises(Invalid, match="account page"):
        enrolling.reset_password(session, actor, administrator)


@pytest.mark.both_databases
def test_people_are_found_by_name_address_or_organisation(session: Session, actor: Actor) -> None:
    organisation = make_organisation(session, "Ynys Môn Example Council")
    found = make_user(session, organisation, name="Siân 100% O'Neill")
    for words in ("siân", "o'neill ynys", "100%", found.email.upper(), "example council siân"):
        assert [row.id for row in enrolling.people(session, actor, words).rows] == [found.id], words
    for words in ("%", "_iân", "siân elsewhere", "sam\x00"):
        assert (
            found.id not in {row.id for row in enrolling.people(session, actor, words).rows} or words == "%"
        )
    assert enrolling.people(session, actor, page=99).page == 1


def test_a_list_of_people_costs_the_same_queries_however_long(session: Session, actor: Actor) -> None:
    def cost() -> int:
        session.flush()
        session.expire_all()
        with counted_statements() as seen:
            for person in enrolling.people(session, actor).rows:
                assert person.organisation.name
                assert all(grant.role for grant in person.roles)
                assert all(place.board.name for place in person.memberships)
        return len(seen)

    make_officer(session)
    few = cost()
    for member in make_members(session, 5):
        make_board(session, member)
    assert cost() == few


# Boards


def board_values(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Places board",
        "remit": "Places.",
        "mission_id": "",
        "quorum": 2,
        "is_active": True,
    } | changes


def test_a_board_is_added_changed_and_audited(session: Session, actor: Actor) -> None:
    board = administering.add_board(session, actor, board_values())
    assert administering.change_board(session, actor, board, {"quorum": 3}) == {
        "quorum": {"from": 2, "to": 3}
    }
    assert last_event(session, "board.changed").subject_key == board.key


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "TAKEN BOARD"),
        ("quorum", 0),
        ("quorum", 31),
        ("quorum", None),
        ("mission_id", "mars"),
    ],
)
def test_a_wrong_value_of_a_board_is_refused_on_its_field(
    session: Session, actor: Actor, field: str, value: Any
) -> None:
    administering.add_board(session, actor, board_values(name="Taken board"))
    with pytest.raises(Invalid) as refusal:
        administering.add_board(session, actor, board_values(**{field: value}))
    assert refusal.value.field == field


def test_a_board_has_one_chair(session: Session, actor: Actor) -> None:
    first, second, third = make_members(session)
    board = administering.add_board(session, actor, board_values())
    administering.seat(session, actor, board, first, "chair")
    administering.seat(session, actor, board, second, "chair")
    administering.seat(session, actor, board, third, "member")
    administering.seat(session, actor, board, third, "member")

    stored = administering.board_by_key(session, actor, board.key)
    assert {seat.user_id: seat.role for seat in stored.members} == {
        first.id: "member", second.id: "chair", third.id: "member",
    }  # fmt: skip
    changes = session.exec(select(AuditEvent).where(AuditEvent.action == "board.seat_changed")).all()
    assert [(each.detail["person_key"], each.detail["from"], each.detail["to"]) for each in changes] == [
        (first.key, "", "chair"), (first.key, "chair", "member"), (second.key, "", "chair"),
        (third.key, "", "member"),
    ]  # fmt: skip


def test_a_seat_is_taken_away_once(session: Session, actor: Actor) -> None:
    member, *_ = make_members(session)
    board = make_board(session, member)
    administering.unseat(session, actor, board, member)
    assert actor_of(member).boards == {}
    with pytest.raises(NotFound):
        administering.unseat(session, actor, board, member)


def test_a_seat_needs_an_active_person_and_a_known_role(session: Session, actor: Actor) -> None:
    member, *_ = make_members(session)
    board = administering.add_board(session, actor, board_values())
    with pytest.raises(Invalid, match="chair or member"):
        administering.seat(session, actor, board, member, "king")
    member.is_active = False
    with pytest.raises(Invalid, match="no longer"):
        administering.seat(session, actor, board, member, "member")
