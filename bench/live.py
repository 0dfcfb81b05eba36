"""How long it takes until a page of results that is open shows a reading that another system has just sent.

    python -m bench.live [--writes 20] [--databases sqlite postgresql]

``procure serve`` runs as shipped, with two processes for pages. A reader keeps a measure's page open as a browser does:
it listens to its stream of changes, comes again after as long as the stream says when it ends, and on a change asks for
the page again. Readings are sent one at a time to the interface for other systems, at moments that have nothing to do
with the stream. Seconds of wall clock, from before the reading is sent until the page that has it is whole; beside them
the part until the change was heard. The bar: 2 seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from bench.downloads import PROCESSES, ended
from bench.public_list import urls_of
from procure.config import Settings
from procure.db import make_engine, writing
from procure.migrating import migrate
from procure.models import MeasureSeries, User
from procure.services import measure_series, results_keys
from tests.factories.boards import make_ready_tender
from tests.factories.results import make_followed

WRITES, DATABASES, BAR = 20, ("sqlite", "postgresql"), 2.0
FIRST = date(2001, 1, 1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--writes", type=int, default=WRITES)
    parser.add_argument("--databases", nargs="+", default=DATABASES, choices=DATABASES)
    arguments = parser.parse_args()
    print("| database | writes | shown: median s | slowest s | heard: median s | slowest s | bar |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    for database in arguments.databases:
        with tempfile.TemporaryDirectory() as scratch, urls_of(database, Path(scratch)) as url_for:
            shown, heard = measured(Path(scratch), url_for(0), arguments.writes)
            verdict = "met" if max(shown) <= BAR else "not met by the slowest"
            figures = (statistics.median(shown), max(shown), statistics.median(heard), max(heard))
            print(
                f"| {database} | {len(shown)} | {' | '.join(f'{each:.2f}' for each in figures)} | "
                f"{BAR:.0f} s: {verdict} |",
                flush=True,
            )


def measured(folder: Path, url: str, writes: int) -> tuple[list[float], list[float]]:
    """Of each write the seconds until it was shown, and until its change was heard."""
    settings = Settings(data_dir=folder, database_url=url)
    series, secret = seeded(url)
    environment = os.environ | {
        "DATA_DIR": str(folder), "DATABASE_URL": url, "STORAGE_URL": "", "PORT": "0",
        "SECRET_KEY": settings.resolved_secret_key(),
    }  # fmt: skip
    command = [sys.executable, "-m", "procure", "serve", "--workers", str(PROCESSES)]
    with ended(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)) as service:
        assert service.stdout is not None
        address = service.stdout.readline().strip().rpartition(" ")[2]
        reader = Reader(address, f"/results/measures/{series}")
        threading.Thread(target=reader.listen, daemon=True).start()
        shown, heard, chance = [], [], random.Random(20261129)
        for number in range(writes):
            time.sleep(chance.uniform(0.6, 2.6))
            value = f"{30 + number}.5"
            began = time.monotonic()
            reader.waits_for(value)
            send(address, secret, series, FIRST + timedelta(days=number), value)
            assert reader.found.wait(60), f"{value} was not shown in a minute"
            shown.append(reader.shown_at - began)
            heard.append(reader.heard_at - began)
    return shown, heard


def seeded(url: str) -> tuple[str, str]:
    """A published tender with one public measure that serves a mission: its key, and the secret of a key for it."""
    engine = make_engine(url)
    migrate(engine)
    with writing(engine) as session:
        tender, officer, (series,) = make_followed(session)
        make_ready_tender(session, session.get_one(User, officer.user_id))  # its objectives get a framework
        measure_series.link(session, tender)
        measure_series.make_public(session, officer, tender, [series.key], is_public=True)
        _, secret = results_keys.make(session, officer, tender.organisation, "For measuring", tender)
        key = session.get_one(MeasureSeries, series.id).key
    engine.dispose()
    return key, secret


def send(address: str, secret: str, series: str, day: date, value: str) -> None:
    """One reading, as another system sends it."""
    row = {
        "measure": series, "periodStart": f"{day}", "periodEnd": f"{day}", "publishedOn": f"{day}", "value": value,
        "source": "Fictional",
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    body = json.dumps({"observations": [row]}).encode()
    with urlopen(Request(f"{address}/api/1.0/observations", body, headers), timeout=60) as answer:
        assert json.load(answer)["recorded"] == 1


class Reader:
    """A page that is kept open: what it waits for, and when it heard of a change and showed it."""

    def __init__(self, address: str, path: str) -> None:
        self.place, self.path = urlsplit(address), path
        self.found = threading.Event()
        self.wanted, self.heard_at, self.shown_at = "", 0.0, 0.0
        live = re.search('data-live="([^"]+)"', self.page())
        assert live, "the page listens to nothing"
        self.stream = live[1].replace("&amp;", "&")

    def waits_for(self, value: str) -> None:
        """Begin to wait for a figure."""
        self.wanted, self.heard_at = value, 0.0
        self.found.clear()

    def page(self) -> str:
        """The page as it is now."""
        with contextlib.closing(self._connection()) as connection:
            connection.request("GET", self.path)
            return connection.getresponse().read().decode()

    def listen(self) -> None:
        """As a browser does, until the service has ended."""
        with contextlib.suppress(ConnectionError, http.client.HTTPException):
            self._listen()

    def _listen(self) -> None:
        last, wait = "", 1.5
        while True:
            with contextlib.closing(self._connection()) as connection:
                connection.request("GET", self.stream, headers={"Last-Event-ID": last} if last else {})
                answer = connection.getresponse()
                while line := answer.readline():
                    last, wait = self._line(line.decode().strip(), last, wait)
            time.sleep(wait)

    def _line(self, line: str, last: str, wait: float) -> tuple[str, float]:
        name, _, said = line.partition(": ")
        if name == "id":
            return said, wait
        if name == "retry":
            return last, int(said) / 1000
        if name == "event" and said == "change" and self.wanted:
            self.heard_at = self.heard_at or time.monotonic()
            if self.wanted in self.page():
                self.shown_at = time.monotonic()
                self.found.set()
        return last, wait

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.place.hostname or "", self.place.port, timeout=60)


if __name__ == "__main__":
    main()
