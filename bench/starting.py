"""Seconds from ``procure serve`` to its first answered request.

    python -m bench.starting [--runs 7]

A new installation with the outcome library loaded is started again and again, each time in processes of its own;
the clock runs from the start of the command until the start page has been read whole. The database and Python's
compiled files are there already, as after any installation; the file system's memory is as the machine has it. The
bar: 3 seconds, for the median. The processor's time of the same is what is left of it where nothing else runs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from urllib.request import urlopen

from bench.downloads import processor_time

BAR = 3.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder, "DATABASE_URL": "", "STORAGE_URL": "", "PORT": "0"}
        for words in (["init"], ["library", "load"]):
            command = [sys.executable, "-m", "procure", *words]
            subprocess.run(command, env=environment, check=True, capture_output=True)
        times, work = zip(*(started(environment) for _ in range(arguments.runs)), strict=True)
    median = statistics.median(times)
    print("| runs | fastest s | median s | slowest s | median CPU s | bar |\n|" + " ---: |" * 6)
    print(
        f"| {len(times)} | {min(times):.2f} | {median:.2f} | {max(times):.2f} | {statistics.median(work):.2f} "
        f"| {BAR:g} s: {'met' if median <= BAR else 'missed'} |"
    )


def started(environment: dict[str, str]) -> tuple[float, float]:
    """Start the service, ask it for its start page, stop it. Seconds until the page was there, and seconds of
    processor that this took the service."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "procure", "serve"], env=environment, stdout=subprocess.PIPE, text=True
    ) as service:
        try:
            assert service.stdout is not None
            address = service.stdout.readline().strip().rpartition(" ")[2]
            with urlopen(address, timeout=60) as answer:
                answer.read()
            return time.perf_counter() - began, processor_time(service.pid)
        finally:
            service.terminate()
            service.wait(60)


if __name__ == "__main__":
    main()
