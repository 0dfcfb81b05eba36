"""Whole tender notices in each of their forms, as page and open data, against outputs that somebody read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from exports.notices.definition import definition_of, missing_items, resolve
from exports.notices.html import notice_html
from exports.ocds.release import release_json
from exports.ocds.validate import check_file
from procure.domain.snapshot import SpecificationSnapshot
from tests.factories import variants
from tests.factories.notices import make_stamp

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = ("uk4-open", "uk4-competitive-flexible", *variants.GOLDEN)


def golden_snapshot(case: str) -> SpecificationSnapshot:
    return SpecificationSnapshot.model_validate(
        json.loads((GOLDEN / case / "snapshot.json").read_text("utf-8"))
    )


def assert_as_reviewed(path: Path, made: bytes) -> None:
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(made)
    assert path.exists(), f"{path} is not there: GOLDEN=write makes it, then read it"
    assert made.decode() == path.read_text("utf-8"), f"{path.name} has changed: read the difference"


@pytest.mark.parametrize("case", CASES)
def test_the_open_data_of_a_reviewed_notice_stays_as_it_was(case: str) -> None:
    snapshot = golden_snapshot(case)
    made = release_json(snapshot, make_stamp(tender_reference=snapshot.reference))
    assert_as_reviewed(GOLDEN / case / "release.json", made)
    assert check_file(GOLDEN / case / "release.json") == []


@pytest.mark.parametrize("case", CASES)
def test_the_page_of_a_reviewed_notice_stays_as_it_was(case: str) -> None:
    snapshot = golden_snapshot(case)
    made = str(notice_html(snapshot, make_stamp(tender_reference=snapshot.reference))) + "\n"
    assert_as_reviewed(GOLDEN / case / "notice.html", made.encode())


@pytest.mark.parametrize("case", CASES)
def test_a_reviewed_notice_has_everything_the_law_asks_of_it(case: str) -> None:
    assert missing_items(golden_snapshot(case)) == []


def test_between_them_the_reviewed_notices_fill_in_every_item_of_the_definition() -> None:
    given = set().union(*(resolve(golden_snapshot(case), make_stamp()).given for case in CASES))
    # In none of them do tenders come first in a competitive flexible procedure, and none changes another.
    assert {item.id for item in definition_of("UK4").items()} - given == {
        "first_tender_submission_method",
        "amended_notice",
        "what_changed",
        "changed_items",
        "changed_item_before",
        "changed_item_after",
    }


@pytest.mark.parametrize("name", variants.TENDERS)
def test_a_tender_of_each_form_and_regime_has_all_that_the_law_asks_and_clean_open_data(name: str) -> None:
    snapshot = variants.TENDERS[name]
    assert missing_items(snapshot) == []
    assert b'"noticeType": "UK4"' in release_json(snapshot, make_stamp(tender_reference=snapshot.reference))
