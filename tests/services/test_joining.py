"""Joint tenders as they are stored: invited, accepted, frozen with all buyers named, approved by each, published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import writing
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, NotReady, WrongState
from procure.domain.permissions import Actor
from procure.models import AuditEvent, JointAuthority, Organisation, Review, Tender
from procure.services import authoring, freezing, joining, publishing, reviewing
from procure.services.access import actor_of
from tests.factories.boards import (
    SUBMITTED_AT,
    make_authority,
    make_board,
    make_members,
    make_ready_tender,
)
from tests.factories.people import make_officer

EARLIER = SUBMITTED_AT - timedelta(days=1)
LATER = SUBMITTED_AT + timedelta(hours=1)


@dataclass
class Cast:
    session: Session
    lead: Actor
    partner: Actor
    stranger: Actor
    chair: Actor
    tender: Tender
    elsewhere: Organisation
    board: object

    def joined(self, granted: str = "comment") -> JointAuthority:
        joining.invite(self.session, self.lead, self.tender, self.elsewhere.key, granted, "The same homes")
        (found,) = joining.of_organisation(self.session, self.partner)
        joining.accept(self.session, self.partner, found, at=EARLIER)
        return found

    def endorsed(self) -> Review:
        review = reviewing.submit(self.session, self.lead, self.tender, self.board, at=SUBMITTED_AT)
        reviewing.record_verdict(self.session, self.chair, review, "endorsed", "Good", at=SUBMITTED_AT)
        return reviewing.decide(self.session, self.chair, review, "endorsed", "Good", at=SUBMITTED_AT)

    def approve(self, found: JointAuthority, *, yes: bool = True, reason: str = "") -> None:
        joining.decide(
            self.session, self.partner, found, is_approved=yes, decided_by="Eastmarch Cabinet",
            decided_on=SUBMITTED_AT.date(), reason=reason, at=LATER,
        )  # fmt: skip

    def publish(self) -> object:
        return publishing.request_publication(self.session, self.lead, self.tender, at=LATER)


@pytest.fixture
def cast(engine: Engine):
    with writing(engine) as session:
        lead = make_officer(session, make_authority(session))
        elsewhere = make_authority(session, name="Eastmarch Council", ppon="PBCD-1234-BCDG")
        partner, stranger = make_officer(session, elsewhere), make_officer(session)
        (chair,) = make_members(session, 1)
        board = make_board(session, chair, quorum=1)
        yield Cast(
            session, actor_of(lead), actor_of(partner), actor_of(stranger), actor_of(chair),
            make_ready_tender(session, lead), elsewhere, board,
        )  # fmt: skip


def test_nothing_of_the_draft_is_seen_before_the_invitation_is_accepted(cast: Cast) -> None:
    reference = cast.tender.reference
    joining.invite(cast.session, cast.lead, cast.tender, cast.elsewhere.key, "read", "The same homes")
    with pytest.raises(NotFound):
        authoring.tender_by_reference(cast.session, cast.partner, reference)
    (found,) = joining.of_organisation(cast.session, cast.partner)
    with pytest.raises(NotFound):
        joining.invitation(cast.session, cast.stranger, found.key)
    joining.accept(cast.session, cast.partner, found)
    assert authoring.tender_by_reference(cast.session, cast.partner, reference) is cast.tender
    with pytest.raises(NotFound):
        authoring.tender_by_reference(cast.session, cast.stranger, reference)
    with pytest.raises(NotAllowed):
        authoring.tender_to_edit(cast.session, cast.partner, reference)
    joining.grant(cast.session, cast.lead, cast.tender, found.key, "edit")
    assert authoring.tender_to_edit(cast.session, cast.partner, reference) is cast.tender
    with pytest.raises(NotAllowed):
        reviewing.submit(cast.session, cast.partner, cast.tender, cast.board)


def test_a_frozen_version_names_the_lead_and_every_partner(cast: Cast) -> None:
    alone = freezing.draft_snapshot(cast.session, cast.tender)
    assert "joint_authorities" not in alone.canonical_json()
    cast.joined()
    found = freezing.draft_snapshot(cast.session, cast.tender)
    assert [each.name for each in found.buyers] == [cast.tender.organisation.name, "Eastmarch Council"]
    assert found.digest != alone.digest


def test_publication_waits_until_every_partner_approved_the_same_version(cast: Cast) -> None:
    found = cast.joined()
    review = cast.endorsed()
    with pytest.raises(NotReady) as refused:
        cast.publish()
    assert list(refused.value.issues) == ["Eastmarch Council has not approved this version yet."]
    with pytest.raises(Invalid):
        cast.approve(found, yes=False)
    cast.approve(found, yes=False, reason="Our tenants were not asked")
    with pytest.raises(NotReady, match="has to approve"):
        cast.publish()
    cast.approve(found)
    assert cast.publish().version_id == review.version_id
    done = set(cast.session.exec(select(AuditEvent.action)))
    assert {"joint.invited", "joint.accepted", "joint.decided"} <= done


def test_an_approval_does_not_carry_over_to_a_later_version(cast: Cast) -> None:
    found = cast.joined()
    cast.endorsed()
    cast.approve(found)
    reviewing.reopen(cast.session, cast.lead, cast.tender)
    cast.tender.specification.summary = "Other words"
    review = reviewing.submit(cast.session, cast.lead, cast.tender, cast.board, at=LATER)
    assert review.version.number == 2
    assert joining.what_waits(cast.session, cast.tender, review.version)


def test_who_leaves_after_the_freeze_stops_a_version_that_names_them(cast: Cast) -> None:
    found = cast.joined()
    cast.endorsed()
    cast.approve(found)
    with pytest.raises(Invalid):
        joining.leave(cast.session, cast.partner, found, " ")
    joining.leave(cast.session, cast.partner, found, "No money this year", at=LATER)
    assert found.standing == "left"
    with pytest.raises(NotReady) as refused:
        cast.publish()
    assert "no longer takes part" in str(list(refused.value.issues))
    with pytest.raises(NotFound):
        authoring.tender_by_reference(cast.session, cast.partner, cast.tender.reference)
    reviewing.reopen(cast.session, cast.lead, cast.tender)
    assert not freezing.draft_snapshot(cast.session, cast.tender).is_joint


def test_declined_or_taken_out_can_be_asked_again(cast: Cast) -> None:
    found = joining.invite(cast.session, cast.lead, cast.tender, cast.elsewhere.key, "read", "")
    joining.leave(cast.session, cast.partner, found, "Not now")
    assert found.standing == "declined"
    with pytest.raises(WrongState):
        joining.accept(cast.session, cast.partner, found)
    again = joining.invite(cast.session, cast.lead, cast.tender, cast.elsewhere.key, "edit", "")
    assert (again.id, again.standing, again.access) == (found.id, "invited", "edit")
    joining.take_out(cast.session, cast.lead, cast.tender, again.key, "A mistake")
    assert again.standing == "taken_out"
    with pytest.raises(Invalid):
        joining.invite(cast.session, cast.lead, cast.tender, "0000000000", "read", "")
    with pytest.raises(NotAllowed):
        joining.invite(cast.session, cast.partner, cast.tender, cast.elsewhere.key, "read", "")


def test_partners_and_the_lead_talk_about_the_draft_and_others_do_not(cast: Cast) -> None:
    found = cast.joined("read")
    with pytest.raises(NotAllowed):
        joining.comment(cast.session, cast.partner, cast.tender, "Add our wards")
    joining.grant(cast.session, cast.lead, cast.tender, found.key, "comment")
    joining.comment(cast.session, cast.partner, cast.tender, "Add our wards")
    joining.comment(cast.session, cast.partner, cast.tender, "Add our wards")
    joining.comment(cast.session, cast.lead, cast.tender, "Done")
    assert [each.text for each in joining.comments_of(cast.session, cast.tender)] == ["Done", "Add our wards"]
    with pytest.raises(NotAllowed):
        joining.comment(cast.session, cast.stranger, cast.tender, "Let me in")
