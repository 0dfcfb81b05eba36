"""The board's one page about the version under review, and each member's own inputs to its score."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from exports.board_view.view import Around, VersionStamp
from procure.domain.permissions import Permission, may
from procure.models import Review
from procure.services import aligning, briefing, reviewing
from procure.services.aligning import Aligned
from procure.web.access import current_actor, requires
from procure.web.alignment import explained
from procure.web.board.blueprint import board
from procure.web.board.forms import JudgeLinkForm
from procure.web.published.naming import content_disposition
from procure.web.sessions import current_session


@board.get("/reviews/<key>/board-view")
@requires(Permission.READ_REVIEW)
def board_view(key: str) -> str:
    """Everything a board needs on one page, and below it how every number was worked out."""
    found, aligned, stamp, around = _read(key)
    may_judge = may(current_actor(), Permission.JUDGE_LINK, found)

    def address(outcome_key: str, objective_id: str) -> str:
        return url_for("board.judge_link", key=found.key, outcome_key=outcome_key, objective_id=objective_id)

    return render_template(
        "pages/board/board_view.html",
        title=aligned.snapshot.title,
        review=found,
        document=briefing.page_of(aligned, stamp, around),
        explained=explained(aligned),
        judge_address=address if may_judge else None,
        back=(url_for("board.review", key=found.key), "Back to the review"),
    )


@board.get("/reviews/<key>/board-view.pdf")
@requires(Permission.READ_REVIEW)
def board_view_file(key: str) -> Response:
    """The same as one page on paper."""
    found, aligned, stamp, around = _read(key)
    page = url_for("board.board_view", key=found.key)
    return pdf_answer(aligned, stamp, around, page)


@board.route("/reviews/<key>/outcomes/<outcome_key>/objectives/<objective_id>", methods=["GET", "POST"])
@requires(Permission.JUDGE_LINK)
def judge_link(key: str, outcome_key: str, objective_id: str) -> str | AnyResponse:
    """The member's own step and evidence for one link, beside the author's."""
    session, actor = current_session(), current_actor()
    found = reviewing.review_by_key(session, actor, key)
    reviewing.require_part(actor, Permission.JUDGE_LINK, found)
    snapshot, outcome, link = aligning.link_of(found, outcome_key, objective_id)
    own = aligning.own_judgement(session, actor, found, outcome_key, objective_id)
    form = JudgeLinkForm(obj=own)
    back = url_for("board.board_view", key=found.key)
    if form.is_submitted() and form.validate():
        aligning.judge_link(session, actor, found, outcome_key, objective_id, **form.answers)
        flash(
            "Your inputs stand beside the author’s. You can change them until the board decides.", "success"
        )
        return redirect(f"{back}#how-outcome-{outcome.number}")
    return render_template(
        "pages/board/judge_link.html",
        form=form,
        review=found,
        outcome=outcome,
        objective=snapshot.objective(objective_id),
        link=link,
        title=form.title,
        caption=snapshot.title,
        has_errors=form.error_list,
        works_for_buyer=reviewing.works_for_buyer(actor, found),
        back=(back, "Board view"),
    )


def pdf_answer(aligned: Aligned, stamp: VersionStamp, around: Around, page: str) -> Response:
    """The PDF of a board view, which says that all of it is at the path ``page``."""
    base = current_app.extensions["procure"].settings.resolved_base_url
    data = briefing.file_of(aligned, stamp, around, f"{base}{page}")
    answer = Response(data, content_type="application/pdf")
    name = f"{aligned.snapshot.reference}-v{stamp.number}-board-view.pdf"
    answer.headers["Content-Disposition"] = content_disposition(name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _read(key: str) -> tuple[Review, Aligned, VersionStamp, Around]:
    session, actor = current_session(), current_actor()
    found = reviewing.review_by_key(session, actor, key)
    aligned = aligning.of_review(session, actor, found)
    around = briefing.around(session, found.tender, aligned.snapshot)
    return found, aligned, briefing.stamp_of(found.version, [found]), around
