"""A notice on its way to the central digital platform: entered by hand from a checklist, or sent."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from exports.notices.definition import definition_of
from procure.config import Settings
from procure.domain.exceptions import Invalid
from procure.domain.permissions import Permission
from procure.services import entering
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.sessions import current_session

submitting = Blueprint("submitting", __name__, url_prefix="/tenders/<reference>/notices/<int:number>")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["procure"].settings
    return settings


@submitting.get("/by-hand")
@requires(Permission.READ_TENDER)
def by_hand(reference: str, number: int) -> str:
    """Everything the notice says, in the platform's order, to be entered there by hand; what is done is ticked."""
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
