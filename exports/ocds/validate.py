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
    """What is wrong with a release package, as a model or as JSON data; empty when nothing is."""
    data = plain_data(package) if isinstance(package, ReleasePackage) else package
    if empties := list(_empties(data, "")):
        return empties
    try:
        checked = ReleasePackage.model_validate(data)
    except ValidationError as error:
        return _from_pydantic(error)
    return [
        problem
        for number, release in enumerate(checked.releases)
        for problem in release_faults(release, f"releases/{number}/")
    ]


def check_file(path: Path | str) -> list[Problem]:
    """What is wrong with a file that should hold a release package. Raises OSError when it cannot be read."""
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
