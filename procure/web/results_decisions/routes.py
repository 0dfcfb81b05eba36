"""Deciding on results, judging stage gates, beginning the notices that follow, and following decisions up: for boards
and the buyer's officers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import Invalid, NotFound
from procure.domain.identifiers import new_key
from procure.domain.notice_sequence import Contract, contracts_of
from procure.domain.permissions import Permission
from procure.domain.results.course import Consequence, Course, GateResult
from procure.domain.results.telling import exact_figure, figure
from procure.models import Tender
from procure.services import access, concluding, correcting, gate_evidence, noticing, results_notices, telling
from procure.web.access import current_actor, requires
from procure.web.forms import QuestionForm
from procure.web.pages import london_today
from procure.web.results_decisions.forms import WHOLE, FollowUpForm, decide_form, gate_form
from procure.web.sessions import current_session

results_decisions = Blueprint("results_decisions", __name__, url_prefix="/dashboard")
results_decisions.add_app_template_filter(Course.label_of, "label_of_decision")
results_decisions.add_app_template_filter(Consequence.label_of, "label_of_consequence")
results_decisions.add_app_template_filter(GateResult.label_of, "label_of_gate_result")
Answer = str | Response


@results_decisions.route("/tenders/<reference>/decide", methods=["GET", "POST"])
@requires(Permission.DECIDE_ON_RESULTS)
def decide(reference: str) -> Answer:
    """Decide on one measure or on the contract as a whole."""
    session, actor = current_session(), current_actor()
    tender = concluding.tender_of(session, actor, reference)
    series = {f"measure:{each.key}": each for each in concluding.open_series(session, tender)}
    contracts = _contracts(tender)
    asked = request.args.get("measure", "")
    form = decide_form(
        [
            (WHOLE, "The contract as a whole"),
            *((value, f"Measure: {each.name}") for value, each in series.items()),
        ],
        contracts,
    )(data={"revision": new_key(), "about": f"measure:{asked}" if asked else WHOLE, "consequence": "none"})
    if form.is_submitted() and form.validate():
        said = form.answers
        about = said.pop("about")
        if _recorded(tender, form, contracts, series=series.get(about), **said):
            return _back(reference, "decisions")
    return form.page(
        "pages/dashboards/decide.html", caption=tender.title, tender=tender, continue_text="Record the decision",
        send_to=request.path, gates=concluding.gates_of(session, tender),
        back=(url_for("dashboards.inside_tender", reference=reference), "Results of the tender"),
    )  # fmt: skip


@results_decisions.route("/tenders/<reference>/gates/<key>", methods=["GET", "POST"])
@requires(Permission.DECIDE_ON_RESULTS)
def gate(reference: str, key: str) -> Answer:
    """A stage gate beside the readings of its measures, and what it comes to."""
    session, actor = current_session(), current_actor()
    tender = concluding.tender_of(session, actor, reference)
    seen = next((each for each in gate_evidence.gates(session, tender) if each.gate.key == key), None)
    if seen is None:
        raise NotFound("There is no such gate.")
    found = gate_evidence.evidence(session, tender, seen.gate, london_today())
    contracts = _contracts(tender)
    form = gate_form(
        seen.gate.number, [(each.series.key, each.series.name) for each in found], contracts
    )(
        data={
            "revision": new_key(),
            "judged_on": [each.series.key for each in found if each.is_named],
            "owner_name": seen.gate.decision_owner[:200],
            "consequence": "none",
        }
    )  # fmt: skip
    if form.is_submitted() and form.validate():
        said = form.answers
        keys = set(said.pop("judged_on", ()))
        chosen = [each.series for each in found if each.series.key in keys]
        tests = [f"{each.tested.verdict.label}. {each.tested.words}" for each in found if each.tested]
        if _recorded(
            tender, form, contracts, gate=seen.gate, judged_on=chosen, tested=" ".join(tests), **said
        ):
            return _back(reference, "gates")
    return form.page(
        "pages/dashboards/gate.html", caption=tender.title, seen=seen, continue_text="Record what the gate came to",
        send_to=request.path, found=found, amount=figure, exact=exact_figure,
        back=(url_for("dashboards.inside_tender", reference=reference, _anchor="gates"), "Results of the tender"),
    )  # fmt: skip


@results_decisions.post("/tenders/<reference>/notices")
@requires(Permission.PUBLISH_TENDER)
def begin_notice(reference: str) -> Response:
    """Begin the notice that results or a decision on them call for, with what they say."""
    session, actor = current_session(), current_actor()
    tender = concluding.tender_of(session, actor, reference)
    settings = current_app.extensions["procure"].settings
    code, key = request.form.get("code", ""), request.form.get("decision", "")
    if amends := request.form.get("amends", ""):
        draft = correcting.start(session, actor, tender, amends, settings, london_today())
        return redirect(url_for("notices.draft", reference=reference, number=draft.id))
    decision = results_notices.decision_of(session, tender, key) if key else None
    if code not in results_notices.CODES or (key and decision is None):
        raise NotFound("There is no such notice.")
    draft = noticing.start(
        session, actor, tender, code, settings,
        contract=request.form.get("contract", ""), on=london_today(), decision=decision,
    )  # fmt: skip
    return redirect(url_for("notices.draft", reference=reference, number=draft.id))


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
    return form.page(caption=found.reason[:200], continue_text="Record", back=(back, "Results of the tender"))


def _recorded(tender: Tender, form: QuestionForm, contracts: Sequence[Contract], **said: Any) -> bool:
    """Whether a decision was recorded; where it was refused, its form says why."""
    said["contract"] = said.get("contract") or (contracts[0].identifier if len(contracts) == 1 else "")
    said["consequence"] = said.get("consequence") or ""
    try:
        concluding.decide(current_session(), current_actor(), tender, key=form.revision.data or "", **said)
    except Invalid as error:
        form.refuse(error.field, str(error))
        return False
    flash("The decision is recorded, with what is known now.", "success")
    return True


def _contracts(tender: Tender) -> Sequence[Contract]:
    """The contracts that notices of the tender tell of."""
    return contracts_of(
        telling.history(current_session(), tender, current_app.extensions["procure"].settings)
    )


def _back(reference: str, anchor: str) -> Response:
    return redirect(url_for("dashboards.inside_tender", reference=reference, _anchor=anchor))
