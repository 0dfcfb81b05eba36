"""The application, and people who use it: here and not at the root, so that rules are tested without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from procure.config import Settings
from procure.models import User
from tests.browsing import CheckedClient
from tests.web.admin_office import office
from tests.web.applications import Applications
from tests.web.authoring_pages import Desk, store_desk
from tests.web.board_scene import scene

__all__ = ["office", "scene"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever is at a desk starts with what is on it."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here and "desk" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.starts_with.with_args(store_desk))


@pytest.fixture(scope="session")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Applications:
    """Templates are compiled once for all of them: that takes forty times as long as showing a page."""
    return Applications(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def app(settings: Settings, applications: Applications) -> Iterator[Flask]:
    """The application on this test's own database and folder."""
    with applications.on(settings) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A visitor who has not signed in. See CheckedClient for what it checks and how it fills in forms."""
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    return client


@pytest.fixture
def client_for(app: Flask) -> Callable[[User], CheckedClient]:
    """Makes a client that is signed in as a stored account: `client_for(officer).get("/tenders")`."""

    def signed_in(user: User) -> CheckedClient:
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"{user.key}:{user.session_epoch}"
            cookie["_fresh"] = True
        return client

    return signed_in


@pytest.fixture
def desk(app: Flask, client_for: Callable[[User], CheckedClient]) -> Desk:
    """An officer at work: see tests.web.authoring_pages."""
    return Desk(app, client_for)
