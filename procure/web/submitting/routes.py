"""A notice on its way to the central digital platform: entered by hand from a checklist, or sent."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from exports.artefact import NotFit
from exports.notices.definition import definition_of
from procure.config import Settings
from procure.domain.exceptions import Invalid, WrongState
from procure.domain.permissions import Permission
from procure.domain.submission import ADVICE, Operation, Outcome
from procure.services import entering
from procure.services import submitting as service
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.sessions import current_session

#: Seconds until the page of a notice that is on its way looks again, by itself.
LOOK_AGAIN = 5

submitting = Blueprint("submitting", __name__, url_prefix="/tenders/<reference>/notices/<int:number>")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["procure"].settings
    return settings


@submitting.get("/by-hand")
@requires(Permission.READ_TENDER)
def by_hand(reference: str, number: int) -> str:
    """Everything the notice says, in the order we expect there, to be entered by hand; what is done is ticked."""
    tender = tender_to_read(reference)
    entries = entering.by_hand(current_session(), current_actor(), tender, number, _settings())
    notice = entries.material.notice
    return render_template(
        "pages/submitting/by_hand.html",
        title="Enter this notice by hand",
        tender=tender,
        notice=notice,
        definition=definition_of(notice.code),
        entries=entries,
        back=(url_for("notices.timeline", reference=reference), "Notices"),
    )


@submitting.post("/by-hand")
@requires(Permission.PUBLISH_TENDER)
def tick(reference: str, number: int) -> Response:
    """Keep what was ticked and what was taken back. A script sends one tick at a time and reads no page."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    entries = entering.by_hand(session, actor, tender, number, _settings())
    was, now = set(request.form.getlist("was")), set(request.form.getlist("entered"))
    try:
        entering.tick(session, actor, tender, entries, entered=now - was, taken_back=was - now)
    except Invalid as error:
        raise BadRequest(str(error)) from error
    if request.form.get("by") == "script":
        return Response(status=204, mimetype="text/plain")
    after = entering.by_hand(session, actor, tender, number, _settings())
    flash(f"{after.done} of {after.total} entered")
    at = request.form.get("step", "")
    return redirect(url_for("submitting.by_hand", reference=reference, number=number, _anchor=at or None))


@submitting.get("/platform")
@requires(Permission.READ_TENDER)
def platform(reference: str, number: int) -> Response:
    """How far the notice has come on its way to the platform, what to do next, and the receipts."""
    return _platform_page(reference, number)


def _platform_page(reference: str, number: int, refusal: str = "") -> Response:
    tender = tender_to_read(reference)
    standing = service.standing(current_session(), current_actor(), tender, number, _settings())
    page = make_response(
        render_template(
            "pages/submitting/platform.html",
            title="Send this notice to the central platform",
            tender=tender,
            notice=standing.notice,
            definition=definition_of(standing.notice.code),
            standing=standing,
            advice=ADVICE[standing.trouble],
            receipts=[
                (each, Operation.label_of(each.operation), Outcome.label_of(each.outcome))
                for each in standing.exchanges
            ],
            host=urlsplit(_settings().platform_url).hostname,
            refusal=refusal,
            has_errors=bool(refusal),
            back=(url_for("notices.notice", reference=reference, number=number), "Notice"),
        )
    )
    if standing.is_moving:
        page.headers["Refresh"] = str(LOOK_AGAIN)
    return page


@submitting.post("/platform")
@requires(Permission.PUBLISH_TENDER)
def send(reference: str, number: int) -> Response:
    """Ask for the notice to be sent, or, where it was stopped, say what becomes of it. Pressing twice does it once."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    wiring = current_app.extensions["procure"]
    enqueue, is_absent = wiring.jobs.submit, request.form.get("looked") == "yes"
    about = (session, actor, tender, number, wiring.settings)
    try:
        match request.form.get("then"):
            case "again":
                service.send_again(*about, is_absent=is_absent, enqueue=enqueue)
            case "aside":
                service.set_aside(*about, is_absent=is_absent)
            case _:
                service.request_submission(*about, wiring.storage, enqueue=enqueue)
    except (WrongState, NotFit) as error:
        page = _platform_page(reference, number, str(error))
        page.status_code = 409
        return page
    return redirect(url_for("submitting.platform", reference=reference, number=number))
