"""Bringing a paper, watching it being read, and putting what was decided into the draft."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from procure.domain.exceptions import Invalid
from procure.domain.permissions import Permission, may
from procure.models import SourceDocument, Tender
from procure.papers import LIMITS, Form
from procure.services import converting, landing
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_edit, tender_to_read
from procure.web.converter import reports, triage  # noqa: F401 - their routes
from procure.web.converter.blueprint import TOO_LARGE, Page, Refusal, converter, document_of
from procure.web.sessions import current_session

UNFINISHED = (converting.WAITING, converting.READING)


@converter.get("")
@requires(Permission.READ_TENDER)
def documents(reference: str) -> str:
    """The papers of a tender, and a form for another."""
    return _documents(tender_to_read(reference), Refusal(), pasted="")


@converter.post("")
@requires(Permission.EDIT_TENDER)
def bring(reference: str) -> Page | Response:
    """Take in a file, pasted text or the imported notice."""
    tender = tender_to_edit(reference)
    session, actor, wiring = current_session(), current_actor(), current_app.extensions["procure"]
    about = (session, actor, tender, wiring.storage)
    how = request.form.get("how", "file")
    try:
        if how == "text":
            document = converting.take_in_text(
                *about, request.form.get("text", ""), enqueue=wiring.jobs.convert
            )
        elif how == "notice":
            document = converting.take_in_notice(*about, enqueue=wiring.jobs.convert)
        else:
            file = request.files.get("file")
            if file is None or not file.filename:
                raise Invalid("file", "Select a document, or paste its text")
            data = file.stream.read(LIMITS.size + 1)
            document = converting.take_in(*about, data, file.filename, enqueue=wiring.jobs.convert)
            file.close()
    except Invalid as wrong:  # answered as a fault, so that the edge discards whatever was begun
        pasted = request.form.get("text", "")[: converting.LONGEST_PASTE]
        return _documents(tender, Refusal.of(str(wrong), wrong.field or "file"), pasted=pasted), 400
    return redirect(url_for("converter.document", reference=reference, key=document.key))


@converter.errorhandler(413)
def too_large(error: RequestEntityTooLarge) -> Page:
    """The page again, without what was sent: it was not read."""
    reference = (request.view_args or {}).get("reference", "")
    return _documents(tender_to_read(reference), Refusal.of(TOO_LARGE, "file"), pasted=""), 413


@converter.get("/<key>")
@requires(Permission.READ_TENDER)
def document(reference: str, key: str) -> str | Response:
    """How far the reading has come, or why it was refused; once it is read, the statements."""
    tender = tender_to_read(reference)
    found = document_of(tender, key)
    if found.state == converting.READY:
        return redirect(url_for("converter.statements", reference=reference, key=key))
    return render_template(
        "pages/converter/progress.html",
        title="The document was not read" if found.state == converting.REFUSED else "Reading the document",
        tender=tender,
        document=found,
        is_refused=found.state == converting.REFUSED,
        words=progress_in_words(found),
        can_edit=may(current_actor(), Permission.EDIT_TENDER, tender),
        back=(url_for("converter.documents", reference=reference), "Documents"),
    )


@converter.get("/<key>/progress")
@requires(Permission.READ_TENDER)
def progress(reference: str, key: str) -> dict[str, Any]:
    """The same for the page's script."""
    found = document_of(tender_to_read(reference), key)
    return {
        "is_finished": found.state not in UNFINISHED,
        "words": progress_in_words(found),
        "done": found.done,
        "total": found.total,
    }


@converter.post("/<key>/again")
@requires(Permission.EDIT_TENDER)
def try_again(reference: str, key: str) -> Response:
    """Read a refused paper again."""
    tender = tender_to_edit(reference)
    jobs = current_app.extensions["procure"].jobs
    converting.try_again(
        current_session(), current_actor(), tender, document_of(tender, key), enqueue=jobs.convert
    )
    return redirect(url_for("converter.document", reference=reference, key=key))


@converter.post("/<key>/land")
@requires(Permission.EDIT_TENDER)
def land(reference: str, key: str) -> Response:
    """Put what was decided into the draft."""
    tender = tender_to_edit(reference)
    landed = landing.land(current_session(), current_actor(), tender, document_of(tender, key))
    if landed.total:
        parts = (
            (landed.fixed, "fixed requirement"), (landed.outcomes, "outcome"), (landed.questions, "supplier question"),
        )  # fmt: skip
        said = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts if count]
        flash(f"In the draft now: {', '.join(said)}.", "success")
    else:
        flash("Everything that you decided is in the draft already.", "success")
    return redirect(url_for("converter.report", reference=reference, key=key))


def progress_in_words(document: SourceDocument) -> str:
    """``Reading: 12 of 40 pages.``"""
    if document.state == converting.WAITING:
        return "Waiting for its turn."
    if document.state == converting.READING:
        if document.total and document.done >= document.total:
            return "Sorting what it says."
        return f"Reading: {document.done} of {document.total}." if document.total else "Reading has begun."
    return document.trouble or "The document was read."


def _documents(tender: Tender, refusal: Refusal, *, pasted: str) -> str:
    session, actor = current_session(), current_actor()
    return render_template(
        "pages/converter/documents.html",
        title="Convert a document",
        tender=tender,
        documents=converting.documents_of(session, actor, tender),
        forms={form.value: form.label for form in Form},
        imported=converting.imported_from(session, tender),
        largest=LIMITS.size // 1024**2,
        pasted=pasted,
        form=refusal,
        errors={each["href"][1:]: each["text"] for each in refusal.error_list},
        has_errors=refusal.error_list,
        can_edit=may(current_actor(), Permission.EDIT_TENDER, tender),
        back=(url_for("authoring.tasks", reference=tender.reference), "Task list"),
    )
