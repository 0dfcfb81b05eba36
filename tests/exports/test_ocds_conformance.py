"""Our open data before the official judges: the merged OCDS schema and libcoveocds, both without a network."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from exports.ocds.notices import notice_release_json
from exports.ocds.official import OfficialJudges
from exports.ocds.package import EXTENSIONS, plain_data, release_package
from exports.ocds.release import release_json, tender_release
from procure.domain.snapshot import SpecificationSnapshot
from tests.exports.publishable import snapshots
from tests.exports.test_notice_golden import CASES, golden_snapshot
from tests.factories.bilingual import wholly_bilingual
from tests.factories.filled_notices import FILLED
from tests.factories.notices import BASE_URL, make_stamp
from tests.factories.snapshots import make_minimal_snapshot, make_snapshot

FOLDER = os.environ.get("OCDS_SCHEMA_DIR", "")
pytestmark = pytest.mark.skipif(
    not FOLDER,
    reason="OCDS_SCHEMA_DIR names no copy of the OCDS 1.1.5 schema with its extensions: exports/ocds/"
    "official.py says what the folder holds; the files come from github.com/open-contracting/standard "
    "(tag 1__1__5) and from the addresses in exports/ocds/package.py",
)

Package = dict[str, Any]


@pytest.fixture(scope="module")
def judges() -> OfficialJudges:
    return OfficialJudges(Path(FOLDER))


SNAPSHOTS = {
    **{case: golden_snapshot(case) for case in CASES},
    "flexible": make_snapshot(),
    "with lots": make_snapshot(lots=2),
    "on its first day": make_minimal_snapshot(),
    "in Welsh too": wholly_bilingual(make_snapshot()),
}


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_published_notice_is_clean(judges: OfficialJudges, name: str) -> None:
    snapshot = SNAPSHOTS[name]
    stamp = make_stamp(platform_procurement_id="ocds-h6vhtk-0f1a2b", platform_notice_id="041267-2027")
    package = json.loads(release_json(snapshot, stamp))
    assert judges.schema_errors(package) == []
    report = judges.cove_report(package)
    assert report["validation_errors"] == []
    assert report["additional_checks"] == {}
    # A fee of a framework stands where the platform writes it, which no extension declares. Translations have names
    # that the schema gives by a pattern, which libcoveocds does not read.
    translations = {
        *(
            (f"/releases/tender{part}", f"{field}_cy")
            for part in ("", "/documents")
            for field in ("title", "description")
        ),
        ("/releases/tender", "submissionMethodDetails_cy"),
    }
    added = {(each["path"], each["field"]) for each in report["additional_fields"]}
    assert added - {("/releases/tender/participationFees", "relativeValue")} == (
        translations if snapshot.welsh else set()
    )
    assert report["additional_closed_codelist_values"] == {}
    assert report["deprecated_fields"] == []
    assert "conformance_errors" not in report
    assert len(report["extensions"]["extensions"]) == 10
    assert report["extensions"]["invalid_extensions"] == []
    # The agreement with Pacific nations has no code in the list, which is open. The UK extension adds smeVcse to a list
    # of the EU profile, and libcoveocds reads additions to the standard's own lists alone.
    others = {
        value for found in report["additional_open_codelist_values"].values() for value in found["values"]
    }
    assert others <= {"CPTPP", "smeVcse"}


@pytest.mark.parametrize("name", FILLED)
def test_a_filled_example_of_every_notice_is_clean(judges: OfficialJudges, name: str) -> None:
    facts = FILLED[name]
    stamp = make_stamp(
        code=facts.code, platform_procurement_id="ocds-h6vhtk-0f1a2b", platform_notice_id="041268-2027"
    )
    package = json.loads(notice_release_json(make_snapshot(), stamp, facts))
    assert judges.schema_errors(package) == []
    report = judges.cove_report(package)
    assert report["validation_errors"] == []
    assert report["additional_checks"] == {}
    # These stand where the platform writes them, which no extension declares.
    assert {(each["path"], each["field"]) for each in report["additional_fields"]} <= {
        ("/releases/awards", "milestones"),
        ("/releases/awards", "hasOptions"),
        ("/releases/awards", "options"),
        ("/releases/contracts", "hasRenewal"),
        ("/releases/contracts", "renewal"),
    }
    assert report["additional_closed_codelist_values"] == {}
    assert report["deprecated_fields"] == []
    assert "conformance_errors" not in report


def test_the_only_remark_before_the_platform_gives_its_identifier_is_that_ours_is_local(
    judges: OfficialJudges,
) -> None:
    package = json.loads(release_json(make_snapshot(), make_stamp()))
    assert judges.schema_errors(package) == []
    report = judges.cove_report(package)
    assert report["validation_errors"] == []
    assert report["additional_checks"] == {}
    assert report["conformance_errors"] == {
        "ocds_prefixes_bad_format": [("procure-local-WCA-2027-0014", "releases/0/ocid")]
    }


def test_several_releases_in_a_package_are_clean(judges: OfficialJudges) -> None:
    later = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
    releases = [
        tender_release(make_snapshot(), make_stamp()),
        tender_release(make_snapshot(), make_stamp(local_number=2, published_at=later)),
    ]
    package = plain_data(release_package(releases, uri=BASE_URL, publisher_name="Westmarch tenders"))
    assert judges.schema_errors(package) == []


def test_we_declare_the_extensions_that_the_copy_lists_in_its_order() -> None:
    listed = json.loads((Path(FOLDER) / "extensions.json").read_text("utf-8"))["extensions"]
    assert list(EXTENSIONS) == [extension["url"] for extension in listed]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(snapshot=snapshots())
def test_whatever_may_be_published_is_clean(judges: OfficialJudges, snapshot: SpecificationSnapshot) -> None:
    package = json.loads(release_json(snapshot, make_stamp()))
    assert judges.schema_errors(package) == []


def test_the_judges_do_find_faults(judges: OfficialJudges) -> None:
    package = json.loads(release_json(make_snapshot(), make_stamp()))
    package["releases"][0]["date"] = "yesterday"
    package["releases"][0]["tender"]["status"] = "open"
    package["releases"][0]["tender"]["colour"] = ""
    assert len(judges.schema_errors(package)) == 2
    report = judges.cove_report(package)
    assert [error["path"] for error in report["validation_errors"]] == ["releases/0/date"]
    assert list(report["additional_closed_codelist_values"]) == ["releases/tender/status"]
    assert report["additional_checks"] == {"empty_field": [{"json_location": "releases/0/tender/colour"}]}
    assert "colour" in str(report["all_additional_fields"])
