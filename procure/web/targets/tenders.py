"""From a target outcome to a tender that serves it."""

from __future__ import annotations

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from procure.domain.permissions import Permission
from procure.models import TargetOutcome
from procure.services import growing, shaping, starting
from procure.web.access import current_actor, requires
from procure.web.forms import Line, QuestionForm
from procure.web.sessions import current_session
from procure.web.targets.blueprint import targets

TOLD = "The board, and all who advise on the outcome, will see the tender’s title, your organisation and its state."


class GrowForm(QuestionForm):
    heading = "Begin a tender from this outcome"
    intro = (
        "The draft begins with the outcome’s problem, objective, sentence and measure. It is yours to change. What the "
        "board keeps of the market and its options is not copied.",
        TOLD,
    )
    title = Line("What is the tender called?", called="The title", required=True, maximum=200)


class LinkForm(QuestionForm):
    heading = "Link a tender to this outcome"
    intro = ("The tender must be your organisation’s own. None of its words change.", TOLD)
    reference = Line(
        "Reference of the tender",
        called="The reference",
        hint="For example, 7K3M-9Q2X-4D",
        required=True,
        maximum=20,
    )


@targets.route("/<key>/tender", methods=["GET", "POST"])
@requires(Permission.GROW_TENDER)
def grow(key: str) -> str | Response:
    """Begin a tender that grows out of the outcome."""
    session, actor = current_session(), current_actor()
    found = _to_grow(key)
    form = GrowForm(data={"title": starting.title_for_copy(session, actor, found.title)})
    if tender := form.made(lambda: growing.grow(session, actor, found, form.answers["title"])):
        flash("The draft is begun, with what the outcome says filled in.", "success")
        return redirect(url_for("authoring.tasks", reference=tender.reference))
    return _form(form, found, "Begin the tender")


@targets.route("/<key>/link", methods=["GET", "POST"])
@requires(Permission.GROW_TENDER)
def link(key: str) -> str | Response:
    """Say that a tender of one's own serves the outcome."""
    session, actor = current_session(), current_actor()
    found = _to_grow(key)
    form = LinkForm()
    if form.is_taken(lambda: growing.link(session, actor, found, form.answers["reference"])):
        flash("The tender is linked.", "success")
        return redirect(url_for("targets.show", key=key) + "#tenders")
    return _form(form, found, "Link it")


@targets.post("/<key>/tenders/<reference>/unlink")
@requires(Permission.GROW_TENDER)
def unlink(key: str, reference: str) -> Response:
    """Say that it does not after all."""
    growing.unlink(current_session(), current_actor(), _to_grow(key), reference)
    flash("The tender is no longer linked.", "success")
    return redirect(url_for("targets.show", key=key) + "#tenders")


def _to_grow(key: str) -> TargetOutcome:
    """The outcome, if this officer's tenders may grow out of it."""
    found = shaping.target(current_session(), current_actor(), key)
    growing.require_growing(current_actor(), found)
    return found


def _form(form: QuestionForm, found: TargetOutcome, continue_text: str) -> str:
    return form.page(
        "pages/targets/form.html", caption=found.title, continue_text=continue_text,
        back=(url_for("targets.show", key=found.key), "Target outcome"),
    )  # fmt: skip
