"""Outcomes on their way into the library: written by officers, decided by curators, under /library/proposals."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure import db
from procure.domain.exceptions import Invalid, NotReady, StaleEdit
from procure.domain.permissions import Permission, may
from procure.domain.proposals import WRITTEN, ProposalState, differences
from procure.models import LibraryProposal
from procure.services import arranging, authoring, browsing, curating, exchanging, proposing
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.pages import london_today
from procure.web.proposals import parts
from procure.web.proposals.blueprint import OVERTAKEN, as_form, proposals
from procure.web.proposals.forms import (
    PAGES,
    DecideForm,
    Decision,
    SendAgainForm,
    SendForm,
    as_fields,
    values_of,
)
from procure.web.sessions import current_session

__all__ = ["parts", "proposals"]


@proposals.get("")
@requires(Permission.LIST_TENDERS)
def index() -> str:
    """What one's own organisation has proposed."""
    return render_template(
        "pages/proposals/index.html",
        title="Your proposals for the library",
        proposals=proposing.own(current_session(), current_actor()),
        back=(url_for("library.search"), "Outcome library"),
    )


@proposals.get("/queue")
@requires(Permission.CURATE_LIBRARY)
def queue() -> str:
    """What waits for the curator, and what was decided."""
    state = request.args.get("state", ProposalState.PROPOSED.value)
    return render_template(
        "pages/proposals/queue.html",
        title="Proposals for the library",
        state=state if state in list(ProposalState) else "",
        states=(
            ProposalState.PROPOSED,
            ProposalState.RETURNED,
            ProposalState.APPROVED,
            ProposalState.DECLINED,
        ),
        proposals=curating.queue(current_session(), current_actor(), state),
        back=(url_for("library.search"), "Outcome library"),
    )


@proposals.post("/from/<reference>/<outcome_key>")
@requires(Permission.READ_TENDER)
def begin(reference: str, outcome_key: str) -> Response:
    """Begin a proposal from an outcome of a tender."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    outcome = arranging.row(session, actor, tender, "outcomes", outcome_key)
    begun = proposing.begin(session, actor, tender, outcome)
    return redirect(url_for("proposals.show", key=begun.key))


@proposals.get("/<key>")
@requires(Permission.READ_PROPOSAL)
def show(key: str) -> str:
    """A proposal in full: its words, what it lacks, what the coach says, and what is like it."""
    session, actor = current_session(), current_actor()
    found = proposing.proposal(session, actor, key)
    before = browsing.offered(session, actor, found.library_id) if found.library_id else None
    return render_template(
        "pages/proposals/show.html",
        title=found.content["title"] or "Proposal without a title",
        proposal=found,
        state=ProposalState(found.state),
        can_change=proposing.may_change(actor, found),
        is_curator=may(actor, Permission.CURATE_LIBRARY),
        lacking=parts.to_mend(found),
        exchange=exchanging.turns(session, actor, found),
        coached=curating.coached(found),
        measured=curating.measured(found, london_today()),
        revisions={name: parts.revision_of(found, name) for name in parts.PARTS},
        like=curating.like(session, actor, found),
        before=before,
        changes=differences(before.model_dump(mode="json"), found.content) if before else [],
        back=(
            (url_for("proposals.queue"), "Proposals")
            if may(actor, Permission.CURATE_LIBRARY)
            else (url_for("proposals.index"), "Your proposals")
        ),
    )


@proposals.route("/<key>/<any(sentence, questions, lessons):slug>", methods=["GET", "POST"])
@requires(Permission.READ_PROPOSAL)
def page(key: str, slug: str) -> str | Response:
    """One page of questions about a proposal."""
    session, actor = current_session(), current_actor()
    found = proposing.proposal(session, actor, key)
    kind = PAGES[slug]
    names = [name for name in WRITTEN if name in values_of(kind(formdata=None))]
    stored = {name: found.content[name] for name in names}
    form = kind(data=as_fields(stored))
    if form.is_submitted() and form.validate() and not form.is_searching:
        try:
            proposing.save(session, actor, found, values_of(form), form.revision.data or "")
        except StaleEdit:
            form.refuse(form.questions[0].name, OVERTAKEN)
        else:
            return redirect(_after(found, slug))
    if not form.is_submitted():
        form.revision.data = authoring.revision_of(stored)
    return as_form(form, found, back=(url_for("proposals.show", key=key), "Proposal"))


def _after(found: LibraryProposal, slug: str) -> str:
    slugs = list(PAGES)
    at = slugs.index(slug) + 1
    if request.args.get("then") == "check" or at >= len(slugs):
        return url_for("proposals.show", key=found.key)
    return url_for("proposals.page", key=found.key, slug=slugs[at])


@proposals.post("/<key>/refresh")
@requires(Permission.READ_PROPOSAL)
def refresh(key: str) -> Response:
    """Take the measures from the tender again."""
    session, actor = current_session(), current_actor()
    found = proposing.proposal(session, actor, key)
    proposing.refresh(session, actor, found, tender_to_read(found.tender_reference))
    flash("The measures, links and evidence are those of the tender now.", "success")
    return redirect(url_for("proposals.show", key=key))


@proposals.route("/<key>/send", methods=["GET", "POST"])
@requires(Permission.READ_PROPOSAL)
def send(key: str) -> str | Response:
    """Send it to the curator."""
    session, actor = current_session(), current_actor()
    found = proposing.proposal(session, actor, key)
    asked = exchanging.asked(session, actor, found)
    form = (SendForm if asked is None else SendAgainForm)(data={"case": found.why})
    lacking = parts.to_mend(found)
    is_refused = False
    if form.is_submitted() and form.validate():
        said = form.answers
        try:
            proposing.submit(session, actor, found, said["case"], said.get("answer", ""))
        except NotReady:
            is_refused = True
        else:
            db.after_commit(session, current_app.extensions["procure"].jobs.post)
            flash("The proposal is with the curator.", "success")
            return redirect(url_for("proposals.show", key=key))
    return form.page(
        "pages/proposals/send.html",
        caption=found.content["title"],
        has_errors=form.error_list or is_refused,
        is_refused=is_refused,
        asked=asked,
        lacking=lacking,
        continue_text="Send",
        back=(url_for("proposals.show", key=key), "Proposal"),
    )


@proposals.post("/<key>/withdraw")
@requires(Permission.READ_PROPOSAL)
def withdraw(key: str) -> Response:
    """Take it back."""
    session, actor = current_session(), current_actor()
    proposing.withdraw(session, actor, proposing.proposal(session, actor, key))
    flash("The proposal is withdrawn.", "success")
    return redirect(url_for("proposals.index"))


@proposals.route("/<key>/decide", methods=["GET", "POST"])
@requires(Permission.CURATE_LIBRARY)
def decide(key: str) -> str | Response:
    """The curator's decision, with words for the proposer."""
    session, actor = current_session(), current_actor()
    found = proposing.proposal(session, actor, key)
    form = DecideForm()
    if form.is_submitted() and form.validate():
        try:
            said = _decide(found, form)
        except Invalid as wrong:
            form.refuse("note", str(wrong))
        else:
            db.after_commit(session, current_app.extensions["procure"].jobs.post)
            flash(said, "success")
            return redirect(url_for("proposals.queue"))
    return form.page(
        "pages/proposals/decide.html",
        caption=found.content["title"],
        proposal=found,
        exchange=exchanging.turns(session, actor, found),
        continue_text="Decide",
        back=(url_for("proposals.show", key=key), "Proposal"),
    )


def _decide(found: LibraryProposal, form: DecideForm) -> str:
    session, actor, note = current_session(), current_actor(), form.note.data
    if form.decision.data == Decision.APPROVE:
        entry = curating.approve(session, actor, found, note, as_new=bool(form.as_new.data))
        return f"“{entry.title}” is in the library, version {entry.version}."
    if form.decision.data == Decision.RETURN:
        curating.send_back(session, actor, found, note)
        return "The proposal is back with whoever wrote it."
    curating.decline(session, actor, found, note)
    return "The proposal is declined."
