"""A publication that was asked for, and the making of its files: done once for all tests that start with it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from exports.artefact import Rendered
from procure.config import Settings
from procure.db import reading, writing
from procure.models import Publication, Tender
from procure.services import rendering
from procure.storage import open_storage
from tests.factories.publications import make_requested_publication

_MADE: dict[Any, Rendered] = {}


@pytest.fixture
def files_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever makes a file that was made before, of the same material, gets that: it would be the same to the byte,
    and a test in test_publishing_files holds us to it.
    """
    make = rendering.make

    def make_once(kind: str, material: rendering.Material) -> Rendered:
        known = kind, material.snapshot.digest, repr(material.stamp), repr((material.notice, material.facts))
        if known not in _MADE:
            _MADE[known] = make(kind, material)
        return _MADE[known]

    monkeypatch.setattr(rendering, "make", make_once)


def ask(engine: Engine, **changes: object) -> int:
    """The id of a publication that was asked for and whose files are not yet made."""
    with writing(engine) as session:
        publication = make_requested_publication(session, **changes)
        assert publication.id is not None
        return publication.id


#: Marks tests, or a file of them, that use `publication_id`.
starts_with_a_publication = pytest.mark.starts_with.with_args(ask)


@pytest.fixture
def publication_id(engine: Engine, files_made_once: None) -> int:
    """The publication that is stored already, of the same material for every test on this kind of database."""
    with reading(engine) as session:
        found = session.exec(select(Publication.id)).one()
        assert found is not None
        return found


@pytest.fixture
def published_reference(engine: Engine, settings: Settings, publication_id: int) -> str:
    """The reference of the tender of that publication, which is published, files and all."""
    assert rendering.render(engine, open_storage(settings), settings, publication_id)
    with reading(engine) as session:
        return session.exec(select(Tender.reference)).one()
