"""The interface described for programs, as an OpenAPI 3.1 document."""

from __future__ import annotations

from typing import Any

from procure.web.api import openapi_results
from procure.web.api.asking import LONGEST_CURSOR, MOST, STAGES

Json = dict[str, Any]
VERSION = "1.0"
_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$"
_RELEASES, _RECORDS = "#/components/schemas/ReleasePackage", "#/components/schemas/RecordPackage"


def document(base: str, publisher: str) -> Json:
    """The whole document. ``base`` is the address of the service, without a slash at its end."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Procure open data",
            "version": VERSION,
            "summary": "Published tender notices as OCDS 1.1 releases and records",
            "description": f"Notices published by {publisher} under the Procurement Act 2023. No key is needed to "
            "read. Addresses and parameters are those of the central digital platform's own interface.",
            "license": {
                "name": "Open Government Licence v3.0",
                "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            },
        },
        "servers": [{"url": base}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas() | openapi_results.schemas(),
            "headers": _headers(),
            "securitySchemes": openapi_results.SECURITY,
        },
    }


def _paths() -> Json:
    return {
        "/api/1.0/ocdsReleasePackages": _get(
            "listReleases",
            "Releases, newest first, a page at a time",
            _json(_RELEASES),
            parameters=_list_parameters(),
        ),
        "/api/1.0/ocdsReleasePackages/{identifier}": _get(
            "getRelease",
            "One notice, or all notices of one procurement",
            _json(_RELEASES),
            parameters=[_identifier("identifier", "Of a notice (a release id), or of a procurement (an ocid)")],
            may_be_missing=True,
        ),
        "/api/1.0/ocdsRecordPackages/{ocid}": _get(
            "getRecord",
            "One procurement: its releases, what they add up to, and the history of each value",
            _json(_RECORDS),
            parameters=[_identifier("ocid", "Of a procurement")],
            may_be_missing=True,
        ),
        "/api/1.0/bulk": _get(
            "listFiles",
            "The files of all releases and of their names",
            _json("#/components/schemas/Files"),
            is_conditional=False,
        ),
        "/api/1.0/bulk/{file}": _get(
            "getFile",
            "All releases, or those of a year, one to a line, oldest first; or their names on the central platform",
            {
                "application/x-ndjson": {"schema": {"type": "string"}},
                "application/gzip": {"schema": {"type": "string", "format": "binary"}},
            },
            parameters=[
                {
                    "name": "file",
                    "in": "path",
                    "required": True,
                    "description": "releases.jsonl, releases-2026.jsonl, or either with .gz; names.jsonl says what "
                    "the central platform calls each release and procurement that carries a name of ours",
                    "schema": {"type": "string", "pattern": r"^(names\.jsonl|releases(-[0-9]{4})?\.jsonl(\.gz)?)$"},
                    "example": "releases.jsonl.gz",
                }
            ],
            may_be_missing=True,
        ),
        "/api/1.0/openapi.json": _get(
            "getDescription", "This document", {"application/json": {"schema": {"type": "object"}}},
            is_conditional=False,
        ),
    } | openapi_results.paths()  # fmt: skip


def _get(
    name: str,
    summary: str,
    content: Json,
    *,
    parameters: list[Json] | None = None,
    may_be_missing: bool = False,
    is_conditional: bool = True,
) -> Json:
    found: Json = {"description": summary, "content": content}
    answers: Json = {"200": found}
    asked = list(parameters or [])
    if is_conditional:
        found["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"} for name in ("ETag", "Last-Modified")
        }
        answers["304"] = {"description": "As it was when you last asked"}
        asked.append(
            {
                "name": "If-None-Match",
                "in": "header",
                "description": "The ETag of your copy",
                "schema": {"type": "string"},
            }
        )
    answers["400"] = _problem("A parameter is not known, or is not of the right form")
    if may_be_missing:
        answers["404"] = _problem("There is none")
    answers["429"] = _problem("Too many requests") | {
        "headers": {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    }
    return {"get": {"operationId": name, "summary": summary, "parameters": asked, "responses": answers}}


def _list_parameters() -> list[Json]:
    return [
        _query("limit", "How many releases to a page", {"type": "integer", "minimum": 1, "maximum": MOST}),
        _query(
            "cursor",
            "Where the page begins, from links.next of the page before",
            {"type": "string", "pattern": "^[A-Za-z0-9=]*$", "maxLength": LONGEST_CURSOR},
        ),
        _query("updatedFrom", "Published then or later, in UK local time", {"type": "string", "pattern": _TIME}),
        _query("updatedTo", "Published then or before, in UK local time", {"type": "string", "pattern": _TIME}),
        _query(
            "stages",
            "Only notices of these stages",
            {"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(STAGES)}},
        )
        | {"style": "form", "explode": False},
    ]  # fmt: skip


def _query(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _identifier(name: str, description: str) -> Json:
    schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _json(reference: str) -> Json:
    return {"application/json": {"schema": {"$ref": reference}}}


def _problem(description: str) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def _headers() -> Json:
    text = {"type": "string"}
    return {
        "ETag": {
            "description": "Send it as If-None-Match to be told whether anything changed",
            "schema": text,
        },
        "Last-Modified": {
            "description": "When the newest release in the answer was published",
            "schema": text,
        },
        "Retry-After": {
            "description": "Seconds to wait",
            "required": True,
            "schema": {"type": "integer", "minimum": 0},
        },
    }


def _schemas() -> Json:
    text, address = {"type": "string"}, {"type": "string", "format": "uri"}
    release = {
        "type": "object",
        "description": "An OCDS 1.1 release with the extensions that the package declares",
        "required": ["ocid", "id", "date", "tag"],
        "properties": {
            "ocid": text,
            "id": text,
            "date": {"type": "string", "format": "date-time"},
            "tag": {"type": "array", "items": text, "minItems": 1},
        },
    }
    package = {
        "uri": address,
        "version": {"const": "1.1"},
        "extensions": {"type": "array", "items": address},
        "publishedDate": {"type": "string", "format": "date-time"},
        "publisher": {"type": "object", "required": ["name"], "properties": {"name": text, "uri": address}},
        "license": address,
    }
    required = ["uri", "version", "publishedDate", "publisher"]
    released = {"type": "array", "items": {"$ref": "#/components/schemas/Release"}}
    record = {
        "type": "object",
        "required": ["ocid", "releases", "compiledRelease", "versionedRelease"],
        "properties": {
            "ocid": text,
            "releases": released | {"minItems": 1},
            "compiledRelease": {"$ref": "#/components/schemas/Release"},
            "versionedRelease": {"type": "object"},
        },
    }
    links = {"type": "object", "required": ["next"], "properties": {"next": address}}
    listed = {
        "type": "object",
        "required": ["holds", "url", "year", "releases", "updated"],
        "properties": {
            "holds": {
                "enum": ["releases", "names"],
                "description": "Releases as they were published, or what the central platform calls those that carry "
                "a name of ours",
            },
            "url": address,
            "year": {"type": ["integer", "null"]},
            "releases": {"type": "integer"},
            "updated": {"type": ["string", "null"], "format": "date-time"},
        },
    }
    return {
        "Release": release,
        "ReleasePackage": {
            "type": "object",
            "required": [*required, "releases"],
            "properties": {**package, "releases": released | {"maxItems": MOST}, "links": links},
        },
        "RecordPackage": {
            "type": "object",
            "required": [*required, "records"],
            "properties": {**package, "records": {"type": "array", "items": record, "minItems": 1}},
        },
        "Files": {
            "type": "object",
            "required": ["files"],
            "properties": {"files": {"type": "array", "items": listed}},
        },
        "Problem": {
            "type": "object",
            "required": ["title", "status", "detail"],
            "properties": {"title": text, "status": {"type": "integer"}, "detail": text},
        },
    }
