"""The team's side of early market engagement, under its target outcome."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.engagement import RespondentKind, ResponseConsent, is_open, may_be_shown
from procure.domain.exceptions import NotReady, WrongState
from procure.domain.identifiers import new_key
from procure.domain.permissions import Permission, may
from procure.models import TargetOutcome
from procure.services import authoring, engaging, shaping
from procure.web.access import current_actor, requires
from procure.web.authoring import conflicts
from procure.web.engagement.forms import AskForm, ClosingForm, LearningForm, WordsForm
from procure.web.forms import QuestionForm
from procure.web.sessions import current_session

engagements = Blueprint("engagements", __name__, url_prefix="/target-outcomes/<key>/engagements")
engagements.add_app_template_filter(ResponseConsent.label_of, "label_of_consent")
engagements.add_app_template_filter(RespondentKind.label_of, "label_of_respondent")
Answer = str | Response | tuple[str, int]
PAGES: dict[str, type[QuestionForm]] = {"words": WordsForm, "closing": ClosingForm, "learning": LearningForm}


@engagements.route("/new", methods=["GET", "POST"])
@requires(Permission.RUN_ENGAGEMENT)
def new(key: str) -> Answer:
    """Begin a round, with an introduction that the outcome's words suggest."""
    session, actor = current_session(), current_actor()
    target = _target_to_run(key)
    form = WordsForm(data={"title": target.title, "introduction": _introduction(target)})
    if form.is_submitted() and form.validate():
        begun = engaging.begin(session, actor, target, form.answers, key=request.form.get("key", ""))
        return redirect(url_for("engagements.page", key=key, engagement_key=begun.key, slug="closing"))
    return _form(
        form, target, back=(url_for("targets.show", key=key), "Target outcome"),
        key=request.form.get("key", "") or new_key(),
    )  # fmt: skip


@engagements.get("/<engagement_key>")
@requires(Permission.READ_TARGET)
def show(key: str, engagement_key: str) -> str:
    """A round in full: its words and questions, what came back, and what was learnt."""
    session, actor = current_session(), current_actor()
    target = shaping.target(session, actor, key)
    found = engaging.engagement(session, actor, target, engagement_key)
    return render_template(
        "pages/engagements/show.html",
        title=found.title,
        target=target,
        engagement=found,
        questions=engaging.questions(found),
        is_open=is_open(found.published_at, found.closes_at, datetime.now(UTC)),
        may_run=may(actor, Permission.RUN_ENGAGEMENT, target),
        may_approve=may(actor, Permission.APPROVE_LEARNING, target),
        may_be_shown=may_be_shown,
        back=(url_for("targets.show", key=key), "Target outcome"),
    )


@engagements.route("/<engagement_key>/<any(words, closing, learning):slug>", methods=["GET", "POST"])
@requires(Permission.RUN_ENGAGEMENT)
def page(key: str, engagement_key: str, slug: str) -> Answer:
    """One page of questions about a round."""
    session, actor = current_session(), current_actor()
    target = _target_to_run(key)
    found = engaging.engagement(session, actor, target, engagement_key)
    kind, here = PAGES[slug], _address(key, engagement_key)
    current = authoring.stored(found, list(kind(formdata=None).answers))
    form = kind(data=current)
    back = here, "Engagement"

    def save() -> Response:
        engaging.save(session, actor, found, form.answers, form.revision.data or "", what=slug)
        return redirect(here)

    return conflicts.answer(form, current, save, back=back) or _form(form, target, back=back)


@engagements.route("/<engagement_key>/questions/new", methods=["GET", "POST"])
@requires(Permission.RUN_ENGAGEMENT)
def ask(key: str, engagement_key: str) -> Answer:
    """One more question to the market."""
    session, actor = current_session(), current_actor()
    target = _target_to_run(key)
    found = engaging.engagement(session, actor, target, engagement_key)
    if found.published_at is not None:
        raise WrongState(
            "It is public: people are answering these questions. Begin another round to ask more."
        )
    form = AskForm()
    if form.is_taken(
        lambda: engaging.ask(session, actor, found, form.answers["text"], key=request.form.get("key", ""))
    ):
        return redirect(_address(key, engagement_key) + "#questions")
    return _form(
        form, target, back=(_address(key, engagement_key), "Engagement"),
        key=request.form.get("key", "") or new_key(),
    )  # fmt: skip


@engagements.post("/<engagement_key>/questions/<question_key>/<any(remove, restore):what>")
@requires(Permission.RUN_ENGAGEMENT)
def set_removed(key: str, engagement_key: str, question_key: str, what: str) -> Response:
    """Take a question off the list, with a way back; or put it back."""
    session, actor = current_session(), current_actor()
    found = engaging.engagement(session, actor, _target_to_run(key), engagement_key)
    engaging.set_removed(session, actor, found, question_key, is_removed=what == "remove")
    if what == "remove":
        undo = url_for(
            "engagements.set_removed",
            key=key,
            engagement_key=engagement_key,
            question_key=question_key,
            what="restore",
        )
        flash({"text": "The question is removed.", "undo": undo}, "undo")  # type: ignore[arg-type]
    else:
        flash("The question is back.", "success")
    return redirect(_address(key, engagement_key) + "#questions")


@engagements.post("/<engagement_key>/publish")
@requires(Permission.RUN_ENGAGEMENT)
def publish(key: str, engagement_key: str) -> Response:
    """Make the round public."""
    session, actor = current_session(), current_actor()
    found = engaging.engagement(session, actor, _target_to_run(key), engagement_key)
    try:
        engaging.publish(session, actor, found)
    except NotReady as gap:
        raise WrongState(f"Before it can be published it needs {', '.join(map(str, gap.issues))}.") from gap
    flash("It is public now: anybody can read it and respond.", "success")
    return redirect(_address(key, engagement_key))


@engagements.post("/<engagement_key>/learning/approve")
@requires(Permission.APPROVE_LEARNING)
def approve(key: str, engagement_key: str) -> Response:
    """The chair lets out what was learnt."""
    session, actor = current_session(), current_actor()
    found = engaging.engagement(session, actor, shaping.target(session, actor, key), engagement_key)
    try:
        engaging.approve(session, actor, found)
    except NotReady as gap:
        raise WrongState(str(gap)) from gap
    flash("What was learnt is public now.", "success")
    return redirect(_address(key, engagement_key) + "#learning")


@engagements.post("/<engagement_key>/responses/<response_key>/<any(show, hide, erase):what>")
@requires(Permission.RUN_ENGAGEMENT)
def settle(key: str, engagement_key: str, response_key: str, what: str) -> Response:
    """Put a response on the public page, take it off, or erase it as its sender asked."""
    session, actor = current_session(), current_actor()
    found = engaging.engagement(session, actor, _target_to_run(key), engagement_key)
    if what == "erase":
        engaging.erase(session, actor, found, response_key)
        flash("Who sent it and what it said are erased.", "success")
    else:
        engaging.show(session, actor, found, response_key, is_shown=what == "show")
        flash("It is on the public page now." if what == "show" else "It is off the public page.", "success")
    return redirect(_address(key, engagement_key) + "#responses")


def _target_to_run(key: str) -> TargetOutcome:
    found = shaping.target(current_session(), current_actor(), key)
    engaging.require_running(current_actor(), found)
    return found


def _introduction(target: TargetOutcome) -> str:
    """What the outcome says already, for the team to rewrite for the market."""
    who = f"For: {target.beneficiary}." if target.beneficiary else ""
    where = f"Where: {target.place}." if target.place else ""
    return "\n\n".join(text for text in (target.change, who, where) if text)


def _address(key: str, engagement_key: str) -> str:
    return url_for("engagements.show", key=key, engagement_key=engagement_key)


def _form(form: QuestionForm, target: TargetOutcome, **context: Any) -> str:
    return form.page("pages/targets/form.html", caption=target.title, **context)
