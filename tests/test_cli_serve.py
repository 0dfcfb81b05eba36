"""The running service: its processes, what becomes of them when they are killed, and what they publish."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine

from procure.config import Settings
from procure.db import reading, writing
from procure.jobs import Jobs
from procure.models import Publication
from procure.storage import open_storage
from tests.factories.publications import make_requested_publication

#: Seconds to wait for what should take a moment, on a machine busy with other tests.
PATIENCE = 60


def until(true: Callable[[], object], what: str) -> None:
    """Look again and again until it is so. Fails when it takes too long."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"{what} did not happen"
        time.sleep(0.05)


class Running:
    """A service in processes of its own."""

    def __init__(self, settings: Settings, *words: str) -> None:
        environment = {
            **os.environ,
            "DATA_DIR": str(settings.data_dir),
            "DATABASE_URL": settings.database_url,
            "SECRET_KEY": settings.resolved_secret_key(),
            "PORT": "0",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "procure", *words], env=environment, stdout=subprocess.PIPE, text=True
        )

    def address(self) -> str:
        """Where it says it is."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip().rpartition(" ")[2]

    def children(self) -> dict[int, str]:
        """Process id → command line of its processes."""
        found = {}
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                command = (folder / "cmdline").read_text().replace("\0", " ")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(parent) == self.process.pid and command:
                found[int(folder.name)] = command
        return found

    def worker(self) -> int | None:
        """The process id of the worker, or None while there is none."""
        return next((pid for pid, command in self.children().items() if " worker " in command), None)

    def end(self) -> int:
        """The exit code, once told to stop."""
        self.process.terminate()
        return self.process.wait(PATIENCE)


@contextmanager
def running(settings: Settings, *words: str) -> Iterator[Running]:
    service = Running(settings, *words)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.process.kill()
            service.process.wait()
        assert service.process.stdout is not None
        service.process.stdout.close()


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=PATIENCE) as response:
            return bool(response.status == 200)
    except URLError:
        return False


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def service_settings(settings: Settings) -> Settings:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return settings.model_copy(update={"testing": False})


def test_whoever_is_killed_is_started_again_and_all_end_together(service_settings: Settings) -> None:
    with running(service_settings, "serve", "--workers", "2") as service:
        address = service.address()
        assert address.startswith("http://127.0.0.1:")
        assert answers(address)
        until(service.worker, "the start of the worker")
        first = service.worker()
        pages = [pid for pid in service.children() if pid != first]
        for pid in (first, pages[0]):
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        until(lambda: service.worker() not in (None, first), "a new worker")
        until(lambda: len(service.children()) == 3, "a new process for pages")
        assert answers(address)
        everyone = list(service.children())
        assert service.end() == 0
        assert not any(is_running(pid) for pid in everyone)


def test_nobody_is_left_behind_when_the_service_is_killed_outright(service_settings: Settings) -> None:
    with running(service_settings, "serve") as service:
        assert answers(service.address())
        until(service.worker, "the start of the worker")
        everyone = list(service.children())
        service.process.kill()
        service.process.wait()
        until(lambda: not any(is_running(pid) for pid in everyone), "the end of them all")


def test_without_a_worker_there_is_none(service_settings: Settings) -> None:
    with running(service_settings, "serve", "--no-worker", "--workers", "1") as service:
        assert answers(service.address())
        assert len(service.children()) == 1
        assert service.end() == 0


@pytest.mark.both_databases
def test_a_worker_publishes_what_was_asked_for_before_it_started_and_what_is_queued_after(
    service_settings: Settings, engine: Engine
) -> None:
    def ask() -> int:
        with writing(engine) as session:
            publication = make_requested_publication(session)
            assert publication.id is not None
            return publication.id

    def is_complete(publication_id: int) -> bool:
        with reading(engine) as session:
            publication = session.get(Publication, publication_id)
            return publication is not None and publication.completed_at is not None

    before = ask()  # never queued: the queue was lost, say
    with running(service_settings, "worker") as worker:
        until(lambda: is_complete(before), "the first publication")
        after = ask()
        jobs = Jobs(service_settings, engine, open_storage(service_settings))
        jobs.render(after)
        until(lambda: is_complete(after), "the second publication")
        jobs.close()
        assert worker.end() == 0


def test_a_queue_that_cannot_be_reached_does_not_stop_publication(
    service_settings: Settings, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = service_settings.model_copy(update={"data_dir": service_settings.data_dir / "not there"})
    Jobs(nowhere, engine, open_storage(service_settings)).render(1)
    assert "the next sweep will find it" in caplog.text


@pytest.mark.both_databases
def test_what_somebody_waits_for_comes_before_pages_for_boards(
    service_settings: Settings, engine: Engine
) -> None:
    jobs = Jobs(service_settings, engine, open_storage(service_settings))
    jobs.paper(1)
    jobs.render(2)
    queue = jobs._open().huey
    assert [queue.dequeue().name for _ in range(2)] == ["render", "paper"]
    jobs.close()
