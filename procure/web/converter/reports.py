"""Before and after: a page, a CSV file, and a PDF that the worker makes."""

from __future__ import annotations

from flask import Response, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from procure.domain.exceptions import NotFound
from procure.domain.permissions import Permission
from procure.services import triage_reports, triaging
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.converter.blueprint import converter, document_of
from procure.web.published.naming import content_disposition
from procure.web.sessions import current_session


@converter.get("/<key>/report")
@requires(Permission.READ_TENDER)
def report(reference: str, key: str) -> str:
    """How much freedom was gained."""
    tender = tender_to_read(reference)
    document = document_of(tender, key)
    return render_template(
        "pages/converter/report.html",
        title="Before and after",
        tender=tender,
        document=document,
        report=triage_reports.report(current_session(), current_actor(), tender, document),
        decisions=triaging.DECIDED,
        back=(url_for("converter.statements", reference=reference, key=key), "All statements"),
    )


@converter.get("/<key>/report.csv")
@requires(Permission.READ_TENDER)
def report_csv(reference: str, key: str) -> Response:
    """Every statement with what became of it."""
    tender = tender_to_read(reference)
    document = document_of(tender, key)
    lines = triage_reports.rows(current_session(), current_actor(), tender, document)
    return _file("".join(lines).encode(), "text/csv; charset=utf-8", f"{reference}-before-and-after.csv")


@converter.post("/<key>/report.pdf")
@requires(Permission.READ_TENDER)
def ask_for_pdf(reference: str, key: str) -> AnyResponse:
    """Ask the worker for the PDF as things stand now."""
    tender = tender_to_read(reference)
    triage_reports.ask(
        current_session(),
        current_actor(),
        tender,
        document_of(tender, key),
        enqueue=current_app.extensions["procure"].jobs.report,
    )
    return redirect(url_for("converter.report", reference=reference, key=key) + "#files")


@converter.get("/<key>/report.pdf")
@requires(Permission.READ_TENDER)
def report_pdf(reference: str, key: str) -> Response:
    """The PDF that was made last. Raises NotFound before that."""
    document = document_of(tender_to_read(reference), key)
    if not document.report_sha256:
        raise NotFound("The PDF has not been made yet.")
    with current_app.extensions["procure"].storage.open(document.report_sha256) as file:
        data = file.read()
    return _file(data, "application/pdf", f"{reference}-before-and-after.pdf")


def _file(data: bytes, media_type: str, name: str) -> Response:
    answer = Response(data, content_type=media_type)
    answer.headers["Content-Disposition"] = content_disposition(name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
