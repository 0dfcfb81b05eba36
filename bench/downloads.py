"""Requests a second for a published file and a published page, beside nginx serving the same bytes from disk.

    python -m bench.downloads [--rounds 5] [--seconds 4] [--connections 16] [--outcomes 4]

``procure serve`` runs as shipped, with two processes for pages; nginx runs with two workers, sendfile on and its
access log off, as ours is. The file is the same one on disk for both. For the page, nginx has a copy of what
Procure answered. Both are asked over loopback with the same number of connections, by wrk where it is installed
and otherwise by a client in Python, which is slower than either server and then measures mostly itself. Rounds
take turns, so that what else the machine does weighs on both; figures are the median of rounds, and the ratio is
the median of each round's own. The bar: a download at least half as often as nginx.

The processor's time a request takes is shown too, for every process of a server: that can be compared between
machines that are busy with other things.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from procure.config import Settings
from procure.db import make_engine
from procure.migrating import migrate
from procure.storage import FolderStorage
from tests.factories.publications import publish

BAR = 0.5
PROCESSES = 2
NGINX = """
{user}
daemon off;
worker_processes {processes};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location = /file {{ alias {file}; default_type application/pdf; }}
        location = /page {{ alias {page}; default_type "text/html; charset=utf-8"; }}
    }}
}}
"""


@dataclass(frozen=True)
class Measured:
    """What one round gave: answers a second, and milliseconds of processor an answer took the server."""

    rate: float
    cost: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4, help="how long each round asks each server")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument(
        "--outcomes", type=int, default=4, help="outcomes in the tender: the PDF grows with them"
    )
    arguments = parser.parse_args()
    if shutil.which("nginx") is None:
        sys.exit("nginx is not installed. On Debian: apt-get install nginx-light wrk")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        settings = Settings(data_dir=folder, port=0, secret_key="a key for measuring")  # type: ignore[arg-type]
        reference = published(settings, arguments.outcomes)
        with procure(settings) as (service, address):
            path = f"{address}/published/{reference}"
            ours = {"PDF": f"{path}/versions/1/files/specification.pdf", "page": path}
            bodies = {name: fetched(url) for name, url in ours.items()}
            (folder / "page.html").write_bytes(bodies["page"])
            file = stored(folder, bodies["PDF"])
            with nginx(folder, file, folder / "page.html") as (other, base):
                theirs = {"PDF": f"{base}/file", "page": f"{base}/page"}
                for name, url in theirs.items():
                    assert fetched(url) == bodies[name], f"nginx serves another {name}"
                asker = "wrk" if shutil.which("wrk") else "threads of Python"
                print(
                    f"Asked by {asker} over {arguments.connections} connections, {arguments.rounds} rounds of "
                    f"{arguments.seconds:g} s each; the machine's load before: {os.getloadavg()[0]:.1f}\n"
                )
                heads = ("what", "KB", "nginx /s", "Procure /s", "ratio", "bar")
                heads += ("nginx CPU ms", "Procure CPU ms")
                print(f"| {' | '.join(heads)} |\n| --- |" + " ---: |" * (len(heads) - 1), flush=True)
                for name in ours:
                    rounds = [
                        (
                            ask(theirs[name], other.pid, arguments.seconds, arguments.connections),
                            ask(ours[name], service.pid, arguments.seconds, arguments.connections),
                        )
                        for _ in range(arguments.rounds)
                    ]
                    show(name, len(bodies[name]), rounds)


def show(name: str, size: int, rounds: list[tuple[Measured, Measured]]) -> None:
    """A row of the table."""
    middle = [
        statistics.median(getattr(each[at], what) for each in rounds)
        for what in ("rate", "cost")
        for at in (0, 1)
    ]
    ratio = statistics.median(ours.rate / theirs.rate for theirs, ours in rounds)
    bar = f"{BAR:g}: {'met' if ratio >= BAR else 'missed'}" if name == "PDF" else "none"
    print(
        f"| {name} | {size / 1000:.0f} | {middle[0]:,.0f} | {middle[1]:,.0f} | {ratio:.2f} | {bar} "
        f"| {middle[2]:.3f} | {middle[3]:.3f} |",
        flush=True,
    )


def published(settings: Settings, outcomes: int) -> str:
    """The reference of a published tender in a new installation."""
    engine = make_engine(settings.resolved_database_url)
    migrate(engine)
    reference = publish(
        engine, FolderStorage(settings.data_dir / "artefacts"), settings, outcomes=outcomes, measures=3
    )
    engine.dispose()
    return reference


def stored(folder: Path, body: bytes) -> Path:
    """Where the store keeps these very bytes."""
    return next(
        path
        for path in (folder / "artefacts").rglob("*")
        if path.is_file() and path.stat().st_size == len(body) and path.read_bytes() == body
    )


@contextmanager
def procure(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The service, and its address."""
    environment = os.environ | {
        "DATA_DIR": str(settings.data_dir), "DATABASE_URL": "", "STORAGE_URL": "", "PORT": "0",
        "SECRET_KEY": settings.resolved_secret_key(),
    }  # fmt: skip
    with ended(
        subprocess.Popen(
            [sys.executable, "-m", "procure", "serve", "--workers", str(PROCESSES)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
    ) as service:
        assert service.stdout is not None
        yield service, service.stdout.readline().strip().rpartition(" ")[2]


@contextmanager
def nginx(folder: Path, file: Path, page: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """nginx serving ``file`` and ``page``, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configuration = folder / "nginx.conf"
    configuration.write_text(
        NGINX.format(
            # Started by root, its workers would otherwise run as somebody who cannot read the folder.
            user="user root;" if os.geteuid() == 0 else "",
            processes=PROCESSES, folder=folder, port=port, file=file, page=page,
        )
    )  # fmt: skip
    command = ["nginx", "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(configuration)]
    with ended(subprocess.Popen(command, text=True)) as server:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield server, f"http://127.0.0.1:{port}"


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """The process, told to stop at the end."""
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)
        if process.stdout is not None:
            process.stdout.close()


def ask(url: str, server: int, seconds: float, connections: int) -> Measured:
    """Ask for ``url`` again and again. Raises RuntimeError if anything but the whole body came back."""
    fetched(url)
    before = processor_time(server)
    count, taken = (wrk if shutil.which("wrk") else client)(url, seconds, connections)
    return Measured(count / taken, (processor_time(server) - before) * 1000 / max(1, count))


def wrk(url: str, seconds: float, connections: int) -> tuple[int, float]:
    """Answers, and the seconds they took in all."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"(\d+) requests in ([\d.]+)(m?)s", said)
    if found is None or "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return int(found[1]), float(found[2]) / (1000 if found[3] else 1)


def client(url: str, seconds: float, connections: int) -> tuple[int, float]:
    """As ``wrk``, with threads that each keep a connection open."""
    parts = urlsplit(url)
    counts = [0] * connections
    wrong: list[int] = []
    began = time.perf_counter()

    def keep_asking(at: int) -> None:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        while time.perf_counter() < began + seconds:
            connection.request("GET", parts.path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                wrong.append(answer.status)
            counts[at] += 1
        connection.close()

    threads = [threading.Thread(target=keep_asking, args=(at,)) for at in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"answers with status {sorted(set(wrong))}")
    return sum(counts), time.perf_counter() - began


def fetched(url: str) -> bytes:
    """The body behind ``url``."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.request("GET", parts.path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, f"{url}: {answer.status}"
    return body


def processor_time(pid: int) -> float:
    """Seconds of processor that a process and its children have used so far; 0 where /proc does not say."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            values = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(folder.name) == pid or int(values[1]) == pid:
            total += int(values[11]) + int(values[12])
    return total / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
