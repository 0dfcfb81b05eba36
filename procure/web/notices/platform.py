"""From a finished notice to one that is public here: what the central platform did is recorded, then it goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, url_for
from werkzeug.wrappers import Response

from exports.notices.definition import definition_of
from procure.act.publication import Fallback
from procure.domain.exceptions import Invalid, NotFound, NotReady
from procure.domain.notice_duties import act_facts
from procure.domain.permissions import Permission
from procure.models import Notice, Tender
from procure.services import confirming, noticing, telling
from procure.services.stamping import TENDER_NOTICE
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import tender_to_read
from procure.web.forms import Line, Moment, OneOf, Paragraphs, QuestionForm
from procure.web.notices.routes import notice_page, notices
from procure.web.sessions import current_session

NOW = "Leave it empty if it is now."


class SentForm(QuestionForm):
    submitted_at = Moment(
        "When was this notice sent to the central platform?", hint="In UK time", required=True
    )


class ConfirmedForm(QuestionForm):
    heading = "The central platform confirmed this notice"
    intro = (
        "Copy the identifiers from the central digital platform. They are never made up here.",
        "The day of confirmation is the day of publication, from which the law counts.",
    )

    confirmed_at = Moment("When did it confirm?", hint="In UK time", required=True)
    notice_id = Line("Notice identifier", hint="For example, 041267-2026", required=True)
    procurement_id = Line("Procurement identifier", hint="For example, ocds-h6vhtk-0f1a2b", required=True)


class AccessibleForm(QuestionForm):
    accessible_at = Moment(
        "When could anybody read this notice on the central platform?", hint="In UK time", required=True
    )


class FallbackForm(QuestionForm):
    heading = "The central platform could not be used"
    intro = ("The notice may then be published here first. It must still reach the platform afterwards.",)

    fallback = OneOf(
        "Why",
        [
            (Fallback.UNAVAILABLE.value, "The platform is not available"),
            (
                Fallback.NO_WORD.value,
                "48 hours have passed since the notice was sent, with no confirmation and nothing to read there "
                "(4 hours for a direct award in urgency)",
            ),
        ],
        required=True,
    )
    fallback_note = Paragraphs(
        "What happened", hint="For the record. It is not published.", rows=4, required=True
    )


class IdentifiersForm(QuestionForm):
    """What the central platform gave back."""

    heading = "Record the platform’s identifiers"
    intro = ConfirmedForm.intro[:1]

    notice_id = Line("Notice identifier", hint="For example, 041267-2026", required=True)
    procurement_id = Line("Procurement identifier", hint="For example, ocds-h6vhtk-0f1a2b", required=True)


class AmendForm(QuestionForm):
    heading = "Change a published notice"
    intro = (
        "A published notice is never altered: a new one of its kind says what changed. It begins with all that this "
        "one said. Every item that you change is listed in it, with what it said before.",
    )

    what_changed = Paragraphs(
        "What has changed, and why?",
        hint="Published with the new notice. For example, “The deadline moved because a document was late.”",
        rows=4,
        required=True,
    )


def _sent(tender: Tender, notice: Notice, submitted_at: datetime) -> None:
    confirming.record_submission(current_session(), current_actor(), tender, notice, submitted_at)


def _confirmed(
    tender: Tender, notice: Notice, confirmed_at: datetime, notice_id: str, procurement_id: str
) -> None:
    confirming.record_identifiers(
        current_session(), current_actor(), tender, notice, notice_id=notice_id, procurement_id=procurement_id
    )
    confirming.record_confirmation(current_session(), current_actor(), tender, notice, at=confirmed_at)


def _accessible(tender: Tender, notice: Notice, accessible_at: datetime) -> None:
    confirming.record_access(current_session(), current_actor(), tender, notice, accessible_at)


def _identifiers(tender: Tender, notice: Notice, notice_id: str, procurement_id: str) -> None:
    confirming.record_identifiers(
        current_session(), current_actor(), tender, notice, notice_id=notice_id, procurement_id=procurement_id
    )


def _fallback(tender: Tender, notice: Notice, fallback: str, fallback_note: str) -> None:
    session, actor = current_session(), current_actor()
    told = telling.told(session, actor, tender, notice.local_number)
    award = act_facts(told.snapshot, told.facts).award
    confirming.record_fallback(session, actor, tender, notice, fallback, fallback_note, award=award)


#: What may be recorded: the questions, and who keeps the answers.
RECORDS: dict[str, tuple[type[QuestionForm], Any]] = {
    "sent": (SentForm, _sent),
    "confirmed": (ConfirmedForm, _confirmed),
    "open": (AccessibleForm, _accessible),
    "identifiers": (IdentifiersForm, _identifiers),
    "fallback": (FallbackForm, _fallback),
}


@notices.route("/<int:number>/record/<what>", methods=["GET", "POST"])
@requires(Permission.PUBLISH_TENDER)
def record(reference: str, number: int, what: str) -> str | Response | tuple[str, int]:
    """Record one thing that the central platform did, or did not."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    if what not in RECORDS:
        raise NotFound("There is no such page.")
    kind, keep = RECORDS[what]
    notice = telling.told(session, actor, tender, number).notice
    form = kind(
        data={
            name: getattr(notice, column)
            for name, column in (
                ("submitted_at", "submitted_at"),
                ("confirmed_at", "confirmed_at"),
                ("accessible_at", "accessible_at"),
                ("notice_id", "platform_notice_id"),
                ("procurement_id", "platform_procurement_id"),
                ("fallback", "fallback"),
                ("fallback_note", "fallback_note"),
            )
        }
    )
    back = url_for("notices.notice", reference=reference, number=number)
    if form.is_submitted() and form.validate():
        try:
            with session.begin_nested():
                keep(tender, notice, **form.answers)
            return redirect(back)
        except Invalid as error:
            form.refuse(error.field, str(error))
    html = form.page(back=(back, definition_of(notice.code).name))
    return (html, 422) if form.error_list else html


@notices.route("/<int:number>/amend", methods=["GET", "POST"])
@requires(Permission.PUBLISH_TENDER)
def amend(reference: str, number: int) -> str | Response | tuple[str, int]:
    """Begin a new notice that changes a published one."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    notice = telling.told(session, actor, tender, number).notice
    settings = current_app.extensions["procure"].settings
    form = AmendForm()
    if form.is_submitted() and form.validate():
        words = form.answers["what_changed"]
        draft = noticing.amend(session, actor, tender, notice, words, settings)
        return redirect(url_for("notices.draft", reference=reference, number=draft.id))
    html = form.page(
        back=(
            url_for("notices.notice", reference=reference, number=number),
            definition_of(notice.code).name,
        )
    )
    return (html, 422) if form.error_list else html


@notices.post("/<int:number>/publish")
@requires(Permission.PUBLISH_TENDER)
def publish(reference: str, number: int) -> Response | tuple[str, int]:
    """Publish a finished notice here. Pressing twice publishes once."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    extension = current_app.extensions["procure"]
    found = telling.told(session, actor, tender, number).notice
    if found.code == TENDER_NOTICE:
        return redirect(url_for("authoring.publish", reference=reference))
    draft = telling.draft_of(session, actor, tender, found)
    try:
        noticing.publish(session, actor, tender, draft, extension.settings, extension.storage)
    except NotReady as error:
        return notice_page(reference, number, error), 409
    flash(f"{definition_of(found.code).name} published")
    return redirect(url_for("notices.notice", reference=reference, number=number))


@notices.post("/<int:number>/take-back")
@requires(Permission.PUBLISH_TENDER)
def take_back(reference: str, number: int) -> Response:
    """Open a finished notice again, to change it."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    found = telling.told(session, actor, tender, number).notice
    draft = noticing.take_back(session, actor, tender, found)
    return redirect(url_for("notices.draft", reference=reference, number=draft.id))
