"""Asking for publication: who may, when, and what it leaves behind."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from procure import db
from procure.db import open_session, reading, writing
from procure.domain.exceptions import NotAllowed, NotReady, WrongState
from procure.domain.vocabulary import TenderState, VerdictKind
from procure.models import AuditEvent, Notice, Publication, Tender, User
from procure.services import publishing, reviewing
from procure.services.access import actor_of
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer
from tests.factories.publications import PUBLISHED_AT, make_endorsed_tender

WITH_CONDITIONS = VerdictKind.ENDORSED_WITH_CONDITIONS


def ask(session: Session, officer: User, tender: Tender, **values: object) -> Publication:
    return publishing.request_publication(
        session, actor_of(officer), tender, **({"at": PUBLISHED_AT} | values)
    )  # type: ignore[arg-type]


@pytest.mark.both_databases
def test_an_endorsed_version_is_numbered_and_waits_for_its_files(session: Session) -> None:
    tender, officer, review = make_endorsed_tender(session)
    publication = ask(session, officer, tender, at=PUBLISHED_AT + timedelta(microseconds=7))

    notice = session.exec(select(Notice)).one()
    assert publication.version_id == notice.version_id == review.version_id
    assert publication.published_at == notice.published_at == PUBLISHED_AT  # to the second, as files print it
    assert (notice.code, notice.local_number, notice.platform_notice_id) == ("UK4", 1, None)
    assert publication.completed_at is None
    assert tender.state == TenderState.PUBLISHING
    events = session.exec(select(AuditEvent).where(AuditEvent.action == "tender.publication_requested")).all()
    assert [(event.actor_name, event.detail["sha256"]) for event in events] == [
        (officer.name, review.version.sha256)
    ]


@pytest.mark.both_databases
def test_asking_twice_gives_one_publication(session: Session) -> None:
    tender, officer, _ = make_endorsed_tender(session)
    first = ask(session, officer, tender)
    again = ask(session, officer, tender, at=PUBLISHED_AT + timedelta(seconds=1))
    assert again is first
    assert first.published_at == PUBLISHED_AT
    assert len(session.exec(select(Notice)).all()) == 1


@pytest.mark.both_databases
def test_two_who_ask_in_the_same_moment_get_the_same_publication(engine: Engine) -> None:
    with writing(engine) as session:
        tender, officer, _ = make_endorsed_tender(session)
        tender_id, officer_id = tender.id, officer.id
    together, given = Barrier(2), []

    def click() -> None:
        with open_session(engine, writes=False) as reader:
            person = reader.get(User, officer_id)
            assert person is not None
            actor = actor_of(person)
        together.wait()
        with writing(engine) as own:
            mine = own.get(Tender, tender_id)
            assert mine is not None
            given.append(publishing.request_publication(own, actor, mine, at=PUBLISHED_AT).id)

    clicks = [Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    with reading(engine) as session:
        assert given == [session.exec(select(Publication)).one().id] * 2
        assert len(session.exec(select(Notice)).all()) == 1


def test_an_officer_of_another_organisation_may_not_publish(session: Session) -> None:
    tender, _, _ = make_endorsed_tender(session)
    with pytest.raises(NotAllowed):
        ask(session, make_officer(session, make_authority(session)), tender)


def test_a_tender_that_no_board_endorsed_is_not_published(session: Session) -> None:
    officer = make_officer(session, make_authority(session))
    with pytest.raises(WrongState, match="draft"):
        ask(session, officer, make_ready_tender(session, officer))


def test_an_unmet_condition_of_the_endorsement_holds_publication_up_until_it_is_met(session: Session) -> None:
    tender, officer, review = make_endorsed_tender(
        session, kind=WITH_CONDITIONS, conditions=("Name the data owner.", "Publish the baseline.")
    )
    with pytest.raises(NotReady) as refusal:
        ask(session, officer, tender)
    assert refusal.value.issues == ("Name the data owner.", "Publish the baseline.")
    for condition in review.conditions:
        reviewing.meet_condition(session, actor_of(officer), condition.key, "Done.", at=PUBLISHED_AT)
    assert ask(session, officer, tender).id is not None


def test_what_has_become_too_late_since_the_endorsement_blocks_publication(session: Session) -> None:
    tender, officer, _ = make_endorsed_tender(session)
    with pytest.raises(NotReady) as refusal:
        ask(session, officer, tender, at=PUBLISHED_AT + timedelta(days=500))
    assert refusal.value.issues
    assert tender.state == TenderState.ENDORSED


def test_files_are_asked_for_after_the_commit_and_never_without_one(engine: Engine) -> None:
    with writing(engine) as session:
        tender, officer, _ = make_endorsed_tender(session)
    asked: list[int] = []
    with open_session(engine, writes=True) as session:
        session.add(tender)
        ask(session, officer, tender, enqueue=asked.append)
        session.rollback()
    assert asked == []
    with open_session(engine, writes=True) as session:
        session.add(tender)
        publication = ask(session, officer, tender, enqueue=asked.append)
        assert asked == []
        db.commit(session)
        assert asked == [publication.id]


def test_a_held_publication_starts_again_when_it_is_asked_for_again(session: Session) -> None:
    tender, officer, _ = make_endorsed_tender(session)
    publication = ask(session, officer, tender)
    publishing.hold(session, publication, "Lot 2 has no value.", PUBLISHED_AT)
    assert tender.state == TenderState.ENDORSED
    later = PUBLISHED_AT + timedelta(hours=1)
    again = ask(session, officer, tender, at=later)
    assert again is publication
    assert (again.held_at, again.last_error, again.failed_attempts) == (None, "", 0)
    assert again.published_at == session.exec(select(Notice)).one().published_at == later
    assert tender.state == TenderState.PUBLISHING
    actions = session.exec(select(AuditEvent.action).order_by(col(AuditEvent.id))).all()
    assert [each for each in actions if each.startswith("tender.publication")] == [
        "tender.publication_requested",
        "tender.publication_held",
        "tender.publication_requested",
    ]
