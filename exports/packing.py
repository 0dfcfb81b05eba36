"""Files that are archives, packed so that equal content is equal bytes: parts in order, no time of packing in them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO

#: The first day that such an archive can name.
EPOCH = (1980, 1, 1, 0, 0, 0)


def repacked(loose: bytes) -> bytes:
    """An Office file with its parts in order of name, the list of their types first, and no time of packing."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(loose)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def archive(files: Iterable[tuple[str, bytes]], made_at: datetime) -> bytes:
    """A ZIP of named files in the order given, each dated ``made_at`` (aware)."""
    packed = BytesIO()
    moment = made_at.astimezone(UTC)
    dated = max(EPOCH, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
    with zipfile.ZipFile(packed, "w") as target:
        for name, data in files:
            entry = zipfile.ZipInfo(name, dated)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, data)
    return packed.getvalue()


def typed_archive(media_type: str, files: Iterable[tuple[str, bytes]]) -> bytes:
    """An OpenDocument package: its type first and not compressed, so that the first bytes tell what it is; then its
    files in the order given, without a time of packing."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr(zipfile.ZipInfo("mimetype", EPOCH), media_type)
        for name, data in files:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return packed.getvalue()
