"""A real mail server on loopback that keeps what it is sent, and a stand-in for the API of GOV.UK Notify."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """What came in, in its order. ``answers`` are given instead of taking the next letters in: ``451 later``."""

    url: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    on_letter: Callable[[], None] = lambda: None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.on_letter()
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        server.url = f"smtp://127.0.0.1:{port}?tls=never"
        yield server
    finally:
        controller.stop()


#: A key of the form that Notify gives out: a name, the service and the secret.
NOTIFY_KEY = "procure-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


@dataclass
class NotifyDouble:
    """The two calls of Notify's documented API that we use. ``faults`` are statuses given before anything else."""

    url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    #: Take the next letter in, and then hang up without an answer.
    hangs_up: bool = False


@contextmanager
def notify_double() -> Iterator[NotifyDouble]:
    double = NotifyDouble()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            return None

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if double.faults:
                self._answer(
                    double.faults.pop(0), {"errors": [{"error": "BadRequestError", "message": "No"}]}
                )
                return
            double.sent.append(asked | {"id": str(uuid4()), "path": self.path})
            if double.hangs_up:
                double.hangs_up = False
                self.close_connection = True
                return
            self._answer(201, {"id": double.sent[-1]["id"], "reference": asked["reference"]})

        def do_GET(self) -> None:
            reference = parse_qs(urlsplit(self.path).query)["reference"][0]
            found = [{"id": each["id"]} for each in double.sent if each["reference"] == reference]
            self._answer(200, {"notifications": found, "links": {}})

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        double.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
