"""Publishing an endorsed tender, and waiting until every file of it is there."""

from __future__ import annotations

from flask import current_app, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import NotReady
from procure.domain.permissions import Permission
from procure.domain.states import Event, next_state
from procure.domain.vocabulary import TenderState
from procure.services import confirming, freezing, publishing, translating
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import authoring, tender_to_read
from procure.web.authoring.mending import issue_address
from procure.web.authoring.next_steps import held_reason
from procure.web.forms import QuestionForm
from procure.web.sessions import current_session

#: Seconds until the waiting page looks again, by itself.
LOOK_AGAIN = 3


@authoring.route("/<reference>/publish", methods=["GET", "POST"])
@requires(Permission.PUBLISH_TENDER)
def publish(reference: str) -> str | Response | tuple[str, int]:
    """What is about to be published, and the button. Pressing twice publishes once."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    state = TenderState(tender.state)
    form = QuestionForm()
    extension = current_app.extensions["procure"]
    is_refused = extension.settings.platform_first == "refuse"
    blocked: NotReady | None = None
    if state in {TenderState.PUBLISHING, TenderState.PUBLISHED}:
        return redirect(_waiting(reference))
    next_state(tender.state, Event.PUBLISH)
    if form.is_submitted():
        try:
            publishing.request_publication(
                session,
                actor,
                tender,
                enqueue=extension.jobs.render,
                is_platform_first=is_refused,
                settings=extension.settings,
            )
        except NotReady as error:
            blocked = error
        else:
            return redirect(_waiting(reference))
    review = publishing.endorsing_review(session, tender)
    notice = publishing.prepared_notice(session, review.version) if review else None
    snapshot = freezing.snapshot_of(review.version) if review else None
    page = render_template(
        "pages/authoring/publish.html",
        title="Publish this tender",
        tender=tender,
        review=review,
        snapshot=snapshot,
        in_welsh=translating.coverage(tender, snapshot) if snapshot else None,
        blocked=blocked,
        issue_address=issue_address,
        held=held_reason(session, tender),
        notice=notice,
        is_refused=is_refused,
        order=confirming.order_of(notice) if notice else None,
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )
    return (page, 409) if blocked else page


@authoring.post("/<reference>/publish/notice")
@requires(Permission.PUBLISH_TENDER)
def prepare_notice(reference: str) -> Response:
    """Number the tender notice, to be sent to the central platform before the tender is published here."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    try:
        notice = publishing.prepare_notice(
            session, actor, tender, settings=current_app.extensions["procure"].settings
        )
    except NotReady as error:
        flash(str(error))
        return redirect(url_for("authoring.publish", reference=reference))
    return redirect(url_for("notices.notice", reference=reference, number=notice.local_number))


@authoring.get("/<reference>/publishing")
@requires(Permission.READ_TENDER)
def publishing_status(reference: str) -> str | Response:
    """Looks again every few seconds until everything is published."""
    tender = tender_to_read(reference)
    match TenderState(tender.state):
        case TenderState.PUBLISHED:
            return render_template(
                "pages/authoring/published.html",
                title="Published",
                tender=tender,
                back=(url_for("authoring.tasks", reference=reference), "Task list"),
            )
        case TenderState.PUBLISHING:
            response = make_response(
                render_template(
                    "pages/authoring/publishing_status.html",
                    title="Being published",
                    tender=tender,
                    back=(url_for("authoring.tasks", reference=reference), "Task list"),
                )
            )
            response.headers["Refresh"] = str(LOOK_AGAIN)
            return response
        case _:
            if reason := held_reason(current_session(), tender):
                flash(f"It could not be published: {reason}")
            return redirect(url_for("authoring.tasks", reference=reference))


def _waiting(reference: str) -> str:
    return url_for("authoring.publishing_status", reference=reference)
