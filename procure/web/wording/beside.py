"""Puts what the coach says below the fields of a page."""

from __future__ import annotations

from collections.abc import Iterable

from flask import get_template_attribute, request
from markupsafe import Markup

from procure.models import Tender
from procure.services import coaching
from procure.web.access import current_actor
from procure.web.sessions import current_session

#: Part → its fields that the coach reads.
COACHED_FIELDS = {
    "outcomes": ("statement",),
    "fixed_requirements": ("text",),
    "criteria": ("description", "question"),
    "conditions": ("text",),
}


def below_fields(tender: Tender, rows: str, key: str, fields: Iterable[str]) -> dict[str, Markup]:
    """A piece of page for each coached field: as the text is stored, empty for a row that is not stored yet."""
    fields = tuple(fields)
    if not fields:
        return {}
    notes = coaching.notes_for(current_session(), current_actor(), tender, rows, key) if key else {}
    show = get_template_attribute("components/wording.html", "wording_beside")
    return {field: show(notes.get(field), field, rows, tender.reference) for field in fields}


def is_looking_again() -> bool:
    """Whether the person saves to see what the coach says, and stays on the page."""
    return request.form.get("look") == "again"
