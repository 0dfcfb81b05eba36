"""Published notices of every kind: the list of all, those of one procurement, each with its files."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exports.notices.definition import definition_of
from procure.domain.exceptions import NotFound
from procure.domain.notice_facts import KINDS
from procure.languages import gettext
from procure.services import announcing, downloading, opening, showing
from procure.services.announcing import Criteria
from procure.web.access import public
from procure.web.published import files
from procure.web.published.announced import (
    notice_address,
    notice_file_address,
    notice_page,
    procurement_page,
    settings,
)
from procure.web.published.criteria import LONGEST_WORDS, plain
from procure.web.published.routes import published
from procure.web.sessions import current_session


@published.app_context_processor
def where_notices_are() -> dict[str, Any]:
    return {"notice_address": notice_address, "notice_file_address": notice_file_address}


@published.get("/notices")
@public
def all_notices() -> str:
    criteria = _criteria()
    session = current_session()
    found, following = announcing.find(session, criteria, settings())
    kept: dict[str, Any] = {"q": criteria.words or None, "kind": list(criteria.codes)}
    counts = announcing.counts(session)
    return render_template(
        "pages/published/notices.html",
        title=gettext("Published notices"),
        criteria=criteria,
        found=found,
        choices=[
            {
                "value": code,
                "text": f"{gettext(definition_of(code).name)} ({code}), {count:,}",
                "checked": code in criteria.codes,
            }
            for code, count in counts.items()
        ],
        newest=url_for("published.all_notices", **kept),
        older=url_for("published.all_notices", **kept, before=following.cursor()) if following else None,
    )


def _criteria() -> Criteria:
    """What an address asks for. Whatever makes no sense in it is left out: people cut addresses."""
    try:
        before = opening.position_of(request.args["before"]) if request.args.get("before") else None
    except ValueError:
        before = None
    codes = tuple(code for code in dict.fromkeys(request.args.getlist("kind")) if code in KINDS)
    return Criteria(plain(request.args.get("q", ""), LONGEST_WORDS), codes, before)


@published.get("/published/<reference>/notices")
@public
def notices(reference: str) -> str:
    return procurement_page(reference)


@published.get("/published/<reference>/notices/<int:number>")
@public
def numbered_notice(reference: str, number: int) -> str | Response:
    """A notice by its number among those of its procurement: an address that never changes."""
    session = current_session()
    found, everything = announcing.announced(session, reference, number, settings())
    if found.is_tender_notice:
        return redirect(notice_address(found))
    return notice_page(found, everything, showing.numbered_notice_page(session, found, settings()))


@published.get("/published/<reference>/versions/<int:number>/notice")
@public
def notice(reference: str, number: int) -> str:
    """The tender notice of a version."""
    session = current_session()
    shown = downloading.published_version(session, reference, number)
    everything = announcing.of_tender(session, reference, settings())
    found = next((each for each in everything if each.is_tender_notice and each.version == number), None)
    if found is None:
        raise NotFound("There is no such published notice.")
    page = showing.notice_page(session, shown, settings())
    return notice_page(found, everything, page, replaced_by=not shown.is_latest)


@published.get("/published/<reference>/notices/<int:number>/files/<kind>")
@public
def notice_file(reference: str, number: int, kind: str) -> Response:
    file = announcing.file_of(current_session(), reference, number, kind)
    return files.send(file, current_app.extensions["procure"].storage)
