"""The board's one page as a stored file, and a score that no later coach changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from procure.config import Settings
from procure.db import reading, writing
from procure.models import BoardPaper, Review, VersionReading
from procure.models.types import now
from procure.services import aligning, board_papers, briefing, coaching, keeping_readings
from procure.services.board_papers import contents_of, paper_of
from procure.storage import FolderStorage
from tests.web.board_scene import Scene, make_scene


@pytest.fixture
def scene(engine: Engine) -> Scene:
    with writing(engine) as session:
        return make_scene(session)


@pytest.fixture
def storage(tmp_path) -> FolderStorage:
    return FolderStorage(tmp_path / "artefacts")


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data_dir=tmp_path, testing=True)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent to the printer; laying it out is tested with the page itself."""
    made: list[str] = []

    def file_of(aligned, stamp, around, address) -> bytes:
        made.append(address)
        return f"%PDF {len(made)}".encode()

    monkeypatch.setattr(briefing, "file_of", file_of)
    return made


def review_id(engine: Engine) -> int:
    with reading(engine) as session:
        return session.exec(select(Review.id)).one()


def test_the_page_is_made_once_until_what_it_says_changes(
    engine: Engine, scene: Scene, storage: FolderStorage, settings: Settings, printed: list[str]
) -> None:
    number = review_id(engine)
    first = board_papers.make(engine, storage, settings, number)
    assert board_papers.make(engine, storage, settings, number) == first
    assert len(printed) == 1
    assert scene.key in printed[0]
    with storage.open(first) as file:
        assert file.read() == b"%PDF 1"
    with writing(engine) as session:
        review = session.get_one(Review, number)
        review.closed_at, review.decision, review.decision_reason = now(), "endorsed", "It earns its place"
        session.add(review)
    with reading(engine) as session:
        review = session.get_one(Review, number)
        assert paper_of(session, review, contents_of(session, review, settings)) is None
    assert board_papers.make(engine, storage, settings, number) != first


def test_the_sweep_finds_pages_that_are_missing_or_older_than_the_decision(
    engine: Engine, scene: Scene, storage: FolderStorage, settings: Settings, printed: list[str]
) -> None:
    number = review_id(engine)
    wanted: list[int] = []
    assert board_papers.sweep(engine, wanted.append) == [number] == wanted
    board_papers.make(engine, storage, settings, number)
    assert board_papers.sweep(engine, wanted.append) == []
    with writing(engine) as session:
        review = session.get_one(Review, number)
        review.closed_at = now() + timedelta(minutes=1)
        session.add(review)
    assert board_papers.sweep(engine, wanted.append) == [number]
    later = now() + timedelta(days=90)
    assert board_papers.sweep(engine, wanted.append, at=later) == []


def test_a_page_that_cannot_be_made_says_why_and_waits(
    engine: Engine, scene: Scene, storage: FolderStorage, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise RuntimeError("no typefaces")

    monkeypatch.setattr(briefing, "file_of", fail)
    number = review_id(engine)
    with pytest.raises(RuntimeError):
        board_papers.make(engine, storage, settings, number)
    with reading(engine) as session:
        paper = session.exec(select(BoardPaper)).one()
    assert (paper.failed_attempts, paper.last_error, paper.sha256) == (1, "RuntimeError: no typefaces", "")
    assert board_papers.sweep(engine, lambda _: None) == []
    assert board_papers.sweep(engine, lambda _: None, at=now() + timedelta(minutes=3)) == [number]


def test_a_later_coach_does_not_change_the_score_of_an_old_version(
    engine: Engine, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def score() -> tuple[str, str]:
        with reading(engine) as session:
            review = session.exec(select(Review)).one()
            aligned = aligning.with_reviewers(session, review.version, [review])
            kept = session.exec(select(VersionReading)).one()
            assert aligned.kept == kept
            return aligned.alignment.words, kept.score

    before = score()
    assert before[0] == before[1]
    monkeypatch.setattr(coaching, "prescription_of", lambda snapshot: pytest.fail("it is not read again"))
    assert score() == before


def test_a_version_frozen_before_readings_were_kept_gets_one_once(engine: Engine, scene: Scene) -> None:
    with writing(engine) as session:
        session.delete(session.exec(select(VersionReading)).one())
    assert keeping_readings.sweep(engine) == 1
    assert keeping_readings.sweep(engine) == 0
    with reading(engine) as session:
        kept = session.exec(select(VersionReading)).one()
    assert len(kept.coach_version) == 12
    assert kept.requirements >= kept.flagged
