"""Sending a notice to the platform, against a server that behaves and misbehaves as the real one may."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from procure.config import Settings
from procure.db import reading, writing
from procure.domain.exceptions import NotAllowed, WrongState
from procure.domain.submission import LEASE, SETTLING, SubmissionState, Trouble
from procure.models import AuditEvent, Exchange, Notice, NoticeDraft, Submission, Tender, User
from procure.services import confirming, dispatching, noticing, submitting, telling
from procure.services.access import actor_of
from procure.storage import Storage, open_storage
from procure.submission.http import HttpPlatform
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer
from tests.factories.platform_double import (
    KEY,
    SEARCH,
    PlatformDouble,
    after_taking_in,
    answers,
    cuts,
    is_silent,
    platform_double,
    waits_until_left,
)

#: Past, since nothing is recorded of times to come.
AT = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")


@pytest.fixture
def double() -> Iterator[PlatformDouble]:
    with platform_double() as double:
        yield double


@pytest.fixture
def settings(double: PlatformDouble, database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database_url,
        secret_key="a key that signs nothing",
        testing=True,
        platform_url=double.url,
        platform_hosts="127.0.0.1",
        platform_api_keys={"*": KEY},
        platform_search_path=SEARCH,
    )


class Office:
    """An officer with a published engagement notice, and the worker that sends it. The clock is the test's."""

    def __init__(self, engine: Engine, settings: Settings, double: PlatformDouble) -> None:
        self.engine, self.settings, self.double = engine, settings, double
        self.storage: Storage = open_storage(settings)
        self.clock = AT
        self.platform = HttpPlatform(double.url, search_path=SEARCH, silence=0.3, in_all=0.6)
        with writing(engine) as session:
            officer = make_officer(session, make_authority(session))
            tender = make_ready_tender(session, officer, outcomes=1, measures=1)
            draft = noticing.start(session, actor_of(officer), tender, "UK2", settings)
            facts = telling.facts_from_answers(
                draft, {"engagement_closes_on": date(2025, 3, 20), "engagement_process": "Two workshops."}
            )
            noticing.save(session, actor_of(officer), tender, draft, facts, draft.revision)
            noticing.finish(session, actor_of(officer), tender, draft, settings, at=AT)

    def officer(self, session: Session) -> User:
        return session.exec(select(User).order_by(col(User.id))).first()

    def tender(self, session: Session) -> Tender:
        return session.exec(select(Tender)).one()

    def act(self, work: Callable[..., Any], *args: object, **named: object) -> Any:
        """A service called by the officer about notice 1 of the tender, committed."""
        with writing(self.engine) as session:
            actor, tender = actor_of(self.officer(session)), self.tender(session)
            return work(session, actor, tender, 1, self.settings, *args, **named)

    def take_back(self) -> None:
        with writing(self.engine) as session:
            notice = session.exec(select(Notice)).one()
            noticing.take_back(session, actor_of(self.officer(session)), self.tender(session), notice)

    def finish(self) -> None:
        with writing(self.engine) as session:
            draft, actor = session.exec(select(NoticeDraft)).one(), actor_of(self.officer(session))
            noticing.finish(session, actor, self.tender(session), draft, self.settings, at=self.clock)

    def ask(self) -> int:
        submission = self.act(submitting.request_submission, self.storage, at=self.clock)
        assert submission.id is not None
        return submission.id

    def again(self, **named: object) -> None:
        self.act(submitting.send_again, at=self.clock, **named)

    def work(self, wait: timedelta = timedelta(0)) -> SubmissionState:
        """What the worker does once, after a while."""
        self.clock += wait
        (submission_id,) = dispatching.sweep(self.engine, lambda _: None, at=self.clock) or [1]
        return dispatching.carry_out(
            self.engine, self.storage, self.settings, self.platform, submission_id, at=lambda: self.clock
        )

    def submission(self) -> Submission:
        with reading(self.engine) as session:
            return session.exec(select(Submission)).one()

    def notice(self) -> Notice:
        with reading(self.engine) as session:
            return session.exec(select(Notice)).one()


@pytest.fixture
def office(engine: Engine, settings: Settings, double: PlatformDouble) -> Office:
    return Office(engine, settings, double)


@pytest.mark.both_databases
def test_a_sent_notice_gets_the_identifiers_that_come_back_and_leaves_a_receipt(
    office: Office, double: PlatformDouble
) -> None:
    office.ask()
    assert office.work() is SubmissionState.PUBLISHED
    notice = office.notice()
    assert (notice.platform_notice_id, notice.platform_procurement_id) == (
        "000001-2026",
        "ocds-h6vhtk-0f1a2b",
    )
    row = office.submission()
    assert (row.platform_submission_id, row.due_at, row.finished_at) == ("20261201-000001", None, AT)
    with reading(office.engine) as session:
        receipt = session.exec(select(Exchange)).one()
        actions = [event.action for event in session.exec(select(AuditEvent))]
    assert (receipt.operation, receipt.status, receipt.outcome) == ("submit", 200, "published")
    assert receipt.request_sha256 == row.document_sha256
    assert '"submission_id": "20261201-000001"' in receipt.answer
    assert {"notice.submission_requested", "notice.submission_published", "notice.identifiers_recorded"} <= {
        *actions
    }
    (sent,) = double.posts()
    assert sent.document["releases"][0]["planning"]["documents"][0]["noticeType"] == "UK2"


def test_asking_twice_sends_once(office: Office, double: PlatformDouble) -> None:
    assert office.ask() == office.ask()
    office.work()
    office.ask()
    assert office.work() is SubmissionState.PUBLISHED
    assert len(double.posts()) == 1


def test_a_notice_is_only_done_once_the_platform_has_published_it(
    office: Office, double: PlatformDouble
) -> None:
    double.publishes = False
    office.ask()
    assert office.work() is SubmissionState.ACCEPTED
    assert office.notice().platform_notice_id is None
    assert office.work(timedelta(minutes=2)) is SubmissionState.ACCEPTED
    double.publish(office.submission().reference)
    assert office.work(timedelta(minutes=5)) is SubmissionState.PUBLISHED
    assert office.notice().platform_notice_id == "000001-2026"


def test_what_the_platform_finds_wrong_is_told_in_its_words(office: Office, double: PlatformDouble) -> None:
    double.faults = [answers(400, {"errors": [{"message": "Enter a CPV code"}]})]
    office.ask()
    assert office.work() is SubmissionState.REFUSED
    row = office.submission()
    assert (row.messages, row.due_at) == (["Enter a CPV code"], None)
    with pytest.raises(WrongState):
        office.again()


def test_a_busy_platform_is_left_alone_for_as_long_as_it_asks(office: Office, double: PlatformDouble) -> None:
    double.faults = [answers(429, b"", Retry_After="600")]
    office.ask()
    assert office.work() is SubmissionState.QUEUED
    assert office.submission().due_at == AT + timedelta(minutes=10)
    office.work(timedelta(minutes=9))
    assert len(double.posts()) == 1
    assert office.work(timedelta(minutes=1)) is SubmissionState.PUBLISHED


@pytest.mark.parametrize("fault", [cuts, is_silent, answers(502, b"Bad Gateway"), answers(200, b"<html>")])
def test_a_lost_answer_is_never_answered_with_a_second_notice(
    office: Office, double: PlatformDouble, fault: Callable[..., bool]
) -> None:
    double.faults = [after_taking_in(fault)]
    office.ask()
    assert office.work() is SubmissionState.UNCLEAR
    assert office.work(SETTLING) is SubmissionState.PUBLISHED
    assert len(double.posts()) == 1
    assert office.notice().platform_notice_id == "000001-2026"


def test_a_notice_that_was_lost_on_the_way_is_sent_again_with_the_same_key(
    office: Office, double: PlatformDouble
) -> None:
    double.faults = [answers(500, b"")]
    office.ask()
    assert office.work() is SubmissionState.UNCLEAR
    assert office.work(SETTLING) is SubmissionState.QUEUED
    assert office.work() is SubmissionState.PUBLISHED
    first, second = double.posts()
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.form == second.form


def test_where_the_platform_cannot_be_asked_an_officer_looks(office: Office, double: PlatformDouble) -> None:
    office.platform = HttpPlatform(double.url, silence=0.3)
    double.faults = [answers(502, b"")]
    office.ask()
    assert office.work() is SubmissionState.HELD
    assert office.submission().trouble == Trouble.CANNOT_TELL
    with pytest.raises(WrongState, match="Look on the platform first"):
        office.again()
    office.again(is_absent=True)
    assert office.work() is SubmissionState.PUBLISHED


def test_a_duplicate_is_looked_for_and_taken_as_ours(office: Office, double: PlatformDouble) -> None:
    submission_id = office.ask()
    with reading(office.engine) as session:
        double.take_in(session.get_one(Submission, submission_id).reference)
    assert office.work() is SubmissionState.UNCLEAR
    assert office.work(SETTLING) is SubmissionState.PUBLISHED


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (401, Trouble.KEY_REFUSED),
        (403, Trouble.KEY_REFUSED),
        (413, Trouble.TOO_LARGE),
        (404, Trouble.MISDIRECTED),
    ],
)
def test_what_somebody_must_mend_stops_until_they_have(
    office: Office, double: PlatformDouble, status: int, trouble: Trouble
) -> None:
    double.faults = [answers(status, b"")]
    office.ask()
    assert office.work() is SubmissionState.HELD
    assert office.submission().trouble == trouble
    assert dispatching.sweep(office.engine, lambda _: None, at=AT + timedelta(days=30)) == []
    office.again()
    assert office.work() is SubmissionState.PUBLISHED


def test_a_refused_notice_can_be_changed_and_one_on_its_way_cannot(
    office: Office, double: PlatformDouble
) -> None:
    office.ask()
    with pytest.raises(WrongState, match="on its way"):
        office.take_back()
    double.publishes = False
    assert office.work() is SubmissionState.ACCEPTED
    assert office.notice().submitted_at == AT
    double.refuse(office.submission().reference, "Enter a CPV code")
    assert office.work(timedelta(minutes=2)) is SubmissionState.REFUSED
    assert office.notice().submitted_at is None
    office.take_back()
    row = office.submission()
    assert (row.notice_id, row.messages) == (None, ["Enter a CPV code: See the rules."])
    office.finish()
    assert office.ask() != row.id
    with reading(office.engine) as session:
        first, second = session.exec(select(Submission).order_by(col(Submission.id)))
    assert first.reference != second.reference


def test_what_stays_in_doubt_cannot_be_changed_until_somebody_looked(
    office: Office, double: PlatformDouble
) -> None:
    office.platform = HttpPlatform(double.url, silence=0.3)
    double.faults = [answers(502, b"")]
    office.ask()
    office.work()
    with pytest.raises(WrongState, match="may be there"):
        office.take_back()
    with pytest.raises(WrongState, match="Look on the platform"):
        office.act(submitting.set_aside)
    office.act(submitting.set_aside, is_absent=True)
    assert office.submission().state == SubmissionState.SET_ASIDE
    office.take_back()


def test_a_notice_that_was_entered_by_hand_meanwhile_is_not_sent(
    office: Office, double: PlatformDouble
) -> None:
    office.ask()
    with writing(office.engine) as session:
        notice = session.exec(select(Notice)).one()
        actor, tender = actor_of(office.officer(session)), office.tender(session)
        confirming.record_identifiers(
            session, actor, tender, notice, notice_id="041267-2026", procurement_id="ocds-h6vhtk-0f1a2b"
        )
    assert office.work() is SubmissionState.SET_ASIDE
    assert double.requests == []


def test_identifiers_that_do_not_fit_are_not_recorded(office: Office, double: PlatformDouble) -> None:
    double.procurement_id = "ocds-h6vhtk-NOTHEX"
    office.ask()
    assert office.work() is SubmissionState.HELD
    row = office.submission()
    assert row.trouble == Trouble.IDENTIFIERS
    assert "000001-2026" in row.messages[0]
    assert office.notice().platform_notice_id is None


def test_whoever_may_not_publish_may_not_send_and_without_a_key_nobody_can(office: Office) -> None:
    with writing(office.engine) as session:
        stranger = actor_of(make_officer(session))
        with pytest.raises(NotAllowed):
            submitting.request_submission(
                session, stranger, office.tender(session), 1, office.settings, office.storage
            )
    office.settings = office.settings.model_copy(update={"platform_api_keys": {}})
    with pytest.raises(WrongState, match="no key of your organisation"):
        office.ask()
    office.settings = office.settings.model_copy(update={"platform_url": ""})
    with pytest.raises(WrongState, match="not connected"):
        office.ask()


KILLED = """
import sys
from datetime import datetime
from procure.config import Settings
from procure.db import make_engine
from procure.services.dispatching import carry_out
from procure.storage import open_storage
from procure.submission.http import HttpPlatform
settings = Settings()
carry_out(make_engine(settings.resolved_database_url), open_storage(settings), settings,
          HttpPlatform(settings.platform_url, silence=60), int(sys.argv[1]),
          at=lambda: datetime.fromisoformat(sys.argv[2]))
"""


def test_a_worker_killed_while_it_waits_for_the_answer_leaves_nothing_sent_twice(
    office: Office, double: PlatformDouble
) -> None:
    double.faults = [after_taking_in(waits_until_left)]
    submission_id = office.ask()
    environment = {
        "DATA_DIR": str(office.settings.data_dir),
        "DATABASE_URL": office.settings.database_url,
        "SECRET_KEY": "a key that signs nothing",
        "PLATFORM_URL": double.url,
        "PLATFORM_HOSTS": "127.0.0.1",
        "PLATFORM_API_KEYS": f'{{"*": "{KEY}"}}',
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(submission_id), AT.isoformat()], env=environment
    )
    while not double.taken_in and worker.poll() is None:
        time.sleep(0.01)
    worker.kill()
    worker.wait()
    assert office.submission().state == SubmissionState.SENDING
    office.clock += timedelta(minutes=1)
    assert dispatching.sweep(office.engine, lambda _: None, at=office.clock) == [], "it may still be at work"
    assert office.work(LEASE) is SubmissionState.PUBLISHED
    assert len(double.posts()) == 1
    with reading(office.engine) as session:
        cut_off, found = session.exec(select(Exchange)).all()
    assert (cut_off.operation, cut_off.ended_at) == ("submit", None)
    assert found.operation == "find"
