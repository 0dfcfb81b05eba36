"""File names in headers."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_UNSAFE = re.compile(r"[^A-Za-z0-9!#$&+.^_`|~ -]")


def content_disposition(file_name: str) -> str:
    """The header that has a browser save a file under its name: plain letters for every reader, and the name
    itself where it has others (RFC 6266). Quotes, slashes and control characters never reach the header.
    """
    plain = unicodedata.normalize("NFKD", file_name).encode("ascii", "ignore").decode()
    plain = _UNSAFE.sub("_", plain).strip(" .") or "file"
    if plain == file_name:
        return f'attachment; filename="{plain}"'
    whole = quote("".join(letter for letter in file_name if letter.isprintable()).replace("/", "_"), safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"
