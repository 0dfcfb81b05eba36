"""The catalogue of a language, read from its ``messages.po``.

The file that people edit is the file that is read: there is nothing to compile, and so nothing to forget to compile. It
is read once a process, when the first page of its language is asked for.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import Translations

FOLDER = Path(__file__).resolve().parent.parent / "translations"
#: Longest line of a catalogue.
WIDTH = 118
#: What a header says besides, which would change each time.
FORGOTTEN = tuple(
    f'"{name}'
    for name in ("Project-Id", "Report-", "POT-", "PO-Revision", "Last-", "Language-Team", "Generated-By")
)


def path_of(language: str) -> Path:
    """Where the catalogue of a language is."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """Every message of a language, those without a translation too."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalogue: Catalog) -> None:
    """Keep a catalogue, in the order of its messages and without places, so that a change shows as itself."""
    written = BytesIO()
    write_po(written, catalogue, width=WIDTH, no_location=True, sort_output=True)
    lines = written.getvalue().decode().splitlines(keepends=True)
    kept = (line for line in lines if not line.startswith(FORGOTTEN))
    path_of(language).write_text("".join(kept), encoding="utf-8")


@cache
def catalogue(language: str) -> Translations:
    """What a language has for each message: the message itself where it has nothing."""
    made = BytesIO()
    write_mo(made, read(language))
    made.seek(0)
    return Translations(made)
