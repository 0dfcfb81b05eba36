"""The part of the OpenAPI document by which other systems record results."""

from __future__ import annotations

from typing import Any

from procure.domain.observing import LONGEST_ADDRESS, LONGEST_KEY, LONGEST_WORDS
from procure.web.recording.interface import MOST_ROWS

Json = dict[str, Any]
_DAY = {"type": "string", "format": "date"}
_FIGURE = {"type": ["number", "string", "null"], "description": "A plain number; as text to keep every place"}
SECURITY: Json = {
    "ResultsKey": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key that the buyer's officers make for one tender or for all of theirs",
    }
}


def paths() -> Json:
    """What a key is for."""
    measures: Json = {
        "operationId": "listMeasures",
        "summary": "The measures that the key may record",
        "security": [{"ResultsKey": []}],
        "responses": {
            "200": {"description": "Each with its key", "content": _json("Measures")},
            **_problems("401", "429"),
        },
    }
    observations: Json = {
        "operationId": "recordObservations",
        "summary": "Record what was observed, all of it or nothing; with inPart, what is right of it",
        "description": "Safe to send again: the same reading changes nothing, and the same Idempotency-Key with the "
        "same content is answered as before. A revision is a reading with a later publishedOn.",
        "security": [{"ResultsKey": []}],
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "What you call this batch",
                "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
            }
        ],
        "requestBody": {"required": True, "content": _json("Observations")},
        "responses": {
            "200": {"description": "What became of each row", "content": _json("Recorded")},
            **_problems("400", "401", "409", "413", "415", "422", "429"),
        },
    }
    return {"/api/1.0/measures": {"get": measures}, "/api/1.0/observations": {"post": observations}}


def schemas() -> Json:
    """What is sent and answered."""
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    words = {"type": "string", "maxLength": LONGEST_WORDS}
    row = {
        "type": "object",
        "required": ["row", "outcome"],
        "properties": {
            "row": {"type": "integer", "minimum": 0, "description": "Its place in what was sent, from 0"},
            "outcome": {"enum": ["recorded", "unchanged", "refused"]},
            "field": text,
            "detail": text,
        },
    }
    return {
        "Measures": {
            "type": "object",
            "required": ["measures"],
            "properties": {
                "measures": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["measure", "name", "unit", "outcome", "tender"],
                        "properties": dict.fromkeys(("measure", "name", "unit", "outcome", "tender"), text),
                    },
                }
            },
        },
        "Observation": {
            "type": "object",
            "required": ["measure", "periodStart", "periodEnd", "publishedOn"],
            "additionalProperties": False,
            "properties": {
                "measure": {"type": "string", "maxLength": LONGEST_KEY},
                "periodStart": _DAY,
                "periodEnd": _DAY,
                "value": _FIGURE,
                "low": _FIGURE,
                "high": _FIGURE,
                "publishedOn": _DAY,
                "withdrawn": {
                    "type": "boolean",
                    "description": "The figure was a mistake and none takes its place",
                },
                "source": words,
                "sourceUrl": {"type": "string", "maxLength": LONGEST_ADDRESS},
                "note": words,
                "id": {
                    "type": "string",
                    "maxLength": LONGEST_KEY,
                    "description": "What you call this reading",
                },
            },
        },
        "Observations": {
            "type": "object",
            "required": ["observations"],
            "additionalProperties": False,
            "properties": {
                "observations": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": MOST_ROWS,
                    "items": {"$ref": "#/components/schemas/Observation"},
                },
                "inPart": {"type": "boolean", "default": False},
            },
        },
        "Recorded": {
            "type": "object",
            "required": ["batch", "replayed", "recorded", "unchanged", "refused", "rows"],
            "properties": {
                "batch": {"type": ["string", "null"]},
                "replayed": {"type": "boolean"},
                "recorded": count,
                "unchanged": count,
                "refused": count,
                "rows": {"type": "array", "items": row},
            },
        },
    }


def _json(name: str) -> Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _problems(*codes: str) -> Json:
    said = {
        "400": "The content is not of the right form",
        "401": "No key that is in force was sent",
        "409": "The Idempotency-Key was used for other content",
        "413": "Too much at once",
        "415": "The content is not JSON",
        "422": "Some rows are wrong, and nothing was recorded: rows says which, and how to mend them",
        "429": "Too many requests",
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    found: Json = {
        code: {"description": said[code], "content": {"application/problem+json": {"schema": schema}}} for code in codes
    }  # fmt: skip
    if "429" in found:
        found["429"]["headers"] = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    return found
