"""Uploading an OCDS file, and the account of what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from exports.ocds.strict_json import LARGEST, MEGABYTE
from procure.domain.exceptions import Invalid
from procure.domain.permissions import Permission
from procure.services import importing as services
from procure.web.access import current_actor, requires
from procure.web.sessions import current_session

importing = Blueprint("importing", __name__, url_prefix="/tenders")
#: Room for what a form sends around the file itself.
ENVELOPE = 64 * 1024
#: Values shown on a page. All of them are in the file that can be downloaded beside it.
SHOWN = 500
TOO_LARGE = f"The selected file must be smaller than {LARGEST // MEGABYTE} MB"
Page = tuple[str, int]


@dataclass(frozen=True)
class Refusal:
    """The fault of an upload, as the error summary wants it."""

    error_list: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, message: str) -> Refusal:
        return cls([{"text": message, "href": "#file"}])


@importing.url_value_preprocessor
def let_files_in(endpoint: str | None, values: dict[str, str] | None) -> None:
    """An upload may be larger than any other form; whoever is not signed in may send nothing large."""
    if endpoint == "importing.upload" and request.method == "POST" and current_actor().is_signed_in:
        request.max_content_length = LARGEST + ENVELOPE


@importing.errorhandler(413)
def too_large(error: RequestEntityTooLarge) -> Page:
    return _form(Refusal.of(TOO_LARGE)), 413


@importing.route("/import", methods=["GET", "POST"])
@requires(Permission.START_TENDER)
def upload() -> str | Page | AnyResponse:
    """Choose a file; its tenders become drafts."""
    if request.method == "GET":
        return _form(Refusal())
    file = request.files.get("file")
    if file is None or not file.filename:
        return _form(Refusal.of("Select an OCDS file")), 400
    data = file.stream.read(LARGEST + 1)
    file.close()
    try:
        sources = services.import_file(current_session(), current_actor(), data, file_name=file.filename)
    except Invalid as error:  # answered as a fault, so that the edge discards whatever was begun
        return _form(Refusal.of(str(error).rstrip("."))), 400
    if len(sources) == 1:
        flash("The draft is yours to change. Nothing is published until a board has endorsed it.", "success")
        return redirect(url_for("importing.report", reference=sources[0].tender.reference))
    return redirect(url_for("importing.batch", key=sources[0].batch))


@importing.get("/import/<key>")
@requires(Permission.LIST_TENDERS)
def batch(key: str) -> str:
    """The drafts of one file."""
    sources = services.batch(current_session(), current_actor(), key)
    return render_template(
        "pages/importing/batch.html",
        title=f"{len(sources)} drafts from {sources[0].file_name or 'a file'}",
        sources=sources,
        back=(url_for("authoring.tenders"), "Your tenders"),
    )


@importing.get("/<reference>/imported")
@requires(Permission.READ_TENDER)
def report(reference: str) -> str:
    """What became of every value of an imported draft's procurement."""
    origin = services.origin(current_session(), current_actor(), reference)
    return render_template(
        "pages/importing/report.html",
        title="What was imported",
        source=origin.source,
        law=origin.law,
        mapped=origin.mapped[:SHOWN],
        unmapped=origin.unmapped[:SHOWN],
        left_out=(max(0, len(origin.mapped) - SHOWN), max(0, len(origin.unmapped) - SHOWN)),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@importing.get("/<reference>/imported.json")
@requires(Permission.READ_TENDER)
def report_file(reference: str) -> Response:
    """The same, whole and for programs."""
    origin = services.origin(current_session(), current_actor(), reference)
    data = services.report_of([origin.source])["tenders"][0]
    answer = Response(json.dumps(data, indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{reference}-imported.json"'
    return answer


def _form(refusal: Refusal) -> str:
    return render_template(
        "pages/importing/upload.html",
        title="Import tenders from open data",
        form=refusal,
        has_errors=refusal.error_list,
        largest=LARGEST // MEGABYTE,
        back=(url_for("authoring.start"), "Back"),
    )
