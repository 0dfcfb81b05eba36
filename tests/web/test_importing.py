"""The upload page, and the account of what became of a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlmodel import func, select

from procure.db import reading, writing
from procure.models import ImportSource, Tender, User
from tests.browsing import CheckedClient
from tests.exports import releases
from tests.factories.people import make_officer, make_organisation, make_user

ClientFor = Callable[[User], CheckedClient]
ADDRESS = "/tenders/import"


@pytest.fixture
def officer(app: Flask) -> User:
    with writing(app.extensions["procure"].engine) as session:
        return make_officer(session, make_organisation(session, name="Northmoor Council"))


@pytest.fixture
def client(client_for: ClientFor, officer: User) -> CheckedClient:
    return client_for(officer)


def send(client: CheckedClient, data: bytes, name: str = "notice.json") -> Any:
    return client.send_form(client.get(ADDRESS), {"file": (BytesIO(data), name)})


def drafts(app: Flask) -> int:
    """How many drafts there are, each with where it came from."""
    with reading(app.extensions["procure"].engine) as session:
        counts = {
            session.exec(select(func.count()).select_from(kind)).one() for kind in (Tender, ImportSource)
        }
    (count,) = counts
    return count


def test_an_officer_uploads_a_notice_and_sees_what_became_of_it(client: CheckedClient, app: Flask):
    answer = send(client, json.dumps(releases.package(releases.uk4())).encode())
    assert answer.status_code == 200
    assert "The draft is yours to change" in answer.text
    assert "What was imported" in answer.text
    for words in ("ocds-h6vhtk-0a1b2c", "UK4 012345-2026", "Northmoor Council", "notice.json",
                  "releases/0/tender/riskDetails", "facts.known_risks", "You confirm yourself"):  # fmt: skip
        assert words in answer.text
    reference = answer.request.path.split("/")[2]
    tasks = client.get(f"/tenders/{reference}")
    assert "Homes that last" in tasks.text
    report = client.get(f"/tenders/{reference}/imported.json")
    assert report.json["source"]["notices"] == ["UK4"]
    assert drafts(app) == 1


def test_a_procurement_from_before_the_act_says_so(client: CheckedClient):
    older = releases.uk4(legalBasis={"scheme": "CELEX", "id": "32014L0024"})
    page = send(client, json.dumps(releases.package(older)).encode())
    assert "published under the law before the Procurement Act 2023" in page.text


def test_several_procurements_are_listed_with_their_drafts(client: CheckedClient, app: Flask):
    made = [releases.uk4(), releases.uk2() | {"ocid": "ocds-h6vhtk-999999"}]
    answer = send(client, json.dumps(releases.package(*made)).encode())
    assert "2 drafts from notice.json" in answer.text
    assert answer.text.count("values taken") == 2
    assert drafts(app) == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty"),
        (b"{", "The file is not JSON"),
        (b"\xff\xfe", "The file is not UTF-8 text"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b"[" * 100_000, "nested more than 64 levels"),
        (b'{"releases": [{}]}', "it has no ocid"),
        (b'{"a": "<script>", "a": 1}', "twice"),
    ],
)
def test_a_bad_file_is_refused_on_the_page_and_changes_nothing(
    client: CheckedClient, app: Flask, data: bytes, says: str
):
    answer = send(client, data)
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert says in answer.text
    assert 'href="#file"' in answer.text
    assert drafts(app) == 0


def test_no_file_is_asked_for(client: CheckedClient):
    answer = client.send_form(client.get(ADDRESS), {"file": (BytesIO(b""), "")})
    assert (answer.status_code, "Select an OCDS file" in answer.text) == (400, True)


def send_bytes(client: CheckedClient, data: bytes) -> Any:
    """As ``send``, written by hand: the test client would leave a file open behind anything large."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(ADDRESS).text)
    assert token is not None
    parts = {'name="csrf_token"': token[1].encode(), 'name="file"; filename="large.json"': data}
    body = b"".join(
        f"--edge\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + value + b"\r\n"
        for name, value in parts.items()
    )
    kind = "multipart/form-data; boundary=edge"
    return client.post(ADDRESS, data=body + b"--edge--\r\n", content_type=kind, follow_redirects=True)


def test_a_file_as_large_as_allowed_is_read_and_a_larger_one_is_refused(client: CheckedClient, app: Flask):
    megabyte = b" " * (1024 * 1024)
    package = json.dumps(releases.package(releases.uk4())).encode()
    assert send_bytes(client, package + megabyte * 19).status_code == 200
    for size, status in ((20, 400), (22, 413)):
        answer = send_bytes(client, package + megabyte * size)
        assert answer.status_code == status
        assert "20 MB" in answer.text
    assert drafts(app) == 1


def test_words_from_a_file_are_shown_and_never_run(client: CheckedClient):
    hostile = '"><script>alert(1)</script>\u202e'
    release = releases.uk4(title=f"T {hostile}", odd=hostile) | {hostile: [hostile]}
    answer = send(
        client, json.dumps(releases.package(release)).encode(), name="<script>alert(2)</script>\u202e.json"
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "\u202e" not in answer.text


def test_only_officers_see_the_page_and_only_the_own_organisation_the_report(
    client: CheckedClient, client_for: ClientFor, app: Flask
):
    answer = send(client, json.dumps(releases.package(releases.uk4())).encode())
    engine = app.extensions["procure"].engine
    with writing(engine) as session:
        stranger, nobody = make_officer(session), make_user(session)
    assert app.test_client().get(ADDRESS).status_code == 302
    assert client_for(nobody).get(ADDRESS).status_code == 403
    for end in ("", ".json"):
        assert client_for(stranger).get(answer.request.path + end).status_code == 404
    assert client.get("/tenders/0000-0000-00/imported").status_code == 404
    assert client.get("/tenders/import/none").status_code == 404


def test_starting_a_tender_offers_it(client: CheckedClient):
    answer = client.fill_in("/tenders/start", {"how": "import"})
    assert answer.request.path == ADDRESS
