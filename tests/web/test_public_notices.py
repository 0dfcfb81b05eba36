"""Published notices of every kind, as anybody meets them; and that a tender in draft never shows through one."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlmodel import Session, select

from procure.app import create_app
from procure.config import Settings
from procure.db import make_engine, writing
from procure.models import Notice, Tender, User
from procure.services import confirming
from procure.services.access import actor_of
from procure.storage import Storage, open_storage
from tests.browsing import CheckedClient
from tests.databases import SqliteDatabases
from tests.factories.announcements import make_notice
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.filled_notices import FILLED
from tests.factories.people import make_officer
from tests.factories.publications import publish

AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
SECRET = "Nobody must read this before the tender is public"
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")


@dataclass
class Board:
    """A service with a published tender; a draft with notices; and a market and payments that have no tender."""

    app: Flask
    settings: Settings
    storage: Storage
    tender: str = ""
    draft: str = ""
    market: str = ""
    numbers: dict[str, int] = field(default_factory=dict)


def hide_words(session: Session, tender: Tender) -> None:
    """Put words that no notice tells into every part of a draft that only its specification tells."""
    tender.specification.summary = tender.specification.cause = tender.specification.frame_note = SECRET
    tender.specification.award_methodology = tender.specification.tried_before = SECRET
    tender.facts.submission_method = tender.facts.payment_terms = tender.facts.technical_specifications = (
        SECRET
    )
    session.add_all([tender.specification, tender.facts])
    session.flush()


@pytest.fixture(scope="module")
def board(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    folder = tmp_path_factory.mktemp("notices")
    with sqlite_databases.copy(folder) as url:
        settings = Settings(data_dir=folder, database_url=url, secret_key="a key for tests", testing=True)
        engine, storage = make_engine(url), open_storage(settings)
        made = Board(create_app(settings), settings, storage)
        made.tender = publish(engine, storage, settings, outcomes=1, measures=1)
        with writing(engine) as session:
            officer = make_officer(session, make_authority(session))
            draft = make_ready_tender(
                session, officer, outcomes=1, measures=1, title="Warm homes in Westmarch"
            )
            hide_words(session, draft)
            market = make_ready_tender(session, officer, outcomes=1, measures=1, title="A market for warmth")
            made.draft, made.market = draft.reference, market.reference
            for tender, names in ((draft, ("UK1", "UK2", "UK3")), (market, ("UK13", "UK14", "UK17"))):
                for day, name in enumerate(names):
                    at = AT + timedelta(days=day)
                    notice = make_notice(session, officer, tender, FILLED[name], settings, storage, at=at)
                    made.numbers[name] = notice.local_number
        yield made
        made.app.extensions["procure"].engine.dispose()
        engine.dispose()


@pytest.fixture
def reader(board: Board) -> CheckedClient:
    client = board.app.test_client()
    assert isinstance(client, CheckedClient)
    return client


def test_every_kind_is_in_the_list_and_leads_to_its_page(reader: CheckedClient, board: Board) -> None:
    assert 'href="/notices"' in reader.get("/published").text
    page = reader.get("/notices").text
    for name, place in (("UK2", board.draft), ("UK13", board.market), ("UK17", board.market)):
        assert f'href="/published/{place}/notices/{board.numbers[name]}"' in page
    assert f'href="/published/{board.tender}/versions/1/notice"' in page
    only = reader.get("/notices?kind=UK17&kind=colour&q=warmth").text
    assert "Payments compliance notice (UK17)" in only
    assert f"/published/{board.draft}/" not in only
    assert "No published notice fits" in reader.get("/notices?q=elephants").text
    for hostile in ("/notices?before=!!", "/notices?before=GEZDGNBVGY3TQ===", "/notices?q=%25_%5C'%22"):
        assert reader.get(hostile).status_code == 200


def test_a_procurement_without_a_tender_shows_its_notices(reader: CheckedClient, board: Board) -> None:
    page = reader.get(f"/published/{board.draft}").text
    assert "No tender is published here." in page
    order = [page.index(f"/published/{board.draft}/notices/{number}") for number in (1, 2, 3)]
    assert order == sorted(order)
    assert reader.get(f"/published/{board.draft}/versions/1").status_code == 404
    assert reader.get(f"/published/{board.draft}/versions/1/notice").status_code == 404
    assert reader.get(f"/published/{board.draft}/versions/1/files/specification.pdf").status_code == 404


def test_a_published_tender_lists_its_notices_with_their_files(reader: CheckedClient, board: Board) -> None:
    page = reader.get(f"/published/{board.tender}").text
    assert f'href="/published/{board.tender}/versions/1/files/notice.pdf"' in page
    assert "Tender notice (UK4)" in page
    assert page.count("SHA-256") >= 6
    assert reader.get(f"/published/{board.tender}/notices").status_code == 200
    led = reader.get(f"/published/{board.tender}/notices/1")
    assert (led.status_code, led.location) == (302, f"/published/{board.tender}/versions/1/notice")


@pytest.mark.parametrize("name", ["UK1", "UK2", "UK3", "UK13", "UK14", "UK17"])
def test_a_notice_has_a_page_a_pdf_and_open_data_that_arrive_whole(
    reader: CheckedClient, board: Board, name: str
) -> None:
    place = f"/published/{board.market if name in ('UK13', 'UK14', 'UK17') else board.draft}"
    address = f"{place}/notices/{board.numbers[name]}"
    page = reader.get(address)
    assert f"({name})" in page.text
    assert "It is not recorded yet that the central digital platform has this notice." in page.text
    for kind in ("notice.pdf", "release.json"):
        answer = reader.get(f"{address}/files/{kind}")
        assert "immutable" in answer.headers["Cache-Control"]
        assert hashlib.sha256(answer.data).hexdigest() in page.text
        again = reader.get(f"{address}/files/{kind}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    release = json.loads(reader.get(f"{address}/files/release.json").data)["releases"][0]
    assert f'"noticeType": "{name}"' in json.dumps(release)
    assert f"http://127.0.0.1:8000{address}" in json.dumps(release)


def test_what_is_not_there_is_not_found(reader: CheckedClient, board: Board) -> None:
    for place in (
        "notices/9", "notices/1/files/specification.pdf", "notices/9/files/notice.pdf", "notices/1/files/x",
    ):  # fmt: skip
        assert reader.get(f"/published/{board.draft}/{place}").status_code == 404
    assert reader.get("/published/AAAA-AAAA-AA/notices").status_code == 404


def test_a_tender_in_draft_never_shows_through_its_notices(reader: CheckedClient, board: Board) -> None:
    place = f"/published/{board.draft}"
    pages = ["/", "/published", "/notices", place, f"{place}/notices"]
    for number in (1, 2, 3):
        pages += [f"{place}/notices/{number}", f"{place}/notices/{number}/files/release.json"]
        local = f"{board.settings.local_id_prefix}-{board.draft}"
        pages += [f"/api/1.0/ocdsReleasePackages/{local}-{number}", f"/api/1.0/ocdsRecordPackages/{local}"]
    for address in [*pages, "/api/1.0/ocdsReleasePackages"]:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        assert SECRET not in answer.text, address
        assert "outcomes/" not in answer.text, address
    for number in (1, 2, 3):
        pdf = PdfReader(io.BytesIO(reader.get(f"{place}/notices/{number}/files/notice.pdf").data))
        assert SECRET not in "".join(page.extract_text() for page in pdf.pages)
    assert "Warm homes in Westmarch" not in reader.get("/published").text


def test_the_page_says_when_the_platform_had_it_once_that_is_recorded(
    reader: CheckedClient, board: Board
) -> None:
    address = f"/published/{board.draft}/notices/{board.numbers['UK1']}"
    with writing(board.app.extensions["procure"].engine) as session:
        tender = session.exec(select(Tender).where(Tender.reference == board.draft)).one()
        officer = session.get_one(User, tender.created_by_id)
        notice = session.exec(
            select(Notice).where(Notice.tender_id == tender.id, Notice.local_number == 1)
        ).one()
        confirming.record_confirmation(
            session, actor_of(officer), tender, notice, at=AT + timedelta(days=1),
            notice_id="041267-2026", procurement_id="ocds-h6vhtk-0f1a2b",
        )  # fmt: skip
    page = reader.get(address).text
    assert "Published on the central digital platform on 2 June 2026" in page
    assert "041267-2026" in page
    assert "was given by this service" not in page
    assert "041267-2026" in reader.get("/notices?q=041267-2026").text


def test_a_correction_says_what_it_changes_and_the_notice_says_that_it_was_changed(
    reader: CheckedClient, board: Board
) -> None:
    with writing(board.app.extensions["procure"].engine) as session:
        tender = session.exec(select(Tender).where(Tender.reference == board.market)).one()
        officer = session.get_one(User, tender.created_by_id)
        facts = FILLED["UK13"].model_copy(
            update={
                "amends_notice_id": f"procure-local-{board.market}-{board.numbers['UK13']}",
                "what_changed": "It opens *later*.",
                "how_to_get_documents": "By post.",
            }
        )
        make_notice(session, officer, tender, facts, board.settings, board.storage, at=AT + timedelta(days=9))
    first = reader.get(f"/published/{board.market}/notices/{board.numbers['UK13']}").text
    assert "This notice was changed by a later one." in first
    assert "It changes notice 1: It opens" in reader.get(f"/published/{board.market}").text
