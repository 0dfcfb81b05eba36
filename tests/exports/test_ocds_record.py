"""Records: several notices of one procurement, put together by the standard's own tool."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ocdsmerge.rules import get_merge_rules

from exports.ocds.official import OfficialJudges
from exports.ocds.package import plain_data
from exports.ocds.record import (
    OMITTED,
    WHOLE_LISTS,
    CannotMerge,
    compiled_release,
    record_json_bytes,
    record_package,
    versioned_release,
)
from exports.ocds.release import tender_release
from procure.domain.snapshot import SpecificationSnapshot
from tests.factories.notices import BASE_URL, PUBLISHED_AT, make_stamp
from tests.factories.snapshots import make_snapshot

FOLDER = os.environ.get("OCDS_SCHEMA_DIR", "")
needs_schema = pytest.mark.skipif(not FOLDER, reason="OCDS_SCHEMA_DIR names no copy of the OCDS schema")
LATER = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def release_of(snapshot: SpecificationSnapshot, number: int, published_at: datetime) -> dict[str, Any]:
    return plain_data(tender_release(snapshot, make_stamp(local_number=number, published_at=published_at)))


@pytest.fixture
def releases() -> list[dict[str, Any]]:
    """Two notices of one procurement, the newest first: the second has another title and deadline."""
    snapshot = make_snapshot(lots=2)
    deadline = snapshot.facts.tender_deadline_at
    assert deadline is not None
    facts = snapshot.facts.model_copy(update={"tender_deadline_at": deadline + timedelta(days=1)})
    changed = snapshot.model_copy(update={"title": "Warmer homes", "facts": facts})
    return [release_of(changed, 2, LATER), release_of(snapshot, 1, PUBLISHED_AT)]


def package_of(releases: list[dict[str, Any]]) -> dict[str, Any]:
    return record_package(releases, uri=BASE_URL, publisher_name="Westmarch", publisher_uri=BASE_URL)


def test_the_compiled_release_is_what_the_newest_notice_says(releases: list[dict[str, Any]]):
    compiled = compiled_release(releases)
    newest = releases[0]
    assert compiled["tag"] == ["compiled"]
    assert compiled["id"] == f"{newest['ocid']}-{newest['date']}"
    assert compiled["tender"]["title"] == "Warmer homes"
    assert compiled["tender"]["tenderPeriod"] == newest["tender"]["tenderPeriod"]
    assert compiled["tender"]["lots"] == newest["tender"]["lots"]
    assert [d["id"] for d in compiled["tender"]["documents"] if "noticeType" in d] == [
        releases[1]["id"],
        newest["id"],
    ]


def test_the_versioned_release_tells_which_notice_gave_each_value(releases: list[dict[str, Any]]):
    titles = versioned_release(releases)["tender"]["title"]
    assert [(each["releaseID"], each["value"]) for each in titles] == [
        (releases[1]["id"], releases[1]["tender"]["title"]),
        (releases[0]["id"], "Warmer homes"),
    ]


def test_a_value_that_did_not_change_has_one_version(releases: list[dict[str, Any]]):
    assert len(versioned_release(releases)["tender"]["value"]["amountGross"]) == 1


def test_a_list_whose_entries_are_codes_is_replaced_as_a_whole(releases: list[dict[str, Any]]):
    newest = releases[0]["tender"]["items"][0]
    newest["additionalClassifications"] = [{"scheme": "CPV", "id": "85312000", "description": "Other"}]
    newest["deliveryAddresses"] = [{"region": "UKC"}]
    item = compiled_release(releases)["tender"]["items"][0]
    assert item["additionalClassifications"] == newest["additionalClassifications"]
    assert item["deliveryAddresses"] == [{"region": "UKC"}]


def test_order_is_that_of_moments_and_not_of_letters(releases: list[dict[str, Any]]):
    """An hour later, though the letters of its date come first: the clocks went back in between."""
    releases[1]["date"], releases[0]["date"] = "2027-10-31T01:30:00+01:00", "2027-10-31T01:10:00Z"
    assert compiled_release(releases)["tender"]["title"] == "Warmer homes"


def test_a_record_package_holds_everything_once_and_gives_the_same_bytes(releases: list[dict[str, Any]]):
    package = package_of(releases)
    (record,) = package["records"]
    assert record["ocid"] == releases[0]["ocid"]
    assert record["releases"] == releases[::-1]
    assert package["publishedDate"] == releases[0]["date"]
    made = record_json_bytes(package)
    assert made == record_json_bytes(package_of(releases[::-1]))
    assert json.loads(made) == package


def test_releases_that_contradict_each_other_in_form_are_refused(releases: list[dict[str, Any]]):
    releases[1]["tender"]["lots"] = "none"
    with pytest.raises(CannotMerge, match="cannot be put together"):
        package_of(releases)


@needs_schema
def test_our_merge_rules_are_the_official_ones():
    official = get_merge_rules(str(Path(FOLDER) / "merged" / "release-schema.json"))
    arrays = _arrays_of_objects(Path(FOLDER) / "merged" / "release-schema.json")
    whole = {path for path, rule in official.items() if rule == "wholeListMerge"}
    assert {path for path, rule in official.items() if rule == "omitWhenMerged"} == OMITTED
    inside_no_other = {path for path in arrays if not WHOLE_LISTS & set(path[:-1])}
    assert {path for path in inside_no_other if path[-1] in WHOLE_LISTS} == whole & inside_no_other


def _arrays_of_objects(file: Path) -> set[tuple[str, ...]]:
    """The paths of every list of objects in the schema: lists of plain values need no rule."""
    schema = json.loads(file.read_text(encoding="utf-8"))
    found: set[tuple[str, ...]] = set()

    def resolve(part: dict[str, Any]) -> dict[str, Any]:
        reference = part.get("$ref", "")
        return schema["definitions"][reference.rpartition("/")[2]] if reference else part

    def walk(part: dict[str, Any], path: tuple[str, ...], above: tuple[int, ...]) -> None:
        part = resolve(part)
        if id(part) in above:
            return
        for name, field in part.get("properties", {}).items():
            field = resolve(field)
            if "array" in field.get("type", ()) and "properties" in resolve(field.get("items", {})):
                if "object" in resolve(field["items"]).get("type", "object"):
                    found.add((*path, name))
                walk(field["items"], (*path, name), (*above, id(part)))
            elif "properties" in field:
                walk(field, (*path, name), (*above, id(part)))

    walk(schema, (), ())
    return found


@needs_schema
def test_a_record_package_is_clean_before_the_official_judges(releases: list[dict[str, Any]]):
    judges = OfficialJudges(Path(FOLDER))
    assert judges.schema_errors(package_of(releases)) == []
