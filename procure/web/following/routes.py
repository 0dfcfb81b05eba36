"""Following by e-mail: asking for it, confirming it from the mailbox, changing and ending it. Nobody signs in.

Links in letters carry a secret. Their pages are kept by no cache, and no other site is told their address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exports.text import clean_text
from procure import db
from procure.domain.exceptions import NotFound
from procure.domain.following import Pace
from procure.languages import gettext, later
from procure.models import Subscription
from procure.services import subscribing as service
from procure.services.subscribing import Followed
from procure.web.access import public
from procure.web.engagement import guarding
from procure.web.following.forms import EndForm, Ending, PaceForm, follow_form
from procure.web.forms import QuestionForm
from procure.web.languages import localised
from procure.web.published.criteria import criteria_of
from procure.web.sessions import current_session

following = Blueprint("following", __name__)
following.add_app_template_filter(Pace.label_of, "label_of_pace")
#: Ended by mail programs, which have no session with us and so no token of it.
WITHOUT_TOKEN = ("following.stop",)
#: Endpoints that write to an address somebody typed, and are counted like others that anybody may send.
COUNTED = ("following.tender", "following.buyer", "following.outcome", "following.search")
Answer = str | Response


@following.after_request
def keep_secret(response: Response) -> Response:
    """Neither caches, search engines nor other sites learn the address of a page about somebody's letters."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@following.route("/published/<reference>/follow", methods=["GET", "POST"])
@public
def tender(reference: str) -> Answer:
    """Follow one tender."""
    session = current_session()
    return _ask(service.tender(session, reference), service.near(session, reference))


@following.route("/follow/buyer/<key>", methods=["GET", "POST"])
@public
def buyer(key: str) -> Answer:
    """Follow what a buyer publishes."""
    return _ask(service.buyer(current_session(), key))


@following.route("/follow/outcome/<library_id>", methods=["GET", "POST"])
@public
def outcome(library_id: str) -> Answer:
    """Follow tenders that ask for an outcome of the library."""
    return _ask(service.outcome(current_session(), library_id))


@following.route("/follow/search", methods=["GET", "POST"])
@public
def search() -> Answer:
    """Follow new tenders that a search finds; the search is in the address."""
    return _ask(service.search(current_session(), criteria_of(request.args)))


@following.get("/follow/sent")
@public
def sent() -> str:
    """What comes next."""
    return render_template("pages/following/sent.html", title=gettext("Check your email"))


@following.get("/following/<key>/<secret>")
@public
def show(key: str, secret: str) -> str:
    """One subscription, and what else goes to the same address."""
    found = service.subscription(current_session(), key, secret)
    return render_template(
        "pages/following/show.html",
        title=gettext("What you follow") if not found.ended_at else gettext("You no longer follow this"),
        found=found,
        others=service.others(current_session(), found),
        path_of=service.path_of,
    )


@following.route("/following/<key>/<secret>/confirm", methods=["GET", "POST"])
@public
def confirm(key: str, secret: str) -> Answer:
    """Confirmed by a button: programs that look at links in letters press none."""
    session = current_session()
    found = service.subscription(session, key, secret)
    if found.ended_at is not None:
        return redirect(_address(found))
    if request.method == "POST" or found.confirmed_at is not None:
        if found.confirmed_at is None:
            service.confirm(session, found)
            flash(gettext("Confirmed. We write to you when something happens."), "success")
        return redirect(_address(found))
    return render_template(
        "pages/following/confirm.html",
        title=gettext("Confirm that you want letters"),
        found=found,
        form=_Pressed(),
    )


@following.route("/following/<key>/<secret>/pace", methods=["GET", "POST"])
@public
def pace(key: str, secret: str) -> Answer:
    """How often letters come."""
    session = current_session()
    found = service.subscription(session, key, secret)
    form = PaceForm(obj=found)
    if form.is_submitted() and form.validate():
        service.change_pace(session, found, Pace(form.answers["pace"]))
        flash(gettext("Saved."), "success")
        return redirect(_address(found))
    return _page(form, found)


@following.route("/following/<key>/<secret>/stop", methods=["GET", "POST"])
@public
def stop(key: str, secret: str) -> Answer:
    """End it: by this page, or by the one click of a mail program (RFC 8058), which sends no form of ours and is not
    asked anything. The secret in the address stands for the mailbox, so there is nothing for a forger to gain."""
    session = current_session()
    found = service.subscription(session, key, secret)
    is_one_click = request.form.get("List-Unsubscribe") == "One-Click"
    form = EndForm()
    if is_one_click:
        (service.end_digest if request.args.get("all") else service.end)(session, found)
        return Response(
            gettext("You get no more of these letters."), content_type="text/plain; charset=utf-8"
        )
    if found.ended_at is not None:
        return redirect(_address(found))
    if form.is_submitted() and form.validate():
        (service.end_all if form.answers["what"] == Ending.ALL else service.end)(session, found)
        return redirect(_address(found))
    return _page(form, found, continue_text=gettext("Stop"))


class _Pressed(QuestionForm):
    """A button alone."""

    heading = later("Confirm")


def _ask(followed: Followed, near: Sequence[Followed] = ()) -> Answer:
    form = follow_form(gettext("Follow by email: %(label)s", label=clean_text(followed.label)))()
    if form.is_submitted() and form.validate():
        objection = guarding.objection()
        if objection:
            form.refuse("email", objection)
        else:
            wiring = current_app.extensions["procure"]
            session = current_session()
            answers = form.answers
            service.ask(session, followed, answers["email"], Pace(answers["pace"]), wiring.settings)
            db.after_commit(session, wiring.jobs.post)
            return redirect(url_for("following.sent"))
    return form.page(
        "pages/following/ask.html",
        followed=followed,
        near=near,
        opened=guarding.opened(),
        continue_text=gettext("Send me the letter to confirm"),
        back=(localised(followed.path), gettext("Back")),
    )


def _page(form: QuestionForm, found: Subscription, **context: Any) -> str:
    if found.ended_at is not None:
        raise NotFound("You no longer follow this.")
    return form.page(caption=found.label, back=(_address(found), gettext("What you follow")), **context)


def _address(found: Subscription) -> str:
    return url_for("following.show", key=found.key, secret=found.secret)
