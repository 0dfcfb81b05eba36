"""Papers about data: asked for on the page, made by the worker, and given to whoever may read the draft."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from procure.db import writing
from procure.domain.exceptions import NotAllowed, NotFound
from procure.domain.permissions import Actor
from procure.models import DataPaper, DataShare, Measure, Tender
from procure.services import arranging, data_papers, freezing
from procure.services.access import actor_of
from procure.storage import FolderStorage
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "files")


def with_data(session: Session) -> tuple[Tender, Actor, str]:
    officer = make_officer(session, make_authority(session))
    tender = make_ready_tender(session, officer)
    measure = session.exec(select(Measure).where(Measure.tender_id == tender.id)).first()
    assert measure is not None
    values = {"measure_key": measure.key, "name": "Winter admissions", "holder": "NHS"}
    arranging.add(session, actor_of(officer), tender, "data_shares", values)
    share = session.exec(select(DataShare).where(DataShare.tender_id == tender.id)).one()
    return tender, actor_of(officer), share.key


def with_a_paper_asked_for(session: Session, asked: list[int]) -> tuple[Tender, Actor, str]:
    """As ``with_data``, with its papers asked for; ``asked`` is given the number of the paper."""
    tender, officer, key = with_data(session)
    data_papers.ask(session, officer, tender, key, enqueue=asked.append)
    return tender, officer, key


def test_the_worker_makes_what_was_asked_for_and_says_when_the_draft_has_changed_since(
    engine: Engine, storage: FolderStorage
) -> None:
    asked: list[int] = []
    with writing(engine) as session:
        tender, officer, key = with_a_paper_asked_for(session, asked)
        with pytest.raises(NotFound):
            data_papers.made(session, officer, tender, key)
        tender_id = tender.id
    assert data_papers.sweep(engine, lambda _: None) == asked
    data_papers.make(engine, storage, asked[0])
    assert data_papers.sweep(engine, lambda _: None) == []
    with writing(engine) as session:
        tender = session.get_one(Tender, tender_id)
        paper, number = data_papers.made(session, officer, tender, key)
        assert number == 1
        assert paper.inputs == freezing.draft_snapshot(session, tender).digest
        for digest, size, begins in (
            (paper.pdf_sha256, paper.pdf_size, b"%PDF"),
            (paper.docx_sha256, paper.docx_size, b"PK"),
        ):
            with storage.open(digest) as file:
                data = file.read()
            assert (data[: len(begins)], len(data)) == (begins, size)
        tender.title = "Another title"
        session.add(tender)
        session.flush()
        assert paper.inputs != freezing.draft_snapshot(session, tender).digest


def test_a_paper_whose_dataset_is_gone_is_neither_made_nor_given(
    engine: Engine, storage: FolderStorage
) -> None:
    asked: list[int] = []
    with writing(engine) as session:
        _, _, key = with_a_paper_asked_for(session, asked)
        session.delete(session.exec(select(DataShare).where(DataShare.key == key)).one())
    assert data_papers.make(engine, storage, asked[0]) == ""
    with writing(engine) as session:
        assert session.exec(select(DataPaper)).all() == []


def test_nobody_else_asks_for_a_paper_or_gets_it(engine: Engine) -> None:
    with writing(engine) as session:
        tender, _, key = with_data(session)
        stranger = actor_of(make_officer(session))
        with pytest.raises(NotAllowed):
            data_papers.ask(session, stranger, tender, key, enqueue=lambda _: None)
        with pytest.raises(NotAllowed):
            data_papers.made(session, stranger, tender, key)
