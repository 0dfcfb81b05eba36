"""The public list for programs: any search as an Atom feed, CSV, JSON or a calendar of deadlines, each at an address
that is the search's own with another ending.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from flask import current_app, request
from werkzeug.wrappers import Response

from exports import listed
from procure.config import Settings
from procure.services import downloading, finding, freezing, handing_out
from procure.web.access import public
from procure.web.published.criteria import address_of, criteria_of
from procure.web.published.routes import published
from procure.web.sessions import current_session
from procure.web.streaming import streamed

#: Endpoints that may go through the whole list, counted like other large downloads.
LARGE = ("published.csv_list", "published.json_list")
A_FEED = "application/atom+xml; charset=utf-8"
A_CALENDAR = "text/calendar; charset=utf-8"


@published.get("/published/feed.atom")
@public
def feed() -> Response:
    """The newest tenders that fit, and where the older ones are."""
    criteria = criteria_of(request.args)
    found = finding.find(current_session(), criteria)
    base = _settings().resolved_base_url
    words = f" for “{criteria.words}”" if criteria.words else ""
    data = listed.atom_feed(
        handing_out.with_news(current_session(), [handing_out.listed(row, base) for row in found.rows]),
        title=f"Published tenders{words} – Procure",
        page=base + address_of(criteria),
        address=base + address_of(criteria, "published.feed"),
        older=base + address_of(criteria, "published.feed", before=found.older) if found.older else None,
        made_at=datetime.now(UTC),
    )
    return _open_to_all(Response(data, content_type=A_FEED))


@published.get("/published/list.csv")
@public
def csv_list() -> Response:
    """Every tender that fits, as CSV."""
    response = streamed(lambda: listed.csv_lines(_every()), "text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="published-tenders.csv"'
    return _open_to_all(response)


@published.get("/published/list.json")
@public
def json_list() -> Response:
    """Every tender that fits, as JSON."""
    page = _settings().resolved_base_url + address_of(criteria_of(request.args))
    made_at = datetime.now(UTC)
    return _open_to_all(
        streamed(lambda: listed.json_pieces(_every(), page=page, made_at=made_at), "application/json")
    )


@published.get("/published/deadlines.ics")
@public
def calendar() -> Response:
    """The deadlines of the newest open tenders that fit."""
    criteria = criteria_of(request.args)
    address = _settings().resolved_base_url + address_of(criteria)
    criteria = replace(criteria, is_open=True, before=None, after=None)
    rows = handing_out.every(current_session(), criteria, _settings().resolved_base_url)
    deadlines = [listed.deadline_of(row) for row in islice(rows, handing_out.MOST_DEADLINES)]
    return _calendar(deadlines, "Deadlines of published tenders", address)


@published.get("/published/<reference>/deadlines.ics")
@public
def tender_calendar(reference: str) -> Response:
    """The deadlines of one tender: of its version in force."""
    shown = downloading.published_version(current_session(), reference)
    snapshot = freezing.public_snapshot_of(shown.version)
    base = _settings().resolved_base_url
    deadlines = handing_out.deadlines_of(snapshot, shown.version.number, base)
    return _calendar(deadlines, f"Deadlines: {snapshot.title}", f"{base}/published/{reference}")


def _every() -> Iterator[listed.ListedTender]:
    return handing_out.every(current_session(), criteria_of(request.args), _settings().resolved_base_url)


def _calendar(deadlines: list[listed.Deadline], name: str, address: str) -> Response:
    data = listed.deadlines_ics(
        deadlines,
        name=name,
        key=hashlib.sha256(address.encode()).hexdigest()[:16],
        host=request.host.partition(":")[0],
        made_at=datetime.now(UTC),
    )
    response = Response(data, content_type=A_CALENDAR)
    response.headers["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return _open_to_all(response)


def _open_to_all(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"  # open data, for any page to fetch
    return response


def _settings() -> Settings:
    settings: Settings = current_app.extensions["procure"].settings
    return settings
