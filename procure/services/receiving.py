"""A file of library entries, read whole or refused: JSON, a table, one Markdown file, or a ZIP archive of them."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from exports.ocds.strict_json import Unreadable, read_json
from outcome_library.front_matter import LARGEST_FILE
from outcome_library.incoming import NotATable, Unread, from_csv, from_markdown
from procure.domain.exceptions import Invalid

#: Bytes of a library that is taken in: a thousand entries are some 6 MB.
LARGEST = 20_000_000
MOST_FILES = 5_000


def entries_in(data: bytes) -> list[Any]:
    """The entries that a file holds, as plain data, checked entries, or ``Unread``. What it is shows in its bytes.

    Raises Invalid, in words for whoever brought it, for a file that is none of ours.
    """
    if len(data) > LARGEST:
        raise Invalid("file", f"The selected file must be smaller than {LARGEST // 1_000_000} MB")
    bare = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare:
        raise Invalid("file", "The selected file is empty")
    if data.startswith(b"PK"):
        return list(_from_archive(data))
    if bare.startswith(b"---"):
        return [from_markdown("The file", data)]
    if bare.startswith((b"[", b"{")):
        return _from_json(data)
    try:
        return list(from_csv(data.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise Invalid("file", "The selected file is not UTF-8 text, nor a ZIP archive") from None
    except NotATable as error:
        raise Invalid("file", str(error)) from None


def _from_json(data: bytes) -> list[Any]:
    try:
        entries = read_json(data, largest=LARGEST)
    except Unreadable as error:
        raise Invalid("file", f"The selected file cannot be read: {error}") from None
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise Invalid("file", "The selected file must hold a list of library entries, as the export makes it")
    read: list[Any] = json.loads(json.dumps(entries, default=float))
    return read


def _from_archive(data: bytes) -> Iterator[Any]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = [each for each in archive.infolist() if not each.is_dir() and each.filename.endswith(".md")]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Invalid("file", "The selected file is a damaged ZIP archive") from None
    if not names:
        raise Invalid("file", "The ZIP archive holds no Markdown file (.md)")
    if len(names) > MOST_FILES:
        raise Invalid("file", f"The ZIP archive holds more than {MOST_FILES:,} files")
    for each in names:
        if PurePosixPath(each.filename).name.lower() == "readme.md":
            continue
        try:
            with archive.open(each) as member:
                text = member.read(LARGEST_FILE * 4 + 1)  # a character is at most four bytes
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError):
            yield Unread(each.filename[-80:], "It is damaged, or protected with a password")
            continue
        if len(text) > LARGEST_FILE * 4:
            yield Unread(each.filename[-80:], "It is larger than any entry of a library")
        else:
            yield from_markdown(each.filename[-80:], text)
