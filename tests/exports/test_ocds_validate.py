"""What the gate before publication refuses, and what it says."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exports.ocds.package import plain_data, release_package
from exports.ocds.release import release_json, tender_release
from exports.ocds.validate import check_file, problems
from tests.factories.notices import BASE_URL, make_stamp
from tests.factories.snapshots import make_snapshot

Data = dict[str, Any]


@pytest.fixture(scope="module")
def sound() -> Data:
    release = tender_release(make_snapshot(lots=2), make_stamp())
    return plain_data(release_package([release], uri=BASE_URL, publisher_name="Westmarch tenders"))


@pytest.fixture
def package(sound: Data) -> Data:
    return copy.deepcopy(sound)


def tender_of(package: Data) -> Data:
    tender: Data = package["releases"][0]["tender"]
    return tender


def test_sound_data_has_no_problems(package: Data) -> None:
    assert problems(package) == []


@pytest.mark.parametrize(
    ("change", "path", "says"),
    [
        (lambda p: tender_of(p).update(title=None), "releases/0/tender/title", "empty"),
        (lambda p: tender_of(p).update(description="  "), "releases/0/tender/description", "empty"),
        (lambda p: p["releases"][0].update(buyerID=[]), "releases/0/buyerID", "empty"),
        (lambda p: tender_of(p)["procedure"].clear(), "releases/0/tender/procedure", "empty"),
        (lambda p: tender_of(p).update(colour="red"), "releases/0/tender/colour", "not permitted"),
        (lambda p: tender_of(p).update(status="open"), "releases/0/tender/status", "'active'"),
        (
            lambda p: tender_of(p)["awardPeriod"].update(endDate="2027-07-16"),
            "releases/0/tender/awardPeriod/endDate",
            "offset",
        ),
        (
            lambda p: tender_of(p)["awardPeriod"].update(endDate="2027-07-16T23:59:59"),
            "releases/0/tender/awardPeriod/endDate",
            "offset",
        ),
        (
            lambda p: tender_of(p)["awardPeriod"].update(endDate="2027-02-30T23:59:59Z"),
            "releases/0/tender/awardPeriod/endDate",
            "",
        ),
        (lambda p: tender_of(p)["value"].update(amount=-1), "releases/0/tender/value/amount", "greater"),
        (lambda p: tender_of(p)["value"].update(amount=0.001), "releases/0/tender/value/amount", "decimal"),
        (
            lambda p: tender_of(p)["value"].update(amountGross=1),
            "releases/0/tender/value/amountGross",
            "less than",
        ),
        (
            lambda p: [tender_of(p)["value"].pop(name) for name in ("amount", "amountGross")],
            "releases/0/tender/value",
            "no amount",
        ),
        (
            lambda p: p["releases"][0]["buyer"].update(id="GB-PPON-PAAA-1111-AAAA"),
            "releases/0/buyer/id",
            "parties",
        ),
        (
            lambda p: tender_of(p)["items"][0].update(relatedLot="9"),
            "releases/0/tender/items/0/relatedLot",
            "lots",
        ),
        (
            lambda p: tender_of(p)["documents"][2].update(id="A-1"),
            "releases/0/tender/documents",
            "more than once",
        ),
        (
            lambda p: tender_of(p)["documents"][0].pop("noticeType"),
            "releases/0/tender/documents",
            "exactly one",
        ),
        (
            lambda p: tender_of(p)["documents"][1].update(noticeType="UK4"),
            "releases/0/tender/documents",
            "exactly one",
        ),
        (
            lambda p: tender_of(p)["documents"][0].update(id="other"),
            "releases/0/tender/documents",
            "is called",
        ),
        (
            lambda p: tender_of(p)["documents"][0].update(datePublished="2027-01-01T00:00:00Z"),
            "releases/0/tender/documents",
            "is dated",
        ),
        (lambda p: tender_of(p)["documents"][0].pop("url"), "releases/0/tender/documents", "no address"),
        (
            lambda p: tender_of(p)["documents"][1].update(url="javascript:alert(1)"),
            "releases/0/tender/documents/1/url",
            "http",
        ),
        (
            lambda p: tender_of(p)["lots"][0]["awardCriteria"]["criteria"][0]["numbers"][0].update(
                number=49.5
            ),
            "releases/0/tender/lots/0/awardCriteria/criteria",
            "99.5%",
        ),
        (
            lambda p: tender_of(p)["lots"][0]["contractPeriod"].update(startDate="2040-01-01T00:00:00Z"),
            "releases/0/tender/lots/0/contractPeriod/endDate",
            "before it starts",
        ),
        (
            lambda p: tender_of(p)["lots"][0]["contractPeriod"].update(maxExtentDate="2028-01-01T00:00:00Z"),
            "releases/0/tender/lots/0/contractPeriod/maxExtentDate",
            "furthest",
        ),
        (
            lambda p: p["releases"][0]["parties"][0]["address"].update(region="TLG1"),
            "releases/0/parties/0/address/region",
            "pattern",
        ),
        (lambda p: p.update(releases=[]), "releases", "empty"),
        (lambda p: p.update(version="1.0"), "version", "1.1"),
    ],
)
def test_one_fault_is_found_where_it_is(
    package: Data, change: Callable[[Data], object], path: str, says: str
) -> None:
    change(package)
    found = problems(package)
    assert [problem.path for problem in found] == [path]
    assert says in found[0].message


def test_a_cpv_code_keeps_its_check_digit_out(package: Data) -> None:
    tender_of(package)["items"][0]["additionalClassifications"][0]["id"] = "71314300-5"
    (problem,) = problems(package)
    assert problem.path == "releases/0/tender/items/0/additionalClassifications/0"
    assert "eight digits" in problem.message


# Files


def test_a_published_file_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "release.json"
    path.write_bytes(release_json(make_snapshot(), make_stamp()))
    assert check_file(path) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"{", "is not JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[]", "not a release package"),
        (b"null", "not a release package"),
        (b'{"releases": [NaN]}', "NaN"),
        (b'{"uri": "a", "uri": "b"}', "'uri' twice"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "nested"),
        (b"[" * 100_000, "nested"),
    ],
)
def test_a_file_that_is_no_package_gets_a_clear_answer(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    (problem,) = check_file(path)
    assert says in problem.message


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path, package: Data) -> None:
    tender_of(package)["status"] = "open"
    package["releases"][0]["date"] = "yesterday"
    path = tmp_path / "file.json"
    path.write_text(json.dumps(package))
    assert [problem.path for problem in check_file(path)] == ["releases/0/date", "releases/0/tender/status"]
