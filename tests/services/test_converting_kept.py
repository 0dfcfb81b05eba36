"""What was brought to be converted is kept: also in a backup."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import Engine

from procure import backups
from procure.config import Settings
from procure.db import writing
from procure.services import converting
from procure.services.access import actor_of
from procure.storage import FolderStorage
from tests.factories.people import make_officer, make_tender


def test_a_backup_holds_the_papers_that_were_brought(engine: Engine, settings: Settings, tmp_path: Path):
    storage = FolderStorage(tmp_path / "files")
    with writing(engine) as session:
        officer = make_officer(session)
        tender = make_tender(session, officer)
        converting.take_in(
            session,
            actor_of(officer),
            tender,
            storage,
            b"One line.",
            "a.txt",
            enqueue=lambda document_id: None,
        )
    engine.dispose()
    manifest = backups.back_up(settings, storage, tmp_path / "backup.tar")
    assert hashlib.sha256(b"One line.").hexdigest() in manifest.artefacts
