"""Sending published files: bytes that never change, at addresses that never change.

Whoever keeps a file may keep it for good; whoever asks again with its digest is told that it is the same; a
part of it may be asked for. Files in a local folder are handed to the server as an open file, which it passes
to the kernel.
"""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from werkzeug.wsgi import wrap_file

from procure.models import Artefact
from procure.storage import Storage
from procure.web.published.naming import content_disposition

KEEP_FOR_GOOD = "public, max-age=31536000, immutable"


def send(artefact: Artefact, storage: Storage) -> Response:
    """The stored bytes of a published file, whole or the part asked for, or word that the reader's copy is
    the same.
    """
    try:
        file = storage.open(artefact.sha256)
    except FileNotFoundError:
        raise NotFound("This file is missing from the store. Tell whoever runs this service.") from None
    response = Response(
        wrap_file(request.environ, file), mimetype=artefact.media_type, direct_passthrough=True
    )
    response.call_on_close(file.close)
    response.content_length = artefact.size
    response.set_etag(artefact.sha256)
    response.last_modified = artefact.made_at
    headers = response.headers
    headers["Content-Disposition"] = content_disposition(artefact.file_name)
    headers["Cache-Control"] = KEEP_FOR_GOOD
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # open data, for any page to fetch
    headers["Access-Control-Allow-Origin"] = "*"
    return response.make_conditional(request, accept_ranges=True, complete_length=artefact.size)
