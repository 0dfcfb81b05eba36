"""Questions on a published tender, for anybody: read with their answers, asked, confirmed from the mailbox, followed,
taken back and erased. Nobody signs in.

Links in letters carry a secret. Their pages are kept by no cache, and no other site is told their address.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from exports.clarifications import public_csv, public_json
from procure import db
from procure.domain.exceptions import WrongState
from procure.domain.questions import Standing
from procure.languages import gettext, later
from procure.models import TenderQuestion
from procure.services import answer_files, question_lists
from procure.services import asking as service
from procure.web.access import public
from procure.web.engagement import guarding
from procure.web.following.routes import keep_secret
from procure.web.forms import QuestionForm
from procure.web.questions.forms import ask_form
from procure.web.sessions import current_session

questions = Blueprint("questions", __name__)
asking = Blueprint("asking", __name__)
asking.after_request(keep_secret)
questions.add_app_template_filter(Standing.label_of, "label_of_question")
#: Endpoints that write to an address somebody typed, and are counted like others that anybody may send.
COUNTED = ("asking.ask",)
Answer = str | Response


@questions.get("/published/<reference>/questions")
@public
def index(reference: str) -> str:
    """Every question that was answered in public, by batch, and how to ask."""
    found, moment = service.askable(current_session(), reference), datetime.now(UTC)
    return render_template(
        "pages/questions/index.html",
        title=gettext("Questions and answers"),
        found=found,
        answers=question_lists.public(current_session(), found.tender),
        answered=answer_files.latest(current_session(), found.tender.id or 0),
        is_late=found.is_late(moment),
        is_taken=found.is_taken(moment),
        back=(url_for("published.tender", reference=reference), gettext("The tender")),
    )


@questions.get("/published/<reference>/questions.csv")
@public
def csv_file(reference: str) -> Response:
    """The same as CSV."""
    found = service.askable(current_session(), reference)
    data = public_csv(question_lists.public(current_session(), found.tender))
    return _file(data, "text/csv; charset=utf-8", f"{reference}-questions.csv")


@questions.get("/published/<reference>/questions.json")
@public
def json_file(reference: str) -> Response:
    """The same as JSON."""
    found = service.askable(current_session(), reference)
    base = current_app.extensions["procure"].settings.resolved_base_url
    data = public_json(
        question_lists.public(current_session(), found.tender),
        tender=reference,
        page=f"{base}/published/{reference}/questions",
        made_at=datetime.now(UTC),
    )
    return _file(data, "application/json", f"{reference}-questions.json")


@asking.route("/published/<reference>/questions/ask", methods=["GET", "POST"])
@public
def ask(reference: str) -> Answer:
    """Ask a question about a published tender, without an account."""
    session, moment = current_session(), datetime.now(UTC)
    found = service.askable(session, reference)
    if not found.is_taken(moment):
        raise WrongState(service.TOO_LATE)
    form = ask_form(found.parts)()
    wiring = current_app.extensions["procure"]
    if guarding.is_taken(
        form, "text", lambda: service.ask(session, found, form.answers, wiring.settings, at=moment)
    ):
        db.after_commit(session, wiring.jobs.post)
        return redirect(url_for("asking.sent"))
    return form.page(
        "pages/questions/ask.html",
        caption=found.title,
        found=found,
        is_late=found.is_late(moment),
        opened=guarding.opened(),
        continue_text=gettext("Send me the letter to confirm"),
        back=(url_for("questions.index", reference=reference), gettext("Questions and answers")),
    )


@asking.get("/questions/sent")
@public
def sent() -> str:
    """What comes next."""
    return render_template(
        "pages/questions/sent.html", title=gettext("Confirm your question from your email")
    )


@asking.get("/questions/<key>/<secret>")
@public
def show(key: str, secret: str) -> str:
    """How a question stands, for whoever asked it."""
    found = service.question(current_session(), key, secret)
    return render_template(
        "pages/questions/show.html",
        title=gettext("Your question"),
        found=found,
        standing=service.standing_of(found),
        tender=service.askable(current_session(), found.tender.reference),
    )


@asking.route("/questions/<key>/<secret>/confirm", methods=["GET", "POST"])
@public
def confirm(key: str, secret: str) -> Answer:
    """Confirmed by a button: programs that look at links in letters press none."""
    session = current_session()
    found = service.question(session, key, secret)
    if service.standing_of(found) != Standing.UNCONFIRMED:
        return redirect(_address(found))
    form = _Pressed()
    if form.is_submitted() and form.validate():
        service.confirm(session, found)
        db.after_commit(session, current_app.extensions["procure"].jobs.post)
        flash(gettext("Confirmed. The buyer has your question now."), "success")
        return redirect(_address(found))
    tender = service.askable(session, found.tender.reference)
    return _page(
        form, found, "confirm",
        title=gettext("Send this question to the buyer?"), button=gettext("Send it to the buyer"),
        tender=tender, is_late=tender.is_late(datetime.now(UTC)),
    )  # fmt: skip


@asking.route("/questions/<key>/<secret>/withdraw", methods=["GET", "POST"])
@public
def withdraw(key: str, secret: str) -> Answer:
    """Take a question back before it is answered."""
    session = current_session()
    found = service.question(session, key, secret)
    if service.standing_of(found) == Standing.WITHDRAWN:
        return redirect(_address(found))
    if service.standing_of(found) == Standing.ANSWERED:
        raise WrongState(later("It is answered in public already, and so cannot be taken back."))
    form = _Pressed()
    if form.is_submitted() and form.validate():
        service.withdraw(session, found)
        return redirect(_address(found))
    return _page(
        form,
        found,
        "withdraw",
        title=gettext("Take this question back?"),
        button=gettext("Take it back"),
        is_warning=True,
    )


@asking.route("/questions/<key>/<secret>/erase", methods=["GET", "POST"])
@public
def erase(key: str, secret: str) -> Answer:
    """Have one's address erased: the question stays, and no more letters come."""
    session = current_session()
    found = service.question(session, key, secret)
    if found.email is None:
        return redirect(_address(found))
    form = _Pressed()
    if form.is_submitted() and form.validate():
        service.erase(session, found)
        flash(gettext("Your address and organisation are erased."), "success")
        return redirect(_address(found))
    return _page(
        form,
        found,
        "erase",
        title=gettext("Erase your email address?"),
        button=gettext("Erase it"),
        is_warning=True,
    )


class _Pressed(QuestionForm):
    """A button alone."""

    heading = later("Confirm")


def _page(form: QuestionForm, found: TenderQuestion, what: str, *, title: str, **context: Any) -> str:
    return render_template(
        "pages/questions/pressed.html",
        form=form, found=found, what=what, title=title, back=(_address(found), gettext("Your question")), **context,
    )  # fmt: skip


def _address(found: TenderQuestion) -> str:
    return url_for("asking.show", key=found.key, secret=found.secret)


def _file(data: str, content_type: str, name: str) -> Response:
    response = Response(data.encode("utf-8", "replace"), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"  # open data, for any page to fetch
    return response
