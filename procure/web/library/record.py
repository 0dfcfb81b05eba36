"""The track record of a library entry as a file: each measure of each published tender that holds a copy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Response, current_app

from exports.sheet import csv_line
from procure.domain.permissions import Permission
from procure.services import browsing
from procure.services.tracking import Followed, Use
from procure.web.access import current_actor, requires
from procure.web.library.blueprint import library
from procure.web.sessions import current_session

COLUMNS = (
    "tender", "title", "buyer", "published_at", "library_versions", "measure", "name", "unit", "baseline", "target",
    "target_on", "value", "period_start", "period_end", "published_on", "vintage", "status", "why", "revisions",
)  # fmt: skip


@library.get("/outcomes/<library_id>/record.<any(csv, json):file_format>")
@requires(Permission.BROWSE_LIBRARY)
def record(library_id: str, file_format: str) -> Response:
    """Where an entry is used and what came of it, in what anybody may see. A measure without public results has its
    baseline and target alone."""
    settings = current_app.extensions["procure"].settings
    uses = browsing.library_entry(current_session(), current_actor(), library_id, None, settings).uses
    if file_format == "csv":
        lines = [csv_line(COLUMNS), *(csv_line(tuple(row.values())) for use in uses for row in _rows(use))]
        answer = Response(("\ufeff" + "".join(lines)).encode(), content_type="text/csv; charset=utf-8")
    else:
        rows = [
            {name: None if value == "" else value for name, value in row.items()}
            for use in uses
            for row in _rows(use)
        ]
        notices = [
            {
                "tender": use.reference,
                "notice": told.notice,
                "number": told.number,
                "findings": list(told.findings),
            }
            for use in uses
            for told in use.observed
        ]
        content = {"entry": library_id, "measures": rows, "notices": notices}
        answer = Response(json.dumps(content, ensure_ascii=False, indent=1), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="record-{library_id}.{file_format}"'
    return answer


def _rows(use: Use) -> Iterator[dict[str, Any]]:
    shared = (
        use.reference, use.title, use.buyer, use.published_at.isoformat(), " ".join(map(str, use.versions)),
    )  # fmt: skip
    for each in use.followed:
        yield dict(zip(COLUMNS, (*shared, *_followed(each)), strict=True))
    told = {(each.name, each.unit) for each in use.followed}
    for measure in use.measures:
        if (measure.name, measure.unit) not in told:
            plain = (
                "", measure.name, measure.unit, measure.baseline_value, measure.target_value, _day(measure.target_on),
            )  # fmt: skip
            yield dict(zip(COLUMNS, (*shared, *plain, *[""] * 8), strict=True))


def _followed(each: Followed) -> tuple[Any, ...]:
    return (
        each.key, each.name, each.unit, each.baseline, each.target, _day(each.target_on),
        "" if each.value is None else f"{each.value:f}", _day(each.period_start), _day(each.period_end),
        _day(each.published_on), each.vintage or "", each.status.value, each.reason, each.revisions,
    )  # fmt: skip


def _day(day: Any) -> str:
    return "" if day is None else day.isoformat()
