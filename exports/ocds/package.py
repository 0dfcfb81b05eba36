"""Release packages: what wraps releases on their way out, and their one JSON text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from exports.ocds.model import Publisher, Release, ReleasePackage
from exports.ocds.plain import json_number

OPEN_GOVERNMENT_LICENCE = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

_GITHUB = "https://raw.githubusercontent.com"
#: The extensions of UK notices under the Act, in the order in which the central platform declares them.
EXTENSIONS = (
    "https://standard.open-contracting.org/profiles/eu/latest/en/extension.json",
    *(
        f"{_GITHUB}/{repository}/extension.json"
        for repository in (
            "open-contracting-extensions/ocds_amendment_rationale_classifications_extension/master",
            "open-contracting-extensions/ocds_budget_breakdown_extension/master",
            "open-contracting-extensions/ocds_contract_completion_extension/master",
            "open-contracting-extensions/ocds_documentation_extension/master",
            "open-contracting-extensions/ocds_pagination_extension/master",
            "open-contracting-extensions/ocds_suitability_extension/master",
            "portaledcahn/ocds_Links_extension/main",
            "cabinetoffice/ocds_uk_extension/main",
            "open-contracting-extensions/ocds_performance_failures_extension/master",
        )
    ),
)


def release_package(
    releases: Sequence[Release],
    *,
    uri: str,
    publisher_name: str,
    publisher_uri: str | None = None,
    licence: str | None = OPEN_GOVERNMENT_LICENCE,
    publication_policy: str | None = None,
) -> ReleasePackage:
    """A package of releases, newest first.

    ``publishedDate`` is the date of the newest, so that the package of the same releases is the same whenever
    it is made. Raises ValueError for no releases and ``ValidationError`` for an address that is none.
    """
    if not releases:
        raise ValueError("A release package holds at least one release.")
    newest_first = sorted(releases, key=lambda release: datetime.fromisoformat(release.date), reverse=True)
    package: dict[str, Any] = {
        "uri": uri,
        "version": "1.1",
        "extensions": EXTENSIONS,
        "published_date": newest_first[0].date,
        "publisher": Publisher(name=publisher_name, uri=publisher_uri)
        if publisher_uri
        else Publisher(name=publisher_name),
        "license": licence,
        "publication_policy": publication_policy,
        "releases": tuple(newest_first),
    }
    return ReleasePackage.model_validate(
        {name: value for name, value in package.items() if value is not None}
    )


def plain_data(part: ReleasePackage | Release) -> dict[str, Any]:
    """The data as JSON holds it: the standard's names, nothing null, money as numbers."""
    data: dict[str, Any] = _plain(part.model_dump(mode="python", by_alias=True, exclude_none=True))
    return data


def to_json_bytes(part: ReleasePackage | Release) -> bytes:
    """UTF-8 JSON, two spaces, one line feed at the end. Equal data gives equal bytes."""
    return (json.dumps(plain_data(part), ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return json_number(value) if isinstance(value, Decimal) else value
