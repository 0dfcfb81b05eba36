"""Without the chair, and without a meeting: who acts as chair for a tender, and deciding in writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import Invalid, NotFound
from procure.domain.permissions import Permission, may
from procure.domain.vocabulary import BoardRole
from procure.domain.written import AnswerKind, Tally, WrittenResult
from procure.models import Delegation, Review, WrittenProcedure
from procure.services import circulating, delegating, following, minuted, presiding, reviewing
from procure.services.freezing import snapshot_of
from procure.web.access import current_actor, requires
from procure.web.board.blueprint import board
from procure.web.board.deciding_forms import (
    WITHDRAW,
    AnswerForm,
    EndForm,
    handover_form,
    written_form,
)
from procure.web.board.forms import FIRST_CONDITIONS, MOST_CONDITIONS, conditions_in
from procure.web.forms import QuestionForm
from procure.web.sessions import current_session

Answer = str | Response
board.add_app_template_filter(AnswerKind.label_of, "label_of_answer")


@dataclass(frozen=True)
class Apart:
    """What the page of a review says of ways to decide apart from the usual: how it was decided, who acts as chair, the
    question in writing and earlier ones, and the delegation that the person may decide under."""

    how: str
    acting: str
    may_hand_over: bool
    may_take_back: bool
    question: WrittenProcedure | None
    counted: Tally | None
    asked: Sequence[str]
    may_ask: bool
    may_answer: bool
    delegation: Delegation | None
    delegation_words: str
    out_of_reach: Sequence[str]


def apart_of(review: Review) -> Apart:
    """What the page of ``review`` shows of it to whoever makes this request."""
    session, actor = current_session(), current_actor()
    question = review.in_writing if review.closed_at is None else None
    delegation, reasons = delegating.open_to(session, actor, review)
    decided = review.closed_at is not None and review.decided_by_id is not None
    is_chair = actor.boards.get(review.board_id) == BoardRole.CHAIR
    return Apart(
        how=minuted.how_decided(review) if decided and review.meeting_id is None else "",
        acting=presiding.in_words(review.handover) if review.handover else "",
        may_hand_over=may(actor, Permission.HAND_OVER_CHAIR, review)
        and bool(presiding.to_choose(actor, review)),
        may_take_back=is_chair
        and review.handover is not None
        and review.closed_at is None
        and actor.user_id not in review.interested_user_ids,
        question=question,
        counted=circulating.tally_of(review, question) if question else None,
        asked=[minuted.written_in_words(review, each) for each in review.written if each.ended_at],
        may_ask=may(actor, Permission.RUN_WRITTEN, review) and question is None,
        may_answer=question is not None and may(actor, Permission.ANSWER_WRITTEN, review),
        delegation=delegation if question is None else None,
        delegation_words=delegating.in_words(delegation) if delegation else "",
        out_of_reach=reasons,
    )


# Who acts as chair


@board.route("/reviews/<key>/chair", methods=["GET", "POST"])
@requires(Permission.HAND_OVER_CHAIR)
def hand_over(key: str) -> Answer:
    """Have another member act as chair for this tender."""
    found, session, actor = _review(key, Permission.HAND_OVER_CHAIR), current_session(), current_actor()
    seats = presiding.to_choose(actor, found)
    if not seats:
        raise NotFound("Every other member declared an interest in this tender, or has no active account.")
    form = handover_form(seats)()
    said = form.answers
    if form.is_taken(
        lambda: presiding.hand_over(session, actor, found, said["member"], said["because"], said["note"])
    ):
        flash("It is recorded who acts as chair for this tender.", "success")
        return redirect(_address(found))
    return _form(form, found, continue_text="Record who acts as chair")


@board.post("/reviews/<key>/chair/back")
@requires(Permission.HAND_OVER_CHAIR)
def take_back(key: str) -> Response:
    """The chair takes the chair back."""
    found = _review(key, Permission.HAND_OVER_CHAIR)
    presiding.take_back(current_session(), current_actor(), found)
    flash("You chair this tender again.", "success")
    return redirect(_address(found))


# In writing


@board.get("/reviews/<key>/written")
@requires(Permission.READ_REVIEW)
def written(key: str) -> str:
    """What was put to the members in writing, with its papers and how they answered."""
    found, actor = reviewing.review_by_key(current_session(), current_actor(), key), current_actor()
    if not found.written:
        raise NotFound("Nothing was put to the members in writing.")
    question = found.in_writing if found.closed_at is None else None
    return render_template(
        "pages/board/written.html", title="Asked in writing", caption=snapshot_of(found.version).title,
        review=found, shown=[
            (each, circulating.tally_of(found, each), circulating.conditions_of(each), each is question)
            for each in reversed(found.written)
        ],
        awaited=circulating.awaited(found, question) if question else (), result=WrittenResult.label_of,
        may_answer=question is not None and may(actor, Permission.ANSWER_WRITTEN, found),
        may_end=question is not None and may(actor, Permission.RUN_WRITTEN, found),
        back=(_address(found), "Back to the review"),
    )  # fmt: skip


@board.route("/reviews/<key>/written/new", methods=["GET", "POST"])
@requires(Permission.RUN_WRITTEN)
def ask_in_writing(key: str) -> Answer:
    """Put a decision to the members in writing."""
    found, session, actor = _review(key, Permission.RUN_WRITTEN), current_session(), current_actor()
    reviewing.refuse_while_in_writing(found)
    owners = following.owners_to_choose(session, found)
    sent = sum(name.startswith("condition_") for name in request.form)
    rows = min(MOST_CONDITIONS, max(FIRST_CONDITIONS, sent + ("another" in request.form)))
    form = written_form(owners, rows)()
    if form.is_submitted() and "another" not in request.form and form.validate():
        said = form.answers
        try:
            circulating.open_question(
                session, actor, found, said["kind"], said["reason"], said["closes_on"],
                conditions_in(form, owners),
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error.field, str(error))
        else:
            flash("The members are asked. It waits on the board page of each of them.", "success")
            return redirect(url_for("board.written", key=found.key))
    return form.page(
        "pages/board/ask_in_writing.html", review=found, rows=rows, most=MOST_CONDITIONS, caption=found.tender.title,
        back=(_address(found), "Back to the review"),
    )  # fmt: skip


@board.route("/reviews/<key>/written/answer", methods=["GET", "POST"])
@requires(Permission.ANSWER_WRITTEN)
def answer_in_writing(key: str) -> Answer:
    """Agree, object or abstain."""
    found, actor = _review(key, Permission.ANSWER_WRITTEN), current_actor()
    question = circulating.open_or_none(found)
    form = AnswerForm(obj=next((each for each in question.answers if each.user_id == actor.user_id), None))
    session, said = current_session(), form.answers
    if form.is_taken(
        lambda: circulating.answer(
            session, actor, found, said["kind"], said["reason"], wants_meeting=said["wants_meeting"]
        )
    ):
        flash("Your answer is recorded.", "success")
        return redirect(url_for("board.written", key=found.key))
    return _form(form, found, to=url_for("board.written", key=found.key), continue_text="Send your answer")


@board.route("/reviews/<key>/written/end", methods=["GET", "POST"])
@requires(Permission.RUN_WRITTEN)
def end_in_writing(key: str) -> Answer:
    """Record what came of it, or withdraw the question."""
    found, session, actor = _review(key, Permission.RUN_WRITTEN), current_session(), current_actor()
    question = circulating.open_or_none(found)
    form = EndForm()
    if form.is_submitted() and form.validate():
        if form.answers["what"] == WITHDRAW:
            circulating.withdraw(session, actor, found, form.answers["because"])
            flash("The question is withdrawn.", "success")
        elif not circulating.may_record(found, question):
            form.refuse("what", "Members still have time to answer. Wait, or withdraw the question")
            return _form(form, found, to=url_for("board.written", key=found.key))
        else:
            result = circulating.record_result(session, actor, found)
            flash(f"Recorded: {result.label[0].lower()}{result.label[1:]}.", "success")
        return redirect(url_for("board.written", key=found.key))
    return _form(form, found, to=url_for("board.written", key=found.key))


def _review(key: str, part: Permission) -> Review:
    found = reviewing.review_by_key(current_session(), current_actor(), key)
    if part == Permission.HAND_OVER_CHAIR:
        presiding.require(current_actor(), found)
    else:
        reviewing.require_part(current_actor(), part, found)
    return found


def _form(form: QuestionForm, found: Review, to: str = "", **more: Any) -> str:
    back = (to, "Asked in writing") if to else (_address(found), "Back to the review")
    return form.page(caption=found.tender.title, review=found, back=back, **more)


def _address(found: Review) -> str:
    return url_for("board.review", key=found.key)
