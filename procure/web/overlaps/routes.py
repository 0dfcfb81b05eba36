"""Who else is buying this: for a tender and for a target outcome, and what others see of a tender before
publication."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import WrongState
from procure.domain.overlaps import Disclosure, OverlapAnswer, Standing
from procure.domain.permissions import Permission, may
from procure.models import TargetOutcome, Tender
from procure.services import disclosing, overlapping, shaping
from procure.services.overlapping import Overlap
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.forms import OneOf, Paragraphs, QuestionForm
from procure.web.pages import london_today
from procure.web.sessions import current_session

overlaps = Blueprint("overlaps", __name__)
overlaps.add_app_template_filter(OverlapAnswer.label_of, "label_of_overlap_answer")
overlaps.add_app_template_filter(Standing.label_of, "label_of_need_standing")
overlaps.add_app_template_filter(Disclosure.label_of, "label_of_disclosure")


class AnswerForm(QuestionForm):
    heading = "Your answer to this overlap"
    answer = OneOf(
        "What is done about it?",
        OverlapAnswer,
        called="What is done about it",
        required=True,
        hints={
            "join": "One lead authority buys for both",
            "split": "Each leaves out what the other buys",
            "share_lot": "One of the two has a lot that serves both",
            "share_engagement": "The market is asked once for both",
            "carry_on": "The reason says why that is right",
        },
    )
    reason = Paragraphs(
        "Why?",
        called="The reason",
        hint="Say whom you spoke with and what was agreed. The board reads it, and it stays on record.",
        required=True,
        maximum=overlapping.LONGEST_REASON,
        rows=4,
    )


class DiscloseForm(QuestionForm):
    heading = "What others see before publication"
    intro = (
        "Officers of other organisations and members of boards can find out that you plan to buy the same as they "
        "do, if you let them. Once the tender is published, all of it that is public is found.",
        "Nothing is shown unless you choose so, and you can hide it again at any time. Values are never shown.",
    )
    shown = OneOf(
        "What do they see?",
        [("none", "Nothing"), *((each.value, each.label) for each in Disclosure if each.value)],
        called="What they see",
        required=True,
        hints={
            "none": "Nobody outside your organisation finds this tender, and nothing counts it",
            "title": "They find it where its title says much the same as theirs",
            "outcomes": "They find it by its outcomes, who they are for, the areas, the dates of the contract and its "
            "CPV codes",
        },
    )


@overlaps.get("/tenders/<reference>/overlaps")
@requires(Permission.READ_TENDER)
def of_tender(reference: str) -> str:
    """Others' plans that are like the tender, and why."""
    tender = tender_to_read(reference)
    session, actor = current_session(), current_actor()
    return _index(
        tender,
        overlapping.of_tender(session, actor, tender, london_today()),
        overlapping.decided(session, tender),
        may_answer=may(actor, Permission.ANSWER_OVERLAP, tender),
        caption=tender.title,
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
        tender=tender,
    )


@overlaps.route("/tenders/<reference>/overlaps/<other>", methods=["GET", "POST"])
@requires(Permission.ANSWER_OVERLAP)
def answer_of_tender(reference: str, other: str) -> str | Response:
    """What is done about one of them."""
    tender = tender_to_read(reference)
    return _answer(tender, other, tender.title, url_for("overlaps.of_tender", reference=reference))


@overlaps.get("/target-outcomes/<key>/overlaps")
@requires(Permission.READ_TARGET)
def of_target(key: str) -> str:
    """Others' plans that are like the target outcome, and why."""
    session, actor = current_session(), current_actor()
    found = shaping.target(session, actor, key)
    return _index(
        found,
        overlapping.of_target(session, actor, found, london_today()),
        overlapping.decided_of_target(session, found),
        may_answer=may(actor, Permission.SHAPE_TARGET, found),
        caption=found.title,
        back=(url_for("targets.show", key=key), "Target outcome"),
        tender=None,
    )


@overlaps.route("/target-outcomes/<key>/overlaps/<other>", methods=["GET", "POST"])
@requires(Permission.SHAPE_TARGET)
def answer_of_target(key: str, other: str) -> str | Response:
    """What is done about one of them."""
    found = shaping.target_to_shape(current_session(), current_actor(), key)
    return _answer(found, other, found.title, url_for("overlaps.of_target", key=key))


@overlaps.route("/tenders/<reference>/shown", methods=["GET", "POST"])
@requires(Permission.DISCLOSE_TENDER)
def disclose(reference: str) -> str | Response:
    """What other organisations see of the tender before it is published."""
    tender = tender_to_read(reference)
    session, actor = current_session(), current_actor()
    if not disclosing.can_be_chosen(session, tender):
        raise WrongState("A tender that is published or withdrawn has nothing left to show or to hide.")
    form = DiscloseForm(data={"shown": tender.shown_before_publication or "none"})
    back = url_for("overlaps.of_tender", reference=reference)
    if form.is_submitted() and form.validate():
        chosen = form.answers["shown"]
        if disclosing.choose(session, actor, tender, "" if chosen == "none" else chosen):
            flash("Saved. It holds from now on.", "success")
        return redirect(back)
    return form.page(
        "pages/overlaps/form.html", caption=tender.title, overlap=None, continue_text="Save",
        back=(back, "Who else is buying this?"),
    )  # fmt: skip


def _index(
    about: Tender | TargetOutcome, found: list[Overlap], decided: list[overlapping.Decided], **context: Any
) -> str:
    shown = {each.need.key for each in found}

    def address(overlap: Overlap) -> str:
        if isinstance(about, Tender):
            return url_for("overlaps.answer_of_tender", reference=about.reference, other=overlap.need.key)
        return url_for("overlaps.answer_of_target", key=about.key, other=overlap.need.key)

    return render_template(
        "pages/overlaps/index.html",
        title="Who else is buying this?" if isinstance(about, Tender) else "Who else wants this outcome?",
        overlaps=found,
        earlier=[each for each in decided if each.need is None or each.need.key not in shown],
        address=address,
        **context,
    )


def _answer(about: Tender | TargetOutcome, other: str, caption: str, back: str) -> str | Response:
    session, actor = current_session(), current_actor()
    overlap = overlapping.one(session, actor, about, other, london_today())
    own = overlap.decision
    form = AnswerForm(data={"answer": own.answer, "reason": own.reason} if own else {})
    if form.is_submitted() and form.validate():
        overlapping.decide(session, actor, about, other, today=london_today(), **form.answers)
        flash("The answer is on record, where the board reads it.", "success")
        return redirect(back)
    return form.page(
        "pages/overlaps/form.html", caption=caption, overlap=overlap, continue_text="Put it on record",
        back=(back, "Who else is buying this?"),
    )  # fmt: skip
