"""At a meeting: who is there, declared interests, decisions, and the minutes."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exports.minutes import minutes_html
from procure.domain.exceptions import Invalid, NotFound, WrongState
from procure.domain.permissions import Permission, may
from procure.domain.vocabulary import BoardRole, VerdictKind
from procure.models import AgendaItem, Meeting, Review
from procure.models.types import now
from procure.services import following, meeting, minuted, minuting, reviewing
from procure.services import sitting as service
from procure.web.access import current_actor, requires
from procure.web.board.forms import FIRST_CONDITIONS, MOST_CONDITIONS, ChooseDecisionForm, conditions_in
from procure.web.forms import QuestionForm
from procure.web.meetings.blueprint import (
    address,
    form_page,
    meeting_to_read,
    meeting_to_run,
    meetings,
    title_of,
)
from procure.web.meetings.forms import (
    attendance_form,
    attendance_in,
    decision_form,
    interest_form,
    positions_before,
    positions_in,
)
from procure.web.sessions import current_session

Answer = str | Response


def has_begun(found: Meeting) -> bool:
    """Whether the time of the meeting has come."""
    return found.starts_at <= now()


@meetings.route("/<key>/attendance", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def attendance(key: str) -> Answer:
    """Who came."""
    found = _begun(key)
    seats = sorted(found.board.members, key=lambda seat: (seat.role != BoardRole.CHAIR, seat.user.name))
    form = attendance_form(seats)(data={f"member_{each.user_id}": each.kind for each in found.attendances})
    if form.is_submitted() and form.validate():
        service.record_attendance(current_session(), current_actor(), found, attendance_in(form))
        flash("The attendance is recorded.", "success")
        return redirect(address(found) + "#attendance")
    return form_page(form, found)


@meetings.route("/<key>/items/<item_key>/interest", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def interest(key: str, item_key: str) -> Answer:
    """A declaration made at the meeting."""
    found = _begun(key)
    item, review = _item(found, item_key)
    seats = [seat for seat in found.board.members if seat.user_id not in review.interested_user_ids]
    form = interest_form(sorted(seats, key=lambda seat: seat.user.name))()
    if form.is_submitted() and form.validate():
        said = form.answers
        member = next(seat for seat in seats if seat.user.key == said["member"])
        service.declare_for(current_session(), current_actor(), found, item, member.user_id, said["nature"])
        flash(f"{member.user.name} takes no part in deciding this item.", "success")
        return redirect(f"{address(found)}#item-{item.key}")
    return form_page(form, found, caption=title_of(item), continue_text="Record this interest")


@meetings.route("/<key>/items/<item_key>/decision", methods=["GET", "POST"])
@requires(Permission.DECIDE_ITEM)
def choose_decision(key: str, item_key: str) -> Answer:
    """Which way the meeting decided; the next page asks why and where each member stood."""
    found, item, review = _to_decide(key, item_key)
    _quorate(found, review)
    form = ChooseDecisionForm()
    if form.is_submitted() and form.validate():
        return redirect(url_for("meetings.decide", key=found.key, item_key=item.key, kind=form.kind.data))
    return form_page(form, found, caption=title_of(item), continue_text="Continue")


@meetings.route("/<key>/items/<item_key>/decision/<kind>", methods=["GET", "POST"])
@requires(Permission.DECIDE_ITEM)
def decide(key: str, item_key: str, kind: str) -> Answer:
    """The reason, where each member stood, and the conditions; sending it closes the review."""
    session, actor = current_session(), current_actor()
    found, item, review = _to_decide(key, item_key)
    _quorate(found, review)
    chosen = next((each for each in VerdictKind if each == kind), None)
    if chosen is None:
        raise NotFound("There is no such decision.")
    owners = following.owners_to_choose(session, review)
    sent = sum(name.startswith("condition_") for name in request.form)
    rows = min(MOST_CONDITIONS, max(FIRST_CONDITIONS, sent + (1 if "another" in request.form else 0)))
    own = {each.user_id: each for each in review.verdicts}
    voters = meeting.voters_on(found, review)
    form = decision_form(chosen, voters, own, owners, rows)(data=positions_before(chosen, voters, own))
    if form.is_submitted() and "another" not in request.form and form.validate():
        try:
            service.decide_item(
                session, actor, found, item, chosen, form.answers["reason"], positions_in(form),
                conditions_in(form, owners) if chosen == VerdictKind.ENDORSED_WITH_CONDITIONS else (),
            )  # fmt: skip
        except Invalid as error:
            field = "condition_1" if error.field == "conditions" else error.field
            form.refuse(field, str(error))
        else:
            flash("The decision is recorded, and the review is closed.", "success")
            return redirect(f"{address(found)}#item-{item.key}")
    return form_page(
        form, found, "pages/meetings/decide.html", caption=title_of(item), kind=chosen, rows=rows,
        most=MOST_CONDITIONS, continue_text="Record the decision and close the review",
    )  # fmt: skip


@meetings.get("/<key>/minutes")
@requires(Permission.READ_MEETING)
def minutes(key: str) -> str:
    """The minutes, as they would be signed now or as they were."""
    found, actor = meeting_to_read(key), current_actor()
    said, signature = minuted.minutes_of(current_session(), found), minuted.signature_of(found)
    return render_template(
        "pages/meetings/minutes.html", title=f"Minutes of the {found.board.name}", meeting=found,
        document=minutes_html(said, signature), signature=signature,
        files={each.kind: each for each in found.files}, may_sign=may(actor, Permission.SIGN_MINUTES, found),
        back=(address(found), "The meeting"),
    )  # fmt: skip


@meetings.route("/<key>/minutes/sign", methods=["GET", "POST"])
@requires(Permission.SIGN_MINUTES)
def sign(key: str) -> Answer:
    """Sign them off: nothing of the meeting changes from then on."""
    found = _begun(key)
    if not meeting.present_at(found):
        raise WrongState("The minutes need the attendance first: nobody is recorded as present.")
    form = QuestionForm()
    if form.is_submitted():
        minuting.sign(
            current_session(), current_actor(), found,
            enqueue=current_app.extensions["procure"].jobs.meeting_file,
        )  # fmt: skip
        flash("The minutes are signed. Their files are being made.", "success")
        return redirect(url_for("meetings.minutes", key=found.key))
    return render_template(
        "pages/meetings/sign.html", title="Sign the minutes", meeting=found, form=form,
        back=(url_for("meetings.minutes", key=found.key), "The minutes"),
    )  # fmt: skip


def _begun(key: str) -> Meeting:
    found = meeting_to_run(key)
    _has_to_have_begun(found)
    return found


def _has_to_have_begun(found: Meeting) -> None:
    if not has_begun(found):
        raise WrongState("This meeting has not begun.")


def _to_decide(key: str, item_key: str) -> tuple[Meeting, AgendaItem, Review]:
    """A meeting, an item and its review, if the person may decide on it: whoever chairs, or acts as chair for it."""
    found, actor = meeting_to_read(key), current_actor()
    about = meeting.item_by_key(found, item_key)
    meeting.require_item(actor, found, about)
    _has_to_have_begun(found)
    item, review = _item(found, item_key)
    reviewing.require_part(actor, Permission.DECIDE_REVIEW, review)
    return found, item, review


def _item(found: Meeting, item_key: str) -> tuple[AgendaItem, Review]:
    item = meeting.item_by_key(found, item_key)
    if item.review is None:
        raise NotFound("This item is not a tender to decide on.")
    if item.review.closed_at is not None:
        raise WrongState("This review is closed.")
    return item, item.review


def _quorate(found: Meeting, review: Review) -> None:
    if missing := meeting.missing_for(found, review):
        raise WrongState(
            f"No decision can be made on this item: {missing} more "
            f"{'member' if missing == 1 else 'members'} without an interest must be present."
        )
