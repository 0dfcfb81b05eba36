"""The interface for programs: in the shape of Find a Tender's, strict in what it takes, and never in a bad way."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from procure.app import create_app
from procure.config import Settings
from procure.db import writing
from tests.browsing import CheckedClient, counted_statements
from tests.factories.releases import store_releases

LIST = "/api/1.0/ocdsReleasePackages"
RECORDS = "/api/1.0/ocdsRecordPackages"
BULK = "/api/1.0/bulk"
#: In summer, when UK time is an hour ahead.
NOON = datetime(2027, 7, 1, 11, tzinfo=UTC)


@pytest.fixture
def stored(engine: Engine) -> None:
    """Twelve releases of six procurements, a minute apart."""
    with writing(engine) as session:
        store_releases(session, 12, start=NOON, a_process=2, stages=("planning", "tender"))


def ids(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [release["id"] for release in answer.json["releases"]]


def test_a_list_is_a_release_package_with_the_newest_first(client: CheckedClient, stored: None):
    answer = client.get(LIST)
    package: Any = answer.json
    assert answer.mimetype == "application/json"
    assert package["uri"] == f"http://127.0.0.1:8000{LIST}"
    assert (package["version"], package["publisher"]["name"]) == ("1.1", "Procure (local installation)")
    assert package["publishedDate"] == "2027-07-01T12:11:00+01:00"
    assert ids(answer)[0] == "example-6-2"
    assert len(ids(answer)) == 12
    assert "links" not in package


def test_following_the_links_gives_every_release_once(client: CheckedClient, stored: None):
    address, seen = f"{LIST}?limit=5&updatedFrom=2027-07-01T12:00:00", []
    while address:
        answer = client.get(address)
        seen += ids(answer)
        address = answer.json.get("links", {}).get("next", "").removeprefix("http://127.0.0.1:8000")
        assert "updatedFrom=2027-07-01T12:00:00" in address or not address
    assert len(seen) == len(set(seen)) == 12


def test_times_are_read_as_uk_local_time(client: CheckedClient, stored: None):
    assert ids(client.get(f"{LIST}?updatedFrom=2027-07-01T12:10:00")) == ["example-6-2", "example-6-1"]
    assert ids(client.get(f"{LIST}?updatedTo=2027-07-01T12:00:00")) == ["example-1-1"]
    assert ids(client.get(f"{LIST}?updatedTo=2027-07-01T11:00:00")) == []


def test_stages_choose_notices(client: CheckedClient, stored: None):
    assert len(ids(client.get(f"{LIST}?stages=planning"))) == 6
    assert len(ids(client.get(f"{LIST}?stages=planning,tender"))) == 12
    assert ids(client.get(f"{LIST}?stages=award")) == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=101", "limit=", "limit=ten", "limit=1&limit=2", "limit=%D9%A1", "page=2",
        "cursor=*", "cursor=A%2FB", "cursor=MFRGG", "cursor=" + "A" * 301, "updatedFrom=2027-07-01",
        "updatedFrom=2027-07-01T12:00:00Z", "updatedTo=2027-02-30T12:00:00", "updatedTo=yesterday",
        "updatedFrom=0000-01-01T00:00:00", "stages=award,other", "stages=", "stages=Tender", "Limit=5",
    ],
)  # fmt: skip
def test_whatever_we_do_not_understand_is_refused_in_words(client: CheckedClient, stored: None, query: str):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 400
    assert "“" in answer.json["detail"]


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00", "9999-12-31T23:59:59", "2027-03-28T01:30:00"])
def test_the_ends_of_time_and_hours_that_never_were_do_no_harm(
    client: CheckedClient, stored: None, time: str
):
    assert client.get(f"{LIST}?updatedFrom={time}&updatedTo={time}").status_code == 200


def test_one_notice_and_one_procurement_by_identifier(client: CheckedClient, stored: None):
    assert ids(client.get(f"{LIST}/example-3-1")) == ["example-3-1"]
    assert ids(client.get(f"{LIST}/example-3")) == ["example-3-2", "example-3-1"]
    assert client.get(f"{LIST}/example-3").json["uri"].endswith("/ocdsReleasePackages/example-3")
    assert client.get(f"{LIST}/example-3?limit=1").status_code == 400


def test_a_record_of_one_procurement(client: CheckedClient, stored: None):
    (record,) = client.get(f"{RECORDS}/example-3").json["records"]
    assert [release["id"] for release in record["releases"]] == ["example-3-1", "example-3-2"]
    assert record["compiledRelease"]["tag"] == ["compiled"]


@pytest.mark.parametrize("name", ["none", "example-3-1-9", "%00", "a%2Fb", "..", "%F0%9F%98%80", "x" * 300])
def test_what_is_not_there_is_told_in_json(client: CheckedClient, stored: None, name: str):
    for address in (f"{LIST}/{name}", f"{RECORDS}/{name}", f"/api/1.0/{name}", f"{BULK}/{name}"):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), address


@pytest.mark.parametrize("address", [LIST, f"{LIST}?limit=2", f"{LIST}/example-1", f"{RECORDS}/example-1",
                                     f"{BULK}/releases.jsonl", f"{BULK}/releases-2027.jsonl.gz"])  # fmt: skip
def test_whoever_has_the_present_state_is_told_so_until_it_changes(
    client: CheckedClient, stored: None, engine: Engine, address: str
):
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    since = client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    if "example" in address:
        return
    with writing(engine) as session:
        store_releases(session, 1, start=NOON + timedelta(days=1))
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_any_page_of_any_site_may_read_it(client: CheckedClient, stored: None):
    for address in (LIST, f"{LIST}?limit=0", f"{BULK}/releases.jsonl"):
        headers = client.get(address).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "Set-Cookie" not in headers


def test_a_page_costs_the_same_few_statements_however_long(client: CheckedClient, stored: None):
    for limit, cost in ((1, 2), (12, 2)):
        with counted_statements() as seen:
            client.get(f"{LIST}?limit={limit}")
        assert len(seen) == cost


def test_the_files_hold_every_release_a_line_each(client: CheckedClient, stored: None):
    plain = client.get(f"{BULK}/releases.jsonl")
    lines = plain.text.splitlines()
    assert plain.mimetype == "application/x-ndjson"
    assert len(lines) == 12
    assert json.loads(lines[0])["id"] == "example-1-1"
    packed = client.get(f"{BULK}/releases.jsonl.gz")
    assert gzip.decompress(packed.data) == plain.data
    assert packed.data == client.get(f"{BULK}/releases.jsonl.gz").data
    assert client.get(f"{BULK}/releases-2026.jsonl").data == b""
    listed = client.get(BULK).json["files"]
    assert [(each["holds"], each["year"], each["releases"]) for each in listed] == [
        ("releases", None, 12),
        ("releases", None, 12),
        ("releases", 2027, 12),
        ("releases", 2027, 12),
        ("names", None, 0),
    ]
    for each in listed[3:]:
        assert client.get(each["url"].removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_nothing_published_is_an_empty_file_and_an_empty_package(client: CheckedClient):
    assert client.get(f"{BULK}/releases.jsonl").data == b""
    assert ids(client.get(LIST)) == []
    assert client.get(BULK).json["files"][0]["updated"] is None


def test_whoever_asks_too_often_is_told_how_long_to_wait(settings: Settings, stored: None):
    app = create_app(settings.model_copy(update={"api_rate_limit": "2 per hour"}))
    client = app.test_client()
    answers = [client.get(LIST, environ_base={"REMOTE_ADDR": "10.1.2.3"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "3600"
    assert "2 per 1 hour" in answers[2].json["detail"]
    assert client.get(LIST, environ_base={"REMOTE_ADDR": "10.1.2.4"}).status_code == 200
    app.extensions["procure"].engine.dispose()


def test_the_page_for_developers_describes_it(client: CheckedClient):
    page = client.get("/developers")
    assert page.status_code == 200
    for words in (
        "Open data for developers",
        "updatedFrom",
        "releases.jsonl",
        "ocdsRecordPackages",
        "If-None-Match",
    ):
        assert words in page.text


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture
def openapi(settings: Settings, stored: None) -> Any:
    app: Flask = create_app(settings.model_copy(update={"api_rate_limit": "100000 per second",
                                                        "bulk_rate_limit": "100000 per second"}))  # fmt: skip
    yield schemathesis.openapi.from_wsgi("/api/1.0/openapi.json", app)
    app.extensions["procure"].engine.dispose()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_description_is_true_whatever_is_asked(openapi: Any, mode: GenerationMode):
    """Good and bad requests made from the OpenAPI document: no answer fails, and none is one it does not tell of."""
    operations = [operation.ok() for operation in openapi.get_all_operations()]
    assert len(operations) == 7  # it leaves the document itself out
    for operation in operations:
        if mode is GenerationMode.POSITIVE or operation.query or operation.path_parameters:
            ask_anything_of(operation, mode)


def ask_anything_of(operation: Any, mode: GenerationMode) -> None:
    @hypothesis_settings(
        max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_open_data_can_only_be_read(client: CheckedClient, method: str):
    answer = client.open(LIST, method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
