"""To the board and back: submitting, recalling, answering what it said, and withdrawing."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from procure.domain.discussion import SECTIONS, place_of
from procure.domain.discussion import counts as discussion_counts
from procure.domain.exceptions import Invalid, NotReady
from procure.domain.permissions import Permission
from procure.domain.readiness import blocking
from procure.domain.states import Event, next_state
from procure.models import Board, Review, ReviewComment, Tender
from procure.services import (
    amending,
    discussing,
    freezing,
    minuted,
    publishing,
    reviewing,
    translating,
    withdrawing,
)
from procure.services import authoring as service
from procure.web.access import current_actor, requires
from procure.web.authoring.blueprint import authoring, tender_to_read
from procure.web.forms import OneOf, Paragraphs, QuestionForm
from procure.web.pages import london_today
from procure.web.sessions import current_session


def submit_form(boards: list[Board]) -> type[QuestionForm]:
    """The page that chooses a board."""

    class SubmitForm(QuestionForm):
        heading = "Submit to a board"
        intro = (
            "The draft is frozen as a numbered version, which the board reads. You cannot change it until the board "
            "decides or you recall it.",
        )
        board = OneOf(
            "Which board should decide?",
            [(board.key, board.name) for board in boards],
            called="the board",
            required=True,
            hints={board.key: board.remit for board in boards if board.remit},
        )
        note = Paragraphs(
            "Is there anything the board should know?",
            called="Note to the board",
            hint="You can leave this empty. It is not published.",
            maximum=4_000,
            rows=4,
        )

    return SubmitForm


class AnswerForm(QuestionForm):
    heading = "Answer this comment"
    text = Paragraphs("What is your answer?", called="Answer", required=True, rows=5, maximum=4_000)


class ReplyForm(QuestionForm):
    text = Paragraphs("What is your reply?", called="Reply", required=True, rows=5, maximum=4_000)


class MetForm(QuestionForm):
    heading = "How a condition was met"
    note = Paragraphs(
        "How was the condition met?",
        called="How the condition was met",
        hint="Say what was done, when, and where that can be seen",
        required=True,
        rows=5,
        maximum=4_000,
    )


class AmendForm(QuestionForm):
    heading = "Change this tender with a new version"
    intro = (
        "What is published stays as it is, and public, until a board has endorsed the new version and you publish it.",
        "The new tender notice lists every item that differs. Where the change is substantial, consider whether "
        "suppliers need more time (Procurement Act 2023, section 31).",
    )
    what_changes = Paragraphs(
        "What changes, and why?",
        called="What changes and why",
        hint="Suppliers read this in the new notice. For example: “Two sites were added, so there is a week more.”",
        required=True,
        rows=5,
        maximum=amending.LONGEST_REASON,
    )


class WithdrawForm(QuestionForm):
    heading = "Withdraw this tender"
    intro = (
        "A withdrawn tender cannot be changed, submitted or published any more. You can still read and copy it.",
    )
    reason = Paragraphs(
        "Why is it withdrawn?", called="The reason for withdrawing", required=True, rows=4, maximum=1_000
    )


@authoring.route("/<reference>/submit", methods=["GET", "POST"])
@requires(Permission.SUBMIT_TENDER)
def submit(reference: str) -> str | Response:
    """Choose a board and send it the draft."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    next_state(tender.state, Event.SUBMIT)
    boards = reviewing.boards_to_choose(session, actor)
    form = submit_form(boards)()
    snapshot, issues, _ = service.overview(session, actor, tender, london_today())
    if form.is_submitted() and form.validate():
        chosen = next(board for board in boards if board.key == form.answers["board"])
        try:
            reviewing.submit(session, actor, tender, chosen, form.answers["note"])
        except Invalid as error:
            form.refuse(error.field, str(error))
        except NotReady:
            return redirect(url_for("authoring.readiness", reference=reference))
        else:
            flash(f"The tender is with {chosen.name}.", "success")
            return redirect(_tasks(reference))
    return form.page(
        "pages/authoring/submit.html",
        tender=tender,
        boards=boards,
        blocking=blocking(issues),
        advisory=[issue for issue in issues if not issue.is_blocking],
        in_welsh=translating.coverage(tender, snapshot),
        continue_text="Submit",
        back=(_tasks(reference), "Task list"),
    )


@authoring.route("/<reference>/recall", methods=["GET", "POST"])
@requires(Permission.SUBMIT_TENDER)
def recall(reference: str) -> str | Response:
    """Take it back from the board, after asking."""
    tender = tender_to_read(reference)
    form = QuestionForm()
    if form.is_submitted():
        reviewing.recall(current_session(), current_actor(), tender)
        flash("The tender is a draft again. What the board said so far stays on record.", "success")
        return redirect(_tasks(reference))
    next_state(tender.state, Event.RECALL)
    return render_template(
        "pages/authoring/recall.html",
        title="Recall this tender from the board",
        tender=tender,
        back=(_tasks(reference), "Task list"),
    )


@authoring.route("/<reference>/reopen", methods=["GET", "POST"])
@requires(Permission.SUBMIT_TENDER)
def reopen(reference: str) -> str | Response:
    """Make it a draft again, after asking."""
    tender = tender_to_read(reference)
    form = QuestionForm()
    if form.is_submitted():
        reviewing.reopen(current_session(), current_actor(), tender)
        flash("The tender is a draft again. It needs a new review before it can be published.", "success")
        return redirect(_tasks(reference))
    next_state(tender.state, Event.REOPEN)
    return render_template(
        "pages/authoring/reopen.html",
        title="Reopen this tender as a draft",
        tender=tender,
        back=(_tasks(reference), "Task list"),
    )


@authoring.route("/<reference>/amend", methods=["GET", "POST"])
@requires(Permission.SUBMIT_TENDER)
def amend(reference: str) -> str | Response:
    """Say what changes, and go on with a draft beside what is public."""
    tender = tender_to_read(reference)
    next_state(tender.state, Event.AMEND)
    form = AmendForm()
    if form.is_submitted() and form.validate():
        amending.begin(current_session(), current_actor(), tender, form.what_changes.data)
        flash("The tender is a draft again. What is published stays public meanwhile.", "success")
        return redirect(_tasks(reference))
    return form.page(
        caption=tender.title, continue_text="Start the new version", back=(_tasks(reference), "Task list")
    )


@authoring.get("/<reference>/feedback")
@requires(Permission.READ_TENDER)
def feedback(reference: str) -> str:
    """Everything boards said of it, newest first, with our answers."""
    tender = tender_to_read(reference)
    reviews = reviewing.reviews_of(current_session(), current_actor(), tender)
    return render_template(
        "pages/authoring/feedback.html",
        title="What the board said",
        tender=tender,
        reviews=[(review, _said(review), reviewing.dissent(review)) for review in reviews],
        how={
            each.id: minuted.how_decided(each)
            for each in reviews
            if each.decided_by_id is not None and each.meeting_id is None
        },
        counts=discussion_counts(comment for review in reviews for comment in review.comments),
        back=(_tasks(reference), "Task list"),
    )


@authoring.route("/<reference>/feedback/<int(max=2000000000):comment_id>", methods=["GET", "POST"])
@requires(Permission.SUBMIT_TENDER)
def answer_comment(reference: str, comment_id: int) -> str | Response:
    """Answer one comment."""
    tender = tender_to_read(reference)
    comment = _comment(tender, comment_id)
    form = AnswerForm(data={"text": comment.answer})
    if form.is_submitted() and form.validate():
        discussing.answer_comment(current_session(), current_actor(), comment_id, form.answers["text"])
        flash("Your answer is with the board's comments.", "success")
        return redirect(url_for("authoring.feedback", reference=reference) + f"#comment-{comment_id}")
    return form.page(
        "pages/authoring/answer_comment.html",
        comment=comment,
        continue_text="Save answer",
        back=(url_for("authoring.feedback", reference=reference), "What the board said"),
    )


@authoring.route("/<reference>/feedback/<int(max=2000000000):comment_id>/reply", methods=["GET", "POST"])
@requires(Permission.SUBMIT_TENDER)
def reply_to_comment(reference: str, comment_id: int) -> str | Response:
    """Go on with the thread below a comment."""
    tender = tender_to_read(reference)
    comment = _comment(tender, comment_id)
    form = ReplyForm()
    if form.is_submitted() and form.validate():
        discussing.reply_as_officer(current_session(), current_actor(), comment_id, form.answers["text"])
        flash("Your reply is below the board's comment.", "success")
        return redirect(url_for("authoring.feedback", reference=reference) + f"#comment-{comment_id}")
    return form.page(
        "pages/authoring/answer_comment.html",
        comment=comment,
        continue_text="Send reply",
        back=(url_for("authoring.feedback", reference=reference), "What the board said"),
    )


@authoring.get("/<reference>/conditions")
@requires(Permission.READ_TENDER)
def conditions(reference: str) -> str:
    """The conditions of the endorsement, and how each was met."""
    tender = tender_to_read(reference)
    review = publishing.endorsing_review(current_session(), tender)
    return render_template(
        "pages/authoring/conditions.html",
        title="Conditions of the endorsement",
        tender=tender,
        conditions=review.conditions if review else [],
        back=(_tasks(reference), "Task list"),
    )


@authoring.route("/<reference>/conditions/<key>", methods=["GET", "POST"])
@requires(Permission.SUBMIT_TENDER)
def meet_condition(reference: str, key: str) -> str | Response:
    """Record how one condition was met."""
    session, actor = current_session(), current_actor()
    tender = tender_to_read(reference)
    review = publishing.endorsing_review(session, tender)
    condition = next((each for each in review.conditions if each.key == key), None) if review else None
    if condition is None:
        abort(404)
    form = MetForm()
    if form.is_submitted() and form.validate():
        reviewing.meet_condition(session, actor, key, form.answers["note"])
        return redirect(url_for("authoring.conditions", reference=reference))
    return form.page(
        "pages/authoring/meet_condition.html",
        condition=condition,
        continue_text="Record",
        back=(url_for("authoring.conditions", reference=reference), "Conditions"),
    )


@authoring.route("/<reference>/withdraw", methods=["GET", "POST"])
@requires(Permission.WITHDRAW_TENDER)
def withdraw(reference: str) -> str | Response:
    """Give it up, with a reason."""
    tender = tender_to_read(reference)
    form = WithdrawForm()
    if form.is_submitted() and form.validate():
        withdrawing.withdraw(current_session(), current_actor(), tender, form.answers["reason"])
        flash("The tender is withdrawn.", "success")
        return redirect(_tasks(reference))
    next_state(tender.state, Event.WITHDRAW)
    return form.page(
        caption=tender.title, continue_text="Withdraw", is_warning=True, back=(_tasks(reference), "Task list")
    )


def _said(review: Review) -> list[tuple[str, list[ReviewComment]]]:
    """Comments under the outcome they are about, in its order in the version; those on the whole first."""
    outcomes = {outcome.key: outcome for outcome in freezing.snapshot_of(review.version).outcomes}
    headings = {"": "On the whole tender"}
    headings |= {f"section:{name}": f"On: {title}" for name, title in SECTIONS.items()}
    headings |= {key: f"On outcome {outcome.number}: {outcome.title}" for key, outcome in outcomes.items()}
    said = [
        (heading, [comment for comment in review.comments if place_of(comment, outcomes) == key])
        for key, heading in headings.items()
    ]
    return [(heading, comments) for heading, comments in said if comments]


def _comment(tender: Tender, comment_id: int) -> ReviewComment:
    reviews = reviewing.reviews_of(current_session(), current_actor(), tender)
    found = next((each for review in reviews for each in review.comments if each.id == comment_id), None)
    if found is None:
        abort(404)
    return found


def _tasks(reference: str) -> str:
    return url_for("authoring.tasks", reference=reference)
