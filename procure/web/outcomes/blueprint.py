"""The journey of a tender's outcomes, under /tenders/<reference>/outcomes, and what its views share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from procure.domain.exceptions import StaleEdit
from procure.models import Outcome, Tender
from procure.services import arranging, authoring
from procure.web.access import current_actor
from procure.web.authoring import conflicts
from procure.web.authoring.blueprint import tender_to_edit, tender_to_read
from procure.web.forms import QuestionForm
from procure.web.outcomes.forms import as_fields
from procure.web.sessions import current_session

__all__ = [
    "ROWS",
    "flash_undo",
    "outcome_of",
    "outcomes",
    "saved",
    "show_page",
    "tender_to_edit",
    "tender_to_read",
]

outcomes = Blueprint("outcomes", __name__, url_prefix="/tenders/<reference>/outcomes")


ROWS = "outcomes"
AsFields = Callable[[Mapping[str, Any]], dict[str, Any]]


def outcome_of(tender: Tender, key: str) -> Outcome:
    """One outcome of the tender. Raises NotFound."""
    found: Outcome = arranging.row(current_session(), current_actor(), tender, ROWS, key)
    return found


def show_page(form: QuestionForm, tender: Tender, **context: Any) -> str:
    """A page of questions with its guidance."""
    return form.page("pages/outcomes/page.html", tender=tender, **context)


def saved(
    form: QuestionForm,
    stored: Mapping[str, Any],
    save: Callable[[], object],
    tender: Tender,
    *,
    what: str,
    back: tuple[str, str],
    then: str,
    as_fields: AsFields = as_fields,
    show_with: type[QuestionForm] | None = None,
) -> Response | tuple[str, int] | None:
    """Save a sent form and go on, or show both texts if somebody else saved meanwhile. None where the form itself is to
    be shown, with the revision of ``stored`` or with its errors.

    ``stored`` are the columns as they stand, ``as_fields`` gives them the names of the form's fields.
    ``show_with`` is the form that both texts are shown in, where it is not the one that was filled in.
    """
    if not form.is_submitted():
        form.revision.data = authoring.revision_of(stored)
        return None
    try:
        conflicts.take_choices(form, as_fields(stored))
    except StaleEdit as clash:
        theirs, yours, revision = stored, clash.yours, authoring.revision_of(stored)
    else:
        if not form.validate():
            return None
        try:
            save()
        except StaleEdit as clash:
            theirs, yours, revision = clash.theirs, clash.yours, clash.revision
        else:
            return redirect(then)
    both = StaleEdit(as_fields(theirs), as_fields(yours), revision)
    if show_with is not None and not isinstance(form, show_with):
        form = show_with(formdata=None, data=both.yours)
    return conflicts.show(form, both, tender, what=what, back=back)


def flash_undo(text: str, endpoint: str, **address: str) -> None:
    """Say what was removed, with a button that puts it back."""
    flash({"text": text, "undo": url_for(endpoint, **address)}, "undo")  # type: ignore[arg-type]
