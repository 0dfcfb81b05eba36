"""The library as a whole: two entries side by side, what a version changed, what is taken out and what is taken in."""

from __future__ import annotations

import io
import zipfile

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from outcome_library.writing import to_csv, to_json, to_markdown
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.permissions import Permission
from procure.domain.proposals import differences
from procure.services import browsing, curating, receiving
from procure.web.access import current_actor, requires
from procure.web.library.blueprint import asked, library
from procure.web.proposals.forms import RetireForm
from procure.web.sessions import current_session

TOO_LARGE = f"The selected file must be smaller than {receiving.LARGEST // 1_000_000} MB"
KINDS = {"json": "application/json", "csv": "text/csv", "md": "application/zip"}


@library.get("/compare")
@requires(Permission.BROWSE_LIBRARY)
def compare() -> str:
    """Two entries side by side."""
    session, actor = current_session(), current_actor()
    chosen = [
        browsing.library_outcome(session, actor, asked(name)) for name in ("one", "other") if asked(name)
    ]
    return render_template(
        "pages/library/compare.html",
        title="Compare two outcomes",
        chosen=chosen,
        titles=browsing.titles(session, actor),
        back=(url_for("library.search"), "Outcome library"),
    )


@library.get("/outcomes/<library_id>/changes")
@requires(Permission.BROWSE_LIBRARY)
def changes(library_id: str) -> str:
    """What the version on offer says differently from an earlier one."""
    session, actor = current_session(), current_actor()
    text = asked("since")
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise NotFound("There is no such version.")
    before = browsing.library_outcome(session, actor, library_id, int(text))
    now = browsing.library_outcome(session, actor, library_id)
    return render_template(
        "pages/library/changes.html",
        title=f"What changed in {now.title}",
        before=before,
        now=now,
        changes=differences(before.model_dump(mode="json"), now.model_dump(mode="json")),
        note=browsing.note_of(session, actor, library_id),
        back=(url_for("library.entry", library_id=library_id), now.title),
    )


@library.post("/outcomes/<library_id>/revise")
@requires(Permission.CURATE_LIBRARY)
def revise(library_id: str) -> AnyResponse:
    """Begin the next version of an entry: its words, measures, figures, sources and needs for data."""
    begun = curating.revise(current_session(), current_actor(), library_id)
    return redirect(url_for("proposals.show", key=begun.key))


@library.route("/outcomes/<library_id>/retire", methods=["GET", "POST"])
@requires(Permission.CURATE_LIBRARY)
def retire(library_id: str) -> str | AnyResponse:
    """Stop offering an entry."""
    session, actor = current_session(), current_actor()
    found = browsing.library_outcome(session, actor, library_id)
    form = RetireForm()
    if form.is_taken(
        lambda: curating.retire(session, actor, library_id, form.note.data, form.successor_id.data or "")
    ):
        flash(f"“{found.title}” is no longer offered. Copies in tenders stay as they are.", "success")
        return redirect(url_for("library.search"))
    return form.page(
        caption=found.title,
        continue_text="Stop offering it",
        back=(url_for("library.entry", library_id=library_id), found.title),
    )


@library.get("/export/<any(json, csv, md):file_format>")
@requires(Permission.BROWSE_LIBRARY)
def export(file_format: str) -> Response:
    """Every entry on offer, as one file."""
    outcomes = curating.whole_library(current_session(), current_actor())
    if file_format == "md":
        content: bytes | str = _zipped({f"{o.sector_slug}/{o.id}.md": to_markdown(o) for o in outcomes})
    else:
        content = to_json(outcomes) if file_format == "json" else to_csv(outcomes)
    answer = Response(content, mimetype=KINDS[file_format])
    extension = "zip" if file_format == "md" else file_format
    answer.headers["Content-Disposition"] = f'attachment; filename="outcome-library.{extension}"'
    return answer


def _zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            # One date for all, so that the same library gives the same bytes.
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@library.url_value_preprocessor
def let_libraries_in(endpoint: str | None, values: dict[str, str] | None) -> None:
    """A library may be larger than any other form; whoever is not signed in may send nothing large."""
    if endpoint == "library.take_in" and request.method == "POST" and current_actor().is_signed_in:
        request.max_content_length = receiving.LARGEST + 64 * 1024


@library.errorhandler(413)
def too_large(error: RequestEntityTooLarge) -> tuple[str, int]:
    return _take_in_form(TOO_LARGE), 413


@library.route("/take-in", methods=["GET", "POST"])
@requires(Permission.CURATE_LIBRARY)
def take_in() -> str | tuple[str, int]:
    """Entries of another library become proposals; the report says what became of each."""
    if request.method == "GET":
        return _take_in_form()
    file = request.files.get("file")
    if file is None or not file.filename:
        return _take_in_form("Select a file of library entries"), 400
    try:
        entries = receiving.entries_in(file.stream.read(receiving.LARGEST + 1))
    except Invalid as wrong:
        return _take_in_form(str(wrong)), 400
    report = curating.take_in(current_session(), current_actor(), entries)
    return render_template(
        "pages/library/taken_in.html",
        title="What became of the file",
        report=report,
        back=(url_for("proposals.queue"), "Proposals"),
    )


def _take_in_form(fault: str = "") -> str:
    return render_template(
        "pages/library/take_in.html",
        title="Take in entries of another library",
        form={"error_list": [{"text": fault, "href": "#file"}] if fault else []},
        has_errors=bool(fault),
        back=(url_for("proposals.queue"), "Proposals"),
    )
