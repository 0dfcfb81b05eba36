"""What was answered until a batch is in files that never change, alone and in the archive of everything."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.config import Settings
from procure.db import reading, writing
from procure.domain.exceptions import NotFound
from procure.models import AnswerBatch, PublishedTender, Tender
from procure.services import answer_files, answering, bundling, downloading
from procure.storage import Storage, open_storage
from tests.services.question_scene import SAM, SETTINGS, open_tender, written


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings)


def archived(session: Session, storage: Storage, reference: str, number: int) -> bytes:
    shown = downloading.published_version(session, reference)
    batch = answer_files.batch_of(session, shown.publication.tender_id, number)
    # The files of the version itself are looked at where they are made.
    return bundling.with_answers(session, replace(shown, artefacts=[]), batch, storage, SETTINGS).data


def test_an_archive_holds_what_was_answered_until_its_batch_with_digests_and_stays_so(
    engine: Engine, storage: Storage
) -> None:
    with writing(engine) as session:
        here = open_tender(session)
        reference = here.tender.reference
        asked = here.confirmed(session, "=SUM(1) Which homes?", organisation="Warm Co-op")
        draft = here.draft(session, asked, wording="=SUM(1) Which homes?")
        assert answer_files.latest(session, here.tender.id or 0) is None
        first = here.publish(session, draft)
        with pytest.raises(NotFound, match="still being made"):
            answer_files.batch_of(session, here.tender.id or 0, 1)
    made: list[int] = []
    assert answer_files.sweep(engine, made.append) == made == [first.id]
    digest = answer_files.make(engine, storage, SETTINGS, first.id or 0)
    with reading(engine) as session:
        archive = archived(session, storage, reference, 1)
    with zipfile.ZipFile(BytesIO(archive)) as packed:
        names = [f"{reference}-questions-b1.{ending}" for ending in ("csv", "json", "pdf")]
        assert packed.namelist() == [bundling.MANIFEST, *names]
        files = {name: packed.read(name) for name in names}
        listed = dict(line.split("  ")[::-1] for line in packed.read(bundling.MANIFEST).decode().splitlines())
    assert listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert listed[names[2]] == digest
    assert "'=SUM(1)" in files[names[0]].decode()
    assert [each["batch"] for each in json.loads(files[names[1]])["answers"]] == [1]
    printed = " ".join(page.extract_text() for page in PdfReader(BytesIO(files[names[2]])).pages)
    assert "All homes." in " ".join(printed.split())
    for words in (files[names[0]].decode(), files[names[1]].decode(), printed):
        assert "Warm Co-op" not in words
        assert SAM not in words
    with writing(engine) as session:
        tender = session.exec(select(Tender).where(Tender.reference == reference)).one()
        wrong = answering.answer_by_key(session, here.officer, tender, draft.key)
        here.tender = tender
        fixed = answering.correct(session, here.officer, tender, wrong, written(text="Flats only."))
        second = here.publish(session, fixed)
    answer_files.make(engine, storage, SETTINGS, second.id or 0)
    with reading(engine) as session:
        assert archived(session, storage, reference, 1) == archive
        assert archived(session, storage, reference, 2) != archive


def test_a_worker_that_was_cut_off_makes_the_same_file_again(engine: Engine, storage: Storage) -> None:
    with writing(engine) as session:
        here = open_tender(session)
        batch_id = here.publish(session, here.draft(session, here.confirmed(session))).id or 0
    digest = answer_files.make(engine, storage, SETTINGS, batch_id)
    with writing(engine) as session:  # as if it had died between the store and the database
        session.get_one(AnswerBatch, batch_id).sha256 = ""
    assert answer_files.sweep(engine, lambda _: None) == [batch_id]
    assert answer_files.make(engine, storage, SETTINGS, batch_id) == digest
    assert answer_files.sweep(engine, lambda _: None) == []


def test_answers_wait_for_the_files_of_their_tender_and_stop_nobody(engine: Engine, storage: Storage) -> None:
    with writing(engine) as session:
        here = open_tender(session)
        batch_id = here.publish(session, here.draft(session, here.confirmed(session))).id or 0
        row = session.exec(select(PublishedTender).where(PublishedTender.tender_id == here.tender.id)).one()
        kept = row.model_dump()
        session.delete(row)
    assert answer_files.make(engine, storage, SETTINGS, batch_id) == ""
    assert answer_files.sweep(engine, lambda _: None) == []
    with writing(engine) as session:
        session.add(PublishedTender(**kept))
    assert answer_files.sweep(engine, lambda _: None) == [batch_id]
