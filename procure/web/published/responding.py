"""How to respond to a published tender, and each of its outcomes on a page of its own. Bids are not received here: the
page says where they are."""

from __future__ import annotations

from flask import current_app, render_template

from exports.environment import taking_for_welsh, written
from exports.measure_chart import chart_of
from exports.questions import questions_of
from procure.domain.exceptions import NotFound
from procure.languages import gettext
from procure.services import downloading, showing
from procure.web.access import public
from procure.web.published.routes import published
from procure.web.sessions import current_session

#: Files that a supplier fills in, of those published with a version.
TEMPLATES = ("response.docx", "response.odt")


@published.get("/published/<reference>/respond")
@public
def respond(reference: str) -> str:
    shown = downloading.published_version(current_session(), reference)
    page = showing.tender_page(current_session(), shown, current_app.extensions["procure"].settings)
    with taking_for_welsh(page.snapshot):
        return render_template(
            "pages/published/respond.html",
            title=gettext("How to respond"),
            page=page,
            shown=shown,
            questions=questions_of(page.snapshot),
            templates=[file for file in shown.artefacts if file.kind in TEMPLATES],
        )


@published.get("/published/<reference>/outcomes/<int:number>")
@public
def outcome(reference: str, number: int) -> str:
    shown = downloading.published_version(current_session(), reference)
    page = showing.tender_page(current_session(), shown, current_app.extensions["procure"].settings)
    found = next((each for each in page.snapshot.outcomes if each.number == number), None)
    if found is None:
        raise NotFound("There is no such outcome of a published tender.")
    with taking_for_welsh(page.snapshot):
        return render_template(
            "pages/published/outcome.html",
            title=f"{gettext('Outcome %(number)s:', number=number)} {found.title or gettext('without a title')}",
            page=page,
            outcome=found,
            statement=written(found.statement),
            charts=[(measure, chart_of(measure)) for measure in found.measures],
            criteria=[each for each in page.snapshot.award.criteria if found.key in each.outcome_keys],
        )
