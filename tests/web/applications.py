"""Applications for tests: wired once for each kind of settings, and given each test's own database and folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from exports.compiled import CompiledTemplates
from procure.app import Wiring, create_app
from procure.config import Settings
from procure.db import make_engine
from procure.jobs import Jobs
from procure.storage import open_storage

#: Settings that only `Wiring` hands on: all others may have been read while the application was made.
OF_A_TEST = {"data_dir", "database_url"}


class Templates(CompiledTemplates):
    """What set-up compiled; and what has changed since, compiled once for a worker."""

    def __init__(self, folder: Path) -> None:
        super().__init__("pages")
        self._own = FileSystemBytecodeCache(str(folder))

    def load_bytecode(self, bucket: Bucket) -> None:
        super().load_bytecode(bucket)
        if bucket.code is None:
            self._own.load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._own.dump_bytecode(bucket)


class Applications:
    """One for each worker: making an application takes longer than most requests to it."""

    def __init__(self, folder: Path) -> None:
        self._templates = Templates(folder)
        self._idle: dict[str, Flask] = {}

    @contextmanager
    def on(self, settings: Settings) -> Iterator[Flask]:
        """The application on these settings, as new: nobody has been counted yet. One at a time."""
        kind = settings.model_dump_json(exclude=OF_A_TEST) + settings.resolved_secret_key()
        app = self._idle.pop(kind, None)  # whoever asks for a second in the meantime gets one of their own
        if app is None:
            app = create_app(settings)
            app.jinja_env.bytecode_cache = self._templates
            wiring = app.extensions["procure"]
        else:
            engine, storage = make_engine(settings.resolved_database_url), open_storage(settings)
            wiring = Wiring(settings, engine, storage, Jobs(settings, engine, storage))
            app.extensions["procure"] = wiring
        for limiter in app.extensions["limiter"]:
            limiter.reset()
        try:
            yield app
        finally:
            wiring.jobs.close()
            wiring.engine.dispose()
        self._idle[kind] = app
