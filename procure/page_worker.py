"""The processes that answer requests: gunicorn's, which send published files straight from their main loop.

A published file never changes, and who may read it never changes either, so most of what a request for one
would pass through has nothing to decide. Once a file was sent by the application (``published.files`` remembers
it), the next plain request for it on a connection that is kept open is answered here: the remembered headers,
then the file, which the kernel copies. Any other request is not touched: it is looked at without being taken off
the socket, and goes the ordinary way.
"""

from __future__ import annotations

import os
import re
import socket
import time
from typing import BinaryIO, Protocol

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

from procure.web.published.files import Remembered, Remembering

#: A plain request has a few hundred bytes; a longer one goes the ordinary way.
LONGEST = 4096
#: One whole request, every line of it well formed, whose address needs no decoding.
_PLAIN = re.compile(
    rb"GET (/published/[\w./-]+) HTTP/1\.1\r\n((?:[!-9;-~]+:[^\r\n\x00]*\r\n)*)\r\n", re.ASCII
)
#: Headers that ask for more than the whole file on a connection kept open, or that announce a body.
_WANTS_MORE = re.compile(
    rb"^(?:range|if-|content-length|transfer-encoding|expect|upgrade:|http2-|te:|trailer"
    rb"|connection:(?![ \t]*keep-alive[ \t]*\r))",
    re.IGNORECASE | re.MULTILINE,
)


class Files(Protocol):
    """What remembers files that were sent before."""

    def known(self, path: str) -> Remembered | None: ...


def path_of(request: bytes) -> str | None:
    """The path of a plain request for something published, whole and alone; None for any other request."""
    found = _PLAIN.fullmatch(request)
    if found is None or _WANTS_MORE.search(found[2]):
        return None
    return found[1].decode("ascii")


class PageWorker(ThreadWorker):
    """Gunicorn's threaded worker with a short way for published files."""

    _second, _date = 0, b""

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """A connection that was kept open has the next request."""
        try:
            is_answered = self._answer(conn, client)
        except OSError:  # the reader has gone: the ordinary way closes the connection
            is_answered = False
        if not is_answered:
            super().on_client_socket_readable(conn, client)

    def _answer(self, conn: TConn, client: socket.socket) -> bool:
        """Send the file that is asked for; False when this is not such a request, and nothing was done."""
        if not self.alive or self.cfg.accesslog or self.cfg.is_ssl:
            return False
        request = client.recv(LONGEST, socket.MSG_PEEK)
        path = path_of(request)
        if path is None:
            return False
        files: Remembering | None = self.wsgi.extensions.get("published_files")
        known = files.known(path) if files is not None else None
        if known is None:
            return False
        try:
            file = open(known.place, "rb", buffering=0)  # noqa: SIM115 - may be sent on by a thread
        except FileNotFoundError:
            return False
        head = b"HTTP/1.1 200 OK\r\nDate: %b\r\nConnection: keep-alive\r\n%b\r\n" % (self._now(), known.lines)
        try:
            begun = client.send(head, socket.MSG_MORE)
        except BlockingIOError:
            file.close()
            return False
        client.recv(len(request))
        sent = 0
        if begun == len(head):
            try:
                sent = os.sendfile(client.fileno(), file.fileno(), 0, known.size)
            except BlockingIOError:
                pass
            except OSError:
                sent = 0  # what is wrong with the connection shows when the rest is sent
        if sent == known.size:
            file.close()
            self._keep(conn)
        else:
            self._hand_over(conn, client, head[begun:], file, sent, known.size)
        return True

    def _keep(self, conn: TConn) -> None:
        """Count the connection's idle time from now; they stand in the order in which they expire."""
        if conn.timeout - time.monotonic() < self.cfg.keepalive - 1:
            self.keepalived_conns.remove(conn)
            conn.set_timeout()
            self.keepalived_conns.append(conn)

    def _hand_over(
        self, conn: TConn, client: socket.socket, head: bytes, file: BinaryIO, sent: int, size: int
    ) -> None:
        """Let a thread send the rest, as slowly as the reader takes it."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        done = self.tpool.submit(send_rest, client, head, file, sent, size)
        done.add_done_callback(lambda result: self.method_queue.defer(self.finish_request, conn, result))

    def _now(self) -> bytes:
        """The time as the Date header has it."""
        second = int(time.time())
        if second != self._second:
            self._second, self._date = second, util.http_date(second).encode()
        return self._date


def send_rest(client: socket.socket, head: bytes, file: BinaryIO, sent: int, size: int) -> bool:
    """Send what is left of the headers and of the file. Whether the connection can be used again."""
    with file:
        try:
            client.setblocking(True)
            client.sendall(head)
            while sent < size:
                more = os.sendfile(client.fileno(), file.fileno(), sent, size - sent)
                if not more:
                    return False  # the file is shorter than it was: the reader must not wait for the rest
                sent += more
        except OSError:
            return False
    return True
