"""A real service and real browsers, for journeys that people make from page to page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.service import Service, copy_of, procure
from tests.journeys.visiting import WIDE, Visitor

# Chromium runs in containers as root without its sandbox, and asks nobody for anything we did not.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journeys of a file share a service, so they run in one worker, in the order they are written."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@pytest.fixture(scope="session")
def prepared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated database and the outcome library: what every journey starts from."""
    folder = tmp_path_factory.mktemp("prepared")
    procure(folder, "init")
    procure(folder, "library", "load")
    return folder


@pytest.fixture(scope="module")
def service(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, with the library alone. Journeys in one file share it and see each other's work."""
    service = Service(copy_of(prepared_data, tmp_path_factory.mktemp("service")))
    yield service
    service.stop()
    assert not service.faults(), service.tail()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, "no Chromium on this machine: `make setup` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, service: Service) -> Iterator[Callable[..., Visitor]]:
    """Makes a person at a browser of their own: `visit()`, or `visit(javascript=False)`.

    The test fails at its end if anything went wrong in any of its browsers.
    """
    people: list[Visitor] = []

    def arrive(*, javascript: bool = True) -> Visitor:
        context = browser.new_context(
            java_script_enabled=javascript, viewport=WIDE, locale="en-GB", timezone_id="Europe/London",
            reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(15_000)
        visitor = Visitor(context, service.url, has_javascript=javascript)
        people.append(visitor)
        return visitor

    yield arrive
    for visitor in people:
        visitor.leave()


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def visitor(request: pytest.FixtureRequest, visit: Callable[..., Visitor]) -> Visitor:
    """A person at a browser: the test runs twice, with JavaScript and without."""
    return visit(javascript=request.param)
