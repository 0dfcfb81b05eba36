"""How an outcome moves the mission objectives that the tender serves."""

from __future__ import annotations

from flask import render_template, url_for
from werkzeug.wrappers import Response

from procure.domain.permissions import Permission
from procure.services import measuring
from procure.web.access import current_actor, requires
from procure.web.outcomes.blueprint import (
    outcome_of,
    outcomes,
    saved,
    show_page,
    tender_to_edit,
    tender_to_read,
)
from procure.web.outcomes.forms import LinkForm
from procure.web.outcomes.journey import check_url
from procure.web.sessions import current_session


@outcomes.get("/<key>/objectives")
@requires(Permission.READ_TENDER)
def objectives(reference: str, key: str) -> str:
    """The objectives the tender chose, with what is said of each."""
    tender = tender_to_read(reference)
    outcome = outcome_of(tender, key)
    return render_template(
        "pages/outcomes/objectives.html",
        title="Objectives it moves",
        tender=tender,
        outcome=outcome,
        served=measuring.served(current_session(), current_actor(), tender, outcome),
        back=(check_url(tender, outcome), "Outcome"),
    )


@outcomes.route("/<key>/objectives/<objective_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def link(reference: str, key: str, objective_id: str) -> str | Response | tuple[str, int]:
    """Whether and how the outcome moves one objective."""
    tender = tender_to_edit(reference)
    outcome = outcome_of(tender, key)
    session, actor = current_session(), current_actor()
    serving = measuring.serving(session, actor, tender, outcome, objective_id)
    back = url_for("outcomes.objectives", reference=reference, key=key)
    stored = measuring.link_values(serving.link)
    shown = stored if serving.link else stored | {"is_linked": None}
    form = type("ObjectiveLinkForm", (LinkForm,), {"heading": serving.objective.title})(data=shown)
    answer = saved(
        form,
        stored,
        lambda: measuring.set_link(
            session, actor, tender, outcome, objective_id, form.answers, form.revision.data or ""
        ),
        tender,
        what=measuring.link_place(key, objective_id),
        back=(back, "Objectives it moves"),
        then=back,
    )
    return answer or show_page(
        form,
        tender,
        objective=serving.objective,
        guidance="pages/outcomes/_guidance_link.html",
        caption=serving.objective.mission_name,
        back=(back, "Objectives it moves"),
    )
