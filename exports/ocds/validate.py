"""Whether open data may go out: our typed model first, then what a schema cannot say.

The official schema is checked by conformance tests, wherever a copy of it is at hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from exports.notices.stamp import NoticeStamp
from exports.ocds.checks import Problem, release_faults
from exports.ocds.model import ReleasePackage
from exports.ocds.package import plain_data
from exports.ocds.record import CannotMerge, compiled_release, versioned_release
from exports.ocds.release import tender_release
from exports.ocds.strict_json import Unreadable, read_json
from procure.domain.snapshot import SpecificationSnapshot

#: Nothing that we write nests deeper; a file that does was not made to be read.
DEEPEST = 40


def release_problems(
    snapshot: SpecificationSnapshot, stamp: NoticeStamp, *, withheld: Collection[str] = ()
) -> list[Problem]:
    """What would stop the notice of this snapshot from being published as open data; empty when nothing
    would.
    """
    try:
        release = tender_release(snapshot, stamp, withheld=withheld)
    except ValidationError as error:
        return _from_pydantic(error)
    return list(release_faults(release))


def problems(package: ReleasePackage | Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a release package, as a model or as JSON data, or with a record package as JSON data;
    empty when nothing is.
    """
    data = plain_data(package) if isinstance(package, ReleasePackage) else package
    if empties := list(_empties(data, "")):
        return empties
    if "records" in data:
        return list(_record_problems(data))
    try:
        checked = ReleasePackage.model_validate(data)
    except ValidationError as error:
        return _from_pydantic(error)
    return [
        problem
        for number, release in enumerate(checked.releases)
        for problem in release_faults(release, f"releases/{number}/")
    ]


def _record_problems(package: Mapping[str, Any]) -> Iterator[Problem]:
    """A record package is a release package with records in place of releases. Each holds its releases, oldest
    first, and the two releases that they add up to, which are made anew here and compared.
    """
    records = package["records"]
    for number, record in enumerate(records if isinstance(records, list) else ()):
        at = f"records/{number}"
        releases = record.get("releases") if isinstance(record, Mapping) else None
        if not isinstance(releases, list):
            yield Problem(f"{at}/releases", "is not a list of releases")
            continue
        wrapped = {name: value for name, value in package.items() if name != "records"}
        for problem in problems({**wrapped, "releases": releases}):
            yield Problem(
                f"{at}/{problem.path}" if "releases" in problem.path else problem.path, problem.message
            )
        for name, make in (("compiledRelease", compiled_release), ("versionedRelease", versioned_release)):
            try:
                adds_up = make(releases)
            except CannotMerge as error:
                yield Problem(f"{at}/{name}", str(error))
            else:
                if record.get(name) != adds_up:
                    yield Problem(f"{at}/{name}", "is not what the releases add up to")
        if any(
            release.get("ocid") != record.get("ocid") for release in releases if isinstance(release, Mapping)
        ):
            yield Problem(f"{at}/ocid", "is not that of its releases")
    if not records or not isinstance(records, list):
        yield Problem("records", "is not a list of records")


def check_file(path: Path | str) -> list[Problem]:
    """What is wrong with a file that should hold a release or record package. Raises OSError when it cannot be read."""
    try:
        data = read_json(Path(path).read_bytes(), deepest=DEEPEST)
    except Unreadable as error:
        return [Problem("", str(error))]
    if not isinstance(data, dict):
        return [Problem("", "is not a release package: a package is a JSON object")]
    return problems(data)


def _from_pydantic(error: ValidationError) -> list[Problem]:
    return [
        Problem("/".join(str(step) for step in detail["loc"]), detail["msg"].removeprefix("Value error, "))
        for detail in error.errors(include_url=False, include_input=False)
    ]


def _empties(value: Any, path: str) -> Iterator[Problem]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _empties(item, f"{path}/{key}" if path else str(key))
    elif isinstance(value, (list, tuple)) and value:
        for number, item in enumerate(value):
            yield from _empties(item, f"{path}/{number}")
    elif value is None or value in ({}, [], ()) or (isinstance(value, str) and not value.strip()):
        yield Problem(path, "is empty or null: leave it out")
