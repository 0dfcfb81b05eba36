"""Conditions of endorsements: what one owes, what one follows, the evidence, and the chair's word."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from procure.domain.meetings import ConditionStanding
from procure.domain.permissions import Permission, may
from procure.services import access, following
from procure.web.access import current_actor, requires
from procure.web.forms import OneOf, Paragraphs, QuestionForm, WebAddress
from procure.web.pages import london_today
from procure.web.sessions import current_session

conditions = Blueprint("conditions", __name__, url_prefix="/conditions")
Answer = str | Response
MET, BACK = "met", "back"


class ReportForm(QuestionForm):
    heading = "Report how the condition was met"
    note = Paragraphs(
        "How was the condition met?",
        called="How the condition was met",
        hint="Say what was done and when. The board sees it",
        required=True,
        maximum=4_000,
        rows=5,
    )
    evidence_url = WebAddress(
        "Where can that be seen?", called="The address of the evidence", hint="If it is on the web"
    )


class ConfirmForm(QuestionForm):
    heading = "Is this condition met?"
    result = OneOf(
        "Is it met?",
        [(MET, "Yes, it is met"), (BACK, "No, send it back")],
        called="whether it is met",
        required=True,
        hints={BACK: "It is to be met again, and publication waits for it"},
    )
    note = Paragraphs(
        "What shows it, or what is missing?",
        called="What shows it, or what is missing",
        required=True,
        maximum=4_000,
        rows=4,
    )
    evidence_url = WebAddress(
        "Address of the evidence", called="The address of the evidence", hint="If it is on the web"
    )


@conditions.get("")
@requires(Permission.USE_ACCOUNT)
def index() -> str:
    """Every condition that concerns the person, the overdue first."""
    found = following.conditions_for(current_session(), current_actor(), london_today())
    groups = [(each, [row for row in found if row.standing == each]) for each in ConditionStanding]
    return render_template(
        "pages/conditions/index.html", title="Conditions to be met", groups=groups, found=found,
        most=following.MOST,
    )  # fmt: skip


@conditions.get("/<key>")
@requires(Permission.READ_CONDITION)
def show(key: str) -> str:
    """One condition, what was reported, and what the person can do about it."""
    actor = current_actor()
    found = following.condition_by_key(current_session(), actor, key)
    return render_template(
        "pages/conditions/show.html", title="A condition of an endorsement", condition=found,
        standing=following.standing_of(found.due_on, found.met_at, found.confirmed_at, london_today()),
        may_meet=may(actor, Permission.MEET_CONDITION, found),
        may_confirm=following.may_confirm(current_session(), actor, found),
        back=(url_for("conditions.index"), "Conditions"),
    )  # fmt: skip


@conditions.route("/<key>/report", methods=["GET", "POST"])
@requires(Permission.MEET_CONDITION)
def report(key: str) -> Answer:
    """Say how it was met."""
    session, actor = current_session(), current_actor()
    found = following.condition_by_key(session, actor, key)
    access.require(actor, Permission.MEET_CONDITION, found)
    form = ReportForm()
    if form.is_submitted() and form.validate():
        following.report_met(session, actor, found, **form.answers)
        flash("Your report is with the board.", "success")
        return redirect(url_for("conditions.show", key=key))
    return _page(form, key, found.text)


@conditions.route("/<key>/confirm", methods=["GET", "POST"])
@requires(Permission.CONFIRM_CONDITION)
def confirm(key: str) -> Answer:
    """The word of the chair, or of whom the board delegated it to."""
    session, actor = current_session(), current_actor()
    found = following.condition_by_key(session, actor, key)
    if not following.may_confirm(session, actor, found):
        access.require(actor, Permission.CONFIRM_CONDITION, found)
    form = ConfirmForm(data={"evidence_url": found.evidence_url})
    if form.is_submitted() and form.validate():
        said = form.answers
        if said["result"] == MET:
            following.confirm(session, actor, found, said["note"], said["evidence_url"])
            flash("The condition is met.", "success")
        else:
            following.send_back(session, actor, found, said["note"])
            flash("The condition is sent back, and publication waits for it.", "success")
        return redirect(url_for("conditions.show", key=key))
    return _page(form, key, found.text)


def _page(form: QuestionForm, key: str, caption: str) -> str:
    return form.page(
        caption=caption, continue_text="Record", back=(url_for("conditions.show", key=key), "The condition"),
    )  # fmt: skip
