"""The timeline of a tender's notices, the pages that fill one in, and each notice once it is out."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exports.notices.definition import definition_of
from exports.notices.html import notice_html
from procure.act.calendar import LONDON
from procure.act.publication import publication_day
from procure.config import Settings
from procure.domain.exceptions import Invalid, NotFound, NotReady, StaleEdit
from procure.domain.notice_checks import needs_agreement
from procure.domain.notice_facts import KINDS
from procure.domain.notice_sequence import contracts_of, notices_that_may_follow
from procure.domain.permissions import Permission, may
from procure.models import NoticeDraft, Tender
from procure.services import agreeing, comparing, confirming, correcting, freezing, noticing, telling
from procure.services.stamping import stamp_of
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.forms import QuestionForm
from procure.web.notices import pages
from procure.web.sessions import current_session

#: What stands for a contract that no notice names yet; no identifier holds a line feed.
ANOTHER = "\n"

notices = Blueprint("notices", __name__, url_prefix="/tenders/<reference>/notices")


def _today() -> date:
    return datetime.now(UTC).astimezone(LONDON).date()


def _settings() -> Settings:
    settings: Settings = current_app.extensions["procure"].settings
    return settings


def _draft(tender: Tender, number: int) -> NoticeDraft:
    return noticing.draft_by_id(current_session(), current_actor(), tender, number)


@notices.get("")
@requires(Permission.READ_TENDER)
def timeline(reference: str) -> str:
    """What is out, what is due, what is being filled in, and what may be begun."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    out = telling.history(session, tender, _settings())
    return render_template(
        "pages/notices/timeline.html",
        title="Notices",
        tender=tender,
        out=[(each, definition_of(each.code).name) for each in out],
        due=noticing.due(session, actor, tender, _settings()),
        today=_today(),
        waiting=[
            (each, definition_of(each.code).name)
            for each in telling.notices_of(session, tender)
            if each.local_number not in {notice.number for notice in out}
        ],
        drafts=[
            (draft, definition_of(draft.code).name) for draft in noticing.open_drafts(session, actor, tender)
        ],
        choices=[
            (each, definition_of(each.answer.value).name)
            for each in notices_that_may_follow(out)
            if each.answer.value != "UK4"
        ],
        contracts={each.identifier: each for each in contracts_of(out)},
        another=ANOTHER,
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@notices.post("/begin")
@requires(Permission.PUBLISH_TENDER)
def begin(reference: str) -> Response:
    """Begin the notice that was chosen, for the contract that was chosen where there are several."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    code = request.form.get("code", "")
    if code not in KINDS:
        raise NotFound("There is no such notice.")
    contract = request.form.get("contract", "")
    draft = noticing.start(
        session,
        actor,
        tender,
        code,
        _settings(),
        contract=contract if contract != ANOTHER else "",
        is_another_contract=contract == ANOTHER,
        on=_today(),
    )
    return redirect(url_for("notices.draft", reference=reference, number=draft.id))


@notices.get("/drafts/<int:number>")
@requires(Permission.READ_TENDER)
def draft(reference: str, number: int) -> str:
    """A notice as it stands: its pages, what is missing or wrong, and how it will read."""
    return _draft_page(reference, number)


def _draft_page(reference: str, number: int) -> str:
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    found = _draft(tender, number)
    facts = telling.facts_of(found)
    definition = definition_of(found.code)
    return render_template(
        "pages/notices/draft.html",
        title=definition.name,
        tender=tender,
        draft=found,
        definition=definition,
        pages=pages.pages_of(facts),
        lists=[
            (path.replace(".", "_"), pages.label_of(found.code, path)) for path, _ in pages.lists_of(facts)
        ],
        check=noticing.check(session, actor, tender, found, _settings(), _today()),
        is_agreed_by_another=needs_agreement(facts),
        may_agree=agreeing.may_agree(actor, found),
        preview=notice_html(
            freezing.draft_snapshot(session, tender),
            facts=comparing.with_changes(session, tender, facts, _settings()),
            show_provisions=True,
        ),
        back=(url_for("notices.timeline", reference=reference), "Notices"),
    )


@notices.route("/drafts/<int:number>/pages/<name>", methods=["GET", "POST"])
@requires(Permission.PUBLISH_TENDER)
def fill(reference: str, number: int, name: str) -> str | Response | tuple[str, int]:
    """One page of questions about a notice."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    found = _draft(tender, number)
    facts = telling.facts_of(found)
    page = pages.page_named(facts, name)
    if page is None:
        raise NotFound("There is no such page.")
    form = pages.form_of(facts, page)(data=pages.answers_of(facts, page) | {"revision": str(found.revision)})
    back = url_for("notices.draft", reference=reference, number=number)
    status = 200
    if form.is_submitted():
        is_removal = request.form.get("then") == "remove" and page.entry is not None
        if is_removal or (form.validate() and not form.is_searching):
            answers = None if is_removal else form.answers
            try:
                told = telling.facts_from_answers(found, pages.changed(facts, page, answers))
                revision = int(form.revision.data) if str(form.revision.data).isdecimal() else 0
                noticing.save(session, actor, tender, found, told, revision)
                return redirect(back)
            except Invalid as error:
                _refuse(form, error)
            except StaleEdit as clash:
                form.form_errors = [f"{clash} Theirs is kept. Open the page again to see it."]
        status = 200 if form.is_searching and not form.error_list else 422
    html = form.page(
        "pages/notices/fill.html",
        tender=tender,
        page=page,
        law=pages.guidance_of(facts, page),
        back=(back, definition_of(found.code).name),
    )
    return (html, status) if status != 200 else html


def _refuse(form: QuestionForm, error: Invalid) -> None:
    """The service's word on the question it is about, or on the whole page."""
    last = error.field.rpartition(".")[2]
    for question in form.questions:
        if question.name == error.field.replace(".", "__") or question.name.endswith(last):
            form.refuse(question.name, str(error))
            return
    form.form_errors = [str(error)]


@notices.post("/drafts/<int:number>/finish")
@requires(Permission.PUBLISH_TENDER)
def finish(reference: str, number: int) -> Response | tuple[str, int]:
    """Fix what the notice says and give it its number. Pressing twice does it once."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    try:
        made = noticing.finish(session, actor, tender, _draft(tender, number), _settings())
    except NotReady:
        return _draft_page(reference, number), 409
    return redirect(url_for("notices.notice", reference=reference, number=made.local_number))


@notices.get("/<int:number>")
@requires(Permission.READ_TENDER)
def notice(reference: str, number: int) -> str:
    """A finished notice: how far it has got, and what it tells."""
    return notice_page(reference, number)


def notice_page(reference: str, number: int, blocked: NotReady | None = None) -> str:
    """The page of a finished notice; ``blocked`` says why it was not published here."""
    session = current_session()
    tender = tender_to_read(reference)
    told = telling.told(session, current_actor(), tender, number)
    stamp = stamp_of(told.notice, tender.reference, told.version, _settings())
    return render_template(
        "pages/notices/notice.html",
        title=definition_of(told.notice.code).name,
        tender=tender,
        notice=told.notice,
        number=stamp.notice_id,
        order=confirming.order_of(told.notice),
        counts_from=publication_day(confirming.times_of(told.notice)),
        is_refused=_settings().platform_first == "refuse",
        is_connected=bool(_settings().platform_url),
        correction=correcting.of_notice(session, current_actor(), tender, number, _settings(), _today()),
        may_publish=may(current_actor(), Permission.PUBLISH_TENDER, tender),
        can_be_amended=noticing.can_be_amended(told.notice),
        can_be_taken_back=noticing.can_be_taken_back(told.notice),
        blocked=blocked,
        body=notice_html(told.snapshot, stamp, facts=told.facts),
        back=(url_for("notices.timeline", reference=reference), "Notices"),
    )
