"""The real service, as its own process, with data of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROCURE = Path(sys.executable).with_name("procure")
PATIENCE_SECONDS = 240  # a busy machine may need it; an idle one starts in about one


def procure(data_dir: Path, *words: str, typed: str = "", **settings: str) -> str:
    """Run a command of the service on the data in `data_dir`, and return what it printed. `typed` is what it
    reads from its standard input.
    """
    done = subprocess.run(
        [PROCURE, *words], env=_environment(data_dir, settings), input=typed, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, f"procure {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _environment(data_dir: Path, settings: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1", **settings, "DATA_DIR": str(data_dir)}


class Service:
    """`procure serve` on a free port; `url` is its address and `data_dir` where its data are."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir, self.settings = data_dir, settings
        self.log = data_dir / "service.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers. Also after `kill`, on the same data."""
        environment = _environment(self.data_dir, {**self.settings, "PORT": str(self.port)})
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [PROCURE, "serve"], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert self.process.poll() is None, f"the service stopped:\n{self.tail()}"
            assert time.monotonic() < give_up_at, f"the service did not answer in time:\n{self.tail()}"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def wait_for(self, path: str, words: str) -> None:
        """Wait until the page at `path` says `words`."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while words not in (page := self._page(path)):
            assert time.monotonic() < give_up_at, f"{path} does not say {words!r}:\n{page}\n{self.tail()}"
            time.sleep(0.05)

    def wait_until(self, true: Callable[[], object], otherwise: str) -> None:
        """Wait until it is so."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while not true():
            assert time.monotonic() < give_up_at, f"{otherwise}:\n{self.tail()}"
            time.sleep(0.5)

    def _page(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE_SECONDS) as answer:
            return str(answer.read().decode())

    def stop(self) -> None:
        """Stop as an operator does, letting requests finish."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Stop at once, as a power cut does: the service and every process it started."""
        os.killpg(self.process.pid, 9)
        self.process.wait(timeout=PATIENCE_SECONDS)

    def tail(self, lines: int = 60) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def faults(self) -> list[str]:
        """Unhandled errors in the log: there must be none, whatever people did."""
        return [
            line for line in self.log.read_text(errors="replace").splitlines() if line.startswith("Traceback")
        ]


@contextmanager
def running(data_dir: Path, *, to_the_end: bool = False) -> Iterator[Service]:
    """The service on these data, without an unhandled error in its log. Unless it is to work to the end, what its
    worker has in hand when nobody needs it any more is cut off: a board's page takes as long as twenty of a journey.
    """
    service = Service(data_dir)
    try:
        yield service
    finally:
        if to_the_end:
            service.stop()
        elif service.process.poll() is None:
            service.kill()
    assert not service.faults(), service.tail()


def copy_of(prepared: Path, folder: Path) -> Path:
    """Data to start from, made once and copied, for a service of a test's own."""
    return Path(shutil.copytree(prepared, folder / "data", dirs_exist_ok=True))
