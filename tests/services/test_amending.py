"""A published tender is changed by a new version: what is public stays so, and the new notice says what differs."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from exports.notices.html import notice_html
from procure.config import Settings
from procure.db import reading, writing
from procure.domain.exceptions import Invalid, NotAllowed, NotReady, WrongState
from procure.domain.vocabulary import TenderState, VerdictKind
from procure.models import Notice, Tender, User
from procure.services import (
    amending,
    authoring,
    downloading,
    opening,
    publishing,
    rendering,
    reviewing,
    telling,
    withdrawing,
)
from procure.services.access import actor_of
from procure.storage import Storage, open_storage
from tests.factories.boards import make_board, make_members, make_review
from tests.factories.people import make_officer
from tests.factories.publications import PUBLISHED_AT
from tests.publication_files import starts_with_a_publication

pytestmark = [pytest.mark.both_databases, starts_with_a_publication]
WHY = "The title says whom it is for, as suppliers asked."
LATER = PUBLISHED_AT + timedelta(days=2)


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings)


@pytest.fixture
def reference(engine: Engine, storage: Storage, settings: Settings, publication_id: int) -> str:
    """A tender whose first version is public."""
    assert rendering.render(engine, storage, settings, publication_id)
    with reading(engine) as session:
        return session.exec(select(Tender.reference)).one()


def of(session: Session, reference: str) -> tuple[Tender, User]:
    tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
    officer = session.get(User, tender.created_by_id)
    assert officer is not None
    return tender, officer


def changed(engine: Engine, reference: str, at: datetime = LATER) -> None:
    """The tender with another title, endorsed, its second publication asked for, all at one moment."""
    with writing(engine) as session:
        tender, officer = of(session, reference)
        amending.begin(session, actor_of(officer), tender, WHY, at=at)
        kept = authoring.revision_of(authoring.stored(tender, ["title"]))
        authoring.save(
            session, actor_of(officer), tender, tender, {"title": "Warmer homes"}, kept, what="title"
        )
        chair = make_members(session, 1)[0]
        review = make_review(session, tender, officer, make_board(session, chair, quorum=1))
        reviewing.record_verdict(session, actor_of(chair), review, VerdictKind.ENDORSED, "Yes.", at=at)
        reviewing.decide(session, actor_of(chair), review, VerdictKind.ENDORSED, "Agreed.", [], at=at)
        publishing.request_publication(session, actor_of(officer), tender, at=at)


def test_what_is_public_stays_public_while_it_is_changed(engine: Engine, reference: str) -> None:
    with writing(engine) as session:
        tender, officer = of(session, reference)
        amending.begin(session, actor_of(officer), tender, WHY)
        assert tender.state == TenderState.DRAFT
        assert downloading.published_version(session, reference).version.number == 1
        assert downloading.artefact(session, reference, 1, "specification.pdf").size > 0
        assert amending.public_version(session, tender) == 1
        with pytest.raises(WrongState, match="UK12"):
            withdrawing.withdraw(session, actor_of(officer), tender, "We changed our mind.")


def test_a_change_needs_words_an_officer_of_the_buyer_and_something_published(
    engine: Engine, reference: str
) -> None:
    with writing(engine) as session:
        tender, officer = of(session, reference)
        for words in ("", " \n", "x" * 4_001):
            with pytest.raises(Invalid):
                amending.begin(session, actor_of(officer), tender, words)
        with pytest.raises(NotAllowed):
            amending.begin(session, actor_of(make_officer(session)), tender, WHY)
        amending.begin(session, actor_of(officer), tender, WHY)
        with pytest.raises(WrongState):
            amending.begin(session, actor_of(officer), tender, WHY)


def test_the_new_notice_names_the_old_one_and_lists_what_differs(
    engine: Engine, storage: Storage, settings: Settings, reference: str
) -> None:
    changed(engine, reference)
    with reading(engine) as session:
        tender, _ = of(session, reference)
        assert (
            downloading.published_version(session, reference).version.number == 1
        )  # until every file is there
        publication = publishing.publication_of(session, publishing.endorsing_review(session, tender).version)
        assert publication is not None
    assert rendering.render(engine, storage, settings, publication.id)
    with reading(engine) as session:
        first, second = session.exec(
            select(Notice).where(Notice.code == "UK4").order_by(col(Notice.local_number))
        ).all()
        told = telling.find(session, reference, second.local_number)
        assert told is not None
        assert told.facts.amends_notice_id.endswith(f"{reference}-{first.local_number}")
        assert told.facts.what_changed == WHY
        assert [each.after for each in told.facts.changes] == ["Warmer homes", "Specification: Warmer homes"]
        page = notice_html(told.snapshot, facts=told.facts)
        assert WHY in page
        latest = downloading.published_version(session, reference)
        assert (latest.version.number, latest.is_latest) == (2, True)
        assert downloading.published_version(session, reference, 1).version.number == 1
        with storage.open(downloading.artefact(session, reference, 2, "release.json").sha256) as stored:
            (release,) = json.loads(stored.read())["releases"]
        assert release["tag"] == ["tenderUpdate"]
        (amendment,) = release["tender"]["amendments"]
        assert amendment["amendsReleaseID"] == told.facts.amends_notice_id
        assert WHY in amendment["description"]
        assert "Warmer homes" in amendment["description"]
        shown = opening.process(session, release["ocid"])
        (record,) = json.loads(opening.record_bytes(session, shown, settings, "http://localhost/x"))[
            "records"
        ]
        assert record["compiledRelease"]["tender"]["title"] == "Warmer homes"


def test_terms_stand_once_tenders_were_due_and_the_officer_is_told_from_the_first(
    engine: Engine, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(engine) as session:
        tender, officer = of(session, reference)
        due = tender.facts.tender_deadline_at
        assert due is not None
    after = due + timedelta(minutes=1)
    with pytest.raises(NotReady) as refused:
        changed(engine, reference, at=after)
    assert "change-too-late" in {issue.code for issue in refused.value.issues}
    monkeypatch.setattr(authoring, "now", lambda: after)
    with writing(engine) as session:
        tender, officer = of(session, reference)
        assert tender.state == TenderState.PUBLISHED  # nothing of the refused change is left
        amending.begin(session, actor_of(officer), tender, WHY)
        _, issues, _ = authoring.overview(session, actor_of(officer), tender, after.date())
        (told,) = [issue for issue in issues if issue.code == "change-too-late"]
        assert (told.is_blocking, "s.31" in told.source) == (True, True)
        assert downloading.published_version(session, reference).version.number == 1
