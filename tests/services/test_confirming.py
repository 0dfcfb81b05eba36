"""What the central platform did with a notice: recorded in order, and what publication here waits for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from procure.config import Settings
from procure.domain.exceptions import Invalid, NotAllowed, NotReady, WrongState
from procure.domain.permissions import Actor
from procure.models import AuditEvent, Notice, PublishedRelease, Tender
from procure.services import confirming, noticing, publishing, telling
from procure.services.access import actor_of
from procure.storage import Storage, open_storage
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer
from tests.factories.publications import make_endorsed_tender

AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path, secret_key="a key that signs nothing", testing=True, platform_first="refuse"
    )


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings)


Case = tuple[Actor, Tender, noticing.NoticeDraft, Notice]


@pytest.fixture
def case(session: Session, settings: Settings) -> Case:
    """A finished market engagement notice, and who may publish it."""
    officer = make_officer(session, make_authority(session))
    tender = make_ready_tender(session, officer, outcomes=1, measures=1)
    actor = actor_of(officer)
    draft = noticing.start(session, actor, tender, "UK2", settings)
    facts = telling.facts_from_answers(
        draft, {"engagement_closes_on": "2026-12-18", "engagement_process": "Two workshops."}
    )
    noticing.save(session, actor, tender, draft, facts, draft.revision)
    return actor, tender, draft, noticing.finish(session, actor, tender, draft, settings, at=AT)


def test_a_finished_notice_is_numbered_and_out_nowhere(
    session: Session, case: Case, settings: Settings
) -> None:
    actor, tender, draft, notice = case
    assert (notice.local_number, notice.completed_at) == (1, None)
    assert telling.history(session, tender, settings) == []
    assert session.exec(select(PublishedRelease)).all() == []
    assert noticing.finish(session, actor, tender, draft, settings) is notice


def test_it_can_be_changed_until_it_has_gone_anywhere(
    session: Session, case: Case, settings: Settings
) -> None:
    actor, tender, draft, notice = case
    assert noticing.take_back(session, actor, tender, notice) is draft
    assert session.exec(select(Notice)).all() == []
    again = noticing.finish(session, actor, tender, draft, settings, at=AT)
    confirming.record_submission(session, actor, tender, again, AT)
    with pytest.raises(WrongState, match="gone out"):
        noticing.take_back(session, actor, tender, again)


def test_publication_here_waits_for_the_platform(
    session: Session, case: Case, settings: Settings, storage: Storage
) -> None:
    actor, tender, draft, notice = case
    with pytest.raises(NotReady) as refusal:
        noticing.publish(session, actor, tender, draft, settings, storage)
    assert [reason.rule_id for reason in refusal.value.issues] == ["PUB-1"]  # type: ignore[attr-defined]
    confirming.record_submission(session, actor, tender, notice, AT)
    confirming.record_confirmation(
        session, actor, tender, notice, at=AT + timedelta(days=1),
        notice_id="041267-2026", procurement_id="ocds-h6vhtk-0f1a2b",
    )  # fmt: skip
    published = noticing.publish(session, actor, tender, draft, settings, storage, at=AT + timedelta(days=3))
    assert published.completed_at == AT + timedelta(days=3)
    (out,) = telling.history(session, tender, settings)
    # The law counts from the platform's day, and the files carry the platform's identifiers.
    assert (out.published_on.day, out.is_confirmed) == (2, True)
    release = session.exec(select(PublishedRelease)).one()
    assert (release.release_id, release.ocid) == ("041267-2026", "ocds-h6vhtk-0f1a2b")


def test_where_it_may_go_out_first_its_day_is_not_taken_for_the_platforms(
    session: Session, case: Case, settings: Settings, storage: Storage
) -> None:
    actor, tender, draft, _ = case
    lenient = settings.model_copy(update={"platform_first": "label"})
    noticing.publish(session, actor, tender, draft, lenient, storage, at=AT)
    (out,) = telling.history(session, tender, settings)
    assert (out.published_on, out.is_confirmed) == (AT.date(), False)


def test_another_place_will_do_when_there_is_no_word_after_two_days(
    session: Session, case: Case, settings: Settings, storage: Storage
) -> None:
    actor, tender, draft, notice = case

    def rely(reason: str, note: str, at: datetime) -> None:
        confirming.record_fallback(session, actor, tender, notice, reason, note, at=at)

    for reason, note, field in (
        ("tired", "It was late.", "fallback"),
        ("unavailable", " ", "fallback_note"),
        ("no_word", "Nothing came.", "fallback"),
    ):
        with pytest.raises(Invalid) as refusal:
            rely(reason, note, AT)
        assert refusal.value.field == field
    confirming.record_submission(session, actor, tender, notice, AT)
    with pytest.raises(Invalid, match="3 June 2026"):
        rely("no_word", "Nothing came.", AT + timedelta(hours=47))
    rely("no_word", "Nothing came.", AT + timedelta(hours=48))
    assert noticing.publish(session, actor, tender, draft, settings, storage).completed_at
    assert not telling.history(session, tender, settings)[0].is_confirmed


def test_times_are_recorded_in_their_order_and_never_ahead(session: Session, case: Case) -> None:
    actor, tender, _, notice = case
    with pytest.raises(Invalid, match="has passed"):
        confirming.record_submission(session, actor, tender, notice, datetime.now(UTC) + timedelta(minutes=5))
    confirming.record_submission(session, actor, tender, notice, AT)
    for record in (confirming.record_access,):
        with pytest.raises(Invalid, match="after the notice was sent"):
            record(session, actor, tender, notice, AT - timedelta(minutes=1))
    confirming.record_access(session, actor, tender, notice, AT + timedelta(hours=1))
    with pytest.raises(Invalid, match="before the platform"):
        confirming.record_submission(session, actor, tender, notice, AT + timedelta(hours=2))
    trail = [event.action for event in session.exec(select(AuditEvent).order_by(AuditEvent.id))]  # type: ignore[arg-type]
    assert trail[-2:] == ["notice.submitted", "notice.accessible"]


def test_a_stranger_may_record_nothing(session: Session, case: Case) -> None:
    _, tender, _, notice = case
    stranger = actor_of(make_officer(session))
    for refused in (
        lambda: confirming.record_submission(session, stranger, tender, notice, AT),
        lambda: confirming.record_confirmation(session, stranger, tender, notice, at=AT),
        lambda: confirming.record_access(session, stranger, tender, notice, AT),
        lambda: confirming.record_fallback(session, stranger, tender, notice, "unavailable", "It is down."),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_tender_notice_is_numbered_before_its_tender_is_public_here(session: Session) -> None:
    tender, officer, review = make_endorsed_tender(session)
    actor = actor_of(officer)
    with pytest.raises(NotReady) as refusal:
        publishing.request_publication(session, actor, tender, at=AT, is_platform_first=True)
    assert [reason.rule_id for reason in refusal.value.issues] == ["PUB-1"]  # type: ignore[attr-defined]
    notice = publishing.prepare_notice(session, actor, tender, at=AT)
    assert publishing.prepare_notice(session, actor, tender) is notice
    confirming.record_confirmation(session, actor, tender, notice, at=AT)
    later = AT + timedelta(hours=1)
    publication = publishing.request_publication(session, actor, tender, at=later, is_platform_first=True)
    assert publishing.notice_of(session, publication) is notice
    assert (notice.published_at, notice.version_id) == (later, review.version_id)
