"""The list of one's organisation's tenders, and the ways to begin another."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.permissions import Permission
from procure.domain.vocabulary import TenderState
from procure.services import awaiting, starting
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import authoring
from procure.web.authoring.forms.problem import TitleForm
from procure.web.forms import OneOf, QuestionForm
from procure.web.forms.cleaning import clean_line, is_refused
from procure.web.sessions import current_session

LONGEST_QUERY = 200


class HowForm(QuestionForm):
    how = OneOf(
        "How do you want to start?",
        [
            ("blank", "From nothing"),
            ("copy", "From a copy of another tender"),
            ("library", "From outcomes in the library"),
            ("document", "From a specification that was written before"),
            ("import", "From open data"),
        ],
        called="how you want to start",
        required=True,
        hints={
            "blank": "An empty draft: you write the problem and the outcomes",
            "copy": "Your organisation's own, or any that is published",
            "library": "Choose tested outcomes with their measures, and adopt copies of them",
            "document": "Upload or paste it, and sort what it says into outcomes, fixed requirements and questions",
            "import": "A notice of Find a Tender, or any other OCDS file",
        },
    )


@authoring.get("")
@requires(Permission.LIST_TENDERS)
def tenders() -> str:
    """One's organisation's tenders, the last changed first."""
    words, state = asked("words"), asked("state")
    state = state if state in {each.value for each in TenderState} else ""
    found = starting.own_tenders(current_session(), current_actor(), words, state, _page())
    kept: dict[str, Any] = {name: value for name, value in (("words", words), ("state", state)) if value}
    return render_template(
        "pages/authoring/tenders.html",
        title="Your tenders",
        found=found,
        awaited=awaiting.of_organisation(current_session(), current_actor()),
        words=words,
        state=state,
        states=TenderState.choices(),
        previous=url_for("authoring.tenders", **kept, page=found.page - 1) if found.page > 1 else "",
        following=url_for("authoring.tenders", **kept, page=found.page + 1) if found.has_more else "",
    )


@authoring.route("/start", methods=["GET", "POST"])
@requires(Permission.START_TENDER)
def start() -> str | Response:
    """Which way to begin."""
    form = HowForm()
    if form.is_submitted() and form.validate():
        return redirect(
            {
                "blank": url_for("authoring.start_blank"),
                "copy": url_for("authoring.start_copy"),
                "library": url_for("authoring.start_blank", then="library"),
                "document": url_for("authoring.start_blank", then="document"),
                "import": url_for("importing.upload"),
            }[form.how.data]
        )
    return form.page(back=(url_for("authoring.tenders"), "Your tenders"))


@authoring.route("/start/new", methods=["GET", "POST"])
@requires(Permission.START_TENDER)
def start_blank() -> str | Response:
    """An empty draft; on to the library or a document where that was chosen."""
    form = TitleForm()
    if tender := form.made(lambda: starting.start(current_session(), current_actor(), form.answers["title"])):
        if request.args.get("then") == "library":
            return redirect(url_for("library.search", tender=tender.reference))
        if request.args.get("then") == "document":
            return redirect(url_for("converter.documents", reference=tender.reference))
        return redirect(url_for("authoring.tasks", reference=tender.reference))
    return form.page(continue_text="Start", back=(url_for("authoring.start"), "Back"))


@authoring.get("/start/copy")
@requires(Permission.START_TENDER)
def start_copy() -> str:
    """Find the tender to copy."""
    words = asked("words")
    return render_template(
        "pages/authoring/start_copy.html",
        title="Which tender do you want to copy?",
        words=words,
        sources=starting.sources(current_session(), current_actor(), words),
        back=(url_for("authoring.start"), "Back"),
    )


@authoring.route("/start/copy/<reference>", methods=["GET", "POST"])
@requires(Permission.START_TENDER)
def copy(reference: str) -> str | Response:
    """A draft with the words of another tender, under a title of its own."""
    session, actor = current_session(), current_actor()
    source, _ = starting.source_of(session, actor, reference)
    form = TitleForm(data={"title": starting.title_for_copy(session, actor, source.title)})
    if tender := form.made(lambda: starting.copy(session, actor, reference, form.answers["title"])):
        flash("The copy is yours to change. Dates and confirmations are empty: give them afresh.", "success")
        return redirect(url_for("authoring.tasks", reference=tender.reference))
    return form.page(
        caption=f"A copy of {source.title}",
        continue_text="Make the copy",
        back=(url_for("authoring.start_copy"), "Back"),
    )


def asked(name: str) -> str:
    """A word of the address, tidied; what cannot be used is left out."""
    text = clean_line(request.args.get(name, "")[: LONGEST_QUERY * 2])
    return "".join(character for character in text if not is_refused(character))[:LONGEST_QUERY]


def _page() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
