"""Open data on the command line: a file checked, tenders brought in and given back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlmodel import func, select

from exports.ocds.record import record_json_bytes, record_package
from exports.ocds.release import release_json
from procure.cli import main
from procure.config import Settings
from procure.db import reading, writing
from procure.models import Organisation, Tender, User
from tests.exports import releases
from tests.factories.notices import BASE_URL, make_stamp
from tests.factories.people import make_officer, make_organisation
from tests.factories.snapshots import make_snapshot

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    schema = os.environ.get("OCDS_SCHEMA_DIR", "")
    monkeypatch.delenv("OCDS_SCHEMA_DIR", raising=False)

    def run(*command: str, fails: bool = False, official: bool = False, given: bytes | None = None) -> Result:
        env = {"OCDS_SCHEMA_DIR": schema} if official else {}
        answer = CliRunner().invoke(main, command, input=given, env=env)
        assert (answer.exit_code != 0) == fails, answer.output
        assert not answer.exception or isinstance(answer.exception, SystemExit), answer.exception
        return answer

    return run


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "notice.json"
    path.write_text(json.dumps(releases.package(releases.uk4())))
    return path


def test_a_file_becomes_drafts_whose_references_are_printed_as_json(
    run: Run, engine: Engine, notice: Path, tmp_path: Path
):
    with writing(engine) as session:
        officer = make_officer(session, make_organisation(session, name="Eastmoor Council"))
    report = tmp_path / "report.json"
    answer = run("import", str(notice), "--report", str(report), "--as", officer.email)
    (reference,) = json.loads(answer.stdout)
    assert "1 draft" in answer.stderr
    (told,) = json.loads(report.read_text())["tenders"]
    assert (told["reference"], told["source"]["file"]) == (reference, "notice.json")
    assert any(each["path"] == "releases/0/parties/0/name" for each in told["unmapped"])
    with reading(engine) as session:
        tender = session.exec(select(Tender)).one()
        assert (tender.reference, tender.organisation_id) == (reference, officer.organisation_id)


def test_export_gives_an_imported_tender_back(run: Run, engine: Engine, notice: Path):
    with writing(engine) as session:
        make_officer(session)
    (reference,) = json.loads(run("import", str(notice)).stdout)
    (release,) = json.loads(run("export", reference, "--format", "ocds").stdout)["releases"]
    before = releases.uk4()["tender"]
    for name in ("title", "description", "value", "procurementMethodDetails", "specialRegime", "riskDetails",
                 "procedure", "mainProcurementCategory", "lotDetails", "submissionMethodDetails"):  # fmt: skip
        assert release["tender"][name] == before[name], name
    assert release["tender"]["lots"][0]["awardCriteria"] == before["lots"][0]["awardCriteria"]
    assert release["tender"]["lots"][0]["contractPeriod"] == before["lots"][0]["contractPeriod"]


def test_standard_input_will_do(run: Run, engine: Engine, notice: Path):
    with writing(engine) as session:
        make_officer(session)
    assert len(json.loads(run("import", "-", given=notice.read_bytes()).stdout)) == 1


def test_the_buyers_own_officer_imports_where_nobody_is_named(run: Run, engine: Engine, notice: Path):
    with writing(engine) as session:
        make_officer(session)
        own = make_officer(session, make_organisation(session, name="Northmoor Council"))
    run("import", str(notice))
    with reading(engine) as session:
        assert session.exec(select(Tender)).one().organisation_id == own.organisation_id


def test_into_an_empty_service_the_buyers_organisation_is_added(run: Run, engine: Engine, notice: Path):
    references = [json.loads(run("import", str(notice)).stdout)[0] for _ in range(2)]
    assert len(set(references)) == 2
    with reading(engine) as session:
        organisation, person = session.exec(select(Organisation)).one(), session.exec(select(User)).one()
    assert (organisation.name, organisation.locality) == ("Northmoor Council", "Northmoor")
    assert organisation.authority_type == "publicAuthoritySubCentralGovernment"
    assert not person.is_active


def test_a_file_that_names_no_buyer_will_do(run: Run, engine: Engine):
    given = json.dumps({"releases": [{"ocid": "ocds-h6vhtk-0a1b2c", "tender": {"title": "T"}}]}).encode()
    assert len(json.loads(run("import", "-", given=given).stdout)) == 1
    with reading(engine) as session:
        assert session.exec(select(Organisation.name)).one() == "Imported tenders"


@pytest.mark.parametrize(
    "given", [b"", b"{", b'{"releases": [1]}', b"[" * 100_000, b"\xff", b'{"a": Infinity}']
)
def test_a_bad_file_changes_nothing(run: Run, engine: Engine, given: bytes):
    answer = run("import", "-", given=given, fails=True)
    assert "Nothing was imported" in answer.output
    with reading(engine) as session:
        for model in (Tender, Organisation, User):
            assert session.exec(select(func.count()).select_from(model)).one() == 0


def test_an_unknown_officer_is_refused(run: Run, notice: Path):
    assert "No account" in run("import", str(notice), "--as", "nobody@example.org", fails=True).output


def test_a_clean_file_is_called_clean(run: Run, tmp_path: Path):
    path = tmp_path / "release.json"
    path.write_bytes(release_json(make_snapshot(), make_stamp()))
    answer = run("ocds", "check", str(path))
    assert "our own model: clean" in answer.output
    assert "official schema: not checked" in answer.output


def test_a_record_package_is_checked_with_what_its_releases_add_up_to(run: Run, tmp_path: Path):
    made = json.loads(release_json(make_snapshot(), make_stamp()))["releases"]
    package = record_package(made, uri=BASE_URL, publisher_name="Westmarch", publisher_uri=BASE_URL)
    path = tmp_path / "record.json"
    path.write_bytes(record_json_bytes(package))
    assert "clean" in run("ocds", "check", str(path)).output
    package["records"][0]["compiledRelease"]["tender"]["title"] = "Another"
    path.write_bytes(record_json_bytes(package))
    assert "not what the releases add up to" in run("ocds", "check", str(path), fails=True).output


def test_every_fault_is_told_with_its_path(run: Run, tmp_path: Path):
    package = json.loads(release_json(make_snapshot(), make_stamp()))
    package["releases"][0]["tender"]["value"]["amount"] = -5
    package["releases"][0]["tender"]["colour"] = "red"
    path = tmp_path / "faulty.json"
    path.write_text(json.dumps(package))
    answer = run("ocds", "check", str(path), fails=True)
    assert "releases/0/tender/value/amount" in answer.output
    assert "releases/0/tender/colour" in answer.output
    for bad in (b"", b"[]", b"{"):
        path.write_bytes(bad)
        run("ocds", "check", str(path), fails=True)


@pytest.mark.skipif(
    not os.environ.get("OCDS_SCHEMA_DIR"), reason="OCDS_SCHEMA_DIR names no copy of the schema"
)
def test_the_official_judges_are_asked_where_a_copy_is_at_hand(run: Run, tmp_path: Path):
    path = tmp_path / "release.json"
    path.write_bytes(release_json(make_snapshot(), make_stamp()))
    answer = run("ocds", "check", str(path), official=True)
    assert "official schema: clean" in answer.output
    assert "additional checks (libcoveocds): clean" in answer.output
    package = json.loads(path.read_bytes())
    record = record_package(
        package["releases"], uri=BASE_URL, publisher_name="Westmarch", publisher_uri=BASE_URL
    )
    path.write_bytes(record_json_bytes(record))
    answer = run("ocds", "check", str(path), official=True)
    assert "additional checks (libcoveocds): clean" in answer.output
    package["releases"][0]["tender"]["status"] = "open"
    path.write_text(json.dumps(package))
    assert "tender/status" in run("ocds", "check", str(path), official=True, fails=True).output
    path.write_text('{"releases": [{"ocid": 1}], "uri": "here"}')
    said = run("ocds", "check", str(path), official=True, fails=True).output
    assert "releases/0: 'date' is missing but required" in said
    assert "whole: 'publisher' is missing but required" in said
