"""The measures of an outcome: the list, each measure's pages, and all of it to check."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.identifiers import new_key
from procure.domain.permissions import Permission
from procure.models import Measure
from procure.services import arranging, authoring, measuring
from procure.web.access import current_actor, requires
from procure.web.forms import QuestionForm
from procure.web.outcomes.blueprint import (
    flash_undo,
    outcome_of,
    outcomes,
    saved,
    show_page,
    tender_to_edit,
    tender_to_read,
)
from procure.web.outcomes.journey import (
    MEASURE_PAGES,
    after_measure_page,
    came_from,
    check_url,
    measure_url,
)
from procure.web.outcomes.measure_forms import MOST_POINTS, SPARE_POINTS, WhatForm, as_fields, path_form
from procure.web.outcomes.noise_chart import noise_chart
from procure.web.pages import london_today
from procure.web.sessions import current_session


@outcomes.get("/<key>/measures")
@requires(Permission.READ_TENDER)
def measures(reference: str, key: str) -> str:
    """The outcome's measures in order."""
    tender = tender_to_read(reference)
    outcome = outcome_of(tender, key)
    return render_template(
        "pages/outcomes/measures.html",
        title="Measures",
        tender=tender,
        outcome=outcome,
        measures=measuring.measures(outcome),
        back=(check_url(tender, outcome), "Outcome"),
    )


@outcomes.route("/<key>/measures/new", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def new_measure(reference: str, key: str) -> str | Response:
    """Add a measure: what is measured, first."""
    tender = tender_to_edit(reference)
    outcome = outcome_of(tender, key)
    form = WhatForm()
    if form.is_submitted() and form.validate():
        added = measuring.add_measure(
            current_session(), current_actor(), tender, outcome, form.answers, key=request.form.get("key", "")
        )
        return redirect(after_measure_page(tender, outcome, added, "what"))
    return show_page(
        form,
        tender,
        guidance=MEASURE_PAGES["what"].guidance,
        caption=outcome.title,
        key=request.form.get("key", "") or new_key(),
        back=(url_for("outcomes.measures", reference=reference, key=key), "Measures"),
    )


@outcomes.get("/<key>/measures/<measure_key>")
@requires(Permission.READ_TENDER)
def measure(reference: str, key: str, measure_key: str) -> str:
    """Everything about one measure, with a link to change each part."""
    tender = tender_to_read(reference)
    outcome = outcome_of(tender, key)
    found = measuring.measure(current_session(), current_actor(), tender, outcome, measure_key)
    frozen, measurable = measuring.measurability_of(tender, outcome, found, london_today())
    return render_template(
        "pages/outcomes/measure.html",
        title=found.name or "Measure without a name",
        tender=tender,
        outcome=outcome,
        measure=found,
        measurable=measurable,
        chart=noise_chart(frozen, measurable.noise),
        back=(url_for("outcomes.measures", reference=reference, key=key), "Measures"),
    )


@outcomes.route(
    "/<key>/measures/<measure_key>/<any(what, source, baseline, target, path, chance, owner):slug>",
    methods=["GET", "POST"],
)
@requires(Permission.EDIT_TENDER)
def measure_page(reference: str, key: str, measure_key: str, slug: str) -> str | Response | tuple[str, int]:
    """One page of questions about a measure; each Continue saves it."""
    tender = tender_to_edit(reference)
    outcome = outcome_of(tender, key)
    session, actor = current_session(), current_actor()
    found = measuring.measure(session, actor, tender, outcome, measure_key)
    kind = _path_form(found) if slug == "path" else MEASURE_PAGES[slug].form
    stored = authoring.stored(found, list(kind(formdata=None).answers))
    form = kind(data=as_fields(stored))
    answer = saved(
        form,
        stored,
        lambda: measuring.change_measure(
            session, actor, tender, outcome, measure_key, form.answers, form.revision.data or ""
        ),
        tender,
        what=arranging.place("measures", measure_key),
        back=(measure_url(tender, outcome, found), "Measure"),
        then=request.full_path.rstrip("?")
        if "more" in request.form
        else after_measure_page(tender, outcome, found, slug),
        as_fields=as_fields,
    )
    return answer or show_page(
        form,
        tender,
        measure=found,
        guidance=MEASURE_PAGES[slug].guidance,
        caption=found.name,
        offers_more=slug == "path" and len(found.target_path) + SPARE_POINTS < MOST_POINTS,
        back=came_from(tender, measure_url(tender, outcome, found))
        or (url_for("outcomes.measures", reference=reference, key=key), "Measures"),
    )


@outcomes.post("/<key>/measures/<measure_key>/move/<any(up, down):direction>")
@requires(Permission.EDIT_TENDER)
def move_measure(reference: str, key: str, measure_key: str, direction: str) -> Response:
    """One place up or down the list."""
    tender = tender_to_edit(reference)
    outcome = outcome_of(tender, key)
    measuring.move_measure(current_session(), current_actor(), tender, outcome, measure_key, direction)
    return redirect(url_for("outcomes.measures", reference=reference, key=key))


@outcomes.post("/<key>/measures/<measure_key>/remove")
@requires(Permission.EDIT_TENDER)
def remove_measure(reference: str, key: str, measure_key: str) -> Response:
    """Out of the outcome, with a way back."""
    tender = tender_to_edit(reference)
    outcome = outcome_of(tender, key)
    gone = measuring.remove_measure(current_session(), current_actor(), tender, outcome, measure_key)
    flash_undo(
        f"“{gone.name or 'The measure'}” is removed.",
        "outcomes.restore_measure", reference=reference, key=key, measure_key=measure_key,
    )  # fmt: skip
    return redirect(url_for("outcomes.measures", reference=reference, key=key))


@outcomes.post("/<key>/measures/<measure_key>/restore")
@requires(Permission.EDIT_TENDER)
def restore_measure(reference: str, key: str, measure_key: str) -> Response:
    """Back where it was."""
    tender = tender_to_edit(reference)
    outcome = outcome_of(tender, key)
    back = measuring.restore_measure(current_session(), current_actor(), tender, outcome, measure_key)
    flash(f"“{back.name or 'The measure'}” is back.", "success")
    return redirect(url_for("outcomes.measures", reference=reference, key=key))


def _path_form(measure: Measure) -> type[QuestionForm]:
    """Room for the steps there are and two more, or for as many as were sent."""
    sent = sum(name.endswith("-day") for name in request.form)
    return path_form(max(sent, len(measure.target_path) + SPARE_POINTS), measure.target_on)
