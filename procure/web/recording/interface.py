"""The interface by which other systems record what they observe: JSON under a key, each row answered for itself."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any, NoReturn

from flask import Blueprint, request
from werkzeug.exceptions import (
    BadRequest,
    Conflict,
    HTTPException,
    RequestEntityTooLarge,
    Unauthorized,
    UnprocessableEntity,
    UnsupportedMediaType,
)
from werkzeug.wrappers import Response

from procure.act.calendar import LONDON
from procure.domain.observing import Fault, Verdict, Way, read_row
from procure.domain.permissions import Actor, Permission
from procure.models import ResultsKey
from procure.models.types import now
from procure.services import measure_series, observing, results_keys
from procure.services.observing import Answer
from procure.web.api import answering
from procure.web.sessions import current_session

interface = Blueprint("interface", __name__)
#: Readings of one request.
MOST_ROWS = 1_000
#: Other systems have no session with us, and so no token of it.
WITHOUT_TOKEN = ("interface.observe",)
ENDPOINTS = ("interface.observe", "interface.measures")
#: Our fields as JSON has them.
JSON_FIELDS = {
    "measure": "measure", "periodStart": "period_start", "periodEnd": "period_end", "value": "value", "low": "low",
    "high": "high", "publishedOn": "published_on", "withdrawn": "withdrawn", "source": "source",
    "sourceUrl": "source_url", "note": "note", "id": "row_key",
}  # fmt: skip
_IN_JSON = {name: json_name for json_name, name in JSON_FIELDS.items()}
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,100}")
View = Callable[[Actor, ResultsKey], Response]


class WrongRows(UnprocessableEntity):
    """Some rows are wrong, and nothing was recorded."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(
            "Some rows are wrong, and nothing was recorded. Mend them, or send inPart to leave them out."
        )
        self.answer = answer


def keyed(view: View) -> Callable[[], Response]:
    """Mark a view as for whoever sends a key that is in force."""

    @wraps(view)
    def guarded() -> Response:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip() or len(secret) > 200:
            raise Unauthorized("Send a key: Authorization: Bearer procure-results-…")
        try:
            actor, key = results_keys.holder(current_session(), secret)
        except results_keys.Unknown as error:
            raise Unauthorized(str(error)) from None
        return view(actor, key)

    guarded.required_permission = Permission.RECORD_RESULTS  # type: ignore[attr-defined]
    return guarded


@interface.errorhandler(400)
@interface.errorhandler(401)
@interface.errorhandler(409)
@interface.errorhandler(413)
@interface.errorhandler(415)
@interface.errorhandler(422)
@interface.errorhandler(429)
def fault(error: HTTPException) -> Response:
    """Every fault is told in the form of RFC 9457."""
    answer = answering.problem(error)
    if isinstance(error, Unauthorized):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="results"'
    if isinstance(error, WrongRows):
        said = json.loads(answer.get_data())
        answer.set_data(json.dumps(said | {"rows": _rows(error.answer)}, ensure_ascii=False))
    return answer


@interface.get("/api/1.0/measures")
@keyed
def measures(actor: Actor, key: ResultsKey) -> Response:
    """The measures that the key may record."""
    rows = measure_series.open_to(current_session(), actor)
    found = [
        {
            "measure": each.key, "name": each.name, "unit": each.unit, "outcome": each.outcome_title,
            "tender": each.tender.reference,
        }
        for each in rows
    ]  # fmt: skip
    return _private(answering.as_json(json.dumps({"measures": found}, ensure_ascii=False)))


@interface.post("/api/1.0/observations")
@keyed
def observe(actor: Actor, key: ResultsKey) -> Response:
    """Record a batch. The same batch sent again is answered as it was."""
    body = request.get_data(cache=False)
    sent = _sent(body)
    idempotency_key = request.headers.get("Idempotency-Key")
    if idempotency_key is not None and not _IDEMPOTENCY_KEY.fullmatch(idempotency_key):
        raise BadRequest("Idempotency-Key should be 1 to 100 letters, digits or signs, without spaces.")
    today = now().astimezone(LONDON).date()
    readings, places, faults = [], [], []
    for at, row in enumerate(sent["observations"]):
        reading, wrong = _read(row, today)
        faults += [(at, each) for each in wrong]
        if reading is not None:
            readings.append(reading)
            places.append(at)
    try:
        answer = observing.record(
            current_session(), actor, readings, Way.INTERFACE, organisation_id=key.organisation_id, faults=faults,
            places=places, in_part=sent.get("inPart", False),
            idempotency_key=f"key:{idempotency_key}" if idempotency_key else None,
            digest=hashlib.sha256(body).hexdigest(), results_key_id=key.id,
        )  # fmt: skip
    except observing.Conflict as error:
        raise Conflict(str(error)) from None
    if answer.is_refused:
        raise WrongRows(answer)
    said = {
        "batch": answer.batch_key or None,
        "replayed": answer.is_replay,
        "recorded": answer.count(Verdict.RECORDED),
        "unchanged": answer.count(Verdict.UNCHANGED),
        "refused": len({each.row for each in answer.rows if each.verdict is Verdict.REFUSED}),
        "rows": _rows(answer),
    }
    return _private(answering.as_json(json.dumps(said, ensure_ascii=False)))


def _sent(body: bytes) -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send JSON: Content-Type: application/json.")

    def never(constant: str) -> NoReturn:
        raise BadRequest(f"{constant} is no number of JSON.")

    try:
        sent = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=never)
    except (ValueError, RecursionError, ArithmeticError):
        raise BadRequest("The content is not JSON in UTF-8.") from None
    if not isinstance(sent, dict) or not isinstance(sent.get("observations"), list):
        raise BadRequest("Send an object with a list “observations”.")
    if unknown := sorted(set(sent) - {"observations", "inPart"}):
        raise BadRequest(f"There is no field “{_said(unknown[0])}”. The fields are observations and inPart.")
    if not isinstance(sent.get("inPart", False), bool):
        raise BadRequest("“inPart” should be true or false.")
    if not 1 <= len(sent["observations"]) <= MOST_ROWS:
        raise RequestEntityTooLarge(f"Send 1 to {MOST_ROWS:,} observations at once.")
    return sent


def _said(name: str) -> str:
    """A name that was sent, as it can be sent back: JSON may hold halves of characters, and no text does."""
    return name[:60].encode("utf-8", "replace").decode("utf-8")


def _read(row: object, today: Any) -> tuple[Any, list[Fault]]:
    if not isinstance(row, dict):
        return None, [Fault("measure", "Each observation should be an object")]
    if unknown := sorted(set(row) - set(JSON_FIELDS)):
        words = f"There is no field “{_said(unknown[0])}”. The fields are {', '.join(JSON_FIELDS)}"
        return None, [Fault("measure", words)]
    plain = {}
    for name, value in row.items():
        if isinstance(value, dict | list):
            return None, [Fault(JSON_FIELDS[name], "Write one value here")]
        plain[JSON_FIELDS[name]] = value
    if isinstance(plain.get("withdrawn"), bool):
        plain["withdrawn"] = "yes" if plain["withdrawn"] else ""
    return read_row(plain, today)


def _rows(answer: Answer) -> list[dict[str, Any]]:
    """Each row with what became of it; one that is wrong in several ways is there once for each."""
    told = []
    for each in answer.rows:
        row: dict[str, Any] = {"row": each.row, "outcome": each.verdict.value}
        if each.fault:
            row |= {"field": _IN_JSON.get(each.fault.field, each.fault.field), "detail": each.fault.message}
        told.append(row)
    return told


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def whose() -> str:
    """Whose requests are counted together: those of a key, or of an address that sends none."""
    secret = request.headers.get("Authorization", "").rpartition("-")[0][-40:]
    return f"key:{secret}" if secret else f"address:{request.remote_addr}"
