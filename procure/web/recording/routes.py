"""Recording what was observed of a tender's measures: by form, by file, and by other systems under a key."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from procure.act.calendar import LONDON
from procure.domain.exceptions import NotFound
from procure.domain.observing import Verdict, Way, read_row
from procure.domain.permissions import Permission, may
from procure.models import MeasureSeries, Tender
from procure.models.types import now
from procure.services import access, measure_series, observing, results_keys, standings
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.recording.forms import KeyForm, ReadingForm, public_form
from procure.web.sessions import current_session

recording = Blueprint("recording", __name__, url_prefix="/tenders/<reference>/observations")
Answer = str | Response
SHOWN = 200


@recording.app_template_filter("exact")
def exact(value: Decimal | None) -> str:
    """A figure with all its places and commas between thousands; nothing for none."""
    return "" if value is None else f"{value:,f}"


@recording.get("")
@requires(Permission.RECORD_RESULTS)
def overview(reference: str) -> str:
    """The measures that are followed, how many figures each has, and the ways to record more."""
    tender, session = tender_to_read(reference), current_session()
    series = _series(tender)
    return render_template(
        "pages/recording/overview.html",
        title="Record results",
        tender=tender,
        series=series,
        standings=standings.of(session, series),
        may_record=may(current_actor(), Permission.RECORD_RESULTS, tender),
        may_publish=may(current_actor(), Permission.PUBLISH_RESULTS, tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@recording.route("/measures/<key>", methods=["GET", "POST"])
@requires(Permission.RECORD_RESULTS)
def measure(reference: str, key: str) -> Answer:
    """The figures of one measure, and a form for another."""
    tender, session, actor = tender_to_read(reference), current_session(), current_actor()
    series = series_of(tender, key)
    form = ReadingForm()
    form_heading = series.name
    may_record = may(actor, Permission.RECORD_RESULTS, tender) and series.closed_at is None
    if form.is_submitted():
        access.require(actor, Permission.RECORD_RESULTS, tender)
        if form.validate() and _record(form, tender, series):
            return redirect(url_for("recording.measure", reference=reference, key=key))
    return form.page(
        "pages/recording/measure.html",
        title=form_heading,
        tender=tender,
        series=series,
        observations=observing.history(session, actor, series, limit=SHOWN),
        may_record=may_record,
        back=(url_for("recording.overview", reference=reference), "Record results"),
    )


@recording.route("/publish", methods=["GET", "POST"])
@requires(Permission.PUBLISH_RESULTS)
def publish(reference: str) -> Answer:
    """Say which results anybody may see."""
    tender, session, actor = tender_to_read(reference), current_session(), current_actor()
    access.require(actor, Permission.PUBLISH_RESULTS, tender)
    series = _series(tender)
    names = [
        (each.key, f"{each.name} ({each.outcome_title})" if each.outcome_title else each.name)
        for each in series
    ]
    form = public_form(names)(data={"series": [each.key for each in series if each.is_public]})
    if form.is_submitted() and form.validate():
        chosen = set(form.answers["series"] or ())
        shown = [each.key for each in series if each.key in chosen]
        hidden = [each.key for each in series if each.key not in chosen]
        measure_series.make_public(session, actor, tender, shown, is_public=True)
        measure_series.make_public(session, actor, tender, hidden, is_public=False)
        flash(f"Results of {len(shown)} of {len(series)} measures are public.", "success")
        return redirect(url_for("recording.overview", reference=reference))
    return form.page(
        "pages/recording/form.html", tender=tender, continue_text="Save", caption=tender.title,
        back=(url_for("recording.overview", reference=reference), "Record results"),
    )  # fmt: skip


@recording.route("/keys", methods=["GET", "POST"])
@requires(Permission.MANAGE_RESULTS_KEYS)
def keys(reference: str) -> Answer:
    """The keys of the organisation, and a form for another. A new key's secret is in the answer, once."""
    tender, session, actor = tender_to_read(reference), current_session(), current_actor()
    access.require(actor, Permission.MANAGE_RESULTS_KEYS, tender)
    form, secret = KeyForm(), ""
    if form.is_submitted() and form.validate():
        of = tender if form.scope.data == "tender" else None
        _, secret = results_keys.make(session, actor, tender.organisation, form.name.data or "", of)
        form = KeyForm(formdata=None)
    return form.page(
        "pages/recording/keys.html", tender=tender, secret=secret, continue_text="Make a key",
        keys=results_keys.listed(session, actor, tender.organisation),
        back=(url_for("recording.overview", reference=reference), "Record results"),
    )  # fmt: skip


@recording.post("/keys/<key>/revoke")
@requires(Permission.MANAGE_RESULTS_KEYS)
def revoke_key(reference: str, key: str) -> Response:
    """End a key at once."""
    tender = tender_to_read(reference)
    access.require(current_actor(), Permission.MANAGE_RESULTS_KEYS, tender)
    found = results_keys.revoke(current_session(), current_actor(), tender.organisation, key)
    flash(f"The key “{found.name}” no longer works.", "success")
    return redirect(url_for("recording.keys", reference=reference))


def series_of(tender: Tender, key: str) -> MeasureSeries:
    """A followed measure of the tender. Raises NotFound."""
    found = measure_series.by_key(current_session(), current_actor(), key)
    if found.tender_id != tender.id:
        raise NotFound("There is no such measure.")
    return found


def _series(tender: Tender) -> list[MeasureSeries]:
    return measure_series.of_tender(current_session(), current_actor(), tender)


def _record(form: ReadingForm, tender: Tender, series: MeasureSeries) -> bool:
    """Whether the figure is recorded; what is wrong with it is on the form."""
    reading, faults = read_row(form.row(series.key), now().astimezone(LONDON).date())
    if reading is not None:
        answer = observing.record(
            current_session(), current_actor(), [reading], Way.FORM, organisation_id=tender.organisation_id,
            tender=tender,
        )  # fmt: skip
        (row,) = answer.rows
        if row.fault is None:
            is_new = row.verdict is Verdict.RECORDED
            flash("The figure is recorded." if is_new else "This figure was recorded already.", "success")
            return True
        faults = [row.fault]
    for fault in faults:
        form.tell(fault)
    return False
