"""Boards and who sits on them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from procure.domain.exceptions import Invalid, NotFound
from procure.domain.permissions import Permission
from procure.models import Board, BoardMember
from procure.services import administering, enrolling
from procure.web.access import current_actor, requires
from procure.web.admin.blueprint import Answer, admin, back_to, form_page, is_answered
from procure.web.admin.forms import ChangeSeatForm, SeatForm, board_form, standing_form
from procure.web.forms import QuestionForm
from procure.web.sessions import current_session


@admin.get("/boards")
@requires(Permission.ADMINISTER)
def boards() -> str:
    """All boards."""
    rows = administering.boards(current_session(), current_actor())
    return render_template(
        "pages/admin/boards.html", title="Boards", rows=rows, back=back_to("admin.home", "Administration")
    )


@admin.route("/boards/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def add_board() -> Answer:
    """A new board; members are added on its page."""
    form = board_form(administering.missions(current_session()))()
    if added := form.made(lambda: administering.add_board(current_session(), current_actor(), form.answers)):
        flash(f"{added.name} is added. Now give it a chair and members.", "success")
        return redirect(url_for("admin.board", key=added.key))
    return form_page(form, back_to("admin.boards", "Boards"), caption="Add a board")


@admin.get("/boards/<key>")
@requires(Permission.ADMINISTER)
def board(key: str) -> str:
    """One board and its members."""
    found = _board(key)
    return render_template(
        "pages/admin/board.html", title=found.name, board=found, back=back_to("admin.boards", "Boards"),
        mission=dict(administering.missions(current_session())).get(found.mission_id, ""),
    )  # fmt: skip


@admin.route("/boards/<key>/details", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def change_board(key: str) -> Answer:
    """Name, remit, mission and quorum."""
    found = _board(key)
    form = board_form(administering.missions(current_session()))(obj=found)
    return _change(found, form, form.answers)


@admin.route("/boards/<key>/standing", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def close_board(key: str) -> Answer:
    """Close a board, or open it again."""
    found = _board(key)
    form = standing_form(
        "Does this board meet?", "Yes", "No, it is closed",
        {"no": "No tender can be sent to it. Reviews it has open can still be decided."},
    )(obj=found)  # fmt: skip
    return _change(found, form, form.answers)


@admin.route("/boards/<key>/members/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def add_member(key: str) -> Answer:
    """Give a person a seat."""
    found, session, actor = _board(key), current_session(), current_actor()
    form = SeatForm()
    if is_answered(form):
        try:
            person = enrolling.person_by_email(session, actor, form.answers["email"])
            administering.seat(session, actor, found, person, form.answers["role"])
        except Invalid as error:
            form.refuse("email" if error.field == "person" else error.field, str(error))
        else:
            flash(f"{person.name} sits on the board.", "success")
            return redirect(url_for("admin.board", key=found.key))
    return form_page(form, back_to("admin.board", found.name, key=found.key), caption=found.name)


@admin.route("/boards/<key>/members/<person_key>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def change_member(key: str, person_key: str) -> Answer:
    """Make a member chair or the other way round, or take the seat away."""
    found, session, actor = _board(key), current_session(), current_actor()
    own = _seat(found, person_key)
    form = ChangeSeatForm(data={"role": own.role})
    if is_answered(form):
        try:
            if form.answers["role"] == "none":
                administering.unseat(session, actor, found, own.user)
            else:
                administering.seat(session, actor, found, own.user, form.answers["role"])
        except Invalid as error:
            form.refuse("role", str(error))
        else:
            flash(f"{found.name} is changed.", "success")
            return redirect(url_for("admin.board", key=found.key))
    caption = f"{own.user.name}, {found.name}"
    return form_page(form, back_to("admin.board", found.name, key=found.key), caption=caption)


def _board(key: str) -> Board:
    return administering.board_by_key(current_session(), current_actor(), key)


def _seat(found: Board, person_key: str) -> BoardMember:
    own = next((each for each in found.members if each.user.key == person_key), None)
    if own is None:
        raise NotFound("This person does not sit on the board.")
    return own


def _change(found: Board, form: QuestionForm, values: dict[str, Any]) -> Answer:
    session, actor = current_session(), current_actor()
    changes = form.made(lambda: administering.change_board(session, actor, found, values))
    if changes is not None:
        if changes:
            flash(f"{found.name} is changed.", "success")
        return redirect(url_for("admin.board", key=found.key))
    return form_page(form, back_to("admin.board", found.name, key=found.key), caption=found.name)
