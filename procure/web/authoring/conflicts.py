"""Two people saved the same page: both texts side by side, a choice for each, and nothing of either lost.

In a view, with ``current`` the stored columns that the form shows::

    def save() -> Response:
        authoring.save(…, form.answers, form.revision.data or "", …)
        return redirect(…)

    return conflicts.answer(form, current, save, back=…) or form.page(…)

``names`` maps form fields to columns where they differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from procure.domain.exceptions import Invalid, StaleEdit
from procure.models import Tender
from procure.services import authoring
from procure.web.forms import Question, QuestionForm
from procure.web.forms.text import Text
from procure.web.sessions import current_session

Names = Mapping[str, str]


def answer(
    form: QuestionForm,
    current: Mapping[str, Any],
    save: Callable[[], Response],
    *,
    back: tuple[str, str],
    last_save: Callable[[], Any] = lambda: None,
    names: Names | None = None,
) -> Response | tuple[str, int] | None:
    """What a form that was sent is answered with: what ``save`` answers, or the page of both texts if somebody else
    saved meanwhile (``last_save`` tells who, as ``page`` wants it). None where the form itself is to be shown, with the
    revision of ``current`` or with its errors.
    """
    if not form.is_submitted():
        form.revision.data = authoring.revision_of(current)
        return None
    try:
        take_choices(form, current, names)
        if form.validate() and not form.is_searching:
            return save()
    except StaleEdit as clash:
        return page(form, clash, last_save(), back=back, names=names)
    except Invalid as refusal:
        fields = {column: name for name, column in (names or {}).items()}
        form.refuse(fields.get(refusal.field, refusal.field), str(refusal))
    return None


def take_choices(form: QuestionForm, current: Mapping[str, Any], names: Names | None = None) -> None:
    """When the page of both texts was sent, put what was chosen into the form; otherwise do nothing.

    Raises StaleEdit again while a choice is open. Call it before the form is validated.
    """
    names, is_open = names or {}, False
    for field in _asked(form):
        column = names.get(field.name, field.name)
        match request.form.get(f"keep-{field.name}"):
            case "theirs":
                field.process(None, data=current[column])
            case "both" if isinstance(field, Text):
                field.process(MultiDict({field.name: request.form.get(f"both-{field.name}", "")}))
            case "yours":
                pass
            case _:
                is_open = True
    if is_open:
        yours = {names.get(name, name): value for name, value in form.answers.items()}
        raise StaleEdit(current, yours, authoring.revision_of(current))


def show(
    form: QuestionForm,
    clash: StaleEdit,
    tender: Tender,
    *,
    what: str,
    back: tuple[str, str],
    names: Names | None = None,
) -> tuple[str, int]:
    """The page of both texts of a tender's page, with status 409 so that nothing is committed."""
    saved = authoring.last_save(current_session(), tender, what)
    return page(form, clash, saved, back=back, names=names)


def page(
    form: QuestionForm,
    clash: StaleEdit,
    saved: Any,
    *,
    back: tuple[str, str],
    names: Names | None = None,
) -> tuple[str, int]:
    """As ``show``, for a page of anything. ``saved`` has the ``actor_name`` of whoever saved it last, and ``at``
    when; None where nobody knows."""
    names = names or {}
    asked = _asked(form)
    differing = []
    for field in form.questions:
        column = names.get(field.name, field.name)
        theirs, yours = clash.theirs.get(column), clash.yours.get(column)
        if authoring.revision_of({"": theirs}) != authoring.revision_of({"": yours}):
            differing.append(_difference(field, theirs, yours, is_open=field in asked))
    html = render_template(
        "pages/authoring/conflict.html",
        title="Somebody else changed this page",
        form=form,
        differing=differing,
        saved=saved,
        revision=clash.revision,
        sent=[pair for field in form.questions for pair in field.sent()],
        errors=[
            {"text": f"Choose which text to keep: {each['label']}", "href": f"#keep-{each['name']}"}
            for each in differing
            if each["is_open"]
        ],
        has_errors=any(each["is_open"] for each in differing),
        back=back,
    )
    return html, 409


def _asked(form: QuestionForm) -> list[Question]:
    """Fields that the page of both texts, if that is what was sent, asked about."""
    wanted = request.form.getlist("conflict")
    return [field for field in form.questions if field.name in wanted]


def _difference(field: Question, theirs: Any, yours: Any, *, is_open: bool) -> dict[str, Any]:
    shown = field.shown(theirs), field.shown(yours)
    return {
        "name": field.name,
        "label": field.label.text,
        "theirs": shown[0],
        "yours": shown[1],
        "both": "\n\n".join(["\n".join(each) for each in shown if each]) if isinstance(field, Text) else None,
        "is_open": is_open and request.form.get(f"keep-{field.name}") not in {"theirs", "yours", "both"},
    }
