"""Early market engagement as anybody sees it: what is asked, a form to answer, what others said, what was learnt."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from procure.domain.engagement import is_open, name_shown
from procure.domain.exceptions import Invalid, WrongState
from procure.languages import gettext
from procure.services import engaging
from procure.web.access import public
from procure.web.engagement import guarding
from procure.web.engagement.forms import SENDER, answers_in, response_form
from procure.web.sessions import current_session

engagement = Blueprint("engagement", __name__, url_prefix="/engagement")


@engagement.get("")
@public
def index() -> str:
    """Questions to the market that are open, and those that are closed."""
    return render_template(
        "pages/engagement/index.html",
        title=gettext("Early market engagement"),
        rounds=engaging.public_rounds(current_session()),
    )


@engagement.get("/<key>")
@public
def show(key: str) -> str:
    """One round."""
    found = engaging.public_round(current_session(), key)
    return render_template(
        "pages/engagement/show.html",
        title=found.title,
        engagement=found,
        questions=engaging.questions(found),
        responses=[each for each in found.responses if each.shown_at is not None and each.erased_at is None],
        name_shown=name_shown,
        is_open=is_open(found.published_at, found.closes_at, datetime.now(UTC)),
        back=(url_for("engagement.index"), gettext("Early market engagement")),
    )


@engagement.route("/<key>/respond", methods=["GET", "POST"])
@public
def respond(key: str) -> str | Response:
    """Answer the questions, without an account."""
    session = current_session()
    found = engaging.public_round(session, key)
    if not is_open(found.published_at, found.closes_at, datetime.now(UTC)):
        raise WrongState(engaging.CLOSED)
    asked = engaging.questions(found)
    form = response_form(asked)()
    first = form.questions[0].name

    def send() -> None:
        sender = {name: form.answers[name] for name in SENDER}
        try:
            engaging.respond(session, found, sender, answers_in(form, asked))
        except Invalid as wrong:  # of all answers together
            raise Invalid(first, str(wrong)) from wrong

    if guarding.is_taken(form, first, send):
        flash(gettext("Thank you. Your response is with the team."), "success")
        return redirect(url_for("engagement.show", key=key))
    return form.page(
        "pages/engagement/respond.html",
        caption=found.title,
        engagement=found,
        opened=guarding.opened(),
        continue_text=gettext("Send your response"),
        back=(url_for("engagement.show", key=key), gettext("Back")),
    )
