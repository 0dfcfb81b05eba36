"""The running service: gunicorn's processes for pages, and beside them one worker for the files of
publications.

Gunicorn's main process looks after both. Whoever is killed is started again; when the main process is told to
stop, each finishes what it has in hand, within bounds; when it is killed outright, the others see that it is
gone and stop.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from procure import jobs
from procure.app import create_app
from procure.config import Settings
from procure.page_worker import PageWorker

THREADS = 4
#: Seconds a request may take before its process is taken for stuck.
REQUEST_TIMEOUT = 60
#: Seconds that requests in hand may take after the service was told to stop.
GRACEFUL_TIMEOUT = 20
#: Seconds an idle connection is kept, a little more than common proxies keep theirs.
KEEP_ALIVE = 75
#: A worker that lived less long than this (seconds) is started again later and later, up to the second
#: figure.
TOO_SHORT, LONGEST_PAUSE = 10, 60
FIRST_PAUSE = 1.0


class JobWorker:
    """The worker process, as its minder sees it."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        # The first page is ready sooner when the worker does not start in the same moment.
        self._started, self._pause = time.monotonic(), FIRST_PAUSE

    def mind(self) -> None:
        """Start the worker if it is not running, unless it keeps failing and its pause is not over."""
        now = time.monotonic()
        if self._process is not None:
            if self._process.poll() is None:
                return
            lived = now - self._started
            self._pause = 0.0 if lived > TOO_SHORT else min(max(1.0, self._pause * 2), LONGEST_PAUSE)
            self._process = None
            self._started = now  # the pause is counted from its end
            return
        if now >= self._started + self._pause:
            self._started = now
            self._process = subprocess.Popen(self._command)  # noqa: S603 - our own program

    def tell_to_stop(self) -> None:
        """Ask it to finish what it has in hand and end."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for its end; after ``seconds``, end it. A publication cut off is made again at the next start."""
        if self._process is None:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Minder(Arbiter):
    """Gunicorn's main process, which looks after our worker as it looks after its own."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._worker = service.worker

    def manage_workers(self) -> None:
        super().manage_workers()
        if self._worker is not None:
            self._worker.mind()

    def stop(self, graceful: bool = True) -> None:
        if self._worker is not None:
            self._worker.tell_to_stop()
        super().stop(graceful)
        if self._worker is not None:
            self._worker.wait(jobs.PATIENCE if graceful else 1)


class Service(BaseApplication):
    """Everything ``procure serve`` runs. ``when_ready`` is told the address once connections are taken."""

    def __init__(
        self,
        settings: Settings,
        *,
        workers: int | None = None,
        has_worker: bool = True,
        logs_requests: bool = False,
        when_ready: Callable[[str], None] = lambda address: None,
    ) -> None:
        self.settings = settings
        self.worker = (
            JobWorker([sys.executable, "-m", "procure", "worker", f"--follow={os.getpid()}"])
            if has_worker
            else None
        )
        self._workers = workers or max(2, os.cpu_count() or 1)
        self._logs_requests = logs_requests
        self._when_ready = when_ready
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self._workers,
            "worker_class": PageWorker,
            "threads": THREADS,
            # Loaded once, before the processes part: they share its memory, and start at once.
            "preload_app": True,
            "timeout": REQUEST_TIMEOUT,
            "graceful_timeout": GRACEFUL_TIMEOUT,
            "keepalive": KEEP_ALIVE,
            "sendfile": True,
            "limit_request_line": 8190,  # a search with every filter set is long
            "control_socket_disable": True,
            "accesslog": "-" if self._logs_requests else None,
            "loglevel": "warning",
            "when_ready": self._tell,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self.settings)

    def run(self) -> None:
        """Serve until told to stop."""
        Minder(self).run()

    def _tell(self, arbiter: Arbiter) -> None:
        host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
        self._when_ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")
