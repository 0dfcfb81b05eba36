"""Answers of the interface: JSON that may be kept for a little while and asked about again, and faults as JSON."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from flask import request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

#: Seconds for which an answer may be shown again without asking.
KEPT = 60
PROBLEM = "application/problem+json"
_LINES_AT_ONCE = 64


def is_known(etag: str, changed_at: datetime | None) -> Response | None:
    """The answer "as you have it" (304), if the reader's copy is the present one."""
    answer = marked(Response(status=200), etag, changed_at)
    answer.make_conditional(request)
    if answer.status_code != 304:
        return None
    return answer


def marked(answer: Response, etag: str, changed_at: datetime | None) -> Response:
    """Say what the reader may ask about again."""
    answer.set_etag(etag)
    answer.last_modified = changed_at
    answer.headers["Cache-Control"] = f"public, max-age={KEPT}"
    return answer


def digest_of(*parts: object) -> str:
    """A digest of what an answer is made from."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def as_json(text: str | bytes) -> Response:
    return Response(text, mimetype="application/json")


def as_lines(texts: Iterable[str], *, name: str, compressed: bool) -> Response:
    """A file of lines, sent while it is read."""
    chunks = _chunks(texts)
    answer = Response(
        _gzipped(chunks) if compressed else chunks,
        mimetype="application/gzip" if compressed else "application/x-ndjson",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def problem(error: HTTPException) -> Response:
    """A fault in the form of RFC 9457."""
    status = error.code or 500
    said = {"title": error.name, "status": status, "detail": _detail(error)}
    answer = Response(json.dumps(said, ensure_ascii=False), status, mimetype=PROBLEM)
    answer.headers["Cache-Control"] = "no-store"
    if isinstance(error, RateLimitExceeded):
        answer.headers["Retry-After"] = str(error.limit.limit.get_expiry())
    return answer


def opened(answer: Response) -> Response:
    """Let any page of any site read the answer, and show it as nothing but data."""
    headers = answer.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return answer


def _detail(error: HTTPException) -> str:
    if isinstance(error, RateLimitExceeded):
        return f"Too many requests: at most {error.limit.limit}. Wait for as long as Retry-After says."
    return error.description or error.name


def _chunks(texts: Iterable[str]) -> Iterator[bytes]:
    lines: list[str] = []
    for text in texts:
        lines.append(text)
        if len(lines) == _LINES_AT_ONCE:
            yield ("\n".join(lines) + "\n").encode()
            lines.clear()
    if lines:
        yield ("\n".join(lines) + "\n").encode()


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(
        wbits=31
    )  # with gzip's header, which has no date here: the same lines, the same bytes
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()
