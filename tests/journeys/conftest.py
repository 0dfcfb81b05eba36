"""A real service and real browsers, for journeys that people make from page to page."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from procure.config import Settings
from procure.db import make_engine
from procure.models.types import now
from procure.services import board_papers
from tests.journeys.looking import Judge, Seen
from tests.journeys.service import Service, copy_of, procure, running
from tests.journeys.visiting import NARROW, WIDE, Visitor

# Chromium runs in containers as root without its sandbox, and asks nobody for anything we did not.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nobody watches: a page is not held back for its first picture, and none is drawn better than it need be.
    # Nor is what draws it made anew for each page, or kept for who goes back. (This list takes the place of
    # Playwright's own.)
    "--disable-features=PaintHolding,Translate,OptimizationHints,MediaRouter,RenderDocument,BackForwardCache",
    "--disable-partial-raster",
    "--disable-lcd-text",
    "--disable-composited-antialiasing",
    # No page finds another host than ours.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
#: Milliseconds that a page or what it shows is waited for. A full machine may hold any of them back; what never comes
#: fails all the same.
PATIENCE = 60_000
#: Seconds after which a journey, with the demonstration that it may have to load, is given up.
LONGEST = 900
expect.set_options(timeout=PATIENCE // 2)
VISITORS = pytest.StashKey[list[Visitor]]()
#: The quickest first: made to be driven by programs, the first draws no window.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys are marked so. Those of a file share a service: tests.grouping keeps them in one worker, in order."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.timeout(LONGEST))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that fails says where everybody was, and what they read."""
    report = yield
    if report.when == "call" and report.failed:
        for person in item.stash.get(VISITORS, []):
            report.sections.append((f"at {person.page.url}", person.whereabouts()))
    return report


def shared_root(factory: pytest.TempPathFactory) -> Path:
    """A temporary folder of this run that all its workers share."""
    root = factory.getbasetemp()
    return root.parent if "PYTEST_XDIST_WORKER" in os.environ else root  # each worker's own is in it


def pages_to_be_made(data_dir: Path) -> list[int]:
    """Reviews whose one page the worker has yet to make: those left over would be made in every copy."""
    engine = make_engine(Settings(data_dir=data_dir).resolved_database_url)
    try:
        return board_papers.sweep(engine, lambda review_id: None, at=now() + 2 * board_papers.LONGEST_WAIT)
    finally:
        engine.dispose()


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker to ask for it makes, and all copy."""
    root = shared_root(factory)
    folder = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = factory.mktemp(name)
            make(making)
            making.rename(folder)
    return folder


@pytest.fixture(scope="session")
def prepared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated database and the outcome library: what every journey starts from."""

    def prepare(folder: Path) -> None:
        procure(folder, "init")
        procure(folder, "library", "load")

    return made_once(tmp_path_factory, "prepared-data", prepare)


@pytest.fixture(scope="session")
def demonstration_data(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration: authorities, people, boards, and tenders in several states."""

    def demonstrate(folder: Path) -> None:
        data = copy_of(prepared_data, folder)
        procure(data, "demo")
        with running(data, to_the_end=True) as service:  # its worker makes the files of what is published
            service.wait_for("/published", "2 tenders")
            service.wait_until(lambda: not pages_to_be_made(data), "the pages of the boards were not made")

    return made_once(tmp_path_factory, "demonstration-data", demonstrate) / "data"


@pytest.fixture(scope="module")
def service(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service, with the library alone. Journeys in one file share it and see each other's work."""
    with running(copy_of(prepared_data, tmp_path_factory.mktemp("service"))) as service:
        yield service


@pytest.fixture(scope="module")
def demonstration(demonstration_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with the demonstration in it, for a file that names its fixture `service` so."""
    with running(copy_of(demonstration_data, tmp_path_factory.mktemp("service"))) as service:
        yield service


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, "no Chromium on this machine: `make setup` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def judge(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """axe, which reads each shape of page once, whoever comes to it in whichever worker."""
    return Judge(browser, Seen(shared_root(tmp_path_factory) / "seen-by-axe"))


@pytest.fixture
def visit(
    browser: Browser, service: Service, judge: Judge, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """Makes a person at a browser of their own: `visit()`, or `visit(javascript=False)`, or one who looks at every page
    in the width of a small telephone.

    The test fails at its end if anything went wrong in any of its browsers.
    """
    people: list[Visitor] = request.node.stash.setdefault(VISITORS, [])

    def arrive(*, javascript: bool = True, is_narrow: bool = False) -> Visitor:
        context = browser.new_context(
            java_script_enabled=javascript, viewport=NARROW if is_narrow else WIDE, locale="en-GB",
            timezone_id="Europe/London", reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        visitor = Visitor(context, service.url, has_javascript=javascript, judge=judge)
        people.append(visitor)
        return visitor

    yield arrive
    for visitor in people:
        visitor.leave()


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def visitor(request: pytest.FixtureRequest, visit: Callable[..., Visitor]) -> Visitor:
    """A person at a browser: the test runs twice, with JavaScript and without."""
    return visit(javascript=request.param)
