"""What boards delegate to a member: given, revoked, and decided under."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from procure.domain.delegating import DelegationScope, is_in_force
from procure.domain.exceptions import Invalid, NotAllowed, NotFound
from procure.domain.permissions import Permission, may
from procure.domain.vocabulary import VerdictKind
from procure.models import Delegation, Review
from procure.services import access, delegating, following, reviewing
from procure.web.access import current_actor, requires
from procure.web.board.blueprint import board
from procure.web.board.deciding_forms import RevokeForm, delegation_form
from procure.web.board.forms import (
    FIRST_CONDITIONS,
    MOST_CONDITIONS,
    ChooseDecisionForm,
    conditions_in,
    decision_form,
)
from procure.web.pages import london_today
from procure.web.sessions import current_session

Answer = str | Response
board.add_app_template_filter(DelegationScope.label_of, "label_of_scope")


@board.get("/delegations")
@requires(Permission.SEE_BOARD)
def delegations() -> str:
    """Everything that the person's boards delegated."""
    session, actor = current_session(), current_actor()
    found = delegating.delegations_of(session, actor)
    return render_template(
        "pages/board/delegations.html", title="Delegated decisions",
        found=[(each, _standing(each)) for each in found],
        may_give=bool(delegating.boards_to_delegate(session, actor)),
        back=(url_for("board.queue"), "Board"),
    )  # fmt: skip


@board.route("/delegations/new", methods=["GET", "POST"])
@requires(Permission.SEE_BOARD)
def give_delegation() -> Answer:
    """Delegate decisions to a member."""
    session, actor = current_session(), current_actor()
    boards = delegating.boards_to_delegate(session, actor)
    if not boards:
        raise NotFound("Only the chair of a board can delegate its decisions.")
    form = delegation_form(boards)()
    if form.is_submitted() and form.validate():
        said = form.answers
        board_key, _, member_key = said["member"].partition(":")
        chosen = next(each for each in boards if each.key == board_key)
        try:
            made = delegating.give(session, actor, chosen, member_key, said)
        except Invalid as error:
            form.refuse(error.field, str(error))
        else:
            flash("The delegation is given.", "success")
            return redirect(url_for("board.delegation", key=made.key))
    return _form(form, url_for("board.delegations"), "Delegated decisions", continue_text="Delegate")


@board.get("/delegations/<key>")
@requires(Permission.READ_DELEGATION)
def delegation(key: str) -> str:
    """One delegation, and what was decided under it."""
    session, actor = current_session(), current_actor()
    found = delegating.delegation_by_key(session, actor, key)
    return render_template(
        "pages/board/delegation.html", title=f"Delegation to {found.delegate.name}", delegation=found,
        standing=_standing(found), decided=delegating.decided_under(session, found),
        may_revoke=may(actor, Permission.GIVE_DELEGATION, found) and found.revoked_at is None,
        back=(url_for("board.delegations"), "Delegated decisions"),
    )  # fmt: skip


@board.route("/delegations/<key>/revoke", methods=["GET", "POST"])
@requires(Permission.GIVE_DELEGATION)
def revoke_delegation(key: str) -> Answer:
    """End a delegation at once."""
    session, actor = current_session(), current_actor()
    found = delegating.delegation_by_key(session, actor, key)
    access.require(actor, Permission.GIVE_DELEGATION, found)
    form = RevokeForm()
    address = url_for("board.delegation", key=found.key)
    if form.is_submitted() and form.validate():
        delegating.revoke(session, actor, found, form.because.data)
        flash("The delegation is revoked.", "success")
        return redirect(address)
    return _form(form, address, "The delegation", continue_text="Revoke it", is_warning=True)


@board.route("/reviews/<key>/delegated", methods=["GET", "POST"])
@requires(Permission.USE_DELEGATION)
def choose_delegated(key: str) -> Answer:
    """Which way the person decides for the board; the next page asks why."""
    found, under = _to_decide(key)
    form = ChooseDecisionForm()
    if form.is_submitted() and form.validate():
        return redirect(url_for("board.decide_delegated", key=found.key, kind=form.kind.data))
    return form.page(
        "pages/board/choose_delegated.html", review=found, title=f"{form.page_title} (delegated to you)",
        words=delegating.in_words(under), caption=found.tender.title,
        back=(url_for("board.review", key=found.key), "Back to the review"),
    )  # fmt: skip


@board.route("/reviews/<key>/delegated/<kind>", methods=["GET", "POST"])
@requires(Permission.USE_DELEGATION)
def decide_delegated(key: str, kind: str) -> Answer:
    """The reason and the conditions; sending it closes the review under the delegation."""
    found, under = _to_decide(key)
    session, actor = current_session(), current_actor()
    chosen = next((each for each in VerdictKind if each == kind), None)
    if chosen is None:
        raise NotFound("There is no such decision.")
    owners = following.owners_to_choose(session, found)
    sent = sum(name.startswith("condition_") for name in request.form)
    rows = min(MOST_CONDITIONS, max(FIRST_CONDITIONS, sent + ("another" in request.form)))
    form = decision_form(chosen, rows, owners)()
    if form.is_submitted() and "another" not in request.form and form.validate():
        try:
            delegating.decide(
                session, actor, found, chosen, form.answers["reason"], conditions_in(form, owners)
            )
        except Invalid as error:
            form.refuse("condition_1" if error.field == "conditions" else error.field, str(error))
        else:
            flash("The decision is recorded, and is reported to the next meeting.", "success")
            return redirect(url_for("board.review", key=found.key))
    return form.page(
        "pages/board/decide.html", review=found, kind=chosen, rows=rows, most=MOST_CONDITIONS,
        dissent=reviewing.dissent_from(found, chosen), words=delegating.in_words(under), caption=found.tender.title,
        back=(url_for("board.review", key=found.key), "Back to the review"),
    )  # fmt: skip


def _to_decide(key: str) -> tuple[Review, Delegation]:
    """The review and the delegation under which the person may decide it. Raises NotAllowed with the reasons."""
    session, actor = current_session(), current_actor()
    found = reviewing.review_by_key(session, actor, key)
    reviewing.refuse_while_in_writing(found)
    under, reasons = delegating.open_to(session, actor, found)
    if under is None:
        raise NotAllowed(" ".join(reasons) or "The board has delegated no decision on this tender to you.")
    return found, under


def _standing(found: Delegation) -> str:
    today = london_today()
    if found.revoked_at is not None:
        return "Revoked"
    if is_in_force(found, False, today):
        return "In force"
    return "Not begun" if today < found.from_on else "Ended"


def _form(form: Any, to: str, words: str, **more: Any) -> str:
    return form.page(back=(to, words), **more)
