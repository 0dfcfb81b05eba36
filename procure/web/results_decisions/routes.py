"""Deciding on results, and following decisions up: for boards and the buyer's officers."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import Invalid
from procure.domain.identifiers import new_key
from procure.domain.permissions import Permission
from procure.domain.results.course import Course
from procure.services import access, concluding
from procure.web.access import current_actor, requires
from procure.web.forms import Day, Line, OneOf, Paragraphs, QuestionForm
from procure.web.sessions import current_session

results_decisions = Blueprint("results_decisions", __name__, url_prefix="/dashboard")
results_decisions.add_app_template_filter(Course.label_of, "label_of_decision")
Answer = str | Response
WHOLE = "whole"


def decide_form(about_choices: Sequence[tuple[str, str]]) -> type[QuestionForm]:
    """The form for a decision about one of these: pairs of value and label."""

    class DecideForm(QuestionForm):
        heading = "Decide what follows from results"
        intro = (
            "What is known now is kept with the decision: how each measure stands, its newest reading, and when that "
            "was published.",
        )
        about = OneOf("What is it about?", about_choices, called="what it is about", required=True)
        kind = OneOf(
            "What do you decide?",
            Course,
            called="what you decide",
            required=True,
            hints={
                Course.CONTINUE: "It goes on as it is",
                Course.TURN_ROUND: "It goes on, and something changes so that it comes back on path",
                Course.SCALE: "What works is done for more people or in more places",
                Course.STOP: "It ends, in whole or in part",
            },
        )
        reason = Paragraphs("Why?", called="The reason", required=True, maximum=4_000, rows=5)
        evidence = Paragraphs(
            "What is the evidence?",
            called="The evidence",
            hint="At a stage gate: what you have seen, against the evidence and the threshold that the gate asks for",
            maximum=4_000,
            rows=4,
        )
        owner_name = Line("Who sees to it?", called="Who sees to it", required=True, maximum=200)
        follow_up_on = Day(
            "When will you look at it again?", called="The day to look at it again", required=True
        )

        def check(self) -> None:
            if str(self.about.data or "").startswith("gate:") and not self.evidence.data:
                self.refuse("evidence", "Say what the evidence is: a gate is judged on it")

    return DecideForm


class FollowUpForm(QuestionForm):
    heading = "What came of the decision?"
    what_came = Paragraphs(
        "What was done, and what changed?", called="What came of it", required=True, maximum=4_000, rows=5
    )


@results_decisions.route("/tenders/<reference>/decide", methods=["GET", "POST"])
@requires(Permission.DECIDE_ON_RESULTS)
def decide(reference: str) -> Answer:
    """Decide on one measure, at a stage gate, or on the contract as a whole."""
    session, actor = current_session(), current_actor()
    tender = concluding.tender_of(session, actor, reference)
    series = {f"measure:{each.key}": each for each in concluding.open_series(session, tender)}
    gates = {f"gate:{each.key}": each for each in concluding.gates_of(session, tender)}
    form = decide_form(
        [
            (WHOLE, "The contract as a whole"),
            *((value, f"Measure: {each.name}") for value, each in series.items()),
            *(
                (value, f"Stage gate {each.number}: {each.name or each.question or 'no name'}")
                for value, each in gates.items()
            ),
        ]
    )(data={"revision": new_key(), "about": _asked()})
    if form.is_submitted() and form.validate():
        said = form.answers
        about = said.pop("about")
        try:
            concluding.decide(
                session, actor, tender, series=series.get(about), gate=gates.get(about), key=form.revision.data or "",
                **said,
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error.field, str(error))
        else:
            flash("The decision is recorded, with what is known now.", "success")
            return redirect(url_for("dashboards.inside_tender", reference=reference, _anchor="decisions"))
    return render_template(
        "pages/dashboards/decide.html", form=form, title=form.page_title, caption=tender.title,
        has_errors=form.error_list, continue_text="Record the decision", send_to=request.path,
        gates=list(gates.values()),
        back=(url_for("dashboards.inside_tender", reference=reference), "Results of the tender"),
    )  # fmt: skip


@results_decisions.route("/decisions/<key>/follow-up", methods=["GET", "POST"])
@requires(Permission.DECIDE_ON_RESULTS)
def follow_up(key: str) -> Answer:
    """Say what came of a decision."""
    session, actor = current_session(), current_actor()
    found = concluding.by_key(session, actor, key)
    access.require(actor, Permission.DECIDE_ON_RESULTS, found)
    back = url_for("dashboards.inside_tender", reference=found.tender.reference, _anchor="decisions")
    form = FollowUpForm()
    if form.is_submitted() and form.validate():
        if concluding.follow_up(session, actor, found, **form.answers):
            flash("What came of the decision is recorded.", "success")
        return redirect(back)
    return render_template(
        "layouts/form.html", form=form, title=form.page_title, caption=found.reason[:200],
        has_errors=form.error_list, continue_text="Record", back=(back, "Results of the tender"),
    )  # fmt: skip


def _asked() -> str:
    for name in ("measure", "gate"):
        if request.args.get(name):
            return f"{name}:{request.args[name]}"
    return WHOLE
