"""Whether the data behind a tender's measures is ready to be shared, its papers, and the register across tenders."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from procure import db
from procure.domain.permissions import Permission, may
from procure.domain.sections import PAGES
from procure.domain.sharing import readiness_of, share_issues
from procure.services import access, data_papers, freezing, registering
from procure.web.access import current_actor, requires
from procure.web.authoring import journey
from procure.web.authoring.blueprint import tender_to_read
from procure.web.published.naming import content_disposition
from procure.web.sessions import current_session
from procure.web.streaming import streamed

data = Blueprint("data", __name__)
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@data.get("/tenders/<reference>/data")
@requires(Permission.READ_TENDER)
def overview(reference: str) -> str:
    """Each dataset, what it lacks, and its papers."""
    tender = tender_to_read(reference)
    snapshot = freezing.draft_snapshot(current_session(), tender)
    page = PAGES["data-shares"]
    return render_template(
        "pages/data/overview.html",
        title="Is the data ready?",
        tender=tender,
        readiness=readiness_of(snapshot),
        papers=data_papers.papers_of(current_session(), current_actor(), tender),
        digest=snapshot.digest,
        issues=[(each, journey.address(reference, page, each.key)) for each in share_issues(snapshot)],
        can_edit=may(current_actor(), Permission.EDIT_TENDER, tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@data.post("/tenders/<reference>/data/<key>/agreement")
@requires(Permission.READ_TENDER)
def ask_agreement(reference: str, key: str) -> AnyResponse:
    """Ask the worker for the draft agreement on one dataset."""
    return _ask(reference, key)


@data.get("/tenders/<reference>/data/<key>/agreement.<any(docx, pdf):file_format>")
@requires(Permission.READ_TENDER)
def agreement(reference: str, key: str, file_format: str) -> Response:
    """A draft of the agreement to share one dataset, for its parties to change. Raises NotFound before it is made."""
    return _paper(reference, key, file_format)


@data.post("/tenders/<reference>/data/summary")
@requires(Permission.READ_TENDER)
def ask_summary(reference: str) -> AnyResponse:
    """Ask the worker for the summary."""
    return _ask(reference, data_papers.SUMMARY)


@data.get("/tenders/<reference>/data/summary.<any(docx, pdf):file_format>")
@requires(Permission.READ_TENDER)
def summary(reference: str, file_format: str) -> Response:
    """What the public may be told of the data, in plain words. Raises NotFound before it is made."""
    return _paper(reference, data_papers.SUMMARY, file_format)


@data.get("/data-register")
@requires(Permission.SEE_DATA_REGISTER)
def register() -> str:
    """Datasets by how many outcomes they hold up, in what the person may know of."""
    page = min(max(request.args.get("page", 1, type=int), 1), 1_000_000)
    return render_template(
        "pages/data/register.html",
        title="Data that outcomes wait for",
        found=registering.register_for(current_session(), current_actor(), page),
        blockers=registering.blockers_in_words,
    )


@data.get("/data-register.csv")
@requires(Permission.SEE_DATA_REGISTER)
def register_csv() -> Response:
    """The same as CSV, a line for each outcome that waits."""
    actor, engine = current_actor(), current_app.extensions["procure"].engine
    access.require(
        actor, Permission.SEE_DATA_REGISTER
    )  # before the answer has begun: later is too late to refuse

    def pieces() -> Iterator[str]:
        with db.reading(engine) as session:
            yield from registering.csv_lines(session, actor)

    answer = streamed(pieces, "text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="data-that-outcomes-wait-for.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _ask(reference: str, key: str) -> AnyResponse:
    tender, enqueue = tender_to_read(reference), current_app.extensions["procure"].jobs.data_paper
    data_papers.ask(current_session(), current_actor(), tender, key, enqueue=enqueue)
    return redirect(url_for("data.overview", reference=reference, _anchor=f"paper-{key or 'summary'}"))


def _paper(reference: str, key: str, file_format: str) -> Response:
    found, number = data_papers.made(current_session(), current_actor(), tender_to_read(reference), key)
    digest = found.pdf_sha256 if file_format == "pdf" else found.docx_sha256
    name = f"data-{number}-agreement" if key else "data-summary"
    with current_app.extensions["procure"].storage.open(digest) as file:
        answer = Response(file.read(), content_type=MEDIA_TYPES[file_format])
    answer.headers["Content-Disposition"] = content_disposition(f"{reference}-{name}.{file_format}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
