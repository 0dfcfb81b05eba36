"""Challenges to what a published tender fixes: sent by anybody, answered by its officers in public."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from procure import db
from procure.domain.engagement import ChallengeAnswer
from procure.domain.exceptions import WrongState
from procure.domain.permissions import Permission, may
from procure.languages import gettext
from procure.services import challenging
from procure.web.access import current_actor, public, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.engagement import guarding
from procure.web.engagement.forms import AnswerForm, ChallengeForm, Verdict
from procure.web.sessions import current_session

challenges = Blueprint("challenges", __name__)
challenges.add_app_template_filter(ChallengeAnswer.label_of, "label_of_challenge_answer")


@challenges.get("/published/<reference>/challenges")
@public
def index(reference: str) -> str:
    """What of a tender is open to challenge, and every challenge that was answered."""
    found = challenging.challengeable(current_session(), reference)
    return render_template(
        "pages/challenges/index.html",
        title=gettext("Challenges to what is fixed"),
        found=found,
        challenges=challenging.public(current_session(), found.tender),
        is_open=found.is_open(datetime.now(UTC)),
        back=(url_for("published.tender", reference=reference), gettext("The tender")),
    )


@challenges.route("/published/<reference>/challenges/<requirement_key>", methods=["GET", "POST"])
@public
def challenge(reference: str, requirement_key: str) -> str | Response:
    """Challenge one requirement, without an account."""
    session = current_session()
    found = challenging.challengeable(session, reference)
    requirement = challenging.requirement(found, requirement_key)
    if not found.is_open(datetime.now(UTC)):
        raise WrongState(challenging.OVER)
    form = ChallengeForm()

    def send() -> None:
        answers = form.answers
        text = answers.pop("text")
        challenging.challenge(session, found, requirement_key, answers, text)

    if guarding.is_taken(form, "text", send):
        flash(gettext("Your challenge is with the buyer. It is public once it is answered."), "success")
        return redirect(url_for("challenges.index", reference=reference))
    return form.page(
        "pages/challenges/challenge.html",
        caption=found.snapshot.title,
        requirement=requirement,
        opened=guarding.opened(),
        continue_text=gettext("Send your challenge"),
        back=(url_for("challenges.index", reference=reference), gettext("Challenges")),
    )


@challenges.get("/tenders/<reference>/challenges")
@requires(Permission.READ_TENDER)
def received(reference: str) -> str:
    """Every challenge to a tender of one's own."""
    tender = tender_to_read(reference)
    actor = current_actor()
    return render_template(
        "pages/challenges/received.html",
        title="Challenges received",
        tender=tender,
        challenges=challenging.received(current_session(), actor, tender),
        may_answer=may(actor, Permission.ANSWER_CHALLENGE, tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@challenges.post("/tenders/<reference>/challenges/<key>/erase-sender")
@requires(Permission.ANSWER_CHALLENGE)
def erase_sender(reference: str, key: str) -> Response:
    """Delete who sent a challenge, as they asked."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    challenging.erase_sender(session, actor, tender, challenging.one(session, actor, tender, key))
    flash("Who sent it is erased. What it says stays, with its answer.", "success")
    return redirect(url_for("challenges.received", reference=reference))


@challenges.route("/tenders/<reference>/challenges/<key>", methods=["GET", "POST"])
@requires(Permission.ANSWER_CHALLENGE)
def answer(reference: str, key: str) -> str | Response:
    """Answer a challenge in public, or set aside what is none."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    found = challenging.one(session, actor, tender, key)
    form = AnswerForm()
    if form.is_submitted() and form.validate():
        decision, text = form.answers["decision"], form.answers["answer"]
        if decision == Verdict.SET_ASIDE:
            challenging.set_aside(session, actor, tender, found, text)
            flash("It is set aside, with your reason on record.", "success")
        else:
            challenging.answer(session, actor, tender, found, ChallengeAnswer(decision), text)
            db.after_commit(session, current_app.extensions["procure"].jobs.post)
            flash("Your answer is public, beside the challenge.", "success")
        return redirect(url_for("challenges.received", reference=reference))
    return form.page(
        "pages/challenges/answer.html",
        caption=tender.title,
        challenge=found,
        continue_text="Answer in public",
        back=(url_for("challenges.received", reference=reference), "Challenges"),
    )
