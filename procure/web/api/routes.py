"""Published releases for programs, in the shape of Find a Tender's interface; and a page that describes it."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import NoReturn

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NoSuchAddress
from werkzeug.wrappers import Response

from procure.config import Settings
from procure.domain.exceptions import NotFound
from procure.services import opening, renaming
from procure.services.opening import Page
from procure.web.access import public
from procure.web.api import answering, asking
from procure.web.api.openapi import document
from procure.web.recording.interface import MOST_ROWS
from procure.web.sessions import current_session

api = Blueprint("api", __name__)
V1 = "/api/1.0"
#: What was published under a name of ours, and what the central platform calls it since.
NAMES_FILE = "names.jsonl"
_FILE = re.compile(r"releases(?:-([0-9]{4}))?\.jsonl(\.gz)?")


@api.after_request
def open_to_all(response: Response) -> Response:
    """Data may be read from any site; the page about it is a page like others."""
    return answering.opened(response) if request.path.startswith("/api/") else response


@api.errorhandler(400)
@api.errorhandler(404)
@api.errorhandler(429)
def fault(error: HTTPException) -> Response:
    return answering.problem(error)


@api.errorhandler(NotFound)
def nothing_there(error: NotFound) -> Response:
    return answering.problem(NoSuchAddress(str(error)))


@api.get(f"{V1}/ocdsReleasePackages")
@public
def release_packages() -> Response:
    """Releases, newest first, a page at a time."""
    asked = asking.parameters(request.args, asking.LIST_PARAMETERS)
    shown = opening.page(current_session(), asking.query_of(asked))
    settings = _settings()
    following = None
    if shown.following is not None:
        next_asked = {**asked, "cursor": shown.following.cursor()}
        following = asking.address(settings.resolved_base_url, request.path, next_asked)
    return _package(shown, asking.address(settings.resolved_base_url, request.path, asked), following)


@api.get(f"{V1}/ocdsReleasePackages/<name>")
@public
def release_package(name: str) -> Response:
    """One notice, or all notices of one procurement."""
    asking.parameters(request.args)
    _require_identifier(name)
    shown = opening.notice_or_process(current_session(), name)
    return _package(shown, f"{_settings().resolved_base_url}{V1}/ocdsReleasePackages/{name}")


@api.get(f"{V1}/ocdsRecordPackages/<ocid>")
@public
def record_package(ocid: str) -> Response:
    """One procurement: its releases, what they add up to, and the history of each value."""
    asking.parameters(request.args)
    _require_identifier(ocid)
    settings, session = _settings(), current_session()
    shown = opening.process(session, ocid)
    uri = f"{settings.resolved_base_url}{V1}/ocdsRecordPackages/{ocid}"
    etag = answering.digest_of("record", uri, settings.publisher_name, shown.digest)
    if known := answering.is_known(etag, shown.newest_at):
        return known
    body = opening.record_bytes(session, shown, settings, uri)
    return answering.marked(answering.as_json(body), etag, shown.newest_at)


@api.get(f"{V1}/bulk")
@public
def files() -> Response:
    """The files of all releases, as a list."""
    asking.parameters(request.args)
    session = current_session()
    listed = []
    for year in (None, *opening.years(session)):
        held = opening.stock(session, year)
        name = f"releases-{year}.jsonl" if year else "releases.jsonl"
        listed += [
            {
                "holds": "releases",
                "url": f"{_settings().resolved_base_url}{V1}/bulk/{name}{ending}",
                "year": year,
                "releases": held.releases,
                "updated": _iso(held.newest_at),
            }
            for ending in ("", ".gz")
        ]
    listed.append(
        {
            "holds": "names",
            "url": f"{_settings().resolved_base_url}{V1}/bulk/{NAMES_FILE}",
            "year": None,
            "releases": renaming.names(session).releases,
            "updated": None,
        }
    )
    answer = answering.as_json(json.dumps({"files": listed}))
    answer.headers["Cache-Control"] = f"public, max-age={answering.KEPT}"
    return answer


@api.get(f"{V1}/bulk/<name>")
@public
def file(name: str) -> Response:
    """All releases, or those of a year, a line each, oldest first."""
    asking.parameters(request.args)
    if name == NAMES_FILE:
        return _names()
    found = _FILE.fullmatch(name)
    if found is None or found[1] == "0000" or found[1] == "9999":
        raise NoSuchAddress(f"There is no such file. The files are listed at {V1}/bulk.")
    year = int(found[1]) if found[1] else None
    held = opening.stock(current_session(), year)
    etag = answering.digest_of("lines", name, held.digest)
    if known := answering.is_known(etag, held.newest_at):
        return known
    texts = opening.stream(current_app.extensions["procure"].engine, held, year)
    return answering.marked(
        answering.as_lines(texts, name=name, compressed=found[2] is not None), etag, held.newest_at
    )


@api.get(f"{V1}/openapi.json")
@public
def description() -> Response:
    """The interface described for programs."""
    asking.parameters(request.args)
    told = document(_settings().resolved_base_url, _settings().publisher_name)
    answer = answering.as_json(json.dumps(told, ensure_ascii=False))
    answer.headers["Cache-Control"] = f"public, max-age={answering.KEPT}"
    return answer


@api.get("/api/<path:rest>")
@public
def elsewhere(rest: str) -> NoReturn:
    """Whatever else is asked for under this address is answered in the form that programs expect."""
    raise NoSuchAddress(f"There is nothing at this address. {url_for('api.description')} says what there is.")


@api.get("/developers")
@public
def developers() -> str:
    """The interface described for people."""
    return render_template(
        "pages/api/developers.html",
        title="Open data for developers",
        base=_settings().resolved_base_url,
        most_rows=MOST_ROWS,
        limits=(_settings().api_rate_limit, _settings().bulk_rate_limit),
    )


def _package(shown: Page, uri: str, following: str | None = None) -> Response:
    settings, session = _settings(), current_session()
    if not shown.releases:
        return answering.as_json(opening.package_text(session, shown, settings, uri))
    etag = answering.digest_of("package", uri, following, settings.publisher_name, shown.digest)
    if known := answering.is_known(etag, shown.newest_at):
        return known
    body = opening.package_text(session, shown, settings, uri, following)
    return answering.marked(answering.as_json(body), etag, shown.newest_at)


def _names() -> Response:
    """A line for each release that carries a name of ours for what the central platform has named since."""
    held = renaming.names(current_session())
    etag = answering.digest_of("names", held.digest)
    if known := answering.is_known(etag, None):
        return known
    lines = (
        json.dumps(
            {
                "id": each.release_id,
                "ocid": each.ocid,
                "platformId": each.platform_notice_id,
                "platformOcid": each.platform_procurement_id,
            }
        )
        for each in renaming.stream(current_app.extensions["procure"].engine, held)
    )
    return answering.marked(answering.as_lines(lines, name=NAMES_FILE, compressed=False), etag, None)


def _require_identifier(name: str) -> None:
    if not asking.IDENTIFIER.fullmatch(name):
        raise NoSuchAddress("There is no published notice or procurement of this identifier.")


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _settings() -> Settings:
    settings: Settings = current_app.extensions["procure"].settings
    return settings
