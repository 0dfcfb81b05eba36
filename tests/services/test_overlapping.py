"""Who else is buying this: what is found across organisations, what is kept back, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, col, func, select

from procure.db import reading, writing
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, WrongState
from procure.domain.overlaps import Disclosure, OverlapAnswer, Standing
from procure.models import AuditEvent, NeedToken, Tender, User, VisibleNeed
from procure.models.types import now
from procure.services import (
    authoring,
    briefing,
    disclosing,
    freezing,
    growing,
    overlapping,
    steering,
    withdrawing,
)
from procure.services.access import actor_of
from tests.factories.boards import make_authority, make_board, make_members, make_ready_tender
from tests.factories.people import make_officer
from tests.factories.publications import make_listed_tender
from tests.factories.targets import WHOLE, make_target

TODAY = date(2026, 12, 1)


@dataclass
class Two:
    """Officers of two organisations with a draft each, much the same."""

    mine: Tender
    theirs: Tender
    officer: User
    other: User

    def found(self, session: Session) -> list[overlapping.Overlap]:
        return overlapping.of_tender(session, actor_of(self.officer), self.mine, TODAY)

    def show(self, session: Session, shown: str) -> None:
        disclosing.choose(session, actor_of(self.other), self.theirs, shown)


@pytest.fixture
def two(session: Session) -> Two:
    officer, other = (make_officer(session, make_authority(session)) for _ in range(2))
    small: dict[str, Any] = {"outcomes": 1, "measures": 1}
    mine = make_ready_tender(session, officer, **small)
    theirs = make_ready_tender(session, other, title="Homes that are warm in Westmarch", **small)
    return Two(mine, theirs, officer, other)


@pytest.mark.both_databases
def test_a_draft_is_found_by_what_its_owner_chose_to_show_and_no_more(session: Session, two: Two) -> None:
    assert two.found(session) == []
    assert session.exec(select(func.count()).select_from(VisibleNeed)).one() == 0
    two.show(session, Disclosure.TITLE)
    for each in session.exec(select(VisibleNeed)):
        assert (each.outcomes, each.regions, each.cpv_codes, each.starts_on) == ([], [], [], None)
    two.mine.title = "Homes that are warm in Westmarch this year"
    (found,) = two.found(session)
    assert [reason.kind for reason in found.match.reasons] == ["title"]
    two.show(session, Disclosure.OUTCOMES)
    (found,) = two.found(session)
    assert {reason.kind for reason in found.match.reasons} == {"outcome", "people", "place", "cpv", "dates"}
    assert (found.suggestion, found.need.standing) == (OverlapAnswer.JOIN, Standing.PLANNED)
    assert found.need.contact_email == "commercial@westmarch.example.org"
    two.show(session, Disclosure.NOTHING)
    assert two.found(session) == []
    assert session.exec(select(func.count()).select_from(NeedToken)).one() == 0
    said = [
        each.detail
        for each in session.exec(select(AuditEvent).where(AuditEvent.action == "tender.disclosed"))
    ]
    assert [(each["before"], each["after"]) for each in said] == [
        ("", "title"), ("title", "outcomes"), ("outcomes", ""),
    ]  # fmt: skip


def test_only_its_own_officers_show_a_draft_and_only_while_there_is_something_to_hide(
    session: Session, two: Two
) -> None:
    with pytest.raises(NotAllowed):
        disclosing.choose(session, actor_of(two.officer), two.theirs, "title")
    with pytest.raises(Invalid):
        disclosing.choose(session, actor_of(two.other), two.theirs, "everything")
    two.show(session, Disclosure.OUTCOMES)
    withdrawing.withdraw(session, actor_of(two.other), two.theirs, "Not needed")
    assert two.found(session) == []
    with pytest.raises(WrongState):
        two.show(session, Disclosure.TITLE)


def test_what_is_published_is_found_without_being_shown(session: Session, two: Two) -> None:
    reference = make_listed_tender(session)
    published = session.exec(select(Tender).where(Tender.reference == reference)).one()
    disclosing.refresh(session, published)
    (found,) = two.found(session)
    assert (found.need.reference, found.need.standing, found.need.disclosure) == (
        reference,
        Standing.LIVE,
        "",
    )
    later = overlapping.of_tender(session, actor_of(two.officer), two.mine, date(2031, 1, 1))
    assert later == [], "what was told years ago fades"


def test_what_is_shown_follows_the_draft(engine: Engine) -> None:
    with writing(engine) as session:
        officer = make_officer(session, make_authority(session))
        tender = make_ready_tender(session, officer, outcomes=1, measures=1)
        disclosing.choose(session, actor_of(officer), tender, "outcomes")
        person = officer.id
    assert disclosing.sweep(engine) == 0
    with writing(engine) as session:
        tender = session.exec(select(Tender)).one()
        tender.title, tender.updated_at = "Otters return", now()
        session.add(tender)
    assert disclosing.sweep(engine) == 1
    with reading(engine) as session:
        assert session.exec(select(VisibleNeed.title)).one() == "Otters return"
        assert session.get(User, person) is not None


@pytest.mark.both_databases
def test_an_answer_is_put_on_record_for_the_board_and_can_be_changed(session: Session, two: Two) -> None:
    two.show(session, Disclosure.OUTCOMES)
    (found,) = two.found(session)
    actor, key = actor_of(two.officer), found.need.key
    with pytest.raises(Invalid):
        overlapping.decide(session, actor, two.mine, key, "join", " ", TODAY)
    with pytest.raises(Invalid):
        overlapping.decide(session, actor, two.mine, key, "wait", "Because", TODAY)
    with pytest.raises(NotFound):
        overlapping.decide(session, actor, two.mine, "0000000000", "join", "Because", TODAY)
    with pytest.raises(NotAllowed):
        overlapping.decide(session, actor_of(two.other), two.mine, key, "join", "Because", TODAY)
    overlapping.decide(session, actor, two.mine, key, "carry_on", "They are late.", TODAY)
    overlapping.decide(session, actor, two.mine, key, "join", "They lead, we agreed.", TODAY)
    said = (
        f"“{two.theirs.title}” ({two.other.organisation.name}): Join: buy it together. They lead, we agreed.",
    )
    assert overlapping.for_board(session, two.mine) == said
    assert set(said) <= set(
        briefing.around(session, two.mine, freezing.draft_snapshot(session, two.mine)).overlaps
    )
    (found,) = two.found(session)
    assert found.decision is not None
    assert found.decision.points == found.match.points
    events = session.exec(select(AuditEvent).where(AuditEvent.action == "overlap.answered")).all()
    assert [event.detail.get("before") for event in events] == [None, "carry_on"]
    two.show(session, Disclosure.NOTHING)
    (told,) = overlapping.for_board(session, two.mine)
    assert two.theirs.title not in told
    assert "no longer shown" in told


def test_a_target_outcome_is_compared_and_not_with_what_serves_it(session: Session, two: Two) -> None:
    chair, member = make_members(session, 2)
    board = make_board(session, chair, member)
    outcome = freezing.draft_snapshot(session, two.theirs).outcomes[0]
    target = make_target(
        session, board, member, **(WHOLE | {"change": outcome.statement, "title": outcome.title})
    )
    two.show(session, Disclosure.OUTCOMES)
    actor = actor_of(member)
    (found,) = overlapping.of_target(session, actor, target, TODAY)
    overlapping.decide(session, actor, target, found.need.key, "share_engagement", "We ask together.", TODAY)
    assert overlapping.decided_of_target(session, target)[0].decision.answer == "share_engagement"
    with pytest.raises(NotAllowed):
        overlapping.of_target(session, actor_of(two.officer), target, TODAY)
    steering.invite(session, actor_of(chair), target, two.other.email)
    session.refresh(target, ["advisers"])
    growing.link(session, actor_of(two.other), target, two.theirs.reference)
    assert overlapping.of_target(session, actor, target, TODAY) == []


def test_a_look_up_takes_as_many_statements_however_many_there_are(engine: Engine) -> None:
    def statements(engine: Engine) -> int:
        seen: list[str] = []
        with reading(engine) as session:
            tender = session.exec(select(Tender).order_by(col(Tender.id))).first()
            assert tender is not None
            officer = session.get_one(User, tender.created_by_id)
            actor = actor_of(officer)
            mine = authoring.tender_by_reference(session, actor, tender.reference)

            def note(*asked: Any) -> None:
                seen.append(asked[2])

            event.listen(engine, "before_cursor_execute", note)
            overlapping.of_tender(session, actor, mine, TODAY)
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    with writing(engine) as session:
        officer = make_officer(session, make_authority(session))
        make_ready_tender(session, officer, outcomes=1, measures=1)
    few = statements(engine)
    with writing(engine) as session:
        for _ in range(4):
            tender = make_ready_tender(
                session, make_officer(session, make_authority(session)), outcomes=1, measures=1
            )
            tender.shown_before_publication = "outcomes"
            disclosing.refresh(session, tender)
    assert statements(engine) == few
