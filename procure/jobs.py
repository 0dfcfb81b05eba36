"""Work off the request. The database says what is wanted; the queue only makes it happen sooner."""

from __future__ import annotations

from sqlalchemy import Engine

from procure.config import Settings
from procure.storage import Storage


class Jobs:
    """Hands work to the worker."""

    def __init__(self, settings: Settings, engine: Engine, storage: Storage) -> None:
        self.settings, self.engine, self.storage = settings, engine, storage
