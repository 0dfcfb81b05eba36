"""Public results as CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from flask import Response

from exports.sheet import csv_line
from procure.domain.results import Status
from procure.models import Observation
from procure.services.overseeing import Measured
from procure.web.published.naming import content_disposition

COLUMNS = (
    "measure", "name", "unit", "should", "tender", "tender_title", "buyer", "status", "status_words", "why",
    "not_before", "baseline", "target", "target_on", "period_start", "period_end", "value", "low", "high", "due",
    "published_on", "vintage", "revisions", "next_due", "source",
)  # fmt: skip
READING_COLUMNS = (
    "measure", "period_start", "period_end", "value", "low", "high", "withdrawn", "published_on", "vintage", "source",
    "source_url", "note",
)  # fmt: skip


def csv_of(found: Sequence[Measured], name: str) -> Response:
    """A row for each series."""
    lines = [csv_line(COLUMNS), *(csv_line(tuple(_row(each).values())) for each in found)]
    return sent(("\ufeff" + "".join(lines)).encode(), "text/csv; charset=utf-8", name)


def json_of(found: Sequence[Measured], mission_id: str) -> Response:
    """The same with names; what is not known is null."""
    rows = [{name: None if value == "" else value for name, value in _row(each).items()} for each in found]
    return _json({"mission": mission_id, "measures": rows})


def readings_csv(found: Measured, rows: Sequence[Observation]) -> Response:
    """A row for each observation, revisions included."""
    lines = [csv_line(READING_COLUMNS)]
    lines += [csv_line(tuple(each.values())) for each in _readings(found, rows)]
    return sent(
        ("\ufeff" + "".join(lines)).encode(), "text/csv; charset=utf-8", f"readings-{found.series.key}.csv"
    )


def readings_json(found: Measured, rows: Sequence[Observation]) -> Response:
    """The same with names."""
    told = [
        {name: None if value == "" else value for name, value in each.items()}
        for each in _readings(found, rows)
    ]
    return _json({"measure": _row(found), "readings": told})


def sent(data: bytes, media_type: str, name: str) -> Response:
    """A file to save under a name."""
    answer = Response(data, content_type=media_type)
    answer.headers["Content-Disposition"] = content_disposition(name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _json(content: Any) -> Response:
    answer = Response(json.dumps(content, ensure_ascii=False, indent=1), content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _row(found: Measured) -> dict[str, Any]:
    series, judged, stands = found.series, found.judgement, found.standing
    return dict(
        zip(
            COLUMNS,
            (
                series.key, series.name, series.unit, series.direction, found.tender.reference, found.tender.title,
                found.buyer, judged.status, Status(judged.status).label, judged.reason, _day(judged.until),
                series.baseline_words, series.target_words, _day(series.target_on), _day(stands.latest_start),
                _day(stands.latest_end), _plain(stands.latest_value), _plain(stands.latest_low),
                _plain(stands.latest_high), _plain(judged.due_value), _day(stands.latest_published_on),
                stands.latest_vintage or "", stands.revisions, _day(judged.next_due), series.source,
            ),
            strict=True,
        )
    )  # fmt: skip


def _readings(found: Measured, rows: Sequence[Observation]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield dict(
            zip(
                READING_COLUMNS,
                (
                    found.series.key, _day(row.period_start), _day(row.period_end), _plain(row.value), _plain(row.low),
                    _plain(row.high), "yes" if row.is_withdrawn else "no", _day(row.published_on), row.vintage,
                    row.source, row.source_url, row.note,
                ),
                strict=True,
            )
        )  # fmt: skip


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _day(day: Any) -> str:
    return "" if day is None else day.isoformat()
