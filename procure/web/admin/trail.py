"""The audit trail, as a page and as a file for a spreadsheet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from flask import Response, request

from exports.sheet import csv_line
from procure.domain.permissions import Permission
from procure.services import inspecting
from procure.services.inspecting import AuditQuery
from procure.web.access import current_actor, requires
from procure.web.admin.blueprint import admin, back_to
from procure.web.admin.forms import trail_form
from procure.web.forms import QuestionForm
from procure.web.sessions import current_session
from procure.web.streaming import streamed

_STORED_WORD = re.compile(r"[a-z]+(_[a-z]+)+")
"""A value of the vocabulary as it is stored: ``endorsed_with_conditions``."""
HEADINGS = ("When (UTC)", "Who", "Organisation", "What happened", "Kind of thing", "Which", "Details")


@admin.get("/audit")
@requires(Permission.READ_AUDIT)
def audit() -> str:
    """Who did what to what, when: newest first."""
    form = _filters()
    query = _query(form)
    before = request.args.get("before", type=int)
    found = inspecting.events(
        current_session(), current_actor(), query, before if before and before > 0 else None
    )
    kept = {name: value for name, value in request.args.items() if name != "before" and value}
    return form.page(
        "pages/admin/audit.html", found=found, kept=kept, is_first=before is None,
        back=back_to("admin.home", "Administration"), changes_in=changes_in,
    )  # fmt: skip


@admin.get("/audit.csv")
@requires(Permission.READ_AUDIT)
def audit_file() -> Response:
    """Every event that the filters match, as CSV."""
    query = _query(_filters())

    def lines() -> Iterator[str]:
        yield "\ufeff" + csv_line(HEADINGS)
        for event, organisation in inspecting.every_event(current_session(), current_actor(), query):
            yield csv_line(
                (event.at.isoformat(timespec="seconds"), event.actor_name, organisation, event.action,
                 event.subject_kind, event.subject_key, json.dumps(event.detail, ensure_ascii=False, sort_keys=True))
            )  # fmt: skip

    response = streamed(lines, "text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="audit-trail.csv"'
    return response


def changes_in(detail: dict[str, Any]) -> list[tuple[str, str, str]]:
    """A detail as rows of (what, from, to); what did not change from something has an empty "from"."""
    rest = dict(detail)
    rows = [
        (_plain(name), _value(each["from"]), _value(each["to"]))
        for name, each in rest.pop("changes", {}).items()
    ]
    for before, after in (("before", "after"), ("from", "to")):
        if before in rest and after in rest:
            rows.append(("Change", _value(rest.pop(before)), _value(rest.pop(after))))
    return rows + [
        (_plain(name), "", _value(value)) for name, value in rest.items() if value not in ("", None)
    ]


def _filters() -> QuestionForm:
    actions = [(name, _plain(name)) for name in inspecting.actions(current_session(), current_actor())]
    form: QuestionForm = trail_form(actions)(request.args)
    form.validate()
    return form


def _query(form: QuestionForm) -> AuditQuery:
    """What the filters ask for; one that cannot be read narrows nothing, and says so on the page."""
    return AuditQuery(**form.answers)


def _plain(name: str) -> str:
    """``board.seat_changed`` → "Board seat changed"."""
    if name == "sha256":
        return "SHA-256"
    return name.replace(".", " ").replace("_", " ").capitalize()


def _value(value: Any) -> str:
    """A stored value in words."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{_plain(name)}: {_value(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(map(_value, value))
    text = str(value)
    return text.replace("_", " ") if _STORED_WORD.fullmatch(text) else text
