"""Where a senior officer reads a notice of a breach and agrees, as a second person, that it goes out."""

from __future__ import annotations

from flask import current_app, flash, redirect, url_for
from werkzeug.wrappers import Response

from exports.notices.definition import definition_of
from exports.notices.html import notice_html
from procure.domain.exceptions import Invalid, StaleEdit
from procure.domain.permissions import Permission
from procure.services import agreeing, comparing, freezing, noticing, telling
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.forms import Line, QuestionForm
from procure.web.notices.routes import notices
from procure.web.sessions import current_session


class AgreeForm(QuestionForm):
    heading = "Agree that this notice goes out"
    intro = (
        "Publication of a breach or failure makes the supplier excludable elsewhere (Schedule 7 paragraph 12(4)). A "
        "senior officer agrees to it, who did not change the notice last.",
        "Your name, your position and the time are kept. Your agreement is to the notice as it stands below: when it "
        "is changed it has to be agreed to again.",
    )

    position = Line("What is your position?", called="Your position", hint="For example, “Director of commercial”",
                    required=True, maximum=200)  # fmt: skip


@notices.route("/drafts/<int:number>/agree", methods=["GET", "POST"])
@requires(Permission.AGREE_NOTICE)
def agree(reference: str, number: int) -> str | Response | tuple[str, int]:
    """The notice as it stands, and the agreement to it."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    draft = noticing.draft_by_id(session, actor, tender, number)
    back = url_for("notices.draft", reference=reference, number=number)
    if not agreeing.may_agree(actor, draft):
        return redirect(back)
    facts = telling.facts_of(draft)
    form = AgreeForm(data={"revision": str(draft.revision)})
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            revision = int(form.revision.data) if str(form.revision.data).isdecimal() else 0
            try:
                agreeing.agree(session, actor, tender, draft, form.answers["position"], revision)
                flash("Your agreement is recorded.", "success")
                return redirect(back)
            except Invalid as error:
                form.refuse(error.field, str(error))
            except StaleEdit:
                form.form_errors = [
                    "The notice changed while you read it. Read it again below before you agree."
                ]
                form.revision.data = str(draft.revision)
    html = form.page(
        "pages/notices/agree.html",
        caption=tender.title,
        continue_text="I agree that it goes out",
        preview=notice_html(
            freezing.draft_snapshot(session, tender),
            facts=comparing.with_changes(session, tender, facts, current_app.extensions["procure"].settings),
        ),
        back=(back, definition_of(draft.code).name),
    )
    return (html, status) if status != 200 else html
