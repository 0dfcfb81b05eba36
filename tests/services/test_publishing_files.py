"""Making a publication's files and making it public: whole or not at all, whatever happens on the way."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import IO

import pytest
from sqlalchemy import Engine, event
from sqlmodel import select

from exports import artefact
from exports.artefact import KINDS, Rendered
from procure.config import Settings
from procure.db import make_engine, reading, writing
from procure.domain.exceptions import NotFound
from procure.domain.vocabulary import TenderState
from procure.models import Artefact, AuditEvent, Publication, PublishedTender, Tender
from procure.services import downloading, finding, rendering
from procure.storage import Storage, open_storage
from tests.factories.publications import PUBLISHED_AT, make_complete_publication
from tests.publication_files import ask, starts_with_a_publication

pytestmark = starts_with_a_publication

SOON, LATER = timedelta(minutes=1), timedelta(minutes=3)


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings)


def is_public(engine: Engine, storage: Storage, publication_id: int) -> bool:
    """Whether readers see all of a publication; fails when they see a part of it."""
    with reading(engine) as session:
        publication = session.get(Publication, publication_id)
        assert publication is not None
        tender = publication.tender
        try:
            shown = downloading.published_version(session, tender.reference, publication.version.number)
        except NotFound:
            shown = None
        listed = [row.reference for row in finding.find(session, finding.Criteria()).rows]
        found = [
            row.reference for row in finding.find(session, finding.Criteria(words=tender.reference)).rows
        ]
        files = session.exec(select(Artefact).where(Artefact.version_id == publication.version_id)).all()
        told = session.exec(
            select(AuditEvent).where(
                AuditEvent.action == "tender.published", AuditEvent.subject_key == tender.reference
            )
        ).all()
        if shown is None:
            assert (tender.state, files, told) == (TenderState.PUBLISHING, [], [])
            assert tender.reference not in listed
            assert tender.reference not in found
            return False
        assert tender.state == TenderState.PUBLISHED
        assert [file.kind for file in shown.artefacts] == list(KINDS)
        for file in shown.artefacts:
            with storage.open(file.sha256) as stored:
                data = stored.read()
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (file.sha256, file.size)
        assert listed.count(tender.reference) == found.count(tender.reference) == len(told) == 1
        return True


@pytest.mark.both_databases
def test_a_publication_becomes_public_with_all_of_its_files(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
) -> None:
    assert not is_public(engine, storage, publication_id)
    assert rendering.render(engine, storage, settings, publication_id)
    assert is_public(engine, storage, publication_id)


def test_making_files_again_changes_nothing(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
) -> None:
    rendering.render(engine, storage, settings, publication_id)
    with reading(engine) as session:
        before = [(each.id, each.sha256) for each in session.exec(select(Artefact))]
    assert rendering.render(engine, storage, settings, publication_id)
    with reading(engine) as session:
        assert [(each.id, each.sha256) for each in session.exec(select(Artefact))] == before


def test_a_publication_cut_off_and_made_again_has_the_same_bytes(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
) -> None:
    with reading(engine) as session:
        publication = session.get(Publication, publication_id)
        assert publication is not None
        material = rendering.material_of(session, publication, settings)
    made = {kind: artefact.make(kind, material.snapshot, material.stamp, material.notice) for kind in KINDS}
    first = {kind: hashlib.sha256(file.data).hexdigest() for kind, file in made.items()}
    rendering.render(engine, storage, settings, publication_id)
    with reading(engine) as session:
        assert {each.kind: each.sha256 for each in session.exec(select(Artefact))} == first


@pytest.mark.both_databases
def test_two_workers_with_the_same_publication_make_it_public_once(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
) -> None:
    together, answers = Barrier(2), []

    def work() -> None:
        together.wait()
        answers.append(rendering.render(engine, storage, settings, publication_id))

    workers = [Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert answers == [True, True]
    assert is_public(engine, storage, publication_id)


class FullStorage:
    """A store that takes nothing more."""

    def put(self, data: bytes) -> str:
        raise OSError("No space left on device")

    def open(self, digest: str) -> IO[bytes]:
        raise FileNotFoundError(digest)

    def has(self, digest: str) -> bool:
        return False

    def path(self, digest: str) -> Path | None:
        return None


def test_a_failure_is_noted_and_tried_again_later_and_later(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
) -> None:
    for failures in (1, 2):
        with pytest.raises(OSError, match="No space left"):
            rendering.render(engine, FullStorage(), settings, publication_id)
        with reading(engine) as session:
            publication = session.get(Publication, publication_id)
            assert publication is not None
            assert publication.failed_attempts == failures
            assert "No space left" in publication.last_error
            begun = publication.attempted_at
            assert begun is not None
        wait = rendering.SHORTEST_WAIT * 2 ** (failures - 1)
        assert sweep(engine, begun + wait - timedelta(seconds=1)) == []
        assert sweep(engine, begun + wait) == [publication_id]
    assert not is_public(engine, storage, publication_id)
    rendering.render(engine, storage, settings, publication_id)
    assert is_public(engine, storage, publication_id)
    with reading(engine) as session:
        publication = session.get(Publication, publication_id)
        assert publication is not None
        assert (publication.failed_attempts, publication.last_error) == (0, "")
    assert sweep(engine, PUBLISHED_AT + timedelta(days=3650)) == []


def sweep(engine: Engine, at: object, **options: bool) -> list[int]:
    asked: list[int] = []
    assert rendering.sweep(engine, asked.append, at=at, **options) == asked  # type: ignore[arg-type]
    return asked


@pytest.mark.both_databases
def test_a_sweep_finds_what_was_never_queued_in_the_order_of_asking(
    engine: Engine, publication_id: int
) -> None:
    second = ask(engine)
    assert sweep(engine, PUBLISHED_AT) == [publication_id, second]


def test_a_worker_that_starts_takes_up_what_was_cut_off_without_waiting(
    engine: Engine, publication_id: int
) -> None:
    with writing(engine) as session:
        publication = session.get(Publication, publication_id)
        assert publication is not None
        publication.attempted_at, publication.failed_attempts = PUBLISHED_AT, 1
        session.add(publication)
    assert sweep(engine, PUBLISHED_AT + SOON) == []
    assert sweep(engine, PUBLISHED_AT + SOON, starting=True) == [publication_id]


def test_content_that_would_break_the_open_data_standard_holds_the_publication(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
) -> None:
    settings = settings.model_copy(update={"public_base_url": "not an address"})
    assert not rendering.render(engine, storage, settings, publication_id)
    with reading(engine) as session:
        publication = session.get(Publication, publication_id)
        assert publication is not None
        assert publication.held_at is not None
        assert "Open data" in publication.last_error
        assert publication.tender.state == TenderState.ENDORSED
        held = session.exec(select(AuditEvent).where(AuditEvent.action == "tender.publication_held")).one()
        assert held.detail["reason"] == publication.last_error
        with pytest.raises(NotFound):
            downloading.published_version(session, publication.tender.reference)
    assert sweep(engine, PUBLISHED_AT + timedelta(days=3650)) == []


@pytest.mark.both_databases
def test_a_later_version_takes_the_place_of_the_earlier_one_on_the_list_alone(
    engine: Engine, storage: Storage, settings: Settings, publication_id: int
) -> None:
    assert rendering.render(engine, storage, settings, publication_id)
    with writing(engine) as session:
        tender = session.exec(select(Tender)).one()
        reference = tender.reference
        first = downloading.published_version(session, reference)
        snapshot = rendering.material_of(session, first.publication, settings).snapshot
        changed = snapshot.model_copy(update={"title": "Warmer homes, corrected"})
        publication = make_complete_publication(session, tender, changed, 2, PUBLISHED_AT + timedelta(days=3))
        publication.completed_at = None
        from_list = session.exec(select(PublishedTender)).one()
        assert from_list.version_number == 2
        second_id = publication.id
        session.add(publication)
    assert second_id is not None
    assert rendering.render(engine, storage, settings, second_id)
    with reading(engine) as session:
        assert [row.title for row in finding.find(session, finding.Criteria()).rows] == [
            "Warmer homes, corrected"
        ]
        assert finding.find(session, finding.Criteria()).total == 1
        latest = downloading.published_version(session, reference)
        earlier = downloading.published_version(session, reference, 1)
        assert (latest.version.number, earlier.version.number, earlier.is_latest) == (2, 1, False)
        assert {a.kind for a in earlier.artefacts} == set(KINDS)
        assert {a.kind for a in latest.artefacts} == {*KINDS, "changes-from-1.pdf"}


# kill -9


class Steps:
    """Counts what a process does to the database and the store, and can end it, without warning, at any step."""

    def __init__(self, engine: Engine, storage: Storage, die_at: int | None) -> None:
        self.count, self._storage, self._die_at = 0, storage, die_at
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(engine, name, lambda *_, **__: self.step())

    def step(self) -> None:
        self.count += 1
        if self.count == self._die_at:
            os.kill(os.getpid(), 9)

    def put(self, data: bytes) -> str:
        self.step()
        digest = self._storage.put(data)
        self.step()
        return digest

    def __getattr__(self, name: str) -> object:
        return getattr(self._storage, name)


def render_in_a_process(
    settings: Settings, publication_id: int, die_at: int | None
) -> tuple[int | None, int]:
    """(signal that ended it or None, steps it took) of a process of its own that makes a publication's files."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            engine = make_engine(settings.resolved_database_url)
            steps = Steps(engine, open_storage(settings), die_at)
            rendering.render(engine, steps, settings, publication_id)  # type: ignore[arg-type]
            steps.step()
            os.write(writer, str(steps.count).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as told:
        steps_taken = int(told.read() or 0)
    _, status = os.waitpid(child, 0)
    return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else None), steps_taken


@pytest.fixture
def short_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDF and Word files of a line each. Who is killed between the steps of storing files does not see it; the tests
    above store those that people read.
    """
    make = rendering.make

    def make_short(kind: str, material: rendering.Material) -> Rendered:
        if not kind.endswith((".pdf", ".docx")):
            return make(kind, material)
        known = artefact.KINDS[kind]
        name = known.file_name(material.snapshot, material.stamp)
        return Rendered(name.encode(), known.media_type, name)

    monkeypatch.setattr(rendering, "make", make_short)


@pytest.mark.both_databases
def test_a_worker_killed_at_any_step_leaves_a_publication_unpublished_or_whole(
    engine: Engine,
    storage: Storage,
    settings: Settings,
    publication_id: int,
    short_files: None,
    database_url: str,
) -> None:
    engine.dispose()  # a process forked from here must not share its connections
    # One undisturbed run tells how many steps there are.
    ended, steps = render_in_a_process(settings, publication_id, None)
    assert ended is None
    assert steps > 30
    assert is_public(engine, storage, publication_id)
    runs = 12 if database_url.startswith("sqlite") else 4
    seen = set()
    publication_id = ask(engine)
    for run in range(runs):
        engine.dispose()
        die_at = 1 + run * (steps - 1) // (runs - 1)
        ended, _ = render_in_a_process(settings, publication_id, die_at)
        assert ended == 9
        whole = is_public(engine, storage, publication_id)
        seen.add(whole)
        if whole:
            assert sweep(engine, PUBLISHED_AT, starting=True) == []
            publication_id = ask(engine)
    assert seen == {False, True}  # or the test has not tried what it is about
    # Whatever was cut off is found by the next worker to start, and finished.
    with writing(engine) as session:
        publication = session.get(Publication, publication_id)
        assert publication is not None
        publication.failed_attempts = min(publication.failed_attempts, 1)
        session.add(publication)
    assert sweep(engine, PUBLISHED_AT, starting=True) == [publication_id]
    rendering.render(engine, storage, settings, publication_id)
    assert is_public(engine, storage, publication_id)
