"""What browsers load: our stylesheet, scripts and icon, GOV.UK Frontend's script, and the typeface.

Each file has a logical name (``app.css``) and is served from an address that holds a digest of its bytes
(``/assets/app-3f2a….css``), so that it can be kept for ever and a changed file has a new address. A
stylesheet or script refers to another asset as ``/assets/<logical name>``, in quotes or in ``url()``; the
manifest puts the address with the digest in its place, and refuses a name that it does not know.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PREFIX = "/assets/"
ROOT = Path(__file__).resolve().parent.parent
STATIC = Path(__file__).resolve().parent / "static"

_PLEX = "node_modules/@ibm/plex-sans/fonts"
#: Logical name → file, under the repository's root, of what set-up installed or compiled.
_INSTALLED = {
    "app.css": "procure/static/build/app.css",
    "govuk-frontend.js": "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "fonts/plex-sans-regular.woff2": f"{_PLEX}/complete/woff2/IBMPlexSans-Regular.woff2",
    "fonts/plex-sans-regular-latin.woff2": f"{_PLEX}/split/woff2/IBMPlexSans-Regular-Latin1.woff2",
    "fonts/plex-sans-semibold.woff2": f"{_PLEX}/complete/woff2/IBMPlexSans-SemiBold.woff2",
    "fonts/plex-sans-semibold-latin.woff2": f"{_PLEX}/split/woff2/IBMPlexSans-SemiBold-Latin1.woff2",
}
_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_REFERS_TO_OTHERS = {".css", ".js"}
_REFERENCE = re.compile(rf"""(?<=["'(]){re.escape(PREFIX)}([^"')\s]+)(?=["')])""")


class AssetMissing(LookupError):
    """An asset that set-up should have made is not there, or something asks for one that nobody declared."""


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    name: str
    url: str
    content_type: str
    content: bytes
    #: ``content`` compressed, or ``None`` for kinds that are compressed already.
    gzipped: bytes | None


class Manifest:
    """Every asset, read once when the service starts.

    ``files`` maps logical names to files. Raises ``AssetMissing`` if one cannot be read, or refers to another
    that is not in ``files``.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files
        self._by_name: dict[str, Asset] = {}
        for name in files:
            self._load(name, asked_for_by=())
        self._by_url = {asset.url: asset for asset in self._by_name.values()}

    def url(self, name: str) -> str:
        """The address of the asset ``name``; raises ``AssetMissing`` if there is none of that name."""
        return self._named(name).url

    def lookup(self, path: str) -> Asset | None:
        """The asset served at ``/assets/<path>``, or ``None``."""
        return self._by_url.get(PREFIX + path)

    def names(self) -> Iterable[str]:
        """All logical names."""
        return self._by_name.keys()

    def _named(self, name: str) -> Asset:
        try:
            return self._by_name[name]
        except KeyError:
            raise AssetMissing(f"no asset is called {name!r}: put its file in procure/static") from None

    def _load(self, name: str, *, asked_for_by: tuple[str, ...]) -> Asset:
        if name in self._by_name:
            return self._by_name[name]
        if name in asked_for_by:
            raise AssetMissing(f"assets refer to each other in a circle: {' → '.join([*asked_for_by, name])}")
        if name not in self._files:
            raise AssetMissing(f"{asked_for_by[-1]} refers to {PREFIX}{name}, which is no asset")
        kind = Path(name).suffix
        try:
            content = self._files[name].read_bytes()
        except FileNotFoundError as error:
            raise AssetMissing(f"{self._files[name]} is not there: run `make setup`") from error
        if kind in _REFERS_TO_OTHERS:
            content = self._with_addresses(content, asked_for_by=(*asked_for_by, name))
        digest = hashlib.sha256(content).hexdigest()[:16]
        asset = Asset(
            name=name,
            url=f"{PREFIX}{name.removesuffix(kind)}-{digest}{kind}",
            content_type=_CONTENT_TYPES[kind],
            content=content,
            # The time in a gzip header is left out, so that two workers serve the same bytes.
            gzipped=None if kind in {".woff2", ".png"} else gzip.compress(content, mtime=0),
        )
        self._by_name[name] = asset
        return asset

    def _with_addresses(self, content: bytes, *, asked_for_by: tuple[str, ...]) -> bytes:
        text = content.decode()
        return _REFERENCE.sub(
            lambda match: self._load(match[1], asked_for_by=asked_for_by).url, text
        ).encode()


@cache
def build_manifest() -> Manifest:
    """The manifest of this service: what set-up made, and every script and image in ``procure/static``."""
    ours = (path for path in STATIC.iterdir() if path.is_file() and path.suffix in _CONTENT_TYPES)
    files = {path.name: path for path in sorted(ours)}
    return Manifest(files | {name: ROOT / path for name, path in _INSTALLED.items()})
