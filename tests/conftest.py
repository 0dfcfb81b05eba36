"""What every test may use. Our own parts are real; only what lies beyond this machine is shut off."""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine
from sqlmodel import Session

from procure.config import Settings
from procure.db import make_engine, open_session
from tests import html_conformance
from tests.browsing import CheckedClient
from tests.databases import PostgresDatabases, SqliteDatabases, folder_in_memory, with_the_library
from tests.engines import share_what_engines_learn
from tests.grouping import in_order, scheduler_by_group
from tests.passwords import hash_at_little_cost
from tests.publication_files import files_made_once, publication_id, published_reference

__all__ = ["files_made_once", "publication_id", "published_reference"]

# A test never judges how long something took: a busy machine would fail it.
#: The same examples in every run, so that what lands is what was proven; HYPOTHESIS_PROFILE=searching looks for others.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis_settings.register_profile("searching", deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# Any application that a test makes is browsed with the client that checks every page.
Flask.test_client_class = CheckedClient

# Until the first test: see pytest_runtestloop.
gc.disable()

share_what_engines_learn()
hash_at_little_cost()

#: Seconds that a test may take before the end of the run names it, by folder.
PATIENCE = {"domain": 0.05, "act": 0.05, "coach": 0.05, "journeys": 20.0, "architecture": 20.0}
PATIENCE_ELSEWHERE = 0.5
SETTINGS_FROM_OUTSIDE = [name.upper() for name in Settings.model_fields]


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """No test reaches another machine: a connection to anything but loopback is refused."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise ConnectionRefusedError(f"tests stay on this machine: {address}")
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host and not _is_loopback(host):
            raise socket.gaierror(f"tests stay on this machine: {host}")
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def _is_loopback(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


@pytest.fixture(scope="session", autouse=True)
def settings_from_here() -> Iterator[None]:
    """What the shell that started the tests has set for a service of its own does not reach them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in SETTINGS_FROM_OUTSIDE:
            patch.delenv(name, raising=False)
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `both_databases` runs once on each, whichever fixture brings it its database."""
    if not list(metafunc.definition.iter_markers("both_databases")):
        return
    if "database_url" not in metafunc.fixturenames:
        raise pytest.UsageError(f"{metafunc.definition.nodeid} is marked both_databases and uses no database")
    metafunc.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several workers share the tests, those that take longest come first."""
    if _is_worker():
        by_name = {item.nodeid: item for item in items}
        items[:] = [by_name[name] for name in in_order(list(by_name))]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What is loaded by now stays to the end: to look among it for what is dead, again and again, costs a tenth of
    the time of all tests, and more of those that print; and two fifths of the time in which it is loaded.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests that share what is dear to make go to one worker."""
    return scheduler_by_group(config, log)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    databases = PostgresDatabases()
    yield databases
    databases.stop()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of this test's own database: migrated, and empty but for what its markers ask for."""
    kind = getattr(request, "param", "sqlite")
    databases = request.getfixturevalue("sqlite_databases" if kind == "sqlite" else "postgres_databases")
    beginning = [with_the_library] if request.node.get_closest_marker("with_library") else []
    for marker in request.node.iter_markers("starts_with"):
        beginning += marker.args
    with databases.copy(tmp_path, *beginning) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a service whose data are all in this test's own folder."""
    return Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        secret_key="a key for tests alone, which signs nothing real",
        testing=True,
    )


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A writing session for tests of services. What it does not commit is thrown away."""
    if "app" in request.fixturenames:
        # On SQLite the first to write keeps the others out, so the request would wait for this session.
        raise pytest.UsageError("use `with writing(engine) as session:` where the app is used too")
    with open_session(engine, writes=True) as session:
        yield session


SLOW: list[tuple[float, str]] = []
NONCONFORMING: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    folder = report.nodeid.split("/")[1] if "/" in report.nodeid else ""
    if report.when == "call" and report.duration > PATIENCE.get(folder, PATIENCE_ELSEWHERE):
        SLOW.append((report.duration, report.nodeid))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell what the Nu HTML checker found, and which tests took longer than tests of their kind should."""
    if NONCONFORMING:
        terminalreporter.section(f"{len(NONCONFORMING)} faults found by the Nu HTML checker", red=True)
        for fault in NONCONFORMING[:40]:
            terminalreporter.line(fault)
    if SLOW and not _is_worker():
        terminalreporter.section(f"{len(SLOW)} slow tests")
        for seconds, name in sorted(SLOW, reverse=True)[:15]:
            terminalreporter.line(f"{seconds:6.2f} s  {name}")


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Give every page that was shown to the Nu HTML checker; the run fails where it finds fault."""
    if _is_worker():
        return
    folder = Path(os.environ.pop(html_conformance.FOLDER))
    NONCONFORMING.extend(html_conformance.faults_in(folder))
    shutil.rmtree(folder)
    if NONCONFORMING and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    # Temporary files in memory where there is room: many small databases are copied and thrown away.
    if "PYTEST_DEBUG_TEMPROOT" not in os.environ and (memory := folder_in_memory()):
        root = memory / f"procure-tests-{os.getuid()}"
        root.mkdir(mode=0o700, exist_ok=True)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(root)
    if not _is_worker():
        os.environ[html_conformance.FOLDER] = tempfile.mkdtemp(prefix="procure-pages-")
