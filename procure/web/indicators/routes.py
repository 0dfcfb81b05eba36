"""Key performance indicators of a contract: chosen from followed measures, with bands that never overlap."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import Invalid
from procure.domain.permissions import Permission, may
from procure.domain.results.bands import RATED
from procure.models import Kpi, MeasureSeries, Tender
from procure.services import access, indicating, measure_series
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.indicators.forms import KpiForm
from procure.web.pages import london_today
from procure.web.recording.routes import series_of
from procure.web.sessions import current_session

indicators = Blueprint("indicators", __name__, url_prefix="/tenders/<reference>/indicators")
Answer = str | Response


@indicators.get("")
@requires(Permission.READ_TENDER)
def overview(reference: str) -> str:
    """What the Act asks, what is chosen, and what could be."""
    tender, session, actor = tender_to_read(reference), current_session(), current_actor()
    series = [each for each in measure_series.of_tender(session, actor, tender) if each.closed_at is None]
    chosen = indicating.chosen(session, tender)
    taken = {each.series_id for each in chosen}
    return render_template(
        "pages/indicators/overview.html", title="Key performance indicators", tender=tender, chosen=chosen,
        duty=indicating.duty(session, actor, tender, current_app.extensions["procure"].settings),
        free=[each for each in series if each.id not in taken],
        may_choose=may(actor, Permission.CHOOSE_KPIS, tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )  # fmt: skip


@indicators.route("/choose/<key>", methods=["GET", "POST"])
@requires(Permission.CHOOSE_KPIS)
def choose(reference: str, key: str) -> Answer:
    """Make a measure an indicator."""
    tender = _to_change(reference)
    series = series_of(tender, key)
    form = KpiForm(data=indicating.suggestion(series))
    return _page(tender, series, form, lambda: indicating.choose(
        current_session(), current_actor(), tender, series, form.answers
    ))  # fmt: skip


@indicators.route("/<key>", methods=["GET", "POST"])
@requires(Permission.CHOOSE_KPIS)
def change(reference: str, key: str) -> Answer:
    """Change an indicator."""
    tender = _to_change(reference)
    kpi = indicating.by_key(current_session(), current_actor(), tender, key)
    form = KpiForm(data=indicating.answers_of(kpi))
    return _page(tender, kpi.series, form, lambda: indicating.change(
        current_session(), current_actor(), tender, kpi, form.answers
    ))  # fmt: skip


@indicators.post("/<key>/remove")
@requires(Permission.CHOOSE_KPIS)
def remove(reference: str, key: str) -> Response:
    """Take an indicator back."""
    tender, session, actor = _to_change(reference), current_session(), current_actor()
    kpi = indicating.by_key(session, actor, tender, key)
    indicating.remove(session, actor, tender, kpi)
    flash(f"“{kpi.title}” is no longer an indicator. Its figures stay recorded.", "success")
    return redirect(url_for("indicators.overview", reference=reference))


def _to_change(reference: str) -> Tender:
    tender = tender_to_read(reference)
    access.require(current_actor(), Permission.CHOOSE_KPIS, tender)
    return tender


def _page(tender: Tender, series: MeasureSeries, form: KpiForm, write: Callable[[], Kpi]) -> Answer:
    tried = None
    if form.is_submitted() and request.form.get("do") == "try":
        if form.is_tried():
            try:
                tried = indicating.try_figure(
                    current_session(), series, form.answers, form.tried.data, london_today()
                )
            except Invalid as wrong:
                form.refuse(wrong.field, str(wrong))
    elif form.is_taken(write):
        flash("The indicator is saved.", "success")
        return redirect(url_for("indicators.overview", reference=tender.reference))
    return form.page(
        "pages/indicators/form.html", title=f"Indicator: {series.name}", tender=tender, series=series, tried=tried,
        ratings=[each.value for each in RATED], amount=_exact,
        back=(url_for("indicators.overview", reference=tender.reference), "Key performance indicators"),
    )  # fmt: skip


def _exact(figure: Decimal) -> str:
    """A figure with every place that it has: an edge is not rounded."""
    return f"{figure.normalize():f}"
