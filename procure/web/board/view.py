"""The board's one page about the version under review, and each member's own inputs to its score."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from procure import db
from procure.domain.permissions import Permission, may
from procure.models import BoardPaper, Review
from procure.services import aligning, board_papers, briefing, reviewing
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
    session, actor = current_session(), current_actor()
    found = reviewing.review_by_key(session, actor, key)
    aligned = aligning.of_review(session, actor, found)
    around = briefing.around(session, found.tender, aligned.snapshot)
    may_judge = may(current_actor(), Permission.JUDGE_LINK, found)

    def address(outcome_key: str, objective_id: str) -> str:
        return url_for("board.judge_link", key=found.key, outcome_key=outcome_key, objective_id=objective_id)

    return render_template(
        "pages/board/board_view.html",
        title=aligned.snapshot.title,
        review=found,
        document=briefing.page_of(aligned, briefing.stamp_of(found.version, [found]), around),
        explained=explained(aligned),
        judge_address=address if may_judge else None,
        paper=is_made(found),
        back=(url_for("board.review", key=found.key), "Back to the review"),
    )


@board.route("/reviews/<key>/board-view.pdf", methods=["GET", "POST"])
@requires(Permission.READ_REVIEW)
def board_view_file(key: str) -> AnyResponse:
    """The same as one page on paper; a POST asks for it to be made."""
    session, actor = current_session(), current_actor()
    found = reviewing.review_by_key(session, actor, key)
    return paper_answer(found, url_for("board.board_view", key=found.key))


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
    return form.page(
        "pages/board/judge_link.html",
        review=found,
        outcome=outcome,
        objective=snapshot.objective(objective_id),
        link=link,
        caption=snapshot.title,
        works_for_buyer=reviewing.works_for_buyer(actor, found),
        back=(back, "Board view"),
    )


def paper_answer(review: Review, page: str) -> AnyResponse:
    """The page of a review as its file. A POST asks the worker to make it; and where it is not made yet, or says what
    is no longer so, the reader is told at the path ``page``."""
    wiring = current_app.extensions["procure"]
    session = current_session()
    if request.method == "POST":
        db.after_commit(session, lambda: wiring.jobs.paper(review.id))
        flash("The one page is being made as a PDF. It is here in a minute.", "success")
        return redirect(page)
    found = is_made(review)
    if found is None:
        flash("The one page is not made as a PDF yet, or something on it has changed since.", "notice")
        return redirect(page)
    with wiring.storage.open(found.sha256) as file:
        answer = Response(file.read(), content_type="application/pdf")
    name = f"{review.tender.reference}-v{review.version.number}-board-view.pdf"
    answer.headers["Content-Disposition"] = content_disposition(name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def is_made(review: Review) -> BoardPaper | None:
    """The file of a review's page, if there is one that says what the page says now."""
    settings = current_app.extensions["procure"].settings
    session = current_session()
    return board_papers.paper_of(session, review, board_papers.contents_of(session, review, settings))
