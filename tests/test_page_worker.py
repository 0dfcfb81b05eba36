"""The short way that published files take: which requests may take it, and that readers see no difference."""

from __future__ import annotations

import hashlib
import http.client
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from procure.config import Settings
from procure.db import make_engine, writing
from procure.models import Artefact, SpecificationVersion
from procure.page_worker import path_of, send_rest
from procure.storage import open_storage
from tests.databases import SqliteDatabases
from tests.factories.publications import make_listed_tender
from tests.test_cli_serve import running

FILE = b"/published/7K3M-9Q2X-4D/versions/1/files/specification.pdf"
PLAIN = b"GET " + FILE + b" HTTP/1.1\r\nHost: example.org\r\nUser-Agent: a reader\r\n"
#: More than a connection holds while nobody reads from it.
BIG = 24 * 1024 * 1024


@dataclass(frozen=True)
class Served:
    """A running service with two published files: one small, one big."""

    port: int
    small: str
    big: str
    contents: dict[str, bytes]

    def open(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


@pytest.fixture(scope="module")
def served(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with sqlite_databases.copy(folder) as url:
        settings = Settings(data_dir=folder, database_url=url, secret_key="a key for tests alone")
        storage, contents = open_storage(settings), {}
        engine = make_engine(url)
        with writing(engine) as session:
            reference = make_listed_tender(session)
            version = session.exec(select(SpecificationVersion)).one()
            for kind, data in (("specification.pdf", b"%PDF small"), ("specification.docx", os.urandom(BIG))):
                session.add(
                    Artefact(
                        version_id=version.id or 0, kind=kind, media_type="application/pdf", file_name=kind,
                        size=len(data), sha256=storage.put(data),
                    )
                )  # fmt: skip
                contents[f"/published/{reference}/versions/1/files/{kind}"] = data
        engine.dispose()
        small, big = contents
        with running(settings, "serve", "--workers", "1", "--no-worker") as service:
            yield Served(int(service.address().rpartition(":")[2]), small, big, contents)


def test_a_plain_request_for_something_published_may_take_the_short_way() -> None:
    assert path_of(PLAIN + b"\r\n") == FILE.decode()
    assert path_of(PLAIN + b"Connection: keep-alive\r\nUpgrade-Insecure-Requests: 1\r\n\r\n") == FILE.decode()


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"",
        PLAIN,  # its end has not come yet
        PLAIN + b"\r\n" + PLAIN + b"\r\n",  # two at once
        PLAIN + b"\r\nand something after it",
        PLAIN + b"Range: bytes=0-9\r\n\r\n",
        PLAIN + b"if-none-match: abc\r\n\r\n",
        PLAIN + b"If-Modified-Since: Mon, 11 Jan 2027 09:30:00 GMT\r\n\r\n",
        PLAIN + b"Content-Length: 5\r\n\r\n",
        PLAIN + b"Transfer-Encoding: chunked\r\n\r\n",
        PLAIN + b"Transfer-Encoding : chunked\r\n\r\n",
        PLAIN + b" folded: line\r\n\r\n",
        PLAIN + b"no colon\r\n\r\n",
        PLAIN + b"Bare: line\nfeed: in it\r\n\r\n",
        PLAIN + b"Expect: 100-continue\r\n\r\n",
        PLAIN + b"Upgrade: h2c\r\n\r\n",
        PLAIN + b"Connection: close\r\n\r\n",
        PLAIN + b"Connection: keep-alive, Upgrade\r\n\r\n",
        PLAIN.replace(b"GET", b"HEAD") + b"\r\n",
        PLAIN.replace(b"GET", b"POST") + b"\r\n",
        PLAIN.replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n",
        PLAIN.replace(b".pdf", b".pdf?again=1") + b"\r\n",
        PLAIN.replace(b".pdf", b"%2epdf") + b"\r\n",
        PLAIN.replace(FILE, b"/tenders") + b"\r\n",
        PLAIN.replace(FILE, b"http://example.org" + FILE) + b"\r\n",
    ],
)
def test_any_other_request_goes_the_ordinary_way(request_bytes: bytes) -> None:
    assert path_of(request_bytes) is None


def ask(
    connection: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read()


@pytest.mark.parametrize("which", ["small", "big"])
def test_a_file_asked_for_again_on_the_same_connection_comes_alike(served: Served, which: str) -> None:
    path = getattr(served, which)
    with_server = served.open()
    status, first, body = ask(with_server, path)
    assert (status, body) == (200, served.contents[path])
    assert first["ETag"] == f'"{hashlib.sha256(body).hexdigest()}"'
    for _ in range(3):
        status, again, body = ask(with_server, path)
        assert (status, body) == (200, served.contents[path])
        assert "Server" not in again  # which the ordinary way names: so this one was short
        ordinary = {name: value for name, value in first.items() if name not in {"Server", "Date"}}
        assert {name: value for name, value in again.items() if name != "Date"} == ordinary
    with_server.close()


def test_a_connection_may_change_between_the_short_way_and_the_ordinary_one(served: Served) -> None:
    connection, data = served.open(), served.contents[served.small]
    etag = ask(connection, served.small)[1]["ETag"]
    assert ask(connection, served.small)[2] == data
    assert ask(connection, served.small, Range="bytes=1-3")[::2] == (206, data[1:4])
    assert ask(connection, served.small, If_None_Match=etag)[0] == 304
    assert ask(connection, served.small)[2] == data
    assert ask(connection, served.small, "HEAD")[::2] == (200, b"")
    assert ask(connection, served.small.replace(".pdf", ".exe"))[0] == 404
    assert ask(connection, "/about")[0] == 200
    assert ask(connection, served.small)[2] == data
    assert ask(connection, served.small, "POST")[0] in {400, 405}
    connection.close()


def test_two_requests_sent_at_once_are_both_answered(served: Served) -> None:
    connection = served.open()
    assert ask(connection, served.small)[0] == ask(connection, served.small)[0] == 200
    request = f"GET {served.small} HTTP/1.1\r\nHost: example.org\r\n"
    connection.sock.sendall(f"{request}\r\n{request}Connection: close\r\n\r\n".encode())
    answers = b""
    while more := connection.sock.recv(65_536):
        answers += more
    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert answers.count(served.contents[served.small]) == 2
    connection.close()


def test_readers_who_do_not_read_hold_up_nobody_else(served: Served) -> None:
    slow = []
    for _ in range(3):  # a process has four threads
        connection = served.open()
        assert ask(connection, served.big)[0] == 200
        connection.request("GET", served.big)
        slow.append(connection)
    quick = served.open()
    for _ in range(3):
        assert ask(quick, served.small)[2] == served.contents[served.small]
    assert ask(quick, "/about")[0] == 200
    for connection in slow:
        assert connection.getresponse().read() == served.contents[served.big]
        connection.close()
    quick.close()


def test_a_reader_who_leaves_in_the_middle_leaves_the_service_well(served: Served) -> None:
    for _ in range(6):  # more than there are threads
        connection = served.open()
        assert ask(connection, served.big)[0] == 200
        connection.request("GET", served.big)
        connection.sock.recv(100)
        connection.close()
    well = served.open()
    assert ask(well, served.small)[2] == served.contents[served.small]
    well.close()


def test_what_the_kernel_did_not_take_at_once_is_sent_in_full(tmp_path: Path) -> None:
    data = os.urandom(2_000_000)
    (tmp_path / "file").write_bytes(data)
    here, there = socket.socketpair()
    got = bytearray()

    def read() -> None:
        while more := there.recv(65_536):
            got.extend(more)

    reader = threading.Thread(target=read)
    reader.start()
    assert send_rest(
        here, b"rest of the headers", (tmp_path / "file").open("rb", buffering=0), 1_000, len(data)
    )
    here.close()
    reader.join()
    there.close()
    assert bytes(got) == b"rest of the headers" + data[1_000:]


def test_a_file_that_has_become_shorter_ends_the_connection(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"short")
    here, there = socket.socketpair()
    assert not send_rest(here, b"", (tmp_path / "file").open("rb", buffering=0), 0, 1_000)
    assert there.recv(100) == b"short"
    here.close()
    there.close()
