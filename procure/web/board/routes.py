"""The board's journey: the queue, the frozen version under review, comments, interests, verdicts, the decision."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exports.artefact import PublicationStamp
from exports.html import specification_html
from procure.domain.discussion import SECTIONS
from procure.domain.exceptions import Invalid, NotFound
from procure.domain.permissions import Permission
from procure.domain.vocabulary import VerdictKind
from procure.models import Review
from procure.services import discussing, following, queueing, reviewing
from procure.services.freezing import snapshot_of
from procure.web.access import current_actor, requires
from procure.web.board import apart, delegated, money, talk, view
from procure.web.board.blueprint import board
from procure.web.board.forms import (
    FIRST_CONDITIONS,
    MOST_CONDITIONS,
    ChooseDecisionForm,
    InterestForm,
    VerdictForm,
    conditions_in,
    decision_form,
)
from procure.web.board.reading import Beside, reading_of
from procure.web.forms import QuestionForm
from procure.web.sessions import current_session

__all__ = ["apart", "board", "delegated", "money", "talk", "view"]
Answer = str | Response


@board.get("")
@requires(Permission.SEE_BOARD)
def queue() -> str:
    """What waits for the person's boards."""
    waiting = queueing.queue(current_session(), current_actor())
    return render_template("pages/board/queue.html", title="Waiting for your board", waiting=waiting)


@board.get("/decided")
@requires(Permission.SEE_BOARD)
def decided() -> str:
    """What the person's boards have decided."""
    page = request.args.get("page", 1, type=int)
    found = queueing.decided(current_session(), current_actor(), min(max(page, 1), 1_000_000))
    return render_template(
        "pages/board/decided.html", title="Past decisions", found=found,
        back=(url_for("board.queue"), "Waiting for your board"),
    )  # fmt: skip


@board.get("/reviews/<key>")
@requires(Permission.READ_REVIEW)
def review(key: str) -> str:
    """The frozen version with outcomes beside objectives, what was said of it, and what the person may do."""
    found, session, actor = _review(key), current_session(), current_actor()
    earlier = reviewing.earlier_review(session, found)
    beside = Beside(
        discussing.discussion_of(session, found),
        discussing.last_seen(session, actor, found),
        earlier.version if earlier else None,
        discussing.has_seen(session, actor, found),
    )
    return render_template(
        "pages/board/review.html", title=snapshot_of(found.version).title, review=found,
        reading=reading_of(actor, found, beside), apart=apart.apart_of(found), sections=SECTIONS,
        back=(url_for("board.queue"), "Board"),
    )  # fmt: skip


@board.get("/reviews/<key>/specification")
@requires(Permission.READ_REVIEW)
def specification(key: str) -> str:
    """The whole of the frozen version, as it would be published; what it withholds is shown and marked."""
    found = _review(key)
    snapshot = snapshot_of(found.version)
    stamp = PublicationStamp(found.version.number, None, "Frozen for review", sha256=found.version.sha256)
    return render_template(
        "pages/board/specification.html", title=snapshot.title, review=found,
        document=specification_html(snapshot, stamp), withholds=bool(snapshot.withheld), back=_back(found),
    )  # fmt: skip


@board.route("/reviews/<key>/interest", methods=["GET", "POST"])
@requires(Permission.DECLARE_INTEREST)
def declare_interest(key: str) -> Answer:
    """Declare an interest and step out of the decision."""
    found = _review(key, Permission.DECLARE_INTEREST)
    form = InterestForm()
    if form.is_submitted() and form.validate():
        reviewing.declare_interest(current_session(), current_actor(), found, form.nature.data)
        flash("Your interest is on record. You take no further part in this review.", "success")
        return redirect(_address(found))
    return _form("declare_interest", form, found)


@board.route("/reviews/<key>/verdict", methods=["GET", "POST"])
@requires(Permission.RECORD_VERDICT)
def record_verdict(key: str) -> Answer:
    """Give one's own verdict, or change it."""
    found, actor = _review(key, Permission.RECORD_VERDICT), current_actor()
    own = next((each for each in found.verdicts if each.user_id == actor.user_id), None)
    form = VerdictForm(obj=own)
    if form.is_submitted() and form.validate():
        reviewing.record_verdict(current_session(), actor, found, **form.answers)
        discussing.note_seen(current_session(), actor, found)
        flash("Your verdict is recorded. You can change it until the board decides.", "success")
        return redirect(_address(found) + "#verdicts")
    return _form("record_verdict", form, found, works_for_buyer=reviewing.works_for_buyer(actor, found))


@board.route("/reviews/<key>/decision", methods=["GET", "POST"])
@requires(Permission.DECIDE_REVIEW)
def choose_decision(key: str) -> Answer:
    """The chair says which way the board decided; the next page asks why."""
    found = _review(key, Permission.DECIDE_REVIEW)
    missing = reviewing.missing_for_quorum(found)
    form = ChooseDecisionForm()
    if form.is_submitted() and form.validate() and not missing:
        return redirect(url_for("board.decide", key=found.key, kind=form.kind.data))
    return _form("choose_decision", form, found, missing=missing)


@board.route("/reviews/<key>/decision/<kind>", methods=["GET", "POST"])
@requires(Permission.DECIDE_REVIEW)
def decide(key: str, kind: str) -> Answer:
    """The reason, the conditions if any, and the dissent that will stand beside them; sending it closes the review."""
    found = _review(key, Permission.DECIDE_REVIEW)
    chosen = next((each for each in VerdictKind if each == kind), None)
    if chosen is None:
        raise NotFound("There is no such decision.")
    if reviewing.missing_for_quorum(found):
        return redirect(url_for("board.choose_decision", key=found.key))
    rows = _rows()
    owners = following.owners_to_choose(current_session(), found)
    form = decision_form(chosen, rows, owners)()
    if form.is_submitted() and "another" not in request.form and form.validate():
        try:
            reviewing.decide(
                current_session(),
                current_actor(),
                found,
                chosen,
                form.answers["reason"],
                conditions_in(form, owners),
            )
        except Invalid as error:
            form.refuse("condition_1" if error.field == "conditions" else error.field, str(error))
        else:
            flash("The decision is recorded, and the review is closed.", "success")
            return redirect(_address(found))
    return _form(
        "decide", form, found, kind=chosen, rows=rows, most=MOST_CONDITIONS,
        dissent=reviewing.dissent_from(found, chosen),
    )  # fmt: skip


def _review(key: str, part: Permission | None = None) -> Review:
    """The review, if it is of the person's board and they may take this part in it."""
    found = reviewing.review_by_key(current_session(), current_actor(), key)
    if part is not None:
        reviewing.require_part(current_actor(), part, found)
    return found


def _rows() -> int:
    """How many conditions the form has: as many as were sent, and one more when asked for."""
    sent = sum(name.startswith("condition_") for name in request.form)
    more = 1 if "another" in request.form else 0
    return min(MOST_CONDITIONS, max(FIRST_CONDITIONS, sent + more))


def _form(name: str, form: QuestionForm, found: Review, **more: Any) -> str:
    known = {"caption": found.tender.title, "review": found, "back": _back(found)}
    return form.page(f"pages/board/{name}.html", **known | more)


def _address(found: Review) -> str:
    return url_for("board.review", key=found.key)


def _back(found: Review) -> tuple[str, str]:
    return _address(found), "Back to the review"
