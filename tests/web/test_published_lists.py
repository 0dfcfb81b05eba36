"""The public list for programs: every search has a feed, a calendar, a spreadsheet and data, each at an address."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import icalendar
import pytest
from flask import Flask

from exports.listed import ATOM
from procure.app import create_app
from procure.config import Settings
from procure.db import make_engine, writing
from procure.services import finding
from tests.browsing import CheckedClient
from tests.databases import SqliteDatabases
from tests.factories.people import make_organisation
from tests.factories.publications import PUBLISHED_AT, make_listed_tender
from tests.factories.snapshots import make_facts

ALMANACS, PARKS = "Tidal almanacs", "Safer parks"


@pytest.fixture(scope="module")
def app(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A service that lists more tenders than one page holds: all but one are about parks."""
    folder = tmp_path_factory.mktemp("lists")
    with sqlite_databases.copy(folder) as url:
        settings = Settings(
            data_dir=folder,
            database_url=url,
            secret_key="a key for tests",
            testing=True,
            bulk_rate_limit="500 per minute",
        )
        engine = make_engine(url)
        with writing(engine) as session:
            organisation = make_organisation(session)
            for number in range(finding.PAGE + 3):
                make_listed_tender(
                    session,
                    organisation=organisation,
                    title=f"{ALMANACS if number == 4 else PARKS} {number}",
                    published_at=PUBLISHED_AT + timedelta(minutes=number),
                    facts=make_facts(
                        procedure="open",
                        participation_deadline_at=None,
                        tender_deadline_at=datetime.now(UTC) + timedelta(days=number - 2),
                        value_gross=Decimal(120_000 + number),
                    ),
                )
        app = create_app(settings)
        yield app
        app.extensions["procure"].engine.dispose()
        engine.dispose()


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    return CheckedClient(app)


def entries(data: bytes) -> list[str]:
    feed = ElementTree.fromstring(data)
    return [each.text or "" for each in feed.findall(f"{{{ATOM}}}entry/{{{ATOM}}}title")]


def test_the_page_of_a_search_names_its_other_forms(client: CheckedClient):
    page = client.get("/published?q=almanacs").text
    for address in ("feed.atom", "deadlines.ics", "list.csv", "list.json"):
        assert f'href="/published/{address}?q=almanacs"' in page
    assert 'rel="alternate" type="application/atom+xml"' in page


def test_a_slip_of_the_keyboard_is_put_right_and_the_page_goes_on_with_what_was_meant(client: CheckedClient):
    page = client.get("/published?q=almanasc&procedure=open").text
    assert "Nothing has “almanasc”" in page
    assert 'value="almanacs"' in page
    assert f"{ALMANACS} 4" in page
    assert "/published/feed.atom?q=almanacs&amp;procedure=open" in page
    assert f"{ALMANACS} 4" not in client.get("/published/list.csv?q=almanasc").text


def test_a_feed_has_the_newest_that_fit_and_goes_on_to_the_oldest(client: CheckedClient):
    first = client.get("/published/feed.atom")
    assert first.content_type.startswith("application/atom+xml")
    assert len(entries(first.data)) == finding.PAGE
    links = ElementTree.fromstring(first.data).findall(f"{{{ATOM}}}link")
    older = next(str(link.get("href")) for link in links if link.get("rel") == "next")
    rest = client.get(older[older.index("/published") :])
    assert entries(rest.data) == [f"{PARKS} 2", f"{PARKS} 1", f"{PARKS} 0"]
    assert entries(client.get("/published/feed.atom?q=almanacs").data) == [f"{ALMANACS} 4"]


def test_a_spreadsheet_and_data_hold_every_tender_of_a_search_and_not_one_page(client: CheckedClient):
    rows = list(csv.DictReader(io.StringIO(client.get("/published/list.csv").data.decode("utf-8-sig"))))
    document = json.loads(client.get("/published/list.json").data)
    assert len(rows) == len(document["tenders"]) == finding.PAGE + 3
    assert [row["Reference"] for row in rows] == [each["reference"] for each in document["tenders"]]
    assert [row["Title"] for row in rows][-1] == f"{PARKS} 0"
    narrowed = json.loads(client.get("/published/list.json?q=almanacs").data)
    assert [each["title"] for each in narrowed["tenders"]] == [f"{ALMANACS} 4"]


def test_a_calendar_holds_the_deadlines_that_are_still_to_come(client: CheckedClient):
    calendar = icalendar.Calendar.from_ical(client.get("/published/deadlines.ics").data)
    names = {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}
    assert f"Tenders due: {ALMANACS} 4" in names
    assert f"Tenders due: {PARKS} 1" not in names
    assert len(names) == finding.PAGE


def test_a_tender_has_a_calendar_of_its_own(client: CheckedClient):
    [tender] = json.loads(client.get("/published/list.json?q=almanacs").data)["tenders"]
    calendar = icalendar.Calendar.from_ical(
        client.get(f"/published/{tender['reference']}/deadlines.ics").data
    )
    starts = {str(event["UID"]).partition(".")[0]: event.start for event in calendar.walk("VEVENT")}
    assert starts["tenders"].isoformat(timespec="seconds").replace("+00:00", "Z") == tender["deadlineAt"]
    assert client.get("/published/ABCD-EFGH-JK/deadlines.ics").status_code == 404


@pytest.mark.parametrize("form", ["feed.atom", "list.csv", "list.json", "deadlines.ics"])
@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "before=-1", "mission=nowhere&value=x", "q=" + "a" * 5000, "open=1&after=zz"]
)
def test_a_search_that_makes_no_sense_is_answered_all_the_same(client: CheckedClient, form: str, query: str):
    assert client.get(f"/published/{form}?{query}").status_code == 200
