"""The task list, the answers of a section, the readiness list, the preview and the history."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from exports.artefact import PublicationStamp
from exports.fonts import unprintable
from exports.html import specification_html
from exports.notices.html import notice_html
from procure.domain.permissions import Permission, may
from procure.domain.readiness import blocking
from procure.domain.readiness.answers import OPTIONAL_FIELDS
from procure.domain.sections import PAGE_OF_ROWS, PAGES, SECTIONS, Page, reader_of
from procure.domain.vocabulary import TenderState
from procure.models import AuditEvent, Tender
from procure.services import (
    answering,
    arranging,
    auditing,
    browsing,
    challenging,
    growing,
    noticing,
    planning,
    remapping,
    translating,
)
from procure.services import authoring as service
from procure.web.access import current_actor, requires
from procure.web.authoring import journey
from procure.web.authoring.blueprint import authoring, tender_to_edit, tender_to_read
from procure.web.authoring.mending import by_section, issue_address
from procure.web.authoring.next_steps import next_step
from procure.web.authoring.questions import form_of
from procure.web.authoring.rows import KINDS
from procure.web.pages import london_today
from procure.web.sessions import current_session

#: States in which nothing is left to put right.
CLOSED = frozenset({TenderState.PUBLISHING, TenderState.PUBLISHED, TenderState.WITHDRAWN})
#: The sections of the task list under what they are about.
GROUPS = (
    ("What must change", ("problem", "objectives", "outcomes")),
    ("What is fixed, and how tenders are judged", ("frame", "award")),
    (
        "How it is bought",
        ("procedure", "framework", "contract", "lots", "gates", "money", "data", "timetable"),
    ),
    ("For suppliers", ("taking-part", "terms", "contact")),
)


@authoring.get("/<reference>")
@requires(Permission.READ_TENDER)
def tasks(reference: str) -> str:
    """Every section and how far it has come, the state of the tender, and what to do next."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    snapshot, issues, sections = service.overview(session, actor, tender, london_today())
    is_out = tender.state == TenderState.PUBLISHED
    settings = current_app.extensions["procure"].settings
    can_edit = may(actor, Permission.EDIT_TENDER, tender)
    outcomes = arranging.rows(session, actor, tender, "outcomes") if can_edit else ()
    return render_template(
        "pages/authoring/tasks.html",
        title=tender.title,
        tender=tender,
        sections=sections,
        done=sum(1 for each in sections if each.progress in {"done", "optional"}),
        blocking=blocking(issues),
        advisory=[issue for issue in issues if not issue.is_blocking],
        step=next_step(session, actor, tender, len(blocking(issues))),
        can_edit=can_edit,
        news=browsing.news(session, actor, outcomes) if can_edit else (),
        is_closed=TenderState(tender.state) in CLOSED,
        groups=GROUPS,
        challenges=challenging.waiting(session, actor, tender) if is_out else 0,
        due=noticing.due(session, actor, tender, settings, snapshot) if is_out else (),
        questions=answering.waiting(session, actor, tender),
        changed=remapping.changed_for(session, tender, london_today()),
        origins=growing.origins(session, actor, tender),
        address=journey.address,
        back=(url_for("authoring.tenders"), "Your tenders"),
    )


@authoring.get("/<reference>/sections/<slug>")
@requires(Permission.READ_TENDER)
def section(reference: str, slug: str) -> str:
    """All answers of a section, each with a link to change it."""
    session, actor = current_session(), current_actor()
    found = journey.section_of(slug)
    tender = tender_to_read(reference)
    snapshot, issues, _ = service.overview(session, actor, tender, london_today())
    read = reader_of(snapshot)
    return render_template(
        "pages/authoring/section.html",
        title=found.title,
        tender=tender,
        section=found,
        entries=[_entry(tender, page) for page in found.pages if page.is_asked(read)],
        issues=[issue for issue in issues if issue.section == slug],
        issue_address=issue_address,
        can_edit=may(current_actor(), Permission.EDIT_TENDER, tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@authoring.post("/<reference>/sections/<slug>")
@requires(Permission.EDIT_TENDER)
def confirm_section(reference: str, slug: str) -> Response:
    """The answers were looked through."""
    found = journey.section_of(slug)
    tender = tender_to_edit(reference)
    service.confirm_section(current_session(), current_actor(), tender, found.slug)
    return redirect(url_for("authoring.tasks", reference=reference))


@authoring.get("/<reference>/readiness")
@requires(Permission.READ_TENDER)
def readiness(reference: str) -> str:
    """Everything that blocks publication or is worth weighing, with the page that mends it."""
    tender = tender_to_read(reference)
    _, issues, _ = service.overview(current_session(), current_actor(), tender, london_today())
    return render_template(
        "pages/authoring/readiness.html",
        title="Is it ready?",
        tender=tender,
        blocking=blocking(issues),
        advisory=[issue for issue in issues if not issue.is_blocking],
        by_section=by_section,
        issue_address=issue_address,
        can_edit=may(current_actor(), Permission.EDIT_TENDER, tender),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@authoring.get("/<reference>/preview")
@requires(Permission.READ_TENDER)
def preview(reference: str) -> str:
    """What would be published if the draft were published as it stands."""
    tender = tender_to_read(reference)
    snapshot, issues, _ = service.overview(current_session(), current_actor(), tender, london_today())
    stamp = PublicationStamp(version_number=None, published_at=None, status_label="Draft")
    specification = specification_html(snapshot, stamp)
    return render_template(
        "pages/authoring/preview.html",
        title="Preview",
        tender=tender,
        specification=specification,
        unprintable=unprintable(snapshot.title + specification),
        notice=notice_html(snapshot),
        withholds=bool(snapshot.withheld),
        blocking=blocking(issues),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


@authoring.get("/<reference>/history")
@requires(Permission.READ_TENDER)
def history(reference: str) -> str:
    """Who did what, newest first."""
    tender = tender_to_read(reference)
    return render_template(
        "pages/authoring/history.html",
        title="History",
        tender=tender,
        events=auditing.history(current_session(), "tender", tender.reference),
        back=(url_for("authoring.tasks", reference=reference), "Task list"),
    )


def _entry(tender: Tender, page: Page) -> dict[str, Any]:
    """A page as the section's answers show it: rows of a summary list, or the names of repeating parts."""
    session, actor = current_session(), current_actor()
    if page.rows:
        found = arranging.rows(session, actor, tender, page.rows)
        names = [KINDS[page.rows].named(row) if page.rows in KINDS else row.title for row in found]
        return {
            "page": page,
            "change": journey.address(tender.reference, page, origin="section"),
            "answers": [
                {
                    "label": page.title,
                    "shown": [name or "Without a title" for name in names],
                    "is_needed": page.needed,
                }
            ],
        }
    record = service.record_of(tender, page.fields[0])
    needed = {service.column_of(path) for path in page.fields if page.needed and path not in OPTIONAL_FIELDS}
    current = service.stored(record, [service.column_of(path) for path in page.fields])
    form = form_of(page, tender)(formdata=None, data=current)
    return {
        "page": page,
        "change": journey.address(tender.reference, page, origin="section"),
        "answers": [
            {
                "label": field.summary,
                "shown": field.shown(current[field.name]),
                "is_needed": field.name in needed,
            }
            for field in form.questions
        ],
    }


#: What the audit trail's actions are called here; the rest are spelt as they are stored.
SPOKEN = {
    "tender.started": "Started the tender",
    "tender.withdrawn": "Withdrew the tender",
    "tender.reopened": "Reopened it as a draft",
    "tender.amended": "Began a new version of what is published",
    "tender.publication_requested": "Asked for it to be published",
    "tender.published": "Published",
    "tender.publication_held": "Publication could not be completed",
    "specification.frozen": "Froze a version",
    "review.submitted": "Submitted it to a board",
    "review.recalled": "Recalled it from the board",
    "review.decided": "The board decided",
    "comment.made": "Commented",
    "comment.answered": "Answered a comment",
    "condition.met": "Recorded how a condition was met",
    "verdict.recorded": "Gave a verdict",
    "interest.declared": "Declared an interest",
    "link.judged": "Gave their own inputs to the alignment score",
    "money.asked": "Asked the owners of the money to sign",
    "money.signed": "Signed for the money",
    "money.unsigned": "The money changed, which ended what was signed",
    "notice.started": "Began a notice",
    "notice.saved": "Filled in a notice",
    "notice.finished": "Finished a notice",
    "notice.taken_back": "Opened a finished notice again",
    "notice.published": "Published a notice here",
    "notice.submitted": "Recorded that a notice was sent to the central platform",
    "notice.confirmed": "Recorded that the central platform confirmed a notice",
    "notice.accessible": "Recorded that a notice can be read on the central platform",
    "notice.fallback_relied_on": "Relied on publication here before the central platform",
    "notice.identifiers_recorded": "Recorded the central platform’s identifiers",
    "timetable.saved": "Saved the timetable",
    "document.brought": "Brought a document to convert",
    "document.read": "A document was read",
    "document.refused": "A document could not be read",
    "document.landed": "Put what was decided of a document into the draft",
    "document.report_asked": "Asked for a before-and-after report",
    "statement.decided": "Decided about statements of a document",
    "statement.reconsidered": "Took back a decision about statements",
    "outcome.adopted": "Adopted an outcome from the library",
    "question.received": "A question came in",
    "question.withdrawn": "A question was taken back",
    "question.sender_erased": "Erased who asked a question",
    "question.answer_drafted": "Drafted an answer to questions",
    "question.answer_saved": "Changed an answer in draft",
    "question.answer_discarded": "Threw away an answer in draft",
    "question.correction_drafted": "Drafted a correction of an answer",
    "question.merged": "Put a question under an answer",
    "question.made_new": "Made a question new again",
    "question.set_aside": "Set a question aside",
    "question.late_settled": "Settled whether late questions are taken",
    "answers.published": "Published answers to questions",
}


@authoring.app_template_filter()
def spoken(event: AuditEvent) -> str:
    """An audit event in words: ``Saved “Estimated value”``."""
    if event.action in SPOKEN:
        return SPOKEN[event.action]
    if event.action == "tender.saved":
        place = str(event.detail.get("page", ""))
        if place == planning.PLACE:
            return "Took dates from the timetable"
        if place.startswith(f"{translating.PLACE}/"):
            return "Saved words in Welsh"
        page = PAGES.get(place) or PAGE_OF_ROWS.get(place.partition("/")[0])
        return f"Saved “{page.title}”" if page else "Saved a page"
    if event.action == "section.confirmed":
        section = SECTIONS.get(str(event.detail.get("section", "")))
        return f"Looked through “{section.title}”" if section else "Looked through a section"
    thing, _, done = event.action.partition(".")
    return f"{done} {thing}".replace("_", " ").capitalize()
