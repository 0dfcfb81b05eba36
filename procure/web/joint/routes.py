"""Buying jointly: the lead's page of a tender, and what a partner does with an invitation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import Invalid, WrongState
from procure.domain.joining import named_in
from procure.domain.permissions import Permission, may
from procure.domain.states import EDITABLE
from procure.domain.vocabulary import JointStanding, TenderState
from procure.models import Tender
from procure.services import access, importing, joining
from procure.services import authoring as drafts
from procure.web.access import current_actor, requires
from procure.web.forms import QuestionForm
from procure.web.joint.forms import (
    COLOURS,
    AccessForm,
    Answer,
    AnswerForm,
    ApprovalForm,
    CommentForm,
    Decision,
    LeaveForm,
    TakeOutForm,
    invite_form,
)
from procure.web.sessions import current_session

joint = Blueprint("joint", __name__)


@joint.get("/tenders/<reference>/joint")
@requires(Permission.READ_TENDER)
def show(reference: str) -> str:
    """Who buys jointly, what each approved, what still waits, and what was said."""
    session, actor = current_session(), current_actor()
    tender = _tender(reference)
    partners = joining.partners_of(session, tender)
    approvals = joining.approvals(session, tender)
    version = approvals.version
    return render_template(
        "pages/joint/show.html",
        title="Buying jointly",
        tender=tender,
        partners=partners,
        approvals=approvals,
        named={each.key for each in partners if version and named_in(each, version.frozen_at)},
        comments=joining.comments_of(session, tender),
        own=next((each for each in partners if each.organisation_id == actor.organisation_id), None),
        leads=may(actor, Permission.LEAD_TENDER, tender),
        may_invite=may(actor, Permission.LEAD_TENDER, tender) and TenderState(tender.state) in EDITABLE,
        named_in_notice=importing.joint_buyers(session, actor, tender)
        if may(actor, Permission.LEAD_TENDER, tender)
        else [],
        may_comment=may(actor, Permission.COMMENT_JOINTLY, tender),
        colours=COLOURS,
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@joint.route("/tenders/<reference>/joint/invite", methods=["GET", "POST"])
@requires(Permission.LEAD_TENDER)
def invite(reference: str) -> str | Response:
    """Ask another authority to buy jointly."""
    session, actor = current_session(), current_actor()
    tender = _tender(reference)
    access.require(actor, Permission.LEAD_TENDER, tender)
    drafts.require_editable(tender)
    offered = joining.organisations_to_invite(session, actor, tender)
    form = invite_form([(each.key, each.name) for each in offered])
    if not form.is_submitted() and request.args.get("authority") in {each.key for each in offered}:
        form.organisation.data = request.args["authority"]
    given = form.answers
    if found := form.made(
        lambda: joining.invite(session, actor, tender, given["organisation"], given["access"], given["note"])
    ):
        flash(f"{found.organisation.name} is invited.", "success")
        return redirect(url_for("joint.show", reference=reference))
    return _form(form, tender.title, "Invite", reference)


@joint.route("/tenders/<reference>/joint/<key>/access", methods=["GET", "POST"])
@requires(Permission.LEAD_TENDER)
def change_access(reference: str, key: str) -> str | Response:
    """What a partner's officers may do."""
    session, actor = current_session(), current_actor()
    tender = _tender(reference)
    access.require(actor, Permission.LEAD_TENDER, tender)
    found = joining.partner(session, actor, tender, key)
    form = AccessForm(obj=found)
    if form.is_submitted() and form.validate():
        joining.grant(session, actor, tender, key, form.answers["access"])
        flash(f"What {found.organisation.name} may do is saved.", "success")
        return redirect(url_for("joint.show", reference=reference))
    return _form(form, found.organisation.name, "Save", reference)


@joint.route("/tenders/<reference>/joint/<key>/out", methods=["GET", "POST"])
@requires(Permission.LEAD_TENDER)
def take_out(reference: str, key: str) -> str | Response:
    """End a partner's part, or take an invitation back."""
    session, actor = current_session(), current_actor()
    tender = _tender(reference)
    access.require(actor, Permission.LEAD_TENDER, tender)
    found = joining.partner(session, actor, tender, key)
    form = TakeOutForm()
    if form.is_submitted() and form.validate():
        joining.take_out(session, actor, tender, key, form.answers["reason"])
        flash(f"{found.organisation.name} no longer takes part.", "success")
        return redirect(url_for("joint.show", reference=reference))
    return _form(form, found.organisation.name, "Take it out", reference, is_warning=True)


@joint.route("/tenders/<reference>/joint/comment", methods=["GET", "POST"])
@requires(Permission.COMMENT_JOINTLY)
def comment(reference: str) -> str | Response:
    """Say something of the draft to all who take part."""
    session, actor = current_session(), current_actor()
    tender = _tender(reference)
    access.require(actor, Permission.COMMENT_JOINTLY, tender)
    form = CommentForm()
    if form.is_submitted() and form.validate():
        joining.comment(session, actor, tender, form.answers["text"])
        flash("Your comment is there for all who take part.", "success")
        return redirect(url_for("joint.show", reference=reference) + "#comments")
    return _form(form, tender.title, "Comment", reference)


@joint.get("/joint")
@requires(Permission.LIST_TENDERS)
def index() -> str:
    """Invitations to the person's organisation, and the joint tenders it takes part in."""
    found = joining.of_organisation(current_session(), current_actor())
    return render_template(
        "pages/joint/index.html",
        title="Joint tenders",
        waiting=[each for each in found if each.standing == JointStanding.INVITED],
        taking_part=[each for each in found if each.standing == JointStanding.ACCEPTED],
        ended=[
            each for each in found if each.standing not in {JointStanding.INVITED, JointStanding.ACCEPTED}
        ],
        back=(url_for("authoring.tenders"), "Your tenders"),
    )


@joint.route("/joint/<key>", methods=["GET", "POST"])
@requires(Permission.JOIN_TENDER)
def answer(key: str) -> str | Response:
    """Accept or decline an invitation."""
    session, actor = current_session(), current_actor()
    found = joining.invitation(session, actor, key)
    if found.standing == JointStanding.ACCEPTED:
        return redirect(url_for("joint.show", reference=found.tender.reference))
    if found.standing != JointStanding.INVITED:
        raise WrongState("This invitation is no longer open. Ask the lead to invite you again.")
    form = AnswerForm()
    if form.is_submitted() and form.validate():
        try:
            if form.answers["answer"] == Answer.ACCEPT:
                joining.accept(session, actor, found)
                flash("Your organisation buys jointly. You can read the draft.", "success")
                return redirect(url_for("joint.show", reference=found.tender.reference))
            joining.leave(session, actor, found, form.answers["reason"])
        except Invalid as wrong:
            form.refuse(wrong.field, "Say why not")
        else:
            flash("The invitation is declined.", "success")
            return redirect(url_for("joint.index"))
    return form.page(
        "pages/joint/answer.html",
        invitation=found,
        continue_text="Send your answer",
        back=(url_for("joint.index"), "Joint tenders"),
    )


@joint.route("/joint/<key>/leave", methods=["GET", "POST"])
@requires(Permission.JOIN_TENDER)
def leave(key: str) -> str | Response:
    """Leave a joint tender."""
    session, actor = current_session(), current_actor()
    found = joining.invitation(session, actor, key)
    form = LeaveForm()
    if form.is_submitted() and form.validate():
        joining.leave(session, actor, found, form.answers["reason"])
        flash("Your organisation no longer takes part.", "success")
        return redirect(url_for("joint.index"))
    return _form(form, found.tender.title, "Leave", is_warning=True)


@joint.route("/joint/<key>/approval", methods=["GET", "POST"])
@requires(Permission.APPROVE_JOINTLY)
def approve(key: str) -> str | Response:
    """Record one's own organisation's decision on the newest frozen version."""
    session, actor = current_session(), current_actor()
    found = joining.invitation(session, actor, key)
    access.require(actor, Permission.APPROVE_JOINTLY, found)
    version = joining.approvals(session, found.tender).version
    form = ApprovalForm()
    if form.is_submitted() and form.validate():
        given: dict[str, Any] = dict(form.answers)
        is_approved = given.pop("decision") == Decision.APPROVED
        try:
            joining.decide(session, actor, found, is_approved=is_approved, **given)
        except Invalid as wrong:
            form.refuse(wrong.field, str(wrong))
        else:
            flash("Your organisation’s decision is recorded.", "success")
            return redirect(url_for("joint.show", reference=found.tender.reference))
    return form.page(
        "pages/joint/approve.html",
        invitation=found,
        version=version,
        continue_text="Record the decision",
        back=(url_for("joint.show", reference=found.tender.reference), "Buying jointly"),
    )


def _tender(reference: str) -> Tender:
    """The tender, if this person's organisation leads it or buys jointly. Raises NotFound."""
    return drafts.tender_by_reference(current_session(), current_actor(), reference)


def _form(
    form: QuestionForm, caption: str, continue_text: str, reference: str = "", *, is_warning: bool = False
) -> str:
    back = (url_for("joint.show", reference=reference), "Buying jointly") if reference else None
    return form.page(
        "pages/joint/form.html", caption=caption, continue_text=continue_text, is_warning=is_warning,
        back=back or (url_for("joint.index"), "Joint tenders"),
    )  # fmt: skip
