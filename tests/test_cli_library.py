"""`procure library`: checking, locking and loading, as somebody at a terminal meets them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlmodel import Session, select

from outcome_library import DEFAULT_ROOT, read_library
from procure.cli import main
from procure.models import LibraryOutcomeRow, ObjectiveRow

WAITS = "outcomes/health/elective-wait-18-weeks.md"
VERSION = read_library().outcomes["elective-wait-18-weeks"].version


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["library", *(str(each) for each in arguments)])


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A copy of the library that tests may spoil."""
    return Path(
        shutil.copytree(
            DEFAULT_ROOT, tmp_path / "shelf", ignore=shutil.ignore_patterns("*.py", "__pycache__")
        )
    )


@pytest.fixture
def service(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)


def change(shelf: Path, old: str, new: str, path: str = WAITS) -> None:
    file = shelf / path
    text = file.read_text(encoding="utf-8")
    assert old in text, "the test changes nothing"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_library_that_comes_with_the_service_is_in_order() -> None:
    result = run("check")
    assert result.exit_code == 0, result.output
    assert f"{len(read_library().outcomes)} outcomes" in result.output
    assert "in order and locked, and the coach fails none" in result.output


def test_a_fault_is_named_with_its_file_and_what_to_do(shelf: Path) -> None:
    change(shelf, "direction: up", "direction: sideways")
    result = run("check", "--library", shelf)
    assert result.exit_code == 1
    assert WAITS in result.output
    assert "Traceback" not in result.output


def test_an_outcome_that_names_a_brand_or_says_how_is_questioned_by_the_coach(shelf: Path) -> None:
    change(shelf, f"version: {VERSION}", f"version: {VERSION + 1}")
    file = shelf / WAITS
    text = file.read_text(encoding="utf-8")
    begin, end = text.index("## Outcome\n"), text.index("## Questions")
    said = "By {date} the supplier shall install Cisco Webex terminals at {place}."
    file.write_text(f"{text[:begin]}## Outcome\n{said}\n\n{text[end:]}", encoding="utf-8")
    assert run("lock", "--library", shelf).exit_code == 0
    result = run("check", "--library", shelf)
    assert result.exit_code == 1
    assert "The coach questions these outcomes" in result.output
    assert f"{WAITS}: '## Outcome' “" in result.output
    assert "Traceback" not in result.output


def test_a_change_without_a_new_version_is_refused_by_check_lock_and_load(shelf: Path, service: None) -> None:
    change(shelf, "title: Shorter waits", "title: Much shorter waits")
    locked = (shelf / "library.lock").read_text()
    for command in ("check", "lock", "load"):
        result = run(command, "--library", shelf)
        assert result.exit_code == 1, command
        assert f"has changed but is still version {VERSION}: make it version {VERSION + 1}" in result.output
    assert (shelf / "library.lock").read_text() == locked


def test_a_new_version_is_locked_once(shelf: Path) -> None:
    change(shelf, "title: Shorter waits", "title: Much shorter waits")
    change(shelf, f"version: {VERSION}", f"version: {VERSION + 1}")
    assert run("check", "--library", shelf).exit_code == 1
    first, second = run("lock", "--library", shelf), run("lock", "--library", shelf)
    assert first.exit_code == second.exit_code == 0
    assert "Locked outcomes/elective-wait-18-weeks" in first.output
    assert "up to date" in second.output
    assert run("check", "--library", shelf).exit_code == 0


def test_loading_fills_the_database_and_loading_again_changes_nothing(service: None, engine: Engine) -> None:
    first, again = run("load"), run("load")
    assert first.exit_code == again.exit_code == 0, first.output
    count = len(read_library().outcomes)
    assert f"{count} added, 0 updated, 0 as before" in first.output
    assert f"0 added, 0 updated, {count} as before" in again.output
    with Session(engine) as session:
        assert len(session.exec(select(LibraryOutcomeRow)).all()) == count
        assert len(session.exec(select(ObjectiveRow)).all()) == 17


def test_a_database_that_was_never_prepared_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    result = run("load")
    assert result.exit_code == 1
    assert "procure init" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["check", "lock", "load"])
def test_help_says_what_each_command_does_and_changes(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert len(result.output.split()) > 40
    assert "--library" in result.output
