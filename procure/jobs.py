"""Work off the request. The database says what is wanted; the queue only makes it happen sooner, so a lost
queue loses nothing: a sweep, at the worker's start and every minute, finds what has not been done.

The queue is Huey's: a file beside the database with SQLite, tables in the database (``huey_…``) with
PostgreSQL. Messages are signed, because Huey unpickles what it takes from the queue.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from importlib import import_module
from typing import Any

from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from procure.config import Settings
from procure.db import writing
from procure.mailing import open_sender
from procure.services import (
    alerting,
    answer_files,
    assessing,
    board_papers,
    converting,
    data_papers,
    disclosing,
    dispatching,
    informing,
    keeping_readings,
    measure_series,
    meeting_files,
    nudging,
    posting,
    prompting,
    relaying,
    rendering,
    result_uploads,
    results_feed,
    triage_reports,
)
from procure.storage import Storage

log = logging.getLogger("procure.jobs")
#: Seconds that a worker told to stop may go on with the file in hand. Cut off, it is made again at the next
#: start.
PATIENCE = 25
#: Seconds between looks at an empty SQLite queue, at most.
LONGEST_NAP = 0.5
#: Those who write letters.
_WRITERS = (alerting, nudging, prompting, relaying)
#: Of work that somebody waits for: it is done before pages for boards, which only spare a later wait.
WAITED_FOR = 1


class Jobs:
    """Hands work to the worker, and is the worker when told to run."""

    def __init__(self, settings: Settings, engine: Engine, storage: Storage) -> None:
        self.settings, self.engine, self.storage = settings, engine, storage
        self._lock = threading.Lock()
        self._queue: Queue | None = None

    def render(self, publication_id: int) -> None:
        """Ask for the files of a publication to be made soon. Never fails: the sweep asks again."""
        try:
            self._open().render(publication_id)
        except Exception:
            log.exception("publication %s could not be queued; the next sweep will find it", publication_id)

    def submit(self, submission_id: int) -> None:
        """Ask for the next step of a submission to the platform soon. Never fails: the sweep asks again."""
        try:
            self._open().submit(submission_id)
        except Exception:
            log.exception("submission %s could not be queued; the next sweep will find it", submission_id)

    def convert(self, document_id: int) -> None:
        """Ask for a paper to be read soon. Never fails: the sweep asks again."""
        try:
            self._open().convert(document_id)
        except Exception:
            log.exception("document %s could not be queued; the next sweep will find it", document_id)

    def report(self, document_id: int) -> None:
        """Ask for the report on a paper as a PDF soon. Never fails: the sweep asks again."""
        try:
            self._open().report(document_id)
        except Exception:
            log.exception(
                "the report on document %s could not be queued; the next sweep will find it", document_id
            )

    def paper(self, review_id: int) -> None:
        """Ask for the one page of a review to be made soon. Never fails: the sweep asks again."""
        try:
            self._open().paper(review_id)
        except Exception:
            log.exception("the page of review %s could not be queued; the next sweep will find it", review_id)

    def meeting_file(self, file_id: int) -> None:
        """Ask for the papers or the minutes of a meeting soon. Never fails: the sweep asks again."""
        try:
            self._open().meeting_file(file_id)
        except Exception:
            log.exception("meeting file %s could not be queued; the next sweep will find it", file_id)

    def brief(self, kind: str, briefing_id: int) -> None:
        """Ask for a briefing of a mission soon. Never fails: the sweep asks again."""
        try:
            self._open().brief(kind, briefing_id)
        except Exception:
            log.exception(
                "%s briefing %s could not be queued; the next sweep will find it", kind, briefing_id
            )

    def data_paper(self, paper_id: int) -> None:
        """Ask for a paper about data soon. Never fails: the sweep asks again."""
        try:
            self._open().data_paper(paper_id)
        except Exception:
            log.exception(
                "the paper about data %s could not be queued; the next sweep will find it", paper_id
            )

    def read_results(self, upload_id: int) -> None:
        """Ask for a file of results to be read soon. Never fails: the sweep asks again."""
        try:
            self._open().read_results(upload_id)
        except Exception:
            log.exception("file of results %s could not be queued; the next sweep will find it", upload_id)

    def file_answers(self, batch_id: int) -> None:
        """Ask for the PDF of a batch of answers soon. Never fails: the sweep asks again."""
        try:
            self._open().file_answers(batch_id)
        except Exception:
            log.exception("the file of batch %s could not be queued; the next sweep will find it", batch_id)

    def post(self) -> None:
        """Ask for letters that are due to be written and sent soon. Never fails: the sweep asks again."""
        try:
            self._open().post()
        except Exception:
            log.exception("the post could not be queued; the next sweep will find it")

    def tell(self) -> None:
        """As ``post``, where something became public of which nobody has been told: who follows as it happens does not
        wait for the sweep."""
        if alerting.has_work(self.engine):
            self.post()

    def send_letters(self) -> None:
        """Write the letters that are due, to those who follow, to officers for whom questions wait, to members who are
        asked in writing and to proposers and curators of the library, and hand all that wait to whoever sends them."""
        alerting.spread(self.engine, self.settings)
        nudging.tell_officers(self.engine, self.settings)
        prompting.tell_members(self.engine, self.settings)
        relaying.tell(self.engine, self.settings)
        if posting.has_due(self.engine):
            sent = posting.deliver(self.engine, open_sender(self.settings))
            if sent == posting.BATCH:  # others have their turn, then it goes on
                self.post()

    def sweep(self, *, starting: bool = False) -> list[int]:
        """Queue everything that is due: publications, steps of submissions, papers to be read and reports on them,
        pages for boards, files of meetings, letters; and let what is shown of drafts follow them. The publications are
        returned.
        """
        if self.settings.platform_url:
            dispatching.sweep(self.engine, self.submit)
        converting.sweep(self.engine, self.convert, starting=starting)
        triage_reports.sweep(self.engine, self.report)
        informing.sweep(self.engine, self.brief)
        data_papers.sweep(self.engine, self.data_paper)
        answer_files.sweep(self.engine, self.file_answers)
        disclosing.sweep(self.engine)
        keeping_readings.sweep(self.engine)
        measure_series.sweep(self.engine)
        result_uploads.sweep(self.engine, self.read_results, starting=starting)
        assessing.sweep(self.engine)
        # What the public waits for is made before what a board will look at.
        publications = rendering.sweep(self.engine, self.render, starting=starting)
        board_papers.sweep(self.engine, self.paper)
        meeting_files.sweep(self.engine, self.meeting_file)
        if any(each.has_work(self.engine) for each in _WRITERS) or posting.has_due(self.engine):
            self.post()
        return publications

    def run(self, *, follow: int | None = None) -> None:
        """Work through the queue until told to stop (SIGTERM or SIGINT: the work in hand is finished first).

        ``follow`` is the id of the process that started this one: when that is gone, this one stops too.
        """
        queue = self._open()
        if follow is not None:
            threading.Thread(target=_stop_when_orphaned, args=(follow,), daemon=True).start()
        self.sweep(starting=True)
        Consumer(
            queue.huey,
            workers=1,
            max_delay=LONGEST_NAP,
            graceful_signal="TERM",
            shutdown_timeout=PATIENCE,
        ).run()

    def close(self) -> None:
        """Let go of the queue; it is opened again when it is needed."""
        with self._lock:
            if self._queue is not None:
                self._queue.huey.storage.close()
            self._queue = None

    def _open(self) -> Queue:
        with self._lock:
            if self._queue is None:
                self._queue = Queue(self)
            return self._queue


class Queue:
    """Huey with our tasks on it. In tests they are done at once, without a queue."""

    def __init__(self, jobs: Jobs) -> None:
        settings = jobs.settings
        options: dict[str, Any] = {
            "name": "procure",
            "results": False,
            "utc": True,
            "immediate": settings.testing,
            "serializer": SignedSerializer(secret=settings.resolved_secret_key(), salt="procure.jobs"),
        }
        self.huey: Huey
        url = make_url(settings.resolved_database_url)
        if settings.testing:
            self.huey = MemoryHuey(**options)
        elif url.get_backend_name() == "postgresql":
            dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
            self.huey = PostgresHuey(dsn=dsn, table_prefix="huey", **options)
        else:
            self.huey = SqliteHuey(filename=str(settings.data_dir / "jobs.db"), **options)

        @self.huey.task(name="render", priority=WAITED_FOR)
        def render(publication_id: int) -> None:
            rendering.render(jobs.engine, jobs.storage, settings, publication_id)
            jobs.tell()

        @self.huey.task(name="submit", priority=WAITED_FOR)
        def submit(submission_id: int) -> None:
            # An HTTP client is slow to load, and most who hand work over never send a notice.
            platform = import_module("procure.submission.http").open_platform(settings)
            if platform is not None:
                dispatching.carry_out(jobs.engine, jobs.storage, settings, platform, submission_id)
                jobs.tell()

        @self.huey.task(name="convert", priority=WAITED_FOR)
        def convert(document_id: int) -> None:
            converting.convert(jobs.engine, jobs.storage, document_id)

        @self.huey.task(name="report", priority=WAITED_FOR)
        def report(document_id: int) -> None:
            triage_reports.make(jobs.engine, jobs.storage, document_id)

        @self.huey.task(name="read_results", priority=WAITED_FOR)
        def read_results(upload_id: int) -> None:
            result_uploads.read(jobs.engine, jobs.storage, upload_id)

        @self.huey.task(name="data_paper", priority=WAITED_FOR)
        def data_paper(paper_id: int) -> None:
            data_papers.make(jobs.engine, jobs.storage, paper_id)

        @self.huey.task(name="paper")
        def paper(review_id: int) -> None:
            board_papers.make(jobs.engine, jobs.storage, settings, review_id)

        @self.huey.task(name="meeting_file")
        def meeting_file(file_id: int) -> None:
            meeting_files.make(jobs.engine, jobs.storage, settings, file_id)

        @self.huey.task(name="brief")
        def brief(kind: str, briefing_id: int) -> None:
            informing.make(jobs.engine, jobs.storage, kind, briefing_id)

        @self.huey.task(name="file_answers", priority=WAITED_FOR)
        def file_answers(batch_id: int) -> None:
            answer_files.make(jobs.engine, jobs.storage, settings, batch_id)

        @self.huey.task(name="post")
        def post() -> None:
            jobs.send_letters()

        @self.huey.periodic_task(crontab(minute="*"), name="sweep")
        def sweep() -> None:
            jobs.sweep()

        @self.huey.periodic_task(crontab(minute="17"), name="forget")
        def forget() -> None:
            alerting.forget(jobs.engine, settings)
            with writing(jobs.engine) as session:
                result_uploads.forget(session)
                results_feed.forget(session)

        self.render = render
        self.submit = submit
        self.convert = convert
        self.read_results = read_results
        self.report = report
        self.brief = brief
        self.paper = paper
        self.data_paper = data_paper
        self.meeting_file = meeting_file
        self.file_answers = file_answers
        self.post = post


def _stop_when_orphaned(parent: int) -> None:
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(1)
    os.kill(os.getpid(), signal.SIGTERM)
