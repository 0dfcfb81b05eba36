"""The official judges of open data, without a network: the merged OCDS schema, and libcoveocds' checks.

They come with the extra ``conformance``: publication does not need them, as our own model is stricter.

Both need a copy of the standard and its extensions, in the folder that OCDS_SCHEMA_DIR names:

- ``merged/release-package-schema.json`` and ``release-schema.json``: OCDS 1.1.5 with the extensions applied;
- ``standard/schema/``: the standard as released;
- ``extensions.json``: the extensions' addresses and folders; ``extensions/<name>/``: the files of each.
"""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4


class OfficialJudges:
    """Schema and checks from one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def schema_errors(self, package: dict[str, Any]) -> list[str]:
        """What the merged package schema (draft 4, formats checked) has against a release or record package."""
        validator = self._validator("record" if "records" in package else "release")
        found = sorted(validator.iter_errors(package), key=lambda error: list(map(str, error.path)))
        return [f"{'/'.join(map(str, error.path))}: {error.message[:300]}" for error in found]

    @cache  # noqa: B019 - one judge a run
    def _validator(self, kind: str) -> jsonschema.Draft4Validator:
        names = (f"{kind}-package-schema.json", "release-schema.json")
        package, release = (
            json.loads((self.folder / "merged" / name).read_text(encoding="utf-8")) for name in names
        )
        _point_at(package, release["id"])
        return jsonschema.Draft4Validator(
            {**package, "id": f"urn:{kind}-package"},
            registry=Registry().with_resource(
                release["id"], Resource.from_contents(release, default_specification=DRAFT4)
            ),
            format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER,
        )

    def cove_report(self, package: dict[str, Any]) -> dict[str, Any]:
        """libcoveocds' whole report on a package, made from the folder alone."""
        from libcoveocds.api import context_api_transform  # noqa: PLC0415 - only where a copy is at hand
        from libcoveocds.common_checks import common_checks_ocds  # noqa: PLC0415
        from libcoveocds.config import LibCoveOCDSConfig  # noqa: PLC0415
        from libcoveocds.schema import SchemaOCDS  # noqa: PLC0415

        config = LibCoveOCDSConfig({"context": "api", "standard_zip": self._standard_zip()})
        schema = SchemaOCDS(None, package, config, record_pkg="records" in package)
        # The library asks its builder for the extensions time and again, and would fetch each of them.
        extensions = [self._filled(extension) for extension in schema.builder_extensions]
        schema.builder.extensions = lambda: iter(extensions)
        schema.builder_extensions = extensions
        standard = schema._get_schema
        # The library would fetch the schema of versioned releases, which is left unjudged here as it is above.
        schema._get_schema = lambda name: _without_versioned(standard(name))
        report: dict[str, Any] = {"file_type": "json"}
        context_api_transform(common_checks_ocds(report, "", package, schema, cache=False))
        return report

    @cache  # noqa: B019 - one judge a run
    def _standard_zip(self) -> bytes:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("standard/", "")
            for path in sorted((self.folder / "standard").rglob("*")):
                if path.is_file():
                    archive.write(path, f"standard/{path.relative_to(self.folder / 'standard')}")
        return held.getvalue()

    def _filled(self, extension: Any) -> Any:
        folders = json.loads((self.folder / "extensions.json").read_text(encoding="utf-8"))["extensions"]
        folder = next(self.folder / each["dir"] for each in folders if each["url"] == extension.input_url)
        extension._files = {
            str(path.relative_to(folder)): path.read_text(encoding="utf-8")
            for path in folder.rglob("*")
            if path.suffix in (".json", ".csv")
        }
        return extension


def _without_versioned(part: Any) -> Any:
    """A copy of a schema without references to the schema of versioned releases."""
    if isinstance(part, dict):
        return {
            name: _without_versioned(inner)
            for name, inner in part.items()
            if not (name == "$ref" and "versioned-release" in str(inner))
        }
    return [_without_versioned(inner) for inner in part] if isinstance(part, list) else part


def _point_at(part: Any, release: str) -> None:
    """Let every reference to the release schema in a package schema name the copy at hand. Versioned releases
    are left unjudged: their official schema knows no extension, so it would refuse what extensions add.
    """
    if isinstance(part, dict):
        reference = part.get("$ref", "")
        if isinstance(reference, str) and "versioned-release" in reference:
            del part["$ref"]
        elif isinstance(reference, str) and "release-schema" in reference:
            part["$ref"] = release
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _point_at(inner, release)
