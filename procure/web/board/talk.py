"""Talking about a version under review: comments, replies, what is settled, and what one has seen."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from procure.domain.discussion import SECTIONS
from procure.domain.exceptions import NotFound
from procure.domain.permissions import Permission
from procure.models import Review, ReviewComment
from procure.services import discussing, reviewing
from procure.services.freezing import snapshot_of
from procure.web.access import current_actor, requires
from procure.web.board.blueprint import board
from procure.web.board.forms import CommentForm, ReplyForm
from procure.web.sessions import current_session

Answer = str | Response


@board.route("/reviews/<key>/comment", methods=["GET", "POST"], defaults={"outcome_key": "", "section": ""})
@board.route(
    "/reviews/<key>/outcomes/<outcome_key>/comment", methods=["GET", "POST"], defaults={"section": ""}
)
@board.route(
    "/reviews/<key>/sections/<section>/comment", methods=["GET", "POST"], defaults={"outcome_key": ""}
)
@requires(Permission.COMMENT_ON_REVIEW)
def comment(key: str, outcome_key: str, section: str) -> Answer:
    """Comment on one outcome, on one section, or on the whole version."""
    session, actor = current_session(), current_actor()
    found = reviewing.review_by_key(session, actor, key)
    reviewing.require_part(actor, Permission.COMMENT_ON_REVIEW, found)
    outcome = snapshot_of(found.version).outcome(outcome_key) if outcome_key else None
    if outcome_key and outcome is None:
        raise NotFound("There is no such outcome in this version.")
    if section and section not in SECTIONS:
        raise NotFound("There is no such section.")
    form = CommentForm()
    if form.is_submitted() and form.validate():
        discussing.comment(session, actor, found, outcome_key, form.text.data, section=section)
        discussing.note_seen(session, actor, found)
        flash("Your comment is with the buyer and the board.", "success")
        place = f"outcome-{outcome.number}" if outcome else f"comments-{section}" if section else "comments"
        return redirect(f"{_address(found)}#{place}")
    title = form.page_title
    if outcome:
        title = f"Comment on outcome {outcome.number}"
    elif section:
        title = f"Comment on: {SECTIONS[section]}"
    return form.page(
        "pages/board/comment.html", review=found, outcome=outcome, title=title, caption=found.tender.title,
        back=(_address(found), "Back to the review"),
    )  # fmt: skip


@board.route("/reviews/<key>/comments/<int(max=2000000000):comment_id>/reply", methods=["GET", "POST"])
@requires(Permission.READ_REVIEW)
def reply(key: str, comment_id: int) -> Answer:
    """Reply to a comment: to the member who made it, or to the buyer's answer."""
    session, actor = current_session(), current_actor()
    found = reviewing.review_by_key(session, actor, key)
    about = discussing.comment_beside(session, actor, found, comment_id)
    form = ReplyForm()
    if form.is_submitted() and form.validate():
        discussing.reply(session, actor, found, comment_id, form.text.data)
        flash("Your reply is below the comment.", "success")
        return redirect(_place(found, about))
    return form.page(
        "pages/board/reply.html", review=found, about=about, caption=found.tender.title,
        back=(_address(found), "Back to the review"),
    )  # fmt: skip


@board.post("/reviews/<key>/comments/<int(max=2000000000):comment_id>/<any(resolve, reopen):what>")
@requires(Permission.RESOLVE_COMMENT)
def resolve(key: str, comment_id: int, what: str) -> Answer:
    """Say that a comment is settled, or open again."""
    session, actor = current_session(), current_actor()
    found = reviewing.review_by_key(session, actor, key)
    done = discussing.resolve(session, actor, found, comment_id, is_resolved=what == "resolve")
    flash("The comment is resolved." if what == "resolve" else "The comment is open again.", "success")
    return redirect(_place(found, done))


@board.post("/reviews/<key>/seen")
@requires(Permission.READ_REVIEW)
def note_seen(key: str) -> Answer:
    """Remember the version as the one the person saw, so that the next is compared with it. The page sends this by
    itself where scripts run, and there is nothing to show then."""
    session, actor = current_session(), current_actor()
    found = reviewing.review_by_key(session, actor, key)
    discussing.note_seen(session, actor, found)
    if request.form.get("quietly"):
        return Response(status=204)
    flash(f"The next version will be compared with version {found.version.number}.", "success")
    return redirect(_address(found))


def _address(found: Review) -> str:
    return url_for("board.review", key=found.key)


def _place(found: Review, about: ReviewComment) -> str:
    return f"{_address(found)}#comment-{about.id}"
