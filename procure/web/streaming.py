"""Sending what is too long to be held in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from flask import Response, stream_with_context

#: Pieces gathered before they are sent, so that a row does not cost a packet.
GATHERED = 100


def streamed(pieces: Callable[[], Iterator[str]], mimetype: str) -> Response:
    """A response sent as it is made.

    ``pieces`` is called when sending begins, not before: by then the request's database session is closed, and one that
    is opened there is closed when the last piece has gone, or the reader has.
    """

    def chunks() -> Iterator[bytes]:
        made = pieces()
        while chunk := "".join(islice(made, GATHERED)):
            yield chunk.encode()

    return Response(stream_with_context(chunks()), mimetype=mimetype)
