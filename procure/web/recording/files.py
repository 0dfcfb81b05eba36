"""Files of results: a template to fill in, the upload, what its rows would do, and the confirmation."""

from __future__ import annotations

from importlib import import_module

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from exports.sheet import csv_line
from procure.domain.exceptions import Invalid
from procure.domain.observing import FIELDS, Verdict, day_of
from procure.domain.permissions import Permission
from procure.domain.result_files import PeriodKind, SeriesMap
from procure.models import MeasureSeries, ResultsUpload, Tender
from procure.papers.tables import MOST_ROWS, TABLE_LIMITS
from procure.services import access, measure_series, result_uploads, series_maps
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.published.naming import content_disposition
from procure.web.recording.forms import MappingForm
from procure.web.recording.routes import Answer, recording, series_of
from procure.web.sessions import current_session

#: Room for what a form sends around the file itself.
ENVELOPE = 64 * 1024
#: Rows of a file that its page shows.
SHOWN = 100
TOO_LARGE = f"The file must be smaller than {TABLE_LIMITS.size // 1024**2} MB. Split it into parts"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPLAINED = ("What is measured", "Unit")


@recording.url_value_preprocessor
def let_files_in(endpoint: str | None, values: dict[str, str] | None) -> None:
    """A file may be larger than any other form; whoever is not signed in may send nothing large."""
    is_file = endpoint in ("recording.bring", "recording.refresh")
    if is_file and request.method == "POST" and current_actor().is_signed_in:
        request.max_content_length = TABLE_LIMITS.size + ENVELOPE


@recording.get("/template.<any(csv, xlsx):file_format>")
@requires(Permission.RECORD_RESULTS)
def template(reference: str, file_format: str) -> Response:
    """A file with a row for each measure, to be filled in."""
    tender = tender_to_read(reference)
    series = measure_series.of_tender(current_session(), current_actor(), tender)
    headings = [*FIELDS.values(), *EXPLAINED]
    blank = [""] * (len(FIELDS) - 1)
    rows = [[each.key, *blank, each.name, each.unit] for each in series if each.closed_at is None]
    if file_format == "csv":
        content: bytes = ("\ufeff" + "".join(csv_line(row) for row in [headings, *rows])).encode()
        answer = Response(content, mimetype="text/csv")
    else:
        content = import_module("exports.result_template").workbook(headings, rows)
        answer = Response(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = content_disposition(f"results-{reference}.{file_format}")
    return answer


@recording.get("/files")
@requires(Permission.RECORD_RESULTS)
def files(reference: str) -> str:
    """A form for a file, and the files that wait."""
    return _files(tender_to_read(reference))


@recording.post("/files")
@requires(Permission.RECORD_RESULTS)
def bring(reference: str) -> Answer | tuple[str, int]:
    """Take in a file."""
    tender = tender_to_read(reference)
    try:
        upload = _take_in(tender)
    except Invalid as wrong:
        return _files(tender, str(wrong)), 400
    return redirect(url_for("recording.file", reference=reference, key=upload.key))


@recording.errorhandler(413)
def too_large(error: RequestEntityTooLarge) -> tuple[str, int]:
    """The page again, without what was sent: it was not read."""
    return _files(tender_to_read((request.view_args or {}).get("reference", "")), TOO_LARGE), 413


@recording.get("/files/<key>")
@requires(Permission.RECORD_RESULTS)
def file(reference: str, key: str) -> str:
    """What a file says and what recording it would do."""
    tender = tender_to_read(reference)
    return _file(tender, result_uploads.upload_of(current_session(), current_actor(), tender, key))


@recording.post("/files/<key>/confirm")
@requires(Permission.RECORD_RESULTS)
def confirm(reference: str, key: str) -> Answer | tuple[str, int]:
    """Record what the file says."""
    tender, session, actor = tender_to_read(reference), current_session(), current_actor()
    upload = result_uploads.upload_of(session, actor, tender, key)
    try:
        answer = result_uploads.confirm(
            session, actor, tender, upload, in_part=request.form.get("in_part") == "yes"
        )
    except Invalid as wrong:
        return _file(tender, upload, str(wrong)), 400
    counted = answer.count(Verdict.RECORDED)
    flash(f"{counted} {'figure is' if counted == 1 else 'figures are'} recorded.", "success")
    return redirect(url_for("recording.overview", reference=reference))


@recording.post("/files/<key>/discard")
@requires(Permission.RECORD_RESULTS)
def discard(reference: str, key: str) -> Response:
    """Forget a file that was not confirmed."""
    tender, session, actor = tender_to_read(reference), current_session(), current_actor()
    result_uploads.discard(session, actor, tender, result_uploads.upload_of(session, actor, tender, key))
    flash("The file is discarded. Nothing of it was recorded.", "success")
    return redirect(url_for("recording.files", reference=reference))


@recording.route("/measures/<key>/map", methods=["GET", "POST"])
@requires(Permission.RECORD_RESULTS)
def mapping(reference: str, key: str) -> Answer:
    """Say where in a publisher's file the figures of a measure are."""
    tender, session, actor = tender_to_read(reference), current_session(), current_actor()
    access.require(actor, Permission.RECORD_RESULTS, tender)
    series = series_of(tender, key)
    form = MappingForm(data=series_maps.answers_of(session, series))
    if form.is_submitted() and form.validate():
        answers = form.answers
        filters = {answers["filter_heading"]: answers["filter_value"]} if answers["filter_heading"] else {}
        columns = {name: answers[name] for name in ("period", "value", "published_on", "low", "high")}
        found = SeriesMap(columns, PeriodKind(form.period_kind.data), filters, answers["sheet"])
        try:
            series_maps.save(session, actor, series, found, answers["source"], answers["source_url"])
        except Invalid as wrong:
            form.refuse(wrong.field, str(wrong))
        else:
            flash("The columns are mapped. Upload a file now.", "success")
            return redirect(url_for("recording.refresh", reference=reference, key=key))
    return form.page(
        "pages/recording/form.html", tender=tender, continue_text="Save", caption=series.name,
        back=(url_for("recording.measure", reference=reference, key=key), series.name),
    )  # fmt: skip


@recording.route("/measures/<key>/refresh", methods=["GET", "POST"])
@requires(Permission.RECORD_RESULTS)
def refresh(reference: str, key: str) -> Answer | tuple[str, int]:
    """Upload a publisher's file that was mapped before."""
    tender = tender_to_read(reference)
    access.require(current_actor(), Permission.RECORD_RESULTS, tender)
    series = series_of(tender, key)
    kept = series_maps.of(current_session(), series)
    if kept is None:
        return redirect(url_for("recording.mapping", reference=reference, key=key))
    if request.method == "POST":
        try:
            upload = _take_in(tender, series)
        except Invalid as wrong:
            return _refresh(tender, series, str(wrong)), 400
        return redirect(url_for("recording.file", reference=reference, key=upload.key))
    return _refresh(tender, series)


def _take_in(tender: Tender, series: MeasureSeries | None = None) -> ResultsUpload:
    wiring = current_app.extensions["procure"]
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid("file", "Select a workbook (.xlsx) or a CSV file")
    published = None
    if series is not None and request.form.get("published"):
        try:
            published = day_of(request.form["published"])
        except ValueError as error:
            raise Invalid("published", str(error)) from None
    data = sent.stream.read(TABLE_LIMITS.size + 1)
    upload = result_uploads.take_in(
        current_session(), current_actor(), tender, wiring.storage, data, sent.filename, series=series,
        published_on=published, enqueue=wiring.jobs.read_results,
    )  # fmt: skip
    sent.close()
    return upload


def _files(tender: Tender, trouble: str = "") -> str:
    return render_template(
        "pages/recording/files.html", title="Upload results", tender=tender, trouble=trouble.rstrip("."),
        has_errors=bool(trouble), uploads=result_uploads.waiting(current_session(), current_actor(), tender),
        largest=TABLE_LIMITS.size // 1024**2, most=MOST_ROWS,
        back=(url_for("recording.overview", reference=tender.reference), "Record results"),
    )  # fmt: skip


def _refresh(tender: Tender, series: MeasureSeries, trouble: str = "") -> str:
    kept = series_maps.of(current_session(), series)
    return render_template(
        "pages/recording/refresh.html", title="Refresh from a publisher’s file", tender=tender, series=series,
        trouble=trouble.rstrip("."), has_errors=bool(trouble), mapping=kept,
        asks_day=kept is not None and not kept.columns["columns"].get("published_on"),
        back=(url_for("recording.measure", reference=tender.reference, key=series.key), series.name),
    )  # fmt: skip


def _file(tender: Tender, upload: ResultsUpload, trouble: str = "") -> str:
    seen = result_uploads.preview(current_session(), upload)
    titles = {
        "refused": "The file was not read",
        "confirmed": "The file is recorded",
        "ready": "Check the file",
    }
    return render_template(
        "pages/recording/file.html", title=titles.get(upload.state, "Reading the file"), tender=tender, upload=upload,
        seen=seen, shown=SHOWN, trouble=trouble.rstrip("."), has_errors=bool(trouble), fields=FIELDS,
        names=result_uploads.names_of(current_session(), seen),
        back=(url_for("recording.files", reference=tender.reference), "Upload results"),
    )  # fmt: skip
