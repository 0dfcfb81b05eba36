"""Records: all that was published of one procurement, with its present state and the history of each value.

The releases are put together by ``ocdsmerge``, the standard's own tool, under the rules below. It is never
asked to look for a schema, so nothing is fetched.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ocdsmerge import CompiledRelease, VersionedRelease
from ocdsmerge.exceptions import DuplicateIdValueWarning, OCDSMergeError

from exports.ocds.package import EXTENSIONS, OPEN_GOVERNMENT_LICENCE
from exports.ocds.plain import json_number

#: Lists of objects that a later release replaces as a whole: their entries have no id, or an id that is a code
#: of some scheme and so may stand there twice. All other lists of objects are merged entry by entry.
WHOLE_LISTS = frozenset(
    {
        "additionalClassifications", "additionalContactPoints", "additionalIdentifiers", "amendedFields",
        "buyerClassificationRestrictions", "buyerLocationRestrictions", "changes", "classifications",
        "criteria", "customerServices", "dates", "deliveryAddresses", "deliveryLocations",
        "essentialAssets", "identifiers",
        "juryMembers", "legislativeReferences", "links", "numbers", "penaltyTypeEntered",
        "procurementMethodRationaleClassifications", "qualificationSystemConditions",
        "qualificationSystemMethods", "rationaleClassifications", "serviceProviders",
        "subcontractingClauses", "unofficialTranslations",
        "unstructuredChanges",
    }
)  # fmt: skip
#: What belongs to one release alone.
OMITTED = frozenset({("id",), ("date",), ("tag",)})


class CannotMerge(ValueError):
    """Releases contradict each other in form, so that no state can be made of them."""


class _Rules(dict[tuple[str, ...], str]):
    """Merge rules by the name of a field, however deep it stands. ``ocdsmerge`` asks by path."""

    def get(self, path: tuple[str, ...], default: Any = None) -> Any:
        if path in OMITTED:
            return "omitWhenMerged"
        return "wholeListMerge" if path and path[-1] in WHOLE_LISTS else default


def compiled_release(releases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The state that releases of one ``ocid`` add up to, oldest first by their dates whatever their order.

    Raises CannotMerge.
    """
    return _merged(CompiledRelease, releases)


def versioned_release(releases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Every value that releases of one ``ocid`` gave, with the release that gave it. Raises CannotMerge."""
    return _merged(VersionedRelease, releases)


def record_package(
    releases: Sequence[Mapping[str, Any]],
    *,
    uri: str,
    publisher_name: str,
    publisher_uri: str,
    licence: str = OPEN_GOVERNMENT_LICENCE,
) -> dict[str, Any]:
    """A package with the one record of these releases, as JSON data. ``publishedDate`` is the newest's date.

    Raises CannotMerge, and ValueError for no releases.
    """
    if not releases:
        raise ValueError("A record holds at least one release.")
    oldest_first = sorted(releases, key=lambda release: moment_of(release["date"]))
    return {
        "uri": uri,
        "version": "1.1",
        "extensions": list(EXTENSIONS),
        "publishedDate": oldest_first[-1]["date"],
        "publisher": {"name": publisher_name, "uri": publisher_uri},
        "license": licence,
        "records": [
            {
                "ocid": oldest_first[0]["ocid"],
                "releases": list(oldest_first),
                "compiledRelease": compiled_release(oldest_first),
                "versionedRelease": versioned_release(oldest_first),
            }
        ],
    }


def record_json_bytes(package: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON, two spaces, one line feed at the end. Equal data gives equal bytes."""
    text = json.dumps(package, ensure_ascii=False, allow_nan=False, indent=2, default=_plain)
    return (text + "\n").encode()


def agreeing(releases: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The releases, oldest first, without what a later one gives in another form (an object where there is a list, or
    the other way): the later one counts.
    """
    found = [deepcopy(dict(each)) for each in sorted(releases, key=lambda each: moment_of(each.get("date")))]
    for number, older in enumerate(found):
        for newer in found[number + 1 :]:
            _yield_to(older, newer)
    return found


def _yield_to(older: dict[str, Any], newer: Mapping[str, Any]) -> None:
    for name in list(older):
        if newer.get(name) is None or older[name] is None:
            continue
        if _form(older[name]) != _form(newer[name]):
            del older[name]
        elif isinstance(older[name], dict):
            _yield_to(older[name], newer[name])
        elif isinstance(older[name], list):
            later = {_id(entry): entry for entry in newer[name] if _id(entry) is not None}
            for entry in older[name]:
                if _id(entry) in later:
                    _yield_to(entry, later[_id(entry)])


def _form(value: Any) -> str:
    """What ``ocdsmerge`` tells apart: an object, a list of objects, a list of anything else, a single value."""
    if isinstance(value, list):
        return "objects" if all(isinstance(entry, dict) for entry in value) else "values"
    return "object" if isinstance(value, dict) else "value"


def _id(entry: Any) -> str | None:
    """What an entry of a list is known by; None for one without."""
    return str(entry["id"]) if isinstance(entry, dict) and isinstance(entry.get("id"), str | int) else None


def moment_of(date: Any) -> datetime:
    """When a release is dated, aware; the beginning of time where it does not say so in a form we know."""
    try:
        moment = datetime.fromisoformat(date)
    except (TypeError, ValueError):
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _merged(
    kind: type[CompiledRelease] | type[VersionedRelease], releases: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    # One at a time, in the order of their moments: the tool would sort dates as text, in which an hour of
    # summer time may come after a later hour of winter time.
    merged = kind(merge_rules=_Rules())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DuplicateIdValueWarning)
            for release in sorted(releases, key=lambda each: moment_of(each.get("date"))):
                merged.append(deepcopy(dict(release)))  # what is merged may share parts with what went in
            found: dict[str, Any] = merged.asdict()
    except OCDSMergeError as error:
        raise CannotMerge(f"The releases cannot be put together: {error}") from error
    except (TypeError, AttributeError, KeyError, ValueError) as error:
        raise CannotMerge("The releases cannot be put together: they differ in form.") from error
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return json_number(value)
    raise TypeError(type(value).__name__)
