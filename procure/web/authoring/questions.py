"""One page of questions: shown, saved on Continue, and never overwriting somebody else's words."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from procure.domain.permissions import Permission
from procure.domain.sections import SECTIONS, Page
from procure.models import Tender
from procure.services import authoring as service
from procure.web import guidance
from procure.web.access import current_actor, requires
from procure.web.authoring import conflicts, journey
from procure.web.authoring.blueprint import authoring, tender_to_edit
from procure.web.authoring.forms import PAGE_FORMS
from procure.web.authoring.forms.problem import objectives_form
from procure.web.forms import QuestionForm
from procure.web.sessions import current_session

OBJECTIVES = "objectives"


@authoring.route("/<reference>/questions/<slug>", methods=["GET", "POST"])
@requires(Permission.EDIT_TENDER)
def question(reference: str, slug: str) -> str | Response | tuple[str, int]:
    """Any page of single answers; ``procure.domain.sections`` says which there are."""
    session, actor = current_session(), current_actor()
    page = journey.page_of(slug)
    tender = tender_to_edit(reference)
    record = service.record_of(tender, page.fields[0])
    current = service.stored(record, [service.column_of(path) for path in page.fields])
    form = form_of(page, tender)(data=current)
    back = journey.before(tender, page)

    def save() -> Response:
        service.save(session, actor, tender, record, form.answers, form.revision.data or "", what=slug)
        return redirect(_next(tender, page))

    answer = conflicts.answer(
        form, current, save, back=back, last_save=lambda: service.last_save(session, tender, slug)
    )
    return answer or form.page(
        "pages/authoring/objectives.html" if slug == OBJECTIVES else "pages/authoring/question.html",
        tender=tender,
        caption=SECTIONS[page.section].title,
        law=guidance.of_question(page.slug),
        save_for_later=True,
        back=back,
        missions=service.missions(session) if slug == OBJECTIVES else [],
    )


def form_of(page: Page, tender: Tender) -> type[QuestionForm]:
    """The form of a page; that of the objectives is made from the frameworks loaded now."""
    if page.slug == OBJECTIVES:
        return objectives_form(service.missions(current_session()), tender.specification.objective_ids)
    return PAGE_FORMS[page.slug]


def _next(tender: Tender, page: Page) -> str:
    if request.form.get("then") == "tasks":
        return url_for("authoring.tasks", reference=tender.reference)
    return journey.after(tender, page)
