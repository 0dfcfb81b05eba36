"""Public pages, as anybody sees them: the list, a tender, its notice, its files; and that drafts are not
there.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlmodel import select
from werkzeug.test import create_environ
from werkzeug.wsgi import FileWrapper

from exports.artefact import KINDS
from procure.app import create_app
from procure.config import Settings
from procure.db import make_engine, writing
from procure.domain.vocabulary import Role
from procure.models import Tender
from procure.storage import open_storage
from procure.web.published.naming import content_disposition
from tests.browsing import CheckedClient, counted_statements
from tests.databases import SqliteDatabases
from tests.factories.boards import make_ready_tender
from tests.factories.people import make_officer, make_organisation, make_user
from tests.factories.publications import (
    PUBLISHED_AT,
    make_complete_publication,
    make_endorsed_tender,
    make_listed_tender,
    make_requested_publication,
    publish,
)
from tests.factories.snapshots import make_snapshot

HOSTILE = "Warm <script>alert(1)</script> homes & “gardens”"


@dataclass
class Site:
    """A service with two tenders published whole, and others that must not be seen."""

    app: Flask
    reference: str
    hostile: str
    hidden: dict[str, str] = field(default_factory=dict)

    def address(self, *rest: str) -> str:
        return "/".join(["/published", self.reference, *rest])


@pytest.fixture(scope="module")
def site(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with sqlite_databases.copy(folder) as url:
        settings = Settings(data_dir=folder, database_url=url, secret_key="a key for tests", testing=True)
        engine, storage = make_engine(url), open_storage(settings)
        reference = publish(engine, storage, settings, outcomes=2)
        hostile = publish(
            engine, storage, settings, title=HOSTILE, summary="![x](file:///etc/passwd) **Bold** words"
        )
        with writing(engine) as session:
            officer = make_officer(session)
            hidden = {
                "draft": make_ready_tender(session, officer).reference,
                "endorsed": make_endorsed_tender(session)[0].reference,
                "being published": make_requested_publication(session).tender.reference,
            }
        app = create_app(settings)
        yield Site(app, reference, hostile, hidden)
        app.extensions["procure"].engine.dispose()
        engine.dispose()


@pytest.fixture
def reader(site: Site) -> CheckedClient:
    client = site.app.test_client()
    assert isinstance(client, CheckedClient)
    return client


def test_the_start_page_shows_the_newest_and_leads_to_all(reader: CheckedClient, site: Site) -> None:
    page = reader.get("/").text
    assert page.index(site.hostile) < page.index(site.reference)
    assert 'href="/published"' in page


def test_the_list_shows_what_is_published_and_nothing_else(reader: CheckedClient, site: Site) -> None:
    page = reader.get("/published").text
    assert "2 tenders" in page
    assert f'href="/published/{site.reference}"' in page
    for reference in site.hidden.values():
        assert reference not in page


def test_what_people_wrote_is_shown_as_text(reader: CheckedClient, site: Site) -> None:
    for address in (
        "/published",
        f"/published/{site.hostile}",
        f"/published/{site.hostile}/versions/1/notice",
    ):
        page = reader.get(address).text
        assert "<script>alert" not in page
        assert "Warm &lt;script&gt;alert(1)&lt;/script&gt; homes" in page
        assert "passwd" not in page or "<img" not in page


def test_a_search_is_an_address_to_keep(reader: CheckedClient, site: Site) -> None:
    page = reader.get(
        "/published?q=gardens&procedure=competitive_flexible&suitable=sme&suitable=vcse&open=1"
    ).text
    assert "1 tender" in page
    assert site.hostile in page
    assert site.reference not in page
    assert 'value="gardens"' in page
    assert page.count(" checked") == 4
    without_words = "/published?open=1&amp;procedure=competitive_flexible&amp;suitable=sme&amp;suitable=vcse"
    assert f'href="{without_words}"' in page
    assert "2 tenders" in reader.get(without_words.replace("&amp;", "&")).text


@pytest.mark.parametrize(
    "nonsense", ["before=x", "before=-1", "after=99999999999999999999", "region=%EF%BF%BF", "mission=" + "m" * 9000,
                 "&".join(f"cpv={n}" for n in range(90)), "q=" + "%F0%9F%8F%A0" * 50, "open=maybe&nothing=1"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_still_answered(reader: CheckedClient, nonsense: str) -> None:
    assert reader.get(f"/published?{nonsense}").status_code == 200


def test_a_search_that_finds_nothing_says_what_to_do(reader: CheckedClient) -> None:
    assert "Take a filter off" in reader.get("/published?q=xylophones").text


def test_the_page_of_a_tender_has_what_a_supplier_needs(reader: CheckedClient, site: Site) -> None:
    page = reader.get(site.address()).text
    for words in (
        "Warm homes for Westmarch", "Ask to take part by", "12 February 2027 at midday", "£18,400,000 excluding VAT",
        "What is fixed, and what is open", "2 requirements are fixed", "2 outcomes", site.reference,
        "Read the tender notice",
        "Tenants live in homes they can afford to heat",
    ):  # fmt: skip
        assert words in page, words
    assert 'id="spec-outcomes"' in page


def test_how_to_respond_says_that_bids_go_elsewhere_and_by_when(reader: CheckedClient, site: Site) -> None:
    page = reader.get(site.address("respond")).text
    for words in ("Tenders are not received on this service", "Send your tender through the portal", "No limit",
                  "30 April 2027 at midday", "Response template (OpenDocument)"):  # fmt: skip
        assert words in page, words
    assert f'href="{site.address("respond")}"' in reader.get(site.address()).text
    assert f'{site.address("versions", "1", "files", "response.odt")}"' in page


def test_each_outcome_has_a_page_with_its_figures_drawn_and_told(reader: CheckedClient, site: Site) -> None:
    page = reader.get(site.address("outcomes", "1")).text
    assert all(words in page for words in ("homes they can afford to heat", "<svg", "Baseline", "41%", "76%"))
    assert f'href="{site.address("outcomes", "2")}"' in page
    assert reader.get(site.address("outcomes", "3")).status_code == 404


def test_each_version_has_a_page_of_its_own(reader: CheckedClient, site: Site) -> None:
    assert reader.get(site.address("versions", "1")).status_code == 200
    assert reader.get(site.address("versions", "2")).status_code == 404
    assert reader.get(site.address("versions", "0")).status_code == 404


def test_the_notice_is_a_page_and_says_whose_number_it_bears(reader: CheckedClient, site: Site) -> None:
    page = reader.get(site.address("versions", "1", "notice")).text
    assert f"procure-local-{site.reference}-1" in page
    assert "was given by this service" in page
    assert "ocds-h6vhtk" not in page


def test_whatever_is_not_published_answers_as_if_it_were_not_there(reader: CheckedClient, site: Site) -> None:
    nowhere = reader.get("/published/0000-0000-00")
    assert nowhere.status_code == 404
    for state, reference in site.hidden.items():
        for rest in ("", "/versions/1", "/versions/1/notice", "/versions/1/files/specification.pdf"):
            answer = reader.get(f"/published/{reference}{rest}")
            assert answer.status_code == 404, state
            assert without_nonce(answer.text) == without_nonce(nowhere.text), state


def without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", page)


def test_every_file_arrives_whole_under_its_name_and_digest(reader: CheckedClient, site: Site) -> None:
    page = reader.get(site.address()).text
    for kind in KINDS:
        answer = reader.get(site.address("versions", "1", "files", kind))
        digest = hashlib.sha256(answer.data).hexdigest()
        assert answer.status_code == 200
        assert digest in page
        assert answer.headers["ETag"] == f'"{digest}"'
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert answer.mimetype == KINDS[kind].media_type
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{site.reference}-v1-{kind}"'
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_files_are_what_they_say(reader: CheckedClient, site: Site) -> None:
    def data(kind: str) -> bytes:
        return reader.get(site.address("versions", "1", "files", kind)).data

    for kind in ("specification.pdf", "notice.pdf"):
        words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data(kind))).pages)
        assert "Warm homes for Westmarch" in " ".join(words.split())
    package = json.loads(data("release.json"))
    assert package["releases"][0]["tender"]["title"] == "Warm homes for Westmarch"
    with ZipFile(io.BytesIO(data("specification.docx"))) as docx:
        assert "Warm homes for Westmarch" in docx.read("word/document.xml").decode()


def test_a_reader_who_has_the_file_is_not_sent_it_again(reader: CheckedClient, site: Site) -> None:
    address = site.address("versions", "1", "files", "specification.pdf")
    whole = reader.get(address)
    again = reader.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == whole.headers["ETag"]
    changed = reader.get(address, headers={"If-None-Match": '"another"'})
    assert changed.status_code == 200


@pytest.mark.parametrize(("asked", "part"), [("bytes=0-99", slice(0, 100)), ("bytes=100-", slice(100, None)),
                                             ("bytes=-50", slice(-50, None))])  # fmt: skip
def test_a_part_of_a_file_can_be_asked_for(
    reader: CheckedClient, site: Site, asked: str, part: slice
) -> None:
    address = site.address("versions", "1", "files", "specification.pdf")
    whole = reader.get(address)
    some = reader.get(address, headers={"Range": asked})
    assert (some.status_code, some.data) == (206, whole.data[part])
    assert some.headers["Content-Range"].endswith(f"/{len(whole.data)}")
    resumed = reader.get(address, headers={"Range": asked, "If-Range": '"a file since replaced"'})
    assert (resumed.status_code, resumed.data) == (200, whole.data)


def test_a_part_that_is_not_there_is_refused(reader: CheckedClient, site: Site) -> None:
    address = site.address("versions", "1", "files", "specification.pdf")
    assert reader.get(address, headers={"Range": "bytes=99999999-"}).status_code == 416


def test_asking_about_a_file_sends_its_headers_alone(reader: CheckedClient, site: Site) -> None:
    address = site.address("versions", "1", "files", "specification.pdf")
    whole, told = reader.get(address), reader.head(address)
    assert (told.status_code, told.data) == (200, b"")
    for name in ("Content-Length", "ETag", "Content-Type", "Accept-Ranges"):
        assert told.headers[name] == whole.headers[name]


@pytest.mark.parametrize(
    "kind", ["secret.key", "specification", "..%2f..%2fsecret_key", "SPECIFICATION.PDF", "%00"]
)
def test_a_file_of_another_name_is_not_there(reader: CheckedClient, site: Site, kind: str) -> None:
    assert reader.get(site.address("versions", "1", "files", kind)).status_code == 404


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("plain-v1.pdf", 'attachment; filename="plain-v1.pdf"'),
        ("tŷ cynnes.pdf", "attachment; filename=\"ty cynnes.pdf\"; filename*=UTF-8''t%C5%B7%20cynnes.pdf"),
        ('a"b/../c\r\nSet-Cookie: x.pdf', "attachment; filename=\"a_b_.._c__Set-Cookie_ x.pdf\"; "
         "filename*=UTF-8''a%22b_.._cSet-Cookie%3A%20x.pdf"),
        ("🏠", "attachment; filename=\"file\"; filename*=UTF-8''%F0%9F%8F%A0"),
    ],
)  # fmt: skip
def test_no_file_name_can_break_out_of_its_header(name: str, header: str) -> None:
    assert content_disposition(name) == header


def test_pages_may_be_cached_until_somebody_signs_in(reader: CheckedClient, site: Site) -> None:
    for address in ("/", "/published", site.address(), "/about", "/accessibility"):
        answer = reader.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=60", address
        assert "Cookie" in answer.headers["Vary"]
    with writing(site.app.extensions["procure"].engine) as session:
        user = make_user(session, make_organisation(session), Role.ADMINISTRATOR)
    with reader.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = f"{user.key}:{user.session_epoch}", True
    assert reader.get("/about").headers["Cache-Control"] == "no-store"


def test_the_page_of_a_tender_takes_the_same_few_queries_for_all(reader: CheckedClient, site: Site) -> None:
    counts = set()
    for reference in (site.reference, site.hostile, site.reference):
        with counted_statements() as seen:
            reader.get(f"/published/{reference}")
        counts.add(len(seen))
    assert max(counts) <= 8


def test_long_lists_are_read_a_page_at_a_time(settings: Settings) -> None:
    app = create_app(settings)
    engine = app.extensions["procure"].engine
    with writing(engine) as session:
        references = [make_listed_tender(session) for _ in range(25)][::-1]
    client = app.test_client()
    first = client.get("/published").text
    assert [reference in first for reference in references] == [True] * 20 + [False] * 5
    older = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = client.get(older).text
    assert [reference in second for reference in references] == [False] * 20 + [True] * 5
    newer = second.partition('rel="prev"')[0].rpartition('href="')[2].partition('"')[0]
    third = client.get(newer).text
    assert [reference in third for reference in references] == [True] * 20 + [False] * 5
    assert 'rel="prev"' not in third
    engine.dispose()


def test_a_superseded_version_says_so_and_leads_to_the_one_in_force(settings: Settings) -> None:
    app = create_app(settings)
    engine = app.extensions["procure"].engine
    with writing(engine) as session:
        reference = make_listed_tender(session)
        tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
        corrected = make_snapshot(reference=reference, title="Corrected", outcomes=1, measures=1)
        make_complete_publication(session, tender, corrected, 2, PUBLISHED_AT)
    client = app.test_client()
    first, latest = (
        client.get(f"/published/{reference}/versions/1").text,
        client.get(f"/published/{reference}").text,
    )
    assert "a later one has replaced" in first
    assert "a later one has replaced" in client.get(f"/published/{reference}/versions/1/notice").text
    assert "has replaced" not in latest
    assert f'href="/published/{reference}/versions/1"' in latest
    assert "Corrected" in latest
    engine.dispose()


def under_a_server(site: Site, address: str, **environ: str) -> tuple[str, dict[str, str], bytes]:
    """(status, headers, body) as a server that sends files by itself gets them."""
    told: list[tuple[str, list[tuple[str, str]]]] = []
    request = create_environ(address, headers={}) | environ | {"wsgi.file_wrapper": FileWrapper}
    answer = site.app.wsgi_app(request, lambda status, headers, *_: told.append((status, headers)))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    (status, headers) = told[0]
    return status[:3], dict(headers), body


def test_a_file_sent_before_is_sent_again_alike_without_asking_the_database(site: Site) -> None:
    address = site.address("versions", "1", "files", "notice.pdf")
    first = under_a_server(site, address)
    with counted_statements() as seen:
        again = under_a_server(site, address)
        told = under_a_server(site, address, REQUEST_METHOD="HEAD")
        same = under_a_server(site, address, HTTP_IF_NONE_MATCH=f'W/"x", {first[1]["ETag"]}')
    assert seen == []
    assert (again[0], again[2]) == ("200", first[2])
    assert hashlib.sha256(again[2]).hexdigest() == first[1]["ETag"].strip('"')
    assert {**first[1], "Date": ""} == {**again[1], "Date": ""}
    assert (told[0], told[1], told[2]) == ("200", again[1], b"")
    assert (same[0], same[2]) == ("304", b"")
    part = under_a_server(site, address, HTTP_RANGE="bytes=0-9")
    assert (part[0], part[2]) == ("206", first[2][:10])
    assert under_a_server(site, address, REQUEST_METHOD="POST")[0] in {"400", "405"}


def test_all_files_come_in_one_archive_with_their_digests(site: Site):
    client = CheckedClient(site.app)
    answer = client.get(site.address("versions", "1", "everything.zip"))
    assert answer.mimetype == "application/zip"
    with ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        listed = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
        digests = {
            name: hashlib.sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if name != "SHA256SUMS"
        }
    assert listed == digests
    assert len(digests) == len(KINDS)
    again = client.get(site.address("versions", "1", "everything.zip"))
    assert again.data == answer.data
    assert (
        client.get(
            site.address("versions", "1", "everything.zip"), headers={"If-None-Match": answer.headers["ETag"]}
        ).status_code
        == 304
    )
    part = client.get(site.address("versions", "1", "everything.zip"), headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, answer.data[:4])
    assert client.get(site.address("versions", "9", "everything.zip")).status_code == 404
