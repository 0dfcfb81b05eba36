"""Sending published files: bytes that never change, at addresses that never change.

Whoever keeps a file may keep it for good; whoever asks again with its digest is told that it is the same; a
part of it may be asked for. Files in a local folder are handed to the server as an open file, which it passes
to the kernel.
"""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from werkzeug.wsgi import wrap_file

from procure.models import Artefact
from procure.services import bundling
from procure.services.announcing import PublicFile
from procure.services.downloading import PublishedVersion
from procure.storage import Storage
from procure.web.published.naming import content_disposition

KEEP_FOR_GOOD = "public, max-age=31536000, immutable"
REMEMBERED = 1_000
_FILE = re.compile(r"/published/[^/]+/(?:versions|notices)/[0-9]+/files/[^/]+")
Environ = dict[str, Any]
Start = Callable[..., Any]
Wsgi = Callable[[Environ, Start], Iterable[bytes]]


def send(artefact: Artefact | PublicFile, storage: Storage) -> Response:
    """The stored bytes of a published file: whole, the part asked for, or word that the reader's copy is the
    same.
    """
    try:
        file = storage.open(artefact.sha256)
    except FileNotFoundError:
        raise NotFound("This file is missing from the store. Tell whoever runs this service.") from None
    is_whole = "Range" not in request.headers and "wsgi.file_wrapper" in request.environ
    if is_whole:
        response = Response(wrap_file(request.environ, file), direct_passthrough=True)
    else:
        with file:
            response = Response(file.read())
    response.mimetype = artefact.media_type
    response.content_length = artefact.size
    response.set_etag(artefact.sha256)
    response.last_modified = artefact.made_at
    _for_anybody(response, artefact.file_name)
    return response.make_conditional(request, accept_ranges=True, complete_length=artefact.size)


def send_bundle(shown: PublishedVersion, storage: Storage) -> Response:
    """All files of a version in one archive, made for whoever has no copy of it yet."""
    response = Response(mimetype=bundling.MEDIA_TYPE)
    response.set_etag(bundling.etag_of(shown))
    response.last_modified = shown.publication.published_at
    response.headers["Cache-Control"] = KEEP_FOR_GOOD
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    try:
        bundle = bundling.bundle_of(shown, storage)
    except FileNotFoundError:
        raise NotFound("A file is missing from the store. Tell whoever runs this service.") from None
    response.data = bundle.data
    _for_anybody(response, bundle.file_name)
    return response.make_conditional(request, accept_ranges=True, complete_length=len(bundle.data))


def send_answered_bundle(make: Callable[[], bundling.Bundle], made_at: datetime) -> Response:
    """All files of a version and everything answered until a batch in one archive, which ``make`` packs."""
    try:
        bundle = make()
    except FileNotFoundError:
        raise NotFound("A file is missing from the store. Tell whoever runs this service.") from None
    response = Response(bundle.data, mimetype=bundling.MEDIA_TYPE)
    response.set_etag(bundle.etag)
    response.last_modified = made_at
    _for_anybody(response, bundle.file_name)
    return response.make_conditional(request, accept_ranges=True, complete_length=len(bundle.data))


def _for_anybody(response: Response, file_name: str) -> None:
    headers = response.headers
    headers["Content-Disposition"] = content_disposition(file_name)
    headers["Cache-Control"] = KEEP_FOR_GOOD
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # open data, for any page to fetch
    headers["Access-Control-Allow-Origin"] = "*"


@dataclass(frozen=True)
class Remembered:
    """A file sent before: where it lies, and the headers it went with."""

    place: str
    headers: list[tuple[str, str]]
    etag: str
    size: int

    @cached_property
    def lines(self) -> bytes:
        """The headers as they are sent."""
        return "".join(f"{name}: {value}\r\n" for name, value in self.headers).encode("latin-1")


class Remembering:
    """Stands before the application and answers for files it has seen sent, without asking the database
    again.

    That is safe because what is published under an address never changes. It also takes off what a session
    leaves on every response, so that shared caches may keep files. Whatever is not a plain request for a
    whole local file goes through to the application.
    """

    def __init__(self, application: Wsgi, storage: Storage) -> None:
        self._application, self._storage = application, storage
        self._files: OrderedDict[str, Remembered] = OrderedDict()

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not _FILE.fullmatch(path) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        known = self._files.get(path)
        if known is not None and not environ.get("HTTP_RANGE") and not environ.get("HTTP_IF_MODIFIED_SINCE"):
            if known.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
                start_response("304 NOT MODIFIED", [each for each in known.headers if not _is_of_body(each)])
                return ()
            answer = self._whole(known, environ, start_response)
            if answer is not None:
                return answer
        return self._application(environ, self._watched(path, environ, start_response))

    def known(self, path: str) -> Remembered | None:
        """The file sent from ``path`` before, for a server that sends it without asking the application."""
        return self._files.get(path)

    def _whole(self, known: Remembered, environ: Environ, start_response: Start) -> Iterable[bytes] | None:
        wrapper = environ.get("wsgi.file_wrapper")
        if wrapper is None:
            return None
        if environ["REQUEST_METHOD"] == "HEAD":
            start_response("200 OK", known.headers)
            return ()
        try:
            file = open(known.place, "rb")  # noqa: SIM115 - the server closes it when it is sent
        except FileNotFoundError:
            return None
        start_response("200 OK", known.headers)
        answer: Iterable[bytes] = wrapper(file)
        return answer

    def _watched(self, path: str, environ: Environ, start_response: Start) -> Start:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            if status[:3] in {"200", "206", "304"} and ("Cache-Control", KEEP_FOR_GOOD) in headers:
                headers = [each for each in headers if each[0] not in {"Vary", "Set-Cookie"}]
                if status.startswith("200") and environ["REQUEST_METHOD"] == "GET":
                    self._remember(path, headers)
            return start_response(status, headers, *error)

        return start

    def _remember(self, path: str, headers: list[tuple[str, str]]) -> None:
        named = dict(headers)
        etag = named["ETag"]
        place = self._storage.path(etag.strip('"'))
        if place is None:
            return  # it lies elsewhere, and is fetched each time
        kept = [each for each in headers if each[0] not in {"Date", "Server"}]
        self._files[path] = Remembered(os.fspath(place), kept, etag, int(named["Content-Length"]))
        if len(self._files) > REMEMBERED:
            self._files.popitem(last=False)


def _is_of_body(header: tuple[str, str]) -> bool:
    return header[0] in {"Content-Length", "Content-Type", "Content-Disposition"}
