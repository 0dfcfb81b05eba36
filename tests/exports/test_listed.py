"""A list of tenders as a feed, a calendar, a spreadsheet and data: the same rows, safe in each."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree import ElementTree

import icalendar
import pytest

from exports.listed import (
    ATOM,
    HEADINGS,
    Deadline,
    ListedTender,
    atom_feed,
    csv_lines,
    deadline_of,
    deadlines_ics,
    json_pieces,
)

MADE_AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
WARM = ListedTender(
    reference="7K3M-9Q2X-4D",
    version_number=2,
    title="Warm homes & <gardens>",
    summary="Fewer cold homes.",
    buyer_name="Calderwold Council",
    places="West Midlands (England)",
    value_gross=Decimal("1200000.50"),
    procedure="Open procedure",
    published_at=datetime(2027, 2, 1, 9, 30, tzinfo=UTC),
    deadline_at=datetime(2027, 6, 1, 11, tzinfo=UTC),
    deadline_is_for_requests=False,
    sme_suitable=True,
    vcse_suitable=False,
    url="https://procure.example/published/7K3M-9Q2X-4D",
)
BARE = replace(
    WARM, reference="ABCD-EFGH-JK", title="=HYPERLINK(1)\x00", summary="", places="", value_gross=None, procedure="",
    published_at=datetime(2027, 1, 5, tzinfo=UTC), deadline_at=None, url="https://procure.example/published/ABCD-EFGH-JK",
)  # fmt: skip


def the_feed(*rows: ListedTender, older: str | None = None) -> ElementTree.Element:
    page, address = "https://procure.example/published", "https://procure.example/published/feed.atom"
    data = atom_feed(
        rows, title="Published tenders", page=page, address=address, older=older, made_at=MADE_AT
    )
    return ElementTree.fromstring(data)


def found(element: ElementTree.Element, path: str) -> list[str]:
    return [each.text or "" for each in element.findall(path.replace("a:", f"{{{ATOM}}}"))]


def test_a_feed_has_an_entry_for_each_tender_at_the_address_of_its_page():
    feed = the_feed(WARM, BARE)
    assert found(feed, "a:entry/a:id") == [WARM.url, BARE.url]
    assert found(feed, "a:entry/a:title") == ["Warm homes & <gardens>", "=HYPERLINK(1)"]
    assert found(feed, "a:entry/a:author/a:name") == ["Calderwold Council"] * 2
    assert found(feed, "a:updated") == ["2027-02-01T09:30:00Z"]
    summary = found(feed, "a:entry/a:summary")[0]
    assert "£1,200,000.50 including VAT" in summary
    assert "Tenders by 1 June 2027 at midday" in summary


def test_what_became_public_of_a_tender_since_moves_its_entry_and_says_what_it_was():
    answered = datetime(2027, 3, 1, 10, tzinfo=UTC)
    feed = the_feed(replace(WARM, news="Questions were answered", news_at=answered), BARE)
    assert found(feed, "a:updated") == ["2027-03-01T10:00:00Z"]
    assert found(feed, "a:entry/a:updated") == ["2027-03-01T10:00:00Z", "2027-01-05T00:00:00Z"]
    assert found(feed, "a:entry/a:published") == ["2027-02-01T09:30:00Z", "2027-01-05T00:00:00Z"]
    assert "Questions were answered: 1 March 2027 at 10am" in found(feed, "a:entry/a:summary")[0]


def test_a_feed_says_where_the_older_entries_are():
    rels = {
        link.get("rel"): link.get("href")
        for link in the_feed(WARM, older="https://x.example/2").findall(f"{{{ATOM}}}link")
    }
    assert rels["next"] == "https://x.example/2"
    assert set(rels) == {"self", "alternate", "next"}


def test_a_feed_of_nothing_is_a_feed_still():
    assert found(the_feed(), "a:updated") == ["2027-03-01T09:00:00Z"]


def test_a_spreadsheet_row_shows_a_title_that_looks_like_a_formula_and_never_runs_it():
    text = "".join(csv_lines([WARM, BARE])).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == list(HEADINGS)
    assert rows[0]["Estimated value in pounds, including VAT"] == "1200000.50"
    assert rows[0]["Deadline (UTC)"] == "2027-06-01T11:00:00Z"
    assert rows[1]["Title"].startswith("'=HYPERLINK")
    assert rows[1]["Deadline is for"] == ""


@pytest.mark.parametrize("rows", [[], [WARM], [WARM, BARE]], ids=["none", "one", "two"])
def test_data_is_one_document_however_many_there_are(rows: list[ListedTender]):
    document = json.loads(
        "".join(json_pieces(rows, page="https://procure.example/published", made_at=MADE_AT))
    )
    assert [each["reference"] for each in document["tenders"]] == [row.reference for row in rows]
    assert document["madeAt"] == "2027-03-01T09:00:00Z"
    if rows:
        assert document["tenders"][0]["valueGross"] == "1200000.50"


def test_a_deadline_keeps_its_name_in_calendars_when_a_new_version_moves_it():
    later = replace(WARM, version_number=3, deadline_at=datetime(2027, 6, 8, 11, tzinfo=UTC))
    events = []
    for row in (WARM, later):
        data = deadlines_ics(
            [deadline_of(row)], name="Deadlines", key="all", host="procure.example", made_at=MADE_AT
        )
        events += icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert events[0]["UID"] == events[1]["UID"] == "tenders.7K3M-9Q2X-4D@procure.example"
    assert [int(event["SEQUENCE"]) for event in events] == [2, 3]
    assert [event.start for event in events] == [WARM.deadline_at, later.deadline_at]
    assert "12pm" not in events[0]["DESCRIPTION"]  # in London it is midday, an hour later than in UTC
    assert "1 June 2027 at midday" in events[0]["DESCRIPTION"]


def test_line_breaks_in_a_title_do_not_add_lines_to_a_calendar():
    sly = Deadline("k", "Homes\r\nBEGIN:VALARM", MADE_AT, "https://procure.example/")
    data = deadlines_ics([sly], name="A\r\nB", key="all", host="procure.example", made_at=MADE_AT)
    assert b"\r\nBEGIN:VALARM" not in data


def test_a_tender_without_a_deadline_has_none_to_put_in_a_calendar():
    with pytest.raises(ValueError, match="no deadline"):
        deadline_of(BARE)
