"""Owners are shown what they are asked to sign and no more; what they signed lasts until it changes."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, select

from procure.domain.exceptions import NotFound, WrongState
from procure.domain.permissions import Actor
from procure.models import AuditEvent, Tender, User
from procure.services import arranging, authoring, contributing, freezing, ledgering
from procure.services.access import actor_of
from procure.services.contributing import of_draft
from procure.services.ledgering import Narrowed
from tests.factories.boards import (
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
    make_review,
)
from tests.factories.people import make_officer, make_user

AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


class Joint:
    """A draft that two organisations pay for, an officer of each, and a third that gains and pays nothing."""

    def __init__(self, session: Session):
        self.session = session
        self.officer = make_officer(session, make_authority(session))
        self.partner = make_officer(session, name="Pat Partner")
        self.stranger = make_officer(session)
        self.tender: Tender = make_ready_tender(session, self.officer)
        self.parties = [
            self.add("parties", name="The buyer", is_owner=True, benefit_share=Decimal(50),
                     organisation_key=self.officer.organisation.key),
            self.add("parties", name="The partner", is_owner=True, benefit_share=Decimal(30),
                     organisation_key=self.partner.organisation.key),
            self.add("parties", name="The rider", benefit_share=Decimal(20)),
        ]  # fmt: skip
        for at, amount in enumerate(("1000.00", "500.00")):
            self.add(
                "contributions",
                party_key=self.parties[at].key,
                year=2027 + at,
                fund="Shared",
                amount_net=Decimal(amount),
            )

    def add(self, part: str, **values: Any) -> Any:
        return arranging.add(self.session, actor_of(self.officer), self.tender, part, values)

    def as_(self, user: User) -> Actor:
        return actor_of(user)

    def ask(self) -> None:
        contributing.ask(self.session, actor_of(self.officer), self.tender, at=AT)

    def sign(self, user: User) -> None:
        row = contributing.waiting(self.session, actor_of(user))[0]
        contributing.sign(self.session, actor_of(user), row, at=AT)

    def change(self) -> None:
        terms = {"tie_breaker": "Somebody else"}
        stored = authoring.stored(self.tender.specification, list(terms))
        authoring.save(
            self.session, actor_of(self.officer), self.tender, self.tender.specification, terms,
            authoring.revision_of(stored), what="money-rules",
        )  # fmt: skip

    @property
    def funding(self) -> contributing.Funding:
        return of_draft(self.session, actor_of(self.officer), self.tender)

    def audited(self) -> list[str]:
        found = self.session.exec(select(AuditEvent).order_by(AuditEvent.id)).all()
        return [event.action for event in found if event.action.startswith("money.")]


@pytest.fixture
def joint(session: Session) -> Joint:
    return Joint(session)


def test_two_owners_sign_each_for_their_own_organisation(joint: Joint) -> None:
    joint.ask()
    joint.ask()
    joint.sign(joint.officer)
    assert not joint.funding.is_signed
    joint.sign(joint.partner)
    joint.sign(joint.partner)
    assert joint.funding.is_signed
    assert [(each.party, each.signed_by) for each in joint.funding.owners] == [
        ("The buyer", joint.officer.name),
        ("The partner", "Pat Partner"),
    ]
    assert joint.audited() == ["money.asked", "money.signed", "money.signed"]


def test_any_later_change_ends_what_was_signed_and_is_asked_anew(joint: Joint) -> None:
    joint.ask()
    for user in (joint.officer, joint.partner):
        joint.sign(user)
    joint.change()
    assert not joint.funding.is_signed
    assert joint.funding.asked_at is None
    assert joint.audited()[-1] == "money.unsigned"
    old = contributing.waiting(joint.session, actor_of(joint.partner))[0]
    with pytest.raises(WrongState):
        contributing.sign(joint.session, actor_of(joint.partner), old)
    joint.ask()
    assert [each.signed_at for each in joint.funding.owners] == [None, None]


def test_a_change_of_other_words_ends_nothing(joint: Joint) -> None:
    joint.ask()
    joint.sign(joint.partner)
    joint.add("gates", name="A gate")
    assert joint.funding.asked_at is not None
    assert "money.unsigned" not in joint.audited()


def test_nobody_is_asked_before_the_buyer_asks_and_others_see_nothing(joint: Joint) -> None:
    partner = actor_of(joint.partner)
    assert not contributing.waiting(joint.session, partner)
    joint.ask()
    (row,) = contributing.waiting(joint.session, partner)
    _, ledger = contributing.by_key(joint.session, partner, row.key)
    assert ledger.total == Decimal(1500)
    for other in (joint.stranger, joint.officer):
        with pytest.raises(NotFound):
            contributing.by_key(joint.session, actor_of(other), row.key)
    joint.change()
    assert contributing.by_key(joint.session, partner, row.key)[1].tie_breaker == "", (
        "the draft is not theirs to see"
    )


def test_fewer_than_two_owners_with_accounts_cannot_be_asked(joint: Joint) -> None:
    arranging.remove(joint.session, actor_of(joint.officer), joint.tender, "parties", joint.parties[1].key)
    with pytest.raises(WrongState):
        joint.ask()


def test_a_frozen_version_keeps_the_signatures_it_was_frozen_with(joint: Joint) -> None:
    joint.ask()
    joint.sign(joint.partner)
    joint.change()
    unsigned = freezing.freeze(joint.session, actor_of(joint.officer), joint.tender, at=datetime.now(UTC))
    ledger = contributing.ledger_of_snapshot(freezing.snapshot_of(unsigned))
    owners = contributing.owners_of_version(joint.session, joint.tender.id, ledger, unsigned.frozen_at)
    assert [each.signed_at for each in owners] == [None, None]
    joint.ask()
    joint.sign(joint.partner)
    joint.add("gates", name="Another version")
    signed = freezing.freeze(joint.session, actor_of(joint.officer), joint.tender, at=AT)
    joint.add("parties", name="One more")
    owners = contributing.owners_of_version(joint.session, joint.tender.id, ledger, signed.frozen_at)
    assert [each.signed_by for each in owners] == ["", "Pat Partner"]


def test_what_was_put_into_a_copy_is_not_signed(joint: Joint) -> None:
    joint.ask()
    joint.sign(joint.partner)
    snapshot = freezing.draft_snapshot(joint.session, joint.tender)
    assert [each.party_key for each in snapshot.contributions] == [each.key for each in joint.parties[:2]]
    assert freezing.public(snapshot).parties == ()


@pytest.mark.both_databases
def test_a_board_sums_the_money_of_the_latest_versions_it_was_sent(session: Session) -> None:
    joint = Joint(session)
    chair, member = make_members(session, 2)
    board = make_board(session, chair, member)
    make_review(session, joint.tender, joint.officer, board)
    found = ledgering.board_ledger(session, actor_of(member), Narrowed())
    assert (found.total, found.total_tenders, found.years) == (Decimal(1500), 1, [2027, 2028])
    assert {each.name: each.total for each in found.parties} == {
        "The buyer": Decimal(1000), "The partner": Decimal(500), "The rider": Decimal(0),
    }  # fmt: skip
    assert found.funds == [("Shared", Decimal(1500))]
    assert [(each.total, each.lines, each.free_riders) for each in found.tenders] == [(Decimal(1500), 2, 1)]
    of_year = ledgering.board_ledger(session, actor_of(member), Narrowed(year=2028))
    assert (of_year.total, [each.name for each in of_year.parties]) == (Decimal(500), ["The partner"])
    lines = list(ledgering.csv_lines(session, actor_of(member), Narrowed()))
    assert len(lines) == 1 + 5
    assert "1000.00" in lines[4]
    elsewhere = make_user(session)
    make_board(session, elsewhere)
    session.refresh(elsewhere, ["memberships"])
    assert ledgering.board_ledger(session, actor_of(elsewhere), Narrowed()).total_tenders == 0
    assert len(list(ledgering.csv_lines(session, actor_of(elsewhere), Narrowed()))) == 1
