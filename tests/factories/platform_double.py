"""A stand-in for the central platform: a real HTTP server on this machine that behaves as the published documentation
of the interface for senders says, and misbehaves in the ways that networks and servers do.

It keeps what it took in by our reference, so that a test can see whether anything arrived twice.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "a key that opens nothing real"
SEARCH = "/latest/notice/submission/search"
TOO_LARGE = 4 * 1024 * 1024


@dataclass
class Received:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, list[str]]

    @property
    def document(self) -> Any:
        return json.loads(base64.b64decode(self.form["notice"][0]))


@dataclass
class PlatformDouble:
    """What it has, what it was asked, and how it will misbehave: ``faults`` are taken one a request, in turn."""

    url: str = ""
    requests: list[Received] = field(default_factory=list)
    taken_in: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[Callable[[Answering], bool]] = field(default_factory=list)
    #: Whether what is taken in is published at once.
    publishes: bool = True
    procurement_id: str = "ocds-h6vhtk-0f1a2b"

    def posts(self) -> list[Received]:
        return [each for each in self.requests if each.method == "POST"]

    def take_in(self, reference: str) -> dict[str, Any]:
        number = len(self.taken_in) + 1
        self.taken_in[reference] = information(number, reference)
        if self.publishes:
            self.publish(reference)
        return self.taken_in[reference]

    def publish(self, reference: str) -> None:
        found = self.taken_in[reference]
        number = found["submission_id"][-6:]
        found["status"] = "PUBLISHED"
        found["publication_info"] = {
            "ojs_number": "000",
            "no_doc_ojs": f"2026/S 000-{number}",
            "publication_date": "2026-12-01 09:31:00",
            "truk_links": {"EN": f"https://www.find-tender.service.gov.uk/Notice/{number}-2026"},
            "ocids": [self.procurement_id],
        }

    def refuse(self, reference: str, message: str) -> None:
        found = self.taken_in[reference]
        found["status"] = "NOT_PUBLISHED"
        found["validation_rules_report"] = report(message)


def information(number: int, reference: str) -> dict[str, Any]:
    """The documented account of a notice, as it is when it has just been taken in."""
    return {
        "submission_id": f"20261201-{number:06d}",
        "received_at": "2026-12-01T09:30:30Z",
        "status": "RECEIVED",
        "reason_code": None,
        "status_updated_at": "2026-12-01T09:30:30Z",
        "no_doc_ext": reference,
        "form": None,
        "languages": [],
        "publication_info": None,
        "technical_validation_report": None,
        "validation_rules_report": None,
        "quality_control_report": None,
        "ref_submission_id": None,
        "ref_no_doc_ojs": None,
    }


def report(message: str) -> dict[str, Any]:
    """A validation report with one failed check and one that only warns."""
    return {
        "type": "validation rules",
        "items": [
            {
                "name": "R1",
                "valid": False,
                "severity": "ERROR",
                "message": message,
                "details": "See the rules.",
            },
            {
                "name": "R2",
                "valid": False,
                "severity": "WARNING",
                "message": "A title is short.",
                "details": None,
            },
        ],
    }


class Answering(BaseHTTPRequestHandler):
    """One connection. Faults get this, and say whether they answered in its stead."""

    protocol_version = "HTTP/1.1"
    double: PlatformDouble
    received: Received

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(parse_qs(self.rfile.read(length).decode()))

    def _answer(self, form: dict[str, list[str]]) -> None:
        self.received = Received(
            self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, form
        )
        self.double.requests.append(self.received)
        if self.double.faults and self.double.faults.pop(0)(self):
            return
        if self.received.headers.get("cdp-api-key") != KEY:
            self.send(400, {"timestamp": "2026-12-01T00:00:00Z", "status": 400, "error": "Access Denied",
                            "path": self.path})  # fmt: skip
        elif self.command == "POST":
            self._take_in()
        else:
            self._tell()

    def _take_in(self) -> None:
        reference = self.received.form["no_doc_ext"][0]
        if len(self.received.form["notice"][0]) > TOO_LARGE:
            self.send(413, {"status": 413, "error": "Payload Too Large"})
        elif reference in self.double.taken_in:
            self.send(
                409, {"status": 409, "error": "Duplicate", "message": f"{reference} was submitted before"}
            )
        else:
            self.send(200, self.double.take_in(reference))

    def _tell(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.endswith(SEARCH):
            wanted = parse_qs(parts.query)["no_doc_ext"][0]
            found = [each for each in self.double.taken_in.values() if each["no_doc_ext"] == wanted]
            self.send(200, {"total": len(found), "notices": found})
            return
        wanted = parts.path.rpartition("/")[2]
        for each in self.double.taken_in.values():
            if each["submission_id"] == wanted:
                self.send(200, each)
                return
        self.send(404, {"status": 404, "error": "Not Found"})

    def send(self, status: int, body: Any, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


Fault = Callable[[Answering], bool]


def answers(status: int, body: Any = b"", **headers: str) -> Fault:
    """Answer so, whatever was asked, and do nothing."""

    def fault(handler: Answering) -> bool:
        handler.send(status, body, **headers)
        return True

    return fault


def after_taking_in(then: Fault) -> Fault:
    """Take the notice in, and then lose the answer in one of the ways below."""

    def fault(handler: Answering) -> bool:
        handler.double.take_in(handler.received.form["no_doc_ext"][0])
        return then(handler)

    return fault


def cuts(handler: Answering) -> bool:
    """Begin an answer and hang up in the middle of it."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"submission_id": "2026')
    handler.close_connection = True
    return True


def hangs_up(handler: Answering) -> bool:
    """Hang up without a word."""
    handler.close_connection = True
    return True


def is_silent(handler: Answering) -> bool:
    """Say nothing for longer than anybody waits."""
    time.sleep(1.5)
    handler.close_connection = True
    return True


def waits_until_left(handler: Answering) -> bool:
    """Say nothing for as long as whoever asked is there, for a test that kills it meanwhile."""
    handler.connection.settimeout(120)
    with suppress(OSError):
        handler.connection.recv(1)
    handler.close_connection = True
    return True


def drips(handler: Answering) -> bool:
    """Answer a byte at a time, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        for _ in range(30):
            handler.wfile.write(b" ")
            time.sleep(0.1)
    except OSError:
        pass
    handler.close_connection = True
    return True


@contextmanager
def platform_double() -> Iterator[PlatformDouble]:
    """The server, running until the end of the block."""
    double = PlatformDouble()
    handler = type("Bound", (Answering,), {"double": double})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    double.url = f"http://127.0.0.1:{server.server_address[1]}/api"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
