"""Notices besides the tender notice: begun, saved, checked, published, and given the platform's identifiers."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from procure.config import Settings
from procure.domain.exceptions import Invalid, NotAllowed, NotFound, NotReady, StaleEdit, WrongState
from procure.domain.notice_facts import AwardFacts, EngagementFacts
from procure.domain.notice_sequence import PublishedNotice
from procure.models import AuditEvent, Notice, NoticeFile, PublishedRelease, Tender, User
from procure.services import confirming, noticing, telling
from procure.services.access import actor_of
from procure.storage import Storage, open_storage
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.filled_notices import FILLED
from tests.factories.people import make_officer

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
TODAY = date(2026, 12, 1)
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, secret_key="a key that signs nothing", testing=True)


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings)


@pytest.fixture
def tender(session: Session) -> Tender:
    officer = make_officer(session, make_authority(session))
    return make_ready_tender(session, officer, outcomes=1, measures=1)


@pytest.fixture
def officer(session: Session, tender: Tender) -> User:
    return session.exec(select(User).where(User.organisation_id == tender.organisation_id)).first()  # type: ignore[return-value]


def engaged(session: Session, officer: User, tender: Tender, settings: Settings) -> noticing.NoticeDraft:
    """An engagement notice with all that it needs."""
    draft = noticing.start(session, actor_of(officer), tender, "UK2", settings)
    facts = telling.facts_from_answers(
        draft,
        {"engagement_closes_on": date(2026, 12, 18), "engagement_process": "Two workshops."},
    )
    noticing.save(session, actor_of(officer), tender, draft, facts, draft.revision)
    return draft


@pytest.mark.both_databases
def test_a_notice_begins_with_what_is_known(
    session: Session, officer: User, tender: Tender, settings: Settings
) -> None:
    draft = noticing.start(session, actor_of(officer), tender, "UK2", settings)
    facts = telling.facts_of(draft)
    assert isinstance(facts, EngagementFacts)
    assert facts.supply.cpv_codes
    assert noticing.start(session, actor_of(officer), tender, "UK2", settings) is draft
    assert [each.code for each in noticing.open_drafts(session, actor_of(officer), tender)] == ["UK2"]


def test_an_officer_of_another_organisation_may_not_begin_or_read_one(
    session: Session, officer: User, tender: Tender, settings: Settings
) -> None:
    stranger = actor_of(make_officer(session))
    with pytest.raises(NotAllowed):
        noticing.start(session, stranger, tender, "UK2", settings)
    draft = noticing.start(session, actor_of(officer), tender, "UK2", settings)
    for refused in (
        lambda: noticing.open_drafts(session, stranger, tender),
        lambda: noticing.save(session, stranger, tender, draft, telling.facts_of(draft), 1),
        lambda: noticing.discard(session, stranger, tender, draft),
        lambda: noticing.check(session, stranger, tender, draft, settings, TODAY),
        lambda: noticing.due(session, stranger, tender, settings),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_notice_out_of_turn_is_refused_with_the_provision(
    session: Session, officer: User, tender: Tender, settings: Settings
) -> None:
    with pytest.raises(WrongState, match=r"s\.71"):
        noticing.start(session, actor_of(officer), tender, "UK9", settings)
    with pytest.raises(WrongState, match="specification"):
        noticing.start(session, actor_of(officer), tender, "UK4", settings)


def test_two_who_save_at_once_lose_nothing(
    session: Session, officer: User, tender: Tender, settings: Settings
) -> None:
    draft = engaged(session, officer, tender, settings)
    late = telling.facts_from_answers(draft, {"engagement_process": "One workshop."})
    with pytest.raises(StaleEdit) as refusal:
        noticing.save(session, actor_of(officer), tender, draft, late, draft.revision - 1)
    assert refusal.value.theirs == {"engagement_process": "Two workshops."}
    assert refusal.value.yours == {"engagement_process": "One workshop."}


def test_an_answer_of_the_wrong_form_names_its_field(
    session: Session, officer: User, tender: Tender, settings: Settings
) -> None:
    draft = noticing.start(session, actor_of(officer), tender, "UK2", settings)
    with pytest.raises(Invalid) as refusal:
        telling.facts_from_answers(draft, {"engagement_closes_on": "soon"})
    assert refusal.value.field == "engagement_closes_on"


def test_what_is_missing_stops_publication(
    session: Session, officer: User, tender: Tender, settings: Settings, storage: Storage
) -> None:
    draft = noticing.start(session, actor_of(officer), tender, "UK2", settings)
    found = noticing.check(session, actor_of(officer), tender, draft, settings, TODAY)
    assert not found.is_ready
    assert "engagement_planned_close_date" in {item.id for item in found.missing}
    with pytest.raises(NotReady):
        noticing.publish(session, actor_of(officer), tender, draft, settings, storage, at=AT)
    assert session.exec(select(Notice)).all() == []


def test_a_published_notice_is_numbered_with_its_files_and_never_changed(
    session: Session, officer: User, tender: Tender, settings: Settings, storage: Storage
) -> None:
    actor = actor_of(officer)
    draft = engaged(session, officer, tender, settings)
    notice = noticing.publish(session, actor, tender, draft, settings, storage, at=AT)
    assert (notice.code, notice.local_number, notice.platform_notice_id) == ("UK2", 1, None)
    assert noticing.publish(session, actor, tender, draft, settings, storage, at=AT) is notice
    files = {file.kind: file for file in session.exec(select(NoticeFile))}
    with storage.open(files["notice.pdf"].sha256) as file:
        assert file.read().startswith(b"%PDF-")
    with storage.open(files["release.json"].sha256) as file:
        release = json.loads(file.read())["releases"][0]
    assert release["planning"]["documents"][0]["noticeType"] == "UK2"
    given_out = session.exec(select(PublishedRelease)).one()
    assert (json.loads(given_out.release_json), given_out.stage) == (release, "planning")
    with pytest.raises(WrongState):
        noticing.save(session, actor, tender, draft, telling.facts_of(draft), draft.revision)
    (out,) = telling.history(session, tender, settings)
    assert (out.code, out.published_on, out.facts) == ("UK2", TODAY, telling.facts_of(draft))
    actions = [
        event.action for event in session.exec(select(AuditEvent)) if event.action.startswith("notice.")
    ]
    assert actions == ["notice.started", "notice.saved", "notice.finished", "notice.published"]


def test_a_correction_is_a_new_notice_that_says_what_changed(
    session: Session, officer: User, tender: Tender, settings: Settings, storage: Storage
) -> None:
    actor = actor_of(officer)
    notice = noticing.publish(
        session, actor, tender, engaged(session, officer, tender, settings), settings, storage, at=AT
    )
    with pytest.raises(Invalid):
        noticing.amend(session, actor, tender, notice, " ", settings)
    draft = noticing.amend(session, actor, tender, notice, "It closes later.", settings)
    facts = telling.facts_of(draft)
    assert facts.amends_notice_id == f"procure-local-{tender.reference}-1"
    again = noticing.publish(session, actor, tender, draft, settings, storage, at=AT)
    assert again.local_number == 2


def test_identifiers_of_the_platform_are_recorded_and_checked(
    session: Session, officer: User, tender: Tender, settings: Settings, storage: Storage
) -> None:
    actor = actor_of(officer)
    draft = engaged(session, officer, tender, settings)
    notice = noticing.publish(session, actor, tender, draft, settings, storage, at=AT)

    def record(notice_id: str, procurement_id: str) -> None:
        confirming.record_identifiers(
            session, actor, tender, notice, notice_id=notice_id, procurement_id=procurement_id
        )

    with pytest.raises(Invalid):
        record("41267-2026", "ocds-h6vhtk-0f1a2b")
    with pytest.raises(Invalid):
        record("041267-2026", "ocds-other-0f1a2b")
    record("041267-2026", "ocds-h6vhtk-0f1a2b")
    assert notice.platform_notice_id == "041267-2026"
    assert telling.history(session, tender, settings)[0].notice_id == "041267-2026"
    with pytest.raises(Invalid, match="recorded as"):
        record("041267-2026", "ocds-h6vhtk-0f1a2c")


def test_a_call_off_may_be_begun_with_nothing_before_it_but_not_published_as_a_competition(
    session: Session, officer: User, tender: Tender, settings: Settings
) -> None:
    actor = actor_of(officer)
    draft = noticing.start(session, actor, tender, "UK6", settings)
    assert not noticing.check(session, actor, tender, draft, settings, TODAY).sequence.value
    facts = telling.facts_from_answers(draft, {"is_call_off": True})
    noticing.save(session, actor, tender, draft, facts, draft.revision)
    assert noticing.check(session, actor, tender, draft, settings, TODAY).sequence.value


def test_an_award_notice_may_not_state_a_standstill_that_is_too_short(
    session: Session, officer: User, tender: Tender, settings: Settings
) -> None:
    actor = actor_of(officer)
    draft = noticing.start(session, actor, tender, "UK6", settings)
    facts = telling.facts_from_answers(draft, {"standstill_ends_on": date(2026, 12, 9)})
    noticing.save(session, actor, tender, draft, facts, draft.revision)
    found = noticing.check(session, actor, tender, draft, settings, TODAY)
    assert isinstance(facts, AwardFacts)
    assert [finding.code for finding in found.findings] == ["standstill-too-short"]
    assert "10 December 2026" in found.findings[0].message


def test_a_notice_that_is_not_out_can_be_given_up(
    session: Session, officer: User, tender: Tender, settings: Settings
) -> None:
    draft = engaged(session, officer, tender, settings)
    noticing.discard(session, actor_of(officer), tender, draft)
    assert noticing.open_drafts(session, actor_of(officer), tender) == []


def test_a_notice_is_begun_for_the_contract_that_was_chosen(
    session: Session, officer: User, tender: Tender, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = PublishedNotice("UK7", TODAY, "n-1", FILLED["UK7"])
    other = FILLED["UK7"].model_copy(update={"contract_identifier": "B", "contract_title": "Lot 2"})
    monkeypatch.setattr(telling, "history", lambda *_: [first, PublishedNotice("UK7", TODAY, "n-2", other)])
    drafts = [
        noticing.start(session, actor_of(officer), tender, "UK10", settings, contract=name)
        for name in (first.contract, "B", "B")
    ]
    assert drafts[1] is drafts[2] is not drafts[0]
    assert [telling.facts_of(draft).contract_title for draft in drafts[:2]] == [  # type: ignore[attr-defined]
        FILLED["UK7"].contract_title,  # type: ignore[attr-defined]
        "Lot 2",
    ]
    with pytest.raises(NotFound):
        noticing.start(session, actor_of(officer), tender, "UK10", settings, contract="C")
